"""How units stand with what plans ask: over all plans, in one plan, and unit by unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload, selectinload

from feedback.duties import rules
from feedback.duties.queries import ROWS_ON_A_PAGE, Folder, in_folder, reminded_by, whole_duty
from feedback.duties.rules import Progress
from feedback.paging import Page, cut
from feedback.plans import queries as plans
from feedback.plans.queries import Reader
from models import (
    Clause,
    Duty,
    DutyEntry,
    DutyEntryKind,
    DutyState,
    Plan,
    PlanState,
    RoleHeld,
    Unit,
    db,
)

UNITS_ON_A_PAGE = 100


class Show(StrEnum):
    """Which units the page of a task lists."""

    ALL = "all"
    NOT_REPORTED = "not_reported"
    IN_PROGRESS = "in_progress"
    LATE = "late"
    NOT_DONE = "not_done"
    DONE = "done"


@dataclass(frozen=True)
class Last:
    """What a unit reported last of a duty, and what its disseminations add up to."""

    entry: DutyEntry | None = None
    heads: int = 0
    disseminations: int = 0


# ------------------------------------------------------------------ plans that ask something


def plans_that_ask(reader: Reader, after: str | None) -> Page[Plan]:
    """The plans in force that the reader may read and of which units owe something, newest first."""
    query = (
        select(Plan)
        .options(joinedload(Plan.unit))
        .where(
            plans.scope(reader),
            Plan.state == PlanState.PUBLISHED,
            Plan.id.in_(select(Duty.plan_id).where(Duty.ended_on.is_(None))),
        )
        .order_by(Plan.id.desc())
        .limit(ROWS_ON_A_PAGE + 1)
    )
    if after:
        query = query.where(Plan.id < select(Plan.id).where(Plan.key == after).scalar_subquery())
    return cut(db.session.scalars(query).all(), ROWS_ON_A_PAGE, lambda plan: plan.key)


def progress_by_plan(listed: Collection[Plan], today: date) -> dict[int, Progress]:
    """How the units stand with all tasks of each plan this year, by plan, in two queries."""
    of_plans = Duty.plan_id.in_([plan.id for plan in listed])
    return _progress([of_plans, _is_current(today), Duty.ended_on.is_(None)], today, Duty.plan_id)


# ------------------------------------------------------------------ one task, many units


def periods_of(clause: Clause) -> list[str]:
    """The periods for which units owed the clause's task, newest first; [""] for one without."""
    return list(
        db.session.scalars(
            select(Duty.period)
            .where(Duty.clause_id == clause.id)
            .distinct()
            .order_by(Duty.period.desc())
        )
    )


def units_of_task(
    clause: Clause, period: str, show: Show, today: date, *, after: str | None, size: int
) -> Page[Duty]:
    """The duties of a task in a period, by the unit's name, after the duty of key `after`."""
    query = (
        whole_duty()
        .join(Duty.unit)
        .where(*_of_task(clause, period), _shown(show, today))
        .order_by(Unit.name, Duty.id)
        .limit(size + 1)
    )
    last = db.session.scalars(whole_duty().where(Duty.key == after)).first() if after else None
    if last is not None:
        further = and_(Unit.name == last.unit.name, Duty.id > last.id)
        query = query.where(or_(Unit.name > last.unit.name, further))
    return cut(db.session.scalars(query).all(), size, lambda duty: duty.key)


def last_of(duties: Collection[Duty]) -> dict[int, Last]:
    """The last entry and the disseminations of each duty, by duty, in two queries."""
    numbers = [duty.id for duty in duties]
    newest = (
        select(func.max(DutyEntry.id))
        .where(DutyEntry.duty_id.in_(numbers), DutyEntry.taken_back_at.is_(None))
        .group_by(DutyEntry.duty_id)
    )
    entries = db.session.scalars(
        select(DutyEntry)
        .where(DutyEntry.id.in_(newest))
        .options(selectinload(DutyEntry.attachments))
    )
    by_duty = {entry.duty_id: entry for entry in entries}
    sums = db.session.execute(
        select(DutyEntry.duty_id, func.sum(DutyEntry.head_count), func.count(DutyEntry.id))
        .where(DutyEntry.duty_id.in_(numbers), *_counted_heads())
        .group_by(DutyEntry.duty_id)
    )
    heads = {duty_id: (int(people or 0), int(times)) for duty_id, people, times in sums}
    return {number: Last(by_duty.get(number), *heads.get(number, (0, 0))) for number in numbers}


def disseminations_of(
    clause: Clause, period: str, *, after: int | None, size: int
) -> Page[DutyEntry]:
    """By what meetings, notices and lessons units made a task known, the newest entry first.

    `after` is the row number of the last entry seen.
    """
    query = (
        select(DutyEntry)
        .join(DutyEntry.duty)
        .where(*_of_task(clause, period), *_counted_heads())
        .options(
            contains_eager(DutyEntry.duty).joinedload(Duty.unit),
            contains_eager(DutyEntry.duty).joinedload(Duty.holder_unit),
            selectinload(DutyEntry.attachments),
        )
        .order_by(DutyEntry.id.desc())
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(DutyEntry.id < after)
    return cut(db.session.scalars(query).all(), size, lambda entry: str(entry.id))


def progress_of(plan: Plan, today: date) -> dict[int, Progress]:
    """How the units stand with each task of the plan this year, by clause, in two queries."""
    return _progress([Duty.plan_id == plan.id, _is_current(today), Duty.ended_on.is_(None)], today)


def progress_of_task(clause: Clause, period: str, today: date) -> Progress:
    """How the units stand with one task in a period, in two queries."""
    return _progress(_of_task(clause, period), today).get(clause.id, Progress())


def open_counts_of(
    unit_ids: Collection[int], today: date, *, seen_by: RoleHeld
) -> dict[int, tuple[int, int]]:
    """How many duties each unit has still to do, and how many of them are late, by unit.

    Of the plans that the hat may read: those which `plans_that_ask` lists.
    """
    is_late = case((Duty.due_on < today, 1), else_=0)
    rows = db.session.execute(
        select(Duty.holder_unit_id, func.count(Duty.id), func.sum(is_late))
        .join(Duty.plan)
        .where(
            Duty.holder_unit_id.in_(unit_ids),
            in_folder(Folder.TODO, today),
            _in_scope(seen_by, today),
        )
        .group_by(Duty.holder_unit_id)
    )
    return {unit_id: (int(count), int(late)) for unit_id, count, late in rows}


def late_of(unit: Unit, today: date, *, seen_by: RoleHeld) -> list[Duty]:
    """The late duties of the unit that `open_counts_of` counts, the earliest day first."""
    query = (
        whole_duty()
        .join(Duty.plan)
        .where(
            Duty.holder_unit_id == unit.id,
            in_folder(Folder.LATE, today),
            _in_scope(seen_by, today),
        )
        .order_by(Duty.due_on, Duty.id)
        .limit(UNITS_ON_A_PAGE)
    )
    return list(db.session.scalars(query))


def _in_scope(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    return plans.scope(Reader((hat,), frozenset(), today))


def to_remind(hat: RoleHeld, plan: Plan, today: date, clause: Clause | None = None) -> list[Duty]:
    """What the plan's units have still to do and the hat may remind them of, late first."""
    query = (
        whole_duty()
        .join(Duty.unit)
        .where(
            Duty.plan_id == plan.id,
            _is_current(today),
            in_folder(Folder.TODO, today),
            reminded_by(hat, plan, today),
        )
        .order_by(func.coalesce(Duty.due_on, date.max), Duty.clause_id, Unit.name, Duty.id)
        .limit(rules.MOST_REMINDED)
    )
    if clause is not None:
        query = query.where(Duty.clause_id == clause.id)
    return list(db.session.scalars(query))


def clause_of_plan(plan: Plan, key: str) -> Clause | None:
    """The clause of the plan, whether it still stands in the text or not."""
    query = select(Clause).where(Clause.plan_id == plan.id, Clause.key == key)
    return db.session.scalars(query).first()


def _of_task(clause: Clause, period: str) -> list[ColumnElement[bool]]:
    return [Duty.clause_id == clause.id, Duty.period == period, Duty.ended_on.is_(None)]


def _is_current(today: date) -> ColumnElement[bool]:
    """Without a period, or of this year; of a yearly task not begun yet its first year."""
    return or_(Duty.period == "", Duty.period >= str(today.year))


def _shown(show: Show, today: date) -> ColumnElement[bool]:
    if show is Show.ALL:
        return true()
    if show is Show.LATE:
        return and_(Duty.state != DutyState.DONE, Duty.due_on < today)
    return Duty.state == DutyState(show.value)


def _counted_heads() -> list[ColumnElement[bool]]:
    return [DutyEntry.kind == DutyEntryKind.DISSEMINATION, DutyEntry.taken_back_at.is_(None)]


def _progress(
    conditions: list[ColumnElement[bool]],
    today: date,
    by: InstrumentedAttribute[int] = Duty.clause_id,
) -> dict[int, Progress]:
    of_state = {state.value: Duty.state == state for state in DutyState}
    of_state["late"] = and_(Duty.state != DutyState.DONE, Duty.due_on < today)
    sums = [func.sum(case((each, 1), else_=0)) for each in of_state.values()]
    heads = db.session.execute(
        select(by, func.sum(DutyEntry.head_count))
        .join(DutyEntry.duty)
        .where(*conditions, *_counted_heads())
        .group_by(by)
    )
    reached = {number: int(people or 0) for number, people in heads}
    rows = db.session.execute(select(by, *sums).where(*conditions).group_by(by))
    return {
        number: Progress(
            **{name: int(count) for name, count in zip(of_state, counts, strict=True)},
            heads=reached.get(number, 0),
        )
        for number, *counts in rows
    }
