"""Pages for those who publish plans and take them back."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.duties import actions as duties
from feedback.duties.shown import shown_mottos
from feedback.errors import UserError
from feedback.pages import shown as words_of
from feedback.plans import actions
from feedback.plans.rounds import acknowledgements, publication, shown_window
from feedback.plans.rounds.publication import load_rulebook
from feedback.plans.routes import pages
from feedback.plans.routes.correcting import desk_around
from feedback.plans.routes.preparing import prepared_plan
from feedback.plans.routes.publishing_forms import PublishForm, WithdrawForm
from feedback.plans.rules import PREPARING
from models import Plan, PlanState, db

Answer = str | Response | tuple[str, int]


@pages.get("/plans/<plan_key>/publish")
@access.for_roles(*PREPARING)
def review_publication(plan_key: str) -> Answer:
    """What is still doubtful, for whom the plan is, and until when it takes opinions."""
    plan = prepared_plan(plan_key)
    if plan.state is PlanState.PUBLISHED and plan.version_in_the_making:
        return redirect(url_for("plans.review_issue", plan_key=plan_key))
    return _publish_page(plan, PublishForm.for_plan(plan, clock.today()))


@pages.post("/plans/<plan_key>/publish")
@access.for_roles(*PREPARING)
def publish(plan_key: str) -> Answer:
    """Publish the plan."""
    plan = prepared_plan(plan_key)
    form = PublishForm.for_plan(plan, clock.today())
    if not form.validate():
        return _publish_page(plan, form), 422
    begin_write()
    plan = prepared_plan(plan_key)  # once more: somebody may have given the draft up
    hat, now = access.hat_required(), clock.now()
    try:
        actions.publish(plan, form.opening(), confirmed=form.confirmed.data, by=hat, now=now)
        duties.open_duties(plan, by=hat, now=now)
    except UserError as error:
        db.session.rollback()
        form.form_errors.append(words_of(error))
        return _publish_page(plan, form), 422
    db.session.commit()
    flash(_published_words(plan), "done")
    return redirect(url_for("plans.show_plan", plan_key=plan_key))


@pages.get("/plans/<plan_key>/withdraw")
@access.for_roles(*PREPARING)
def review_withdrawal(plan_key: str) -> str:
    """What follows from taking the plan back."""
    return _withdraw_page(published_plan(plan_key), WithdrawForm())


@pages.post("/plans/<plan_key>/withdraw")
@access.for_roles(*PREPARING)
def withdraw(plan_key: str) -> Answer:
    """Take the plan back, with a reason that its readers see."""
    plan, form = published_plan(plan_key), WithdrawForm()
    if not form.validate():
        return _withdraw_page(plan, form), 422
    begin_write()
    hat, knows = access.hat_required(), form.cuts_posting_short.data
    try:
        actions.withdraw(plan, form.reason.data, cuts_posting_short=knows, by=hat, now=clock.now())
        duties.open_duties(plan, by=hat, now=clock.now())  # none is owed any more: they end
    except UserError as error:
        db.session.rollback()
        form.form_errors.append(words_of(error))
        return _withdraw_page(plan, form), 422
    db.session.commit()
    flash(_("Đã thu hồi. Văn bản vẫn đọc được và không nhận thêm ý kiến."), "done")
    return redirect(url_for("plans.list_own_plans"))


def published_plan(plan_key: str) -> Plan:
    """The published plan that the hat worn may prepare; else the page answers 404."""
    plan = prepared_plan(plan_key)
    return plan if plan.state is PlanState.PUBLISHED else abort(404)


def may_ask_staff(plan: Plan) -> bool:
    """Whether the page of who has read the plan is for the hat worn: it is linked."""
    return acknowledgements.may_count(plan, access.hat_required(), clock.today())


def _published_words(plan: Plan) -> str:
    if plan.is_only_to_read:
        return _("Đã công bố. Văn bản đăng để biết, không lấy ý kiến.")
    return _("Đã công bố. Từ bây giờ người đọc xem được và góp ý được từng mục.")


def _publish_page(plan: Plan, form: PublishForm) -> str:
    around = desk_around(plan, None)
    owed = publication.owed_of(plan, clock.today(), load_rulebook())
    return render_template(
        "plans/review_publication.html",
        form=form,
        owed=shown_window.owed_line(owed) if owed else None,
        mottos=shown_mottos(plan.current_version),
        **around,
    )


def _withdraw_page(plan: Plan, form: WithdrawForm) -> str:
    posting = publication.posting_of(plan.current_version, clock.today(), load_rulebook())
    return render_template(
        "plans/review_withdrawal.html",
        plan=plan,
        form=form,
        posting=posting if posting and not posting.is_over else None,
        may_ask=may_ask_staff(plan),
    )
