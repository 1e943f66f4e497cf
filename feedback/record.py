"""The append-only record: every act, who did it, when, by reference; and its timeline.

An entry never holds free text: reasons and notes lie in `Note` and are referred to, so that
what the law orders removed can be removed while the record stays whole. Acts of a sender are
written as "người gửi" without the person, so that nothing has to be unwritten later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from feedback import formats, labels
from models import Actor, Case, CaseState, Note, NoteKind, Plan, RecordEntry, RoleHeld, Unit, db

# Said between the units that handle a case and those who sign: nobody else reads the words.
AMONG_HANDLERS = frozenset({NoteKind.INTERNAL, NoteKind.INPUT})
# The record keeps what it kept before such a case was found; nobody is shown it any more.
UNNAMED = frozenset({CaseState.QUARANTINED, CaseState.TAKEN_OUT})


@dataclass(frozen=True)
class Event:
    """How an entry of one kind reads.

    `sentence` is a Vietnamese message; its %(places)s are filled from the entry's details:
    a detail whose name ends in `unit` is a unit's row number and shows its name, one that
    ends in `units` a list of them, one that ends in `on` an ISO date, one that ends in `word`
    a word for `labels.py`. `public` entries may be read by everybody who may read the case.
    `shows_note` lets the timeline show the note referred to, to those who may read it; with
    `note_is_public` false not to everybody: a word to the sender may name what the public
    shall not read.
    """

    sentence: str
    public: bool = True
    shows_note: bool = True
    note_is_public: bool = True


@dataclass(frozen=True)
class TimelineRow:
    """One line of a case's register: when, who, what, why."""

    at: datetime
    who: str
    what: str
    why: str | None
    kind: str
    is_public: bool


def write(
    kind: str,
    *,
    by: RoleHeld | Actor,
    at: datetime,
    case: Case | None = None,
    plan: Plan | None = None,
    note: Note | None = None,
    unit: Unit | None = None,
    subject: str | None = None,
    **details: Any,
) -> RecordEntry:
    """Add one entry to the open transaction.

    `by` is the hat under which a person acts, or Actor.SENDER, VISITOR, SYSTEM. `details`
    take words, numbers, ISO dates and row numbers, never free text. `subject` is the key of what
    the act was on, where that is neither a case nor a plan. Raises KeyError when no slice says
    how `kind` reads.
    """
    if kind not in _events():
        raise KeyError(f"no slice says how {kind!r} reads: add it to its events.py")
    hat = by if isinstance(by, RoleHeld) else None
    entry = RecordEntry(
        at=at,
        kind=kind,
        actor=Actor.PERSON if isinstance(by, RoleHeld) else by,
        person_id=hat.person_id if hat else None,
        role_held_id=hat.id if hat else None,
        unit_id=unit.id if unit else (hat.unit_id if hat else None),
        case_id=case.id if case else None,
        plan_id=plan.id if plan else None,
        note=note,
        subject=subject,
        details={name: _plain(value) for name, value in details.items()},
    )
    db.session.add(entry)
    return entry


def timeline_of_case(
    case: Case, *, public_only: bool, among_handlers: bool = True, by_sender: bool = False
) -> list[TimelineRow]:
    """The register of a case, oldest first, in three queries however long it is.

    With `public_only` internal steps are left out, and so are notes kept inside the house.
    Who only watches reads every step; with `among_handlers` false that something was said
    among the handlers, and when, without the words. `by_sender` shows beside the public steps
    what was said to the sender. Of a case that was hidden as a tố cáo, or
    taken out, every entry reads "một việc": it names no unit, no act and nobody.
    """
    entries = db.session.scalars(
        select(RecordEntry)
        .where(RecordEntry.case_id == case.id)
        .options(
            joinedload(RecordEntry.role_held),
            joinedload(RecordEntry.unit),
            joinedload(RecordEntry.note),
        )
        .order_by(RecordEntry.at, RecordEntry.id)
    ).all()
    if case.state in UNNAMED:
        return [] if public_only else [_unnamed_row(entry) for entry in entries]
    units = _units_named_in([entry.details for entry in entries])
    shows_words = among_handlers and not public_only
    rows = [
        _row(entry, units, public_only=public_only, shows_words=shows_words, by_sender=by_sender)
        for entry in entries
    ]
    return [row for row in rows if row.is_public] if public_only else rows


def timeline_of_subject(key: str) -> list[TimelineRow]:
    """The register of what bears `key`, oldest first, notes included, in two queries."""
    entries = db.session.scalars(
        select(RecordEntry)
        .where(RecordEntry.subject == key)
        .options(
            joinedload(RecordEntry.role_held),
            joinedload(RecordEntry.unit),
            joinedload(RecordEntry.note),
        )
        .order_by(RecordEntry.at, RecordEntry.id)
    ).all()
    units = _units_named_in([entry.details for entry in entries])
    return [
        _row(entry, units, public_only=False, shows_words=True, by_sender=False)
        for entry in entries
    ]


def _unnamed_row(entry: RecordEntry) -> TimelineRow:
    return TimelineRow(entry.at, gettext("Không nêu"), gettext("Một việc"), None, "", False)


def _row(
    entry: RecordEntry,
    units: Mapping[int, str],
    *,
    public_only: bool,
    shows_words: bool,
    by_sender: bool,
) -> TimelineRow:
    event = _events()[entry.kind]
    said_to_reader = by_sender and entry.note and entry.note.kind is NoteKind.TO_SENDER
    shows_note = event.shows_note and bool(
        event.note_is_public or not public_only or said_to_reader
    )
    if entry.note and entry.note.kind in AMONG_HANDLERS:
        shows_note = shows_note and shows_words
    return TimelineRow(
        at=entry.at,
        who=_who(entry),
        what=gettext(event.sentence) % _shown(entry.details, units),
        why=entry.note.body if entry.note and shows_note else None,
        kind=entry.kind,
        is_public=event.public,
    )


def _who(entry: RecordEntry) -> str:
    if entry.actor is Actor.SENDER:
        return gettext("Người gửi")
    if entry.actor is Actor.VISITOR:
        return gettext("Người xem")
    if entry.actor is Actor.SYSTEM or entry.role_held is None:
        return gettext("Hệ thống")
    return formats.hat_words(entry.role_held, entry.unit)


def _shown(details: Mapping[str, Any], units: Mapping[int, str]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, value in details.items():
        if name.endswith("units"):
            shown[name] = "; ".join(units[number] for number in value)
        elif name.endswith("unit"):
            shown[name] = units[value] if value is not None else gettext("người gửi")
        elif name.endswith("on") and value is not None:
            shown[name] = formats.day(date.fromisoformat(value))
        elif name.endswith("word"):
            shown[name] = formats.word_label(value)
        else:
            shown[name] = value
    return shown


def _units_named_in(all_details: list[dict[str, Any]]) -> dict[int, str]:
    numbers: set[int] = set()
    for details in all_details:
        for name, value in details.items():
            if name.endswith("units"):
                numbers.update(value)
            elif name.endswith("unit") and value is not None:
                numbers.add(value)
    found = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(numbers)))
    return {row.id: row.name for row in found}


def _plain(value: Any) -> Any:
    if isinstance(value, Unit):
        return value.id
    if isinstance(value, StrEnum):
        return labels.name_of(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _events() -> Mapping[str, Event]:
    events: Mapping[str, Event] = current_app.extensions["record_events"]
    return events
