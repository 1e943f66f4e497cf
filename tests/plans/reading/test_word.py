from __future__ import annotations

import io
import zipfile

import docx
import pytest

from feedback.plans.reading import UnreadableDocument, read_document
from tests.plans.reading.reading import clause, labels, task
from tests.plans.reading.word_files import (
    CONTENT_TYPES,
    NAMESPACES,
    packed,
    paragraph,
    plan_list,
    run,
    table,
    word_file,
)


def read_word(*body: str):
    return read_document(word_file(*body, numbering=plan_list()), "plan.docx")


def test_a_plan_with_automatic_numbers_is_read_like_one_with_typed_numbers():
    document = read_word(
        table(
            ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("Số: 7/KH-SGDĐT", "Hải Phòng, ngày 05 tháng 01 năm 2026"),
        ),
        paragraph("KẾ HOẠCH"),
        paragraph("Lắng nghe ý kiến"),
        paragraph("NỘI DUNG", number=1, level=0),
        paragraph("Phổ biến", number=1, level=1),
        paragraph("Đơn vị chủ trì: Văn phòng.", number=1, level=3),
        paragraph("Thời gian: Quý I/2026.", number=1, level=3),
        paragraph("Rà soát", number=1, level=1),
        paragraph("Chủ trì: Thanh tra.", number=1, level=2),
        paragraph("Thời gian: Tháng 6/2026.", number=1, level=2),
        table(("Nơi nhận: ", "GIÁM ĐỐC")),
    )

    assert document.document.number == "7/KH-SGDĐT"
    assert document.document.issuer == "SỞ GIÁO DỤC VÀ ĐÀO TẠO"
    assert labels(document) == ["I", "I.1", "I.2", "I.2.a", "I.2.b"]
    assert task(document, "I.1").lead == ("Văn phòng",)
    assert task(document, "I.2").lead == ("Thanh tra",)
    assert document.document.signer == ("GIÁM ĐỐC",)


def test_insertions_are_read_and_deletions_are_not():
    document = read_word(
        paragraph("Việc", number=1, level=0),
        paragraph(
            f"{run('Hạn là ')}<w:del>{run('tháng 5')}</w:del><w:ins>{run('tháng 6')}</w:ins>",
            number=1,
            level=1,
        ),
    )

    assert clause(document, "I.1").text == "Hạn là tháng 6"


def test_a_deleted_paragraph_takes_no_number():
    deleted = "<w:rPr><w:del/></w:rPr>"

    document = read_word(
        paragraph(f"<w:del>{run('Bỏ')}</w:del>", number=1, level=0, mark=deleted),
        paragraph("Còn lại", number=1, level=0),
    )

    assert labels(document) == ["I"]
    assert clause(document, "I").heading == "Còn lại"


def test_hidden_text_and_field_codes_are_no_text():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
    code = "<w:r><w:instrText>PAGE</w:instrText></w:r>"

    document = read_word(paragraph(f"{run('Hiện.')}{hidden}{code}", number=1))

    assert clause(document, "I").heading + clause(document, "I").text == "Hiện."


def test_text_boxes_are_read_once():
    box = f"<w:txbxContent>{paragraph('Trong khung.')}</w:txbxContent>"
    twice = (
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )

    document = read_word(paragraph("Mục", number=1), paragraph(twice))

    assert sum("Trong khung." in clause.text for clause in document.clauses) == 1


def test_a_table_gives_rows():
    document = read_word(paragraph("Lịch", number=1), table(("Việc", "Hạn"), ("Họp", "Tháng 9")))

    assert clause(document, "I dòng bảng 2").text == "Họp | Tháng 9"


def test_a_manual_line_break_makes_a_line():
    document = read_word(
        paragraph("KẾ HOẠCH"),
        paragraph(f"{run('Dạy học')}<w:r><w:br/></w:r>{run('ngoài trời')}"),
        paragraph("Mục", number=1),
    )

    assert document.document.title == "Dạy học ngoài trời"


def test_a_file_written_by_a_word_library_is_read():
    file = io.BytesIO()
    written = docx.Document()
    written.add_paragraph("KẾ HOẠCH")
    written.add_paragraph("Thử nghiệm")
    written.add_paragraph("Việc thứ nhất", style="List Number")
    written.add_paragraph("Việc thứ hai", style="List Number")
    written.save(file)

    document = read_document(file.getvalue(), "Kế hoạch.DOCX")

    assert labels(document) == ["1", "2"]


def broken(part: str, content: bytes) -> bytes:
    return word_file(paragraph("x"), extra={part: content})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "không có chữ"),
        (b"PK\x03\x04 no zip at all", "hỏng"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "đời cũ"),
        (word_file(paragraph("x"))[:-30], "hỏng"),
        (packed({"[Content_Types].xml": CONTENT_TYPES.encode()}), "hỏng"),
        (broken("word/document.xml", b"<w:document"), "hỏng"),
        # an entity that would read a file of the server
        (
            broken(
                "word/document.xml",
                b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            ),
            "hỏng",
        ),
        (broken("word/vbaProject.bin", b"macro"), "macro"),
        # 200 times inflated
        (broken("word/media/big.xml", bytes(30_000_000)), "giải nén"),
        (bytes(21 * 1024 * 1024), "20 MB"),
        (word_file(), "không có chữ"),
    ],
)
def test_a_bad_word_file_is_refused_with_a_reason(data, told):
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(data, "plan.docx")

    assert told in str(refusal.value)


def test_too_many_entries_are_refused():
    with pytest.raises(UnreadableDocument, match="giải nén"):
        read_document(
            word_file(paragraph("x"), extra={f"word/{at}.xml": b"" for at in range(2100)}),
            "plan.docx",
        )


def test_elements_nested_without_end_are_refused():
    deep = "<w:sdt>" * 5000 + "</w:sdt>" * 5000

    with pytest.raises(UnreadableDocument, match="lồng"):
        read_word(deep)


def test_tables_nested_without_end_are_refused():
    nest = paragraph("x")
    for _ in range(60):
        nest = f"<w:tbl><w:tr><w:tc>{nest}</w:tc></w:tr></w:tbl>"

    with pytest.raises(UnreadableDocument, match="lồng"):
        read_word(nest)


def test_a_password_is_told():
    data = bytearray(word_file(paragraph("x")))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        headers = [info.header_offset for info in archive.infolist()]
    for offset in headers:
        data[offset + 6] |= 1
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)

    with pytest.raises(UnreadableDocument, match="mật khẩu"):
        read_document(bytes(data), "plan.docx")


def test_numbering_that_makes_no_sense_is_left_out():
    numbering = f"""<w:abstractNum {NAMESPACES}/><w:num/><w:num w:numId="1">
        <w:abstractNumId w:val="77"/><w:lvlOverride w:ilvl="x"/></w:num>"""

    document = read_document(
        word_file(paragraph("Vẫn đọc được.", number=1), numbering=numbering), "plan.docx"
    )

    assert document.clauses[0].text == "Vẫn đọc được."


def test_a_bold_school_year_under_the_type_is_of_the_title() -> None:
    document = docx.Document()
    for line in (
        "Số: 03/KH-THCS1",
        "KẾ HOẠCH CÔNG TÁC",
        "Năm học 2026 - 2027",
        "Căn cứ Luật Giáo dục ngày 14/6/2019;",
        "I. NHIỆM VỤ",
        "1. Dạy học hai buổi.",
    ):
        document.add_paragraph().add_run(line).bold = line.isupper() or line.startswith("Năm")

    file = io.BytesIO()
    document.save(file)

    found = read_document(file.getvalue(), "ke-hoach.docx")

    assert found.document.title == "CÔNG TÁC Năm học 2026 - 2027"
    assert [clause.label for clause in found.clauses] == ["I", "I.1"]
