"""Pages for those who bring plans in and put them right."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.pages import shown as words_of
from feedback.plans import queries
from feedback.plans.forms import StepForm
from feedback.plans.preparing import corrections, uploads
from feedback.plans.rounds import shown_window
from feedback.plans.rounds.publication import load_rulebook
from feedback.plans.routes import pages
from feedback.plans.rules import PREPARING
from models import Plan, PlanState, db

Answer = str | Response | tuple[str, int]


@pages.get("/plans/mine")
@access.for_roles(*PREPARING)
def list_own_plans() -> str:
    """The plans of one's units, drafts included."""
    hat, today = access.hat_required(), clock.today()
    page = queries.plans_prepared_by(hat, today, request.args.get("after"))
    return render_template(
        "plans/list_own_plans.html",
        plans=page.rows,
        uploads=[] if request.args.get("after") else uploads.unread_uploads(hat, clock.now()),
        opinions=queries.opinions_on(page.rows),
        owed=shown_window.owed_lines(page.rows, load_rulebook(), today),
        older_url=url_for("plans.list_own_plans", after=page.next_after) if page.next_after else "",
    )


@pages.get("/plans/<plan_key>/discard")
@access.for_roles(*PREPARING)
def review_discarding(plan_key: str) -> str:
    """What follows from giving a draft up."""
    return _discard_page(_draft(plan_key), StepForm())


@pages.post("/plans/<plan_key>/discard")
@access.for_roles(*PREPARING)
def discard_draft(plan_key: str) -> Answer:
    """Give the draft up."""
    begin_write()
    plan, form = _draft(plan_key), StepForm()
    try:
        corrections.discard(plan, revision=form.seen(), by=access.hat_required(), now=clock.now())
    except UserError as error:
        db.session.rollback()
        form.form_errors.append(words_of(error))
        return _discard_page(plan, form), 409
    db.session.commit()
    flash(_("Đã bỏ bản soạn."), "done")
    return redirect(url_for("plans.list_own_plans"))


def prepared_plan(plan_key: str) -> Plan:
    """The plan at the address, if the hat worn may prepare it; else the page answers 404."""
    plan = queries.prepared_plan_for(access.hat_required(), plan_key, clock.today())
    return plan or abort(404)


def _draft(plan_key: str) -> Plan:
    plan = prepared_plan(plan_key)
    return plan if plan.state is PlanState.DRAFT else abort(404)


def _discard_page(plan: Plan, form: StepForm) -> str:
    form.revision.data = plan.current_version.revision
    return render_template("plans/review_discarding.html", plan=plan, form=form)
