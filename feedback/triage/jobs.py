"""What the worker does about dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from feedback.clock import day_of
from feedback.database import begin_write
from feedback.deadlines import (
    Limit,
    compute,
    has_limits,
    limit_in_force,
    load_calendar,
    working_days_before,
)
from feedback.triage import reminders
from feedback.worker import Job
from models import Clock, ClockEvent, DayUnit, db


def tell_due_dates(now: datetime) -> int:
    """Tell, once each, whose dates are near and whose have passed; returns how many clocks.

    Each clock is a transaction of its own, so that nobody waits long and a second run goes on
    where the first one stopped.
    """
    if not has_limits():
        return 0
    today = day_of(now)
    soon = limit_in_force(ClockEvent.DUE_SOON, today)
    limit = Limit(soon.amount, DayUnit.WORKING, soon.basis)
    soon_until = compute(today, limit, load_calendar()).due_on
    past = _told(reminders.clocks_past_their_end(today), reminders.tell_overdue, now)
    near = _told(reminders.clocks_near_their_end(soon_until), reminders.tell_due_soon, now)
    return past + near


def remind_of_silent_senders(now: datetime) -> int:
    """Remind the intake, once each, of senders who did not answer in time; returns how many."""
    if not has_limits():
        return 0
    today = day_of(now)
    calendar = load_calendar()
    limit = limit_in_force(ClockEvent.SENDER_SILENT, today)
    last_day = working_days_before(today, limit.amount, calendar)
    if limit.day_unit is DayUnit.CALENDAR:
        last_day = today - timedelta(days=limit.amount)
    reminded = 0
    for case_id in reminders.cases_without_word_since(last_day):
        begin_write()
        case = reminders.silent_case_by_id(case_id)
        if case is None:
            db.session.rollback()
            continue
        reminders.remind_of_silence(case, now)
        db.session.commit()
        reminded += 1
    return reminded


def _told(clock_ids: Sequence[int], tell: Callable[[Clock, datetime], None], now: datetime) -> int:
    told = 0
    for clock_id in clock_ids:
        begin_write()
        clock = reminders.clock_by_id(clock_id)
        if clock is None:
            db.session.rollback()
            continue
        tell(clock, now)
        db.session.commit()
        told += 1
    return told


JOBS = {
    "tell_due_dates": Job(tell_due_dates, every_minutes=10),
    "remind_of_silent_senders": Job(remind_of_silent_senders, every_minutes=30),
}
