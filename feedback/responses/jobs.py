"""Watching over promises and letting answered cases come to rest."""

from __future__ import annotations

from datetime import datetime

from feedback.clock import day_of
from feedback.database import begin_write
from feedback.deadlines import Limit, compute, has_limits, limit_in_force, load_calendar
from feedback.responses import commitments, queries, succession
from feedback.responses.actions import close_case
from feedback.worker import Job
from models import Actor, ClockEvent, DayUnit, Unit, db

SOME = 100  # in one transaction, so that nobody waits long for the worker


def watch_commitments(now: datetime) -> int:
    """Tell of promised days that come near, mark broken promises; returns how many were seen."""
    if not has_limits():
        return 0
    today = day_of(now)
    ahead = limit_in_force(ClockEvent.DUE_SOON, today).amount
    soon_until = compute(today, Limit(ahead, DayUnit.WORKING, ""), load_calendar()).due_on
    begin_write()
    found = commitments.to_watch(soon_until, today, most=SOME)
    for commitment in found:
        commitments.watch(commitment, now=now)
    db.session.commit()
    return len(found)


def close_answered(now: datetime) -> int:
    """Close answered cases that nobody reopened in time; returns how many."""
    begin_write()
    found = queries.cases_at_rest(now, most=SOME)
    for case in found:
        close_case(case, now=now)
    db.session.commit()
    return len(found)


def hand_over_ended_units(now: datetime) -> int:
    """Hand on what units owe that ended, or where nobody answers any more; returns how much.

    Each unit is a transaction of its own.
    """
    handed = 0
    for unit_id in [unit.id for unit in succession.units_to_relieve(day_of(now))]:
        begin_write()
        handed += succession.hand_over(db.session.get_one(Unit, unit_id), by=Actor.SYSTEM, now=now)
        db.session.commit()
    return handed


JOBS = {
    "hand_over_ended_units": Job(hand_over_ended_units, every_minutes=30),
    "watch_commitments": Job(watch_commitments, every_minutes=15),
    "close_answered": Job(close_answered, every_minutes=15),
}
