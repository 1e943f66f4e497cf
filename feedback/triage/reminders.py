"""Who must hear that a date is near or has passed: once each, without anybody asking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from feedback import formats, notices, record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.organisation import queries as organisation
from feedback.triage import clocks, queries, rules
from models import Actor, Case, Clock, ClockEvent, Mandate, Person, Role, RoleHeld, Unit, db

ANSWERING = (Role.OFFICER, Role.HEAD)
MOST_AT_ONCE = 500  # cases in one round of the job


def clocks_near_their_end(soon_until: date) -> Sequence[int]:
    """The row numbers of running clocks due up to `soon_until` that nobody was told about."""
    return _untold(
        Clock.due_on <= soon_until, Clock.told_due_soon_at.is_(None), Case.stopped_on.is_(None)
    )


def clocks_past_their_end(today: date) -> Sequence[int]:
    """The row numbers of running clocks that ended before `today` and nobody was told about."""
    return _untold(
        Clock.due_on < func.coalesce(Case.stopped_on, today), Clock.told_overdue_at.is_(None)
    )


def cases_without_word_since(last_day: date) -> Sequence[int]:
    """The row numbers of cases that wait with a silent sender since `last_day` or longer.

    Only those of which the intake was not reminded, the longest waiting first.
    """
    return db.session.scalars(
        select(Case.id)
        .where(
            Case.state.in_(rules.WITH_SENDER),
            Case.stopped_on <= last_day,
            Case.told_silent_at.is_(None),
        )
        .order_by(Case.stopped_on, Case.id)
        .limit(MOST_AT_ONCE)
    ).all()


def silent_case_by_id(case_id: int) -> Case | None:
    """The case while it still waits with its sender, locked for this reminder."""
    return db.session.scalars(
        select(Case).where(Case.id == case_id, Case.state.in_(rules.WITH_SENDER)).with_for_update()
    ).first()


def remind_of_silence(case: Case, now: datetime) -> None:
    """Remind the intake that the sender said nothing for so long: it decides by what it has."""
    case.told_silent_at = now
    if case.intake_unit is None or case.stopped_on is None:
        return
    hats = organisation.active_hats(case.intake_unit, tuple(rules.MODERATING), day_of(now))
    notices.tell(
        _persons(queries.unexcluded(hats, case, day_of(now))),
        "triage.sender_silent",
        event_key=f"triage.sender_silent:{case.key}:{case.stopped_on.isoformat()}",
        now=now,
        case=case,
        details={"since": formats.day(case.stopped_on)},
    )


def clock_by_id(clock_id: int) -> Clock | None:
    """The clock while it still runs, with its case, locked for this telling."""
    return db.session.scalars(
        select(Clock)
        .where(Clock.id == clock_id, Clock.ended_on.is_(None))
        .options(selectinload(Clock.case))
        .with_for_update()
    ).first()


def tell_due_soon(clock: Clock, now: datetime) -> None:
    """Tell the unit that holds the case that its date is near."""
    clock.told_due_soon_at = now
    _tell(_people_at(_holder(clock), ANSWERING, clock.case, now), "triage.due_soon", clock, now)


def tell_overdue(clock: Clock, now: datetime) -> None:
    """Tell the holding unit, the head above it, and, of the sender's own date, the sender and
    the monitors whose mandate covers the unit; a record entry says when it fell overdue.
    """
    clock.told_overdue_at = now
    clock.told_due_soon_at = clock.told_due_soon_at or now
    today, holder = day_of(now), _holder(clock)
    told = _people_at(holder, ANSWERING, clock.case, now)
    superior = organisation.superior_of(holder, today) if holder else None
    told += _people_at(superior, tuple(rules.HEADING), clock.case, now)
    if clock.event in clocks.TO_SENDER:
        told += _monitors_of(holder, clock.case, now)
        record.write(
            "case.fell_overdue", by=Actor.SYSTEM, at=now, case=clock.case, due_on=clock.due_on
        )
        tell_sender(clock.case, "overdue", now=now)
    _tell(told, "triage.overdue", clock, now)


def _untold(*conditions: object) -> Sequence[int]:
    return db.session.scalars(
        select(Clock.id)
        .join(Clock.case)
        .where(
            Clock.ended_on.is_(None),
            Case.state.in_(rules.OPEN),
            *conditions,  # type: ignore[arg-type]
        )
        .order_by(Clock.due_on, Clock.id)
        .limit(MOST_AT_ONCE)
    ).all()


def _holder(clock: Clock) -> Unit | None:
    return clock.case.holder_unit or clock.unit


def _people_at(
    unit: Unit | None, roles: tuple[Role, ...], case: Case, now: datetime
) -> list[Person]:
    """Those at the unit who answer, or who receive while the case still waits at the intake."""
    if unit is None:
        return []
    today = day_of(now)
    if case.state in rules.WAITING | rules.WITH_SENDER and unit.id == case.intake_unit_id:
        roles = (*roles, *rules.MODERATING)
    hats = organisation.active_hats(unit, roles, today)
    return _persons(queries.unexcluded(hats, case, today))


def _monitors_of(unit: Unit | None, case: Case, now: datetime) -> list[Person]:
    if unit is None:
        return []
    today = day_of(now)
    bodies = db.session.scalars(
        select(Unit).where(Unit.id.in_(select(Mandate.body_id))).order_by(Unit.id)
    )
    hats = [
        hat
        for body in bodies
        if unit.id in organisation.mandated_unit_ids(body, today)
        for hat in organisation.active_hats(body, [Role.MONITOR], today)
    ]
    return _persons(queries.unexcluded(hats, case, today))


def _persons(hats: Sequence[RoleHeld]) -> list[Person]:
    return [hat.person for hat in hats]


def _tell(people: list[Person], kind: str, clock: Clock, now: datetime) -> None:
    if clock.event is ClockEvent.INFORM:
        kind = f"{kind}_word"
    notices.tell(
        people,
        kind,
        event_key=f"{kind}:{clock.case.key}:{clock.event}:{clock.due_on.isoformat()}",
        now=now,
        case=clock.case,
        details={"due": formats.day(clock.due_on)},
    )
