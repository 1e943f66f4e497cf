"""Pages for those who publish plans, share them and take them back."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.pages import shown as words_of
from feedback.plans import actions, desk, queries, shown
from feedback.plans.actions import Opening
from feedback.plans.forms import PublishForm, WithdrawForm
from feedback.plans.routes import pages
from feedback.plans.routes.preparing import prepared_plan
from feedback.plans.rules import PREPARING
from feedback.qr import qr_of
from models import Audience, Plan, PlanState, Role, UnitKind, db

Answer = str | Response | tuple[str, int]
SHARING = (Role.MODERATOR, Role.HEAD)


@pages.get("/plans/<plan_key>/publish")
@access.for_roles(*PREPARING)
def review_publication(plan_key: str) -> str:
    """What is still doubtful, for whom the plan is, and until when it takes opinions."""
    plan = prepared_plan(plan_key)
    return _publish_page(plan, _publish_form(plan))


@pages.post("/plans/<plan_key>/publish")
@access.for_roles(*PREPARING)
def publish(plan_key: str) -> Answer:
    """Publish the plan."""
    plan = prepared_plan(plan_key)
    form = _publish_form(plan)
    if not form.validate():
        return _publish_page(plan, form), 422
    opening = Opening(form.audience.data, form.opens_at(), form.closes_at())
    begin_write()
    plan = prepared_plan(plan_key)  # once more: somebody may have given the draft up
    try:
        actions.publish(
            plan, opening, confirmed=form.confirmed.data, by=access.hat_required(), now=clock.now()
        )
    except UserError as error:
        db.session.rollback()
        form.form_errors.append(words_of(error))
        return _publish_page(plan, form), 422
    db.session.commit()
    flash(_("Đã công bố. Từ bây giờ người đọc xem được và góp ý được từng mục."), "done")
    return redirect(url_for("plans.show_plan", plan_key=plan_key))


@pages.get("/plans/<plan_key>/withdraw")
@access.for_roles(*PREPARING)
def review_withdrawal(plan_key: str) -> str:
    """What follows from taking the plan back."""
    return _withdraw_page(_published(plan_key), WithdrawForm())


@pages.post("/plans/<plan_key>/withdraw")
@access.for_roles(*PREPARING)
def withdraw(plan_key: str) -> Answer:
    """Take the plan back, with a reason that its readers see."""
    plan, form = _published(plan_key), WithdrawForm()
    if not form.validate():
        return _withdraw_page(plan, form), 422
    begin_write()
    try:
        actions.withdraw(plan, form.reason.data, by=access.hat_required(), now=clock.now())
    except UserError as error:
        db.session.rollback()
        form.add_error("reason", words_of(error))
        return _withdraw_page(plan, form), 422
    db.session.commit()
    flash(_("Đã thu hồi. Văn bản vẫn đọc được và không nhận thêm ý kiến."), "done")
    return redirect(url_for("plans.list_own_plans"))


@pages.get("/plans/<plan_key>/audience-links")
@access.for_roles(*SHARING)
def list_links(plan_key: str) -> str:
    """The links by which parents enter the plan."""
    return _links_page(_published(plan_key))


@pages.post("/plans/<plan_key>/audience-links")
@access.for_roles(*SHARING)
def make_link(plan_key: str) -> Answer:
    """A new link; it is shown this once."""
    plan = _published(plan_key)
    begin_write()
    key, hat = current_app.config["HASH_KEY"], access.hat_required()
    try:
        token = actions.make_link(plan, key=key, by=hat, now=clock.now())
    except UserError as error:
        db.session.rollback()
        return _links_page(plan, refusal=words_of(error)), 422
    db.session.commit()
    return _links_page(plan, new_address=_link_address(token), token=token)


@pages.post("/plans/<plan_key>/audience-links/<link_key>/revoke")
@access.for_roles(*SHARING)
def revoke_link(plan_key: str, link_key: str) -> Response:
    """End a link, also for those who entered by it."""
    plan = _published(plan_key)
    begin_write()
    link = next((link for link in queries.links_of(plan) if link.key == link_key), None)
    actions.revoke_link(plan, link or abort(404), by=access.hat_required(), now=clock.now())
    db.session.commit()
    flash(_("Đã thu hồi liên kết. Ai vào bằng liên kết này không đọc được nữa."), "done")
    return redirect(url_for("plans.list_links", plan_key=plan_key))


@pages.get("/plans/<plan_key>/sheet")
@access.for_roles(*PREPARING)
def show_sheet(plan_key: str) -> Answer:
    """A sheet to print and hang up: what the plan is, until when, and its address as a QR code."""
    plan = _published(plan_key)
    if plan.audience is Audience.SCHOOL_PARENTS:  # its readers enter by a link, which is secret
        return redirect(url_for("plans.list_links", plan_key=plan_key))
    return _sheet(plan, _address(url_for("plans.show_plan", plan_key=plan_key)))


@pages.post("/plans/<plan_key>/sheet")
@access.for_roles(*SHARING)
def show_link_sheet(plan_key: str) -> str:
    """The same sheet with a link just made; the link is posted, so that it stays in no history."""
    plan, token = _published(plan_key), request.form.get("token", "")
    link = queries.link_by_hash(actions.link_hash(token, current_app.config["HASH_KEY"]))
    if link is None or link.plan_id != plan.id:
        abort(404)
    return _sheet(plan, _link_address(token))


def _sheet(plan: Plan, address: str) -> str:
    return render_template(
        "plans/show_sheet.html",
        plan=plan,
        address=address,
        qr=qr_of(address),
        window=shown.whole_window_words(plan),
        by_link=plan.audience is Audience.SCHOOL_PARENTS,
    )


def _link_address(token: str) -> str:
    return _address(url_for("plans.enter_by_link", token=token))


def _address(path: str) -> str:
    base: str = current_app.config["BASE_ADDRESS"]
    return base + path


def _published(plan_key: str) -> Plan:
    plan = prepared_plan(plan_key)
    return plan if plan.state is PlanState.PUBLISHED else abort(404)


def _publish_form(plan: Plan) -> PublishForm:
    form = PublishForm()
    if plan.unit.kind is not UnitKind.SCHOOL:
        form.leave_out(Audience.SCHOOL_PARENTS)
    return form


def _publish_page(plan: Plan, form: PublishForm) -> str:
    tree = desk.tree_of(plan, today=clock.today())
    return render_template("plans/review_publication.html", plan=plan, form=form, tree=tree)


def _withdraw_page(plan: Plan, form: WithdrawForm) -> str:
    return render_template("plans/review_withdrawal.html", plan=plan, form=form)


def _links_page(plan: Plan, new_address: str = "", token: str = "", refusal: str = "") -> str:
    return render_template(
        "plans/list_links.html",
        plan=plan,
        links=queries.links_of(plan),
        new_address=new_address,
        token=token,
        refusal=refusal,
    )
