"""Lines into paragraphs: sentences cut by a line break are joined, glued ones taken apart."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from statistics import quantiles

from feedback.plans.reading.labels import UPPER, marker_of
from feedback.plans.reading.model import Line

_STATE_NAME = r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = r"Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc"
_DATE = r"ngày[\s\d.…_/]{0,12}tháng[\s\d.…_/]{0,12}năm\s*\d{4}"
_PLACE_AND_DATE = rf"[{UPPER}][\w.\- ]{{1,38}},\s*{_DATE}"
_NUMBER_SIGN = (
    r"-?\s*Số\s*:?[\s\d.…_]{0,20}(?:-\s?[A-ZĐ]{1,6}\s?)?/\s?"
    r"[A-ZĐ][A-ZĐa-z0-9]*(?:\s?[-–/&]\s?[A-ZĐ0-9][A-ZĐ0-9a-z]*)*"
)
_HEAD_PIECES = re.compile(f"({_STATE_NAME}|{_MOTTO}|{_NUMBER_SIGN}|{_PLACE_AND_DATE})")
_IS_HEAD = re.compile(f"{_STATE_NAME}|{_MOTTO}|^\\W*Số\\s*:?[\\s\\d.…_]*/")
_HEAD_LINES = 60

_ENDS_SENTENCE = re.compile(r"[.;:!?…/]['\"”’)]*$")
_TYPE_WORDS = (
    "KẾ HOẠCH", "QUYẾT ĐỊNH", "BÁO CÁO", "QUY CHẾ", "QUI CHẾ", "QUY ĐỊNH", "CHỈ THỊ", "THÔNG BÁO",
    "HƯỚNG DẪN", "CHƯƠNG TRÌNH", "NGHỊ QUYẾT", "TỜ TRÌNH", "ĐỀ ÁN", "PHƯƠNG ÁN", "NỘI QUY",
    "THÔNG TRI", "CÔNG VĂN",
)  # fmt: skip
_TYPE_LINE = re.compile(rf"({'|'.join(_TYPE_WORDS)})", re.IGNORECASE)
_TYPE_OPENING = re.compile(rf"({'|'.join(_TYPE_WORDS)})(?=\s|$)")

_TYPICAL_LONGEST_LINE = 130  # characters; a longer line was never wrapped by hand
_WRAPPED_PAIRS = 5

# A text is taken for one long line only when hardly any line break is left in it.
_GLUED_FROM = 1_200
_GLUED_SHARE = 0.6
_GLUED_MARKS = re.compile(
    rf"(?<=\s)(?=(?:{'|'.join(_TYPE_WORDS)}) )"
    rf"|(?<=\s)(?=[IVX]{{1,5}}\. ?[{UPPER}]{{2}})"
    r"|(?<=[\s.;:])(?=Căn cứ |Nơi nhận ?:|Trên đây là |(?:CHƯƠNG|Chương) [IVX]+\b|Điều \d{1,3}\. )"
    rf"|(?<![Đđ]iều )(?<=[.;:…”\w]\s)(?=(?:- )?\d{{1,2}}(?:\.\d{{1,2}})*\. [{UPPER}])"
    r"|(?<!điểm )(?<=[.;:…”\w]\s)(?=(?:- )?[a-zđ]\) )"
    rf"|(?<=[.;:…]\s)(?=[-+*] [{UPPER}])"
)
_BULLET_AFTER_HEADING = re.compile(
    rf"^((?:- )?(?:\d[\d.]*|[a-zđ]\)) .{{3,80}}?\w) (?=- (?!Thương binh)[{UPPER}])"
)


def document_type(line: str) -> str | None:
    """The type ("Kế hoạch") when the whole line is the name of a document type, else None."""
    found = _TYPE_LINE.fullmatch(line)
    return found[1].capitalize() if found else None


def opening_type(line: str) -> tuple[str, str] | None:
    """The type and the rest, ("Báo cáo", "SƠ KẾT"), when the line begins with a type in capitals, else None."""
    found = _TYPE_OPENING.match(line)
    return (found[1].capitalize(), line[found.end() :].strip(" :")) if found else None


def is_head_piece(line: str) -> bool:
    """Whether the line is the state's name, its motto, the number or place and date."""
    return bool(_HEAD_PIECES.fullmatch(line) or _IS_HEAD.search(line))


def paragraphs_of(lines: list[Line]) -> list[Line]:
    """`lines` as the paragraphs a reader sees."""
    lines = _unglued(lines)
    width = _wrapping_width(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [replace(group[0], text=" ".join(line.text for line in group)) for group in groups]


def _continues(before: Line, line: Line, width: float | None) -> bool:
    """Whether `line` goes on with the sentence that `before` left open."""
    if before.is_row or line.is_row or _stands_alone(line.text) or marker_of(line.text):
        return False
    if before.text.isupper() or document_type(before.text) or is_head_piece(before.text):
        return False
    if _ENDS_SENTENCE.search(before.text):
        return False
    if line.text[0].islower():
        return True
    if before.text.endswith(","):
        return not line.text.isupper()
    return width is not None and _is_wrapped(before, line, width)


def _stands_alone(text: str) -> bool:
    return bool(document_type(text) or is_head_piece(text) or text.startswith("Nơi nhận"))


def _is_wrapped(before: Line, line: Line, width: float) -> bool:
    """Whether the line break after `before` was made by a full line and not by its author."""
    full = len(before.text) >= 0.75 * width
    return full and line.number - before.number == 1 and not line.text.isupper()


def _wrapping_width(lines: list[Line]) -> float | None:
    """The width at which the whole text was wrapped, in characters; None when it was not."""
    lengths = [len(line.text) for line in lines]
    if len(lengths) < 2 * _WRAPPED_PAIRS or max(lengths) > _TYPICAL_LONGEST_LINE:
        return None
    width = quantiles(lengths, n=20)[-1]
    wrapped = sum(
        _is_wrapped(before, line, width)
        and not _ENDS_SENTENCE.search(before.text)
        and not marker_of(line.text)
        for before, line in pairwise(lines)
    )
    return width if wrapped >= _WRAPPED_PAIRS else None


def _unglued(lines: list[Line]) -> list[Line]:
    """`lines` with a title block, or a whole document, taken apart that stood on one line."""
    total = sum(len(line.text) for line in lines)
    apart: list[Line] = []
    for line in lines:
        pieces = [line.text]
        if len(line.text) >= max(_GLUED_FROM, _GLUED_SHARE * total):
            pieces = [part for piece in _GLUED_MARKS.split(line.text) for part in _bullets(piece)]
        apart.extend(replace(line, text=piece.strip()) for piece in pieces if piece.strip())
    head = [part for line in apart[:_HEAD_LINES] for part in _head_apart(line)]
    return [*head, *apart[_HEAD_LINES:]]


def _bullets(piece: str) -> list[str]:
    return _BULLET_AFTER_HEADING.sub("\\1\n", piece).split("\n")


def _head_apart(line: Line) -> list[Line]:
    if line.is_row or not _IS_HEAD.search(line.text):
        return [line]
    pieces = [piece.strip(" -_") for piece in _HEAD_PIECES.split(line.text)]
    return [replace(line, text=piece) for piece in pieces if piece]
