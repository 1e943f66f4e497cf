"""Names that people chose a unit for at the desk and that the organisation does not know yet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from feedback.organisation.rules import aliases_of
from feedback.plans.preparing.namings import BETWEEN_CHOSEN
from feedback.search import fold, vietnamese_sort_key
from models import TaskUnit, Unit, db

MOST_ROWS = 500


@dataclass(frozen=True)
class ChosenName:
    """A printed name and the unit that a person said it means."""

    name: str
    unit: Unit


def names_to_remember() -> list[ChosenName]:
    """Each name once for each unit it was chosen for, by the Vietnamese alphabet.

    What the unit is called by already is not among them.
    """
    rows = db.session.execute(
        select(TaskUnit.unit_id, TaskUnit.chosen_for)
        .where(TaskUnit.chosen_for != "")
        .distinct()
        .order_by(TaskUnit.unit_id, TaskUnit.chosen_for)
        .limit(MOST_ROWS)
    ).all()
    named = select(Unit).where(Unit.id.in_({row.unit_id for row in rows}))
    units = {unit.id: unit for unit in db.session.scalars(named.options(selectinload(Unit.names)))}
    found: dict[tuple[str, int], ChosenName] = {}
    for unit_id, chosen_for in rows:
        for name in filter(None, chosen_for.split(BETWEEN_CHOSEN)):
            if fold(name) not in aliases_of(units[unit_id]):
                found.setdefault((fold(name), unit_id), ChosenName(name, units[unit_id]))
    return sorted(found.values(), key=lambda one: (vietnamese_sort_key(one.name), one.unit.id))
