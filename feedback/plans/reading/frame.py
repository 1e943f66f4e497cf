"""A document taken apart into head, title, opening, body and end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from feedback.plans.reading.labels import BULLETS, Mark, marker_of
from feedback.plans.reading.model import Line
from feedback.plans.reading.paragraphs import document_type, is_head_piece, opening_type

_HEAD_REACH = 80  # lines in which a title block is looked for
_RECIPIENTS = re.compile(r"Nơi nhận\s*(?::|$)", re.IGNORECASE)
_BASIS = re.compile(
    r"(?:Căn cứ|Thực hiện|Xét|Theo|Trên cơ sở|Thi hành|Triển khai|Tiếp theo|Để|Nhằm)(?:\s|$)"
)
_AUTHORITY = re.compile(
    r"(?:QUYỀN |PHÓ )?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|GIÁM ĐỐC|HIỆU TRƯỞNG|CHÁNH|TRƯỞNG|"
    r"(?:ỦY|UỶ) BAN|HỘI ĐỒNG|BAN THƯỜNG|THỦ TRƯỞNG)"
)
_OFFICE = re.compile(
    r"(?:TM\.|KT\.|TL\.|TUQ\.|Q\.|T/M|K/T)\s*(?=[A-ZĐÀ-Ỹ])|"
    r"(?:PHÓ )?(?:GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG|THỦ TƯỚNG|BỘ TRƯỞNG|TRƯỞNG PHÒNG|CHÁNH VĂN PHÒNG|"
    r"THỦ TRƯỞNG|TRƯỞNG BAN|NGƯỜI LẬP|BÍ THƯ)"
)
_SIGNATURE_REACH = 10  # lines from the end in which a signature without "Nơi nhận" is looked for


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
        at = _first_clause(lines, 0) - 1
        frame = Frame(head=lines[: at + 1])
        rest = lines[at + 1 :]
    else:
        found = opening_type(lines[at].text)
        frame = Frame(head=lines[:at], type=document_type(lines[at].text) or (found or ("",))[0])
        if found and found[1]:
            frame.title.append(Line(found[1], lines[at].number))
        rest = lines[at + 1 :]
        rest = rest[_take_title(rest, frame.title) :]
    _leave_what_stands_above(frame)
    body_at = _first_clause(rest, 0)
    if body_at == len(rest):
        # Without any clause the paragraphs themselves are what people may speak about.
        body_at = _length_of_opening(rest)
    frame.opening = rest[:body_at]
    _take_ends(frame, rest[body_at:])
    return frame


def _type_line(lines: list[Line]) -> int | None:
    """Where the document says what it is: below the number, above the first clause."""
    first = min(_first_clause(lines, 0), _HEAD_REACH)
    head = lines[:first]
    anchor = max((at for at, line in enumerate(head) if is_head_piece(line.text)), default=-1)
    for reads in (document_type, opening_type):
        places = [at for at, line in enumerate(head) if reads(line.text)]
        below = [at for at in places if at > anchor]
        if below or (places and reads is document_type):
            return below[0] if below else places[-1]
    return None


def _first_clause(lines: list[Line], start: int) -> int:
    for at in range(start, len(lines)):
        marker = None if lines[at].is_row else marker_of(lines[at].text)
        if marker is not None and not is_head_piece(lines[at].text):
            inside_head = marker.mark in (*BULLETS, Mark.number_brackets)
            if not inside_head:
                return at
    return len(lines)


def _length_of_opening(lines: list[Line]) -> int:
    at = 0
    while at < len(lines) and _BASIS.match(lines[at].text):
        at += 1
    return at


def _take_title(rest: list[Line], title: list[Line]) -> int:
    """Moves the lines of the title out of the start of `rest`; says how many."""
    taken = 0
    for line in rest:
        if line.is_row or marker_of(line.text) or not _belongs_to_title(line.text, title):
            break
        title.append(line)
        taken += 1
    return taken


def _belongs_to_title(text: str, title: list[Line]) -> bool:
    if text.startswith("(") or text[0].islower():
        return True
    if _AUTHORITY.match(text) and text.isupper():
        return False
    if not title:
        return not text.startswith("Căn cứ")
    return text.isupper() and title[-1].text.isupper()


def _leave_what_stands_above(frame: Frame) -> None:
    """Moves page titles and data sheets of web sites out of the head."""
    first = next((at for at, line in enumerate(frame.head) if is_head_piece(line.text)), None)
    if first is None:
        first = len(frame.head) if frame.type else 0
    while first > 0 and _is_name_of_office(frame.head[first - 1].text):
        first -= 1
    frame.before, frame.head = frame.head[:first], frame.head[first:]


def _is_name_of_office(text: str) -> bool:
    return text.isupper() and len(text) <= 100 and not opening_type(text)


def _take_ends(frame: Frame, lines: list[Line]) -> None:
    """Splits `lines` into the body and the blocks of recipients and signature."""
    at = 0
    while at < len(lines):
        if not _RECIPIENTS.match(lines[at].text):
            frame.body.append(lines[at])
            at += 1
            continue
        after = next(
            (to for to in range(at + 1, len(lines)) if _opens_another(lines[to].text)), len(lines)
        )
        frame.ends.append([*_signature_above(frame.body), *lines[at:after]])
        at = after
    if not frame.ends:
        signature = _signature_at_the_end(frame.body)
        if signature:
            frame.ends.append(signature)


def _opens_another(text: str) -> bool:
    marker = marker_of(text)
    return document_type(text) is not None or (marker is not None and marker.mark is Mark.annex)


def _signature_above(body: list[Line]) -> list[Line]:
    """Takes off the end of `body` a signature printed before the recipients."""
    return _signature_at_the_end(body) if body and is_name_or_office(body[-1].text) else []


def _signature_at_the_end(body: list[Line]) -> list[Line]:
    """Takes off the end of `body` the lines from the first name of an office in capitals."""
    reach = max(0, len(body) - _SIGNATURE_REACH)
    for at in range(reach, len(body)):
        block = body[at:]
        if is_office(block[0].text) and all(is_name_or_office(line.text) for line in block):
            del body[at:]
            return block
    return []


def is_office(text: str) -> bool:
    """Whether `text` begins with the office of a signature, in capitals: "KT. GIÁM ĐỐC"."""
    return bool(_OFFICE.match(text)) and not text.startswith("-")


def is_name_or_office(text: str) -> bool:
    """Whether `text` may be a line of a signature: an office in capitals, or a person's name."""
    if marker_of(text) and not text.startswith(("Q.", "T.", "K.")):
        return False
    words = re.sub(r"\(.*?\)|[.,]", " ", text).split()
    short = 1 <= len(words) <= 12 and len(text) <= 90
    return short and (text.isupper() or is_name(text) or text.startswith("("))


def is_name(text: str) -> bool:
    """Whether `text` looks like a person's name: two to six words with capitals."""
    words = [word for word in text.replace(".", ". ").split() if word]
    return 2 <= len(words) <= 6 and all(word[0].isupper() for word in words)
