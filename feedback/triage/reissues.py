"""Telling those whom a plan issued anew concerns: who spoke on what changed, who works on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from feedback import notices, outbox
from feedback.clock import day_of
from feedback.comments import identities
from feedback.comments.notices import MAIL
from feedback.organisation import queries as organisation
from feedback.richtext import excerpt
from feedback.triage.rules import HIDDEN, OPEN
from models import (
    Appearance,
    Case,
    CaseState,
    ClauseFate,
    ClauseText,
    Comment,
    Fate,
    Person,
    PlanVersion,
    Role,
    db,
)

CHANGED = (Fate.REWORDED, Fate.SPLIT, Fate.MERGED, Fate.REMOVED)
WORKING = (Role.OFFICER, Role.HEAD, Role.MODERATOR)
_LONGEST_TITLE = 140
SENDER_TOLD = "sender.clause_changed"


def told_count(version: PlanVersion) -> int:
    """How many opinions stand on clauses that the version rewords, splits, merges or drops."""
    concerned = _concerned(version).with_only_columns(func.count(Case.id)).order_by(None)
    return db.session.scalar(concerned) or 0


def tell(version: PlanVersion, *, now: datetime) -> None:
    """Tell everybody once, in the transaction that publishes the version.

    Senders with an account, or with an address typed, hear that the clause they spoke on changed;
    those who hold open cases on such clauses hear that the cases go on with their clocks.
    """
    cases = db.session.scalars(
        _concerned(version).options(
            joinedload(Case.comment).joinedload(Comment.sender), joinedload(Case.holder_unit)
        )
    ).all()
    _tell_people(version, cases, now)
    _tell_addresses(version, cases, now)
    _tell_holders(version, cases, now)


def _concerned(version: PlanVersion) -> Select[Case]:
    changed = (
        select(ClauseText.clause_id)
        .join(ClauseFate, ClauseFate.old_text_id == ClauseText.id)
        .where(ClauseFate.version_id == version.id, ClauseFate.fate.in_(CHANGED))
    )
    return (
        select(Case)
        .join(Case.comment)
        .where(
            Comment.plan_id == version.plan_id,
            Comment.clause_id.in_(changed),
            Case.state.not_in([*HIDDEN, CaseState.WITHDRAWN]),
        )
        .order_by(Case.id)
    )


def _tell_people(version: PlanVersion, cases: Sequence[Case], now: datetime) -> None:
    sent: dict[Person, list[Comment]] = defaultdict(list)
    for case in cases:
        if case.comment.sender and case.comment.appearance is not Appearance.SEALED:
            sent[case.comment.sender].append(case.comment)
    for sender, comments in sent.items():
        notices.tell(
            [sender],
            "triage.clause_changed",
            event_key=_event(version, "sender"),
            now=now,
            plan=version.plan,
            page=_page_of(version, comments),
            details=_named(version),
        )


def _named(version: PlanVersion) -> dict[str, str]:
    """Who issued what: all who are told have spoken of it or work on it."""
    return {
        "unit": version.plan.unit.short_name,
        "title": excerpt(version.plan.title, _LONGEST_TITLE),
    }


def _page_of(version: PlanVersion, comments: Sequence[Comment]) -> str:
    """The opinion itself; of several the list of those on this plan."""
    if len(comments) == 1:
        return f"/track/{comments[0].key}"
    return f"/my-comments?plan={version.plan.key}"


def _tell_addresses(version: PlanVersion, cases: Sequence[Case], now: datetime) -> None:
    for case in cases:
        is_named = case.comment.sender is not None and (
            case.comment.appearance is not Appearance.SEALED
        )
        if not is_named and identities.can_be_told(case.comment):
            outbox.put(
                f"{_event(version, 'address')}:{case.key}",
                MAIL,
                to=case.comment,
                now=now,
                case=case,
                details={"notice_kind": SENDER_TOLD},
            )


def _tell_holders(version: PlanVersion, cases: Sequence[Case], now: datetime) -> None:
    units = {
        case.holder_unit for case in cases if case.state in OPEN and case.holder_unit is not None
    }
    people: dict[int, Person] = {}
    for unit in sorted(units, key=lambda one: one.id):
        at_work = organisation.people_with(unit, WORKING, day_of(now))
        people.update({person.id: person for person in at_work})
    notices.tell(
        people.values(),
        "triage.reissued",
        event_key=_event(version, "holder"),
        now=now,
        plan=version.plan,
        page=f"/plans/{version.plan.key}/compare",
        details=_named(version),
    )


def _event(version: PlanVersion, whom: str) -> str:
    return f"reissued:{version.plan.key}:{version.position}:{whom}"
