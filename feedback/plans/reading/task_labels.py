"""The words before a colon that say who, when and with what result."""

from __future__ import annotations

import re
from enum import StrEnum


class Role(StrEnum):
    """What a labelled line tells of a task."""

    lead = "lead"
    supporting = "supporting"
    time = "time"
    deliverable = "deliverable"
    form = "form"


_KIND = (
    r"(?:cơ quan|đơn vị|bộ phận|tổ chức|cá nhân|phòng|ban|ngành|người|lãnh đạo|thành viên|lực lượng|"
    r"thành phần|cán bộ|tập thể)"
)
_BODY = rf"(?:các\s+)?{_KIND}(?:\s*(?:,|và|/|-)\s*{_KIND})*\s+"
_LEADS = (
    r"(?:chịu trách nhiệm|chủ trì|phụ trách|đầu mối|tham mưu|thực hiện|được giao|trực tiếp)"
    r"(?:\s*(?:,|và|/)?\s*(?:chính|chủ trì|thực hiện|tổ chức thực hiện|tham mưu|triển khai))*"
)
_TAIL = r"(?:\s+(?:thực hiện|hoàn thành|triển khai|tổ chức|dự kiến|tiến hành|kết thúc|báo cáo))*"
_WORDS: dict[Role, str] = {
    Role.supporting: rf"(?:{_BODY})?(?:cùng\s+)?phối hợp(?:\s+thực hiện)?",
    Role.lead: (
        rf"{_BODY}{_LEADS}|chủ trì(?:\s+thực hiện)?|phụ trách|đầu mối|(?:phân công|trách nhiệm)"
        r"(?:\s+(?:nhiệm vụ|tổ chức|thực hiện))*|đối tượng thực hiện"
    ),
    Role.time: (
        rf"(?:thời gian|thời hạn|thời điểm|tiến độ){_TAIL}(?:\s*(?:,|và)\s*địa điểm)?|"
        r"hạn (?:hoàn thành|cuối|nộp|báo cáo|gửi)|hoàn thành"
    ),
    Role.deliverable: (
        r"(?:kết quả|sản phẩm)(?:\s*(?:,|và|/)\s*(?:kết quả|sản phẩm))?"
        r"(?:\s+(?:đạt được|dự kiến|đầu ra|thực hiện|cần đạt|phải đạt|hoàn thành|mong đợi|cụ thể))*"
    ),
    Role.form: r"(?:hình thức|phương thức|cách thức)(?:\s+(?:thực hiện|tổ chức|triển khai))?",
}
_ANY = "|".join(f"(?P<{role.value}>{words})" for role, words in _WORDS.items())
_START = re.compile(rf"\(?\s*(?:{_ANY})\s*:\s*", re.IGNORECASE)
_INSIDE = re.compile(rf"(?<=[;.,(])\s*\(?(?:{_ANY})\s*:\s*", re.IGNORECASE)


def labelled_parts(text: str) -> list[tuple[Role, str]]:
    """What a line tells of a task; "Chủ trì: Thanh tra Sở." gives [(lead, "Thanh tra Sở")].

    Several labels on one line give one pair each; a line that begins otherwise gives none.
    """
    first = _START.match(text)
    if not first:
        return []
    marks = [first, *(found for found in _INSIDE.finditer(text, first.end()))]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        (Role(mark.lastgroup or ""), _trimmed(text[mark.end() : end], opened="(" in mark.group()))
        for mark, end in zip(marks, ends, strict=True)
    ]


def parts_within(text: str) -> list[tuple[Role, str]]:
    """What labels behind the words of a clause tell, as in "Mở hộp thư (chủ trì: Văn phòng)".

    Only where one of them says who; a time alone may belong to any word before it.
    """
    marks = [*_INSIDE.finditer(text)]
    ends = [*(mark.start() for mark in marks[1:]), *([len(text)] if marks else [])]
    parts = [
        (Role(mark.lastgroup or ""), _trimmed(text[mark.end() : end], opened="(" in mark.group()))
        for mark, end in zip(marks, ends, strict=True)
    ]
    return parts if any(role in (Role.lead, Role.supporting) for role, _ in parts) else []


def _trimmed(value: str, *, opened: bool) -> str:
    value = value.strip(" ;.,")
    return (
        value.rstrip(")").rstrip(" .;") if opened or value.count(")") > value.count("(") else value
    )
