"""Headings that print no number, and the lines of the source that each clause took."""

from __future__ import annotations

from feedback.plans.reading import ClauseKind, read_lines
from feedback.plans.reading.model import Line
from tests.plans.reading.reading import clause, labels, places, read


def headings(document):
    return [(one.depth, one.heading) for one in document.clauses if one.heading]


def test_bold_lines_without_number_head_what_follows():
    document = read("""
        **Mục đích**
        Để ai cũng biết.
        **Nội dung**
        - Bữa ăn.
        - Sân chơi.
    """)

    assert headings(document) == [(1, "Mục đích"), (1, "Nội dung")]
    assert clause(document, "mục “Mục đích”").text == "Để ai cũng biết."
    assert clause(document, "mục “Nội dung” gạch đầu dòng 2").text == "Sân chơi."


def test_a_heading_that_lost_its_number_stands_beside_those_that_did_not():
    document = read("""
        I. MỤC ĐÍCH, YÊU CẦU
        Mục đích
        - Nghe ý kiến.
        2. Yêu cầu
        - Trả lời đúng hẹn.
        II. NỘI DUNG
    """)

    lost = clause(document, "I mục “Mục đích”")
    assert (lost.kind, lost.label, lost.depth) == (ClauseKind.section, "", 2)
    assert clause(document, "I.2").parent == lost.parent
    assert places(document, "number_jump") == ["I.2"]


def test_numbers_count_anew_or_go_on_under_headings_without_number():
    document = read("""
        **Buổi sáng**
        1. Chào cờ.
        2. Học.
        **Buổi chiều**
        1. Chơi.
        **Buổi tối**
        2. Đọc.
    """)

    assert [one.parent for one in document.clauses if one.label] == [0, 0, 3, 5]


def test_outlines_of_a_file_say_how_headings_nest():
    texts = [("Phần chung", 1), ("Ý nghĩa", 2), ("Một câu.", None), ("Phần riêng", 1)]
    head = [Line("KẾ HOẠCH", 1), Line("Đọc sách", 2), Line("Căn cứ Luật Thư viện;", 3)]

    document = read_lines(
        [*head, *(Line(text, 4 + at, outline=level) for at, (text, level) in enumerate(texts))]
    )

    assert headings(document) == [(1, "Phần chung"), (2, "Ý nghĩa"), (1, "Phần riêng")]


def test_a_short_line_that_leads_into_a_list_with_a_colon_is_no_heading():
    document = read("""
        1. Việc
        Nhà trường làm:
        - Một.
    """)

    assert clause(document, "1").text == "Nhà trường làm:"


def test_each_clause_knows_its_lines_of_the_source():
    document = read("""
        1. Việc một
        kéo sang dòng dưới.
        - Thời gian: Tháng 9/2026.
        2. Việc hai.
    """)

    one, two = document.clauses
    assert document.source[(one.source_from or 0) - 1] == "1. Việc một"
    assert document.source[(one.source_to or 0) - 1] == "- Thời gian: Tháng 9/2026."
    assert two.source_from == two.source_to == (one.source_to or 0) + 1


def test_numbers_come_in_many_shapes():
    document = read("""
        PHẦN THỨ NHẤT
        QUY ĐỊNH CHUNG
        Chương I Những điều chung
        Mục 1. Với giáo viên
        Tiểu mục 1. Khi lên lớp
        Điều 1 - Phạm vi
        1- Trong lớp.
        2- Ngoài lớp:
        a, Ở sân;
        (b) Ở nhà.
        Điều 2. Cách làm
        2.1. Hỏi.
        2.2. Đáp.
    """)

    assert labels(document)[4:] == [
        "Điều 1", "Điều 1.1", "Điều 1.2", "Điều 1.2.a", "Điều 1.2.b",
        "Điều 2", "Điều 2.1", "Điều 2.2",
    ]  # fmt: skip
    assert clause(document, "Phần thứ nhất").heading == "QUY ĐỊNH CHUNG"
    assert labels(document)[3].endswith("Chương I.Mục 1.Tiểu mục 1")


def test_capitals_may_stand_above_or_below_romans():
    document = read("""
        A. CHUNG
        I. Một
        1. Hai.
        B. RIÊNG
        I. Ba
    """)

    assert labels(document) == ["A", "A.I", "A.I.1", "B", "B.I"]


def test_a_list_in_capitals_may_stand_inside_a_roman_number():
    document = read("""
        I. Một
        A. Hai
        B. Ba
        II. Bốn
    """)

    assert labels(document) == ["I", "I.A", "I.B", "II"]


def test_numbers_without_a_stop_count_when_they_go_on_and_amounts_do_not():
    document = read("""
        Điều 1. Mục đích
        1 Nghe ý kiến của giáo viên.
        2 Nghe ý kiến của cha mẹ.
        Điều 2. Lượng
        30 Giáo viên dự họp.
    """)

    assert labels(document) == ["Điều 1", "Điều 1.1", "Điều 1.2", "Điều 2"]


def test_an_article_that_lost_its_number_is_kept_and_told():
    document = read("""
        Chương I: QUY ĐỊNH ĐIỀU Mục đích của quy ước
        1. Vì học sinh.
    """)

    article = next(one for one in document.clauses if one.kind is ClauseKind.article)
    assert (article.label, article.printed) == ("", "ĐIỀU")
    assert len(places(document, "number_missing")) == 1


def test_a_plain_list_in_a_bold_number_counts_on_its_own():
    document = read("""
        I. Việc
        **1. Thông báo**
        1. Trên bảng tin.
        2. Trong cuộc họp.
        **2. Trả lời**
        1. Bằng thư.
    """)

    assert labels(document) == ["I", "I.1", "I.1.1", "I.1.2", "I.2", "I.2.1"]
    assert "duplicate_label" not in {warning.code for warning in document.warnings}


def test_a_numbered_heading_of_the_same_rank_stands_beside_one_without_number():
    head = [Line("KẾ HOẠCH", 1), Line("Đọc sách", 2), Line("Căn cứ Luật Thư viện;", 3)]
    body = [Line("Giới thiệu", 4, outline=1), Line("1. Mục tiêu", 5, outline=1)]

    document = read_lines([*head, *body])

    assert headings(document) == [(1, "Giới thiệu"), (1, "Mục tiêu")]
