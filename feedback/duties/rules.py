"""When a duty falls due, how it stands, and what may be reported, reminded and handed on."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from feedback.errors import N_, RuleBroken
from models import DutyEntryKind, DutyState, PlanKind, Role

YEARLY = "yearly"
CONSTANT = "constant"
# Who speaks for a unit about its duties: no second signature, so that reporting stays light.
REPORTING = frozenset(
    {Role.OFFICER, Role.HEAD, Role.MODERATOR, Role.OFFICE, Role.PERSONNEL}
)  # fmt: skip
OVERSEEING = frozenset({Role.OFFICE, Role.PERSONNEL, Role.LEADERSHIP})
WATCHING = frozenset({Role.MONITOR, Role.PARENTS_BOARD})
# What is only proposed or told orders nothing yet.
ORDERING = frozenset({PlanKind.PLAN, PlanKind.DEMOCRACY_PLAN, PlanKind.REGULATION})
LONGEST_TEXT = 5000
LONGEST_LINE = 300
MOST_FILES = 3
MOST_HEADS = 10_000_000
MOST_REMINDED = 2000  # duties in one act
FIRST_DAY = date(2000, 1, 1)  # what is said to be done before is a slip of the pen


@dataclass(frozen=True)
class Term:
    """In which period something is owed, from when and until when."""

    period: str  # "2026" of a yearly task, else empty
    starts_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class Progress:
    """How the units stand with one task; `heads` were reached by its disseminations."""

    done: int = 0
    in_progress: int = 0
    not_reported: int = 0
    not_done: int = 0
    late: int = 0  # of those that are not done
    heads: int = 0

    @property
    def total(self) -> int:
        """How many units owe it."""
        return self.done + self.in_progress + self.not_reported + self.not_done


def term_of(
    repeats: str | None, due_from: date | None, due_to: date | None, *, since: date, on: date
) -> Term:
    """The period of a task that is open on the day `on`; `since` is the day of issue.

    A yearly task falls due on its day of each year, without a day at the end of the year; before
    its first year it stands in that one. Years gone by are not opened afterwards.
    """
    if repeats != YEARLY:
        return Term("", due_from, None if repeats == CONSTANT else due_to)
    first = (due_to or due_from or since).year
    year = max(first, on.year)
    due_on = _in_year(due_to, year) if due_to else date(year, 12, 31)
    starts_on = date(year, 1, 1)
    if due_from and due_to:
        starts_on = _in_year(due_from, year - due_to.year + due_from.year)
    return Term(str(year), starts_on, due_on)


def is_late(state: DutyState, due_on: date | None, ended_on: date | None, today: date) -> bool:
    """Whether the day has passed, the duty is still owed and not done."""
    is_owed = ended_on is None and state is not DutyState.DONE
    return is_owed and due_on is not None and due_on < today


def is_pressing(state: DutyState, due_on: date | None, ended_on: date | None, today: date) -> bool:
    """Whether a reminder is due: the unit is late, or silent.

    One that has said it cannot do the task is asked for something else than a report.
    """
    is_silent = ended_on is None and state is DutyState.NOT_REPORTED
    cannot = state is DutyState.NOT_DONE
    return is_silent or (not cannot and is_late(state, due_on, ended_on, today))


def was_on_time(done_on: date | None, due_on: date | None) -> bool | None:
    """Whether it was done by its day; None while it is not done, or without a day."""
    return None if done_on is None or due_on is None else done_on <= due_on


def state_after(said: Iterable[DutyState | None]) -> DutyState:
    """How a duty stands by its entries, oldest first: as said last; begun when only work is told.

    >>> state_after([DutyState.DONE, None])
    <DutyState.DONE: 'done'>
    """
    entries = list(said)
    for state in reversed(entries):
        if state is not None:
            return state
    return DutyState.IN_PROGRESS if entries else DutyState.NOT_REPORTED


def check_entry(
    kind: DutyEntryKind, *, happened_on: date, body: str, head_count: int | None,
    has_files: bool, plan_issued_on: date | None, today: date,
) -> None:  # fmt: skip
    """Let pass what may be kept as an entry.

    Raises RuleBroken for a day to come, before 2000 or before the plan, a report without words, evidence
    without anything, or a dissemination that counts nobody.
    """
    if happened_on > today:
        raise RuleBroken(N_("Ngày thực hiện không được ở sau hôm nay."))
    if happened_on < FIRST_DAY:
        raise RuleBroken(N_("Ngày thực hiện chưa đúng: năm phải từ 2000 trở đi; xin xem lại."))
    if plan_issued_on is not None and happened_on < plan_issued_on:
        raise RuleBroken(N_("Ngày thực hiện không được ở trước ngày ban hành văn bản."))
    if kind is DutyEntryKind.PROGRESS and not body.strip():
        raise RuleBroken(N_("Xin ghi đã làm được gì, hoặc vì sao chưa làm được."))
    if kind is DutyEntryKind.EVIDENCE and not body.strip() and not has_files:
        raise RuleBroken(N_("Xin ghi vài dòng hoặc kèm ít nhất một tệp minh chứng."))
    if kind is DutyEntryKind.DISSEMINATION:
        if head_count is None:
            raise RuleBroken(N_("Xin ghi số người dự hoặc số người được phổ biến."))
        if not 0 <= head_count <= MOST_HEADS:
            raise RuleBroken(N_("Số người chưa hợp lý; xin xem lại."))


def _in_year(day: date, year: int) -> date:
    """The same day in another year; 29/02 becomes the last of February."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
