"""The running time limits of a case: started, ended with a verdict, computed anew, extended."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from feedback.deadlines import Computation, Limit, WorkCalendar, compute, limit_in_force
from feedback.triage import rules
from models import Case, Clock, ClockEvent, DayUnit, Unit, db

SET_BY_HAND = "Ngày do người tiếp nhận ấn định khi chuyển xử lý"
TO_SENDER = (ClockEvent.ANSWER, ClockEvent.ANSWER_COMPLEX)


def start_clock(
    case: Case,
    event: ClockEvent,
    *,
    owed_by: Unit | None,
    on: date,
    calendar: WorkCalendar,
    due_on: date | None = None,
) -> Clock:
    """Start the limit in force for `event` on the day `on`; `due_on` sets another date by hand.

    Raises RuleBroken when the table of limits has no row for that day.
    """
    limit = limit_in_force(event, on)
    clock = Clock(
        case=case,
        event=event,
        unit=owed_by,
        starts_on=on,
        amount=limit.amount,
        day_unit=limit.day_unit,
        basis=SET_BY_HAND if due_on else limit.basis,
        paused_days=0,
        due_on=due_on or compute(on, limit, calendar).due_on,
    )
    db.session.add(clock)
    return clock


def running_clock(case: Case, *events: ClockEvent) -> Clock | None:
    """The clock of the case that still runs for one of `events`."""
    return next(
        (clock for clock in case.clocks if clock.event in events and clock.ended_on is None), None
    )


def end_clocks(case: Case, *events: ClockEvent, on: date) -> None:
    """End the running clocks for `events` (all of them when none is named), verdict included.

    The verdict is frozen: whatever the calendar becomes later, it stays. Of what waits with
    the sender, the day it went there decides: no waiting makes anybody late, or in time.
    """
    for clock in case.clocks:
        if clock.ended_on is None and (not events or clock.event in events):
            clock.ended_on = on
            clock.was_on_time = (case.stopped_on or on) <= clock.due_on


def stop_clocks(case: Case, on: date) -> None:
    """Let the clocks stand still from `on`: the case waits with its sender."""
    case.stopped_on = case.stopped_on or on
    case.told_silent_at = None


def forget_stop(case: Case) -> None:
    """The case waits with its sender no more; `add_pause` gives the running clocks their days."""
    case.stopped_on = case.told_silent_at = None


def is_overdue(case: Case, today: date) -> bool:
    """Whether the date promised to the sender has passed, or had when the case went back there."""
    return case.due_on is not None and case.due_on < (case.stopped_on or today)


def whole_limit(clock: Clock) -> Limit:
    """The limit of the clock with the days added during which it stood still."""
    return Limit(clock.amount + clock.paused_days, clock.day_unit, clock.basis)


def computation_of(clock: Clock, calendar: WorkCalendar) -> Computation:
    """How the date of the clock comes about from its start, before any extension."""
    return compute(clock.starts_on, whole_limit(clock), calendar)


def is_agreed(clock: Clock) -> bool:
    """Whether an approved extension set the date: then days off no longer move it."""
    return any(extension.approved for extension in clock.extensions)


def add_pause(case: Case, days: dict[DayUnit, int], calendar: WorkCalendar) -> bool:
    """Add to every running clock so many days of its own kind; True if one moved.

    A date that had passed when the clocks stopped stays as it is: late remains late.
    """
    moved = False
    for clock in case.clocks:
        added = days[clock.day_unit]
        was_late = case.stopped_on is not None and clock.due_on < case.stopped_on
        if clock.ended_on is None and added > 0 and not was_late:
            clock.paused_days += added
            if is_agreed(clock):
                limit = Limit(added, clock.day_unit, clock.basis)
                clock.due_on = compute(clock.due_on, limit, calendar).due_on
            else:
                clock.due_on = computation_of(clock, calendar).due_on
            moved = True
    show_dates(case)
    return moved


def make_complex(case: Case, on: date, calendar: WorkCalendar) -> None:
    """Give the sender's clock the limit for complex matters, counted from the same day.

    Raises RuleBroken once the date promised has passed: the sender must hear before it. An
    agreed date that lies later stays.
    """
    clock = running_clock(case, ClockEvent.ANSWER)
    if clock is None:
        return
    rules.check_may_be_complex(clock.due_on, on)
    agreed = clock.due_on if is_agreed(clock) else None
    limit = limit_in_force(ClockEvent.ANSWER_COMPLEX, clock.starts_on)
    clock.event = ClockEvent.ANSWER_COMPLEX
    clock.amount, clock.day_unit, clock.basis = limit.amount, limit.day_unit, limit.basis
    counted = computation_of(clock, calendar).due_on
    clock.due_on = max(agreed, counted) if agreed else counted
    clock.told_due_soon_at = None
    case.is_complex = True
    show_dates(case)


def show_dates(case: Case) -> None:
    """Write the dates of the running clocks on the case, where lists read them.

    The unit's date never lies after the sender's; when the sender's has passed already, the
    unit's own clock still gives it its days, for a fair verdict.
    """
    to_sender = running_clock(case, *TO_SENDER)
    of_unit = running_clock(case, ClockEvent.UNIT_ANSWER)
    case.due_on = to_sender.due_on if to_sender else None
    if of_unit is None:
        case.unit_due_on = None
    else:
        case.unit_due_on = min(of_unit.due_on, case.due_on or of_unit.due_on)


def unit_limit_date(case: Case, on: date, calendar: WorkCalendar) -> date:
    """The date proposed to a unit that gets the case on `on`, inside the sender's own."""
    limit = limit_in_force(ClockEvent.UNIT_ANSWER, on)
    proposed = compute(on, limit, calendar).due_on
    still_promised = case.due_on is not None and case.due_on >= on
    return min(proposed, case.due_on) if still_promised and case.due_on else proposed


def recompute(clock: Clock, calendar: WorkCalendar) -> bool:
    """Count a running clock anew under a changed calendar; True when its date moved.

    A date agreed by extension or set by hand stays. A unit's date stays inside the sender's,
    so the sender's clock is to be counted first.
    """
    if clock.ended_on is not None or is_agreed(clock) or clock.basis == SET_BY_HAND:
        return False
    due_on = computation_of(clock, calendar).due_on
    to_sender = running_clock(clock.case, *TO_SENDER)
    if clock.event is ClockEvent.UNIT_ANSWER and to_sender and to_sender.due_on > clock.starts_on:
        due_on = min(due_on, to_sender.due_on)
    moved = due_on != clock.due_on
    clock.due_on = due_on
    return moved


def running_clocks() -> list[Clock]:
    """All running clocks with their cases and extensions, by case."""
    return list(
        db.session.scalars(
            select(Clock)
            .join(Clock.case)
            .where(Clock.ended_on.is_(None), Case.state.in_(rules.OPEN))
            .options(selectinload(Clock.case), selectinload(Clock.extensions))
            .order_by(Clock.case_id, Clock.id)
        )
    )
