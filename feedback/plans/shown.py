"""A plan's rows as the reading page prints them: finished texts, no decisions left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from feedback import formats, labels
from feedback.organisation.rules import aliases_of
from feedback.plans import rules
from feedback.plans.preparing.namings import printed_names
from feedback.plans.reading.model import ClauseKind
from feedback.plans.tables import Block, ShownCell, blocks_of, shown_cells
from feedback.richtext import excerpt
from feedback.search import fold
from models import Clause, ClauseText, Part, Plan, PlanKind, PlanState, PlanVersion, Task, Unit

BLANK = "…"
_BLANK_DAY = re.compile(r"(ngày|tháng|năm)\s*(?:[.…_]*\s*)(?=tháng|năm|$)", re.IGNORECASE)
_LONGEST_NAME = 90
_DEEPEST_IN_CONTENTS = 2


@dataclass(frozen=True)
class ShownHead:
    """The printed head and foot of the document, blanks as "…"."""

    issuer: str
    superior: str
    number: str
    place_date: str
    type_name: str
    title: str
    legal_bases: list[str]
    recipients: list[str]
    authority: str
    position: str
    signer: str


@dataclass(frozen=True)
class ShownTask:
    """Who leads, who supports, by when, as printed; ended units with who they are now."""

    lead: list[str]
    supporting: list[str]
    time_text: str
    due_text: str
    deliverable: str


@dataclass(frozen=True)
class ShownClause:
    """One clause of the page; `level` is that of its heading, 2 to 6.

    `annex` names the document issued with the first one in which it stands, and the clause that
    `begins_document` bears that document's title. A row of a table has `cells`.
    """

    key: str
    anchor: str
    label: str
    depth: int
    level: int
    heading: str
    paragraphs: list[str]
    task: ShownTask | None
    opinions: int
    standing: str
    is_spoken_on: bool
    annex: str
    begins_document: bool
    cells: list[ShownCell]

    @property
    def name(self) -> str:
        """How the clause is called in a list: its heading, or how its text begins."""
        return self.heading or excerpt(" ".join(self.paragraphs), _LONGEST_NAME)


@dataclass(frozen=True)
class ShownRow:
    """One plan in a list."""

    key: str
    title: str
    issuer: str
    kind: str
    when: str
    is_open: bool
    is_withdrawn: bool
    window: str
    opinions: int


def shown_rows(plans: Sequence[Plan], opinions: Mapping[int, int], now: datetime) -> list[ShownRow]:
    """The plans as a list shows them; `opinions` are counts by the plan's row number."""
    return [
        ShownRow(
            key=plan.key,
            title=plan.title,
            issuer=plan.unit.name,
            kind=kind_words(plan),
            when=formats.day_of_moment(plan.published_at),
            is_open=rules.takes_comments(plan, now),
            is_withdrawn=plan.state is PlanState.WITHDRAWN,
            window=window_words(plan, now),
            opinions=opinions.get(plan.id, 0),
        )
        for plan in plans
    ]


def kind_words(plan: Plan) -> str:
    """ "Báo cáo", "Kế hoạch thực hiện dân chủ ở cơ sở năm 2026"."""
    if plan.kind is PlanKind.DEMOCRACY_PLAN and plan.for_year:
        return _("Kế hoạch thực hiện dân chủ ở cơ sở năm %(year)s", year=plan.for_year)
    return labels.label(plan.kind)


def shown_head(version: PlanVersion, unit: Unit) -> ShownHead:
    """The head of the document as an official expects it (NĐ 30/2020, Phụ lục I)."""
    *before, last = [str(line) for line in version.signer] or [""]
    return ShownHead(
        issuer=version.issuer or unit.name,
        superior=version.superior or "",
        number=_number(version.number),
        place_date=_place_and_day(version),
        type_name=(version.type_name or _("Văn bản")).capitalize(),
        title=version.title,
        legal_bases=[str(basis) for basis in version.legal_bases],
        recipients=[str(line).lstrip("- ") for line in version.recipients],
        authority=before[0] if len(before) > 1 else "",
        position=" ".join(before[1:] if len(before) > 1 else before),
        signer=last,
    )


def _number(number: str | None) -> str:
    if not number:
        return BLANK
    return BLANK + number if number.startswith("/") else number


def _place_and_day(version: PlanVersion) -> str:
    if version.issued_on:
        day = formats.official_day(version.issued_on)
    else:
        printed = version.issued_on_text or "ngày tháng năm"
        day = _BLANK_DAY.sub(rf"\1 {BLANK} ", " ".join(printed.split())).strip()
    return f"{version.place or BLANK}, {day}"


def shown_clauses(
    texts: Sequence[ClauseText],
    successors: Mapping[int, Unit],
    carried: Mapping[int, Sequence[Clause]] | None = None,
) -> list[ShownClause]:
    """The clauses of one version, given in reading order.

    `successors` says which unit an ended one is now, by the ended one's row number; `carried`
    of which older clauses one carries the opinions, by its own row number.
    """
    talk = {
        text.clause_id: (text.clause, *(carried or {}).get(text.clause_id, ())) for text in texts
    }
    places = rules.anchors([(label, text.clause.key) for label, text in _addressed(texts)])
    levels = _heading_levels(texts)
    has_labels = any(text.label or text.heading for text in texts)
    return [
        ShownClause(
            key=text.clause.key,
            anchor=place,
            label=text.label,
            depth=text.depth,
            level=level,
            heading=text.heading,
            paragraphs=_paragraphs(text),
            task=_shown_task(text.task, successors) if text.task else None,
            opinions=opinions_on(*talk[text.clause_id]),
            standing=standing_of(*talk[text.clause_id]),
            is_spoken_on=rules.is_spoken_on(
                text.label,
                text.heading,
                text.depth,
                others_have_labels=has_labels,
                is_task_row=bool(text.cells and text.task),
            ),
            annex=text.annex,
            begins_document=text.kind == ClauseKind.annex,
            cells=shown_cells(text.cells),
        )
        for text, place, level in zip(texts, places, levels, strict=True)
    ]


def _addressed(texts: Sequence[ClauseText]) -> list[tuple[str, ClauseText]]:
    """Each clause with the label of its address: labels count anew in each document."""
    annexes = list(dict.fromkeys(text.annex for text in texts if text.annex))
    return [(rules.addressed_label(text.label, text.annex, annexes), text) for text in texts]


def contents(clauses: Sequence[ShownClause]) -> list[dict[str, object]]:
    """The table of contents: the headings of the two outermost depths."""
    return [
        {
            "label": clause.label,
            "heading": clause.heading,
            "url": f"#{clause.anchor}",
            "depth": clause.depth,
            "count": clause.opinions,
        }
        for clause in clauses
        if clause.heading and clause.depth <= _DEEPEST_IN_CONTENTS
    ]


def beneath(clauses: Sequence[ShownClause], at: int) -> list[ShownClause]:
    """The clauses inside the one at index `at`, in reading order."""
    inside = []
    for clause in clauses[at + 1 :]:
        if clause.depth <= clauses[at].depth:
            break
        inside.append(clause)
    return inside


def alone(clauses: Sequence[ShownClause], at: int) -> list[Block[ShownClause]]:
    """The clause at index `at` as its own page shows it: its heading is the page's title, and a
    row of a table stands under the heads of its columns.
    """
    clause = clauses[at]
    if not clause.cells:
        return [Block(replace(clause, heading=""), [], [])]
    block = next(one for one in blocks_of(clauses) if clause in one.head or clause in one.rows)
    return [Block(None, [row for row in block.head if row is not clause], [clause])]


def path_to(clauses: Sequence[ShownClause], at: int) -> list[ShownClause]:
    """The clauses that the one at index `at` lies under, outermost first."""
    parents = rules.parents_by_depth([clause.depth for clause in clauses])
    path: list[ShownClause] = []
    above = parents[at]
    while above is not None:
        path.insert(0, clauses[above])
        above = parents[above]
    return path


def opinions_on(*clauses: Clause) -> int:
    """How many public opinions the clauses have."""
    return sum(
        one.received_count + one.processing_count + one.answered_count + one.closed_count
        for one in clauses
    )


def standing_of(*clauses: Clause) -> str:
    """ "9 đã trả lời, 3 đang xử lý"; empty when nobody has spoken."""
    if not opinions_on(*clauses):
        return ""  # most clauses of a long plan: nothing to translate for them
    answered = sum(clause.answered_count for clause in clauses)
    processing = sum(clause.processing_count for clause in clauses)
    received = sum(clause.received_count for clause in clauses)
    closed = sum(clause.closed_count for clause in clauses)
    parts = (
        (answered, _("%(n)s đã trả lời", n=answered)),
        (processing, _("%(n)s đang xử lý", n=processing)),
        (received, _("%(n)s mới tiếp nhận", n=received)),
        (closed, _("%(n)s đã kết thúc", n=closed)),
    )
    return ", ".join(words for count, words in parts if count)


def standing_of_all(clauses: Sequence[Clause]) -> str:
    """How the opinions on all clauses stand, as one sentence; empty when nobody has spoken."""
    count = opinions_on(*clauses)
    if not count:
        return ""
    return _("%(n)s ý kiến về các mục: %(standing)s.", n=count, standing=standing_of(*clauses))


def window_words(plan: Plan, now: datetime) -> str:
    """Until when, or from when, the plan takes comments, as one sentence."""
    if plan.state is not PlanState.PUBLISHED:
        return ""
    if plan.is_only_to_read:
        return _("Văn bản đăng để biết, không lấy ý kiến.")
    if plan.opens_at and now < plan.opens_at:
        return _("Nhận ý kiến từ %(when)s.", when=formats.since(plan.opens_at))
    if plan.closes_at is None:
        return _("Đang nhận ý kiến.")
    if now < plan.closes_at:
        return _("Đang nhận ý kiến đến %(when)s.", when=formats.until(plan.closes_at))
    return _(
        "Đã hết thời gian nhận ý kiến (nhận đến %(when)s).", when=formats.until(plan.closes_at)
    )


def whole_window_words(plan: Plan) -> str:
    """From when until when the plan takes comments, as a sheet on a wall may say it at any time."""
    if plan.is_only_to_read:
        return _("Văn bản đăng để biết, không lấy ý kiến.")
    if plan.closes_at is None:
        return _("Nhận ý kiến trong suốt thời gian thực hiện.")
    end = formats.until(plan.closes_at)
    if plan.opens_at is None:
        return _("Nhận ý kiến đến %(when)s.", when=end)
    return _("Nhận ý kiến từ %(start)s đến %(end)s.", start=formats.since(plan.opens_at), end=end)


def _heading_levels(texts: Sequence[ClauseText]) -> list[int]:
    """Each heading one level below the nearest heading it lies under, so that none is skipped."""
    parents = rules.parents_by_depth([text.depth for text in texts])
    levels: list[int] = []
    for parent in parents:
        above = 1 if parent is None else levels[parent] - (0 if texts[parent].heading else 1)
        levels.append(min(above + 1, 6))
    return levels


def _paragraphs(text: ClauseText) -> list[str]:
    lines = [line.strip() for line in text.body.split("\n") if line.strip()]
    # What has a label shows it in the margin; a dash stands before its own text, as printed.
    if lines and not text.label and text.printed and not text.heading:
        lines[0] = f"{text.printed} {lines[0]}"
    return lines


def _shown_task(task: Task, successors: Mapping[int, Unit]) -> ShownTask:
    return ShownTask(
        lead=_names(task, Part.LEAD, successors),
        supporting=_names(task, Part.SUPPORTING, successors),
        time_text=task.time_text,
        due_text=_due_words(task),
        deliverable=task.deliverable,
    )


def _names(task: Task, part: Part, successors: Mapping[int, Unit]) -> list[str]:
    ended = [row.unit for row in task.units if row.part is part and row.unit_id in successors]
    return [_name_today(name, ended, successors) for name in printed_names(task, part)]


def _name_today(name: str, ended: Sequence[Unit], successors: Mapping[int, Unit]) -> str:
    for unit in ended:
        if fold(name) in aliases_of(unit):
            return _("%(name)s (nay là %(now)s)", name=name, now=successors[unit.id].name)
    return name


def _due_words(task: Task) -> str:
    if task.due_to is None:
        return ""
    if task.repeats == "yearly":
        return _("hằng năm, hạn %(day)s", day=task.due_to.strftime("%d/%m"))
    return _("hạn %(day)s", day=formats.day(task.due_to))
