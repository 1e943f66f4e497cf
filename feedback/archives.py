"""ZIP containers (Word files among them), looked at before anything inside is opened."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

from feedback.attachments_kinds import Reason, Refused

MOST_ENTRIES = 2_000
MOST_DIRECTORY_BYTES = 1024 * 1024
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_INFLATION = 100

_END = struct.Struct("<4s4H2LH")
_END_64_LOCATOR_BYTES = 20
_ENCRYPTED_FLAG = 0x1


def checked_archive(data: bytes) -> zipfile.ZipFile:
    """The ZIP in `data`, opened only after its directory was found harmless.

    At most 2,000 entries, 100 MB unpacked, 100 times the packed size; stored or deflated;
    nothing before, after or between that the directory does not name; no overlapping, doubled,
    encrypted or escaping entry. Raises Refused. An entry read from it never yields more bytes
    than the directory declares, so the sums checked here hold.
    """
    _check_end_record(data)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(Reason.DAMAGED) from error
    _check_entries(archive.infolist(), packed=len(data))
    return archive


def read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """The content of one entry, its checksum verified; raises Refused when it is damaged."""
    try:
        return archive.read(name)
    except Exception as error:  # zlib, struct, zipfile and OS errors all mean the same here
        raise Refused(Reason.DAMAGED) from error


def _check_end_record(data: bytes) -> None:
    """Refuses what would let two readers see two different archives in the same bytes."""
    if len(data) < _END.size or not data.startswith(b"PK\x03\x04"):
        raise Refused(Reason.DAMAGED)
    signature, *_, entries, size, offset, comment = _END.unpack(data[-_END.size :])
    end_at = len(data) - _END.size
    if signature != b"PK\x05\x06" or comment or offset + size != end_at:
        raise Refused(Reason.DAMAGED)
    locator_at = end_at - _END_64_LOCATOR_BYTES
    if data[locator_at : locator_at + 4] == b"PK\x06\x07":
        raise Refused(Reason.INFLATES)
    if entries > MOST_ENTRIES or size > MOST_DIRECTORY_BYTES:
        raise Refused(Reason.INFLATES)


def _check_entries(entries: list[zipfile.ZipInfo], *, packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED_BYTES:
        raise Refused(Reason.INFLATES)
    if unpacked > MOST_INFLATION * packed:
        raise Refused(Reason.INFLATES)
    # Entries that share packed bytes are how a small file holds petabytes.
    if sum(entry.compress_size for entry in entries) > packed:
        raise Refused(Reason.INFLATES)
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise Refused(Reason.ENCRYPTED)
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names) or not all(_is_ordinary(entry) for entry in entries):
        raise Refused(Reason.DAMAGED)


def _is_ordinary(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.split("/")
    return (
        entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        and not entry.filename.startswith("/")
        and "\\" not in entry.filename
        and ".." not in parts
    )
