"""Work at a unit's desk, answers that wait for a signature, published answers, promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Select,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import joinedload, selectinload

from feedback.paging import Page, cut
from feedback.responses import climbing, rules
from feedback.triage import queries as triage
from feedback.triage.rules import HIDDEN, MODERATING
from models import (
    Answer,
    AnswerState,
    Case,
    CaseState,
    Comment,
    Commitment,
    Note,
    NoteKind,
    Rating,
    Role,
    RoleHeld,
    SupportingUnit,
    Unit,
    db,
)

ROWS_ON_A_PAGE = 30
NO_DATE = date(9999, 12, 31)
ANSWERING_AT_A_UNIT = frozenset({Role.OFFICER, Role.HEAD, Role.LEADERSHIP})
WORDS_ON_A_CASE = (NoteKind.INTERNAL, NoteKind.INPUT, NoteKind.FROM_SENDER)


class Folder(StrEnum):
    """What a desk's list shows."""

    TO_DO = "to-do"  # chờ xử lý
    SUPPORT = "support"  # phối hợp
    SUBMITTED = "submitted"  # chờ duyệt
    DONE = "done"  # đã xử lý


@dataclass(frozen=True)
class FolderCount:
    """How many cases a folder holds, and how many of them are past their date."""

    count: int = 0
    late: int = 0


@dataclass(frozen=True)
class RatingTotals:
    """What senders thought of a unit's answers, together; None below five ratings."""

    rated: int
    on_the_question: int
    content: int


# ------------------------------------------------------------------ the desk of a unit


def desk_case(hat: RoleHeld, key: str, today: date) -> Case | None:
    """The case at the desk of the hat's unit: led or supported by it, whole; None otherwise."""
    query = triage.whole_case().where(Case.key == key, _at_desk(hat, today))
    return db.session.scalars(query).first()


def desk_list(hat: RoleHeld, folder: Folder, today: date, after: str | None = None) -> Page[Case]:
    """The cases of a folder: what is due first stands first, of what is done the newest.

    `after` is the key of the last case of the page before. Two queries, however many cases.
    """
    newest_first = folder is Folder.DONE
    moment = _moment(folder)
    query = (
        _listed()
        .where(_at_desk(hat, today), _in_folder(hat.unit_id, folder))
        .order_by(*(each.desc() if newest_first else each.asc() for each in (moment, Case.id)))
        .limit(ROWS_ON_A_PAGE + 1)
    )
    if after is not None:
        query = query.where(_beyond(moment, after, newest_first=newest_first))
    found = db.session.scalars(query).unique().all()
    return cut(found, ROWS_ON_A_PAGE, lambda row: row.key)


def desk_counts(hat: RoleHeld, today: date) -> dict[Folder, FolderCount]:
    """How much each folder of the desk holds, in one query."""
    late = and_(_date_owed() < today, Case.state.in_(rules.AT_UNIT))
    columns: list[ColumnElement[int]] = []
    for folder in Folder:
        inside = _in_folder(hat.unit_id, folder)
        columns += [_sum_of(inside), _sum_of(and_(inside, late))]
    row = db.session.execute(select(*columns).where(_at_desk(hat, today))).one()
    return {
        folder: FolderCount(row[2 * place] or 0, row[2 * place + 1] or 0)
        for place, folder in enumerate(Folder)
    }


def next_to_do(hat: RoleHeld, today: date) -> Case | None:
    """What the unit should do next: the case to answer that is due first."""
    return next(iter(desk_list(hat, Folder.TO_DO, today).rows), None)


def is_among_handlers(hat: RoleHeld, case: Case, today: date) -> bool:
    """Whether the hat receives, leads, supports or signs the case and so reads internal words.

    Who watches, for a mass organisation or in the Department, sees that they were said, and
    when, in the register.
    """
    if hat.role in MODERATING and hat.unit_id == case.intake_unit_id:
        return True
    at_work = {case.lead_unit_id, *(asked.unit_id for asked in case.supporting)}
    if hat.role in ANSWERING_AT_A_UNIT and hat.unit_id in at_work:
        return True
    return climbing.may_sign(hat, case, today)


def words_on(case: Case, *, among_handlers: bool = True) -> list[Note]:
    """What those who handle the case, and its sender, said among themselves; oldest first.

    With `among_handlers` false what the sender said alone.
    """
    kinds = WORDS_ON_A_CASE if among_handlers else (NoteKind.FROM_SENDER,)
    return list(
        db.session.scalars(
            select(Note)
            .where(Note.case_id == case.id, Note.kind.in_(kinds), Note.removed_at.is_(None))
            .options(joinedload(Note.unit))
            .order_by(Note.written_at, Note.id)
        )
    )


def _at_desk(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    """What the hat's unit leads or supports, without what concerns the person."""
    asked = select(SupportingUnit.case_id).where(SupportingUnit.unit_id == hat.unit_id)
    return and_(
        or_(Case.lead_unit_id == hat.unit_id, Case.id.in_(asked)),
        Case.state.not_in(HIDDEN),
        not_(triage.concerning(hat, today)),
    )


def _in_folder(unit_id: int, folder: Folder) -> ColumnElement[bool]:
    leads = Case.lead_unit_id == unit_id
    if folder is Folder.TO_DO:
        return and_(leads, Case.state.in_(rules.TO_DO))
    if folder is Folder.SUBMITTED:
        return and_(leads, Case.state == CaseState.SUBMITTED)
    asked = select(SupportingUnit.case_id).where(SupportingUnit.unit_id == unit_id)
    waiting = Case.id.in_(asked.where(SupportingUnit.given_at.is_(None)))
    helping = and_(waiting, Case.state.in_(rules.AT_UNIT))
    if folder is Folder.SUPPORT:
        return helping
    given = Case.id.in_(asked.where(SupportingUnit.given_at.is_not(None)))
    return or_(and_(leads, Case.state.in_(rules.ANSWERED)), given)


def _date_owed() -> ColumnElement[date]:
    return func.coalesce(Case.unit_due_on, Case.due_on, literal(NO_DATE))


def _moment(folder: Folder) -> ColumnElement[date]:
    """By what a folder is ordered; what is done has no date owed, and the newest stands first."""
    return _date_owed() if folder is not Folder.DONE else literal(NO_DATE)


def _beyond(moment: ColumnElement[date], after: str, *, newest_first: bool) -> ColumnElement[bool]:
    seen = select(moment, Case.id).where(Case.key == after)
    row = db.session.execute(seen).first()
    if row is None:
        return Case.id.is_not(None)
    here, there = tuple_(moment, Case.id), tuple_(literal(row[0]), literal(row[1]))
    return here < there if newest_first else here > there


def _listed() -> Select[Case]:
    return select(Case).options(
        joinedload(Case.comment).joinedload(Comment.clause_text),
        joinedload(Case.comment).joinedload(Comment.plan),
        joinedload(Case.lead_unit),
    )


def _sum_of(condition: ColumnExpressionArgument[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


# ------------------------------------------------------------------ answers


def published_answers_of(case: Case) -> list[Answer]:
    """The published answers of a case, oldest first: an amended one stands after the first."""
    return list(
        db.session.scalars(
            _whole_answer()
            .where(Answer.case_id == case.id, Answer.state == AnswerState.PUBLISHED)
            .order_by(Answer.published_at, Answer.id)
        )
    )


def submitted_answer_of(case: Case) -> Answer | None:
    """The answer of the case that waits for a signature; None when none does."""
    return db.session.scalars(
        select(Answer).where(Answer.case_id == case.id, Answer.state == AnswerState.SUBMITTED)
    ).first()


def answer_by_key(key: str) -> Answer | None:
    """The answer at an address, whoever may read it."""
    return db.session.scalars(_whole_answer().where(Answer.key == key)).first()


def answers_to_sign(hat: RoleHeld, today: date, after: str | None = None) -> Page[Answer]:
    """Submitted answers of the units for which `hat` signs, what is due first standing first."""
    moment = _date_owed()
    query = (
        _whole_answer()
        .join(Answer.case)
        .where(_to_sign(hat, today))
        .order_by(moment, Case.id)
        .limit(ROWS_ON_A_PAGE + 1)
    )
    if after is not None:
        query = query.where(_beyond(moment, after, newest_first=False))
    found = db.session.scalars(query).unique().all()
    return cut(found, ROWS_ON_A_PAGE, lambda answer: answer.case.key)


def answer_to_sign(hat: RoleHeld, key: str, today: date) -> Answer | None:
    """One submitted answer that `hat` may sign or send back; None otherwise."""
    query = _whole_answer().join(Answer.case).where(Answer.key == key, _to_sign(hat, today))
    return db.session.scalars(query).first()


def _to_sign(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    return and_(
        Answer.state == AnswerState.SUBMITTED,
        Case.state == CaseState.SUBMITTED,
        climbing.signed_by(hat, today),
    )


def _whole_answer() -> Select[Answer]:
    return select(Answer).options(
        joinedload(Answer.unit),
        selectinload(Answer.commitments).joinedload(Commitment.unit),
        selectinload(Answer.attachments),
        joinedload(Answer.case).joinedload(Case.comment).joinedload(Comment.plan),
        joinedload(Answer.case).joinedload(Case.comment).joinedload(Comment.clause_text),
    )


# ------------------------------------------------------------------ a case for everybody


def public_case(key: str) -> Case | None:
    """The case of a published comment, whole, for those who may read its plan; else None."""
    return db.session.scalars(
        triage.whole_case()
        .join(Case.comment)
        .where(
            Case.key == key,
            Comment.published_at.is_not(None),
            Comment.withdrawn_at.is_(None),
            Case.state.not_in(HIDDEN),
        )
    ).first()


def case_to_sign(hat: RoleHeld, key: str, today: date) -> Case | None:
    """A case of a unit for which `hat` signs, whole; None when it concerns the person."""
    return db.session.scalars(
        triage.whole_case().where(
            Case.key == key,
            climbing.signed_by(hat, today),
            Case.state.not_in(HIDDEN),
        )
    ).first()


def comment_of_case(key: str) -> Comment | None:
    """The comment behind a case, whoever may read it."""
    return db.session.scalars(
        select(Comment).join(Case, Case.comment_id == Comment.id).where(Case.key == key)
    ).first()


def cases_at_rest(now: datetime, *, most: int) -> list[Case]:
    """At most `most` answered cases that may be closed at `now` (UTC), longest answered first."""
    return list(
        db.session.scalars(
            select(Case)
            .where(
                Case.state == CaseState.ANSWERED,
                Case.answered_at <= now - rules.DAYS_UNTIL_CLOSED,
            )
            .order_by(Case.answered_at, Case.id)
            .limit(most)
        )
    )


def ratings_of_unit(unit: Unit) -> RatingTotals | None:
    """What senders thought of all answers of a unit; None below five, which could be traced."""
    rated, on_the_question, content = db.session.execute(
        select(
            func.count(Rating.id),
            _sum_of(Rating.answers_the_question),
            _sum_of(Rating.is_satisfied),
        )
        .join(Answer, Answer.id == Rating.answer_id)
        .where(Answer.unit_id == unit.id)
    ).one()
    if rated < rules.FEWEST_RATINGS:
        return None
    return RatingTotals(rated, int(on_the_question), int(content))
