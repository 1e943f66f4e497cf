"""Sealed data: encrypted under a key that lies outside the database and its backups."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_FORMAT = 1
_HEADER_BYTES = 2
_NONCE_BYTES = 12
_TAG_BYTES = 16
_OTHERS_MAY = 0o077


class SealBroken(Exception):
    """The seal does not open: another key, another context, or bytes that were changed."""


class Sealer:
    """Seals and opens under AES-256-GCM.

    To change keys, give the new one another `key_id` (0 to 255) and hand the earlier ones in
    `earlier_keys` by their ids: what they sealed still opens, new seals use the new key.
    """

    def __init__(
        self, key: bytes, *, key_id: int = 1, earlier_keys: Mapping[int, bytes] | None = None
    ) -> None:
        keys = {**(earlier_keys or {}), key_id: key}
        for known_id, known in keys.items():
            if len(known) != KEY_BYTES or not 0 <= known_id <= 0xFF:
                raise ValueError("a sealing key has 32 bytes and an id from 0 to 255")
        self._key_id = key_id
        self._ciphers = {known_id: AESGCM(known) for known_id, known in keys.items()}

    def seal(self, plain: bytes, *, context: str) -> bytes:
        """The sealed bytes, 30 longer than `plain`.

        `context` says where they belong ("identity:7k3qxv0m2bnd"); they open nowhere else, so
        a sealed value copied into another row is noticed.
        """
        header = bytes([_FORMAT, self._key_id])
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = self._ciphers[self._key_id]
        return header + nonce + cipher.encrypt(nonce, plain, header + context.encode())

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """What was sealed under the same context; raises SealBroken."""
        header = sealed[:_HEADER_BYTES]
        cipher = self._ciphers.get(header[1]) if len(header) == _HEADER_BYTES else None
        too_short = len(sealed) < _HEADER_BYTES + _NONCE_BYTES + _TAG_BYTES
        if cipher is None or too_short or header[0] != _FORMAT:
            raise SealBroken("not sealed by a known key")
        nonce = sealed[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
        rest = sealed[_HEADER_BYTES + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, header + context.encode())
        except InvalidTag as error:
            raise SealBroken("another key, another context, or changed bytes") from error


def load_or_create_key(path: Path) -> bytes:
    """The 32 bytes kept in the file, made and written for good if there is none yet.

    Two processes that start together get the same key. Raises SealBroken when the file has
    another length or when others than its owner may read it (chmod 600 mends that).
    """
    if not path.exists():
        _create_key(path)
    mode = path.stat().st_mode
    if mode & _OTHERS_MAY:
        raise SealBroken(f"{path} may be read by others; run: chmod 600 {path}")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise SealBroken(f"{path} holds {len(key)} bytes instead of {KEY_BYTES}")
    return key


def _create_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all and never replaces a key that is already in use.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
