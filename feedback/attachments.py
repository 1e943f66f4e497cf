"""Files that senders attach: checked by content, cleaned of who made them, kept by content.

Pictures are drawn anew, PDF and Word files rewritten, all of it in a process of its own
(`attachments_sandbox.py`); here are the door, the sentences a refused sender reads, the names,
and the shelf: kept files are named by what they contain and written so that a power cut leaves
all or nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import struct
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from feedback import attachments_turns, sandbox
from feedback.attachments_kinds import (
    ENDINGS,
    MEDIA_TYPES,
    MOST_BYTES,
    MOST_PIXELS,
    Kind,
    Reason,
    kind_of,
)
from feedback.attachments_sentences import SENTENCES
from feedback.attachments_sizes import pixels_of
from feedback.errors import UserError

LONGEST_NAME = 120
_NO_NAME = "tep-dinh-kem"
_WALL_SECONDS = 30
_MILLION = 1_000_000
_MOST_ANSWER_BYTES = 3 * MOST_BYTES
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BadFile(UserError):
    """A file that is not taken in; the message says why and what the sender can do."""

    def __init__(self, reason: Reason, **params: object) -> None:
        super().__init__(SENTENCES[reason], **params)
        self.reason = reason


@dataclass(frozen=True)
class CleanFile:
    """A file safe to keep and show: `sha256` (hex) is of `data`, the cleaned bytes."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True)
class _Answer:
    kind: Kind
    reason: Reason | None
    data: bytes


def check_and_clean(data: bytes, filename: str) -> CleanFile:
    """One file as `clean_all` gives it back. Raises BadFile."""
    cleaned, bad = clean_all([(data, filename)])
    if bad:
        raise bad[0]
    return cleaned[0]


def clean_all(sent: Sequence[tuple[bytes, str]]) -> tuple[list[CleanFile], list[BadFile]]:
    """The files (content, name) of one post without anything but their content, harmlessly named.

    Takes JPEG, PNG, WebP (redrawn, at most 4096 pixels a side), PDF and DOCX up to 10 MB, told
    by content. A name without an ending gets one; an ending that says another kind is a lie.
    Above 40 megapixels together nothing is opened, nor while too many others send files. Takes
    up to 30 seconds a file. Where the second list is not empty, the post cannot be taken.
    """
    bad = _bad_at_sight(sent)
    if bad:
        return [], bad
    cleaned = []
    with attachments_turns.a_turn() as is_ours:
        if not is_ours:
            return [], [BadFile(Reason.BUSY)]
        for data, filename in sent:
            try:
                cleaned.append(_cleaned(data, safe_name(filename)))
            except BadFile as refusal:
                bad.append(refusal)
    return cleaned, bad


def _bad_at_sight(sent: Sequence[tuple[bytes, str]]) -> list[BadFile]:
    """What is refused before anything is opened."""
    bad = []
    for data, filename in sent:
        try:
            _check_from_outside(data, safe_name(filename))
        except BadFile as refusal:
            bad.append(refusal)
    found = sum(pixels_of(data) for data, _ in sent)
    if not bad and found > MOST_PIXELS and len(sent) > 1:
        numbers = {"found": -(-found // _MILLION), "most": MOST_PIXELS // _MILLION}
        bad.append(BadFile(Reason.TOO_MANY_TOGETHER, **numbers))
    return bad


def _check_from_outside(data: bytes, name: str) -> None:
    _check_size(data, name)
    kind = kind_of(data)
    if kind not in MEDIA_TYPES and kind is not Kind.ZIP:
        raise _refusal(kind, None, name)
    if pixels_of(data) > MOST_PIXELS:
        raise BadFile(Reason.TOO_MANY_PIXELS, name=name)


def _cleaned(data: bytes, name: str) -> CleanFile:
    kind = kind_of(data)
    answer = _asked(data)
    if answer.reason or not _ending_fits(name, answer.kind, kind):
        raise _refusal(answer.kind, answer.reason, name)
    return CleanFile(
        name=_with_ending(name, answer.kind),
        media_type=MEDIA_TYPES[answer.kind],
        data=answer.data,
        sha256=hashlib.sha256(answer.data).hexdigest(),
    )


def _check_size(data: bytes, name: str) -> None:
    if not data:
        raise BadFile(Reason.EMPTY, name=name)
    if len(data) > MOST_BYTES:
        raise BadFile(
            Reason.TOO_BIG,
            name=name,
            # Rounded up, so that a file just above never reads "10 MB, at most 10 MB".
            megabytes=f"{-(-len(data) * 10 // (1024 * 1024)) / 10:.1f}".replace(".", ","),
            most=MOST_BYTES // (1024 * 1024),
        )


def _refusal(kind: Kind, reason: Reason | None, name: str) -> BadFile:
    """The most helpful thing to say: how to send a HEIC, before that its name is wrong."""
    by_kind = {Kind.HEIC: Reason.HEIC, Kind.OLD_OFFICE: Reason.OLD_OFFICE}
    if kind in by_kind:
        return BadFile(by_kind[kind], name=name)
    ending = _ending_of(name)
    harmless = reason in (None, Reason.UNSUPPORTED)
    if harmless and ending in _ALL_ENDINGS and kind is not Kind.UNKNOWN:
        return BadFile(Reason.LIES, name=name, ending=ending, found=kind.value)
    if harmless and kind in MEDIA_TYPES:
        return BadFile(Reason.LIES, name=name, ending=ending, found=kind.value)
    if kind is Kind.UNKNOWN:
        return BadFile(Reason.UNKNOWN, name=name)
    return BadFile(reason or Reason.UNSUPPORTED, name=name, found=kind.value)


_ALL_ENDINGS = {ending for endings in ENDINGS.values() for ending in endings}


def _ending_of(name: str) -> str:
    found = _ENDING.search(name)
    return found.group().lower() if found else ""


def _ending_fits(name: str, cleaned: Kind, sent: Kind) -> bool:
    ending = _ending_of(name)
    return not ending or ending in ENDINGS[cleaned] or ending in ENDINGS.get(sent, ())


def _with_ending(name: str, kind: Kind) -> str:
    if _ending_of(name) in ENDINGS[kind]:
        return name
    stem = _ENDING.sub("", name)
    return stem[: LONGEST_NAME - len(ENDINGS[kind][0])] + ENDINGS[kind][0]


def safe_name(raw: str) -> str:
    """The name as one can show and save it: NFC, at most 120 characters, no folder.

    Control, invisible and direction-changing characters go, because with them `anh‮gpj.exe`
    reads as a picture; so do characters that some systems give a meaning.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    visible = "".join(
        " " if unicodedata.category(one)[0] == "Z" else one
        for one in last
        if unicodedata.category(one)[0] != "C"
    )
    plain = " ".join(re.sub(r'[<>:"|?*]', "-", visible).split()).rstrip(". ")
    ending = plain[len(plain) - len(_ending_of(plain)) :]
    stem = plain.removesuffix(ending).strip(". ")
    return (stem[: LONGEST_NAME - len(ending)].rstrip(". ") or _NO_NAME) + ending


def _asked(data: bytes) -> _Answer:
    raw, code = _through_the_sandbox(data)
    answer = _read_answer(raw)
    if answer:
        return answer
    if code > 0:
        # It ended by itself without a word: it did not start. That is ours to mend.
        raise RuntimeError("feedback.attachments_sandbox did not start; see its standard error")
    return _Answer(kind_of(data), Reason.TOO_COMPLEX, b"")


def _through_the_sandbox(data: bytes) -> tuple[bytes, int]:
    """What the child answered, at most 30 MB of it, and how it ended (negative: killed)."""
    return sandbox.ask(
        "feedback.attachments_sandbox",
        data,
        wall_seconds=_WALL_SECONDS,
        most_answer=_MOST_ANSWER_BYTES,
    )


def _read_answer(raw: bytes) -> _Answer | None:
    """The child's answer, or None when it is not one: it may have been taken over."""
    try:
        (length,) = struct.unpack(">I", raw[:4])
        header = json.loads(raw[4 : 4 + length])
        kind = Kind(header["kind"])
        reason = Reason(header["refused"]) if "refused" in header else None
    except (struct.error, ValueError, KeyError, TypeError):
        return None
    content = raw[4 + length :]
    if reason is None and (kind not in MEDIA_TYPES or not content):
        return None
    return _Answer(kind, reason, content)


class StoredFileDamaged(Exception):
    """The bytes on disk are not the ones that were stored; restore them from a backup."""


def path_of(folder: Path, sha256: str) -> Path:
    """Where a file stands: `folder/ab/cdef…`. Raises ValueError for anything but 64 hex digits."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower-case hexadecimal")
    return folder / sha256[:2] / sha256[2:]


def store(folder: Path, clean: CleanFile) -> Path:
    """Keeps the file for good and tells where; the same content twice is kept once.

    On return the bytes are on disk (fsync of file and folders). Readable by the owner alone.
    """
    target = path_of(folder, clean.sha256)
    if target.exists():
        os.utime(target)  # as young as a new one, for those who clear away what nobody names
        return target
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(clean.data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _make_lasting(target.parent)
    _make_lasting(folder)
    return target


def open_stored(folder: Path, sha256: str) -> BytesIO:
    """The content, checked against its name; at most 30 MB, so it fits in memory.

    Raises FileNotFoundError, or StoredFileDamaged when disk or hand changed it.
    """
    data = path_of(folder, sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StoredFileDamaged(sha256)
    return BytesIO(data)


def remove_stored(folder: Path, sha256: str) -> bool:
    """Removes the content for good; False if it was gone already.

    Two senders may have sent the same content: the caller makes sure that nothing else
    refers to it.
    """
    target = path_of(folder, sha256)
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    _make_lasting(target.parent)
    return True


def _make_lasting(folder: Path) -> None:
    """A name in a folder survives a power cut only once the folder itself was synced."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
