"""Passwords: hashed slowly by argon2, compared in the same time whoever asks."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# argon2id with the library's present defaults (RFC 9106, second choice: 64 MiB, three passes).
_hasher = PasswordHasher()
# Checked when there is no such person, so that the time taken tells nothing.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """What to store; about 50 ms and 64 MiB."""
    return _hasher.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether `password` is the one stored; as slow without a stored one, and then False."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
