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
import subprocess
import sys
import tempfile
import threading
import unicodedata
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO

from feedback.attachments_kinds import (
    ENDINGS,
    MEDIA_TYPES,
    MOST_BYTES,
    Kind,
    Reason,
    kind_of,
)
from feedback.errors import N_, UserError

LONGEST_NAME = 120
_NO_NAME = "tep-dinh-kem"
_WALL_SECONDS = 30
_PATIENCE_SECONDS = 20
_AT_ONCE = 2
_MOST_ANSWER_BYTES = 3 * MOST_BYTES
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PROJECT = Path(__file__).resolve().parent.parent
# Each child may take a gigabyte; a crowd of them would take the machine.
_turns = threading.BoundedSemaphore(_AT_ONCE)

_SENTENCES = {
    Reason.EMPTY: N_(
        "Tệp %(name)s không có nội dung (0 byte). Xin mở thử tệp trên máy rồi gửi lại."
    ),
    Reason.TOO_BIG: N_(
        "Tệp %(name)s nặng %(megabytes)s MB, quá mức %(most)s MB. Xin chụp hoặc lưu ở cỡ nhỏ hơn,"
        " hoặc chia thành nhiều tệp rồi gửi lại."
    ),
    Reason.LIES: N_(
        "Tệp %(name)s mang đuôi %(ending)s nhưng nội dung là %(found)s. Xin gửi tệp gốc, hoặc đổi"
        " đuôi tệp cho đúng rồi gửi lại."
    ),
    Reason.UNSUPPORTED: N_(
        "Tệp %(name)s là loại %(found)s, chưa nhận được. Xin gửi ảnh (JPEG, PNG, WebP), PDF hoặc"
        " Word (.docx)."
    ),
    Reason.UNKNOWN: N_(
        "Không nhận ra tệp %(name)s là loại gì. Xin gửi ảnh (JPEG, PNG, WebP), PDF hoặc Word"
        " (.docx)."
    ),
    Reason.HEIC: N_(
        "Ảnh %(name)s ở dạng HEIC của iPhone, chưa nhận được. Xin chụp màn hình tấm ảnh rồi gửi"
        " ảnh chụp màn hình; hoặc vào Cài đặt → Camera → Định dạng, chọn “Tương thích nhất” rồi"
        " chụp lại."
    ),
    Reason.OLD_OFFICE: N_(
        "Tệp %(name)s là tệp Office đời cũ (như .doc) hoặc đang đặt mật khẩu. Xin mở tệp, bỏ mật"
        " khẩu, lưu lại thành Word (.docx) hoặc PDF rồi gửi lại."
    ),
    Reason.ENCRYPTED: N_(
        "Tệp %(name)s đang đặt mật khẩu nên không xem được. Xin bỏ mật khẩu rồi gửi lại."
    ),
    Reason.MACROS: N_(
        "Tệp %(name)s có macro (đoạn chương trình chạy kèm) nên không nhận. Xin lưu lại thành"
        " Word thường (.docx) hoặc PDF rồi gửi lại."
    ),
    Reason.DAMAGED: N_(
        "Không đọc được tệp %(name)s: tệp bị hỏng hoặc tải lên chưa hết. Xin mở thử trên máy,"
        " lưu lại rồi gửi lại."
    ),
    Reason.INFLATES: N_(
        "Tệp %(name)s khi mở ra lớn gấp nhiều lần mức bình thường nên không nhận, vì lý do an"
        " toàn. Xin lưu lại thành PDF rồi gửi lại."
    ),
    Reason.TOO_MANY_PIXELS: N_(
        "Ảnh %(name)s quá lớn (chỉ nhận đến khoảng 50 triệu điểm ảnh). Xin chụp hoặc lưu ở cỡ nhỏ hơn rồi gửi lại."
    ),
    Reason.TOO_COMPLEX: N_(
        "Tệp %(name)s quá phức tạp, không kiểm tra xong được. Xin lưu lại thành PDF đơn giản hơn,"
        " hoặc chụp ảnh các trang cần gửi."
    ),
    Reason.BUSY: N_(
        "Đang có nhiều tệp cùng được kiểm tra nên chưa nhận được tệp %(name)s. Xin gửi lại sau ít"
        " phút."
    ),
}


class BadFile(UserError):
    """A file that is not taken in; the message says why and what the sender can do."""

    def __init__(self, reason: Reason, **params: object) -> None:
        super().__init__(_SENTENCES[reason], **params)
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
    """The sender's file without anything but its content, under a harmless name.

    Takes JPEG, PNG, WebP (redrawn, at most 4096 pixels a side), PDF and DOCX up to 10 MB, told
    by content. A name without an ending gets one; an ending that says another kind is a lie.
    Takes up to 30 seconds. Raises BadFile.
    """
    name = safe_name(filename)
    _check_size(data, name)
    kind = kind_of(data)
    if kind not in MEDIA_TYPES and kind is not Kind.ZIP:
        raise _refusal(kind, None, name)
    answer = _asked(data, name)
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


def _asked(data: bytes, name: str) -> _Answer:
    if not _turns.acquire(timeout=_PATIENCE_SECONDS):
        raise BadFile(Reason.BUSY, name=name)
    try:
        raw, code = _through_the_sandbox(data)
    finally:
        _turns.release()
    answer = _read_answer(raw)
    if answer:
        return answer
    if code > 0:
        # It ended by itself without a word: it did not start. That is ours to mend.
        raise RuntimeError("feedback.attachments_sandbox did not start; see its standard error")
    return _Answer(kind_of(data), Reason.TOO_COMPLEX, b"")


def _through_the_sandbox(data: bytes) -> tuple[bytes, int]:
    """What the child answered, at most 30 MB of it, and how it ended (negative: killed)."""
    with subprocess.Popen(
        [sys.executable, "-B", "-m", "feedback.attachments_sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_PROJECT,
        env=_bare_environment(),
    ) as child:
        assert child.stdin
        assert child.stdout
        watchdog = threading.Timer(_WALL_SECONDS, child.kill)
        feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
        watchdog.start()
        feeder.start()
        try:
            raw = child.stdout.read(_MOST_ANSWER_BYTES)
            child.stdout.close()
            code = child.wait()
        finally:
            child.kill()
            watchdog.cancel()
            feeder.join()
    return raw, code


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.close()
    except OSError:
        # The child died before it had read everything; its answer, or silence, tells.
        pass


def _bare_environment() -> dict[str, str]:
    """What Python needs to start, and none of the keys and passwords of the web process."""
    needed = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONHOME")
    return {name: os.environ[name] for name in needed if name in os.environ}


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
