"""The desk where a version is put right: its clauses in order, what to look at, what to undo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from feedback import formats
from feedback.errors import N_
from feedback.plans import queries, tables
from feedback.plans.citing import matter_of
from feedback.plans.preparing import doubts, drafts, namings, source, undoing
from feedback.plans.preparing.namings import Naming
from feedback.plans.rules import Doubt
from feedback.richtext import excerpt
from models import ClauseText, DraftStep, Part, Plan, PlanVersion, RoleHeld

_LONGEST_NAME = 80
# A list of thousands would make every act slow: what is near is shown, the rest is led to.
ROWS_AROUND = 75
MOST_REMARKS = 100
STEPS = {
    "head": N_("sửa phần đầu"),
    "worded": N_("sửa mục %(place)s"),
    "promoted": N_("nâng cấp mục %(place)s"),
    "demoted": N_("hạ cấp mục %(place)s"),
    "moved_up": N_("chuyển mục %(place)s lên trên"),
    "moved_down": N_("chuyển mục %(place)s xuống dưới"),
    "added": N_("thêm mục"),
    "removed": N_("bỏ mục %(place)s"),
    "merged": N_("gộp mục %(place)s"),
    "split": N_("tách mục %(place)s"),
    "named": N_("chọn đơn vị cho “%(place)s”"),
    undoing.LOOKED_AT: N_("đánh dấu đã xem: mục %(place)s"),
}


@dataclass(frozen=True)
class Row:
    """One clause in the list at the left; `begins` names the document that begins with it."""

    key: str
    label: str
    name: str
    depth: int
    has_task: bool
    remarks: int
    begins: str


@dataclass(frozen=True)
class Remark:
    """One thing to look at; `clause_key` is empty for the head. `must_fix` forbids publication."""

    words: str
    clause_key: str
    field: str
    mark: str
    must_fix: bool


@dataclass(frozen=True)
class Window:
    """The rows near the clause at hand, and how many stand before and behind them."""

    rows: list[Row]
    before: int
    behind: int
    key_before: str
    key_behind: str


@dataclass(frozen=True)
class Step:
    """An act to undo or redo: what it was, and who did it when that was somebody else."""

    words: str
    who: str


@dataclass(frozen=True)
class Tree:
    """A version as its desk shows it; every page of the desk counts the same `remarks`."""

    version: PlanVersion
    texts: Sequence[ClauseText]
    remarks: list[Remark]
    namings: Mapping[tuple[int, Part], Naming]

    @property
    def count(self) -> int:
        """How many clauses it has."""
        return len(self.texts)

    def namings_of(self, text: ClauseText) -> dict[Part, Naming]:
        """How the clause's task names its units, by part."""
        if text.task is None:
            return {}
        task_id = text.task.id
        return {
            part: self.namings[task_id, part] for part in Part if (task_id, part) in self.namings
        }

    def remarks_of(self, clause_key: str) -> list[Remark]:
        """What to look at in one clause; in the head for an empty key."""
        return [remark for remark in self.remarks if remark.clause_key == clause_key]

    def window(self, here: ClauseText | None) -> Window:
        """The rows around a clause, or the first ones."""
        at = here.position if here else 0
        start = max(at - ROWS_AROUND, 0)
        end = min(max(at, start) + ROWS_AROUND + 1, self.count)
        counts: dict[str, int] = defaultdict(int)
        for remark in self.remarks:
            counts[remark.clause_key] += 1
        annexes = ["", *(text.annex for text in self.texts)]
        rows = [
            _row(text, counts[text.clause.key], begins=annexes[text.position] != text.annex)
            for text in self.texts[start:end]
        ]
        keys = [text.clause.key for text in self.texts]
        before = keys[start - 1] if start else ""
        behind = keys[end] if end < self.count else ""
        return Window(rows, start, self.count - end, before, behind)

    def remark_behind(self, here: ClauseText | None) -> Remark | None:
        """The next thing to look at elsewhere, from this clause or the head on and round again."""
        places = {text.clause.key: text.position for text in self.texts}
        at = here.position if here else -1
        elsewhere = [one for one in self.remarks if places.get(one.clause_key, -1) != at]
        behind = [one for one in elsewhere if places.get(one.clause_key, -1) > at]
        return next(iter([*behind, *elsewhere]), None)

    def table_around(self, text: ClauseText) -> tables.Block[TableRow] | None:
        """The table in which the clause is a row, as far as it is near; None for what is no row."""
        if not text.cells:
            return None
        near = self.texts[max(text.position - ROWS_AROUND, 0) : text.position + ROWS_AROUND]
        for block in tables.blocks_of([TableRow.of(one) for one in near]):
            if any(row.key == text.clause.key for row in [*block.head, *block.rows]):
                return block
        return None


@dataclass(frozen=True)
class TableRow:
    """One row of a table, as the desk shows it."""

    key: str
    anchor: str
    cells: list[tables.ShownCell]
    depth: int
    annex: str

    @classmethod
    def of(cls, text: ClauseText) -> TableRow:
        """The clause as a row; of what is no row the cells are none."""
        key = text.clause.key
        return cls(key, f"row-{key}", tables.shown_cells(text.cells), text.depth, text.annex)


def tree_of(version: PlanVersion, *, today: date) -> Tree:
    """The version's clauses with what to look at in each."""
    texts = queries.clauses_of(version)
    known = namings.namings_of(texts, version.issued_on or today)
    remarks = [_remark(doubt) for doubt in doubts.doubts_about(version, texts, known)]
    return Tree(version, texts, remarks, known)


def pane_beside(tree: Tree, here: ClauseText | None) -> source.Pane | None:
    """The lines of the file to show beside a clause, or beside the head."""
    return source.pane(drafts.source_of(tree.version), tree.texts, here)


def address_of_remark(plan: Plan, remark: Remark) -> str:
    """Where a remark can be put right: the field of the head's or the clause's form."""
    if not remark.clause_key:
        return url_for("plans.preview_plan", plan_key=plan.key, _anchor=remark.field or None)
    return address_of(plan, remark.clause_key, remark.field)


def address_of(plan: Plan, clause_key: str, anchor: str = "") -> str:
    """The clause at the desk; the head for an empty key."""
    if not clause_key:
        return url_for("plans.preview_plan", plan_key=plan.key)
    return url_for(
        "plans.preview_clause", plan_key=plan.key, clause_key=clause_key, _anchor=anchor or None
    )


def address_after(plan: Plan, text: ClauseText, *, go_on: bool) -> str:
    """Where to go after a clause was saved: to itself, or to the next one in reading order."""
    if not go_on:
        return address_of(plan, text.clause.key)
    following = drafts.key_behind(text)
    if following is None:
        page = "plans.review_publication" if text.version.is_current else "plans.show_matching"
        return url_for(page, plan_key=plan.key)
    return address_of(plan, following)


def step_shown(step: DraftStep | None, hat: RoleHeld) -> Step | None:
    """What undoing or redoing would be about; None when there is nothing to."""
    if step is None:
        return None
    place = step.before.get("place", "")
    message = STEPS[step.kind]
    if step.kind == undoing.LOOKED_AT and not place:
        message = N_("đánh dấu đã xem ở phần đầu")
    words = gettext(message) % {"place": place}
    maker = undoing.who_made(step)
    if maker is None or maker.id == hat.id:
        return Step(words.strip(), "")
    who = formats.hat_words(maker, maker.unit)
    return Step(words.strip(), gettext("của %(who)s, %(when)s", who=who, when=_at(step)))


def _at(step: DraftStep) -> str:
    return formats.moment(step.made_at)


def _remark(doubt: Doubt) -> Remark:
    words = gettext(doubt.message) % doubt.params
    if doubt.place:
        words = gettext("Mục %(place)s: %(words)s", place=doubt.place, words=words)
    return Remark(words, doubt.clause_key, doubt.field, doubt.mark, doubt.must_fix)


def _row(text: ClauseText, remarks: int, *, begins: bool) -> Row:
    return Row(
        key=text.clause.key,
        label=text.label or text.printed,
        name=_name_in_list(text),
        depth=text.depth,
        has_task=text.task is not None,
        remarks=remarks,
        begins=text.annex if begins else "",
    )


def _beginning(text: ClauseText) -> str:
    return text.heading or matter_of(text.cells or ()) or text.body[:400]


def _name_in_list(text: ClauseText) -> str:
    if tables.is_head_row(TableRow.of(text)):
        return gettext("Đầu bảng")
    return excerpt(_beginning(text), _LONGEST_NAME) or gettext("(trống)")
