"""Browsers that are signed in: the cookie carries a random token, the table its hash."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from feedback import codes
from models import LoginSession, Person, RoleHeld, db

LASTS = timedelta(days=30)
PURPOSE = "login-session"


def start_session(
    person: Person, *, hat: RoleHeld | None, device: str, key: bytes, now: datetime
) -> str:
    """Sign a browser in and return the token for its cookie; `key` hashes it for the table."""
    token = codes.new_secret()
    db.session.add(
        LoginSession(
            key=codes.new_key(),
            token_hash=codes.keyed_hash(token, key, PURPOSE),
            person_id=person.id,
            role_held_id=hat.id if hat else None,
            device=device[:200],
            started_at=now,
            seen_at=now,
            expires_at=now + LASTS,
        )
    )
    return token


def find_session(token: str, *, key: bytes, now: datetime) -> LoginSession | None:
    """The session that `token` opens, with its person and roles; None when it has ended."""
    return db.session.scalars(
        select(LoginSession)
        .where(
            LoginSession.token_hash == codes.keyed_hash(token, key, PURPOSE),
            LoginSession.expires_at > now,
        )
        .options(
            joinedload(LoginSession.person).selectinload(Person.roles).joinedload(RoleHeld.unit)
        )
    ).first()


def end_session(session: LoginSession) -> None:
    """Sign one browser out; a copied cookie stops working with it."""
    db.session.delete(session)


def end_all_sessions(person: Person, *, but: LoginSession | None = None) -> None:
    """Sign the person out everywhere, except in the session `but`."""
    gone = delete(LoginSession).where(LoginSession.person_id == person.id)
    if but is not None:
        gone = gone.where(LoginSession.id != but.id)
    db.session.execute(gone)


def forget_expired(now: datetime) -> int:
    """Delete the sessions that have ended by themselves; returns how many."""
    gone = db.session.execute(
        delete(LoginSession).where(LoginSession.expires_at <= now).returning(LoginSession.id)
    )
    return len(gone.all())
