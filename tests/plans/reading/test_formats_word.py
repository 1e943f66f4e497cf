"""What Word files hold beside plain paragraphs: merged cells, tracked moves, looks, odd packages."""

from __future__ import annotations

import pytest

from feedback.plans.reading.docx_text import docx_lines
from feedback.plans.reading.model import Line
from tests.plans.reading.word_files import (
    definition,
    level,
    paragraph,
    plan_list,
    run,
    table,
    use,
    word_file,
)


def lines(*body: str, styles: str = "", numbering: str = "", **more) -> list[Line]:
    return docx_lines(word_file(*body, styles=styles, numbering=numbering or plan_list(), **more))


def style(
    name: str, word_name: str, properties: str = "", *, based_on: str = "", run: str = ""
) -> str:
    parent = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{word_name}"/>{parent}'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def cell(text: str, *, across: int = 1, merge: str = "") -> str:
    merged = (
        f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>" if merge else ""
    )
    own = f'<w:tcPr><w:gridSpan w:val="{across}"/>{merged}</w:tcPr>'
    return f"<w:tc>{own}{paragraph(text) if text else '<w:p/>'}</w:tc>"


def row(*cells: str, head: bool = False) -> str:
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{''.join(cells)}</w:tr>"


def test_merged_cells_say_how_much_they_cover_and_head_rows_that_they_head():
    read = lines(
        "<w:tbl>",
        row(cell("TT"), cell("Việc"), cell("Chủ trì, thời gian", across=2), head=True),
        row(cell("1"), cell("Họp"), cell("Phòng A", merge="restart"), cell("Quý I")),
        row(cell("2"), cell("Báo cáo"), cell("", merge="continue"), cell("Quý II")),
        row(cell("3"), cell("Tổng kết"), cell("Phòng B, hằng năm", across=2)),
        "</w:tbl>",
    )

    told = [[(one.text, one.columns, one.rows) for one in line.cells] for line in read]
    assert told == [
        [("TT", 1, 1), ("Việc", 1, 1), ("Chủ trì, thời gian", 2, 1)],
        [("1", 1, 1), ("Họp", 1, 1), ("Phòng A", 1, 2), ("Quý I", 1, 1)],
        [("2", 1, 1), ("Báo cáo", 1, 1), ("Quý II", 1, 1)],
        [("3", 1, 1), ("Tổng kết", 1, 1), ("Phòng B, hằng năm", 2, 1)],
    ]
    assert [all(one.is_head for one in line.cells) for line in read] == [True, False, False, False]


def test_a_page_laid_out_by_one_cell_keeps_the_tables_inside():
    inner = table(("Việc", "Hạn"), ("Họp", "Quý I"))
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('KẾ HOẠCH')}{inner}</w:tc></w:tr></w:tbl>"

    read = lines(outer)

    assert [(line.text, line.is_row) for line in read] == [
        ("KẾ HOẠCH", False), ("Việc | Hạn", True), ("Họp | Quý I", True),
    ]  # fmt: skip


def test_moved_text_is_read_where_it_went_and_takes_no_number_where_it_was():
    gone = "<w:rPr><w:moveFrom/></w:rPr>"

    read = lines(
        paragraph("Một", number=1),
        paragraph(f"<w:moveFrom>{run('Hai')}</w:moveFrom>", number=1, mark=gone),
        paragraph("Ba", number=1),
        paragraph(f"<w:moveTo>{run('Hai')}</w:moveTo>", number=1),
    )

    assert [line.text for line in read] == ["I. Một", "II. Ba", "III. Hai"]


def test_heading_levels_bold_and_capitals_come_from_styles_too():
    styles = style("N", "Normal") + style(
        "H", "heading 1", '<w:outlineLvl w:val="0"/>', based_on="N", run="<w:b/><w:caps/>"
    )
    plain = '<w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>thường</w:t></w:r>'

    heading, mixed, body = lines(
        paragraph("Mục đích", style="H"), paragraph(plain, style="H"), paragraph("Lời", style="N"),
        styles=styles,
    )  # fmt: skip

    assert (heading.text, heading.outline, heading.is_bold) == ("MỤC ĐÍCH", 1, True)
    assert (mixed.outline, mixed.is_bold) == (1, False)
    assert (body.outline, body.is_bold) == (None, False)


def test_a_style_may_name_its_level_and_take_the_list_from_the_one_it_is_based_on():
    first = "<w:numPr><w:numId w:val='1'/></w:numPr>"
    second = "<w:numPr><w:ilvl w:val='1'/></w:numPr>"
    styles = style("H1", "heading 1", first) + style("H2", "heading 2", second, based_on="H1")
    numbering = definition(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")) + use(1, 0)

    read = lines(
        paragraph("Chung", style="H1"), paragraph("Họp", style="H2"), paragraph("Bàn", style="H2"),
        styles=styles, numbering=numbering,
    )  # fmt: skip

    # a bare count is set apart by a tab on paper, and by a stop in a line of text
    assert [line.text for line in read] == ["1. Chung", "1.1 Họp", "1.2 Bàn"]


def test_the_table_of_contents_and_what_a_form_asks_to_fill_in_are_no_text():
    styles = style("T1", "toc 1")
    asked = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Bấm vào đây')}"
        "</w:sdtContent></w:sdt>"
    )
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' năm 2026')}</w:sdtContent></w:sdt>"

    read = lines(
        paragraph("I. Chung 3", style="T1"), paragraph(run("Kế hoạch") + asked + filled),
        styles=styles,
    )  # fmt: skip

    assert [line.text for line in read] == ["Kế hoạch năm 2026"]


def test_footnotes_and_comments_leave_the_sentence_whole():
    marks = '<w:r><w:footnoteReference w:id="1"/></w:r><w:commentRangeStart w:id="2"/>'

    (read,) = lines(paragraph(run("Họp") + marks + run(" bàn")))

    assert read.text == "Họp bàn"


STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_a_strict_package_and_one_that_names_its_text_otherwise_are_read():
    body = (
        f'<w:document xmlns:w="{USUAL.decode()}"><w:body>{paragraph("Họp")}</w:body></w:document>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"'
        ' Target="/word/document2.xml"/></Relationships>'
    )
    extra = {
        "word/document2.xml": body.encode().replace(USUAL, STRICT),
        "_rels/.rels": relations.encode(),
    }

    read = lines(paragraph("không phải đây"), extra=extra)

    assert [line.text for line in read] == ["Họp"]


@pytest.mark.parametrize(
    ("number_format", "pattern", "printed"),
    [
        ("decimal", "Điều %1.", "Điều 1. Họp"),
        ("upperRoman", "PHẦN %1:", "PHẦN I: Họp"),
        ("lowerLetter", "%1)", "a) Họp"),
        ("decimal", "(%1)", "(1) Họp"),
        ("lowerLetter", "%1", "a. Họp"),
        ("none", "", "Họp"),
        ("bullet", "\uf0b7", "- Họp"),
        ("bullet", "+", "+ Họp"),
    ],
)
def test_a_number_is_printed_as_the_list_says(number_format, pattern, printed):
    numbering = definition(0, level(0, number_format, pattern)) + use(1, 0)

    (read,) = lines(paragraph("Họp", number=1), numbering=numbering)

    assert read.text == printed
