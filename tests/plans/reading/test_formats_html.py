from __future__ import annotations

import socket

import pytest

from feedback.plans.reading import UnreadableDocument, read_document
from feedback.plans.reading.html_text import html_lines
from feedback.plans.reading.plain_text import lines_of


def texts(page: str) -> list[str]:
    return [line.text for line in html_lines(page.encode())]


def test_lists_print_the_numbers_a_browser_prints():
    said = texts(
        '<ol type="I" start="2"><li>Mục đích<ol><li>Biết<li value="5">Bàn</ol>'
        '<li>Nội dung</ol><ol style="list-style-type: lower-alpha"><li>Một</ol>'
        "<ul><li>Gạch<ul><li>Cộng</ul><li>- Đã có gạch</ul>"
    )

    assert said == [
        "II. Mục đích", "1. Biết", "5. Bàn", "III. Nội dung", "a. Một", "- Gạch", "+ Cộng",
        "- Đã có gạch",
    ]  # fmt: skip


def test_headings_and_bold_paragraphs_are_known_as_such():
    lines = html_lines("<h2>Chung</h2><p><b>I. Đậm</b></p><p>Có <b>một</b> chữ</p>".encode())

    assert [(line.outline, line.is_bold) for line in lines] == [
        (2, True),
        (None, True),
        (None, False),
    ]


def test_a_table_keeps_its_merged_cells_and_heads():
    (head, first, second) = html_lines(
        "<table><tr><th>TT<th colspan=2>Việc</tr><tr><td rowspan=2>1<td>Họp<td>Phòng A</tr>"
        "<tr><td>Báo cáo<td>Phòng B</tr></table>".encode()
    )

    assert [(cell.text, cell.columns, cell.is_head) for cell in head.cells] == [
        ("TT", 1, True), ("Việc", 2, True),
    ]  # fmt: skip
    assert first.cells[0].rows == 2
    assert [cell.text for cell in second.cells] == ["Báo cáo", "Phòng B"]


def test_a_page_laid_out_by_a_table_is_read_as_what_stands_in_it():
    said = texts("<table><tr><td><p>KẾ HOẠCH</p><ol><li>Họp</ol></td></tr></table>")

    assert said == ["KẾ HOẠCH", "1. Họp"]


def test_scripts_hidden_parts_and_forms_are_no_text():
    page = (
        "<script>alert(1)</script><style>p{}</style><p hidden>a</p><p style='display:none'>b</p>"
        "<select><option>c</select><nav>d</nav><p>Còn lại</p><!-- e -->"
    )

    assert texts(page) == ["Còn lại"]


def test_a_number_that_word_wrote_into_its_web_page_stays():
    page = (
        "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>1.1."
        "<span>&nbsp;&nbsp; </span></span><![endif]>Họp bàn</p>"
    )

    assert texts(page) == ["1.1. Họp bàn"]


def test_nothing_is_ever_fetched(monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "socket", lambda *_: asked.append(_))
    page = (
        '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/a.dtd"><img src="http://127.0.0.1:9/a.png">'
        '<link rel=stylesheet href="http://127.0.0.1:9/a.css"><iframe src="file:///etc/passwd">'
        "</iframe><p>Họp</p>"
    )

    said = texts(page)

    assert (said, asked) == (["Họp"], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_page_is_read_in_the_encoding_it_is_in(encoding):
    page = f'<meta charset="{encoding.removesuffix("-sig")}"><p>1. Họp bàn về kế hoạch</p>'

    read = read_document(page.encode(encoding), "ke-hoach.html")

    assert read.clauses[0].text == "Họp bàn về kế hoạch"


def test_elements_nested_without_end_do_no_harm():
    lines = html_lines(("<div>" * 5000 + "<p>Họp</p>").encode())

    assert len(lines) <= 1


def test_a_web_page_named_doc_is_read_as_what_it_is():
    read = read_document(b"<html><body><p>1. a</p><p>2. b</p></body></html>", "ke-hoach.doc")

    assert [clause.label for clause in read.clauses] == ["1", "2"]


# ------------------------------------------------------------------ Markdown and pasted text


def test_a_table_pasted_from_a_word_processor_keeps_its_cells():
    lines = lines_of("1.\tHọp bàn\n2.\tBáo cáo\nTT\tViệc\tChủ trì\n1\tHọp\tPhòng A\n2\t\tPhòng B")

    assert [line.is_row for line in lines] == [False, False, True, True, True]
    assert [cell.text for cell in lines[-1].cells] == ["2", "", "Phòng B"]
    assert lines[0].text == "1. Họp bàn"


def test_a_title_block_set_with_tabs_is_no_table():
    lines = lines_of("SỞ GIÁO DỤC\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nKẾ HOẠCH")

    assert [(line.text, line.is_row) for line in lines[:2]] == [
        ("SỞ GIÁO DỤC", False), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", False),
    ]  # fmt: skip


def test_headings_bold_lines_and_tables_of_markdown_are_known_as_such():
    lines = lines_of("## Mục đích\n**1. Đậm**\n| Việc | Hạn |\n|---|---|\n| Họp | Quý I |")

    assert (lines[0].outline, lines[1].is_bold) == (2, True)
    assert [cell.is_head for line in lines[2:] for cell in line.cells] == [True, True, False, False]


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"\x89PNG\r\n\x1a\n", "a.docx", "ảnh"),
        (b"", "a.html", "không có chữ"),
        (b"1. a", "a.xlsx", "Chỉ đọc được"),
        (b"{\\rtf1 a}", "a.rtf", "LibreOffice"),
        (bytes(21 * 1024 * 1024), "a.txt", "20 MB"),
        (b"x" * 8 + "EncryptedPackage".encode("utf-16-le"), "a.xyz", "Chỉ đọc được"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx",
         "mật khẩu"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_with_what_to_send(data, name, told):
    with pytest.raises(UnreadableDocument, match=told):
        read_document(data, name)
