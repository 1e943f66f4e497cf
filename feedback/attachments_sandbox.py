"""The process that opens what strangers send: little memory, little time, nothing to steal.

Started by `attachments.py` as `python -m feedback.attachments_sandbox`. It reads one file from
standard input and writes one answer: four bytes of length, a JSON header of that length,
then the cleaned file. A hostile file that breaks a parser breaks this process and no other.
"""

from __future__ import annotations

import json
import os
import struct
import sys

from PIL import Image

from feedback import sandbox
from feedback.attachments_docx import clean_docx
from feedback.attachments_kinds import MOST_BYTES, MOST_PIXELS, Kind, Reason, Refused, kind_of
from feedback.attachments_pdf import clean_pdf
from feedback.attachments_pictures import clean_picture


def clean(data: bytes) -> tuple[Kind, bytes]:
    """The kind of the cleaned file and its bytes; raises Refused."""
    kind = kind_of(data)
    if kind in (Kind.JPEG, Kind.PNG, Kind.WEBP):
        return clean_picture(data, kind)
    if kind is Kind.PDF:
        return kind, clean_pdf(data)
    if kind is Kind.ZIP:
        return Kind.WORD, clean_docx(data)
    raise Refused(Reason.UNSUPPORTED, kind)


def answer_for(data: bytes) -> bytes:
    """The answer as it goes through the pipe; never raises."""
    try:
        kind, cleaned = clean(data)
        return _framed({"kind": kind.value}, cleaned)
    except Refused as refusal:
        kind = refusal.kind or kind_of(data)
        return _framed({"kind": kind.value, "refused": refusal.reason.value}, b"")
    except (MemoryError, RecursionError):
        return _framed({"kind": kind_of(data).value, "refused": Reason.TOO_COMPLEX.value}, b"")
    except Exception:  # noqa: BLE001 - whatever a parser throws, the sender hears one thing
        return _framed({"kind": kind_of(data).value, "refused": Reason.DAMAGED.value}, b"")


def _framed(header: dict[str, str], content: bytes) -> bytes:
    described = json.dumps(header).encode("ascii")
    return struct.pack(">I", len(described)) + described + content


def limit_this_process() -> None:
    """No more than 1 GB and 20 seconds of computing; no network; writes no file."""
    sandbox.limit_this_process(sandbox.Bounds())


def main() -> None:
    """Reads, cleans, answers. Parsers are silenced: a file must not write our log."""
    limit_this_process()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stderr.fileno())
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    sys.stdout.buffer.write(answer_for(data))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
