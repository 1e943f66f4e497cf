"""Whom a published document concerns: who works at its unit, its parents, who watches it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from feedback.organisation import queries as organisation
from feedback.plans.queries import PARTS_OF_A_BODY
from feedback.plans.rules import FAMILY, STAFF
from models import Audience, Mandate, Person, Plan, Role, RoleHeld, Unit, UnitKind, db

# Whoever only keeps the system running is no member of the staff by that.
WORKING = STAFF - {Role.ADMINISTRATOR}
IN_CHARGE = frozenset({Role.HEAD, Role.MODERATOR, Role.OFFICER, Role.OFFICE})


def body_ids(unit: Unit, on: date) -> set[int]:
    """The unit with its own divisions, office and parents' board: who works there is its staff."""
    below = organisation.lines_in_force(on).below[unit.id]
    parts = select(Unit.id).where(
        Unit.id.in_(below), Unit.kind.in_(PARTS_OF_A_BODY), organisation.in_force(on)
    )
    return {unit.id, *db.session.scalars(parts)}


def staff_at(unit_ids: Collection[int]) -> ColumnElement[bool]:
    """Restricts a query on RoleHeld to who works at these units."""
    return and_(RoleHeld.unit_id.in_(unit_ids), RoleHeld.role.in_(WORKING))


def readers(plan: Plan, on: date) -> ColumnElement[bool]:
    """Restricts a query on RoleHeld to those whom the document was published for, and who watch.

    Of what everybody may read, those nearest: who works at the unit, and the parents of a school.
    """
    body = body_ids(plan.unit, on)
    each = [staff_at(body), _monitors_of(plan.unit, on)]
    is_school = plan.unit.kind is UnitKind.SCHOOL
    if plan.audience is Audience.SCHOOL_PARENTS or (plan.audience is Audience.PUBLIC and is_school):
        each.append(and_(RoleHeld.unit_id.in_(body), RoleHeld.role.in_(FAMILY)))
    if plan.audience is Audience.SECTOR:
        below = organisation.unit_ids_under(plan.unit, on)
        each.append(and_(RoleHeld.unit_id.in_(below), RoleHeld.role == Role.HEAD))
    return or_(*each)


def in_charge(plan: Plan, on: date) -> ColumnElement[bool]:
    """Restricts a query on RoleHeld to who works on the opinions at the unit, and who watches."""
    body = body_ids(plan.unit, on)
    at_work = and_(RoleHeld.unit_id.in_(body), RoleHeld.role.in_(IN_CHARGE))
    return or_(at_work, _monitors_of(plan.unit, on))


def staff_of(unit: Unit, on: date) -> list[RoleHeld]:
    """Who works at the unit on `on`, each person once, in the order of their names."""
    hats = db.session.scalars(
        select(RoleHeld)
        .join(RoleHeld.person)
        .where(staff_at(body_ids(unit, on)), organisation.held(on))
        .options(contains_eager(RoleHeld.person), joinedload(RoleHeld.unit))
        .order_by(Person.sort_key, Person.id, RoleHeld.id)
    )
    by_person: dict[int, RoleHeld] = {}
    for hat in hats:
        by_person.setdefault(hat.person_id, hat)
    return list(by_person.values())


def _monitors_of(unit: Unit, on: date) -> ColumnElement[bool]:
    above = organisation.unit_ids_above(unit, on)
    bodies = db.session.scalars(
        select(Mandate.body_id).where(
            or_(
                Mandate.unit_id == unit.id,
                and_(Mandate.includes_below, Mandate.unit_id.in_(above)),
            ),
            Mandate.starts_on <= on,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on),
        )
    ).all()
    if not bodies:
        return false()
    return and_(RoleHeld.unit_id.in_(bodies), RoleHeld.role == Role.MONITOR)
