"""Pages for the rounds in which opinions on a plan are taken."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.fields import Form
from feedback.pages import shown as words_of
from feedback.plans import rules, shown
from feedback.plans.rounds import consultations, shown_window
from feedback.plans.rounds.publication import load_rulebook
from feedback.plans.routes import pages
from feedback.plans.routes.publishing import may_ask_staff, published_plan
from feedback.plans.routes.publishing_forms import (
    EndForm,
    PutOffForm,
    RoundForm,
    first_moment,
    moment_after,
)
from feedback.plans.rules import PREPARING
from models import Plan, RoleHeld, db

Answer = str | Response | tuple[str, int]


@pages.get("/plans/<plan_key>/consultation")
@access.for_roles(*PREPARING)
def show_consultation(plan_key: str) -> str:
    """The rounds of a published plan, and what can be done about the present one."""
    return _page(published_plan(plan_key))


@pages.post("/plans/<plan_key>/consultation/later-closing")
@access.for_roles(*PREPARING)
def put_off_closing(plan_key: str) -> Answer:
    """Let the present round end later."""
    plan, form = published_plan(plan_key), PutOffForm()

    def act(hat: RoleHeld) -> None:
        closes_at = moment_after(form.closes_on.data)
        assert closes_at is not None  # the form demands it
        consultations.put_off_closing(
            plan, closes_at, form.reason.data, seen=form.seen.data or "", by=hat, now=clock.now()
        )

    return _done(plan, form, act, _("Đã kéo dài đợt lấy ý kiến."))


@pages.post("/plans/<plan_key>/consultation/end")
@access.for_roles(*PREPARING)
def end_round(plan_key: str) -> Answer:
    """End the present round now, or drop it before it began."""
    plan, form = published_plan(plan_key), EndForm()

    def act(hat: RoleHeld) -> None:
        consultations.end_round(
            plan, form.end_reason.data, seen=form.seen.data or "", by=hat, now=clock.now()
        )

    return _done(plan, form, act, _("Đã kết thúc đợt lấy ý kiến."))


@pages.post("/plans/<plan_key>/consultation/new")
@access.for_roles(*PREPARING)
def open_round(plan_key: str) -> Answer:
    """Begin another round."""
    plan, form = published_plan(plan_key), RoundForm()

    def act(hat: RoleHeld) -> None:
        now = clock.now()
        opens_at = first_moment(form.opens_on.data) or now
        closes_at = moment_after(form.closes_on.data)
        consultations.open_round(plan, opens_at, closes_at, by=hat, now=now)

    return _done(plan, form, act, _("Đã mở đợt lấy ý kiến mới."))


def _done(plan: Plan, form: Form, act: Callable[[RoleHeld], None], words: str) -> Answer:
    if not form.validate():
        return _page(plan, form), 422
    begin_write()
    try:
        act(access.hat_required())
    except UserError as error:
        db.session.rollback()
        form.form_errors.append(words_of(error))
        return _page(plan, form), 409
    db.session.commit()
    flash(words, "done")
    return redirect(url_for("plans.show_consultation", plan_key=plan.key))


def _page(plan: Plan, sent: Form | None = None) -> str:
    now, rounds = clock.now(), consultations.rounds_of(plan)
    present = next(
        (one for one in rounds if rules.state_of_round(one, now) not in rules.OVER), None
    )
    mark = consultations.mark_of(present)
    forms: dict[type[Form], Form] = {
        kind: sent if isinstance(sent, kind) else kind(formdata=None)
        for kind in (PutOffForm, EndForm, RoundForm)
    }
    for form in (forms[PutOffForm], forms[EndForm]):
        form["seen"].data = mark  # what is on this page is what the person sees
    return render_template(
        "plans/show_consultation.html",
        plan=plan,
        present=present,
        has_begun=present is not None and present.opens_at <= now,
        rounds=shown_window.shown_rounds(rounds, now),
        window=shown.window_words(plan, now),
        takes_comments=rules.takes_comments(plan, now),
        lines=shown_window.shown_window(plan, rounds, load_rulebook(), now),
        sent=sent,
        may_ask=may_ask_staff(plan),
        put_off_form=forms[PutOffForm],
        end_form=forms[EndForm],
        round_form=forms[RoundForm],
    )
