"""Telling units of what they owe: the people who report for them, each once for an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from feedback import formats, notices
from feedback.clock import day_of
from feedback.duties import queries, rules
from feedback.duties.notices import NOTICES
from feedback.organisation import queries as organisation
from models import ClauseText, Duty, Person, Role, RoleHeld, Unit, UnitKind, UnitLine, db

Task = tuple[int, str]  # a clause's row number and a period


def people_at(unit_ids: Collection[int], on: date) -> list[Person]:
    """Who reports for the units on `on`, each once, in two queries however many units there are.

    For the Department its office does.
    """
    upper, lower = aliased(Unit), aliased(Unit)
    offices = db.session.scalars(
        select(UnitLine.lower_id)
        .join(upper, UnitLine.upper_id == upper.id)
        .join(lower, UnitLine.lower_id == lower.id)
        .where(
            UnitLine.upper_id.in_(unit_ids),
            upper.kind == UnitKind.DEPARTMENT,
            lower.kind == UnitKind.OFFICE,
            or_(UnitLine.ends_on.is_(None), UnitLine.ends_on >= on),
        )
    )
    return _people({*unit_ids, *offices}, rules.REPORTING | rules.WATCHING, on)


def people_above(duty: Duty, on: date) -> list[Person]:
    """Who watches over the plan's carrying out: at the unit that issued it and its office."""
    places = {duty.plan.unit_id, organisation.intake_unit_for(duty.plan.unit, on).id}
    return _people(places, rules.REPORTING | {Role.LEADERSHIP}, on)


def tell_units(duties: Iterable[Duty], kind: str, *, now: datetime) -> None:
    """Tell those who report for the duties' units, once for each task."""
    today = day_of(now)
    for (clause_id, period), owed in _by_task(duties).items():
        first, text = owed[0], _texts(owed).get(clause_id)
        notices.tell(
            people_at({duty.holder_unit_id for duty in owed}, today),
            _dated(kind, first),
            event_key=f"{kind}:{first.clause.key}:{period}:{first.due_on}",
            now=now,
            plan=first.plan,
            page=f"/duties/{first.key}" if len(owed) == 1 else "/duties",
            details=_details(first, text),
        )


def tell_reminded(duties: Collection[Duty], *, now: datetime) -> None:
    """Tell each person who reports for the duties' units once of all they are reminded of."""
    texts, today, by_unit = _texts(duties), day_of(now), _by_unit(duties)
    units: dict[tuple[int, int], list[int]] = {}  # by how many duties, and which when only one
    for unit_id, owed in by_unit.items():
        one = owed[0].clause_id if len(owed) == 1 else 0
        units.setdefault((len(owed), one), []).append(unit_id)
    for (count, _), unit_ids in sorted(units.items(), reverse=True):
        first = by_unit[unit_ids[0]][0]
        details = _details(first, texts.get(first.clause_id))
        if count > 1:
            details = {"count": str(count), "unit": first.plan.unit.short_name}
        notices.tell(
            people_at(unit_ids, today),
            "duty.reminded_of_several" if count > 1 else _dated("duty.reminded", first),
            # One for the whole act: who reports for several units hears of the most duties.
            event_key=f"duty.reminded:{first.plan.key}:{int(now.timestamp())}",
            now=now,
            plan=first.plan,
            page=f"/duties/{first.key}" if len(unit_ids) == count == 1 else "/duties",
            details=details,
        )


def tell_above(duty: Duty, kind: str, *, now: datetime) -> None:
    """Tell those who watch over the plan once that units are behind with a task."""
    text = queries.texts_of([duty.clause_id]).get(duty.clause_id)
    notices.tell(
        people_above(duty, day_of(now)),
        kind,
        event_key=f"{kind}:{duty.clause.key}:{duty.period}:{duty.due_on}",
        now=now,
        plan=duty.plan,
        page=f"/plans/{duty.plan.key}/clauses/{duty.clause.key}/duties",
        details=_details(duty, text),
    )


def _by_task(duties: Iterable[Duty]) -> dict[Task, list[Duty]]:
    found: dict[Task, list[Duty]] = {}
    for duty in duties:
        found.setdefault((duty.clause_id, duty.period), []).append(duty)
    return found


def _by_unit(duties: Iterable[Duty]) -> dict[int, list[Duty]]:
    found: dict[int, list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.holder_unit_id, []).append(duty)
    return found


def _dated(kind: str, duty: Duty) -> str:
    """The kind of notice that names the day, or the one for what has none."""
    undated = f"{kind}_undated"
    return undated if duty.due_on is None and undated in NOTICES else kind


def _texts(duties: Collection[Duty]) -> dict[int, ClauseText]:
    return queries.texts_of({duty.clause_id for duty in duties})


def _details(duty: Duty, text: ClauseText | None) -> dict[str, str]:
    label = (text.label if text else "") or "…"
    return {"label": label, "due": formats.day(duty.due_on)}


def _people(unit_ids: Collection[int], roles: Collection[Role], on: date) -> list[Person]:
    found = db.session.scalars(
        select(Person)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.unit_id.in_(unit_ids), RoleHeld.role.in_(roles), organisation.held(on))
        .order_by(Person.id)
    )
    return list(found.unique())
