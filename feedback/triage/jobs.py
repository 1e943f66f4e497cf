"""What the worker does about dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from feedback.clock import day_of
from feedback.database import begin_write
from feedback.deadlines import Limit, compute, limit_in_force, load_calendar
from feedback.triage import reminders
from feedback.worker import Job
from models import Clock, ClockEvent, DayUnit, db


def tell_due_dates(now: datetime) -> int:
    """Tell, once each, whose dates are near and whose have passed; returns how many clocks.

    Each clock is a transaction of its own, so that nobody waits long and a second run goes on
    where the first one stopped.
    """
    today = day_of(now)
    soon = limit_in_force(ClockEvent.DUE_SOON, today)
    limit = Limit(soon.amount, DayUnit.WORKING, soon.basis)
    soon_until = compute(today, limit, load_calendar()).due_on
    past = _told(reminders.clocks_past_their_end(today), reminders.tell_overdue, now)
    near = _told(reminders.clocks_near_their_end(soon_until), reminders.tell_due_soon, now)
    return past + near


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


JOBS = {"tell_due_dates": Job(tell_due_dates, every_minutes=10)}
