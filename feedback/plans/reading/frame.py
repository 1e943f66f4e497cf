"""A document taken apart into head, title, opening, body and end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from feedback.plans.reading.ends import without_ends
from feedback.plans.reading.headings import is_bare_heading
from feedback.plans.reading.labels import BULLETS, Mark, marker_of
from feedback.plans.reading.model import Line
from feedback.plans.reading.offices import names_office
from feedback.plans.reading.paragraphs import (
    document_type,
    is_head_piece,
    opening_type,
    written_type,
)
from feedback.plans.reading.titles import is_authority, title_length

_DAY_OF_ISSUE = re.compile(r"^[^,:]{0,60}ngày[\s\d.…]*tháng[\s\d.…]*năm\s*\d{4}")
_SUBJECT = re.compile(r"V/v\s*:?\s*(?P<subject>\S.*)$", re.IGNORECASE)
_SUBJECT_REACH = 10  # lines
_HEAD_REACH = 80  # lines in which a title block is looked for
_BASIS = re.compile(
    r"(?:Căn cứ|Thực hiện|Xét|Theo|Trên cơ sở|Thi hành|Triển khai|Tiếp theo|Để|Nhằm)(?:\s|$)"
)


@dataclass
class Frame:
    """The parts of a document, each as its lines; `before` stood above the title block."""

    before: list[Line] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    type: str | None = None
    title: list[Line] = field(default_factory=list)
    opening: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    ends: list[list[Line]] = field(default_factory=list)


def framed(lines: list[Line]) -> Frame:
    """The parts of a document; every line of `lines` is in exactly one of them."""
    at = _type_line(lines)
    if at is None:
        end = _anchor(lines[: min(_first_clause(lines, 0), _HEAD_REACH)]) + 1
        if 0 < end < len(lines) and _DAY_OF_ISSUE.search(lines[end].text):
            end += 1
        frame, rest = Frame(head=lines[:end]), lines[end:]
    else:
        found = opening_type(lines[at].text) or written_type(lines[at].text)
        whole = document_type(lines[at].text)
        frame = Frame(head=lines[:at], type=whole or (found or ("",))[0])
        if found and found[1] and not whole:
            frame.title.append(Line(found[1], lines[at].number))
        rest = lines[at + 1 :]
        length = title_length(rest, frame.title)
        frame.title += rest[:length]
        rest = rest[length:]
    _leave_what_stands_above(frame)
    body_at = _start_of_body(rest)
    if at is None:
        # Without a title nothing tells a heading from cruft: all of it stays in sight.
        frame.opening = [
            *frame.before,
            *(line for line in frame.head if not is_head_piece(line.text)),
        ]
        frame.before = []
    if body_at == len(rest):
        # Without any clause the paragraphs themselves are what people may speak about.
        body_at = _length_of_opening(rest)
    frame.opening += rest[:body_at]
    if at is None:
        _take_subject(frame)
    frame.body, frame.ends = without_ends(rest[body_at:])
    return frame


def _take_subject(frame: Frame) -> None:
    """Takes the subject of an official letter, printed under its number, as its title."""
    for at, line in enumerate(frame.opening[:_SUBJECT_REACH]):
        found = _SUBJECT.match(line.text)
        if found:
            frame.title = [replace(line, text=found["subject"])]
            del frame.opening[at]
            # The title block is whole, so what it prints in capitals are the names of offices.
            offices = [one for one in frame.head if names_office(one.text)]
            frame.opening = [one for one in frame.opening if one not in offices]
            return


def _type_line(lines: list[Line]) -> int | None:
    """Where the document says what it is: below the number, above the first clause."""
    first = min(_first_clause(lines, 0), _HEAD_REACH)
    head = lines[:first]
    anchor = _anchor(head)
    for reads in (document_type, opening_type):
        places = [at for at, line in enumerate(head) if reads(line.text)]
        below = [at for at in places if at > anchor]
        if below or (places and reads is document_type):
            return below[0] if below else places[-1]
    written = [at for at, line in enumerate(head) if at > anchor >= 0 and written_type(line.text)]
    return written[0] if written else None


def _anchor(head: list[Line]) -> int:
    """The last line that only a title block has; -1 when there is none."""
    return max((at for at, line in enumerate(head) if is_head_piece(line.text)), default=-1)


def _first_clause(lines: list[Line], start: int) -> int:
    for at in range(start, len(lines)):
        marker = None if lines[at].is_row else marker_of(lines[at].text)
        if marker is not None and not is_head_piece(lines[at].text):
            inside_head = marker.mark in (*BULLETS, Mark.number_brackets)
            if not inside_head:
                return at
    return len(lines)


def _start_of_body(rest: list[Line]) -> int:
    """Where the clauses begin under the title: at a number, or at a heading that the file marks."""
    first = _first_clause(rest, 0)
    for at, line in enumerate(rest[:first]):
        styled = line.outline is not None or line.is_bold
        formula = _BASIS.match(line.text) or document_type(line.text.rstrip(" :"))
        after = rest[at + 1] if at + 1 < len(rest) else None
        if styled and not formula and not is_authority(line.text) and is_bare_heading(line, after):
            return at
    return first


def _length_of_opening(lines: list[Line]) -> int:
    at = 0
    while at < len(lines) and _BASIS.match(lines[at].text):
        at += 1
    return at


def _leave_what_stands_above(frame: Frame) -> None:
    """Moves page titles and data sheets of web sites out of the head."""
    first = next((at for at, line in enumerate(frame.head) if is_head_piece(line.text)), None)
    if first is None:
        first = len(frame.head) if frame.type else 0
    while first > 0 and names_office(frame.head[first - 1].text):
        first -= 1
    frame.before, frame.head = frame.head[:first], frame.head[first:]
