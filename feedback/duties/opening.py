"""From the tasks that a plan prints to what each unit owes; safe to be done again at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from feedback import codes, notices, record
from feedback.clock import day_of
from feedback.duties import rules
from feedback.duties.mottos import keep_found
from feedback.duties.rules import Term
from feedback.duties.telling import people_at
from feedback.organisation import queries as organisation
from feedback.organisation.rules import is_in_force
from feedback.plans.actions import touch
from models import (
    Actor,
    ClauseText,
    Duty,
    DutyState,
    Part,
    Plan,
    PlanState,
    PlanVersion,
    RoleHeld,
    Task,
    TaskUnit,
    Unit,
    db,
)

Place = tuple[int, int]  # a clause and a unit


@dataclass(frozen=True)
class Opened:
    """How many duties were opened, ended and given another day."""

    opened: int = 0
    ended: int = 0
    moved: int = 0


@dataclass
class _Wanted:
    unit: Unit
    term: Term


def open_duties(plan: Plan, *, by: RoleHeld | Actor, now: datetime) -> Opened:
    """Give each lead unit of each task in the plan's text in force its duty.

    What a newer text no longer asks of a unit ends, and its reports stay; what it asks again
    goes on. The days of what is not done follow the text. A plan that is not in force, or only
    proposes, asks nothing. Of a yearly democracy plan also what carries the six mottos is kept
    as found. A second call changes nothing.
    """
    db.session.flush()
    db.session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())
    today = day_of(now)
    wanted = _wanted(plan, today)
    known = {
        (duty.clause_id, duty.unit_id, duty.period): duty
        for duty in db.session.scalars(
            select(Duty).where(Duty.plan_id == plan.id).options(joinedload(Duty.holder_unit))
        )
    }
    ended = _end_unwanted(known.values(), wanted, today)
    opened, moved = _open_wanted(plan, wanted, known, today)
    db.session.flush()
    if opened or ended or moved:
        touch(plan)
        _write(plan, by, now, opened=len(opened), ended=ended, moved=moved)
        _tell_assigned(plan, opened, now)
    if plan.state is PlanState.PUBLISHED:
        keep_found(_version_in_force(plan))
    return Opened(len(opened), ended, moved)


def plans_to_open(today: date) -> list[int]:
    """The row numbers of plans in force that ask something yearly and have no duty of this year."""
    has_one = select(Duty.plan_id).where(Duty.period >= str(today.year))
    return list(
        db.session.scalars(
            select(PlanVersion.plan_id)
            .join(PlanVersion.plan)
            .join(ClauseText, ClauseText.version_id == PlanVersion.id)
            .join(Task, Task.clause_text_id == ClauseText.id)
            .where(
                PlanVersion.is_current,
                Plan.state == PlanState.PUBLISHED,
                Plan.kind.in_(rules.ORDERING),
                Task.repeats == rules.YEARLY,
                Plan.id.in_(select(Duty.plan_id)),
                Plan.id.not_in(has_one),
            )
            .distinct()
            .order_by(PlanVersion.plan_id)
        )
    )


def plans_in_force() -> list[int]:
    """The row numbers of all published plans that may ask something of units."""
    query = select(Plan.id).where(Plan.state == PlanState.PUBLISHED, Plan.kind.in_(rules.ORDERING))
    return list(db.session.scalars(query.order_by(Plan.id)))


def holder_of(unit: Unit, on: date) -> Unit:
    """Who answers for what `unit` owes: itself, its successor, or whoever decides without one."""
    standing = organisation.standing_unit(unit, on)
    return standing if is_in_force(standing, on) else organisation.intake_unit_for(unit, on)


def _version_in_force(plan: Plan) -> PlanVersion:
    # Asked afresh: the version in force may have changed in this very transaction.
    query = select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.is_current)
    return db.session.scalars(query).one()


def _wanted(plan: Plan, today: date) -> dict[Place, _Wanted]:
    if plan.state is not PlanState.PUBLISHED or plan.kind not in rules.ORDERING:
        return {}
    rows = db.session.execute(
        select(Task, ClauseText.clause_id, PlanVersion.issued_on)
        .join(Task.clause_text)
        .join(ClauseText.version)
        .where(PlanVersion.plan_id == plan.id, PlanVersion.is_current)
        .options(selectinload(Task.units).joinedload(TaskUnit.unit))
        .order_by(ClauseText.position)
    ).all()
    found: dict[Place, _Wanted] = {}
    for task, clause_id, issued_on in rows:
        since = issued_on or (day_of(plan.published_at) if plan.published_at else today)
        term = rules.term_of(task.repeats, task.due_from, task.due_to, since=since, on=today)
        for row in task.units:
            if row.part is Part.LEAD:
                found[clause_id, row.unit_id] = _Wanted(row.unit, term)
    return found


def _end_unwanted(known: Iterable[Duty], wanted: dict[Place, _Wanted], today: date) -> int:
    ended = 0
    for duty in known:
        asked = wanted.get((duty.clause_id, duty.unit_id))
        # Years gone by stay what they were while the task is still asked every year.
        goes_on = asked is not None and bool(asked.term.period) == bool(duty.period)
        if duty.ended_on is None and not goes_on:
            duty.ended_on = today
            duty.revision += 1
            ended += 1
    return ended


def _open_wanted(
    plan: Plan,
    wanted: dict[Place, _Wanted],
    known: dict[tuple[int, int, str], Duty],
    today: date,
) -> tuple[list[Duty], int]:
    opened, moved = [], 0
    holders: dict[int, Unit] = {}
    last = _last_holders(known.values(), today)
    for (clause_id, unit_id), asked in wanted.items():
        duty = known.get((clause_id, unit_id, asked.term.period))
        if duty is None:
            if unit_id not in holders:
                holders[unit_id] = holder_of(asked.unit, today)
            # Who was given a yearly task last year has it this year, too.
            holder = last.get((clause_id, unit_id), holders[unit_id])
            opened.append(_new(plan, clause_id, asked, holder))
        elif duty.ended_on is not None:
            duty.ended_on = None
            _set_days(duty, asked.term)
            opened.append(duty)
        elif duty.state is not DutyState.DONE and _set_days(duty, asked.term):
            moved += 1
    db.session.add_all(opened)
    return opened, moved


def _last_holders(known: Iterable[Duty], today: date) -> dict[Place, Unit]:
    """Who answered for each unit's duty in its newest period, while that one is in force."""
    in_order = sorted(known, key=lambda duty: duty.period)
    last = {(duty.clause_id, duty.unit_id): duty.holder_unit for duty in in_order}
    return {place: unit for place, unit in last.items() if is_in_force(unit, today)}


def _new(plan: Plan, clause_id: int, asked: _Wanted, holder: Unit) -> Duty:
    return Duty(
        key=codes.new_key(),
        plan_id=plan.id,
        clause_id=clause_id,
        unit_id=asked.unit.id,
        holder_unit_id=holder.id,
        part=Part.LEAD,
        period=asked.term.period,
        starts_on=asked.term.starts_on,
        due_on=asked.term.due_on,
        state=DutyState.NOT_REPORTED,
        revision=0,
    )


def _set_days(duty: Duty, term: Term) -> bool:
    """Give the duty the days of the text; whether they changed. It is then told of anew."""
    if (duty.starts_on, duty.due_on) == (term.starts_on, term.due_on):
        return False
    duty.starts_on, duty.due_on = term.starts_on, term.due_on
    duty.told_due_soon_at = duty.told_overdue_at = None
    duty.revision += 1
    return True


def _write(plan: Plan, by: RoleHeld | Actor, now: datetime, **counts: int) -> None:
    for name, count in counts.items():
        if count:
            record.write(f"duties.{name}", by=by, at=now, plan=plan, count=count)


def _tell_assigned(plan: Plan, opened: list[Duty], now: datetime) -> None:
    """Tell each unit's people once that the plan gives them work, however much of it."""
    if not opened:
        return
    times = db.session.scalar(
        select(func.count(PlanVersion.id)).where(PlanVersion.plan_id == plan.id)
    )
    period = max(duty.period for duty in opened)
    notices.tell(
        people_at({duty.holder_unit_id for duty in opened}, day_of(now)),
        "duty.assigned",
        event_key=f"duty.assigned:{plan.key}:{times}:{period}",
        now=now,
        plan=plan,
        page="/duties",
    )
