"""The monitor's board, its lists, and the public figures."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock, formats, labels, paging, tables
from feedback.duties import queries as duties
from feedback.duties import tallies
from feedback.duties.shown import name_of
from feedback.organisation import queries as organisation
from feedback.oversight import publications, queries, rules, shown
from feedback.oversight.publications import Posted
from feedback.oversight.queries import Show
from feedback.plans.versions import lineage
from feedback.plans.versions.lineage import Outcome
from feedback.plans.versions.words import outcome_words
from feedback.triage import queries as triage
from feedback.triage.rules import public_state
from models import Appearance, Case, PlanVersion, Role, Unit

pages = Blueprint("oversight", __name__)

OVERSEERS = (Role.MONITOR, Role.PARENTS_BOARD, Role.PERSONNEL, Role.LEADERSHIP, Role.OFFICE)
MOST_EXPORTED = 20_000


@pages.get("/oversight")
@access.for_roles(*OVERSEERS)
def board() -> str:
    """How the units in this hat's care answer."""
    hat, today = access.hat_required(), clock.today()
    watched = triage.watched_unit_ids(hat, today)
    all_figures = queries.figures_of(watched, queries.day_for_figures(today), seen_by=hat)
    return render_template(
        "oversight/board.html",
        all_figures=sorted(all_figures, key=lambda figures: (-figures.overdue, -figures.open)),
        units=queries.units_named(watched),
        duties=tallies.open_counts_of(watched, today, seen_by=hat),
        total=rules.sum_of(all_figures),
        shown=shown,
        Show=Show,
        today=today,
    )


@pages.get("/oversight/publications")
@access.for_roles(*OVERSEERS)
def publication_board() -> str:
    """How soon the units in this hat's care make public what they decide."""
    hat, today = access.hat_required(), clock.today()
    watched = triage.watched_unit_ids(hat, today)
    figures = publications.figures_of(publications.texts_published(hat, watched, today), today)
    return render_template(
        "oversight/publication_board.html",
        all_figures=figures,
        units=queries.units_named(watched),
        total=publications.sum_of(figures),
        Posted=Posted,
        today=today,
    )


@pages.get("/oversight/publications/<unit_key>")
@access.for_roles(*OVERSEERS)
def unit_publications(unit_key: str) -> str:
    """The published texts behind one unit's figures."""
    unit, today = _watched_unit(unit_key), clock.today()
    texts = publications.texts_published(access.hat_required(), [unit.id], today)
    return render_template(
        "oversight/unit_publications.html",
        unit=unit,
        which=_posted(),
        texts=publications.only(texts, _posted(), today),
        figures=publications.sum_of(publications.figures_of(texts, today)),
        Posted=Posted,
        posting_words=_posting_words,
        today=today,
    )


@pages.get("/oversight/publications/<unit_key>/export.<form>")
@access.for_roles(*OVERSEERS)
def export_publications(unit_key: str, form: str) -> Response:
    """The list of a unit's published texts as Excel or CSV: the same rows as on the page."""
    unit, today = _watched_unit(unit_key), clock.today()
    texts = publications.texts_published(access.hat_required(), [unit.id], today)
    rows = [_publication_row(text) for text in publications.only(texts, _posted(), today)]
    name = f"{gettext('Công khai văn bản')} {unit.short_name or unit.name}"
    return _sheet(form, name, gettext("Công khai văn bản"), _publication_head(), rows)


@pages.get("/oversight/<unit_key>")
@access.for_roles(*OVERSEERS)
def unit_cases(unit_key: str) -> str:
    """The cases behind one unit's figures."""
    unit, show = _watched_unit(unit_key), _show()
    hat, day = access.hat_required(), queries.day_for_figures(clock.today())
    page = queries.cases_shown(
        hat,
        unit,
        show,
        day,
        after=paging.row_asked(),
        size=queries.ITEMS_ON_A_PAGE,
    )
    figures = rules.sum_of(queries.figures_of([unit.id], day, seen_by=hat))
    late = tallies.late_of(unit, day.today, seen_by=hat)
    return render_template(
        "oversight/unit_cases.html",
        unit=unit,
        show=show,
        page=page,
        figures=figures,
        commitments=queries.commitments_of(hat, unit, day.today),
        late_duties=late,
        duty_texts=duties.texts_of({duty.clause_id for duty in late}),
        name_of=name_of,
        shown=shown,
        Show=Show,
        today=day.today,
        public_state=public_state,
    )


@pages.get("/oversight/<unit_key>/export.<form>")
@access.for_roles(*OVERSEERS)
def export(unit_key: str, form: str) -> Response:
    """The list of a unit's cases as Excel or CSV: the same rows as on the page."""
    unit, day = _watched_unit(unit_key), queries.day_for_figures(clock.today())
    page = queries.cases_shown(
        access.hat_required(), unit, _show(), day, after=None, size=MOST_EXPORTED
    )
    about = [case.comment.clause_text for case in page.rows]
    outcomes = lineage.outcomes_of(text for text in about if text)
    rows = [_export_row(case, outcomes) for case in page.rows]
    name = f"{gettext('Ý kiến')} {unit.short_name or unit.name}"
    return _sheet(form, name, gettext("Ý kiến"), _export_head(), rows)


@pages.get("/figures")
@access.open_to_all
def figures() -> str:
    """The same figures for everybody, without what could point at a person."""
    today = clock.today()
    department = organisation.department(today)
    watched = organisation.unit_ids_under(department, today) if department else set()
    # Before the installation is set up there is neither a unit nor a calendar to count with.
    all_figures = queries.figures_of(watched, queries.day_for_figures(today)) if watched else []
    units = queries.units_named(watched)
    all_figures.sort(key=lambda each: units[each.unit_id].name)
    return render_template(
        "oversight/figures.html",
        rows=shown.public_rows(all_figures, units),
        total=rules.sum_of(all_figures),
        shown=shown,
        today=today,
        fewest=rules.FEWEST,
    )


def _sheet(
    form: str, name: str, title: str, head: list[str], rows: list[list[tables.Cell]]
) -> Response:
    """The table as a file of that form; 404 for a form there is none of."""
    kinds = {
        "csv": "text/csv",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    if form not in kinds:
        abort(404)
    data = tables.as_xlsx(title, head, rows) if form == "xlsx" else tables.as_csv(head, rows)
    disposition = tables.as_attachment(name, clock.today(), form)
    return Response(data, mimetype=kinds[form], headers={"Content-Disposition": disposition})


def _show() -> Show:
    word = request.args.get("show", Show.OPEN.value)
    if word not in list(Show):
        abort(404)
    return Show(word)


def _posted() -> Posted:
    word = request.args.get("show", Posted.ALL.value)
    return Posted(word) if word in list(Posted) else abort(404)


def _watched_unit(key: str) -> Unit:
    unit = organisation.unit_by_key(key)
    hat, today = access.hat_required(), clock.today()
    if unit is None or unit.id not in triage.watched_unit_ids(hat, today):
        abort(404)
    return unit


def _export_head() -> list[str]:
    return [
        gettext("Số hồ sơ"),
        gettext("Ngày nhận"),
        gettext("Loại"),
        gettext("Người gửi"),
        gettext("Kế hoạch"),
        gettext("Mục"),
        gettext("Mục hiện nay"),
        gettext("Nội dung"),
        gettext("Đơn vị chủ trì"),
        gettext("Trạng thái"),
        gettext("Hạn trả lời"),
        gettext("Ngày trả lời"),
        gettext("Đúng hạn"),
    ]


def _export_row(case: Case, outcomes: Mapping[int, Outcome]) -> list[tables.Cell]:
    comment = case.comment
    outcome = outcomes.get(comment.clause_text_id or 0)
    sealed = comment.appearance is Appearance.SEALED
    on_time = {True: gettext("Đúng hạn"), False: gettext("Quá hạn"), None: ""}
    return [
        case.number,
        clock.day_of(comment.received_at),
        labels.label(case.kind),
        labels.label(comment.appearance) if sealed else formats.sender_words(comment.sender_label),
        comment.plan.title,
        comment.clause_text.label if comment.clause_text else gettext("Toàn văn"),
        outcome_words(outcome) if outcome else "",
        comment.body,
        case.lead_unit.name if case.lead_unit else "",
        labels.label(case.state),
        case.due_on,
        clock.day_of(case.answered_at) if case.answered_at else None,
        on_time[case.answered_on_time],
    ]


def _publication_head() -> list[str]:
    return [
        gettext("Văn bản"),
        gettext("Loại"),
        gettext("Số, ký hiệu"),
        gettext("Ngày ký"),
        gettext("Hạn công khai"),
        gettext("Ngày công khai"),
        gettext("Đúng hạn"),
        gettext("Niêm yết"),
    ]


def _publication_row(text: PlanVersion) -> list[tables.Cell]:
    on_time = {True: gettext("Đúng hạn"), False: gettext("Quá hạn"), None: ""}
    return [
        text.title,
        labels.label(text.plan.kind),
        text.number or "",
        text.issued_on,
        text.publish_due_on,
        clock.day_of(text.published_at) if text.published_at else None,
        on_time[text.published_on_time],
        _posting_words(text),
    ]


def _posting_words(text: PlanVersion) -> str:
    """How far the posting of a published text has come."""
    if text.posted_until is None:
        return ""
    if publications.is_cut_short(text):
        return gettext("thu hồi trước khi đủ ngày")
    if publications.is_posting(text, clock.today()):
        return gettext("đang niêm yết đến %(day)s", day=formats.day(text.posted_until))
    if not text.is_current:
        return gettext("đã có bản mới thay")
    return gettext("đã đủ ngày")
