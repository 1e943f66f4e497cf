"""Receipts: the secret code by which a sender without account follows a comment.

Only the keyed hash of the code is kept. The code itself is computed from what the sender's form
carries and says, so that pressing "Gửi" twice gives the same comment and the same code, and
nobody who holds the database alone can compute it.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from feedback import codes
from models import Comment, Receipt, db


def new_send_token() -> str:
    """The random token that a form carries, one for every time it is shown."""
    return codes.new_secret()


def send_seed(token: str, *said: str) -> str:
    """What tells one sending from another: the form's token with what it says.

    The same form with another text is another sending. A form without a proper token counts as
    a fresh one, so it is never mistaken for another.
    """
    known = codes.normalise_secret(token) or codes.new_secret()
    parts = "".join(f"{len(part)}:{part}" for part in (known, *said))
    return hashlib.sha256(parts.encode()).hexdigest()


def send_key(seed: str, *, key: bytes) -> str:
    """What is kept of a sending, so that its copy is found."""
    return codes.keyed_hash(seed, key, "send")


def secret_of(seed: str, *, key: bytes) -> str:
    """The secret code of a sending, in groups of five."""
    return codes.secret_from(seed, key, "receipt-secret")


def keep(comment: Comment, secret: str, *, key: bytes) -> None:
    """Let `secret` open the tracking page of `comment`. Raises ValueError for a malformed one."""
    meant = codes.normalise_secret(secret)
    if meant is None:
        raise ValueError("not a secret made by secret_of")
    db.session.add(Receipt(comment_id=comment.id, secret_hash=_hash_of(meant, key)))


def comment_by_secret(typed: str, *, key: bytes) -> Comment | None:
    """The comment that a typed code opens.

    A mistyped and an unknown code take the same steps, so that the time tells nothing.
    """
    meant = codes.normalise_secret(typed)
    wanted = _hash_of(meant or codes.new_login_code(), key)
    found = db.session.scalars(
        select(Comment).join(Receipt).where(Receipt.secret_hash == wanted)
    ).first()
    return found if meant else None


def _hash_of(meant: str, key: bytes) -> str:
    return codes.keyed_hash(meant, key, "receipt")
