"""The library of regulations: the list for everybody, one regulation, and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, labels, record, tables
from feedback import pages as page_tools
from feedback.database import begin_write
from feedback.duties import queries, registers, regulations, rules
from feedback.duties.forms import StepForm
from feedback.duties.regulations import Wanted
from feedback.duties.routes import pages
from feedback.duties.routes.register_forms import RegulationFilter, RegulationForm, SendBackForm
from feedback.duties.routes.reviews import chosen_duty, chosen_plan, own_units
from feedback.duties.routes.tasks import MEDIA_TYPES, MOST_EXPORTED, as_table
from feedback.errors import UserError
from feedback.organisation import queries as organisation
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from models import PlanKind, Regulation, RegulationStage, db

Answer = str | Response | tuple[str, int]
DRAFTS = (PlanKind.DRAFT, PlanKind.REGULATION)
ISSUED = (PlanKind.REGULATION, PlanKind.PLAN)


@pages.get("/duties/regulations")
@access.open_to_all
def list_regulations() -> str:
    """The regulations: what is issued for everybody, what is being made for the sector."""
    reader, form = reader_of_request(), _filter()
    page = regulations.regulations_for(reader, _wanted(form), request.args.get("after"))
    return render_template(
        "duties/list_regulations.html",
        page=page,
        form=form,
        arguments=_arguments(),
        more_url=_address(page.next_after) if page.next_after else "",
        may_write=_writes(),
        inside=registers.works_in_the_sector(reader.hats),
    )


@pages.get("/duties/regulations/export.<form>")
@access.open_to_all
def export_regulations(form: str) -> Response:
    """The same list as Excel or CSV."""
    if form not in MEDIA_TYPES:
        abort(404)
    page = regulations.regulations_for(
        reader_of_request(), _wanted(_filter()), None, size=MOST_EXPORTED
    )
    rows: list[list[tables.Cell]] = [
        [
            one.unit.name,
            one.title,
            labels.label(one.stage),
            one.number,
            one.issued_on,
            clock.day_of(one.changed_at),
        ]
        for one in page.rows
    ]
    head = [_("Đơn vị"), _("Tên"), _("Bước"), _("Số, ký hiệu"), _("Ngày ban hành"), _("Cập nhật")]
    return as_table(_("Quy chế, quy định"), head, rows, form)


@pages.get("/duties/regulations/new")
@access.for_roles(*rules.REPORTING)
def new_regulation() -> str:
    """The form for a regulation that is being made."""
    return _form_page(None, _offered(RegulationForm(formdata=None), None))


@pages.post("/duties/regulations/new")
@access.for_roles(*rules.REPORTING)
def begin_regulation() -> Answer:
    """Begin a regulation at its draft."""
    form = _offered(RegulationForm(), None)
    if not form.validate_on_submit():
        return _form_page(None, form), 422
    begin_write()
    unit = organisation.unit_by_key(form.unit.data) or abort(404)
    try:
        made = regulations.begin(unit, _written(form), by=access.hat_required(), now=clock.now())
    except UserError as error:
        db.session.rollback()
        form.add_error("title", page_tools.shown(error))
        return _form_page(None, form), 422
    key = made.key
    db.session.commit()
    flash(_("Đã ghi vào thư viện."), "done")
    return redirect(url_for("duties.show_regulation", regulation_key=key))


@pages.get("/duties/regulations/<regulation_key>")
@access.open_to_all
def show_regulation(regulation_key: str) -> str:
    """One regulation with its stages, each with its day."""
    return _show(_regulation_or_404(regulation_key), SendBackForm(formdata=None))


@pages.get("/duties/regulations/<regulation_key>/edit")
@access.for_roles(*rules.REPORTING)
def edit_regulation(regulation_key: str) -> str:
    """The form to correct a regulation of one's own unit."""
    regulation = _own_or_404(regulation_key)
    form = RegulationForm(formdata=None, data=RegulationForm.values_of(regulation))
    return _form_page(regulation, _offered(form, regulation))


@pages.post("/duties/regulations/<regulation_key>/edit")
@access.for_roles(*rules.REPORTING)
def change_regulation(regulation_key: str) -> Answer:
    """Correct what is entered of a regulation."""
    regulation = _own_or_404(regulation_key)
    form = _offered(RegulationForm(), regulation)
    if not form.validate_on_submit():
        return _form_page(regulation, form), 422
    begin_write()
    try:
        regulations.change(
            regulation,
            _written(form),
            by=access.hat_required(),
            now=clock.now(),
            revision=form.seen,
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("title", page_tools.shown(error))
        return _form_page(regulation, form), 422
    db.session.commit()
    flash(_("Đã lưu."), "done")
    return redirect(url_for("duties.show_regulation", regulation_key=regulation_key))


@pages.post("/duties/regulations/<regulation_key>/advance")
@access.for_roles(*rules.REPORTING)
def advance_regulation(regulation_key: str) -> Answer:
    """Go on to the next stage."""
    regulation, form = _own_or_404(regulation_key), StepForm()

    def act() -> None:
        regulations.advance(
            regulation, by=access.hat_required(), now=clock.now(), revision=form.seen
        )

    return _step(regulation_key, form, act, _("Đã chuyển sang bước sau."))


@pages.post("/duties/regulations/<regulation_key>/send-back")
@access.for_roles(*rules.REPORTING)
def send_back_regulation(regulation_key: str) -> Answer:
    """Go back one stage, with a reason."""
    regulation, form = _own_or_404(regulation_key), SendBackForm()
    if not form.validate_on_submit():
        return _show(regulation, form), 422

    def act() -> None:
        regulations.send_back(
            regulation,
            form.reason.data,
            by=access.hat_required(),
            now=clock.now(),
            revision=form.seen,
        )

    return _step(regulation_key, form, act, _("Đã trở lại bước trước."))


# ------------------------------------------------------------------ steps of the above


def _step(key: str, form: StepForm, act: Callable[[], None], done: str) -> Answer:
    if not form.validate_on_submit():
        abort(400)
    begin_write()
    try:
        act()
    except UserError as error:
        db.session.rollback()
        flash(page_tools.shown(error), "late")
        return redirect(url_for("duties.show_regulation", regulation_key=key))
    db.session.commit()
    flash(done, "done")
    return redirect(url_for("duties.show_regulation", regulation_key=key))


def _regulation_or_404(key: str) -> Regulation:
    return regulations.regulation_for(reader_of_request(), key) or abort(404)


def _own_or_404(key: str) -> Regulation:
    regulation = _regulation_or_404(key)
    return regulation if _is_own(regulation) else abort(404)


def _is_own(regulation: Regulation) -> bool:
    hat = access.current_hat()
    return hat is not None and regulation.unit_id in registers.written_unit_ids(hat, clock.today())


def _writes() -> bool:
    hat = access.current_hat()
    return hat is not None and bool(registers.written_unit_ids(hat, clock.today()))


def _show(regulation: Regulation, form: SendBackForm) -> str:
    reader = reader_of_request()
    linked = [plan for plan in (regulation.draft_plan, regulation.issued_plan) if plan]
    readable = registers.readable_ids([plan.id for plan in linked], reader)
    form.revision.data = form.revision.data or str(regulation.revision)
    error = regulations.lacking(regulation, clock.today())
    return render_template(
        "duties/show_regulation.html",
        regulation=regulation,
        readable=readable,
        opinions=plans.opinions_on([plan for plan in linked if plan.id in readable]),
        steps=record.timeline_of_subject(regulation.key),
        stages=_stages(regulation),
        next_stage=regulations.next_stage(regulation.stage),
        lacking=page_tools.shown(error) if error else "",
        form=form,
        may_change=_is_own(regulation),
        inside=registers.works_in_the_sector(reader.hats),
        RegulationStage=RegulationStage,
    )


def _stages(regulation: Regulation) -> list[dict[str, Any]]:
    place = regulations.STAGES.index(regulation.stage)
    return [
        {
            "label": labels.label(stage),
            "state": "done" if at < place else "current" if at == place else "todo",
        }
        for at, stage in enumerate(regulations.STAGES)
    ]


def _form_page(regulation: Regulation | None, form: RegulationForm) -> str:
    return render_template("duties/regulation_form.html", regulation=regulation, form=form)


def _offered(form: RegulationForm, regulation: Regulation | None) -> RegulationForm:
    hat, today, reader = access.hat_required(), clock.today(), reader_of_request()
    duties = registers.duties_to_serve(hat, today)
    drafts = registers.plans_to_link(reader, DRAFTS)
    issued = registers.plans_to_link(reader, ISSUED)
    if regulation is not None:
        duties = registers.with_kept(duties, regulation.duty)
        drafts = registers.with_kept(drafts, regulation.draft_plan)
        issued = registers.with_kept(issued, regulation.issued_plan)
    texts = queries.texts_of({duty.clause_id for duty in duties})
    form.offer(own_units(), duties, texts, {"draft_plan": drafts, "issued_plan": issued})
    return form


def _written(form: RegulationForm) -> regulations.Written:
    return form.written(
        chosen_plan(form.draft_plan.data),
        chosen_plan(form.issued_plan.data),
        chosen_duty(form.duty.data),
    )


def _filter() -> RegulationFilter:
    form = RegulationFilter(request.args)
    units = regulations.units_in_library(reader_of_request())
    form.unit.choices = [("", _("Mọi đơn vị")), *((unit.key, unit.name) for unit in units)]
    return form


def _wanted(form: RegulationFilter) -> Wanted:
    unit = organisation.unit_by_key(form.unit.data) if form.unit.data else None
    return Wanted(form.q.data or "", unit.id if unit else None, form.stage.data or None)


def _arguments() -> dict[str, str]:
    kept = {name: request.args.get(name, "") for name in ("q", "unit", "stage")}
    return {name: value for name, value in kept.items() if value}


def _address(after: str) -> str:
    return f"{url_for('duties.list_regulations')}?{urlencode(_arguments() | {'after': after})}"
