"""Plans of real size, written by a seed: sections, points, bullets, tables, and what repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from feedback.plans.versions.structure import Passage

UNITS = (
    "Phòng Giáo dục Mầm non", "Phòng Giáo dục Tiểu học", "Phòng Giáo dục Trung học",
    "Phòng Giáo dục Thường xuyên", "Phòng Quản lý chất lượng", "Phòng Tổ chức cán bộ",
    "Phòng Kế hoạch - Tài chính", "Phòng Chính trị tư tưởng", "Văn phòng Sở", "Thanh tra Sở",
    "Công đoàn ngành", "Trung tâm Công nghệ thông tin", "Trường THPT Sông Xanh",
    "Trường THPT Đồi Thông", "Trường THPT Bến Đá", "Trường THPT Cầu Mây",
    "Trường THPT Ruộng Vàng", "Trường THPT Chuyên Hải Bình", "Trung tâm GDTX An Khê",
    "Trường Khiếm thị Ánh Dương",
)  # fmt: skip
DEEDS = (
    "Tổ chức", "Phối hợp tổ chức", "Hướng dẫn", "Rà soát", "Xây dựng", "Kiểm tra", "Đánh giá",
    "Công khai", "Tham mưu ban hành", "Triển khai", "Tiếp tục thực hiện", "Hoàn thiện", "Bố trí",
    "Chuẩn bị", "Tuyên truyền", "Sơ kết", "Tổng hợp", "Giám sát", "Đôn đốc", "Cập nhật",
)  # fmt: skip
THINGS = (
    "quy chế dân chủ trong hoạt động của cơ quan", "hội nghị nhà giáo và người lao động đầu năm học",
    "quy tắc ứng xử trong trường học", "các khoản thu, chi ngoài ngân sách", "công tác tiếp công dân",
    "hòm thư góp ý và đường dây nóng", "việc dạy thêm, học thêm ngoài nhà trường",
    "bữa ăn bán trú và nước uống của học sinh", "phương án tuyển sinh đầu cấp",
    "kế hoạch bồi dưỡng thường xuyên của giáo viên", "danh mục thiết bị dạy học tối thiểu",
    "hồ sơ sổ sách theo hướng tinh gọn", "cơ sở dữ liệu về đội ngũ", "an toàn phòng cháy, chữa cháy",
    "việc mua sắm tập trung sách giáo khoa", "chính sách đối với học sinh khuyết tật",
    "phong trào thi đua và khen thưởng", "quy hoạch, bổ nhiệm cán bộ quản lý",
    "chế độ làm việc của viên chức hành chính", "thư viện, phòng đọc và tủ sách lớp học",
    "quy trình xử lý đơn thư kiến nghị", "hoạt động của Ban thanh tra nhân dân",
    "đối thoại giữa lãnh đạo và cha mẹ học sinh", "quỹ phúc lợi và nguồn tài trợ",
    "việc sử dụng học bạ điện tử", "công tác y tế và tư vấn tâm lý", "giao thông trước cổng trường",
    "sửa chữa nhà vệ sinh và sân chơi", "dịch vụ xe đưa đón", "lịch trực lãnh đạo trong tuần",
)  # fmt: skip
FOR_WHOM = (
    "cho cán bộ, giáo viên, nhân viên", "đến toàn thể cha mẹ học sinh", "tại các lớp ghép vùng đảo",
    "ở những nơi vừa sáp nhập", "theo nhóm đối tượng", "đối với người lao động hợp đồng",
    "trong toàn ngành", "trên cổng thông tin của đơn vị", "ngay từ tuần đầu của học kỳ",
    "với sự tham gia của tổ chuyên môn", "bằng hình thức trực tuyến kết hợp trực tiếp",
    "theo từng cụm trường", "cho đại biểu đoàn thể", "bảo đảm đúng thẩm quyền",
    "và niêm yết tại bảng tin", "gắn với chuyển đổi số", "không để phát sinh điểm nóng",
    "nhằm giảm thủ tục cho nhà trường", "sau khi lấy phiếu kín", "có biên bản và chữ ký xác nhận",
)  # fmt: skip
ENDS = (
    "hoàn thành trước ngày {day}/{month}/{year}", "báo cáo về Sở vào tuần thứ {day} của quý {roman}",
    "mỗi năm {few} lần", "thực hiện thường xuyên", "kinh phí không quá {day} triệu đồng",
    "theo Công văn số {number}/SGDĐT-VP", "trong thời hạn {few} ngày làm việc", "đạt ít nhất {number} %",
    "do hiệu trưởng chịu trách nhiệm", "không giao chỉ tiêu bình quân", "ưu tiên nơi còn khó khăn",
    "kèm danh sách tổng hợp", "chưa áp dụng với lớp 1 và lớp 2", "rút kinh nghiệm ngay sau mỗi đợt",
)  # fmt: skip
BOILERPLATE = (
    "Báo cáo kết quả thực hiện về Sở qua Văn phòng Sở theo quy định.",
    "Chịu trách nhiệm trước Giám đốc Sở về kết quả thực hiện.",
    "Thường xuyên.",
    "Phối hợp với các đơn vị liên quan thực hiện nhiệm vụ được giao.",
    "Thực hiện chế độ báo cáo định kỳ, đột xuất khi có yêu cầu.",
    "Kinh phí: theo dự toán được giao hằng năm.",
)
HEADINGS = (
    "Mục đích, yêu cầu", "Nội dung thực hiện", "Những việc phải công khai", "Những việc bàn và quyết định",
    "Những việc tham gia ý kiến", "Kiểm tra, giám sát", "Tổ chức thực hiện", "Kinh phí và điều kiện",
    "Công tác tuyên truyền", "Chế độ thông tin, báo cáo", "Trách nhiệm của người đứng đầu",
    "Quyền của người lao động", "Nhiệm vụ của các phòng", "Phân công nhiệm vụ", "Quy định chung",
    "Điều khoản thi hành", "Giải pháp chủ yếu", "Đánh giá, xếp loại",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV")


@dataclass
class Node:
    """One clause in the tree that is edited; `origins` are the old clauses it comes from."""

    heading: str
    text: str
    kind: str = "point"
    children: list[Node] = field(default_factory=list)
    origins: tuple[int, ...] = ()
    changed: float = 0.0  # the share of its words that the script changed
    is_any_twin: bool = False  # says what others say, and left its place: any of them could be it

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(f"{self.heading} {self.text}".split())


@dataclass(frozen=True)
class Style:
    """What one text is like: how many clauses, how much repeats, how many are in families."""

    clauses: int
    boilerplate: float  # the share of leaves that say what many say
    families: float  # the share of leaves that differ from a sibling by a name or a date
    bullets: float  # the share that is short and has no number
    rows: bool  # ends with a table of tasks


STYLES = (
    Style(60, 0.0, 0.0, 0.1, rows=False),
    Style(70, 0.1, 0.1, 0.1, rows=False),
    Style(80, 0.05, 0.1, 0.4, rows=True),
    Style(90, 0.2, 0.0, 0.2, rows=False),
    Style(100, 0.0, 0.3, 0.1, rows=True),
    Style(120, 0.1, 0.1, 0.2, rows=True),
    Style(140, 0.15, 0.2, 0.1, rows=False),
    Style(160, 0.05, 0.05, 0.5, rows=False),
    Style(180, 0.25, 0.1, 0.1, rows=True),
    Style(200, 0.1, 0.1, 0.2, rows=True),
    Style(220, 0.0, 0.0, 0.3, rows=False),
    Style(260, 0.1, 0.2, 0.2, rows=True),
    Style(320, 0.15, 0.1, 0.1, rows=False),
    Style(400, 0.1, 0.1, 0.3, rows=True),
    Style(450, 0.05, 0.15, 0.2, rows=True),
    Style(500, 0.1, 0.1, 0.2, rows=True),
)


def a_text(style: Style, chance: Random) -> list[Node]:
    """The outermost clauses of a plan in the style."""
    left = style.clauses
    sections: list[Node] = []
    while left > 0:
        section = Node(_heading(len(sections)), "", kind="section")
        sections.append(section)
        left -= 1
        for _ in range(min(left, chance.randint(2, 6))):
            left -= _fill(section, style, chance, max(left, 1))
    if style.rows:
        sections.append(_table(style, chance))
    return sections


def _heading(number: int) -> str:
    name = HEADINGS[number % len(HEADINGS)]
    return name if number < len(HEADINGS) else f"{name} (phần {number // len(HEADINGS) + 1})"


def _fill(section: Node, style: Style, chance: Random, most: int) -> int:
    """A point with what lies under it; how many clauses that are."""
    if chance.random() < 0.25:
        section.children.append(Node("", " ".join(sentence(chance) for _ in range(2))))
        return 1
    point = Node(chance.choice(UNITS), sentence(chance) if chance.random() < 0.5 else "")
    if chance.random() < 0.5:
        point = Node("", sentence(chance))
    section.children.append(point)
    for _ in range(min(most - 1, chance.randint(2, 8))):
        point.children.append(_leaf(point.children, style, chance))
    return 1 + len(point.children)


def _leaf(siblings: Sequence[Node], style: Style, chance: Random) -> Node:
    roll = chance.random()
    if roll < style.boilerplate:
        return Node("", chance.choice(BOILERPLATE), kind="bullet")
    if roll < style.boilerplate + style.families and siblings:
        return Node("", near_copy(chance.choice(siblings).text, chance))
    if chance.random() < style.bullets:
        words = sentence(chance).rstrip(".").split()
        return Node("", " ".join(words[: chance.randint(3, 7)]) + ";", kind="bullet")
    return Node("", " ".join(sentence(chance) for _ in range(chance.choice((1, 1, 2, 3)))))


def _table(style: Style, chance: Random) -> Node:
    table = Node("Phân công nhiệm vụ theo biểu", "", kind="section")
    for number in range(1, style.clauses // 10 + 2):
        cells = (
            str(number),
            sentence(chance),
            chance.choice(UNITS),
            chance.choice(UNITS),
            "Báo cáo",
        )
        table.children.append(Node("", " | ".join(cells), kind="row"))
    return table


def sentence(chance: Random) -> str:
    """One sentence as plans have them."""
    words = f"{chance.choice(DEEDS)} {chance.choice(THINGS)} {chance.choice(FOR_WHOM)}"
    if chance.random() < 0.4:
        words = f"{chance.choice(UNITS)} {words[0].lower()}{words[1:]}"
    if chance.random() < 0.3:
        words += f", {chance.choice(FOR_WHOM)}"
    if chance.random() < 0.7:
        words += f", {_filled(chance.choice(ENDS), chance)}"
    return words + "."


def near_copy(text: str, chance: Random) -> str:
    """The same text about another unit, day or matter: what a family of clauses is made of."""
    copy = text
    while copy == text:
        copy = _changed(text, chance)
    return copy


def _changed(text: str, chance: Random) -> str:
    named = [unit for unit in UNITS if unit in text]
    if named and chance.random() < 0.6:
        return text.replace(chance.choice(named), chance.choice(UNITS))
    words = text.split() or [chance.choice(UNITS)]
    places = [place for place, word in enumerate(words) if any(map(str.isdigit, word))]
    if places:
        words[chance.choice(places)] = str(chance.randint(2, 99))
        return " ".join(words)
    thing = next((thing for thing in THINGS if thing in text), None)
    if thing:
        return text.replace(thing, chance.choice(THINGS))
    return f"{chance.choice(UNITS)}: {text}"


def _filled(end: str, chance: Random) -> str:
    return end.format(
        day=chance.randint(1, 28), month=chance.randint(1, 12), year=chance.choice((2025, 2026)),
        roman=chance.choice(ROMAN), few=chance.randint(2, 9), number=chance.randint(10, 990),
    )  # fmt: skip


def in_order(roots: Sequence[Node]) -> Iterator[Node]:
    """All clauses in reading order."""
    for root in roots:
        yield root
        yield from in_order(root.children)


def passages_of(roots: Sequence[Node], *, scheme: int = 0) -> list[Passage]:
    """The clauses as matching takes them, labelled by one of three ways of numbering."""
    found: list[Passage] = []

    def add(nodes: Sequence[Node], above: str, parent: int | None, depth: int) -> None:
        for place, node in enumerate(nodes, 1):
            printed = _printed(node, place + scheme, depth, scheme)
            label = "" if node.kind in ("bullet", "row") else f"{above}.{printed}".strip(".")
            index = len(found)
            found.append(
                Passage(
                    str(index), label, printed, node.heading, node.text, depth, parent, node.kind
                )
            )
            add(node.children, label or above, index, depth + 1)

    add(roots, "", None, 1)
    return found


def _printed(node: Node, place: int, depth: int, scheme: int) -> str:
    if node.kind == "bullet":
        return "-"
    if node.kind == "row":
        return ""
    if depth == 1 and scheme == 0:
        return ("I" * place) if place < 4 else f"M{place}"
    return chr(ord("a") + place % 26) if depth > 2 and scheme == 1 else str(place)


def tree_of(passages: Sequence[Passage]) -> list[Node]:
    """The tree of a document that the importer read."""
    nodes = [Node(one.heading, one.text, one.kind) for one in passages]
    roots: list[Node] = []
    for node, one in zip(nodes, passages, strict=True):
        (roots if one.parent is None else nodes[one.parent].children).append(node)
    return roots
