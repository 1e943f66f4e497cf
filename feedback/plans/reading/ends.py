"""The end of a document: who receives it and who signed, parted from what it says."""

from __future__ import annotations

import re
from dataclasses import replace

from feedback.plans.reading.labels import BULLETS, marker_of
from feedback.plans.reading.model import Line
from feedback.plans.reading.paragraphs import document_type, is_place_and_date

_RECIPIENTS = re.compile(r"Nơi nhận\s*(?::|$)", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:TM\.|KT\.|TL\.|TUQ\.|Q\.|T/M|K/T|T/L)\s*(?=[A-ZĐÀ-Ỹ])|"
    r"(?:PHÓ )?(?:GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG|THỦ TƯỚNG|BỘ TRƯỞNG|TRƯỞNG PHÒNG|CHÁNH VĂN PHÒNG|"
    r"THỦ TRƯỞNG|TRƯỞNG BAN|NGƯỜI LẬP|NGƯỜI VIẾT|BÍ THƯ|TỔ TRƯỞNG|TRƯỞNG ĐOÀN|CHÁNH THANH TRA|"
    r"CHÁNH ÁN|VIỆN TRƯỞNG|CỤC TRƯỞNG|TỔNG GIÁM ĐỐC|THƯ KÝ|BAN GIÁM HIỆU)"
)
_OFFICE_INSIDE = re.compile(
    r"\s(?=(?:TM\.|KT\.|TL\.|TUQ\.|Q\.)\s*[A-ZĐÀ-Ỹ]{2}|(?:PHÓ )?(?:GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG|THỦ TƯỚNG|"
    r"BỘ TRƯỞNG|TRƯỞNG PHÒNG|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|BÍ THƯ)\b)"
)
_SIGNATURE_REACH = 10  # lines from the end in which a signature without "Nơi nhận" is looked for
_LONGEST_END_LINE = 250
_ITEM_SIGNS = ("-", "–", "+", "*")
_LONGEST_OFFICE = 60
_TITLE_REACH = 8  # lines of a title that may stand above the signature beside it
_REST = 15  # lines of recipients that a two-column page may print below the signature


def without_ends(lines: list[Line]) -> tuple[list[Line], list[list[Line]]]:
    """The body, and the blocks of recipients and signature that stood in it."""
    body: list[Line] = []
    ends: list[list[Line]] = []
    at, ended_at = 0, -1
    while at < len(lines):
        if _RECIPIENTS.match(lines[at].text):
            lines = _signature_before_title(lines, at + _length_of_end(lines[at:]))
            length = _length_of_end(lines[at:])
            ends.append([*_signature_above(body), *lines[at : at + length]])
            at = ended_at = at + length
        else:
            body.append(replace(lines[at], begins_anew=at == ended_at))
            at += 1
    if not ends:
        signature = _signature_at_the_end(body) or _any_signature_at_the_end(body)
        ends = [signature] if signature else []
    if ends and body and is_place_and_date(body[-1].text):
        ends[-1].insert(0, body.pop())  # a date printed above the signature
    return body, ends


def _signature_before_title(lines: list[Line], at: int) -> list[Line]:
    """`lines` with a signature moved above the title at `at` that a two-column page put below it."""
    if at >= len(lines) or not document_type(lines[at].text):
        return lines
    below = range(at + 1, min(at + _TITLE_REACH, len(lines)))
    begin = next((one for one in below if is_office(lines[one].text)), len(lines))
    if any(marker_of(line.text) or line.is_row for line in lines[at + 1 : begin]):
        return lines
    end = begin
    while end < len(lines) and (is_office(lines[end].text) or is_person(lines[end].text)):
        end += 1
    if end == begin or not is_person(lines[end - 1].text):
        return lines
    return [*lines[:at], *lines[begin:end], *lines[at:begin], *lines[end:]]


def _length_of_end(lines: list[Line]) -> int:
    """How many lines from "Nơi nhận" on are recipients and signature; an annex may follow."""
    signed = named = False
    for at, line in enumerate(lines[1:], start=1):
        marker = marker_of(line.text)
        is_signature = is_office(line.text)
        opens = marker is not None and marker.mark not in BULLETS and not is_signature
        if line.is_row or opens or document_type(line.text) or len(line.text) > _LONGEST_END_LINE:
            return at
        goes_on = is_signature or is_person(line.text) or _before_archive(lines[at : at + _REST])
        if named and not goes_on:
            return at
        signed = signed or is_signature
        other = line.text.isupper() or line.text.startswith(("(", *_ITEM_SIGNS))
        named = named or (signed and not other)
    return len(lines)


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


def _any_signature_at_the_end(body: list[Line]) -> list[Line]:
    """Takes off the end of `body` names in small letters under a line in capitals, whatever office."""
    named = bool(body) and is_person(body[-1].text) and not marker_of(body[-1].text)
    if not named or len(body) < 2 or not body[-2].text.isupper() or marker_of(body[-2].text):
        return []
    if len(body[-2].text) > _LONGEST_OFFICE or body[-2].is_row:
        return []
    block = body[-2:]
    del body[-2:]
    return block


def _before_archive(lines: list[Line]) -> bool:
    """Whether a list of recipients goes on here, as the archive's copy that ends it shows."""
    for line in lines:
        if not line.text.startswith(_ITEM_SIGNS) and not is_person(line.text):
            return False
        if "Lưu" in line.text:
            return True
    return False


def is_person(text: str) -> bool:
    """Whether `text` is a name in small letters, as a signature prints it."""
    return is_name(text) and not text.isupper()


def is_office(text: str) -> bool:
    """Whether `text` begins with the office of a signature, in capitals: "KT. GIÁM ĐỐC"."""
    return bool(_OFFICE.match(text)) and not text.startswith("-")


def office_within(text: str) -> int | None:
    """Where an office in capitals begins inside `text`, behind a recipient; None when none does."""
    for found in _OFFICE_INSIDE.finditer(text):
        rest = text[found.end() :]
        if found.start() and (rest[:1].isupper() or rest.isupper()):
            return found.end()
    return None


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
