"""Duties as they read: states with their sign, sentences on progress, rows for tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from feedback import formats, labels
from feedback.duties import rules
from feedback.duties.mottos import Carried, carried_by
from feedback.duties.rules import Progress
from feedback.duties.tallies import Last
from feedback.plans.citing import matter_of
from feedback.richtext import excerpt
from feedback.tables import Cell
from models import ClauseText, Duty, DutyEntry, DutyState, Motto, PlanKind, PlanVersion

SIGNS = {
    DutyState.NOT_REPORTED: "received",
    DutyState.IN_PROGRESS: "working",
    DutyState.DONE: "answered",
    DutyState.NOT_DONE: "held",
}


@dataclass(frozen=True)
class Standing:
    """How a duty stands: the sign beside it, the word, and what more is to be known."""

    sign: str
    word: str
    more: str = ""


def standing(duty: Duty, today: date) -> Standing:
    """ "Đã hoàn thành · 12/06/2026, đúng hạn"; "Chưa báo cáo · quá hạn"."""
    word = labels.label(duty.state)
    if duty.ended_on is not None:
        return Standing("closed", word, _("thôi giao từ %(day)s", day=formats.day(duty.ended_on)))
    if rules.is_late(duty.state, duty.due_on, duty.ended_on, today):
        return Standing("late", word, _("quá hạn"))
    more = ""
    if duty.done_on is not None:
        verdict = {True: _("đúng hạn"), False: _("trễ hạn"), None: ""}[duty.was_on_time]
        more = ", ".join(part for part in (formats.day(duty.done_on), verdict) if part)
    return Standing(SIGNS[duty.state], word, more)


def due_words(duty: Duty) -> str:
    """ "31/03/2026"; "thường xuyên, không có hạn" without a day."""
    return formats.day(duty.due_on) if duty.due_on else _("không có hạn cụ thể")


def unit_words(duty: Duty) -> str:
    """The unit as the plan named it, with who answers for it now."""
    moved = duty.holder_unit if duty.holder_unit_id != duty.unit_id else None
    return formats.unit_today(duty.unit, moved)


def name_of(text: ClauseText | None) -> str:
    """ "II.4. Ban hành kế hoạch …": the clause in a list."""
    if text is None:
        return _("Mục không còn trong văn bản")
    words = excerpt(text.heading or _matter_of_row(text) or text.body, 140)
    return f"{text.label}. {words}" if text.label else words


def _matter_of_row(text: ClauseText) -> str:
    """What a table's row asks, without its number, units and term; "" of what is no row."""
    if not text.cells:
        return ""
    task = text.task
    return matter_of(text.cells, [task.lead_text, task.time_text] if task else ())


def line(progress: Progress | None) -> str:
    """ "7/12 đơn vị đã hoàn thành, 2 quá hạn" beside a clause; empty when nobody owes it."""
    if progress is None or not progress.total:
        return ""
    done = _("%(done)s/%(all)s đơn vị đã hoàn thành", done=progress.done, all=progress.total)
    late = _("%(n)s quá hạn", n=progress.late) if progress.late else ""
    return ", ".join(part for part in (done, late) if part)


def lines_beside(texts: Sequence[ClauseText], progress: Mapping[int, Progress]) -> dict[str, str]:
    """ "Nhiệm vụ: 7/12 đơn vị đã hoàn thành" for each clause that orders something, by its key."""
    lines = {text.clause.key: line(progress.get(text.clause_id)) for text in texts}
    return {key: _("Nhiệm vụ: %(how)s", how=how) for key, how in lines.items() if how}


def sentence(progress: Progress) -> str:
    """The progress as one would read it aloud in a meeting."""
    if not progress.total:
        return _("Chưa có đơn vị nào được giao.")
    parts = [
        _("%(done)s trong %(all)s đơn vị đã hoàn thành", done=progress.done, all=progress.total),
        _("%(n)s đang thực hiện", n=progress.in_progress) if progress.in_progress else "",
        _("%(n)s chưa báo cáo", n=progress.not_reported) if progress.not_reported else "",
        _("%(n)s không thực hiện được", n=progress.not_done) if progress.not_done else "",
        _("%(n)s quá hạn", n=progress.late) if progress.late else "",
    ]
    told = "; ".join(part for part in parts if part) + "."
    if progress.heads:
        reached = formats.number(progress.heads)
        told += " " + _("Đã quán triệt, tuyên truyền tới %(n)s lượt người.", n=reached)
    return told


def table_head(*, inside: bool) -> list[str]:
    """The columns of a task's table; notes and files for those inside only."""
    head = [
        _("Đơn vị"),
        _("Hạn"),
        _("Tình trạng"),
        _("Ngày hoàn thành"),
        _("Đúng hạn"),
        _("Báo cáo gần nhất"),
        _("Số buổi quán triệt, tuyên truyền"),
        _("Số lượt người"),
    ]
    return [*head, _("Nội dung báo cáo"), _("Số tệp")] if inside else head


def table_rows(
    duties: Sequence[Duty], last: Mapping[int, Last], today: date, seen: frozenset[int] | None
) -> list[list[Cell]]:
    """The same rows as on the page; `seen` are the units whose words the reader may read.

    None: every unit's.
    """
    return [_row(duty, last[duty.id], today, seen) for duty in duties]


def _row(duty: Duty, last: Last, today: date, seen: frozenset[int] | None) -> list[Cell]:
    on_time = {True: _("Đúng hạn"), False: _("Trễ hạn"), None: ""}[duty.was_on_time]
    if rules.is_late(duty.state, duty.due_on, duty.ended_on, today):
        on_time = _("Quá hạn")
    row: list[Cell] = [
        unit_words(duty),
        duty.due_on,
        labels.label(duty.state),
        duty.done_on,
        on_time,
        formats.day_of_moment(duty.reported_at) if duty.reported_at else "",
        last.disseminations,
        last.heads,
    ]
    if seen is not None and not seen:
        return row
    words = last.entry if may_see_words(duty, seen) else None
    return [*row, words.body if words else "", len(words.attachments) if words else None]


def log_table(
    entries: Sequence[DutyEntry], seen: frozenset[int] | None
) -> tuple[list[str], list[list[Cell]]]:
    """The head and rows of the log of disseminations; words and files for those inside only."""
    head = [_("Ngày"), _("Đơn vị"), _("Hình thức"), _("Đối tượng"), _("Số người")]
    inside = seen is None or bool(seen)
    rows: list[list[Cell]] = []
    for entry in entries:
        row: list[Cell] = [
            entry.happened_on,
            unit_words(entry.duty),
            entry.form,
            entry.addressees,
            entry.head_count,
        ]
        words = may_see_words(entry.duty, seen)
        more = [entry.body if words else "", len(entry.attachments) if words else None]
        rows.append([*row, *more] if inside else row)
    return ([*head, _("Nội dung"), _("Số tệp")] if inside else head), rows


def may_see_words(duty: Duty, seen: frozenset[int] | None) -> bool:
    """Whether notes and files of the duty are for this reader."""
    return seen is None or bool({duty.unit_id, duty.holder_unit_id} & seen)


@dataclass(frozen=True)
class ShownMottos:
    """The six mottos in their order, each with the names of the clauses that carry it."""

    rows: list[tuple[str, list[str]]]
    is_confirmed: bool
    missing: list[str]


def shown_mottos(version: PlanVersion) -> ShownMottos | None:
    """The mottos of a version of a yearly democracy plan; None of any other plan."""
    if version.plan.kind is not PlanKind.DEMOCRACY_PLAN:
        return None
    return mottos_of(carried_by(version))


def mottos_of(carried: Carried) -> ShownMottos:
    """Which clauses carry each motto, as a table shows it."""
    return ShownMottos(
        [
            (labels.label(motto), [name_of(text) for text in carried.clauses[motto]])
            for motto in Motto
        ],
        carried.is_confirmed,
        [labels.label(motto) for motto in carried.missing],
    )
