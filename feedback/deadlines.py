"""Working days, time limits, and how a date was computed.

Counting follows BLDS 2015, Đ.147–148: the day of the event is not counted; an end that falls
on a day off rolls to the end of the next working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select

from feedback.clock import local
from feedback.errors import N_, RuleBroken
from models import CalendarDay, ClockEvent, ClockPolicy, DayKind, DayUnit, db

SATURDAY = 5
LONGEST = 2000  # days; no limit known to the law comes near
# What a limit rests on until the unit has entered its own regulation: nothing but our choice.
SET_BY_SYSTEM = N_("Mức do hệ thống đặt sẵn, đơn vị chưa ban hành quy chế")


@dataclass(frozen=True)
class WorkCalendar:
    """The days that differ from "Monday to Friday": day → (kind, note).

    Those in `estimated` are not announced yet: a date computed over them may still move.
    """

    days: dict[date, tuple[DayKind, str]]
    estimated: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        if day in self.days:
            return self.days[day][0] is DayKind.MAKE_UP
        return day.weekday() < SATURDAY

    def note(self, day: date) -> str:
        """Why `day` differs from its weekday; empty when it does not."""
        return self.days[day][1] if day in self.days else ""


@dataclass(frozen=True)
class Step:
    """One day of a computation: its count (None for a day off) and why, if only by estimate."""

    day: date
    count: int | None
    note: str
    is_estimated: bool = False


@dataclass(frozen=True)
class Limit:
    """A time limit: so many days of a kind, and on what basis."""

    amount: int
    day_unit: DayUnit
    basis: str


@dataclass(frozen=True)
class Computation:
    """A due date and every day that led to it."""

    starts_on: date
    limit: Limit
    due_on: date
    steps: tuple[Step, ...]


def compute(starts_on: date, limit: Limit, calendar: WorkCalendar) -> Computation:
    """The date on which `limit` ends for an event on `starts_on`, with each day counted.

    Raises RuleBroken for an amount outside 1…2,000 days.
    """
    if not 0 < limit.amount <= LONGEST:
        raise RuleBroken(N_("Số ngày phải từ 1 đến %(most)s."), most=LONGEST)
    steps: list[Step] = []
    day, count = starts_on, 0
    while count < limit.amount or not calendar.is_working(day):
        day += timedelta(days=1)
        works = calendar.is_working(day)
        counts = count < limit.amount and (works or limit.day_unit is DayUnit.CALENDAR)
        count += counts
        is_estimated = day in calendar.estimated
        steps.append(Step(day, count if counts else None, calendar.note(day), is_estimated))
    return Computation(starts_on, limit, day, tuple(steps))


def working_days_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after `first` up to and including `last`; negative when `last` is earlier."""
    if last < first:
        return -working_days_between(last, first, calendar)
    span = (last - first).days
    return sum(calendar.is_working(first + timedelta(days=n)) for n in range(1, span + 1))


def working_days_before(day: date, amount: int, calendar: WorkCalendar) -> date:
    """The day from which `amount` working days are left until `day`."""
    earlier = day
    while amount > 0:
        earlier -= timedelta(days=1)
        amount -= calendar.is_working(earlier)
    return earlier


def in_office_hours(moment: datetime, hours: str, calendar: WorkCalendar) -> bool:
    """Whether offices are open at `moment`; `hours` reads "07:30-17:00"."""
    opens, closes = (time.fromisoformat(word.strip()) for word in hours.split("-"))
    here = local(moment)
    return calendar.is_working(here.date()) and opens <= here.time() <= closes


def load_calendar() -> WorkCalendar:
    """The calendar in the database."""
    rows = db.session.scalars(select(CalendarDay).order_by(CalendarDay.day)).all()
    estimated = frozenset(row.day for row in rows if row.estimated)
    return WorkCalendar({row.day: (row.kind, row.note) for row in rows}, estimated)


def has_limits() -> bool:
    """Whether the installation was set up: before that no clock runs and nothing is watched."""
    return db.session.scalar(select(ClockPolicy.id).limit(1)) is not None


def limit_in_force(event: ClockEvent, on: date) -> Limit:
    """The time limit for `event` on the day `on`.

    Raises RuleBroken when the table of limits has no row for that day.
    """
    policy = db.session.scalars(
        select(ClockPolicy)
        .where(
            ClockPolicy.event == event,
            ClockPolicy.valid_from <= on,
            or_(ClockPolicy.valid_to.is_(None), ClockPolicy.valid_to >= on),
        )
        .order_by(ClockPolicy.valid_from.desc())
        .limit(1)
    ).first()
    if policy is None:
        raise RuleBroken(
            N_("Bảng thời hạn chưa có dòng cho việc này; đề nghị quản trị hệ thống bổ sung.")
        )
    return Limit(policy.amount, policy.day_unit, policy.basis)
