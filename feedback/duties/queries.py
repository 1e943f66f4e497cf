"""Duties as their units, those who watch over them, and the public see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from feedback.duties import rules
from feedback.duties.rules import Progress
from feedback.organisation import queries as organisation
from feedback.paging import Page, cut
from feedback.plans import queries as plans
from feedback.plans.queries import Reader
from feedback.plans.rules import PREPARING, STAFF
from feedback.triage import queries as triage
from models import (
    Clause,
    ClauseText,
    Duty,
    DutyEntry,
    DutyEntryKind,
    DutyReminder,
    DutyState,
    Plan,
    PlanState,
    PlanVersion,
    Role,
    RoleHeld,
    Unit,
    UnitKind,
    db,
)

ROWS_ON_A_PAGE = 40
UNITS_ON_A_PAGE = 100
# They read what is said among those who work, and neither keep the house nor speak for a family.
INSIDE = STAFF - {Role.ADMINISTRATOR, Role.CONFIDENTIAL}
SUPERIOR = frozenset({Role.HEAD, Role.OFFICER, Role.MODERATOR})


class Folder(StrEnum):
    """Which duties a desk lists."""

    TODO = "todo"
    LATE = "late"
    DONE = "done"
    ENDED = "ended"


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


# ------------------------------------------------------------------ who may what


def reported_unit_ids(hat: RoleHeld, on: date) -> frozenset[int]:
    """The units for which the hat reports: its own, and of the Department's office the Department."""
    if hat.role not in rules.REPORTING:
        return frozenset()
    own = {hat.unit_id}
    if hat.unit.kind is UnitKind.OFFICE:
        upper = organisation.superior_of(hat.unit, on)
        if upper is not None and upper.kind is UnitKind.DEPARTMENT:
            own.add(upper.id)
    return frozenset(own)


def unit_ids_seen(hats: Iterable[RoleHeld], on: date) -> frozenset[int]:
    """The units whose reports may be read in full: one's own, those below, those one watches."""
    seen: set[int] = set()
    for hat in hats:
        if hat.role in INSIDE:
            seen.add(hat.unit_id)
            seen |= reported_unit_ids(hat, on)
        if hat.role in SUPERIOR:
            seen |= organisation.unit_ids_under(hat.unit, on)
        seen |= triage.watched_unit_ids(hat, on)
    return frozenset(seen)


def is_in_charge(hats: Iterable[RoleHeld], plan: Plan, on: date) -> bool:
    """Whether one of the hats answers for the plan: it belongs to the unit that issued it."""
    able = [hat for hat in hats if hat.role in PREPARING - {Role.ADMINISTRATOR}]
    return any(plan.unit_id in seat.drafting for seat in plans.seats_of(able, on))


def may_remind(hat: RoleHeld, duties: Iterable[Duty], on: date) -> bool:
    """Whether the hat reminds of these duties: as the plan's unit, or watching over theirs."""
    duties = tuple(duties)
    in_charge = {
        plan.id for plan in {duty.plan for duty in duties} if is_in_charge([hat], plan, on)
    }
    watched = triage.watched_unit_ids(hat, on) if hat.role in rules.OVERSEEING else set()
    return all(duty.plan_id in in_charge or duty.holder_unit_id in watched for duty in duties)


def reminds_of(hat: RoleHeld, plan: Plan, on: date) -> bool:
    """Whether the hat reminds any unit of what the plan asks."""
    return hat.role in rules.OVERSEEING or is_in_charge([hat], plan, on)


def reminded_by(hat: RoleHeld, plan: Plan, on: date) -> ColumnElement[bool]:
    """Restricts a query on Duty of the plan to those of which the hat reminds."""
    if is_in_charge([hat], plan, on):
        return true()
    units = triage.watched_unit_ids(hat, on) if hat.role in rules.OVERSEEING else set()
    return Duty.holder_unit_id.in_(units)


# ------------------------------------------------------------------ one duty, one desk


def duty_for(hats: Iterable[RoleHeld], key: str, on: date) -> Duty | None:
    """The duty with its plan and units, when one of the hats may read its reports."""
    hats = tuple(hats)
    duty = db.session.scalars(_whole().where(Duty.key == key)).first()
    if duty is None:
        return None
    return duty if sees(hats, duty, on) else None


def sees(hats: Iterable[RoleHeld], duty: Duty, on: date) -> bool:
    """Whether notes and files of the duty may be read under one of the hats."""
    hats = tuple(hats)
    if {duty.unit_id, duty.holder_unit_id} & unit_ids_seen(hats, on):
        return True
    return is_in_charge(hats, duty.plan, on)


def entries_of(duty: Duty) -> list[DutyEntry]:
    """All entries with their files, newest first, those taken back included."""
    return list(
        db.session.scalars(
            select(DutyEntry)
            .where(DutyEntry.duty_id == duty.id)
            .options(
                selectinload(DutyEntry.attachments),
                joinedload(DutyEntry.role_held).joinedload(RoleHeld.unit),
            )
            .order_by(DutyEntry.id.desc())
        )
    )


def entry_of(duty: Duty, key: str) -> DutyEntry | None:
    """One entry of the duty."""
    query = select(DutyEntry).where(DutyEntry.key == key, DutyEntry.duty_id == duty.id)
    return db.session.scalars(query).first()


def reminders_of(duty: Duty) -> list[DutyReminder]:
    """When the unit was reminded, by whom and with what words, newest first."""
    return list(
        db.session.scalars(
            select(DutyReminder)
            .where(DutyReminder.duty_id == duty.id)
            .options(
                joinedload(DutyReminder.role_held).joinedload(RoleHeld.unit),
                joinedload(DutyReminder.note),
            )
            .order_by(DutyReminder.id.desc())
        )
    )


def duties_at(hat: RoleHeld, folder: Folder, today: date, after: str | None = None) -> Page[Duty]:
    """The duties of the hat's unit in a folder: what is due first, without a day last."""
    due = func.coalesce(Duty.due_on, date.max)
    query = (
        _whole()
        .where(Duty.holder_unit_id.in_(desk_unit_ids(hat, today)), _in_folder(folder, today))
        .order_by(due, Duty.id)
        .limit(ROWS_ON_A_PAGE + 1)
    )
    last = db.session.scalars(select(Duty).where(Duty.key == after)).first() if after else None
    if last is not None:
        day = last.due_on or date.max
        query = query.where(or_(due > day, and_(due == day, Duty.id > last.id)))
    return cut(db.session.scalars(query).all(), ROWS_ON_A_PAGE, lambda duty: duty.key)


def counts_at(hat: RoleHeld, today: date) -> dict[Folder, int]:
    """How many duties lie in each folder of the hat's desk, in one query."""
    columns = [func.sum(case((_in_folder(each, today), 1), else_=0)) for each in Folder]
    row = db.session.execute(
        select(*columns).where(Duty.holder_unit_id.in_(desk_unit_ids(hat, today)))
    ).one()
    return {folder: int(row[place] or 0) for place, folder in enumerate(Folder)}


def desk_unit_ids(hat: RoleHeld, on: date) -> frozenset[int]:
    """Whose duties the hat's desk shows: for whom it reports, else its own unit's."""
    return reported_unit_ids(hat, on) or frozenset({hat.unit_id})


def _in_folder(folder: Folder, today: date) -> ColumnElement[bool]:
    is_open = and_(Duty.ended_on.is_(None), Duty.state != DutyState.DONE)
    return {
        Folder.TODO: is_open,
        Folder.LATE: and_(is_open, Duty.due_on < today),
        Folder.DONE: and_(Duty.ended_on.is_(None), Duty.state == DutyState.DONE),
        Folder.ENDED: Duty.ended_on.is_not(None),
    }[folder]


def _whole() -> Select[Duty]:
    return select(Duty).options(
        joinedload(Duty.plan).joinedload(Plan.unit),
        joinedload(Duty.clause),
        joinedload(Duty.unit),
        joinedload(Duty.holder_unit),
    )


def texts_of(clause_ids: Collection[int]) -> dict[int, ClauseText]:
    """What each clause says in the newest published version that has it, by clause, in one query."""
    rows = db.session.scalars(
        select(ClauseText)
        .join(ClauseText.version)
        .where(ClauseText.clause_id.in_(clause_ids), PlanVersion.published_at.is_not(None))
        .options(joinedload(ClauseText.task))
        .order_by(PlanVersion.position)
    )
    return {text.clause_id: text for text in rows}


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
        _whole()
        .join(Duty.unit)
        .where(*_of_task(clause, period), _shown(show, today))
        .order_by(Unit.name, Duty.id)
        .limit(size + 1)
    )
    last = db.session.scalars(_whole().where(Duty.key == after)).first() if after else None
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


def progress_of(plan: Plan, today: date) -> dict[int, Progress]:
    """How the units stand with each task of the plan this year, by clause, in two queries."""
    return _progress([Duty.plan_id == plan.id, _is_current(today), Duty.ended_on.is_(None)], today)


def progress_of_task(clause: Clause, period: str, today: date) -> Progress:
    """How the units stand with one task in a period, in two queries."""
    return _progress(_of_task(clause, period), today).get(clause.id, Progress())


def open_counts_of(unit_ids: Collection[int], today: date) -> dict[int, tuple[int, int]]:
    """How many duties each unit has still to do, and how many of them are late, by unit."""
    is_late = case((Duty.due_on < today, 1), else_=0)
    rows = db.session.execute(
        select(Duty.holder_unit_id, func.count(Duty.id), func.sum(is_late))
        .where(Duty.holder_unit_id.in_(unit_ids), _in_folder(Folder.TODO, today))
        .group_by(Duty.holder_unit_id)
    )
    return {unit_id: (int(count), int(late)) for unit_id, count, late in rows}


def to_remind(hat: RoleHeld, plan: Plan, today: date, clause: Clause | None = None) -> list[Duty]:
    """What the plan's units have still to do and the hat may remind them of, late first."""
    query = (
        _whole()
        .join(Duty.unit)
        .where(
            Duty.plan_id == plan.id,
            _is_current(today),
            _in_folder(Folder.TODO, today),
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
