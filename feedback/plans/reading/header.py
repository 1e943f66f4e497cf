"""Who issued the document, under what number, when and where; on what basis; who signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from feedback.errors import N_
from feedback.plans.reading.ends import is_name
from feedback.plans.reading.frame import Frame
from feedback.plans.reading.labels import UPPER
from feedback.plans.reading.model import DocumentHead, Line, ReadWarning
from feedback.plans.reading.offices import offices_in
from feedback.plans.reading.paragraphs import document_type, is_place_and_date
from feedback.plans.reading.signature import read_ends
from feedback.plans.reading.titles import is_authority

_NUMBER = re.compile(
    r"^\W*Số\s*:?\s*(?P<count>[\d\s.…_]*)(?P<sign>(?:-\s?[A-ZĐ][A-ZĐa-z]{0,5}\s?)?/\s?\S.*)$"
)
_DATE = re.compile(
    rf"(?:(?P<place>[{UPPER}][^,\d]{{1,60}}?)\s*,\s*)?"
    r"(?P<text>ngày\s*(?P<day>[\d\s.…_]*?)\s*tháng\s*(?P<month>[\d\s.…_]*?)\s*năm\s*(?P<year>\d{4}))"
)
_SHORT_DATE = re.compile(
    rf"^(?P<place>[{UPPER}][^,\d]{{1,60}}?)\s*,\s*(?P<text>ngày\s*(?P<day>\d{{1,2}})[/.-]"
    r"(?P<month>\d{1,2})[/.-](?P<year>\d{4}))"
)
_BASIS = re.compile(r"(?:Căn cứ|Thực hiện|Xét|Theo|Trên cơ sở|Thi hành|Triển khai)(?=\s|[A-ZĐ])")
_KINDS_OF_LAW = (
    "Luật|Bộ luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Kế hoạch|Thông tư|Thông tri|"
    "Kết luận|Quy định|Quy chế|Hướng dẫn|Chương trình|Công văn|Điều lệ|Hiến pháp"
)
_NEXT_BASIS = re.compile(rf"(?<=;)\s+(?=(?:{_KINDS_OF_LAW}|Căn cứ|Theo|Xét)\s)")
_ISSUES = re.compile(
    r"[,.;]\s+(?P<issuer>(?:Sở|Phòng|Trường|Ủy ban|Uỷ ban|UBND|Ban|Bộ|Trung tâm|Công đoàn|Hội|Đoàn|"
    r"Chi bộ|Đảng)\b[^,;:]{0,120}?)\s+(?P<act>(?:xây dựng|ban hành|báo cáo|đề ra|lập|triển khai)\s)"
)
_ACT_OF_ISSUER = re.compile(r"^(?P<issuer>[^,;:]{4,140}?)\s+(?:xây dựng|ban hành|báo cáo)\s")
_LONGEST_AUTHORITY = 150


@dataclass
class Head:
    """The head as read, what of the opening is no legal basis, and the doubts."""

    document: DocumentHead
    opening: list[Line]
    month: date | None  # the first of the month of issue, known even where the day is blank
    warnings: list[ReadWarning]


def read_head(frame: Frame) -> Head:
    """The title block, the legal bases and the signature of a document."""
    warnings: list[ReadWarning] = []
    number, number_text = _number(frame.head, warnings)
    below = [line for lines in frame.ends for line in lines if is_place_and_date(line.text)]
    issued_on, issued_text, place, month = _issued([*frame.head, *below], warnings)
    superior, issuer = offices_in([line.text for line in frame.head])
    bases, opening = _bases(frame.opening)
    if issuer is None:
        issuer = _issuer_of(opening)
        _warn_of_issuer(issuer, warnings)
    title = " ".join(line.text for line in frame.title) or None
    if title is None:
        warnings.append(ReadWarning("no_title", N_("Không tìm thấy tên loại và trích yếu."), ""))
    if frame.before:
        warnings.append(
            ReadWarning(
                "text_above_head",
                N_("Có chữ đứng trên phần đầu văn bản; phần này không được đưa vào kế hoạch."),
                f"dòng {frame.before[0].number}",
            )
        )
    recipients, signer = read_ends(frame.ends)
    document = DocumentHead(
        type=frame.type, number=number, number_text=number_text, issued_on=issued_on, issued_on_text=issued_text,
        place=place, issuer=issuer, superior=superior, title=title, legal_bases=tuple(bases),
        signer=tuple(signer), recipients=tuple(recipients),
    )  # fmt: skip
    return Head(document, opening, month, warnings)


def signer_name(head: DocumentHead) -> str | None:
    """The signing person's name, or the office where no name is printed, or None."""
    if head.signer and is_name(head.signer[-1]) and not head.signer[-1].isupper():
        return head.signer[-1]
    return " ".join(head.signer) or None


def _number(
    head: list[Line], warnings: list[ReadWarning]
) -> tuple[str, None] | tuple[None, str | None]:
    """The number, or the printed sign where its digits are blank."""
    sign = None
    for line in head:
        found = _NUMBER.match(line.text)
        if not found:
            continue
        count = re.sub(r"\D", "", found["count"])
        sign = re.sub(r"\s*([-/–])\s*", r"\1", found["sign"]).strip() or None
        if count:
            return count + (sign or ""), None
        break
    warnings.append(ReadWarning("blank_number", N_("Số của văn bản để trống."), ""))
    return None, sign


def _issued(
    head: list[Line], warnings: list[ReadWarning]
) -> tuple[date | None, str | None, str | None, date | None]:
    for line in head:
        found = _SHORT_DATE.search(line.text) or _DATE.search(line.text)
        if not found or line.text.startswith("("):
            continue
        day, month, year = (
            int(re.sub(r"\D", "", found[part]) or 0) for part in ("day", "month", "year")
        )
        issued, first = _day(year, month, day), _day(year, month, 1)
        text = re.sub(r"\s+", " ", found["text"])
        if not day or not month:
            message = N_("Ngày ban hành để trống.")
            warnings.append(ReadWarning("blank_day", message, f"dòng {line.number}"))
        elif issued is None:
            warnings.append(_impossible(text, line))
        return issued, text, found["place"], first
    warnings.append(ReadWarning("no_date", N_("Không tìm thấy ngày ban hành."), ""))
    return None, None, None, None


def _impossible(text: str, line: Line) -> ReadWarning:
    message = N_("Ngày %(text)s không có trong lịch.")
    return ReadWarning("impossible_date", message, f"dòng {line.number}", {"text": text})


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _bases(opening: list[Line]) -> tuple[list[str], list[Line]]:
    """The legal bases one by one, and the lines of the opening that are none."""
    bases: list[str] = []
    others: list[Line] = []
    for line in opening:
        pieces = _NEXT_BASIS.split(line.text)
        issues = _ISSUES.search(pieces[-1])
        if _is_formula(line.text):
            continue
        if not _BASIS.match(line.text) or (line.text.endswith(":") and not issues):
            others.append(line)
            continue
        if issues:
            others.append(Line(pieces[-1][issues.start("issuer") :], line.number))
            pieces[-1] = pieces[-1][: issues.start()]
        bases.extend(piece.strip().rstrip(";.,") for piece in pieces)
    return bases, others


def _is_formula(text: str) -> bool:
    """Whether the line only says that the authority decides: "GIÁM ĐỐC", "QUYẾT ĐỊNH:"."""
    bare = text.rstrip(" :")
    if text.isupper() and (document_type(bare) or bare == "QUYẾT NGHỊ"):
        return True
    return text.isupper() and is_authority(text) and len(text) <= _LONGEST_AUTHORITY


def _issuer_of(opening: list[Line]) -> str | None:
    found = _ACT_OF_ISSUER.match(opening[-1].text) if opening else None
    return found["issuer"] if found else None


def _warn_of_issuer(issuer: str | None, warnings: list[ReadWarning]) -> None:
    if issuer is None:
        warnings.append(ReadWarning("no_issuer", N_("Không tìm thấy cơ quan ban hành."), ""))
        return
    message = N_("Phần đầu không ghi cơ quan ban hành; lấy “%(issuer)s” từ lời mở đầu.")
    warnings.append(ReadWarning("issuer_from_opening", message, "", {"issuer": issuer}))
