"""Keys and secrets: made at random, typed by people, kept only as keyed hashes.

A secret that people type has 130 bits, so that a fast keyed hash is enough to keep it; a slow
one would let anybody stall the server by asking.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

# Crockford's 32: no I, L, O (they look like 1 and 0) and no U.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SECRET_LENGTH = 26
_GROUP = 5
_LOGIN_CODE_DIGITS = 8
# x^5 + x^2 + 1, by which 32 characters become a field to calculate in.
_FIELD = 0b100101


def new_key(length: int = 12) -> str:
    """A random public row key, like `7k3qxv0m2bnd`: five bits a character, no order, no count."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length)).lower()


def meant_key(typed: str) -> str:
    """The key that somebody meant who typed it from paper: O for 0, I and L for 1, any case."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    meant = "".join(one for one in plain if not _is_separator(one))
    return meant.translate(_MISREAD).lower()


def new_secret() -> str:
    """A secret to print and to type: 130 random bits and a check character, in groups of five.

    `7K3QX-V0M2B-ND8RT-4YHWZ-S6C1P-E9`. Store `keyed_hash(normalise_secret(it), …)`, never it.
    """
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_LENGTH))
    return _in_groups(drawn + _check_character(drawn))


def secret_from(seed: str, key: bytes, purpose: str) -> str:
    """The secret that belongs to `seed`: the same for the same seed, key and purpose.

    Without `key` nobody can compute it, whatever they know of the seed.
    """
    number = int(keyed_hash(seed, key, purpose), 16)
    drawn = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_SECRET_LENGTH))
    return _in_groups(drawn + _check_character(drawn))


def normalise_secret(typed: str) -> str | None:
    """The 27 characters meant, upper case without separators, or None when mistyped.

    Takes lower case, full-width letters, spaces and dashes of every kind; O counts as 0, I and
    L as 1. U is never part of a secret, so it is a mistake and not guessed at.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    meant = "".join(one for one in plain if not _is_separator(one)).translate(_MISREAD)
    if len(meant) != _SECRET_LENGTH + 1 or any(one not in _ALPHABET for one in meant):
        return None
    return meant if _check_character(meant[:-1]) == meant[-1] else None


def _in_groups(whole: str) -> str:
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def _is_separator(one: str) -> bool:
    return one in "._" or unicodedata.category(one) in ("Pd", "Zs", "Cc", "Cf")


def _check_character(drawn: str) -> str:
    """Finds every single wrong character and every two exchanged ones.

    Each place weighs another power of the field's generator, so neither can cancel out.
    """
    total, weight = 0, 1
    for one in drawn:
        weight = _times(weight, 2)
        total ^= _times(weight, _ALPHABET.index(one))
    return _ALPHABET[total]


def _times(left: int, right: int) -> int:
    """The product of two elements of the field with 32 elements."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0b100000:
            left ^= _FIELD
        right >>= 1
    return product


def keyed_hash(secret: str, key: bytes, purpose: str) -> str:
    """64 hex digits to store or look up instead of the secret (HMAC-SHA-256).

    Without `key` a stolen database tells nothing; the same secret under another purpose
    ("receipt", "session") gives another hash. Raises ValueError for a key below 16 bytes.
    """
    if len(key) < hashlib.sha256().block_size // 4:
        raise ValueError("a key needs at least 16 bytes")
    named = purpose.encode()
    # The length stands before the purpose, so that no two pairs run together to the same bytes.
    message = len(named).to_bytes(4, "big") + named + secret.encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def constant_time_equal(left: str, right: str) -> bool:
    """Whether both are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def new_login_code() -> str:
    """Eight random digits for one sign-in; short-lived and few tries, or they can be guessed."""
    return f"{secrets.randbelow(10**_LOGIN_CODE_DIGITS):0{_LOGIN_CODE_DIGITS}d}"
