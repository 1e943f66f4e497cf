"""What stands side by side in a PDF, and what a page's end cuts."""

from __future__ import annotations

from feedback.plans.reading import read_document
from feedback.plans.reading.pdf_text import pdf_lines
from tests.plans.reading.pdf_files import (
    HEIGHT,
    LEFT,
    RIGHT,
    Drawn,
    Said,
    full,
    grid,
    paragraph,
    pdf_file,
)

HEADS = (("TT", LEFT), ("Nội dung", 120), ("Chủ trì", 330), ("Thời gian", 440))


def texts(*pages) -> list[str]:
    return [line.text for line in pdf_lines(pdf_file(*pages))]


def loose_row(y: float, *cells: str, bold: bool = False) -> list[Said]:
    places = [place for _, place in HEADS]
    return [
        Said(x, y, words, size=12, bold=bold)
        for x, words in zip(places, cells, strict=True)
        if words
    ]


def a_signature(y: float) -> list[Said]:
    return [
        Said(LEFT, y, "Nơi nhận:"),
        Said(380, y, "TM. ỦY BAN NHÂN DÂN"),
        Said(LEFT, y + 13, "- Sở Giáo dục", size=11),
        Said(405, y + 15, "CHỦ TỊCH"),
        Said(LEFT, y + 26, "và Đào tạo;", size=11),
    ]


def test_a_title_block_set_close_is_told_by_the_name_of_the_state():
    page = [
        Said(LEFT, 60, "ỦY BAN NHÂN DÂN TỈNH HÀ LAM"),
        Said(LEFT + 27 * 7 + 9, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT"),
        Said(LEFT, 78, "SỞ GIÁO DỤC", bold=True),
        Said(350, 78, "NAM"),
        Said(320, 96, "Độc lập - Tự do - Hạnh phúc"),
        Said(LEFT, 114, "Số: 7/KH-SGDĐT"),
        Said(300, 114, "Hà Lam, ngày 05 tháng 01 năm 2026"),
        Said(250, 150, "KẾ HOẠCH", bold=True),
        Said(LEFT, 190, "1. Họp bàn"),
    ]

    read = read_document(pdf_file(page), "a.pdf").document

    assert (read.superior, read.issuer) == ("ỦY BAN NHÂN DÂN TỈNH HÀ LAM", "SỞ GIÁO DỤC")
    assert (read.number, read.place) == ("7/KH-SGDĐT", "Hà Lam")


def test_recipients_go_on_overleaf_before_the_annex_that_follows():
    first = [Said(LEFT, 700, "Điều 1. Ban hành Kế hoạch kèm theo."), *a_signature(740)]
    second = [
        Said(300, 40, "2"),
        Said(LEFT, 70, "- Lưu: VT.", size=11),
        Said(380, 90, "Trần Văn Mẫu"),
        Said(250, 140, "KẾ HOẠCH", bold=True),
        Said(LEFT, 170, "(Kèm theo Quyết định số 5/QĐ-UBND)"),
        Said(LEFT, 200, "I. MỤC ĐÍCH"),
        Said(LEFT, 220, "1. Họp bàn"),
    ]

    read = read_document(pdf_file(first, second), "a.pdf")

    assert read.document.recipients == ("Sở Giáo dục và Đào tạo", "Lưu: VT")
    assert read.document.signer == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Mẫu")
    assert [clause.label for clause in read.clauses if clause.annex] == ["", "I", "I.1"]


def test_a_table_without_borders_has_whole_cells_and_heads_told_once():
    heads = [words for words, _ in HEADS]
    first = [
        *paragraph(100, full("1. Các trường"), "gửi báo cáo."),
        *loose_row(700, *heads, bold=True),
        *loose_row(720, "1", "Tổ chức họp bàn về", "Phòng A", "Quý I"),
        *loose_row(735, "", "kế hoạch năm học", "", "năm 2026"),
        *loose_row(750, "2", "Báo cáo kết quả", "Phòng B", "Quý II"),
    ]
    second = [
        *loose_row(60, *heads, bold=True),
        *loose_row(75, "", "thực hiện các việc", "", ""),
        *loose_row(90, "3", "Tổng kết", "Phòng C", "Quý III"),
    ]

    assert texts(first, second)[1:] == [
        "TT | Nội dung | Chủ trì | Thời gian",
        "1 | Tổ chức họp bàn về kế hoạch năm học | Phòng A | Quý I năm 2026",
        "2 | Báo cáo kết quả thực hiện các việc | Phòng B | Quý II",
        "3 | Tổng kết | Phòng C | Quý III",
    ]


def test_a_cell_merged_over_the_end_of_a_page_is_one():
    columns = (LEFT, 120, 330, RIGHT)
    first: list[Said | Drawn] = [*grid(columns, (700, 730, 760)),
             *(Said(x + 4, 720, words, bold=True) for words, x in HEADS[:3]),
             Said(LEFT + 4, 750, "1"), Said(124, 750, "Họp"), Said(334, 750, "Phòng A")]  # fmt: skip
    # Nothing is ruled above the rest of row 1, nor between rows in the last column.
    second: list[Said | Drawn] = [*(Drawn(x, 60, x, 150) for x in columns), Drawn(LEFT, 90, 330, 90),
              Drawn(LEFT, 120, 330, 120), Drawn(LEFT, 150, RIGHT, 150),
              Said(124, 80, "bàn"), Said(LEFT + 4, 110, "2"), Said(124, 110, "Báo cáo"),
              Said(LEFT + 4, 140, "3"), Said(124, 140, "Tổng kết")]  # fmt: skip

    rows = [line.cells for line in pdf_lines(pdf_file(first, second))][1:]

    assert [[(cell.text, cell.rows) for cell in row] for row in rows] == [
        [("1", 1), ("Họp bàn", 1), ("Phòng A", 3)],
        [("2", 1), ("Báo cáo", 1)],
        [("3", 1), ("Tổng kết", 1)],
    ]


def test_a_signature_alone_at_the_right_keeps_its_lines():
    page = [
        *paragraph(100, full("1. Các trường"), "gửi báo cáo."),
        Said(RIGHT - 18 * 7, 160, "TM. BAN THƯỜNG VỤ"),
        Said(RIGHT - 13 * 7, 180, "PHÓ CHỦ TỊCH"),
        Said(RIGHT - 14 * 7, 240, "Trần Văn Mẫu"),
    ]

    read = read_document(pdf_file(page), "a.pdf").document

    assert read.signer == ("TM. BAN THƯỜNG VỤ", "PHÓ CHỦ TỊCH", "Trần Văn Mẫu")


def test_what_only_looks_like_furniture_stays():
    """The year that ends a sentence overleaf, what two pages happen to say, a table in small print."""
    pages = [
        [
            Said(300, 40, str(at)),
            *paragraph(70, "2026" if at == 2 else f"{at}. Họp"),
            *paragraph(400, full("a) Các trường"), f"trong {at * 7} tuần."),
            *(
                Said(x, HEIGHT - 90, words, size=9)
                for x, words in ((LEFT, f"{at}"), (120, f"Dạy {'bù' * at}"))
            ),
            *paragraph(HEIGHT - 60, "Nghỉ lễ" if at < 3 else f"Thi {at * 'lại'}"),
        ]
        for at in (1, 2, 3, 4)
    ]

    said = "\n".join(texts(*pages))

    assert "2026" in said
    assert said.count("Nghỉ lễ") == 2
    assert (said.count("Họp"), said.count("Dạy bù")) == (3, 4)


def test_space_between_two_full_lines_parts_paragraphs():
    lines = [full(f"{words} trường") for words in ("Các", "và", "các", "những", "mọi", "cả", "ba")]
    page = [Said(LEFT, 100 + 16 * at, line) for at, line in enumerate(lines)]
    page += [Said(LEFT, 100 + 16 * 6 + 22, full("Văn phòng"))]

    assert [text.split()[0] for text in texts(page)] == ["Các", "Văn"]
