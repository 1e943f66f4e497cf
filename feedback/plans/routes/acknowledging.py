"""Pages for staff who say that they have read a document, and for those who ask them."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, paging
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.pages import shown as words_of
from feedback.plans import queries
from feedback.plans.access import reader_of_request
from feedback.plans.rounds import acknowledgements
from feedback.plans.routes import pages
from feedback.plans.routes.publishing import published_plan
from models import Plan, Role, RoleHeld, db

ASKING = (Role.HEAD, Role.MODERATOR)


@pages.post("/plans/<plan_key>/acknowledge")
@access.signed_in
def acknowledge(plan_key: str) -> Response:
    """Say that one has read the plan's version in force."""
    plan = queries.plan_for(reader_of_request(), plan_key) or abort(404)
    begin_write()
    person, now = access.person_required(), clock.now()
    hat = acknowledgements.hat_of_staff(plan, person, clock.day_of(now)) or abort(404)
    position = paging.row_number(request.form.get("position")) or 0
    try:
        acknowledgements.acknowledge(plan, position=position, by=hat, now=now)
    except UserError as error:
        db.session.rollback()
        flash(words_of(error), "late")
        return redirect(url_for("plans.show_plan", plan_key=plan_key))
    db.session.commit()
    flash(_("Đã ghi nhận ông/bà đã đọc văn bản này."), "done")
    return redirect(url_for("plans.show_plan", plan_key=plan_key))


@pages.get("/plans/<plan_key>/acknowledgements")
@access.for_roles(*ASKING)
def list_acknowledgements(plan_key: str) -> str:
    """Who of the unit's staff has read the plan; only how many for whoever published it for them."""
    plan, hat, today = published_plan(plan_key), access.hat_required(), clock.today()
    if not acknowledgements.may_count(plan, hat, today):
        abort(404)
    return render_template(
        "plans/list_acknowledgements.html",
        plan=plan,
        standing=acknowledgements.standing_of(plan, today),
        sees_names=acknowledgements.may_ask(plan, hat, today),
    )


@pages.post("/plans/<plan_key>/acknowledgements/ask")
@access.for_roles(*ASKING)
def ask_acknowledgement(plan_key: str) -> Response:
    """Ask the unit's staff to read the plan and say so."""
    plan = _own_plan(plan_key)

    def act(hat: RoleHeld) -> str:
        acknowledgements.ask(plan, by=hat, now=clock.now())
        told = acknowledgements.remind(plan, by=hat, now=clock.now())
        return _("Đã đề nghị xác nhận; %(n)s người được báo.", n=told)

    return _done(plan, act)


@pages.post("/plans/<plan_key>/acknowledgements/stop")
@access.for_roles(*ASKING)
def stop_asking_acknowledgement(plan_key: str) -> Response:
    """Ask no more; what was said stays."""
    plan = _own_plan(plan_key)

    def act(hat: RoleHeld) -> str:
        acknowledgements.stop_asking(plan, by=hat, now=clock.now())
        return _("Không đề nghị xác nhận nữa; những xác nhận đã có vẫn giữ.")

    return _done(plan, act)


@pages.post("/plans/<plan_key>/acknowledgements/remind")
@access.for_roles(*ASKING)
def remind_to_acknowledge(plan_key: str) -> Response:
    """Remind all who have not answered, at most once a day."""
    plan = _own_plan(plan_key)

    def act(hat: RoleHeld) -> str:
        told = acknowledgements.remind(plan, by=hat, now=clock.now())
        if not told:
            return _("Hôm nay những người chưa xác nhận đã được nhắc rồi.")
        return _("Đã nhắc %(n)s người chưa xác nhận.", n=told)

    return _done(plan, act)


def _own_plan(plan_key: str) -> Plan:
    plan = published_plan(plan_key)
    is_own = acknowledgements.may_ask(plan, access.hat_required(), clock.today())
    return plan if is_own else abort(404)


def _done(plan: Plan, act: Callable[[RoleHeld], str]) -> Response:
    begin_write()
    try:
        words, kind = act(access.hat_required()), "done"
        db.session.commit()
    except UserError as error:
        db.session.rollback()
        words, kind = words_of(error), "late"
    flash(words, kind)
    return redirect(url_for("plans.list_acknowledgements", plan_key=plan.key))
