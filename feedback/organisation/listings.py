"""What the pages about units show: lists of units, and one unit with all that hangs on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from feedback import paging
from feedback.organisation import queries, rules
from feedback.search import fold
from models import (
    Deputyship,
    Mandate,
    Unit,
    UnitGroup,
    UnitKind,
    UnitLine,
    UnitName,
    UnitSuccession,
    db,
)

UNITS_ON_A_PAGE = 60


@dataclass(frozen=True)
class UnitCard:
    """One unit as its page shows it."""

    unit: Unit
    standing: Unit  # itself, or what it is now
    superior: Unit | None
    upper_lines: list[UnitLine]  # in force, to those above
    lower_lines: list[UnitLine]  # in force, to those below
    successions: list[UnitSuccession]
    predecessors: list[UnitSuccession]
    deputyships: list[Deputyship]  # in force


def unit_card(unit: Unit, on: date) -> UnitCard:
    """The unit with its lines, successors, predecessors and deputies on `on`."""
    lines = _lines_of(unit, on)
    return UnitCard(
        unit=unit,
        standing=queries.standing_unit(unit, on),
        superior=queries.superior_of(unit, on),
        upper_lines=[line for line in lines if line.lower_id == unit.id],
        lower_lines=[line for line in lines if line.upper_id == unit.id],
        successions=_successions(UnitSuccession.old_unit_id == unit.id),
        predecessors=_successions(UnitSuccession.new_unit_id == unit.id),
        deputyships=queries.deputyships_in_force(unit, on),
    )


def units_to_show(
    on: date, *, search: str = "", kind: UnitKind | None = None, ended: bool = False, after: str
) -> paging.Page[Unit]:
    """One page of the units in force on `on` (or ended before), by kind, then by name.

    `search` is looked for without accents in names, short names, abbreviations and former
    names; `after` is the key of the last unit on the page before.
    """
    known = db.session.scalars(select(Unit).options(selectinload(Unit.names))).all()
    wanted = fold(search)
    shown = [
        unit
        for unit in queries.in_order(known)
        if (kind is None or unit.kind is kind)
        and _is_listed(unit, on, ended=ended)
        and (not wanted or any(wanted in alias for alias in rules.aliases_of(unit)))
    ]
    places = {unit.key: place for place, unit in enumerate(shown)}
    start = places.get(after, -1) + 1
    return paging.cut(
        shown[start : start + UNITS_ON_A_PAGE + 1], UNITS_ON_A_PAGE, lambda unit: unit.key
    )


def standing_units(units: Collection[Unit], on: date) -> dict[int, Unit]:
    """For each ended unit that has one, by row number, the unit that stands in its place."""
    ended = [unit for unit in units if unit.ends_on is not None and unit.ends_on < on]
    successors: dict[int, list[Unit]] = defaultdict(list)
    for succession in _successions(true()) if ended else ():
        successors[succession.old_unit_id].append(succession.new_unit)
    found = {unit.id: rules.standing(unit, lambda one: successors[one.id], on) for unit in ended}
    return {number: unit for number, unit in found.items() if unit.id != number}


def kinds_in_use(on: date) -> list[UnitKind]:
    """The kinds of which there is a unit in force on `on`, in their order."""
    found = set(db.session.scalars(select(Unit.kind).where(queries.in_force(on)).distinct()))
    return [kind for kind in UnitKind if kind in found]


def mandates_in_order() -> list[Mandate]:
    """All mandates, the latest first."""
    return list(
        db.session.scalars(
            select(Mandate)
            .options(joinedload(Mandate.body), joinedload(Mandate.unit))
            .order_by(Mandate.starts_on.desc(), Mandate.id.desc())
        )
    )


def mandate_numbered(number: int) -> Mandate | None:
    """The mandate with this row number."""
    return db.session.get(Mandate, number)


def group_numbered(number: int) -> UnitGroup | None:
    """The group with this row number."""
    return db.session.get(UnitGroup, number)


def line_of(unit: Unit, number: int) -> UnitLine | None:
    """The line with this row number, when the unit is one of its ends."""
    line = db.session.get(UnitLine, number)
    return line if line is not None and unit.id in (line.upper_id, line.lower_id) else None


def name_of(unit: Unit, number: int) -> UnitName | None:
    """The other name with this row number, when it is the unit's."""
    return next((name for name in unit.names if name.id == number), None)


def succession_of(unit: Unit, number: int) -> UnitSuccession | None:
    """The succession with this row number, when the unit is the one that ended."""
    found = db.session.get(UnitSuccession, number)
    return found if found is not None and found.old_unit_id == unit.id else None


def _is_listed(unit: Unit, on: date, *, ended: bool) -> bool:
    has_ended = unit.ends_on is not None and unit.ends_on < on
    return has_ended if ended else not has_ended


def _lines_of(unit: Unit, on: date) -> list[UnitLine]:
    found = db.session.scalars(
        select(UnitLine)
        .where(
            or_(UnitLine.lower_id == unit.id, UnitLine.upper_id == unit.id),
            or_(UnitLine.ends_on.is_(None), UnitLine.ends_on >= on),
        )
        .options(joinedload(UnitLine.upper), joinedload(UnitLine.lower))
        .order_by(UnitLine.kind, UnitLine.id)
    )
    return list(found)


def _successions(restriction: ColumnElement[bool]) -> list[UnitSuccession]:
    found = db.session.scalars(
        select(UnitSuccession)
        .where(restriction)
        .options(joinedload(UnitSuccession.old_unit), joinedload(UnitSuccession.new_unit))
        .order_by(UnitSuccession.happened_on, UnitSuccession.id)
    )
    return list(found)
