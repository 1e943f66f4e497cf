"""Whatever the file holds: a tree, or a reason that says what to do."""

from __future__ import annotations

import time
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.plans.reading import UnreadableDocument, as_json, read_document, read_lines
from feedback.plans.reading.model import Cell, Line
from tests.plans.reading.reading import (
    FIXTURES,
    clause,
    codes,
    labels,
    places,
    read,
    read_alone,
    task,
)

FIXTURE = (FIXTURES / "ke-hoach-so.txt").read_text(encoding="utf-8")
PIECES = st.sampled_from(
    [
        "I. ", "II.4. ", "1. ", "1.1. ", "1.1.1 ", "a) ", "đ) ", "i) ", "ii) ", "(1) ", "- ", "+ ",
        "* ", "Điều 3. ", "CHƯƠNG I", "PHỤ LỤC", "MỤC 1", "KẾ HOẠCH", "QUYẾT ĐỊNH:", "Nơi nhận:",
        "TM. ", "Số: /KH", "Chủ trì: ", "Thời gian: ", "Quý I", "31/02/2026", "Trên đây là ", "./.",
        "| a | b |", "---", "**", "*", "<p>", "&#0;", "Căn cứ ", "Định kỳ quý I hằng năm, các trường",
        "MẪU SỐ 1", "PHẦN MỘT", "Tiểu mục 1. ", "1- ", "1a. ", "o ", "**Mục đích**", "# ", "| TT | Việc |",
        "ĐIỀU Mục", "Giao Phòng A chủ trì, phối hợp với ", " do Văn phòng thực hiện", "trước ngày 31/02",
        "Hà Nội, ngày 31 tháng 02 năm 2026", "tr\xad­êng ®Ó", "TM. ỦY BAN", "Họ Và Tên",
        " gửi ", "ngày tháng năm 2026", "\n", "\n\n", ":", ";", ", ", "Sở ", "ệ",
    ]
)  # fmt: skip
LINES = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=60).map("".join)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_any_text_gives_a_tree_or_a_reason(text):
    try:
        document = read_document(text.encode("utf-8", "ignore"), "plan.txt")
    except UnreadableDocument:
        return

    for clause_read in document.clauses:
        assert clause_read.parent is None or clause_read.parent < clause_read.position
    assert [one.position for one in document.clauses] == list(range(len(document.clauses)))
    assert as_json(document)


CELLS = st.lists(
    st.builds(
        Cell, st.text("ab |", max_size=4), st.integers(1, 4), st.integers(1, 4), st.booleans()
    ),
    max_size=5,
).map(tuple)
ODD_LINES = st.lists(
    st.builds(
        Line,
        st.lists(PIECES, min_size=1, max_size=3).map("".join),
        st.integers(1, 30),
        is_row=st.booleans(),
        cells=CELLS,
        outline=st.none() | st.integers(1, 9),
        is_bold=st.booleans(),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(ODD_LINES)
def test_any_lines_of_any_format_give_a_tree_or_a_reason(lines):
    try:
        document = read_lines(lines)
    except UnreadableDocument:
        return

    depths = {one.position: one.depth for one in document.clauses}
    for one in document.clauses:
        assert one.depth == (1 if one.parent is None else depths[one.parent] + 1)
    assert all(one.position in depths for one in document.tasks)
    assert as_json(document)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.docx", "a.exe", "", "."]))
def test_any_bytes_give_a_tree_or_a_reason(data, filename):
    with suppress(UnreadableDocument):
        read_document(data, filename)


def test_decomposed_letters_read_the_same():
    composed = read_alone(FIXTURE)

    decomposed = read_document(unicodedata.normalize("NFD", FIXTURE).encode(), "plan.txt")

    assert (decomposed.document, decomposed.clauses) == (composed.document, composed.clauses)
    assert places(decomposed, "composed") == ["dòng 2"]


def test_what_cannot_be_seen_is_dropped():
    document = read("1. Vi\u200bệc \u202emột\u0007\ufeff xong\u00ad.")

    assert clause(document, "1").text == "Việc một xong."


def test_other_line_ends_and_utf_16_read_the_same():
    composed = read_alone(FIXTURE)

    for data in (FIXTURE.replace("\n", "\r\n").encode("utf-8-sig"), FIXTURE.encode("utf-16")):
        assert as_json(read_document(data, "plan.md")) == as_json(composed)


def test_markdown_and_stray_tags_are_no_text():
    document = read("""
        ## I. **Việc chung**
        1\\. Xem <b>bảng tin</b>&nbsp;của [trường](http://truong.example/).
        - **a)** Đọc.
        * Thời gian: tháng 9/2026
    """)

    assert clause(document, "I").heading == "Việc chung"
    assert clause(document, "I.1").text == "Xem bảng tin của trường."
    assert labels(document) == ["I", "I.1", "I.1.a"]


def test_lines_wrapped_by_hand_are_whole_again():
    body = """
        1. Nhà trường thông báo kế hoạch tới cha mẹ học sinh của từng lớp
        bằng giấy, trên bảng tin và trong các buổi họp do giáo viên chủ nhiệm
        tổ chức, để ai cũng biết mình có thể góp ý ở đâu và khi nào có trả lời
        của nhà trường.
        2. Ban đại diện cha mẹ học sinh tổng hợp ý kiến của các lớp gửi về cho
        Hiệu trưởng nhà trường trước ngày họp hội đồng, chậm nhất hai ngày làm
        việc, kèm theo đề xuất của từng lớp nếu có và danh sách người góp ý đã
        Đồng ý nêu tên, để nhà trường mời dự họp và trả lời trực tiếp từng câu
        hỏi trong phạm vi trách nhiệm của nhà trường theo quy định về thực hiện
        dân chủ, rồi công khai kết quả tại bảng tin chậm nhất năm ngày làm việc
        Kể từ ngày họp.
    """

    document = read(body)

    assert labels(document) == ["1", "2"]
    assert "hỏi trong phạm vi" in clause(document, "2").text
    assert "làm việc Kể từ ngày họp." in clause(document, "2").text
    assert len(clause(document, "2").text.splitlines()) == 1


def test_a_whole_document_on_one_line_is_taken_apart():
    one_line = " ".join(FIXTURE.split())

    document = read_alone(one_line)

    assert document.document.type == "Kế hoạch"
    assert {"I", "I.1", "II", "II.2.a", "II.4.b", "II.6.c", "III.2"} <= set(labels(document))
    assert task(document, "II.2").lead == ("Phòng Pháp chế",)


def test_a_hostile_text_does_not_drown_its_reader_in_warnings():
    document = read("1. Một\n3. Ba\n" * 500)

    assert len(document.warnings) == 201
    assert document.warnings[-1].code == "more_warnings"


def test_old_encodings_are_told():
    assert "legacy_encoding" in codes(read("1. Thùc hiÖn d©n chñ ë tr­êng"))


@pytest.mark.parametrize(
    ("data", "filename", "told"),
    [
        (b"", "plan.txt", "không có chữ"),
        (b"  \n\n --- \n", "plan.md", "không có chữ"),
        (b"a" * (5 * 1024 * 1024 + 1), "plan.txt", "5 MB"),
        ("Trường".encode("utf-16-le"), "plan.txt", "UTF-8"),
        (b"1. a\n\x00", "plan.txt", "không phải tệp văn bản"),
        (b"- a\n" * 30_000, "plan.txt", "dòng"),
        (b"- a\n" * 15_000, "plan.txt", "đoạn"),
        (b"%PDF-1.7", "plan.pdf", "PDF bị hỏng"),
        (b"1. a", "plan", "Chỉ đọc được tệp Word"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, filename, told):
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(data, filename)

    assert told in str(refusal.value)


@pytest.mark.parametrize(
    "piece",
    ["*a ", "a) ", "1.", "1. Aa ", "- ", "Chủ trì: ", "|", "<p ", "ngày ", "A, ", "năm ", "("],
)
def test_long_odd_text_is_read_in_a_moment(piece):
    text = f"1. Việc\n{piece * (200_000 // len(piece))}"

    began = time.process_time()
    with suppress(UnreadableDocument):
        read_alone(text)

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("body", "clauses", "seconds"),
    [
        # as long as a plan with everything in it ever was
        ("".join(f"{at}. Việc thứ {at} của trường.\n- Chủ trì: Văn phòng.\n" for at in range(1, 2001)), 2000, 2),
        ("1. " + "Một câu dài, a) và b). " * 2200, 1, 2),
        # some three hundred pages, wrapped by hand
        ("".join(f"{'9. ' if at % 20 == 0 else ''}{'nhà trường nghe ý kiến ' * 4}\n" for at in range(12_000)), 600, 5),
    ],
    ids=["2,000 clauses", "one clause of 50,000 characters", "300 pages"],
)  # fmt: skip
def test_a_long_document_is_read_in_time(body, clauses, seconds):
    began = time.process_time()
    document = read_alone(f"KẾ HOẠCH\nThử\n{body}")

    assert len(document.clauses) == clauses
    assert time.process_time() - began < seconds
