"""The process that reads a stranger's document: little memory, little time, no network.

Started by `safely.py` as `python -m feedback.plans.reading.reader_process NAME [pictures]`. It
reads one file from standard input and writes one answer: a letter, then JSON. "R" stands before
what was read, "S" before the message about a scan, "U" before any other message for the sender.
"""

from __future__ import annotations

import json
import os
import sys

from feedback import sandbox
from feedback.errors import N_
from feedback.plans.reading import read_document, read_lines, wire
from feedback.plans.reading.formats import MOST_BYTES
from feedback.plans.reading.model import UnreadableDocument
from feedback.plans.reading.pdf_text import ScannedDocument
from feedback.plans.reading.recognising import recognised_lines

BOUNDS = sandbox.Bounds(cpu_seconds=25)
RECOGNISING = sandbox.Bounds(cpu_seconds=90)
PICTURES = "pictures"
READ, SCANNED, UNREADABLE = b"R", b"S", b"U"

_TOO_COMPLEX = N_(
    "Tệp quá phức tạp nên không đọc hết được. Hãy bỏ hình vẽ, phụ lục lớn rồi tải lên lại, hoặc dán"
    " nội dung vào ô bên dưới."
)
_BROKEN = N_("Tệp có phần bị hỏng nên không đọc được. Hãy mở thử trên máy, lưu lại rồi tải lên.")


def answer_for(data: bytes, filename: str, *, pictures: bool) -> bytes:
    """The answer as it goes through the pipe; never raises."""
    try:
        read = read_lines(recognised_lines(data)) if pictures else read_document(data, filename)
        return READ + wire.written(read)
    except ScannedDocument as refusal:
        return SCANNED + _told(refusal)
    except UnreadableDocument as refusal:
        return UNREADABLE + _told(refusal)
    except (MemoryError, RecursionError):
        return UNREADABLE + _told(UnreadableDocument(_TOO_COMPLEX))
    except Exception:  # noqa: BLE001 - whatever a parser throws, the sender hears one thing
        return UNREADABLE + _told(UnreadableDocument(_BROKEN))


def _told(refusal: UnreadableDocument) -> bytes:
    return json.dumps([refusal.message, refusal.params]).encode()


def main() -> None:
    """Reads, answers. Parsers are silenced: a file must not write our log."""
    filename, *how = sys.argv[1:]
    pictures = how == [PICTURES]
    sandbox.limit_this_process(RECOGNISING if pictures else BOUNDS)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stderr.fileno())
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    sys.stdout.buffer.write(answer_for(data, filename, pictures=pictures))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
