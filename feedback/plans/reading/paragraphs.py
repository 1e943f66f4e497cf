"""Lines into paragraphs: sentences cut by a line break are joined, glued ones taken apart."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from statistics import quantiles

from feedback.plans.reading.labels import LOWER, STRUCTURE, UPPER, Mark, marker_of
from feedback.plans.reading.model import Line

_STATE_NAME = r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = r"Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc"
_DATE = r"ngày[\s\d.…_/]{0,12}tháng[\s\d.…_/]{0,12}năm\s*\d{4}"
# A place is not written in capitals, except alone on its line: those are the office's beside it.
_PLACE_AND_DATE = rf"(?:^[{UPPER}][{UPPER}.\- ]{{1,38}}|(?:TP\.?\s?)?[{UPPER}][{LOWER}][\w.\- ]{{0,38}}),\s*{_DATE}"
_WHOLE_DATE = re.compile(rf"\W*{_PLACE_AND_DATE}\W*")
_NUMBER_SIGN = (
    r"-?\s*Số\s*:?[\s\d.…_]{0,20}(?:-\s?[A-ZĐ][A-ZĐa-z]{0,5}\s?)?/\s?"
    r"[A-ZĐ][A-ZĐa-z0-9]*(?:\s?[-–/&]\s?[A-ZĐ0-9][A-ZĐ0-9a-z]*)*"
)
# The head of a Party document; a title may name the Party, too, but not behind one of its bodies.
_PARTY_NAME = r"ĐẢNG CỘNG SẢN VIỆT NAM"
_PARTY_HEAD = rf"^(?:(?:ĐẢNG (?:BỘ|ỦY|UỶ)|CHI BỘ|TỈNH (?:ỦY|UỶ)|THÀNH (?:ỦY|UỶ)|BAN)\b.*\s)?{_PARTY_NAME}(?:\s|$)"
_HEAD_PIECES = re.compile(
    f"({_STATE_NAME}|{_MOTTO}|{_PARTY_NAME}|{_NUMBER_SIGN}|{_PLACE_AND_DATE})"
)
_OFFICE_AND_DATE = re.compile(rf"[{UPPER}\d&.\- ]+ (?={_PLACE_AND_DATE}$)")
_IS_HEAD = re.compile(
    f"{_STATE_NAME}|{_MOTTO}|{_PARTY_HEAD}|(?:^\\W*Số\\s*:?|\\sSố\\s*:)[\\s\\d.…_]*(?:-\\s?[A-ZĐ][A-ZĐa-z]{{0,5}}\\s?)?/"
)
_HEAD_LINES = 60
_RECIPIENTS_AFTER_END = re.compile(r"(?<=/\.)\s+(?=N[ơƠ][iI] n[hH][ậẬ][nN]\s*:)")
_CHAPTERS = (Mark.part, Mark.chapter, Mark.division, Mark.subdivision)
_ARTICLE_AFTER_CHAPTER = re.compile(
    r"(?<=\S)\s+(?=(?:ĐIỀU|Điều)\s+(?:\d{1,3}\s*[.:]|[A-ZĐ][^\W\d_]))"
)

_ENDS_SENTENCE = re.compile(r"[.;:!?…/]['\"”’)]*$")
_TYPE_WORDS = (
    "KẾ HOẠCH", "QUYẾT ĐỊNH", "BÁO CÁO", "QUY CHẾ", "QUI CHẾ", "QUY ĐỊNH", "CHỈ THỊ", "THÔNG BÁO",
    "HƯỚNG DẪN", "CHƯƠNG TRÌNH", "NGHỊ QUYẾT", "TỜ TRÌNH", "ĐỀ ÁN", "PHƯƠNG ÁN", "NỘI QUY",
    "THÔNG TRI", "CÔNG VĂN", "THÔNG CÁO", "DỰ ÁN", "BIÊN BẢN", "CÔNG ĐIỆN", "QUY TRÌNH", "QUY ƯỚC",
    "HƯƠNG ƯỚC", "ĐIỀU LỆ", "THỂ LỆ", "BẢN CAM KẾT", "QUI ĐỊNH", "QUI ƯỚC", "NGHỊ ĐỊNH", "THÔNG TƯ",
)  # fmt: skip
_TYPE_LINE = re.compile(rf"({'|'.join(_TYPE_WORDS)})", re.IGNORECASE)
_TYPE_OPENING = re.compile(rf"({'|'.join(_TYPE_WORDS)})(?=\s|$)")

_TITLE_AFTER_DATE = re.compile(
    rf"([^,]{{0,60}}?,?\s*{_DATE})\s+(?={'|'.join(word.capitalize() for word in _TYPE_WORDS)}|{'|'.join(_TYPE_WORDS)})"
)
_TYPE_WRITTEN = re.compile(
    rf"({'|'.join(word.capitalize() for word in _TYPE_WORDS)})\s+(?!số\b|này\b)"
)
_LONGEST_TITLE = 250
_STATE_LINES = re.compile(f"{_STATE_NAME}|{_MOTTO}")
_LONGEST_CUT = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_TYPICAL_LONGEST_LINE = 130  # characters; a longer line was never wrapped by hand
_WRAPPED_PAIRS = 5

# A text is taken for one long line only when hardly any line break is left in it.
_GLUED_FROM = 1_200
_GLUED_SHARE = 0.6
_SHORT_GLUED_FROM = 300
_GLUED_PIECES = 6
_GLUED_CHAPTERS = 2
_UNSPLIT_FROM = 120
_UNSPLIT_SHARE = 0.7
_UNSPLIT_PIECES = 3
_GLUED_MARKS = re.compile(
    rf"(?<=\s)(?=(?:{'|'.join(_TYPE_WORDS)}) )"
    rf"|(?<=\s)(?=[IVX]{{1,5}}\. ?[{UPPER}]{{2}})"
    r"|(?<=[\s.;:])(?=Căn cứ |Nơi nhận ?:|Trên đây là |(?:CHƯƠNG|Chương) [IVX]+\b|Điều \d{1,3}\. )"
    rf"|(?<=;\s)(?=[{UPPER}][^;:]{{5,300}}như sau\s*:)"
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


def written_type(line: str) -> tuple[str, str] | None:
    """The type and the rest of a title in small letters, ("Kế hoạch", "Tuyên truyền …"), or None."""
    found = _TYPE_WRITTEN.match(line)
    if not found or line[-1] in ".;:," or len(line) > _LONGEST_TITLE:
        return None
    return found[1], line[found.end() :].strip()


def is_place_and_date(line: str) -> bool:
    """Whether the whole line is a place and a date: "Hải Phòng, ngày 10 tháng 9 năm 2026"."""
    return bool(_WHOLE_DATE.fullmatch(line))


def is_head_piece(line: str) -> bool:
    """Whether the line is the state's name, its motto, the number or place and date."""
    return bool(_HEAD_PIECES.fullmatch(line) or _IS_HEAD.search(line))


def paragraphs_of(lines: list[Line]) -> list[Line]:
    """`lines` as the paragraphs a reader sees."""
    lines = _unglued(lines)
    width = wrapping_width(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_joined(group) if len(group) > 1 else group[0] for group in groups]


def _joined(group: list[Line]) -> Line:
    return replace(
        group[0],
        text=" ".join(line.text for line in group),
        is_bold=all(line.is_bold for line in group),
        until=group[-1].last,
    )


def _continues(before: Line, line: Line, width: float | None) -> bool:
    """Whether `line` goes on with the sentence that `before` left open."""
    if before.text.startswith(("CỘNG H", "Độc lập")) and len(line.text) < len(_LONGEST_CUT):
        # A narrow column of a title block cuts the state's name and its motto.
        return bool(_STATE_LINES.fullmatch(f"{before.text} {line.text}"))
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


def wrapping_width(lines: list[Line]) -> float | None:
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
    glued = glued_at(lines)
    apart: list[Line] = []
    for at, line in enumerate(lines):
        pieces = _pieces(line.text) if at == glued else [line.text]
        apart.extend(replace(line, text=piece.strip()) for piece in pieces if piece.strip())
    head = [part for line in apart[:_HEAD_LINES] for part in _head_apart(line)]
    return [part for line in [*head, *apart[_HEAD_LINES:]] for part in _line_apart(line)]


def _line_apart(line: Line) -> list[Line]:
    """What some converter left on one line: a chapter and its article, the end and its recipients."""
    marker = None if line.is_row else marker_of(line.text)
    between = _RECIPIENTS_AFTER_END
    if marker is not None and marker.mark in _CHAPTERS:
        between = _ARTICLE_AFTER_CHAPTER
    pieces = [line.text] if line.is_row else between.split(line.text)
    return [line] if len(pieces) == 1 else [replace(line, text=piece) for piece in pieces]


def glued_at(lines: list[Line]) -> int | None:
    """Which of `lines`, from 0, holds most of a whole document, its head or its numbers included.

    None when none does: a long clause between numbered ones is only a long clause.
    """
    longest = max(range(len(lines)), key=lambda at: len(lines[at].text), default=0)
    text = lines[longest].text if lines else ""
    total = sum(len(line.text) for line in lines)
    if len(text) < max(_SHORT_GLUED_FROM, _GLUED_SHARE * total) or lines[longest].is_row:
        return None
    has_head, pieces = bool(_IS_HEAD.search(text)), _pieces(text)
    if len(pieces) < _GLUED_PIECES or not (has_head or len(text) >= _GLUED_FROM):
        return None
    others = [*lines[:longest], *lines[longest + 1 :]]
    numbered = any(is_head_piece(one.text) or marker_of(one.text) for one in others)
    chapters = sum(_opens_chapter(piece) for piece in pieces)
    return longest if has_head or not numbered or chapters >= _GLUED_CHAPTERS else None


def unsplit_at(body: list[Line]) -> Line | None:
    """The line that holds most of a body and seems to hold several clauses; None when none does.

    Too short to be taken apart for certain, so that a person is asked to look.
    """
    longest = max(body, key=lambda line: len(line.text), default=None)
    if longest is None or longest.is_row:
        return None
    total = sum(len(line.text) for line in body)
    is_most = len(longest.text) >= max(_UNSPLIT_FROM, _UNSPLIT_SHARE * total)
    return longest if is_most and len(_pieces(longest.text)) >= _UNSPLIT_PIECES else None


def _opens_chapter(piece: str) -> bool:
    marker = marker_of(piece.strip())
    return marker is not None and marker.mark in STRUCTURE


def _pieces(text: str) -> list[str]:
    return [part for piece in _GLUED_MARKS.split(text) for part in _bullets(piece)]


def _bullets(piece: str) -> list[str]:
    return _BULLET_AFTER_HEADING.sub("\\1\n", piece).split("\n")


def _head_apart(line: Line) -> list[Line]:
    if line.is_row:
        return [line]
    titled = _TITLE_AFTER_DATE.match(line.text)
    if titled:
        above = replace(line, text=titled[1].strip())
        return [*_head_apart(above), replace(line, text=line.text[titled.end() :])]
    if not _IS_HEAD.search(line.text) and not _OFFICE_AND_DATE.match(line.text):
        return [line]
    pieces = [piece.strip(" -_") for piece in _HEAD_PIECES.split(line.text)]
    return [replace(line, text=piece) for piece in pieces if piece]
