"""Duties as their units, those who watch over them, and the public see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from feedback.clock import day_of
from feedback.duties import rules
from feedback.organisation import queries as organisation
from feedback.paging import Page, cut
from feedback.plans import queries as plans
from feedback.plans.rules import PREPARING, STAFF, may_read
from feedback.triage import queries as triage
from models import (
    ClauseFate,
    ClauseText,
    Duty,
    DutyEntry,
    DutyReminder,
    DutyState,
    Plan,
    PlanVersion,
    Role,
    RoleHeld,
    UnitKind,
    db,
)

ROWS_ON_A_PAGE = 40
# They read what is said among those who work, and neither keep the house nor speak for a family.
INSIDE = STAFF - {Role.ADMINISTRATOR, Role.CONFIDENTIAL}
SUPERIOR = frozenset({Role.HEAD, Role.OFFICER, Role.MODERATOR})


class Folder(StrEnum):
    """Which duties a desk lists."""

    TODO = "todo"
    LATE = "late"
    DONE = "done"
    ENDED = "ended"


# ------------------------------------------------------------------ who may what


def reported_unit_ids(hat: RoleHeld, on: date) -> frozenset[int]:
    """The units for which the hat reports: its own, and of the Department's office the Department.

    A mass organisation or a parents' board that a plan names reports by its members.
    """
    if hat.role not in rules.REPORTING | rules.WATCHING:
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
        seen |= reported_unit_ids(hat, on)
        if hat.role in INSIDE:
            seen.add(hat.unit_id)
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
    duty = db.session.scalars(whole_duty().where(Duty.key == key)).first()
    if duty is None:
        return None
    return duty if sees(hats, duty, on) else None


def sees(hats: Iterable[RoleHeld], duty: Duty, on: date) -> bool:
    """Whether notes and files of the duty may be read under one of the hats."""
    hats, named = tuple(hats), {duty.unit_id, duty.holder_unit_id}
    if is_in_charge(hats, duty.plan, on):
        return True
    return any(named & unit_ids_seen([hat], on) and _is_told_of(hat, duty, on) for hat in hats)


def _is_told_of(hat: RoleHeld, duty: Duty, on: date) -> bool:
    """Whether the plan behind the duty is no secret to the hat.

    Who works at a unit knows what it has to do. A parents' board knows what it owes itself, and
    of others what it reads in texts meant for it.
    """
    if hat.role is not Role.PARENTS_BOARD or duty.holder_unit_id == hat.unit_id:
        return True
    return may_read(duty.plan, plans.seats_of([hat], on), frozenset())


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


def former_duties(duty: Duty) -> list[Duty]:
    """What the same unit owed of the clauses that became this one when they were split or merged."""
    old, new = aliased(ClauseText), aliased(ClauseText)
    before = (
        select(old.clause_id)
        .join(ClauseFate, ClauseFate.old_text_id == old.id)
        .join(new, ClauseFate.new_text_id == new.id)
        .where(new.clause_id == duty.clause_id, ClauseFate.is_decided)
    )
    query = whole_duty().where(
        Duty.clause_id.in_(before),
        Duty.unit_id == duty.unit_id,
        Duty.period == duty.period,
        Duty.id != duty.id,
    )
    return list(db.session.scalars(query.order_by(Duty.id)))


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


def reminded_on(duty_ids: Collection[int], day: date) -> set[int]:
    """Those of the duties, by row number, of which somebody reminded on the day."""
    rows = db.session.execute(
        select(DutyReminder.duty_id, DutyReminder.sent_at).where(DutyReminder.duty_id.in_(duty_ids))
    )
    return {duty_id for duty_id, sent_at in rows if day_of(sent_at) == day}


def duties_at(hat: RoleHeld, folder: Folder, today: date, after: str | None = None) -> Page[Duty]:
    """The duties of the hat's unit in a folder: what is due first, without a day last."""
    due = func.coalesce(Duty.due_on, date.max)
    query = (
        whole_duty()
        .where(Duty.holder_unit_id.in_(desk_unit_ids(hat, today)), in_folder(folder, today))
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
    columns = [func.sum(case((in_folder(each, today), 1), else_=0)) for each in Folder]
    row = db.session.execute(
        select(*columns).where(Duty.holder_unit_id.in_(desk_unit_ids(hat, today)))
    ).one()
    return {folder: int(row[place] or 0) for place, folder in enumerate(Folder)}


def desk_unit_ids(hat: RoleHeld, on: date) -> frozenset[int]:
    """Whose duties the hat's desk shows: for whom it reports, else its own unit's."""
    return reported_unit_ids(hat, on) or frozenset({hat.unit_id})


def in_folder(folder: Folder, today: date) -> ColumnElement[bool]:
    """Restricts a query on Duty to a folder."""
    is_open = and_(Duty.ended_on.is_(None), Duty.state != DutyState.DONE)
    return {
        Folder.TODO: is_open,
        Folder.LATE: and_(is_open, Duty.due_on < today),
        Folder.DONE: and_(Duty.ended_on.is_(None), Duty.state == DutyState.DONE),
        Folder.ENDED: Duty.ended_on.is_not(None),
    }[folder]


def whole_duty() -> Select[Duty]:
    """Duties with all that a row of them shows."""
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
        .options(joinedload(ClauseText.clause), joinedload(ClauseText.task))
        .order_by(PlanVersion.position)
    )
    return {text.clause_id: text for text in rows}
