"""Reading a stranger's document without danger to the one who asks: each step in its own process."""

from __future__ import annotations

import json
from dataclasses import replace

from feedback import sandbox
from feedback.errors import N_
from feedback.plans.reading import converting, reader_process, recognising, wire
from feedback.plans.reading.formats import CONVERTED, format_of
from feedback.plans.reading.model import ReadDocument, UnreadableDocument
from feedback.plans.reading.pdf_text import ScannedDocument

WALL_SECONDS = 30
RECOGNISING_SECONDS = 100
LONGEST = converting.WALL_SECONDS + WALL_SECONDS + RECOGNISING_SECONDS

_MOST_ANSWER = 100 * 1024 * 1024
_TOO_LONG = N_(
    "Tệp quá lớn hoặc quá phức tạp: không đọc xong trong %(seconds)s giây và bộ nhớ cho phép. Hãy bỏ"
    " hình ảnh, tách phụ lục rồi tải lên lại."
)


def read_safely(data: bytes, filename: str) -> ReadDocument:
    """What the file says, read as `read_document` does but in processes of limited means.

    A .doc, .odt or .rtf is converted first, a scan recognised, where the programs for it are
    installed. Takes up to 170 seconds. Raises UnreadableDocument.
    """
    found = format_of(data, filename)
    if found in CONVERTED:
        data, filename = converting.as_word(data, found), "converted.docx"
    try:
        return _asked(data, filename)
    except ScannedDocument:
        if not recognising.is_possible():
            raise
    read = _asked(data, filename, reader_process.PICTURES, wall_seconds=RECOGNISING_SECONDS)
    return replace(read, warnings=(recognising.RECOGNISED, *read.warnings))


def _asked(data: bytes, filename: str, *how: str, wall_seconds: int = WALL_SECONDS) -> ReadDocument:
    raw, code = sandbox.ask(
        reader_process.__name__,
        data,
        arguments=(filename, *how),
        wall_seconds=wall_seconds,
        most_answer=_MOST_ANSWER,
    )
    kind, rest = raw[:1], raw[1:]
    try:
        if kind == reader_process.READ:
            return wire.read_back(rest)
        if kind in (reader_process.SCANNED, reader_process.UNREADABLE):
            raise _refusal(kind, rest)
    except ValueError as error:
        # Cut off, or not ours: whoever reads a hostile file may say anything.
        raise UnreadableDocument(_TOO_LONG, seconds=wall_seconds) from error
    if code > 0:
        # It ended by itself without a word: it did not start. That is ours to mend.
        raise RuntimeError("the process that reads documents did not start; see its standard error")
    raise UnreadableDocument(_TOO_LONG, seconds=wall_seconds)


def _refusal(kind: bytes, told: bytes) -> UnreadableDocument:
    message, params = json.loads(told)
    if not isinstance(message, str) or not isinstance(params, dict):
        raise ValueError("not a refusal")
    refusal = ScannedDocument if kind == reader_process.SCANNED else UnreadableDocument
    return refusal(message, **{str(name): str(value) for name, value in params.items()})
