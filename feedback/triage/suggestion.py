"""Who should answer, as the plan itself says: what the moderator finds filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from feedback.comments.rules import looks_like_personal_data
from feedback.deadlines import WorkCalendar
from feedback.organisation import queries as organisation
from feedback.triage import clocks, queries, rules
from models import (
    Case,
    ClauseText,
    Part,
    Task,
    TaskUnit,
    Unit,
    db,
)


@dataclass(frozen=True)
class Passing:
    """Why another unit stands where the plan names one: it ended, or nobody there can answer."""

    named: Unit
    unit: Unit
    has_ended: bool


@dataclass(frozen=True)
class Suggestion:
    """Where the plan itself sends a case, and what had to be put in place of what it names.

    `clause` is the clause whose task says so, None when no task does and the case stays with
    the unit that issued the plan.
    """

    lead: Unit
    supporting: tuple[Unit, ...]
    unit_due_on: date
    clause: ClauseText | None
    passed: tuple[Passing, ...] = ()


def suggestion_for(case: Case, today: date, calendar: WorkCalendar) -> Suggestion | None:
    """What routing the plan suggests; None when every unit it leads to is concerned by the case.

    The task is that of the comment's clause or the nearest clause around it; where none has
    one, a clause headed by a unit's name ("Tổ chức thực hiện": "2. Phòng Tổ chức cán bộ") is
    that unit's. A lead named through a group is the sender's school when it belongs to the group, else the unit that
    issued the plan. Ended units give way to their successors, units without an active head or
    officer to their superior's office, concerned ones to their superior.
    """
    chain = _clauses_outwards(case)
    clause, task = _nearest_task(chain)
    named = _named(task, Part.LEAD, case)
    if task is None:
        clause, named = _nearest_heading(chain, today)
    named = named or [case.comment.plan.unit]
    barred = queries.barred_units(case, today)
    passed: list[Passing] = []
    leads = [_able(unit, barred, today, passed) for unit in named]
    found = [unit for unit in leads if unit is not None]
    if not found:
        return None
    lead, also_leading = found[0], found[1:]
    helpers = [_able(unit, barred, today, []) for unit in _named(task, Part.SUPPORTING, case)]
    supporting = [unit for unit in helpers if unit is not None]
    return Suggestion(
        lead=lead,
        supporting=_once([*also_leading, *supporting], without={lead.id}),
        unit_due_on=clocks.unit_limit_date(case, today, calendar),
        clause=clause,
        passed=tuple(passed),
    )


def publishes_personal_data(case: Case) -> bool:
    """Whether publishing as suggested would show what looks like somebody's number or address."""
    comment = case.comment
    shown = rules.public_text(case.kind, comment.public_text or "")
    verbatim = comment.body if shown is None else shown
    return not comment.arrived_late and looks_like_personal_data(verbatim)


def _clauses_outwards(case: Case) -> list[ClauseText]:
    """The comment's clause in the text now in force, then those around it, with their tasks."""
    chain: list[ClauseText] = []
    clause = case.comment.clause_text
    while clause is not None:
        found = db.session.scalars(
            select(ClauseText)
            .where(ClauseText.id == clause.id)
            .options(
                joinedload(ClauseText.parent),
                joinedload(ClauseText.task).selectinload(Task.units).joinedload(TaskUnit.unit),
            )
        ).one()
        chain.append(found)
        clause = found.parent
    return chain


def _nearest_task(chain: list[ClauseText]) -> tuple[ClauseText | None, Task | None]:
    for clause in chain:
        if clause.task is not None and clause.task.units:
            return clause, clause.task
    return None, None


def _nearest_heading(chain: list[ClauseText], today: date) -> tuple[ClauseText | None, list[Unit]]:
    """The nearest clause that has the name of one unit as its heading, and that unit."""
    headed = [(clause, clause.heading) for clause in chain if clause.heading]
    resolved = organisation.resolve_unit_names([heading for _, heading in headed], today)
    for (clause, _), named in zip(headed, resolved, strict=True):
        if len(named.units) == 1 and not named.through_group:
            return clause, named.units
    return None, []


def _named(task: Task | None, part: Part, case: Case) -> list[Unit]:
    """The units the task names for a part; of a group at most the one that the case is about."""
    if task is None:
        return []
    rows = [row for row in task.units if row.part is part]
    by_name = [row.unit for row in rows if not row.through_group]
    members = {row.unit.id: row.unit for row in rows if row.through_group}
    if by_name or not members:
        return by_name
    for_unit, issuer = case.comment.for_unit, case.comment.plan.unit
    if for_unit is not None and for_unit.id in members:
        return [for_unit]
    # The group as a whole was told to do it: who answers for the group is who issued the plan.
    return [issuer] if part is Part.LEAD else []


def _able(unit: Unit, barred: frozenset[int], today: date, passed: list[Passing]) -> Unit | None:
    """The unit that can answer in this one's place, and a note of every step aside.

    None when nobody up to the top can, or all who could are concerned.
    """
    standing = organisation.standing_unit(unit, today)
    if standing.id != unit.id:
        passed.append(Passing(unit, standing, has_ended=True))
    for candidate in (standing, *organisation.superiors_of(standing, today)):
        able = organisation.answering_unit_for(candidate, today).unit
        if able.id in barred or not organisation.active_hats(able, organisation.ANSWERING, today):
            continue
        if able.id != standing.id:
            passed.append(Passing(standing, able, has_ended=False))
        return able
    return None


def _once(units: list[Unit], *, without: set[int]) -> tuple[Unit, ...]:
    kept: dict[int, Unit] = {}
    for unit in units:
        if unit.id not in without:
            kept.setdefault(unit.id, unit)
    return tuple(kept.values())
