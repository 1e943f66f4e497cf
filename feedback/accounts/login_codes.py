"""One-time codes by e-mail: eight digits, ten minutes, five tries, one sign-in.

The mail waits in the outbox with the code sealed; the table keeps its keyed hash.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from feedback import codes, outbox
from feedback.sealing import Sealer
from models import LoginCode, OutboxMessage, Person, db

LASTS = timedelta(minutes=10)
TRIES = 5
MAIL_KIND = "login_code"
_PURPOSE = "login-code"


def send_code(person: Person, *, hash_key: bytes, seal_key: bytes, now: datetime) -> None:
    """Mail `person` a new code; earlier ones stop working. Nothing when there is no address."""
    if person.email is None:
        return
    code = codes.new_login_code()
    _end_codes_of(person, now)
    row = LoginCode(
        person_id=person.id,
        code_hash=_hash(code, person, hash_key),
        expires_at=now + LASTS,
        tries_left=TRIES,
    )
    db.session.add(row)
    db.session.flush()
    event_key = f"{_PURPOSE}:{person.key}:{row.id}"
    sealed = Sealer(seal_key).seal(code.encode(), context=event_key)
    outbox.put(
        event_key,
        MAIL_KIND,
        to=person,
        now=now,
        details={"sealed": b64encode(sealed).decode()},
        wait=timedelta(0),
    )


def code_in(message: OutboxMessage, *, seal_key: bytes) -> str:
    """The code that a mail of kind `login_code` carries, opened for sending."""
    sealed = b64decode(message.details["sealed"])
    return Sealer(seal_key).open(sealed, context=message.event_key).decode()


def use_code(person: Person | None, typed: str, *, hash_key: bytes, now: datetime) -> bool:
    """Whether `typed` signs `person` in; a right code is used up, a wrong one costs a try.

    Spaces between the digits do not matter. Each try is taken from the row before the code is
    compared, so that tries sent together cannot get more than five answers.
    """
    row = None if person is None else _open_code_of(person, now)
    if person is None or row is None or not _take_a_try(row):
        return False
    digits = "".join(typed.split())
    if not codes.constant_time_equal(_hash(digits, person, hash_key), row.code_hash):
        return False
    row.used_at = now
    return True


def forget_expired(now: datetime) -> int:
    """Delete the codes that can sign nobody in any more; returns how many."""
    gone = db.session.execute(
        delete(LoginCode).where(LoginCode.expires_at <= now).returning(LoginCode.id)
    )
    return len(gone.all())


def _open_code_of(person: Person, now: datetime) -> LoginCode | None:
    return db.session.scalars(
        select(LoginCode)
        .where(
            LoginCode.person_id == person.id,
            LoginCode.used_at.is_(None),
            LoginCode.expires_at > now,
            LoginCode.tries_left > 0,
        )
        .order_by(LoginCode.id.desc())
        .limit(1)
        .with_for_update()
    ).first()


def _take_a_try(row: LoginCode) -> bool:
    taken = db.session.execute(
        update(LoginCode)
        .where(LoginCode.id == row.id, LoginCode.tries_left > 0)
        .values(tries_left=LoginCode.tries_left - 1)
        .returning(LoginCode.id)
    )
    return taken.first() is not None


def _end_codes_of(person: Person, now: datetime) -> None:
    db.session.execute(
        update(LoginCode)
        .where(LoginCode.person_id == person.id, LoginCode.expires_at > now)
        .values(expires_at=now)
    )


def _hash(code: str, person: Person, key: bytes) -> str:
    return codes.keyed_hash(f"{person.key}:{code}", key, _PURPOSE)
