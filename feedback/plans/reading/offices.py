"""The superior and the issuing office, as printed above the number."""

from __future__ import annotations

import re

from feedback.plans.reading.paragraphs import is_head_piece, opening_type

_STATE = re.compile(r"CỘNG H|Độc lập\s*[-–—]\s*Tự do|ĐẢNG CỘNG SẢN VIỆT NAM$")
_DATE = re.compile(r"ngày[\s\d.…_]*tháng[\s\d.…_]*năm\s*\d{4}|ngày\s*\d{1,2}/\d{1,2}/\d{4}")
_ABOUT = re.compile(
    r"(?:V/v|Về việc|\(|KÍNH GỬI|Kính gửi|DỰ THẢO|MẬT\b|HỎA TỐC|KHẨN\b)", re.IGNORECASE
)
_OFFICE_WORDS = (
    r"(?:ỦY BAN|UỶ BAN|UBND|UBMTTQ|HĐND|HỘI ĐỒNG|SỞ|PHÒNG|TRƯỜNG|BỘ|CÔNG ĐOÀN|LIÊN ĐOÀN|TỔNG|ĐẢNG|"
    r"CHI BỘ|HỘI|ĐOÀN|BAN|TRUNG TÂM|THANH TRA|CỤC|CHI CỤC|VIỆN|HỌC VIỆN|MẶT TRẬN|MTTQ|THỦ TƯỚNG|"
    r"CHÍNH PHỦ|QUỐC HỘI|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|QUẬN ỦY|VĂN PHÒNG|TỔ|NHÓM|CƠ SỞ|KHOA|CÔNG AN|TÒA|"
    r"BỆNH VIỆN|CÔNG TY|TRẠM|THƯ VIỆN|BẢO TÀNG|NGÂN HÀNG|KHO BẠC|ĐÀI|HỢP TÁC XÃ|NHÀ MÁY|QUỸ|"
    r"CHI HỘI|CHI ĐOÀN|LIÊN ĐỘI|PHÂN HIỆU|ĐIỆN LỰC|BƯU ĐIỆN|XÍ NGHIỆP|ĐỘI|LIÊN HIỆP|TỈNH ĐOÀN|THÀNH ĐOÀN|BCH|NHÀ)\b"
)
_BEGINS_OFFICE = re.compile(_OFFICE_WORDS)
# "SỞ GIÁO DỤC VÀ ĐÀO TẠO TRƯỜNG THPT …": two offices that some converter left on one line.
_SUPERIOR = re.compile(
    r"(?:SỞ|PHÒNG G|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|BỘ)(?:\b|D)", re.IGNORECASE
)
_INFERIOR = re.compile(
    r"(?:(?<!CƠ)\s+(?=SỞ\s)|(?<!HẢI)(?<!VĂN)\s+(?=PHÒNG\s+\w+\s+\w)|\s+(?=(?:TRƯ?ỜNG|TRUNG TÂM|BỆNH VIỆN|CHI CỤC|BAN QUẢN LÝ|THƯ VIỆN|BẢO TÀNG|TRẠM|HỌC VIỆN|THANH TRA)\s))",
    re.IGNORECASE,
)
_MIXED_OFFICE = re.compile(
    r"(?:\(\d+\)\s*)?(?=(?:Sở|Phòng G|Trường|Trờng|Ủy ban|Uỷ ban|UBND|Trung tâm|Công đoàn)\b)"
)
_LONGEST_NAME = 100


def offices_in(head: list[str]) -> tuple[str | None, str | None]:
    """(superior, issuer): the names in capitals, the last of them the issuer's.

    A name may take several lines: a line that begins with no word for an office goes on with the
    one above. Names in small letters count only where none is in capitals.
    """
    names: list[str] = []
    for line in head:
        text = line.strip(" -_*‹›.")
        if _is_other(text) or not text.isupper():
            continue
        if names and not _BEGINS_OFFICE.match(text):
            names[-1] = f"{names[-1]} {text}"
        else:
            names.extend(_apart(text))
    if not names:
        written = [_MIXED_OFFICE.sub("", line, count=1) for line in head if names_office(line)]
        names = [name for line in written if not _is_other(line) for name in _apart(line)]
    if not names:
        return None, None
    return " ".join(names[:-1]) or None, names[-1]


def names_office(text: str) -> bool:
    """Whether a line above the title block is the name of an office, in whatever letters."""
    if len(text) > _LONGEST_NAME or opening_type(text):
        return False
    mixed = _MIXED_OFFICE.match(text) and not text.endswith((".", ":", ";", ","))
    return text.isupper() or bool(mixed)


def begins_office(text: str) -> bool:
    """Whether a line in capitals begins the name of an office, rather than goes on with one."""
    return text.isupper() and bool(_BEGINS_OFFICE.match(text))


def _is_other(text: str) -> bool:
    others = (_STATE.search(text), _DATE.search(text), _ABOUT.match(text), opening_type(text))
    return not text or is_head_piece(text) or any(others) or text.endswith((":", ";"))


def _apart(text: str) -> list[str]:
    return _INFERIOR.split(text, maxsplit=1) if _SUPERIOR.match(text) else [text]
