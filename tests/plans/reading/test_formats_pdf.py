from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from feedback.plans.reading import UnreadableDocument, read_document
from feedback.plans.reading.model import Line
from feedback.plans.reading.pdf_text import MOST_PAGES, ScannedDocument, pdf_lines
from tests.plans.reading.pdf_files import (
    HEIGHT,
    LEFT,
    RIGHT,
    Said,
    full,
    grid,
    paragraph,
    pdf_file,
)


def texts(*pages) -> list[str]:
    return [line.text for line in pdf_lines(pdf_file(*pages))]


def a_title_block(y: float) -> list[Said]:
    return [
        Said(LEFT, y, "UBND TỈNH A"),
        Said(300, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        Said(LEFT, y + 20, "SỞ GIÁO DỤC", bold=True),
        Said(300, y + 20, "Độc lập - Tự do - Hạnh phúc"),
        Said(LEFT, y + 45, "Số: 7/KH-SGDĐT"),
        Said(300, y + 45, "Hải Đông, ngày 05 tháng 01 năm 2026"),
    ]


def test_a_line_broken_by_the_page_goes_on_and_a_short_one_ends_its_paragraph():
    page = paragraph(100, full("Các trường"), full("gửi"), "trước ngày 15.", "Văn phòng tổng hợp.")

    said = texts(page)

    assert said == [
        f"{full('Các trường')} {full('gửi')} trước ngày 15.",
        "Văn phòng tổng hợp.",
    ]


def test_on_a_page_of_short_lines_none_goes_on():
    assert texts(paragraph(100, "Họp bàn", "báo cáo", "Tổng kết năm")) == [
        "Họp bàn", "báo cáo", "Tổng kết năm",
    ]  # fmt: skip


def test_a_number_at_the_start_of_a_line_begins_a_clause_unless_the_sentence_goes_on_there():
    indented = Said(LEFT + 36, 100, full("Theo khoản 2")[:-5])
    page = [
        indented,
        Said(LEFT, 120, "1. Luật này quy định."),
        *paragraph(140, full("2. Họp")),
        *paragraph(160, "3. Báo cáo"),
    ]

    said = texts(page)

    assert said[0].endswith("1. Luật này quy định.")
    assert [line[:2] for line in said[1:]] == ["2.", "3."]


def test_a_title_block_in_two_columns_is_read_column_by_column():
    page = [
        *a_title_block(80),
        Said(250, 160, "KẾ HOẠCH", bold=True),
        Said(LEFT, 200, "1. Họp bàn"),
    ]

    read = read_document(pdf_file(page), "ke-hoach.pdf").document

    assert read.superior == "UBND TỈNH A"
    assert read.issuer == "SỞ GIÁO DỤC"
    assert (read.number, read.place) == ("7/KH-SGDĐT", "Hải Đông")


def test_recipients_stand_together_though_the_signature_is_beside_them():
    page = [
        Said(LEFT, 100, "1. Họp bàn kế hoạch."),
        Said(LEFT, 140, "Nơi nhận:"),
        Said(380, 140, "GIÁM ĐỐC"),
        Said(LEFT, 156, "- Như trên;", size=11),
        Said(LEFT, 170, "- Lưu: VT.", size=11),
        Said(380, 220, "Trần Văn Mẫu"),
    ]

    read = read_document(pdf_file(page), "a.pdf").document

    assert read.recipients == ("Như trên", "Lưu: VT")
    assert read.signer == ("GIÁM ĐỐC", "Trần Văn Mẫu")


def test_page_numbers_running_titles_and_footnotes_are_left_out():
    pages = [
        [
            Said(300, 40, str(at)),
            Said(LEFT, 55, "Kế hoạch năm 2026 - bản dự thảo"),
            *paragraph(100, full(f"{at}. Việc thứ"), "của năm."),
            *paragraph(160, "Các trường thực hiện."),
            Said(LEFT, HEIGHT - 90, "1 Chú thích cuối trang", size=9),
            Said(LEFT, HEIGHT - 40, f"Trang {at}/3"),
        ]
        for at in (1, 2, 3)
    ]

    said = texts(*pages)

    assert len(said) == 6
    assert said[0].startswith("1. Việc thứ")
    assert said[-1] == "Các trường thực hiện."


def test_a_paragraph_goes_on_over_the_page():
    said = texts(
        paragraph(740, full("1. Các trường"), full("tổ chức")),
        [Said(300, 40, "2"), *paragraph(100, "và báo cáo.", "2. Văn phòng")],
    )

    assert [line[:2] for line in said] == ["1.", "2."]
    assert said[0].endswith("và báo cáo.")


def rows(lines: list[Line]) -> list[list[tuple[str, int, int]]]:
    return [[(c.text, c.columns, c.rows) for c in line.cells] for line in lines if line.is_row]


def test_a_ruled_table_gives_rows_with_merged_cells():
    borders = [
        one
        for one in grid((LEFT, 120, 300, 420, RIGHT), (100, 130, 160, 190))
        # no border inside "Phòng A" (rows 1 and 2) and inside the last cell (columns 2 and 3)
        if one.x1 != 420 and not (one.y1 == one.y2 == 160)
    ]
    borders += [type(borders[0])(*place) for place in (
        (420, 100, 420, 160), (LEFT, 160, 300, 160), (420, 160, RIGHT, 160),
    )]  # fmt: skip
    said = [
        *(Said(x + 4, 120, words, bold=True) for x, words in (
            (LEFT, "TT"), (120, "Việc"), (300, "Chủ trì"), (420, "Hạn"),
        )),
        Said(LEFT + 4, 150, "1"), Said(124, 150, "Họp"), Said(304, 160, "Phòng A"),
        Said(424, 150, "Quý I"), Said(LEFT + 4, 180, "2"), Said(124, 180, "Báo cáo"),
        Said(424, 180, "Năm"),
    ]  # fmt: skip

    lines = pdf_lines(pdf_file([*borders, *said]))

    assert rows(lines)[1] == [("1", 1, 1), ("Họp", 1, 1), ("Phòng A", 1, 2), ("Quý I", 1, 1)]
    assert rows(lines)[2][:2] == [("2", 1, 1), ("Báo cáo", 1, 1)]
    assert all(cell.is_head for cell in lines[0].cells)


def test_a_row_cut_by_the_end_of_a_page_is_one_row_and_heads_are_told_once():
    columns = (LEFT, 120, 330, RIGHT)
    heads = [("TT", LEFT), ("Việc", 120), ("Chủ trì", 330)]

    def top(y):
        return [Said(x + 4, y, words, bold=True) for words, x in heads]

    first = [*grid(columns, (700, 730, 760)), *top(720),
             Said(LEFT + 4, 750, "1"), Said(124, 750, "Tổ chức họp"), Said(334, 750, "Phòng A")]  # fmt: skip
    second = [*grid(columns, (60, 90, 120, 150)), *top(80), Said(124, 110, "bàn kế hoạch"),
              Said(LEFT + 4, 140, "2"), Said(124, 140, "Báo cáo"), Said(334, 140, "Phòng B")]  # fmt: skip

    lines = pdf_lines(pdf_file(first, second))

    assert [line.text for line in lines] == [
        "TT | Việc | Chủ trì",
        "1 | Tổ chức họp bàn kế hoạch | Phòng A",
        "2 | Báo cáo | Phòng B",
    ]


def test_letters_written_late_stand_where_they_are_seen():
    """A font without a letter of ours makes the writer set that letter after all others."""
    letters = {at: letter for at, letter in enumerate("XÃ TÂN PHÚ") if letter != " "}
    order = sorted(letters, key=lambda at: letters[at] in "ÃÂÚ")
    page = [Said(LEFT + 7 * at, 100, letters[at]) for at in order]

    assert texts([*page, *paragraph(140, "1. Họp bàn về việc chung")])[0] == "XÃ TÂN PHÚ"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7", "hỏng"),
        (pdf_file(paragraph(100, "1. Họp"))[:400], "hỏng"),
        (
            pdf_file([Said(1, 1, "x")], encryption=pikepdf.Encryption(owner="a", user="b")),
            "mật khẩu",
        ),
        (pdf_file(*[[]] * (MOST_PAGES + 1)), "301 trang"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data, told):
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(data, "plan.pdf")

    assert told in str(refusal.value)


def test_many_empty_pages_are_no_scan():
    with pytest.raises(UnreadableDocument, match="trống") as refusal:
        pdf_lines(pdf_file(*[[]] * 299))

    assert not isinstance(refusal.value, ScannedDocument)


def test_pages_of_pictures_are_a_scan_with_a_way_out():
    scan = io.BytesIO()
    Image.new("L", (400, 600), 255).save(scan, "PDF")

    with pytest.raises(ScannedDocument, match="Word gốc"):
        pdf_lines(scan.getvalue())
