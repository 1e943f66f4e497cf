"""What was mended before reading: a text on one line, lines cut by hand, sentences cut in two."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right

from feedback.errors import N_
from feedback.plans.reading.model import Line, ReadWarning
from feedback.plans.reading.paragraphs import glued_at, unsplit_at, wrapping_width

_MOST_CUT_SENTENCES = 20


def shape_doubts(lines: list[Line], body: list[Line]) -> list[ReadWarning]:
    """The doubts about the shape of the text: its `lines`, and the paragraphs of its `body`."""
    doubts = _glued(lines) or _unsplit(body)
    if wrapping_width(lines) is not None:
        message = N_(
            "Các dòng bị ngắt giữa câu đã được nối lại; hãy xem các đoạn có liền nhau không."
        )
        return [*doubts, ReadWarning("lines_joined", message, f"dòng {lines[0].number}")]
    goes_on = [line.number for line in lines if line.text[0].islower()]
    cut = [line for line in body if line.until > line.number and _within(goes_on, line)]
    message = N_("Câu bị ngắt thành hai đoạn đã được nối lại.")
    doubts += [
        ReadWarning("sentence_joined", message, f"dòng {line.number}")
        for line in cut[:_MOST_CUT_SENTENCES]
    ]
    return doubts


def _within(numbers: list[int], line: Line) -> bool:
    """Whether one of `numbers`, in order, is among the lines that `line` joined to its first."""
    at = bisect_right(numbers, line.number)
    return at < len(numbers) and numbers[at] <= line.until


def _glued(lines: list[Line]) -> list[ReadWarning]:
    at = glued_at(lines)
    if at is None:
        return []
    message = N_("Phần lớn văn bản dính trên một dòng; đã tách theo số mục, cần soát lại từng mục.")
    return [ReadWarning("glued", message, f"dòng {lines[at].number}")]


def _unsplit(body: list[Line]) -> list[ReadWarning]:
    line = unsplit_at(body)
    if line is None:
        return []
    message = N_("Nhiều mục có vẻ dính trên một dòng và chưa được tách; hãy tách từng mục.")
    return [ReadWarning("unsplit", message, f"dòng {line.number}")]


def composition_doubt(data: bytes) -> list[ReadWarning]:
    """A warning that names the first line typed with separate marks, or nothing; for texts."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    if unicodedata.is_normalized("NFC", text):
        return []
    for number, line in enumerate(text.split("\n"), start=1):
        if not unicodedata.is_normalized("NFC", line):
            message = N_("Chữ gõ bằng dấu rời (Unicode tổ hợp) đã được ghép lại.")
            return [ReadWarning("composed", message, f"dòng {number}")]
    return []
