"""What a unit that ended still owes: its open cases, drafts and promises go to who goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from feedback import formats, record
from feedback.clock import day_of
from feedback.organisation import queries as organisation
from feedback.plans.actions import touch
from feedback.responses import climbing, rules
from feedback.responses.telling import tell_once
from feedback.triage import succession
from feedback.triage.rules import HIDDEN
from feedback.triage.succession import By
from models import (
    Answer,
    AnswerState,
    Case,
    CaseState,
    Commitment,
    CommitmentState,
    Unit,
    db,
)


def hand_over(unit: Unit, *, by: By, now: datetime) -> int:
    """Hand on the open cases and promises of a unit that ended or where nobody answers.

    Gives how many cases got another lead and promises another owner; none while somebody at
    the unit answers. It may be called again at any time.
    """
    relieved = succession.hand_on_cases(unit, by=by, now=now)
    for case in relieved:
        _hand_on_draft(case, unit, now)
    return len(relieved) + _hand_on_promises(unit, by, now)


def units_to_relieve(today: date) -> list[Unit]:
    """The units with open cases or promises that ended, or where nobody answers, by row number."""
    owing = succession.units_with_open_cases() | set(
        db.session.scalars(_open_promises().with_only_columns(Commitment.unit_id))
    )
    found = db.session.scalars(select(Unit).where(Unit.id.in_(owing)).order_by(Unit.id)).all()
    return [
        unit
        for unit in found
        if (unit.ends_on is not None and unit.ends_on < today)
        or succession.heir_of(unit, today).id != unit.id
    ]


def _hand_on_draft(case: Case, unit: Unit, now: datetime) -> None:
    """A draft goes with the case, a submitted one to the new signers; without lead it rests."""
    waiting = select(Answer).where(
        Answer.case_id == case.id,
        Answer.unit_id == unit.id,
        Answer.state.in_([AnswerState.DRAFT, AnswerState.SUBMITTED]),
    )
    for answer in db.session.scalars(waiting):
        answer.revision += 1
        if case.lead_unit is None:
            answer.state, answer.submitted_at = AnswerState.DRAFT, None
            continue
        answer.unit, answer.signed_as = case.lead_unit, case.lead_unit.name
        if answer.state is AnswerState.SUBMITTED and case.state is CaseState.SUBMITTED:
            signers = climbing.signers_for(case, day_of(now))
            tell_once(signers, "answer.submitted", case, now)


def _hand_on_promises(unit: Unit, by: By, now: datetime) -> int:
    today = day_of(now)
    heir = succession.heir_of(unit, today)
    if heir.id == unit.id:
        return 0
    promises = _promises_of(unit)
    for promise in promises:
        case = promise.answer.case
        promise.unit = heir
        promise.told_due_soon_at = None
        case.revision += 1
        record.write("commitment.handed_on", by=by, at=now, case=case, old_unit=unit, new_unit=heir)
        touch(case.comment.plan)
        hats = [
            hat
            for side in (unit, heir)
            for hat in organisation.active_hats(side, tuple(rules.DRAFTING), today)
        ]
        tell_once(
            hats,
            "commitment.handed_on",
            case,
            now,
            event=f"{promise.key}:{heir.key}",
            details={"new": heir.name, "due": formats.day(promise.due_on)},
        )
    db.session.flush()
    return len(promises)


def _promises_of(unit: Unit) -> Sequence[Commitment]:
    return db.session.scalars(
        _open_promises()
        .where(Commitment.unit_id == unit.id)
        .options(joinedload(Commitment.answer).joinedload(Answer.case).joinedload(Case.comment))
        .order_by(Commitment.due_on, Commitment.id)
    ).all()


def _open_promises() -> Select[Commitment]:
    return (
        select(Commitment)
        .join(Commitment.answer)
        .join(Answer.case)
        .where(
            Answer.state == AnswerState.PUBLISHED,
            Commitment.state != CommitmentState.KEPT,
            Case.state.not_in(HIDDEN),
        )
    )
