"""What publishing a version in the making would mean for the duties of units, told beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from feedback.duties import rules
from feedback.plans import queries
from feedback.plans.preparing import namings
from models import Duty, Part, PlanVersion, db


@dataclass(frozen=True)
class Foreseen:
    """How many duties of units would begin and end."""

    begun: int
    ended: int


def foresee(version: PlanVersion, identities: Mapping[int, int], *, today: date) -> Foreseen:
    """How many duties would begin and end when the version took the place of the one in force.

    `identities` are the clauses of the text in force by the provisional ones that go on as them.
    """
    if version.plan.kind not in rules.ORDERING:
        return Foreseen(0, 0)
    since = version.issued_on or today
    texts = queries.clauses_of(version)
    named = namings.namings_of(texts, since)
    wanted: dict[tuple[int, int], str] = {}
    for text in texts:
        naming = named.get((text.task.id, Part.LEAD)) if text.task else None
        if text.task is None or naming is None:
            continue
        task, clause_id = text.task, identities.get(text.clause_id, text.clause_id)
        term = rules.term_of(task.repeats, task.due_from, task.due_to, since=since, on=today)
        for name in naming.names:
            wanted.update({(clause_id, unit.id): term.period for unit in name.units})
    query = select(Duty).where(Duty.plan_id == version.plan_id, Duty.ended_on.is_(None))
    standing = list(db.session.scalars(query))
    ended = sum(
        bool(wanted.get(place)) != bool(duty.period) or place not in wanted
        for duty in standing
        for place in [(duty.clause_id, duty.unit_id)]
    )
    known = {(duty.clause_id, duty.unit_id, duty.period) for duty in standing}
    begun = sum((*place, period) not in known for place, period in wanted.items())
    return Foreseen(begun, ended)
