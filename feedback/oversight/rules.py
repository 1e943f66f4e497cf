"""Figures that hide nobody who is silent, and nobody who could be recognised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from models import CaseState

FEWEST = 5  # people; a public cell below it could point at one

# What is still owed an answer. A case that waits for its sender is neither in time nor late,
# unless it was late when it went there: that it remains.
OPEN = (
    CaseState.NEW,
    CaseState.RECEIVED,
    CaseState.DETAILS_REQUESTED,
    CaseState.HELD,
    CaseState.ROUTED,
    CaseState.IN_PROGRESS,
    CaseState.SUBMITTED,
)
WITH_SENDER = (CaseState.DETAILS_REQUESTED, CaseState.HELD)
ANSWERED = (CaseState.ANSWERED, CaseState.CLOSED)
SETTLED_OTHERWISE = (CaseState.RETURNED, CaseState.TRANSFERRED, CaseState.ARCHIVED)
CONFIDENTIAL = (CaseState.QUARANTINED, CaseState.TAKEN_OUT)
# What its sender took back asks nothing of anybody: in no total, list or export.
NOT_COUNTED = (*CONFIDENTIAL, CaseState.WITHDRAWN)


@dataclass
class UnitFigures:
    """How one unit stands: counts of cases, ages in working days, commitments."""

    unit_id: int
    open_in_time: int = 0
    due_soon: int = 0  # of those open in time
    overdue: int = 0
    waiting_for_sender: int = 0
    held: int = 0  # of those open
    answered_on_time: int = 0
    answered_late: int = 0
    settled_otherwise: int = 0
    answer_ages: list[int] = field(default_factory=list)
    oldest_open: int | None = None
    commitments_due: int = 0
    commitments_broken: int = 0
    satisfied: int = 0
    rated: int = 0

    @property
    def open(self) -> int:
        """Cases that are still owed an answer."""
        return self.open_in_time + self.overdue + self.waiting_for_sender

    @property
    def answered(self) -> int:
        """Cases that were answered."""
        return self.answered_on_time + self.answered_late

    @property
    def total(self) -> int:
        """Every case that came, however it stands: received = open + answered + settled otherwise."""
        return self.open + self.answered + self.settled_otherwise

    @property
    def owed(self) -> int:
        """Cases whose answer was due: answered, or not answered and overdue."""
        return self.answered + self.overdue

    @property
    def median_age(self) -> float | None:
        """Working days from receipt to answer, half were quicker; None when none was answered."""
        return median(self.answer_ages) if self.answer_ages else None


def sum_of(all_figures: Iterable[UnitFigures]) -> UnitFigures:
    """The figures of several units as if they were one."""
    total = UnitFigures(unit_id=0)
    for figures in all_figures:
        for name in COUNTS:
            setattr(total, name, getattr(total, name) + getattr(figures, name))
        total.answer_ages += figures.answer_ages
        if figures.oldest_open is not None:
            total.oldest_open = max(total.oldest_open or 0, figures.oldest_open)
    return total


COUNTS = (
    "open_in_time",
    "due_soon",
    "overdue",
    "waiting_for_sender",
    "held",
    "answered_on_time",
    "answered_late",
    "settled_otherwise",
    "commitments_due",
    "commitments_broken",
    "satisfied",
    "rated",
)


def suppressed(cells: Sequence[int]) -> list[int | None]:
    """The cells of one row as the public may see them; None where too few people stand behind.

    When exactly one cell is hidden, the next smallest is hidden too, or the row's sum would
    give it away; when that is not possible the whole row is hidden.

    >>> suppressed([12, 3, 40, 0])
    [None, None, 40, 0]
    """
    hidden = {place for place, count in enumerate(cells) if 0 < count < FEWEST}
    if len(hidden) == 1:
        others = [place for place, count in enumerate(cells) if count >= FEWEST]
        hidden.update(sorted(others, key=lambda place: cells[place])[:1])
    return [None if place in hidden else count for place, count in enumerate(cells)]


def suppressed_columns(rows: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """Rows whose columns are also safe: no column hides exactly one cell beside a shown sum.

    A column with a single hidden cell gets its smallest shown cell hidden as well, until
    nothing changes any more.
    """
    shown: list[list[int | None]] = [suppressed(row) for row in rows]
    changed = bool(rows)
    while changed:
        changed = False
        for column in range(len(rows[0])):
            if _hide_a_companion(shown, [(place, column) for place in range(len(rows))]):
                changed = True
        for place in range(len(rows)):
            if _hide_a_companion(shown, [(place, column) for column in range(len(rows[0]))]):
                changed = True
    return shown


def _hide_a_companion(shown: list[list[int | None]], line: Sequence[tuple[int, int]]) -> bool:
    hidden = [cell for cell in line if shown[cell[0]][cell[1]] is None]
    open_cells = [cell for cell in line if shown[cell[0]][cell[1]]]
    if len(hidden) != 1 or not open_cells:
        return False
    row, column = min(open_cells, key=lambda cell: shown[cell[0]][cell[1]] or 0)
    shown[row][column] = None
    return True
