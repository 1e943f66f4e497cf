"""The units that a task names, one by one and as printed."""

from __future__ import annotations

import re

from feedback.plans.reading.acts import VERBS

# What begins with the same words and is a deed or a thing: "Báo cáo gửi về Sở" names nobody.
_NO_UNIT = (
    r"(?!(?:Báo cáo|Ban hành|Tổ chức (?:các|hội|thực|tốt|sơ|tổng|kiểm|tập|lễ|cho)|Hội (?:nghị|thi|thảo|diễn|trại)|"
    r"Đoàn kết|Phòng (?:chống|ngừa|tránh)|Trường hợp|Khoa học|Vụ việc|Viện dẫn|Bộ (?:tiêu chí|hồ sơ|tài liệu)|"
    r"Nhóm (?:giải pháp|nhiệm vụ|chỉ tiêu)|Quỹ thời gian|Đài thọ)\b)"
)
# What the name of a unit, an office or a group begins with. Only before such a word may a comma
# or "và" part two names: "Sở Văn hóa, Thể thao và Du lịch" and "Các phòng, đơn vị thuộc và trực
# thuộc Sở" are one each.
_UNIT = _NO_UNIT + (
    r"(?:(?:[Cc]ác|[Nn]hững|[Mm]ột số|[Tt]oàn thể|[Tt]ất cả|[Mm]ỗi|[Tt]ừng)\s|(?:đ/c|Đ/c|đồng chí)\s|"
    r"[A-ZĐ]{2,8}(?=\s*(?:[,;&.)]|và\b|$))|"
    r"(?:Cơ quan|Sở|Phòng|Văn phòng|Ban|Bộ|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Thanh tra|Trung tâm|"
    r"Trường|Hội|Công đoàn|Đoàn|Liên đoàn|Mặt trận|MTTQ|Công an|Tổ|Khoa|Hiệu trưởng|Phó|Chủ tịch|"
    r"Trưởng|Giám đốc|Thủ trưởng|Đảng ủy|Đảng uỷ|Chi bộ|Chi đoàn|Kế toán|Giáo viên|Cha mẹ|Ngân hàng|"
    r"Kho bạc|Cục|Chi cục|Tổng cục|Vụ|Viện|Đài|Báo|Ngành|Đồng chí|Chánh|Đơn vị|Cán bộ|Thông tấn xã|"
    r"Học viện|Liên hiệp|Thành đoàn|Tỉnh đoàn|Quận đoàn|Huyện đoàn|Thường trực|Tòa án|Toà án|Kiểm toán|"
    r"Bộ phận|Chuyên viên|Nhân viên|Bí thư|Ban giám hiệu|Nhóm|Lớp|Liên đội|Đội|Tỉnh ủy|Thành ủy|"
    r"Quỹ|Ông|Bà|Người|Thủ tướng|Bộ trưởng|Thư ký|Hiệp hội|BGH|GVCN|TTCM|Tổng phụ trách|Trạm|Chi hội|Chi ủy|"
    r"Nhà trường|Điện lực|Bưu điện|Bệnh viện|Công ty|Hợp tác xã|Ấp|Thôn|Khu dân cư|Xã(?! hội)|Phường)\b)"
)
_PARTS = re.compile(
    rf"\s*[;\n]\s*|\s*,\s*(?:và\s+)?(?={_UNIT})|(?<!HĐND)\s+(?:và|cùng)\s+(?={_UNIT})"
)
# Where a sentence says what the unit does, its name is over. Small letters only: "Phòng Tổ chức
# cán bộ" is a name; after "các" and a comma "tổ chức" is a noun.
_DOES = re.compile(
    r"(?<!các)(?<!,)\s+(?:chủ động\s+|có trách nhiệm\s+|chịu trách nhiệm\s+)?"
    r"(?:xây dựng|tổ chức|thực hiện|ban hành|chủ trì|phối hợp|triển khai|tham mưu|nghiên cứu|rà soát|"
    r"hướng dẫn|báo cáo|chỉ đạo|căn cứ|chịu trách nhiệm|có trách nhiệm|chủ động|tăng cường|"
    r"đẩy mạnh|bảo đảm|quán triệt)\b"
)
_ACTS = re.compile(
    rf"{_DOES.pattern}|,?\s+(?:căn cứ|trên cơ sở|theo chức năng|tham gia|phân công|theo dõi|giúp|"
    r"là đầu mối|làm đầu mối|có nhiệm vụ|tổng hợp|kiểm tra|đôn đốc|bố trí|cử|cụ thể h(?:óa|oá)|thông báo|cung cấp)\b"
)
_ANY_ACT = re.compile(rf"(?<!các)(?<!những)(?<!,)\s+(?:tiếp tục\s+|nghiêm túc\s+)?{VERBS}\b")
_LONGEST_NAME = 200


def names_in(text: str) -> list[str]:
    """The names in a printed list of units.

    "Sở Nội vụ; các phòng, đơn vị thuộc và trực thuộc Sở." gives two: a group stays one name.
    """
    names = [piece.strip(" .;:,-–") for piece in _PARTS.split(text)]
    return [name for name in names if name]


_BEGINS = re.compile(_UNIT)
# The words of a label are no names: "Cơ quan, đơn vị chủ trì".
_NO_NAME = re.compile(
    r"(?:các\s+)?(?:(?:cơ quan|đơn vị|bộ phận|tổ chức|cá nhân|người|cán bộ)(?:\s*(?:,|và|/)\s*)?)+$",
    re.IGNORECASE,
)
# "Các trường" are units, "Các kênh góp ý" are not.
_GROUP = re.compile(r"(?:các|những|một số|tất cả|toàn thể|mỗi|từng)\s", re.IGNORECASE)
_GROUP_OF_UNITS = re.compile(
    rf"{_GROUP.pattern}(?:(?:các|những)\s+)?(?:phòng|đơn vị|trường|sở|ban|tổ|khoa|cơ quan|xã|phường|bộ|ngành|"
    r"hội|đoàn|cấp|cán bộ|giáo viên|lớp|thành viên|đồng chí|đ/c|cá nhân|chi|công đoàn|nhà|cơ sở|trung tâm|"
    r"doanh nghiệp|hộ|thôn|bản|ấp|phó|trưởng|chuyên viên|địa phương|cha mẹ|phụ huynh|viện|cục|vụ|ủy|uỷ|"
    r"văn phòng|bệnh viện|đội|nhóm|liên đoàn|khối|huyện|quận|tỉnh|thành phố|cụm|đảng|hiệu trưởng|đại biểu|"
    r"công chức|viên chức|học sinh|tổng công ty|công ty|hợp tác xã|trạm|thủ trưởng|giám đốc|chủ tịch|"
    r"bí thư|ủy viên|đại diện|lực lượng|bộ phận|tập thể|người|sư|kho|báo|đài|ngân hàng|UB|MTTQ|(?-i:[A-ZĐ]))",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(
    r"[.;:!?]|\b(?:được|theo quy định|theo hướng dẫn|kết quả|công tác|những nội dung|nhằm|để|nếu|khi|"
    r"việc|phải)\b"
)


def names_units(text: str) -> bool:
    """Whether `text` is the name of a unit, or a list of them, and nothing else."""
    bare = text.strip(" .;:,")
    if not bare or len(bare) > _LONGEST_NAME or not _BEGINS.match(bare) or _NO_NAME.match(bare):
        return False
    if _GROUP.match(bare) and not _GROUP_OF_UNITS.match(bare):
        return False
    return not _DOES.search(bare) and not _OTHER_WORDS.search(bare)


def units_at_the_start(sentence: str, *, acts: bool = False) -> list[str]:
    """The units that a sentence begins with as those who act; none when it begins otherwise.

    With `acts` any verb ends their names: only where a word of command or a time makes an order of it.
    """
    head, colon, _ = sentence.partition(":")
    if colon and names_units(head):
        return names_in(head)
    found = (_ANY_ACT if acts else _ACTS).search(sentence)
    head = sentence[: found.start()] if found else ""
    return names_in(head) if names_units(head) else []


def name_at_the_start(text: str) -> str:
    """The unit that a sentence begins with: "Cơ quan Sở" of "Cơ quan Sở xây dựng kế hoạch…"."""
    head, colon, rest = text.partition(":")
    if colon and rest.strip() and len(head) <= _LONGEST_NAME and not _DOES.search(head):
        return head.strip()
    found = _DOES.search(text)
    return text[: found.start()].strip() if found else text
