"""Telling people: once in the product, and by mail to those who gave an address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext
from sqlalchemy import func, select

from feedback import codes, outbox
from models import Case, Notice, Person, Plan, db


@dataclass(frozen=True)
class NoticeKind:
    """How a notice of one kind reads, where %(number)s is the case's public number, and the
    template under templates/emails/ by which it goes out.
    """

    sentence: str
    mail: str = "notice"


def tell(
    people: Iterable[Person],
    kind: str,
    *,
    event_key: str,
    now: datetime,
    case: Case | None = None,
    plan: Plan | None = None,
    page: str = "",
    details: dict[str, Any] | None = None,
) -> int:
    """Tell each person once about the event `event_key`; returns how many were told now.

    `details` hold words, numbers and ISO dates for the sentence, never what people
    wrote; of a title only where all who are told may read the document. A notice leads
    to its case, or to `page`: a path of ours as "/plans/7k3qxv0m2bnd".
    """
    details = (details or {}) | ({"page": page} if page else {})
    if kind not in _kinds():
        raise KeyError(f"no slice says how the notice {kind!r} reads: add it to its notices.py")
    each_once = {person.id: person for person in people}
    for number in _already_told(each_once, event_key):
        del each_once[number]
    for number in each_once:
        db.session.add(
            Notice(
                key=codes.new_key(),
                person_id=number,
                kind=kind,
                event_key=event_key,
                case_id=case.id if case else None,
                plan_id=plan.id if plan else None,
                details=details,
                made_at=now,
            )
        )
    outbox.put_each(
        {f"{event_key}:{person.key}": person for person in each_once.values() if person.email},
        _kinds()[kind].mail,
        now=now,
        case=case,
        details={"notice_kind": kind} | details,
    )
    return len(each_once)


def sentence(kind: str, details: Mapping[str, Any], case: Case | None) -> str:
    """What a notice says, in the reader's language."""
    # What was told before titles were named has none.
    unnamed = {"title": gettext("một văn bản")}
    places = unnamed | dict(details) | {"number": case.number if case else ""}
    return gettext(_kinds()[kind].sentence) % places


def unread_count(person: Person) -> int:
    """How many notices `person` has not opened."""
    return (
        db.session.scalar(
            select(func.count(Notice.id)).where(
                Notice.person_id == person.id, Notice.read_at.is_(None)
            )
        )
        or 0
    )


def _already_told(person_ids: Collection[int], event_key: str) -> list[int]:
    told = select(Notice.person_id).where(
        Notice.person_id.in_(person_ids), Notice.event_key == event_key
    )
    return list(db.session.scalars(told))


def _kinds() -> Mapping[str, NoticeKind]:
    kinds: Mapping[str, NoticeKind] = current_app.extensions["notice_kinds"]
    return kinds
