"""What was said, as the public, the sender and the keeper of a file may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from feedback.comments import identities, rules
from feedback.organisation.queries import in_force
from feedback.paging import Page, cut
from feedback.plans.versions import lineage
from feedback.plans.versions.lineage import Outcome
from feedback.search import near_duplicates
from models import (
    Answer,
    AnswerState,
    Attachment,
    Case,
    Clause,
    ClauseText,
    Comment,
    Note,
    NoteKind,
    Person,
    Plan,
    PlanVersion,
    Role,
    RoleHeld,
    Support,
    Unit,
    db,
)

ON_A_PAGE = 20
COMPARED_WITH = 500  # the newest public comments of a clause


@dataclass(frozen=True)
class Opinion:
    """A comment as it is listed: with its case, and what was answered to it in public.

    `outcome` says what became of the clause, when the comment was about an older version.
    """

    comment: Comment
    case: Case | None
    answers: tuple[Answer, ...]
    outcome: Outcome | None = None


def published() -> ColumnElement[bool]:
    """Restricts a query on Comment to what the public reads: `rules.is_shown` for the database."""
    return and_(Comment.published_at.is_not(None), Comment.withdrawn_at.is_(None))


def published_comments(
    plan: Plan, clause: Clause | None, after: str | None = None, size: int = ON_A_PAGE
) -> Page[Opinion]:
    """Public comments on a clause, or without one on the plan as a whole; newest first.

    Those on clauses that were split or merged into this one are among them. `after` is the key
    of the last comment of the page before. At most seven queries, however many.
    """
    query = (
        select(Comment)
        .where(Comment.plan_id == plan.id, published(), _about(plan, clause))
        .order_by(Comment.published_at.desc(), Comment.id.desc())
        .limit(size + 1)
    )
    last = comment_by_key(after) if after else None
    if last is not None and last.published_at is not None:
        query = query.where(
            tuple_(Comment.published_at, Comment.id) < tuple_(last.published_at, last.id)
        )
    page = cut(db.session.scalars(_with_sender(query)).all(), size, lambda comment: comment.key)
    return Page(opinions_of(page.rows), page.next_after)


def _about(plan: Plan, clause: Clause | None) -> ColumnElement[bool]:
    if clause is None:
        return Comment.clause_id.is_(None)
    parents = lineage.parents_in(plan).get(clause.id, frozenset())
    return Comment.clause_id.in_({clause.id, *parents})


def opinions_of(comments: Iterable[Comment]) -> list[Opinion]:
    """The comments, in the order given, each with its case, public answers and what became of
    its clause; at most five queries.
    """
    comments = list(comments)
    cases = cases_of(comment.id for comment in comments)
    answers = _published_answers(case.id for case in cases.values())
    outcomes = lineage.outcomes_of(one.clause_text for one in comments if one.clause_text)
    listed = []
    for comment in comments:
        case = cases.get(comment.id)
        said = answers.get(case.id, ()) if case else ()
        listed.append(Opinion(comment, case, said, outcomes.get(comment.clause_text_id or 0)))
    return listed


def cases_of(comment_ids: Iterable[int]) -> dict[int, Case]:
    """The case of each comment, the latest where a comment was split, in one query."""
    found = db.session.scalars(
        select(Case)
        .where(Case.comment_id.in_(list(comment_ids)))
        .options(joinedload(Case.holder_unit), joinedload(Case.lead_unit))
        .order_by(Case.id)
    )
    return {case.comment_id: case for case in found}


def comment_by_key(key: str) -> Comment | None:
    """The comment at an address, whoever may read it."""
    return db.session.scalars(_with_sender(select(Comment).where(Comment.key == key))).first()


def clause_by_key(plan: Plan, clause_key: str) -> Clause | None:
    """A clause of the plan, also one that stands in older texts only."""
    return db.session.scalars(
        select(Clause).where(Clause.key == clause_key, Clause.plan_id == plan.id)
    ).first()


def last_text_of(clause: Clause) -> ClauseText | None:
    """What the clause says in the text in force, else in the latest version it stood in."""
    return db.session.scalars(
        select(ClauseText)
        .join(ClauseText.version)
        .where(ClauseText.clause_id == clause.id)
        .options(joinedload(ClauseText.clause), joinedload(ClauseText.version))
        .order_by(PlanVersion.is_current.desc(), PlanVersion.position.desc())
    ).first()


def text_in_version(clause: Clause, position: int) -> ClauseText | None:
    """What the clause said in the published version at that place, counted from 1."""
    return db.session.scalars(
        select(ClauseText)
        .join(ClauseText.version)
        .where(
            ClauseText.clause_id == clause.id,
            PlanVersion.position == position,
            PlanVersion.published_at.is_not(None),
        )
        .options(joinedload(ClauseText.clause), joinedload(ClauseText.version))
    ).first()


def alike(
    plan: Plan, clause: Clause | None, text: str, *, but: Comment | None = None
) -> list[Comment]:
    """Up to three public comments on the same clause that say nearly what `text` says."""
    read_in_public = func.coalesce(Comment.public_text, Comment.folded)
    candidates = db.session.execute(
        select(Comment.id, read_in_public.label("words"))
        .where(Comment.plan_id == plan.id, published(), _about(plan, clause))
        .where(Comment.id != (but.id if but else 0))
        .order_by(Comment.id.desc())
        .limit(COMPARED_WITH)
    ).all()
    close = near_duplicates(text, [(row.id, row.words) for row in candidates], rules.SHOWN_ALIKE)
    numbers = [number for number, _ in close]
    found = {
        comment.id: comment
        for comment in db.session.scalars(select(Comment).where(Comment.id.in_(numbers)))
    }
    return [found[number] for number in numbers]


def supported_by(tag: str, comments: Collection[Comment]) -> set[int]:
    """The row numbers of the comments that `tag` supports already."""
    return set(
        db.session.scalars(
            select(Support.comment_id).where(
                Support.supporter_tag == tag,
                Support.comment_id.in_([comment.id for comment in comments]),
            )
        )
    )


def holders_of(role: Role, unit: Unit, on: date) -> int:
    """How many people hold `role` at `unit` on `on`."""
    return (
        db.session.scalar(
            select(func.count(func.distinct(RoleHeld.person_id)))
            .join(Person, RoleHeld.person_id == Person.id)
            .where(
                RoleHeld.role == role,
                RoleHeld.unit_id == unit.id,
                RoleHeld.starts_on <= on,
                or_(RoleHeld.ends_on.is_(None), RoleHeld.ends_on >= on),
                Person.closed_at.is_(None),
            )
        )
        or 0
    )


def standing_units(kind: str, on: date) -> list[Unit]:
    """The units of one kind in force on `on`, for choosing among them."""
    return list(
        db.session.scalars(
            select(Unit).where(Unit.kind == kind, in_force(on)).order_by(Unit.name, Unit.id)
        )
    )


# ------------------------------------------------------------------ the sender's own


def own_comment_ids(person: Person, *, key: bytes) -> set[int]:
    """The row numbers of all that `person` sent, under seal too; `key` is the hash key."""
    open_ones = db.session.scalars(select(Comment.id).where(Comment.sender_id == person.id))
    return {*open_ones, *identities.comments_of_sealed_person(person, key=key)}


def comments_numbered(
    numbers: Collection[int], after: str | None = None, size: int = ON_A_PAGE, plan_key: str = ""
) -> Page[Opinion]:
    """The comments with these row numbers, newest first, with cases and answers; with `plan_key`
    those on that plan alone.
    """
    query = (
        select(Comment)
        .where(Comment.id.in_(numbers))
        .options(joinedload(Comment.plan).joinedload(Plan.unit))
        .order_by(Comment.id.desc())
        .limit(size + 1)
    )
    last = comment_by_key(after) if after else None
    if last is not None:
        query = query.where(Comment.id < last.id)
    if plan_key:
        query = query.where(Comment.plan_id.in_(select(Plan.id).where(Plan.key == plan_key)))
    page = cut(db.session.scalars(_with_sender(query)).all(), size, lambda comment: comment.key)
    return Page(opinions_of(page.rows), page.next_after)


def notes_of(case: Case, kind: NoteKind) -> list[Note]:
    """The notes of one kind that stand in the case, oldest first."""
    return list(
        db.session.scalars(
            select(Note)
            .where(Note.case_id == case.id, Note.kind == kind, Note.removed_at.is_(None))
            .options(joinedload(Note.unit))
            .order_by(Note.written_at, Note.id)
        )
    )


def comments_with_keys(keys: Collection[str]) -> list[Opinion]:
    """The comments at these addresses, newest first, with cases and answers."""
    query = select(Comment).where(Comment.key.in_(list(keys))).order_by(Comment.id.desc())
    return opinions_of(db.session.scalars(_with_sender(query)).all())


# ------------------------------------------------------------------ files


def attachment_by_key(key: str) -> Attachment | None:
    """A kept file, whoever may read it, with the comment or the answer it belongs to."""
    return db.session.scalars(
        select(Attachment)
        .where(Attachment.key == key)
        .options(
            joinedload(Attachment.comment).joinedload(Comment.plan),
            joinedload(Attachment.answer).joinedload(Answer.case).joinedload(Case.comment),
        )
    ).first()


def _with_sender(query: Select[Comment]) -> Select[Comment]:
    return query.options(
        joinedload(Comment.sender),
        joinedload(Comment.clause_text),
        selectinload(Comment.attachments),
    )


def _published_answers(case_ids: Iterable[int]) -> dict[int, tuple[Answer, ...]]:
    found = db.session.scalars(
        select(Answer)
        .where(Answer.case_id.in_(list(case_ids)), Answer.state == AnswerState.PUBLISHED)
        .options(
            joinedload(Answer.unit),
            selectinload(Answer.commitments),
            selectinload(Answer.attachments),
        )
        .order_by(Answer.published_at, Answer.id)
    )
    answers: dict[int, tuple[Answer, ...]] = {}
    for answer in found:
        answers[answer.case_id] = (*answers.get(answer.case_id, ()), answer)
    return answers
