"""The lines of a title, under the name of the document's type."""

from __future__ import annotations

import re

from feedback.plans.reading.labels import UPPER, marker_of
from feedback.plans.reading.model import Line

_AUTHORITY = re.compile(
    r"(?:QUYỀN |PHÓ )?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|GIÁM ĐỐC|HIỆU TRƯỞNG|CHÁNH|TRƯỞNG|"
    r"(?:ỦY|UỶ) BAN|HỘI ĐỒNG|BAN THƯỜNG|BAN CHẤP HÀNH|BAN GIÁM HIỆU|THỦ TRƯỞNG)",
    re.IGNORECASE,
)
_NEVER = re.compile(r"Căn cứ|Kính gửi|Xét |Theo đề nghị", re.IGNORECASE)
_FIRST_HEADING = re.compile(
    r"(?:\W*)(?:mục đích|mục tiêu|yêu cầu|nội dung|lời nói đầu|mở đầu|đặt vấn đề|đặc điểm|tình hình|"
    r"phạm vi|tổ chức thực hiện|nhiệm vụ)\b[^.;:]{0,30}$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:năm học|năm|giai đoạn|học k[ỳì]|quý|tháng|nhiệm kỳ|đợt|khóa|khoá|lần thứ)\s", re.IGNORECASE
)
# The second year of "năm học 2026 - 2027", when the line ended between the two.
_SECOND_YEAR = re.compile(r"[-–—]\s*(?:năm\s+)?\d{4}\b[^.;:]{0,60}$", re.IGNORECASE)
_ENDS_WITH_YEAR = re.compile(r"\b\d{4}\s*$")
_ENDS_SENTENCE = re.compile(r"[.;:,!?…]['\"”’)]*$")
_OPENS = re.compile(r"(?:cụ thể )?như sau\s*:?\W*$|:$")
_CAPITALS = re.compile(rf"(?:[{UPPER}]{{2,}}\s+){{3,}}")
_LONGEST_TITLE = 600
_LONGEST_SECOND_LINE = 120


def title_length(lines: list[Line], begun: list[Line] | None = None) -> int:
    """How many of `lines` are the title that stands under (or after, when `begun`) the type."""
    title = list(begun or [])
    for at, line in enumerate(lines):
        after = lines[at + 1] if at + 1 < len(lines) else None
        if not _is_second_year(line, title) and (
            line.is_row or marker_of(line.text) or not _goes_on(line, title, after)
        ):
            return at
        title.append(line)
    return len(lines)


def _is_second_year(line: Line, title: list[Line]) -> bool:
    ends_with_year = bool(title) and _ENDS_WITH_YEAR.search(title[-1].text)
    return bool(ends_with_year and _SECOND_YEAR.match(line.text))


def is_authority(text: str) -> bool:
    """Whether `text` begins with the office that decides: "GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO"."""
    return bool(_AUTHORITY.match(text))


def _goes_on(line: Line, title: list[Line], after: Line | None) -> bool:
    text = line.text
    if len(text) > _LONGEST_TITLE or _NEVER.match(text) or _OPENS.search(text):
        return False
    if title and _FIRST_HEADING.match(text):
        return False
    if text.startswith("(") or text[0].islower():
        return True
    if _AUTHORITY.match(text) and (text.isupper() or title):
        return False
    if not title or (text.isupper() and title[-1].text.isupper()) or _CAPITALS.match(text):
        return True
    if line.is_bold and not title[-1].is_bold and not _TIME.match(text):
        return False
    if len(text) > _LONGEST_SECOND_LINE or _ENDS_SENTENCE.search(text):
        return False
    heads_a_list = after is None or after.is_row or marker_of(after.text) is not None
    return bool(_TIME.match(text)) or (not heads_a_list and title[-1].text[-1].isalpha())
