"""Who may approve in the name of which unit, when its own head cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from feedback.organisation import queries as organisation
from feedback.organisation.rules import reachable
from models import Deputyship, LineKind, Role, RoleHeld, Unit, UnitKind, db

SIGNING = (Role.HEAD, Role.LEADERSHIP)
ORDERS = (LineKind.ADMINISTRATIVE, LineKind.PROFESSIONAL)


@dataclass(frozen=True)
class Reach:
    """Units (row numbers) by who signs for them under a hat.

    `own`: this hat. `next_below`: somebody there, and this hat comes next. `below`: all under
    `own`, however far.
    """

    own: set[int]
    next_below: set[int]
    below: set[int]


def units_signed_by(hat: RoleHeld, on: date) -> set[int]:
    """The row numbers of the units for which one may sign under `hat` on `on`.

    A head and a deputy in force sign for their unit; the leadership for the Department and its
    office. Where a unit has nobody to sign, whoever signs for the unit above it does, so that
    no answer waits for ever.
    """
    return reach_of(hat, on).own


def reach_of(hat: RoleHeld, on: date) -> Reach:
    """How far the signature of `hat` reaches downwards on `on`, in four queries at most."""
    if not _signs_for_own_unit(hat, on):
        return Reach(set(), set(), set())
    lines = organisation.lines_in_force(on, ORDERS)
    below = lines.below.get(hat.unit_id, set())
    own, next_below = {hat.unit_id}, set()
    if hat.role is Role.LEADERSHIP:
        own |= _offices_among(below)
    staffed = _units_with_signer(on)
    waiting = [unit_id for upper in own for unit_id in lines.below.get(upper, ())]
    while waiting:
        unit_id = waiting.pop()
        if unit_id in staffed and unit_id not in own:
            next_below.add(unit_id)
        elif unit_id not in own:
            own.add(unit_id)
            waiting.extend(lines.below.get(unit_id, ()))
    return Reach(own, next_below, reachable(own, lines.below) - own)


def signers_of(unit: Unit, on: date) -> list[RoleHeld]:
    """The hats that may sign for the unit on `on`: those there, else those of a superior."""
    return next(signers_upwards(unit, on), [])


def signers_upwards(unit: Unit, on: date) -> Iterator[list[RoleHeld]]:
    """Who signs at the unit, at its superior and so on upwards; places without any are left out."""
    for place in (unit, *organisation.superiors_of(unit, on)):
        deputies = {each.person_id for each in organisation.deputyships_in_force(place, on)}
        hats = organisation.active_hats(place, tuple(Role), on)
        found = [hat for hat in hats if hat.role in SIGNING or hat.person_id in deputies]
        if found:
            yield found


def heads_above(unit: Unit, on: date) -> list[RoleHeld]:
    """The hats that head the unit directly over this one; none when there is no such unit."""
    upper = organisation.superior_of(unit, on)
    return organisation.active_hats(upper, SIGNING, on) if upper else []


def _signs_for_own_unit(hat: RoleHeld, on: date) -> bool:
    return hat.role in SIGNING or organisation.may_sign_for(hat.person, hat.unit, on)


def _units_with_signer(on: date) -> set[int]:
    heading = (
        select(RoleHeld.unit_id)
        .join(RoleHeld.person)
        .where(RoleHeld.role.in_(SIGNING), organisation.held(on))
    )
    # A deputyship outlives the deputy's last role at the unit: then nobody there can sign.
    deputising = (
        select(Deputyship.unit_id)
        .join(
            RoleHeld,
            and_(
                RoleHeld.unit_id == Deputyship.unit_id,
                RoleHeld.person_id == Deputyship.person_id,
            ),
        )
        .join(RoleHeld.person)
        .where(
            Deputyship.starts_on <= on,
            Deputyship.ends_on >= on,
            Deputyship.ended_at.is_(None),
            organisation.held(on),
        )
    )
    return {*db.session.scalars(heading), *db.session.scalars(deputising)}


def _offices_among(unit_ids: Collection[int]) -> set[int]:
    offices = select(Unit.id).where(Unit.id.in_(unit_ids), Unit.kind == UnitKind.OFFICE)
    return set(db.session.scalars(offices))
