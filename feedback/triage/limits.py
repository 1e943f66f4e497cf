"""The table of limits and the calendar: changed openly, and every running date follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select

from feedback import formats, notices, record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.deadlines import SET_BY_SYSTEM, load_calendar
from feedback.errors import N_, RuleBroken
from feedback.triage import clocks, queries
from models import (
    Actor,
    CalendarDay,
    Case,
    Clock,
    ClockEvent,
    ClockPolicy,
    DayKind,
    DayUnit,
    Role,
    RoleHeld,
    db,
)

SATURDAY = 5


@dataclass(frozen=True)
class NewLimit:
    """A limit as it shall be from a day on, with its basis."""

    amount: int
    day_unit: DayUnit
    basis: str
    to_check: bool
    valid_from: date


def limits_in_order(on: date) -> list[ClockPolicy]:
    """The rows of the table that are in force on `on` or come into force later, by event."""
    rows = db.session.scalars(
        select(ClockPolicy).order_by(ClockPolicy.valid_from, ClockPolicy.id)
    ).all()
    standing = [row for row in rows if row.valid_to is None or row.valid_to >= on]
    places = {event: place for place, event in enumerate(ClockEvent)}
    return sorted(standing, key=lambda row: (places[row.event], row.valid_from))


def past_limits() -> list[ClockPolicy]:
    """The rows that were in force once, the latest first."""
    return list(
        db.session.scalars(
            select(ClockPolicy)
            .where(ClockPolicy.valid_to.is_not(None))
            .order_by(ClockPolicy.valid_to.desc(), ClockPolicy.id)
        )
    )


def latest_limit(event: ClockEvent) -> ClockPolicy | None:
    """The row of the event that was entered for the latest day."""
    return db.session.scalars(
        select(ClockPolicy)
        .where(ClockPolicy.event == event)
        .order_by(ClockPolicy.valid_from.desc())
        .limit(1)
    ).first()


def set_limit(event: ClockEvent, limit: NewLimit, *, by: RoleHeld, now: datetime) -> None:
    """Put a new row in force; the one before ends the day before. Running clocks keep theirs.

    Raises RuleBroken when it would begin before the row it replaces, or without a basis
    of one's own.
    """
    if limit.basis.strip() in ("", SET_BY_SYSTEM):
        raise RuleBroken(N_("Xin ghi văn bản, điều khoản hoặc quy chế làm căn cứ."))
    before = latest_limit(event)
    if before is not None and limit.valid_from <= before.valid_from:
        raise RuleBroken(
            N_("Ngày áp dụng phải sau ngày áp dụng của dòng đang có (%(day)s)."),
            day=formats.day(before.valid_from),
        )
    if before is not None:
        before.valid_to = limit.valid_from - timedelta(days=1)
    db.session.add(
        ClockPolicy(
            event=event,
            amount=limit.amount,
            day_unit=limit.day_unit,
            basis=limit.basis,
            to_check=limit.to_check,
            valid_from=limit.valid_from,
        )
    )
    record.write(
        "clock.limit_set",
        by=by,
        at=now,
        event_word=event,
        amount=limit.amount,
        day_word=limit.day_unit,
        from_on=limit.valid_from,
    )
    db.session.flush()


def days_of_year(year: int) -> list[CalendarDay]:
    """The days of the year that differ from their weekday, in order."""
    return list(
        db.session.scalars(
            select(CalendarDay)
            .where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
            .order_by(CalendarDay.day)
        )
    )


def years_known() -> tuple[int, int] | None:
    """The first and the last year in the calendar."""
    first, last = db.session.execute(
        select(func.min(CalendarDay.day), func.max(CalendarDay.day))
    ).one()
    return (first.year, last.year) if first else None


def calendar_day(day: date) -> CalendarDay | None:
    """What the calendar says of the day, None for an ordinary one."""
    return db.session.get(CalendarDay, day)


def set_day(
    day: date,
    kind: DayKind,
    note: str,
    source: str,
    *,
    estimated: bool,
    by: RoleHeld,
    now: datetime,
) -> int:
    """Enter a day off or made up, or correct it; returns how many running dates moved.

    Raises RuleBroken for a weekend day entered as off, or a weekday as made up: they are so
    already, and would only make the explanation of a date longer.
    """
    if (day.weekday() >= SATURDAY) is (kind is DayKind.OFF):
        raise RuleBroken(
            N_(
                "Ngày nghỉ bù, nghỉ lễ phải rơi vào thứ Hai – thứ Sáu; làm bù vào thứ Bảy, Chủ nhật."
            )
        )
    row = calendar_day(day)
    if row is None:
        row = CalendarDay(day=day)
        db.session.add(row)
    row.kind, row.note, row.source, row.estimated = kind, note, source, estimated
    record.write("calendar.day_set", by=by, at=now, day_on=day, kind_word=kind)
    db.session.flush()
    return recount_dates(now)


def remove_day(day: date, *, by: RoleHeld, now: datetime) -> int:
    """Make the day an ordinary one again; returns how many running dates moved.

    Raises RuleBroken when it is ordinary already.
    """
    row = calendar_day(day)
    if row is None:
        raise RuleBroken(N_("Ngày này không có trong lịch."))
    db.session.delete(row)
    record.write("calendar.day_removed", by=by, at=now, day_on=day)
    db.session.flush()
    return recount_dates(now)


def recount_dates(now: datetime) -> int:
    """Compute every running date anew under the calendar as it is; returns how many moved.

    Each move is recorded on its case; the sender hears of theirs, the lead unit of its own.
    """
    calendar = load_calendar()
    moved = 0
    for _, of_case in groupby(clocks.running_clocks(), key=lambda clock: clock.case_id):
        running = list(of_case)
        before = {clock.id: clock.due_on for clock in running}
        changed = [clock for clock in running if clocks.recompute(clock, calendar)]
        if not changed:
            continue
        case = running[0].case
        case.revision += 1
        clocks.show_dates(case)
        for clock in changed:
            _tell(case, clock, before[clock.id], now)
        moved += len(changed)
    db.session.flush()
    return moved


def _tell(case: Case, clock: Clock, old: date, now: datetime) -> None:
    clock.told_due_soon_at = None
    if clock.event in clocks.TO_SENDER:
        kind = "case.calendar_moved_due"
        tell_sender(case, "due_moved", now=now, details={"due": formats.day(clock.due_on)})
    else:
        kind = "case.calendar_moved_unit_due"
        _tell_unit(case, clock, now)
    record.write(kind, by=Actor.SYSTEM, at=now, case=case, old_due_on=old, due_on=clock.due_on)


def _tell_unit(case: Case, clock: Clock, now: datetime) -> None:
    if clock.unit is None:
        return
    notices.tell(
        queries.people_to_tell(clock.unit, [Role.OFFICER, Role.HEAD], case, day_of(now)),
        "triage.due_moved",
        event_key=f"triage.due_moved:{case.key}:{case.revision}",
        now=now,
        case=case,
        details={"due": formats.day(clock.due_on)},
    )
