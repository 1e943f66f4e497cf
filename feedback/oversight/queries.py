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
from feedback.oversight import rules
from feedback.oversight.rules import UnitFigures
from feedback.triage import queries as triage
from models import (
    Answer,
    AnswerState,
    Case,
    ClockEvent,
    Comment,
    Commitment,
    CommitmentState,
    DayUnit,
    Rating,
    RoleHeld,
    Unit,
    db,
)

ITEMS_ON_A_PAGE = 40
Conditions = Collection[ColumnElement[bool]]
YEAR = timedelta(days=365)

# Who owes the answer: the lead unit, or until there is one, the unit that took the case in.
RESPONSIBLE: ColumnElement[int] = func.coalesce(Case.lead_unit_id, Case.intake_unit_id)


class Show(StrEnum):
    """Which cases a drill-down lists."""

    ALL = "all"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING = "waiting_for_sender"
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


def figures_of(
    unit_ids: Collection[int], day: Day, *, seen_by: RoleHeld | None = None
) -> list[UnitFigures]:
    """Figures of each unit that has any, in five queries however many units there are.

    With `seen_by` only what that hat may see counts, so that every number is that of the rows
    in its list; without, everything that is no secret.
    """
    found = {number: UnitFigures(number) for number in unit_ids}
    counted = _counted(seen_by, day.today)
    _add_counts(found, day, counted)
    _add_ages(found, day, counted)
    _add_commitments(found, day, _promised(seen_by, day.today))
    _add_ratings(found, counted)
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


def commitments_of(hat: RoleHeld, unit: Unit, today: date) -> list[Commitment]:
    """What the unit promised in published answers and has not kept, the earliest date first."""
    return list(
        db.session.scalars(
            select(Commitment)
            .join(Commitment.answer)
            .join(Answer.case)
            .where(Commitment.unit_id == unit.id, *_promised(hat, today))
            .options(contains_eager(Commitment.answer))
            .order_by(Commitment.due_on, Commitment.id)
            .limit(200)
        )
    )


def _listed(hat: RoleHeld, unit: Unit, show: Show, day: Day) -> Select[Case]:
    return (
        select(Case)
        .join(Case.comment)
        .where(RESPONSIBLE.in_([unit.id]), *_counted(hat, day.today), _condition(show, day))
        .options(
            contains_eager(Case.comment).joinedload(Comment.plan),
            contains_eager(Case.comment).joinedload(Comment.clause_text),
            joinedload(Case.lead_unit),
            joinedload(Case.holder_unit),
        )
    )


def _counted(hat: RoleHeld | None, today: date) -> list[ColumnElement[bool]]:
    """What belongs in figures and lists: neither secret nor withdrawn, and open to the hat."""
    visible = [triage.cases_visible_to(hat, today)] if hat else []
    return [Case.state.not_in(rules.NOT_COUNTED), *visible]


def _promised(hat: RoleHeld | None, today: date) -> list[ColumnElement[bool]]:
    """What was promised under a signature, is not kept, and is neither secret nor the reader's."""
    seen = triage.open_to(hat, today) if hat else Case.state.not_in(rules.CONFIDENTIAL)
    return [
        Answer.state == AnswerState.PUBLISHED,
        Commitment.state != CommitmentState.KEPT,
        seen,
    ]


def _condition(show: Show, day: Day) -> ColumnElement[bool]:
    is_open = Case.state.in_(rules.OPEN)
    is_late = _is_overdue(day)
    waits = and_(Case.state.in_(rules.WITH_SENDER), ~is_late)
    return {
        Show.ALL: true(),
        Show.OPEN: is_open,
        Show.DUE_SOON: and_(is_open, ~is_late, ~waits, Case.due_on <= day.soon_until),
        Show.OVERDUE: is_late,
        Show.WAITING: waits,
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
    """Its date has passed, or had on the day it went back to its sender."""
    counted_on = func.coalesce(Case.stopped_on, day.today)
    return and_(Case.state.in_(rules.OPEN), func.coalesce(Case.due_on, counted_on) < counted_on)


def _add_counts(found: dict[int, UnitFigures], day: Day, counted: Conditions) -> None:
    is_late = _is_overdue(day)
    waits = and_(Case.state.in_(rules.WITH_SENDER), ~is_late)
    is_open = and_(Case.state.in_(rules.OPEN), ~is_late, ~waits)
    columns = {
        "open_in_time": is_open,
        "due_soon": and_(is_open, Case.due_on <= day.soon_until),
        "overdue": is_late,
        "waiting_for_sender": waits,
        "held": Case.hold_reason.is_not(None),
        "answered_on_time": _is_answered(on_time=True),
        "answered_late": _is_answered(on_time=False),
        "settled_otherwise": Case.state.in_(rules.SETTLED_OTHERWISE),
    }
    counts = [func.sum(case((condition, 1), else_=0)) for condition in columns.values()]
    rows = db.session.execute(
        select(RESPONSIBLE, *counts).where(RESPONSIBLE.in_(found), *counted).group_by(RESPONSIBLE)
    )
    for unit_id, *values in rows:
        for name, value in zip(columns, values, strict=True):
            setattr(found[unit_id], name, int(value))


def _add_ages(found: dict[int, UnitFigures], day: Day, counted: Conditions) -> None:
    """Ages in working days: of answers of the last year, and of the oldest open case."""
    year_ago = datetime.combine(day.today - YEAR, time.min, LOCAL)
    answered = db.session.execute(
        select(RESPONSIBLE, Comment.received_at, Case.answered_at)
        .join(Case.comment)
        .where(
            RESPONSIBLE.in_(found),
            *counted,
            Case.state.in_(rules.ANSWERED),
            Case.answered_at >= year_ago,
        )
    )
    for unit_id, received_at, answered_at in answered:
        assert answered_at is not None  # an answered case has its time
        age = _age(day_of(received_at), day_of(answered_at), day.calendar)
        found[unit_id].answer_ages.append(age)
    oldest = db.session.execute(
        select(RESPONSIBLE, func.min(Comment.received_at))
        .join(Case.comment)
        .where(RESPONSIBLE.in_(found), *counted, Case.state.in_(rules.OPEN))
        .group_by(RESPONSIBLE)
    )
    for unit_id, received_at in oldest:
        found[unit_id].oldest_open = _age(day_of(received_at), day.today, day.calendar)


def _age(first: date, last: date, calendar: WorkCalendar) -> int:
    return max(0, deadlines.working_days_between(first, last, calendar))


def _add_commitments(found: dict[int, UnitFigures], day: Day, promised: Conditions) -> None:
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
        .join(Commitment.answer)
        .join(Answer.case)
        .where(Commitment.unit_id.in_(found), *promised)
        .group_by(Commitment.unit_id)
    )
    for unit_id, due, late in rows:
        found[unit_id].commitments_due = int(due)
        found[unit_id].commitments_broken = int(late)


def _add_ratings(found: dict[int, UnitFigures], counted: Conditions) -> None:
    rows = db.session.execute(
        select(
            RESPONSIBLE,
            func.count(Rating.id),
            func.sum(case((Rating.is_satisfied, 1), else_=0)),
        )
        .join(Rating.case)
        .where(RESPONSIBLE.in_(found), *counted)
        .group_by(RESPONSIBLE)
    )
    for unit_id, rated, satisfied in rows:
        found[unit_id].rated = int(rated)
        found[unit_id].satisfied = int(satisfied)
