"""Mails that must go out: written with the act itself, sent by the worker until they have.

The table is the truth. A worker leases a message, sends it and marks it; when it dies in
between, the lease ends and another sends the same message under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from feedback.database import begin_write
from models import Case, Comment, OutboxMessage, Person, db

UNDO_TIME = timedelta(seconds=10)  # an act undone within it sends nothing
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class Sending:
    """A message that was leased: its row and the try this is (1, 2, …)."""

    message_id: int
    attempt: int


def put(
    event_key: str,
    kind: str,
    *,
    to: Person | Comment,
    now: datetime,
    case: Case | None = None,
    details: dict[str, Any] | None = None,
    wait: timedelta = UNDO_TIME,
) -> OutboxMessage | None:
    """A mail of `kind` (a template under templates/emails/) to a person or a comment's sender.

    `event_key` names the event and the receiver; a second message under it is not written
    and None is returned. `details` hold references only, never a text or a secret.
    """
    written = put_each({event_key: to}, kind, now=now, case=case, details=details, wait=wait)
    return written[0] if written else None


def put_each(
    receivers: Mapping[str, Person | Comment],
    kind: str,
    *,
    now: datetime,
    case: Case | None = None,
    details: dict[str, Any] | None = None,
    wait: timedelta = UNDO_TIME,
) -> list[OutboxMessage]:
    """The same mail to each receiver, by event key; gives those that were written.

    As `put`, but asks once which keys are taken, however many receivers there are.
    """
    taken = select(OutboxMessage.event_key).where(OutboxMessage.event_key.in_(receivers))
    written_before = set(db.session.scalars(taken)) if receivers else set()
    messages = [
        OutboxMessage(
            event_key=event_key,
            kind=kind,
            person=to if isinstance(to, Person) else None,
            comment_id=to.id if isinstance(to, Comment) else None,
            case_id=case.id if case else None,
            details=details or {},
            made_at=now,
            not_before=now + wait,
        )
        for event_key, to in receivers.items()
        if event_key not in written_before
    ]
    db.session.add_all(messages)
    return messages


def lease_next(now: datetime) -> Sending | None:
    """Lease the oldest message that is due at `now`; commits nothing, the job does."""
    begin_write()
    message = db.session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.given_up_at.is_(None),
            OutboxMessage.not_before <= now,
            or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now),
        )
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if message is None:
        db.session.rollback()
        return None
    message.leased_until = now + LEASE
    message.attempts += 1
    return Sending(message.id, message.attempts)


def mark_sent(sending: Sending, now: datetime) -> None:
    """Note that the mail server took the message."""
    begin_write()
    _update(sending, sent_at=now, leased_until=None, last_error=None)


def mark_failed(sending: Sending, error: str, now: datetime) -> None:
    """Note a failure; the next try comes later each time, and after twelve none comes."""
    begin_write()
    wait = min(timedelta(minutes=2**sending.attempt), LONGEST_WAIT)
    gone = now if sending.attempt >= MOST_ATTEMPTS else None
    _update(
        sending,
        not_before=now + wait,
        leased_until=None,
        last_error=error[:500],
        given_up_at=gone,
    )


def cancel_for_case(case: Case) -> int:
    """Delete what still waits to be sent about `case`; returns how many."""
    waiting = db.session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.case_id == case.id, OutboxMessage.sent_at.is_(None)
        )
    ).all()
    for message in waiting:
        db.session.delete(message)
    return len(waiting)


def oldest_waiting(now: datetime) -> datetime | None:
    """Since when the oldest message that should have gone waits; None when none does."""
    return db.session.scalar(
        select(OutboxMessage.not_before)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.given_up_at.is_(None),
            OutboxMessage.not_before <= now,
        )
        .order_by(OutboxMessage.not_before)
        .limit(1)
    )


def _update(sending: Sending, **values: Any) -> None:
    db.session.execute(
        update(OutboxMessage).where(OutboxMessage.id == sending.message_id).values(**values)
    )
