"""Telling those concerned that a round of opinions opened, is about to close, or has closed.

Each hears each thing once. Many are told in several short transactions: whoever was told before
is passed over, so that a second run goes on where the first one stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from feedback import formats, notices
from feedback.clock import day_of
from feedback.organisation import queries as organisation
from feedback.plans.rounds import concerned
from models import Consultation, Notice, Person, Plan, PlanState, RoleHeld, db

AT_ONCE = 300  # people in one transaction
MOST_TOLD = 5000  # people of one round
MOST_ROUNDS = 200  # in one run of the job
LATEST = timedelta(days=3)  # what happened earlier is no news any more


class Moment(StrEnum):
    """What may be told of a round."""

    OPENED = "opened"
    CLOSING = "closing"
    CLOSED = "closed"


def rounds_to_tell(moment: Moment, now: datetime, closing_until: date) -> Sequence[int]:
    """The row numbers of the rounds of which this is to be told, the oldest first.

    `closing_until` is the last day whose end counts as near.
    """
    return db.session.scalars(
        select(Consultation.id)
        .join(Consultation.plan)
        .where(
            Plan.state == PlanState.PUBLISHED,
            Consultation.ended_at.is_(None),
            _has_come(moment, now, closing_until),
        )
        .order_by(Consultation.id)
        .limit(MOST_ROUNDS)
    ).all()


def tell(round_id: int, moment: Moment, now: datetime) -> bool:
    """Tell the next people of the round; whether all have been told now."""
    one = db.session.scalars(
        select(Consultation)
        .where(Consultation.id == round_id)
        .options(joinedload(Consultation.plan).joinedload(Plan.unit))
    ).one()
    kind, event_key = _kind(one, moment), _event_key(one, moment)
    people = [] if _is_stale(one, moment, now) else _next_people(one, moment, event_key, now)
    notices.tell(
        people,
        kind,
        event_key=event_key,
        now=now,
        plan=one.plan,
        page=f"/plans/{one.plan.key}",
        details={
            "unit": one.plan.unit.short_name,
            "until": formats.day(formats.last_day(one.closes_at)) if one.closes_at else "",
        },
    )
    if len(people) == AT_ONCE:
        return False
    _mark(one, moment, now)
    return True


def _has_come(moment: Moment, now: datetime, closing_until: date) -> ColumnElement[bool]:
    has_opened = Consultation.opens_at <= now
    if moment is Moment.OPENED:
        return and_(has_opened, Consultation.told_opened_at.is_(None))
    if moment is Moment.CLOSING:
        end = formats.end_of(closing_until)
        return and_(
            has_opened,
            Consultation.told_closing_at.is_(None),
            Consultation.closes_at > now,
            Consultation.closes_at <= end,
        )
    return and_(Consultation.told_closed_at.is_(None), Consultation.closes_at <= now)


def _is_stale(one: Consultation, moment: Moment, now: datetime) -> bool:
    """Whether it happened so long ago that the news would only surprise."""
    happened = one.opens_at if moment is Moment.OPENED else one.closes_at
    return happened is not None and happened < now - LATEST


def _kind(one: Consultation, moment: Moment) -> str:
    if moment is Moment.OPENED and one.closes_at is None:
        return "plans.consultation_opened_for_good"
    return f"plans.consultation_{moment}"


def _event_key(one: Consultation, moment: Moment) -> str:
    # A closing put off is another closing; an opening happens once.
    until = one.closes_at.date().isoformat() if one.closes_at else "-"
    day = "" if moment is Moment.OPENED else until
    return f"plans.consultation_{moment}:{one.key}:{day}"


def _next_people(
    one: Consultation, moment: Moment, event_key: str, now: datetime
) -> Sequence[Person]:
    on = day_of(now)
    wanted = concerned.in_charge if moment is Moment.CLOSED else concerned.readers
    hats = select(RoleHeld.person_id).join(RoleHeld.person)
    those = hats.where(wanted(one.plan, on), organisation.held(on)).distinct()
    bounded = those.order_by(RoleHeld.person_id).limit(MOST_TOLD).subquery()
    told = select(Notice.person_id).where(Notice.event_key == event_key)
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(select(bounded.c.person_id)), Person.id.not_in(told))
        .order_by(Person.id)
        .limit(AT_ONCE)
    ).all()


def _mark(one: Consultation, moment: Moment, now: datetime) -> None:
    setattr(one, f"told_{moment}_at", now)
