"""What a unit promised, as its own people read it.

Without what was hidden as a tố cáo and without what concerns the reader.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, tuple_
from sqlalchemy.orm import joinedload

from feedback.paging import Page, cut
from feedback.responses.queries import ROWS_ON_A_PAGE, FolderCount
from feedback.triage import queries as triage
from models import Answer, AnswerState, Commitment, CommitmentState, RoleHeld, db


def promises_of(
    hat: RoleHeld, today: date, *, open_only: bool, after: str | None = None
) -> Page[Commitment]:
    """What the hat's unit promised in published answers: what is owed by date, or what was kept."""
    states = (
        (CommitmentState.OPEN, CommitmentState.BROKEN) if open_only else (CommitmentState.KEPT,)
    )
    query = (
        _whole_promise(hat, today)
        .where(Commitment.state.in_(states))
        .order_by(Commitment.due_on, Commitment.id)
        .limit(ROWS_ON_A_PAGE + 1)
    )
    last = promise_by_key(hat, after, today) if after else None
    if last is not None:
        query = query.where(
            tuple_(Commitment.due_on, Commitment.id)
            > tuple_(literal(last.due_on), literal(last.id))
        )
    found = db.session.scalars(query).unique().all()
    return cut(found, ROWS_ON_A_PAGE, lambda promise: promise.key)


def promise_by_key(hat: RoleHeld, key: str, today: date) -> Commitment | None:
    """A promise of the hat's unit in a published answer, with its answer, case and unit."""
    return db.session.scalars(_whole_promise(hat, today).where(Commitment.key == key)).first()


def promises_owed(hat: RoleHeld, today: date) -> FolderCount:
    """How many promises the hat's unit owes, and how many of them are past their day."""
    owed, late = db.session.execute(
        select(func.count(Commitment.id), func.sum(case((Commitment.due_on < today, 1), else_=0)))
        .join(Commitment.answer)
        .join(Answer.case)
        .where(Commitment.state != CommitmentState.KEPT, _is_shown(hat, today))
    ).one()
    return FolderCount(owed, late or 0)


def _is_shown(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    return and_(
        Commitment.unit_id == hat.unit_id,
        Answer.state == AnswerState.PUBLISHED,
        triage.open_to(hat, today),
    )


def _whole_promise(hat: RoleHeld, today: date) -> Select[Commitment]:
    answer = joinedload(Commitment.answer)
    return (
        select(Commitment)
        .join(Commitment.answer)
        .join(Answer.case)
        .where(_is_shown(hat, today))
        .options(joinedload(Commitment.unit), answer.joinedload(Answer.case))
    )
