"""Obstacles as those who met them, the office that gathers and the Director see them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from feedback.obstacles import rules
from feedback.organisation import queries as organisation
from feedback.paging import Page, cut
from feedback.search import near_duplicates
from feedback.triage import queries as triage
from feedback.triage.rules import HIDDEN
from models import (
    Answer,
    AnswerState,
    Case,
    CaseGroup,
    CaseState,
    Comment,
    CommentKind,
    Role,
    RoleHeld,
    Unit,
    db,
)

ROWS_ON_A_PAGE = 40
SUGGESTED = 10


class Folder(StrEnum):
    """What the list of obstacles shows."""

    NEW = "new"
    GATHERED = "gathered"
    SUBMITTED = "submitted"
    DECIDED = "decided"
    ANSWERED = "answered"


GROUP_FOLDERS = (Folder.GATHERED, Folder.SUBMITTED, Folder.DECIDED, Folder.ANSWERED)
_STAGES: dict[Folder, ColumnElement[bool]] = {
    Folder.GATHERED: CaseGroup.submitted_at.is_(None),
    Folder.SUBMITTED: and_(CaseGroup.submitted_at.is_not(None), CaseGroup.decided_at.is_(None)),
    Folder.DECIDED: and_(CaseGroup.decided_at.is_not(None), CaseGroup.answered_at.is_(None)),
    Folder.ANSWERED: CaseGroup.answered_at.is_not(None),
}


def office(on: date) -> Unit | None:
    """The office that receives obstacles: the intake of the Department; None without one."""
    department = organisation.department(on)
    return organisation.intake_unit_for(department, on) if department else None


def gathers(hat: RoleHeld, on: date) -> bool:
    """Whether one gathers obstacles under `hat`."""
    here = office(on)
    return hat.role in rules.GATHERING and here is not None and here.id == hat.unit_id


def decides(hat: RoleHeld) -> bool:
    """Whether one decides on gathered obstacles under `hat`."""
    return hat.role is Role.LEADERSHIP


# ------------------------------------------------------------------ one's own


def own_obstacles(comment_ids: Collection[int], after: str | None = None) -> Page[Case]:
    """The obstacles among these comments with their groups, newest first; two queries."""
    query = (
        _listed()
        .where(
            Case.comment_id.in_(comment_ids),
            Case.kind == CommentKind.OBSTACLE,
            Case.state.not_in(HIDDEN),
        )
        .order_by(Case.id.desc())
        .limit(ROWS_ON_A_PAGE + 1)
    )
    if after:
        query = query.where(Case.id < select(Case.id).where(Case.key == after).scalar_subquery())
    return cut(db.session.scalars(query).all(), ROWS_ON_A_PAGE, lambda row: row.key)


# ------------------------------------------------------------------ what waits to be gathered


def new_obstacles(hat: RoleHeld, today: date, after: str | None = None) -> Page[Case]:
    """What the hat's office has still to gather, what is due first standing first."""
    owed = func.coalesce(Case.due_on, date.max)
    query = _listed().where(_is_new(hat, today)).order_by(owed, Case.id).limit(ROWS_ON_A_PAGE + 1)
    last = db.session.scalars(select(Case).where(Case.key == after)).first() if after else None
    if last is not None:
        due_on = last.due_on or date.max
        query = query.where(or_(owed > due_on, and_(owed == due_on, Case.id > last.id)))
    return cut(db.session.scalars(query).all(), ROWS_ON_A_PAGE, lambda row: row.key)


def obstacles_by_key(hat: RoleHeld, keys: Collection[str], today: date) -> list[Case]:
    """Those of the named obstacles that wait to be gathered at the hat's office, oldest first."""
    query = _listed().where(Case.key.in_(keys), _is_new(hat, today))
    return list(db.session.scalars(query.order_by(Case.id)))


def alike_among(cases: Collection[Case]) -> list[list[Case]]:
    """Sets of obstacles that seem to be the same one, as a suggestion."""
    by_id = {each.id: each for each in cases}
    texts = [(each.id, each.comment.folded) for each in cases]
    return [[by_id[number] for number in numbers] for numbers in rules.alike_sets(texts)]


def like_group(group: CaseGroup, hat: RoleHeld, today: date) -> list[Case]:
    """Obstacles not gathered yet that seem to belong to the group, most alike first."""
    waiting = {each.id: each for each in new_obstacles(hat, today).rows}
    candidates = [(each.id, each.comment.folded) for each in waiting.values()]
    found: dict[int, float] = {}
    for member in group.cases:
        alike = near_duplicates(member.comment.folded, candidates, SUGGESTED, rules.LIKELY_THE_SAME)
        for number, score in alike:
            found[number] = max(score, found.get(number, 0))
    in_order = sorted(found, key=lambda number: (-found[number], number))
    return [waiting[number] for number in in_order[:SUGGESTED]]


def _is_new(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    """`rules.waits_to_be_gathered` for the database, without what concerns the person."""
    newly_come = and_(Case.state.in_(rules.WAITING), Case.group_id.is_(None))
    once_more = and_(Case.state == CaseState.IN_PROGRESS, Case.lead_unit_id == hat.unit_id)
    return and_(
        Case.kind == CommentKind.OBSTACLE,
        Case.intake_unit_id == hat.unit_id,
        or_(newly_come, once_more),
        not_(triage.concerning(hat, today)),
    )


# ------------------------------------------------------------------ groups


def groups_in(
    hat: RoleHeld, folder: Folder, today: date, after: str | None = None
) -> Page[CaseGroup]:
    """The groups of a folder that `hat` gathers or decides on, the longest waiting first."""
    query = (
        _whole_group()
        .where(_groups_seen(hat, today), _STAGES[folder])
        .order_by(CaseGroup.id)
        .limit(ROWS_ON_A_PAGE + 1)
    )
    if after:
        last = select(CaseGroup.id).where(CaseGroup.key == after).scalar_subquery()
        query = query.where(CaseGroup.id > last)
    return cut(db.session.scalars(query).all(), ROWS_ON_A_PAGE, lambda group: group.key)


def group_for(hat: RoleHeld, key: str, today: date) -> CaseGroup | None:
    """The group at the address with its cases, when `hat` gathers or decides on it."""
    query = _whole_group().where(CaseGroup.key == key, _groups_seen(hat, today))
    return db.session.scalars(query).first()


def answers_to_group(group: CaseGroup) -> list[Answer]:
    """What was answered to everybody who asked: one answer, as it stands on the first case."""
    return list(
        db.session.scalars(
            select(Answer)
            .join(Answer.case)
            .where(
                Case.group_id == group.id,
                Answer.state == AnswerState.PUBLISHED,
                Answer.published_at == group.answered_at,
            )
            .order_by(Answer.id)
            .limit(1)
        )
    )


def counts(hat: RoleHeld, today: date) -> dict[Folder, int]:
    """How much lies in each folder for `hat`, in two queries."""
    columns = [func.sum(case((_STAGES[folder], 1), else_=0)) for folder in GROUP_FOLDERS]
    row = db.session.execute(select(*columns).where(_groups_seen(hat, today))).one()
    found = {folder: int(row[place] or 0) for place, folder in enumerate(GROUP_FOLDERS)}
    waiting = db.session.scalar(select(func.count(Case.id)).where(_is_new(hat, today)))
    return {Folder.NEW: waiting or 0, **found}


def _groups_seen(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    """The office's own; for the leadership what was submitted by an office under it.

    A group with a case that concerns the person is kept from them whole.
    """
    concerned = select(Case.group_id).where(
        Case.group_id.is_not(None), triage.concerning(hat, today)
    )
    if hat.role in rules.GATHERING:
        reach: ColumnElement[bool] = CaseGroup.unit_id == hat.unit_id
    else:
        below = organisation.unit_ids_under(hat.unit, today) if decides(hat) else set()
        reach = and_(CaseGroup.unit_id.in_(below), CaseGroup.submitted_at.is_not(None))
    return and_(reach, CaseGroup.id.not_in(concerned))


def _whole_group() -> Select[CaseGroup]:
    comments = selectinload(CaseGroup.cases).joinedload(Case.comment)
    return select(CaseGroup).options(
        joinedload(CaseGroup.unit),
        comments.joinedload(Comment.clause_text),
        comments.joinedload(Comment.plan),
    )


def _listed() -> Select[Case]:
    return select(Case).options(
        joinedload(Case.group),
        joinedload(Case.comment).joinedload(Comment.clause_text),
        joinedload(Case.comment).joinedload(Comment.plan),
        joinedload(Case.comment).joinedload(Comment.sender),
    )
