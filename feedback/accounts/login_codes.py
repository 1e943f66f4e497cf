"""One-time codes by e-mail: eight digits, ten minutes, five tries, one use.

One kind signs in, the other proves that an address is the person's; neither does the other's
work. The mail waits in the outbox with the code sealed; the table keeps its keyed hash.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update

from feedback import codes, outbox
from feedback.sealing import Sealer
from models import LoginCode, OutboxMessage, Person, db

LASTS = timedelta(minutes=10)
TRIES = 5
MAIL_KIND = "login_code"
PROOF_MAIL_KIND = "address_proof"
_PURPOSE, _PROOF_PURPOSE = "login-code", "address-proof"


def send_code(person: Person, *, hash_key: bytes, seal_key: bytes, now: datetime) -> None:
    """Mail `person` a new code; earlier ones stop working. Nothing when there is no address."""
    if person.email is not None:
        _send(person, None, hash_key=hash_key, seal_key=seal_key, now=now)


def send_proof(
    person: Person, address: str, *, hash_key: bytes, seal_key: bytes, now: datetime
) -> None:
    """Mail a code to `address`, by which `person` proves it; an earlier one stops working."""
    _send(person, address, hash_key=hash_key, seal_key=seal_key, now=now)


def _send(
    person: Person, proves: str | None, *, hash_key: bytes, seal_key: bytes, now: datetime
) -> None:
    code = codes.new_login_code()
    _end_codes_of(person, now, proving=proves is not None)
    row = LoginCode(
        person_id=person.id,
        code_hash=_hash(code, person, hash_key, proving=proves is not None),
        expires_at=now + LASTS,
        tries_left=TRIES,
        proves_email=proves,
    )
    db.session.add(row)
    db.session.flush()
    event_key = f"{_PURPOSE if proves is None else _PROOF_PURPOSE}:{person.key}:{row.id}"
    sealed = Sealer(seal_key).seal(f"{code} {proves or ''}".encode(), context=event_key)
    outbox.put(
        event_key,
        MAIL_KIND if proves is None else PROOF_MAIL_KIND,
        to=person,
        now=now,
        details={"sealed": b64encode(sealed).decode()},
        wait=timedelta(0),
    )


def code_in(message: OutboxMessage, *, seal_key: bytes) -> str:
    """The code that a mail of one of the two kinds carries, opened for sending."""
    return _opened(message, seal_key).partition(" ")[0]


def address_in(message: OutboxMessage, *, seal_key: bytes) -> str:
    """Where a mail of kind `address_proof` goes: not yet to the person's own address."""
    return _opened(message, seal_key).partition(" ")[2]


def _opened(message: OutboxMessage, seal_key: bytes) -> str:
    sealed = b64decode(message.details["sealed"])
    return Sealer(seal_key).open(sealed, context=message.event_key).decode()


def use_code(person: Person | None, typed: str, *, hash_key: bytes, now: datetime) -> bool:
    """Whether `typed` signs `person` in; a right code is used up, a wrong one costs a try.

    Spaces between the digits do not matter. Each try is taken from the row before the code is
    compared, so that tries sent together cannot get more than five answers.
    """
    return person is not None and _used(person, typed, hash_key, now, proving=False) is not None


def use_proof(person: Person, typed: str, *, hash_key: bytes, now: datetime) -> str | None:
    """The address that `typed` proves, by the same rules; None when it proves none."""
    row = _used(person, typed, hash_key, now, proving=True)
    return row.proves_email if row is not None else None


def address_waiting(person: Person, now: datetime) -> str | None:
    """The address that `person` may still prove by a code; None when none waits."""
    row = _open_code_of(person, now, proving=True)
    return row.proves_email if row is not None else None


def _used(
    person: Person, typed: str, hash_key: bytes, now: datetime, *, proving: bool
) -> LoginCode | None:
    row = _open_code_of(person, now, proving=proving)
    if row is None or not _take_a_try(row):
        return None
    digits = "".join(typed.split())
    expected = _hash(digits, person, hash_key, proving=proving)
    if not codes.constant_time_equal(expected, row.code_hash):
        return None
    row.used_at = now
    return row


def forget_expired(now: datetime) -> int:
    """Delete the codes that can sign nobody in any more; returns how many."""
    gone = db.session.execute(
        delete(LoginCode).where(LoginCode.expires_at <= now).returning(LoginCode.id)
    )
    return len(gone.all())


def _of(person: Person, *, proving: bool) -> ColumnElement[bool]:
    kind = LoginCode.proves_email.is_not(None) if proving else LoginCode.proves_email.is_(None)
    return and_(LoginCode.person_id == person.id, kind)


def _open_code_of(person: Person, now: datetime, *, proving: bool) -> LoginCode | None:
    return db.session.scalars(
        select(LoginCode)
        .where(
            _of(person, proving=proving),
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


def _end_codes_of(person: Person, now: datetime, *, proving: bool) -> None:
    db.session.execute(
        update(LoginCode)
        .where(_of(person, proving=proving), LoginCode.expires_at > now)
        .values(expires_at=now)
    )


def _hash(code: str, person: Person, key: bytes, *, proving: bool) -> str:
    purpose = _PROOF_PURPOSE if proving else _PURPOSE
    return codes.keyed_hash(f"{person.key}:{code}", key, purpose)
