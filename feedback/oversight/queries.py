"""How units answer, counted from the cases themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from feedback import deadlines, paging
from feedback.clock import LOCAL, day_of
from feedback.deadlines import Limit, WorkCalendar
from feedback.organisation import queries as organisation
from feedback.oversight import rules
from feedback.oversight.rules import UnitFigures
from feedback.triage import queries as triage
from models import (
    Case,
    ClockEvent,
    Comment,
    Commitment,
    CommitmentState,
    DayUnit,
    Rating,
    Role,
    RoleHeld,
    Unit,
    db,
)

ITEMS_ON_A_PAGE = 40
YEAR = timedelta(days=365)

# Who owes the answer: the lead unit, or until there is one, the unit that took the case in.
RESPONSIBLE: ColumnElement[int] = func.coalesce(Case.lead_unit_id, Case.intake_unit_id)


class Show(StrEnum):
    """Which cases a drill-down lists."""

    ALL = "all"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    HELD = "held"
    ON_TIME = "on_time"
    LATE = "late"
    OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Day:
    """Today, the last day that counts as "due soon", and the calendar they come from."""

    today: date
    soon_until: date
    calendar: WorkCalendar


def day_for_figures(today: date) -> Day:
    """What the figures of `today` are counted with."""
    calendar = deadlines.load_calendar()
    ahead = deadlines.limit_in_force(ClockEvent.DUE_SOON, today).amount
    soon = deadlines.compute(today, Limit(ahead, DayUnit.WORKING, ""), calendar).due_on
    return Day(today, soon, calendar)


def watched_unit_ids(hat: RoleHeld, on: date) -> set[int]:
    """The units that a hat oversees: by mandate, or all of the Department for its own overseers."""
    if hat.role in (Role.MONITOR, Role.PARENTS_BOARD):
        return organisation.mandated_unit_ids(hat.unit, on)
    department = organisation.department(on)
    return organisation.unit_ids_under(department, on) if department else set()


def figures_of(unit_ids: Collection[int], day: Day) -> list[UnitFigures]:
    """Figures of each unit that has any, in five queries however many units there are."""
    found = {number: UnitFigures(number) for number in unit_ids}
    _add_counts(found, day)
    _add_ages(found, day)
    _add_commitments(found, day)
    _add_ratings(found)
    return [figures for figures in found.values() if figures.total or figures.commitments_due]


def units_named(unit_ids: Collection[int]) -> dict[int, Unit]:
    """The units by row number."""
    rows = db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids)))
    return {unit.id: unit for unit in rows}


def cases_shown(
    hat: RoleHeld, unit: Unit, show: Show, day: Day, *, after: int | None, size: int
) -> paging.Page[Case]:
    """Cases of one unit that `hat` may see, newest first, after the case numbered `after`."""
    wanted = _listed(hat, unit, show, day)
    if after is not None:
        wanted = wanted.where(Case.id < after)
    found = db.session.scalars(wanted.order_by(Case.id.desc()).limit(size + 1)).all()
    return paging.cut(found, size, lambda row: str(row.id))


def commitments_of(unit: Unit, today: date) -> list[Commitment]:
    """What the unit promised and has not kept, the earliest date first."""
    return list(
        db.session.scalars(
            select(Commitment)
            .where(Commitment.unit_id == unit.id, Commitment.state != CommitmentState.KEPT)
            .options(joinedload(Commitment.answer))
            .order_by(Commitment.due_on, Commitment.id)
            .limit(200)
        )
    )


def _listed(hat: RoleHeld, unit: Unit, show: Show, day: Day) -> Select[Case]:
    return (
        select(Case)
        .join(Case.comment)
        .where(
            RESPONSIBLE.in_([unit.id]),
            triage.cases_visible_to(hat, day.today),
            Case.state.not_in(rules.CONFIDENTIAL),
            _condition(show, day),
        )
        .options(
            contains_eager(Case.comment).joinedload(Comment.plan),
            contains_eager(Case.comment).joinedload(Comment.clause_text),
            joinedload(Case.lead_unit),
            joinedload(Case.holder_unit),
        )
    )


def _condition(show: Show, day: Day) -> ColumnElement[bool]:
    is_open = Case.state.in_(rules.OPEN)
    is_late = _is_overdue(day)
    return {
        Show.ALL: true(),
        Show.OPEN: is_open,
        Show.DUE_SOON: and_(is_open, ~is_late, Case.due_on <= day.soon_until),
        Show.OVERDUE: is_late,
        Show.HELD: Case.hold_reason.is_not(None),
        Show.ON_TIME: _is_answered(on_time=True),
        Show.LATE: _is_answered(on_time=False),
        Show.OTHERWISE: Case.state.in_(rules.SETTLED_OTHERWISE),
    }[show]


def _is_answered(*, on_time: bool) -> ColumnElement[bool]:
    # What was answered without a date to keep counts as late: nobody can say that it was not.
    kept: ColumnElement[bool] = func.coalesce(Case.answered_on_time, False).is_(on_time)
    return and_(Case.state.in_(rules.ANSWERED), kept)


def _is_overdue(day: Day) -> ColumnElement[bool]:
    return and_(
        Case.state.in_(rules.OPEN),
        Case.state.not_in(rules.WITH_SENDER),
        func.coalesce(Case.due_on, day.today) < day.today,
    )


def _add_counts(found: dict[int, UnitFigures], day: Day) -> None:
    is_late = _is_overdue(day)
    is_open = and_(Case.state.in_(rules.OPEN), ~is_late)
    columns = {
        "open_in_time": is_open,
        "due_soon": and_(is_open, Case.due_on <= day.soon_until),
        "overdue": is_late,
        "held": Case.hold_reason.is_not(None),
        "answered_on_time": _is_answered(on_time=True),
        "answered_late": _is_answered(on_time=False),
        "settled_otherwise": Case.state.in_(rules.SETTLED_OTHERWISE),
    }
    counts = [func.sum(case((condition, 1), else_=0)) for condition in columns.values()]
    rows = db.session.execute(
        select(RESPONSIBLE, *counts)
        .where(RESPONSIBLE.in_(found), Case.state.not_in(rules.CONFIDENTIAL))
        .group_by(RESPONSIBLE)
    )
    for unit_id, *values in rows:
        for name, value in zip(columns, values, strict=True):
            setattr(found[unit_id], name, int(value))


def _add_ages(found: dict[int, UnitFigures], day: Day) -> None:
    """Ages in working days: of answers of the last year, and of the oldest open case."""
    year_ago = datetime.combine(day.today - YEAR, time.min, LOCAL)
    answered = db.session.execute(
        select(RESPONSIBLE, Comment.received_at, Case.answered_at)
        .join(Case.comment)
        .where(
            RESPONSIBLE.in_(found),
            Case.state.in_(rules.ANSWERED),
            Case.answered_at >= year_ago,
        )
    )
    for unit_id, received_at, answered_at in answered.tuples():
        assert answered_at is not None  # an answered case has its time
        age = _age(day_of(received_at), day_of(answered_at), day.calendar)
        found[unit_id].answer_ages.append(age)
    oldest = db.session.execute(
        select(RESPONSIBLE, func.min(Comment.received_at))
        .join(Case.comment)
        .where(RESPONSIBLE.in_(found), Case.state.in_(rules.OPEN))
        .group_by(RESPONSIBLE)
    )
    for unit_id, received_at in oldest:
        found[unit_id].oldest_open = _age(day_of(received_at), day.today, day.calendar)


def _age(first: date, last: date, calendar: WorkCalendar) -> int:
    return max(0, deadlines.working_days_between(first, last, calendar))


def _add_commitments(found: dict[int, UnitFigures], day: Day) -> None:
    broken = or_(
        Commitment.state == CommitmentState.BROKEN,
        and_(Commitment.state == CommitmentState.OPEN, Commitment.due_on < day.today),
    )
    rows = db.session.execute(
        select(
            Commitment.unit_id,
            func.sum(case((broken, 0), else_=1)),
            func.sum(case((broken, 1), else_=0)),
        )
        .where(Commitment.unit_id.in_(found), Commitment.state != CommitmentState.KEPT)
        .group_by(Commitment.unit_id)
    )
    for unit_id, due, late in rows:
        found[unit_id].commitments_due = int(due)
        found[unit_id].commitments_broken = int(late)


def _add_ratings(found: dict[int, UnitFigures]) -> None:
    rows = db.session.execute(
        select(
            RESPONSIBLE,
            func.count(Rating.id),
            func.sum(case((Rating.is_satisfied, 1), else_=0)),
        )
        .join(Rating.case)
        .where(RESPONSIBLE.in_(found))
        .group_by(RESPONSIBLE)
    )
    for unit_id, rated, satisfied in rows:
        found[unit_id].rated = int(rated)
        found[unit_id].satisfied = int(satisfied)
