"""The moderator's desk: its folders, what lies in them and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy import case as sql_case
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from feedback.deadlines import Limit, WorkCalendar, compute, limit_in_force
from feedback.errors import N_
from feedback.paging import Page, cut
from feedback.triage import clocks, queries, rules
from models import (
    Case,
    CaseState,
    Clock,
    ClockEvent,
    Comment,
    CommentKind,
    DayUnit,
    Extension,
    RoleHeld,
    db,
)

ON_A_PAGE = 25
MOST_IN_REGISTER = 2000


class Folder(StrEnum):
    """A folder of the desk, in the words of the e-office."""

    WAITING = "waiting"
    LATE = "late"
    DETAILS = "details"
    HELD = "held"
    ROUTED = "routed"
    EXTENSIONS = "extensions"
    DONE = "done"


WORDS = {
    Folder.WAITING: N_("Chờ xử lý"),
    Folder.LATE: N_("Quá hạn, sắp đến hạn"),
    Folder.DETAILS: N_("Chờ bổ sung"),
    Folder.HELD: N_("Tạm giữ"),
    Folder.ROUTED: N_("Đã chuyển xử lý"),
    Folder.EXTENSIONS: N_("Gia hạn chờ duyệt"),
    Folder.DONE: N_("Đã xử lý"),
}
# Folders whose number says nothing about work to do are not counted.
UNCOUNTED = frozenset({Folder.DONE})
STATES = {
    Folder.WAITING: rules.WAITING,
    Folder.LATE: rules.OPEN,
    Folder.DETAILS: frozenset({CaseState.DETAILS_REQUESTED}),
    Folder.HELD: frozenset({CaseState.HELD}),
    Folder.ROUTED: rules.AT_UNIT,
    Folder.EXTENSIONS: rules.AT_UNIT,
    Folder.DONE: rules.DONE,
}


@dataclass(frozen=True)
class Desk:
    """Whose desk it is, on which day, and until which day "soon" reaches."""

    hat: RoleHeld
    today: date
    soon_until: date


def desk_of(hat: RoleHeld, today: date, calendar: WorkCalendar) -> Desk:
    """The desk of the hat; "soon" is the limit for it in the table, counted from today."""
    soon = limit_in_force(ClockEvent.DUE_SOON, today)
    limit = Limit(soon.amount, DayUnit.WORKING, soon.basis)
    return Desk(hat, today, compute(today, limit, calendar).due_on)


def cases_in(desk: Desk, folder: Folder, after: str | None) -> Page[Case]:
    """A page of the folder, oldest first (what is late: by date; what is done: newest first).

    `after` is the key of the last case of the page before. Three queries, however many cases.
    """
    query = select(Case).where(_lies_in(desk, folder)).options(*_for_rows())
    if after:
        query = query.where(_comes_after(folder, after))
    found = db.session.scalars(query.order_by(*_order(folder)).limit(ON_A_PAGE + 1)).all()
    return cut(found, ON_A_PAGE, lambda case: case.key)


def counts_of(desk: Desk) -> dict[Folder, int]:
    """How many cases lie in each folder that is counted, in two queries."""
    is_late = sql_case((_is_late_or_soon(desk), 1), else_=0)
    found = db.session.execute(
        select(Case.state, func.count(Case.id), func.sum(is_late))
        .where(received_by(desk.hat, desk.today), Case.state.in_(rules.OPEN))
        .group_by(Case.state)
    ).all()
    counts = dict.fromkeys((folder for folder in Folder if folder not in UNCOUNTED), 0)
    for state, number, late in found:
        for folder in (Folder.WAITING, Folder.DETAILS, Folder.HELD, Folder.ROUTED):
            counts[folder] += number if state in STATES[folder] else 0
        counts[Folder.LATE] += int(late) if state in STATES[Folder.LATE] else 0
    waiting = select(func.count(Case.id)).where(_lies_in(desk, Folder.EXTENSIONS))
    counts[Folder.EXTENSIONS] = db.session.scalar(waiting) or 0
    return counts


def next_key(desk: Desk, folder: Folder, case: Case) -> str | None:
    """The key of the case that comes after this one in the folder, else of the first other."""
    others = select(Case.key).where(_lies_in(desk, folder), Case.id != case.id)
    ordered = others.order_by(*_order(folder)).limit(1)
    following = db.session.scalar(ordered.where(_comes_after(folder, case.key)))
    return following or db.session.scalar(ordered)


def case_at(desk: Desk, key: str) -> Case | None:
    """The case at the address when this desk receives it and may see it."""
    return db.session.scalars(
        queries.whole_case().where(
            Case.key == key,
            received_by(desk.hat, desk.today),
            Case.state.not_in(rules.HIDDEN),
        )
    ).first()


def register_of(desk: Desk, first: date, last: date) -> list[Case]:
    """What the unit received from `first` to `last`, by number; at most 2,000 rows.

    What left by the road of a tố cáo is not among them.
    """
    return list(
        db.session.scalars(
            select(Case)
            .where(
                Case.clocks.any(
                    and_(Clock.event.in_(clocks.TO_SENDER), Clock.starts_on.between(first, last))
                ),
                received_by(desk.hat, desk.today),
                Case.state.not_in(rules.HIDDEN),
            )
            .options(*_for_rows())
            .order_by(Case.number)
            .limit(MOST_IN_REGISTER)
        )
    )


def quarantined_for(hat: RoleHeld, today: date) -> list[Case]:
    """What waits for a confidential officer, oldest first; without its text."""
    return list(
        db.session.scalars(
            select(Case)
            .where(queries.cases_visible_to(hat, today))
            .order_by(Case.held_since, Case.id)
        )
    )


def received_by(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    """Restricts a query on Case to what the hat's unit receives and the hat may see.

    A vướng mắc has a desk of its own.
    """
    return and_(
        Case.intake_unit_id == hat.unit_id,
        Case.kind != CommentKind.OBSTACLE,
        not_(queries.concerning(hat, today)),
    )


def _lies_in(desk: Desk, folder: Folder) -> ColumnElement[bool]:
    conditions = [received_by(desk.hat, desk.today), Case.state.in_(STATES[folder])]
    if folder is Folder.LATE:
        conditions.append(_is_late_or_soon(desk))
    if folder is Folder.EXTENSIONS:
        undecided = (
            exists()
            .where(Clock.case_id == Case.id, Extension.clock_id == Clock.id)
            .where(Extension.approved.is_(None))
        )
        conditions.append(undecided)
    return and_(*conditions)


def _is_late_or_soon(desk: Desk) -> ColumnElement[bool]:
    """Of what waits with its sender only what was overdue when it went there: it stays so."""
    with_sender = Case.state.in_(rules.WITH_SENDER)
    return or_(
        and_(not_(with_sender), Case.due_on <= desk.soon_until),
        and_(with_sender, Case.due_on < Case.stopped_on),
    )


def _order(folder: Folder) -> tuple[ColumnElement[Any], ...]:
    if folder is Folder.LATE:
        return (Case.due_on.asc(), Case.id.asc())
    return (Case.id.desc(),) if folder is Folder.DONE else (Case.id.asc(),)


def _comes_after(folder: Folder, key: str) -> ColumnElement[bool]:
    place = select(Case.id).where(Case.key == key).scalar_subquery()
    if folder is Folder.DONE:
        return Case.id < place
    if folder is not Folder.LATE:
        return Case.id > place
    due_on = select(Case.due_on).where(Case.key == key).scalar_subquery()
    return or_(Case.due_on > due_on, and_(Case.due_on == due_on, Case.id > place))


def _for_rows() -> tuple[ExecutableOption, ...]:
    comment = joinedload(Case.comment)
    return (
        comment.joinedload(Comment.clause_text),
        comment.joinedload(Comment.sender),
        joinedload(Case.lead_unit),
        joinedload(Case.holder_unit),
    )
