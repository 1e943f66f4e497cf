"""Open cases of a unit that ended, or where nobody answers any more: handed on, never lost.

The successor goes on, or without one the office of the superior; a case that concerns those
returns to its intake for a decision. Each step is recorded and told to both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select

from feedback import formats, notices, record
from feedback.clock import day_of
from feedback.deadlines import load_calendar
from feedback.organisation import queries as organisation
from feedback.organisation.rules import is_in_force
from feedback.triage import clocks, extensions, queries, rules
from feedback.triage.counts import public_page_changed
from feedback.triage.guard import check_revision
from feedback.triage.intake import receiving_unit
from models import (
    Actor,
    Case,
    CaseGroup,
    CaseState,
    ClockEvent,
    CommentKind,
    Role,
    RoleHeld,
    SupportingUnit,
    Unit,
    db,
)

By = RoleHeld | Actor
WORKING = (Role.OFFICER, Role.HEAD, *rules.MODERATING)


def units_with_open_cases() -> set[int]:
    """The row numbers of the units that receive, lead, hold or support an open case."""
    is_open = Case.state.in_(rules.OPEN)
    found: set[int] = set()
    for column in (Case.intake_unit_id, Case.lead_unit_id, Case.holder_unit_id):
        found |= {number for number in db.session.scalars(select(column).where(is_open)) if number}
    asked = select(SupportingUnit.unit_id).join(SupportingUnit.case)
    found |= set(db.session.scalars(asked.where(is_open, SupportingUnit.given_at.is_(None))))
    return found


def heir_of(unit: Unit, on: date) -> Unit:
    """Who goes on with the work of the unit: itself while somebody there answers."""
    return organisation.answering_unit_for(unit, on).unit


def open_cases_of(unit: Unit, *, received_too: bool) -> Sequence[Case]:
    """The open cases that the unit leads or supports, or also receives or holds; oldest first."""
    asked = select(SupportingUnit.case_id).where(
        SupportingUnit.unit_id == unit.id, SupportingUnit.given_at.is_(None)
    )
    parts = [Case.lead_unit_id == unit.id, Case.id.in_(asked)]
    if received_too:
        parts += [Case.intake_unit_id == unit.id, Case.holder_unit_id == unit.id]
    return db.session.scalars(
        select(Case).where(Case.state.in_(rules.OPEN), or_(*parts)).order_by(Case.id)
    ).all()


def hand_on_cases(unit: Unit, *, by: By, now: datetime) -> list[Case]:
    """Hand on every part that the unit has in open cases; gives the cases whose lead changed.

    Of a unit in force where nobody answers any more only what it leads or supports goes on.
    """
    today, relieved = day_of(now), []
    has_ended = not is_in_force(unit, today)
    if not has_ended and heir_of(unit, today).id == unit.id:
        return []
    for case in open_cases_of(unit, received_too=has_ended):
        check_revision(case, None)
        before = case.revision
        if has_ended:
            _hand_on_intake(case, unit, by, now)
        # The road of a vướng mắc goes through the office that receives it, not a unit that answers.
        if case.kind is not CommentKind.OBSTACLE:
            _hand_on_support(case, unit, by, now)
            relieved += _hand_on_lead(case, unit, by, now)
        if case.revision != before:
            public_page_changed(case)
    if has_ended:
        _hand_on_groups(unit, now)
    db.session.flush()
    return relieved


def _hand_on_intake(case: Case, unit: Unit, by: By, now: datetime) -> None:
    today = day_of(now)
    if case.intake_unit_id != unit.id:
        if case.holder_unit_id == unit.id != case.lead_unit_id:
            case.holder_unit = organisation.standing_unit(unit, today)
        return
    new = organisation.intake_unit_for(unit, today)
    if case.concerns_unit is not None and new.id in queries.barred_units(case, today):
        new = receiving_unit(case.concerns_unit, today)
    if new.id == unit.id:
        return
    case.intake_unit = new
    is_obstacle = case.kind is CommentKind.OBSTACLE
    if is_obstacle and case.lead_unit_id == unit.id:
        case.lead_unit = new
    if case.holder_unit_id == unit.id and (is_obstacle or case.lead_unit_id != unit.id):
        case.holder_unit, case.held_since = new, now
    _say(case, "case.intake_handed_on", unit, new, by, now)


def _hand_on_support(case: Case, unit: Unit, by: By, now: datetime) -> None:
    """Who was asked and has not answered yet gives way; an input that was given stays."""
    today = day_of(now)
    asked = next(
        (row for row in case.supporting if row.unit_id == unit.id and row.given_at is None), None
    )
    if asked is None:
        return
    new = heir_of(unit, today)
    taking_part = {case.lead_unit_id, *(row.unit_id for row in case.supporting)}
    if new.id in taking_part or new.id in queries.barred_units(case, today):
        case.supporting.remove(asked)
        db.session.delete(asked)
    else:
        asked.unit = new
    _say(case, "case.support_handed_on", unit, new, by, now)


def _hand_on_lead(case: Case, unit: Unit, by: By, now: datetime) -> list[Case]:
    """The heir gets days of its own; how the old unit stood with its date is frozen.

    Gives the case when its lead changed.
    """
    if case.lead_unit_id != unit.id:
        return []
    today = day_of(now)
    new = heir_of(unit, today)
    clocks.end_clocks(case, ClockEvent.UNIT_ANSWER, on=today)
    extensions.lapse(case, now=now)
    if new.id == unit.id or new.id in queries.barred_units(case, today):
        _return_to_intake(case, unit, by, now)
        return [case]
    for row in [row for row in case.supporting if row.unit_id == new.id]:
        case.supporting.remove(row)
        db.session.delete(row)
    calendar = load_calendar()
    due_on = clocks.unit_limit_date(case, today, calendar)
    clock = clocks.start_clock(
        case, ClockEvent.UNIT_ANSWER, owed_by=new, on=today, calendar=calendar
    )
    clock.due_on = due_on
    to_sender = clocks.running_clock(case, *clocks.TO_SENDER)
    if to_sender is not None:
        to_sender.unit = new
    case.lead_unit = case.holder_unit = new
    case.held_since = now
    clocks.show_dates(case)
    _say(case, "case.handed_on", unit, new, by, now)
    return [case]


def _return_to_intake(case: Case, unit: Unit, by: By, now: datetime) -> None:
    case.state, case.lead_unit = CaseState.RECEIVED, None
    case.holder_unit, case.held_since = case.intake_unit, now
    clocks.show_dates(case)
    if case.intake_unit is not None:
        _say(case, "case.came_back", unit, case.intake_unit, by, now)


def _hand_on_groups(unit: Unit, now: datetime) -> None:
    """Gathered obstacles not answered yet go to the office that gathers now."""
    waiting = db.session.scalars(
        select(CaseGroup).where(CaseGroup.unit_id == unit.id, CaseGroup.answered_at.is_(None))
    ).all()
    new = organisation.intake_unit_for(unit, day_of(now))
    for group in waiting:
        group.unit = new
        group.revision += 1


def _say(case: Case, kind: str, old: Unit, new: Unit, by: By, now: datetime) -> None:
    case.revision += 1
    record.write(kind, by=by, at=now, case=case, old_unit=old, new_unit=new)
    today = day_of(now)
    hats = [hat for unit in (old, new) for hat in organisation.active_hats(unit, WORKING, today)]
    notices.tell(
        [hat.person for hat in queries.unexcluded(hats, case, today)],
        "triage.handed_on",
        event_key=f"triage.handed_on:{case.key}:{case.revision}",
        now=now,
        case=case,
        details={"old": old.name, "new": new.name, "due": formats.day(case.due_on)},
    )
