"""What the worker does about duties: opens the new year's, tells of days, hands over."""

from __future__ import annotations

from datetime import datetime

from feedback.clock import day_of
from feedback.database import begin_write
from feedback.deadlines import Limit, compute, has_limits, limit_in_force, load_calendar
from feedback.duties import opening, succession, watching
from feedback.worker import Job
from models import Actor, ClockEvent, DayUnit, Plan, Unit, db

SOME = 200  # in one transaction, so that nobody waits long for the worker


def open_yearly_duties(now: datetime) -> int:
    """Open this year's duties of tasks that are owed every year; returns how many.

    Each plan is a transaction of its own.
    """
    opened = 0
    for plan_id in opening.plans_to_open(day_of(now)):
        begin_write()
        plan = db.session.get_one(Plan, plan_id)
        opened += opening.open_duties(plan, by=Actor.SYSTEM, now=now).opened
        db.session.commit()
    return opened


def watch_duties(now: datetime) -> int:
    """Tell, once each, of duties whose day comes near or has passed; returns how many."""
    if not has_limits():
        return 0
    today = day_of(now)
    ahead = limit_in_force(ClockEvent.DUE_SOON, today).amount
    soon_until = compute(today, Limit(ahead, DayUnit.WORKING, ""), load_calendar()).due_on
    begin_write()
    found = watching.to_watch(soon_until, today, most=SOME)
    watching.watch(found, now=now)
    db.session.commit()
    return len(found)


def hand_over_duties(now: datetime) -> int:
    """Give the duties of units that ended to who goes on; returns how many."""
    handed = 0
    for unit_id in succession.ended_holders(day_of(now)):
        begin_write()
        unit = db.session.get_one(Unit, unit_id)
        handed += succession.hand_over(unit, by=Actor.SYSTEM, now=now)
        db.session.commit()
    return handed


JOBS = {
    "open_yearly_duties": Job(open_yearly_duties, every_minutes=30),
    "watch_duties": Job(watch_duties, every_minutes=15),
    "hand_over_duties": Job(hand_over_duties, every_minutes=30),
}
