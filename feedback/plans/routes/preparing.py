"""Pages for those who bring plans in and put them right."""

from __future__ import annotations

from hashlib import sha256

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.errors import RuleBroken, UserError
from feedback.organisation.queries import unit_by_key, units_in_order
from feedback.pages import shown as words_of
from feedback.plans import actions, corrections, desk, queries
from feedback.plans.forms import PART_NAMES, ClauseForm, HeadForm, StepForm, UploadForm
from feedback.plans.reading import UnreadableDocument, read_document
from feedback.plans.routes import pages
from feedback.plans.rules import PREPARING
from models import ClauseText, Plan, PlanState, db

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
        opinions=queries.opinions_on(page.rows),
        older_url=url_for("plans.list_own_plans", after=page.next_after) if page.next_after else "",
    )


@pages.get("/plans/new")
@access.for_roles(*PREPARING)
def upload_plan() -> str:
    """The page to bring in a document."""
    return render_template("plans/upload_plan.html", form=_upload_form(), known=[])


@pages.post("/plans/new")
@access.for_roles(*PREPARING)
def bring_in_plan() -> Answer:
    """Read the document and keep it as a draft."""
    form = _upload_form()
    sent = form.content() if form.validate() else None
    if sent is None:
        return _upload_refused(form, "" if form.errors else _("Xin chọn tệp hoặc dán nội dung."))
    data, name = sent
    try:
        read = read_document(data, name)
    except UnreadableDocument as error:
        return _upload_refused(form, words_of(error))
    source = actions.Source(name, sha256(data).hexdigest())
    begin_write()  # before looking for the same file: a second click waits here for the first
    hat, now = access.hat_required(), clock.now()
    known = queries.plans_from_file(source.sha256, hat, clock.day_of(now))
    if known and request.form.get("then") != "again":
        db.session.rollback()
        return render_template("plans/upload_plan.html", form=form, known=known), 409
    unit = unit_by_key(form.unit.data) or abort(404)
    plan = actions.store_draft(read, unit, form.kind.data, source, by=hat, now=now)
    db.session.commit()
    return redirect(url_for("plans.preview_plan", plan_key=plan.key))


@pages.get("/plans/<plan_key>/preview")
@access.for_roles(*PREPARING)
def preview_plan(plan_key: str) -> str:
    """What was read, to be checked: first the head of the document."""
    plan = prepared_plan(plan_key)
    return _head_page(plan, HeadForm.filled(plan, plan.current_version))


@pages.post("/plans/<plan_key>/preview")
@access.for_roles(*PREPARING)
def correct_head(plan_key: str) -> Answer:
    """Put the head of the document right."""
    plan, form = prepared_plan(plan_key), HeadForm()
    if not form.validate():
        return _head_page(plan, form), 422
    begin_write()
    try:
        corrections.correct_head(
            plan,
            form.head(),
            revision=form.seen(),
            by=access.hat_required(),
            now=clock.now(),
        )
    except UserError as error:
        _keep_typed(form, plan, error)
        return _head_page(plan, form), 409
    db.session.commit()
    flash(_("Đã lưu phần đầu văn bản."), "done")
    return redirect(url_for("plans.preview_plan", plan_key=plan_key))


@pages.get("/plans/<plan_key>/preview/clauses/<clause_key>")
@access.for_roles(*PREPARING)
def preview_clause(plan_key: str, clause_key: str) -> str:
    """One clause as it was read, to be checked."""
    plan, text = _plan_and_clause(plan_key, clause_key)
    return _clause_page(plan, text, ClauseForm.filled(plan, text))


@pages.post("/plans/<plan_key>/preview/clauses/<clause_key>")
@access.for_roles(*PREPARING)
def correct_clause(plan_key: str, clause_key: str) -> Answer:
    """Put one clause and its task right, then go on to the next one to check."""
    plan, text = _plan_and_clause(plan_key, clause_key)
    form = ClauseForm()
    _offer_units(form, plan, text)
    if not form.validate():
        return _clause_page(plan, text, form), 422
    begin_write()
    chosen = {part: unit_by_key(form[f"{name}_choose"].data) for part, name in PART_NAMES.items()}
    hat, now = access.hat_required(), clock.now()
    try:
        corrections.correct_clause(
            plan, text, form.wording(), form.duty(chosen),
            revision=form.seen(), by=hat, now=now,
        )  # fmt: skip
    except UserError as error:
        _keep_typed(form, plan, error)
        return _clause_page(plan, text, form), 409
    db.session.commit()
    flash(_("Đã lưu mục."), "done")
    return redirect(desk.address_after(plan, text, go_on=request.form.get("then") == "next"))


@pages.post("/plans/<plan_key>/preview/clauses")
@access.for_roles(*PREPARING)
def add_clause(plan_key: str) -> Answer:
    """Put a new, empty clause behind another, or at the very front."""
    plan, form = prepared_plan(plan_key), StepForm()
    after = queries.clause_of(plan, request.form.get("after", ""))
    begin_write()
    try:
        added = corrections.add_clause(
            plan, after, revision=form.seen(), by=access.hat_required(), now=clock.now()
        )
    except UserError as error:
        return _step_refused(plan, error)
    db.session.commit()
    return redirect(url_for("plans.preview_clause", plan_key=plan_key, clause_key=added.clause.key))


@pages.post("/plans/<plan_key>/preview/clauses/<clause_key>/remove")
@access.for_roles(*PREPARING)
def remove_clause(plan_key: str, clause_key: str) -> Answer:
    """Take a clause out of the draft."""
    plan, text = _plan_and_clause(plan_key, clause_key)
    form = StepForm()
    begin_write()
    try:
        corrections.remove_clause(
            plan, text, revision=form.seen(), by=access.hat_required(), now=clock.now()
        )
    except UserError as error:
        return _step_refused(plan, error)
    db.session.commit()
    flash(_("Đã bỏ mục."), "done")
    return redirect(url_for("plans.preview_plan", plan_key=plan_key))


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


def _plan_and_clause(plan_key: str, clause_key: str) -> tuple[Plan, ClauseText]:
    plan = prepared_plan(plan_key)
    return plan, queries.clause_of(plan, clause_key) or abort(404)


def _draft(plan_key: str) -> Plan:
    plan = prepared_plan(plan_key)
    return plan if plan.state is PlanState.DRAFT else abort(404)


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.offer(queries.units_to_prepare_for(access.hat_required(), clock.today()))
    return form


def _upload_refused(form: UploadForm, message: str) -> tuple[str, int]:
    if message:
        form.add_error("pasted" if form.pasted.data else "file", message)
    return render_template("plans/upload_plan.html", form=form, known=[]), 422


def _head_page(plan: Plan, form: HeadForm) -> str:
    tree = desk.tree_of(plan, today=clock.today())
    return render_template("plans/preview_plan.html", plan=plan, form=form, tree=tree)


def _discard_page(plan: Plan, form: StepForm) -> str:
    form.revision.data = plan.revision
    return render_template("plans/review_discarding.html", plan=plan, form=form)


def _clause_page(plan: Plan, text: ClauseText, form: ClauseForm) -> str:
    tree = desk.tree_of(plan, today=clock.today())
    namings = tree.namings_of(text)
    form.offer(namings, units_in_order(clock.today()))
    return render_template(
        "plans/preview_clause.html", plan=plan, text=text, form=form, tree=tree, namings=namings
    )


def _offer_units(form: ClauseForm, plan: Plan, text: ClauseText) -> None:
    namings = desk.tree_of(plan, today=clock.today()).namings_of(text)
    form.offer(namings, units_in_order(clock.today()))


def _keep_typed(form: HeadForm | ClauseForm, plan: Plan, error: UserError) -> None:
    db.session.rollback()
    _stop_when_discarded(plan)
    form.form_errors.append(words_of(error))
    form.revision.data = plan.revision  # a second press saves what is in the boxes


def _stop_when_discarded(plan: Plan) -> None:
    """Say that nothing is there any more, when somebody gave the draft up in between."""
    if plan.discarded_at is not None:
        abort(404)


def _step_refused(plan: Plan, error: RuleBroken | UserError) -> Response:
    db.session.rollback()
    _stop_when_discarded(plan)
    flash(words_of(error), "late")
    return redirect(url_for("plans.preview_plan", plan_key=plan.key))
