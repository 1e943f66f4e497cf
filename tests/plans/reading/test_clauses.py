from __future__ import annotations

import pytest

from feedback.plans.reading import ClauseKind
from tests.plans.reading.reading import clause, codes, labels, places, read, task


def test_vietnamese_letters_count_without_f_and_with_d_bar():
    document = read("""
        1. Việc chung
        a) Một.
        b) Hai.
        c) Ba.
        d) Bốn.
        đ) Năm.
        e) Sáu.
        g) Bảy.
    """)

    assert labels(document) == ["1", "1.a", "1.b", "1.c", "1.d", "1.đ", "1.e", "1.g"]
    assert "number_jump" not in codes(document)


def test_chapters_hold_articles_that_count_through():
    document = read("""
        CHƯƠNG I
        QUY ĐỊNH CHUNG
        Điều 1. Phạm vi
        1. Trong trường.
        2. Ngoài giờ học:
        a) Buổi chiều.
        CHƯƠNG II
        TỔ CHỨC
        Điều 2. Người phụ trách
    """)

    assert labels(document) == [
        "Chương I", "Điều 1", "Điều 1.1", "Điều 1.2", "Điều 1.2.a", "Chương II", "Điều 2",
    ]  # fmt: skip
    assert clause(document, "Chương II").heading == "TỔ CHỨC"
    assert clause(document, "Điều 2").depth == 2
    assert codes(document) == set()


def test_decimal_numbers_go_into_their_number():
    document = read("""
        II. Nội dung
        1. Dạy học
        1.1. Dạy chữ.
        1.2 Dạy người
        1.2.1. Nói lời hay.
        2. Sinh hoạt
        2.1. Vui chơi.
    """)

    assert labels(document) == ["II", "II.1", "II.1.1", "II.1.2", "II.1.2.1", "II.2", "II.2.1"]
    assert clause(document, "II.1.2.1").depth == 4


def test_the_label_of_the_whole_way_may_be_printed():
    document = read("""
        I. Mục đích
        I.1. Vì học sinh.
        I.2. Vì nhà giáo.
    """)

    assert labels(document) == ["I", "I.1", "I.2"]


def test_bullets_nest_by_their_sign():
    document = read("""
        1. Việc
        - Thứ nhất:
        + Nhỏ một;
        + Nhỏ hai.
        - Thứ hai.
        * Lưu ý:
        - Thêm.
    """)

    assert clause(document, "1 gạch đầu dòng 1 ý 2").text == "Nhỏ hai."
    assert clause(document, "1 gạch đầu dòng 2").text == "Thứ hai."
    assert clause(document, "1 gạch đầu dòng 3").printed == "*"
    assert clause(document, "1 gạch đầu dòng 3 ý 1").text == "Thêm."


def test_a_letter_behind_a_dash_counts_with_letters_without_one():
    document = read("""
        1. Việc
        - a) Một.
        b) Hai.
        - c) Ba.
    """)

    assert labels(document) == ["1", "1.a", "1.b", "1.c"]
    assert clause(document, "1.a").printed == "- a)"


def test_small_roman_numbers_go_into_a_letter():
    document = read("""
        1. Việc
        a) Gồm:
        i) một;
        ii) hai;
        b) Hết.
    """)

    assert labels(document) == ["1", "1.a", "1.a.i", "1.a.ii", "1.b"]


def test_a_letter_i_after_h_stays_a_letter():
    document = read("""
        1. Việc
        a) Một.
        h) Tám.
        i) Chín.
        k) Mười.
    """)

    assert labels(document) == ["1", "1.a", "1.h", "1.i", "1.k"]


def test_doubled_and_missing_numbers_are_kept_and_told():
    document = read("""
        I. Nội dung
        1. Một.
        2. Hai.
        2. Lại hai.
        4. Bốn.
        II. Tổ chức
        2. Thiếu một.
    """)

    assert labels(document) == ["I", "I.1", "I.2", "I.2", "I.4", "II", "II.2"]
    assert places(document, "duplicate_label") == ["I.2"]
    assert places(document, "number_jump") == ["I.4", "II.2"]


def test_a_document_without_numbers_keeps_its_paragraphs_and_says_so():
    document = read("""
        Trường mở hộp thư góp ý ở cổng.
        Ban giám hiệu đọc thư mỗi tuần.
    """)

    assert [clause.text for clause in document.clauses] == [
        "Trường mở hộp thư góp ý ở cổng.", "Ban giám hiệu đọc thư mỗi tuần.",
    ]  # fmt: skip
    assert "no_clause" in codes(document)


def test_a_paragraph_after_finished_bullets_stands_on_its_own():
    document = read("""
        1. Việc
        - Đã xong.
        Một đoạn văn khác của mục này.
    """)

    assert clause(document, "1 đoạn 1").text == "Một đoạn văn khác của mục này."


def test_a_table_row_is_a_clause_that_may_be_cited():
    document = read("""
        1. Lịch
        | Việc | Hạn |
        |---|---|
        | Họp | Tháng 9 |
    """)

    assert clause(document, "1 dòng bảng 2").text == "Họp | Tháng 9"
    assert clause(document, "1 dòng bảng 2").kind is ClauseKind.row


def test_a_plan_issued_with_a_decision_begins_anew():
    document = read("""
        Điều 1. Ban hành kế hoạch kèm theo.
        Nơi nhận:
        - Lưu: VT.
        HIỆU TRƯỞNG
        Họ Và Tên
        KẾ HOẠCH
        HỌC TẬP NGOÀI TRỜI
        I. MỤC ĐÍCH
        1. Khỏe mạnh.
    """)

    assert labels(document) == ["Điều 1", "I", "I.1"]
    assert clause(document, "Kế hoạch kèm theo").heading == "KẾ HOẠCH HỌC TẬP NGOÀI TRỜI"


@pytest.mark.parametrize(
    "line",
    [
        "15/6/2026 là hạn nộp.",  # a day
        "1.500.000 đồng cho mỗi lớp.",  # an amount
        "2026 là năm học mới.",  # a year
        "Điều 5, Điều 6 của Luật Giáo dục.",  # a citation
    ],
)
def test_what_only_looks_like_a_number_opens_no_clause(line):
    document = read(f"1. Việc\n{line}")

    assert labels(document) == ["1"]
    assert line in clause(document, "1").text


def test_time_and_owner_after_a_list_are_those_of_the_whole_list():
    document = read("""
        1. Hội nghị
        (1) Lần thứ nhất.
        (2) Lần thứ hai.
        - Đơn vị chủ trì: Văn phòng.
        - Thời gian hoàn thành: Quý IV/2026.
    """)

    assert task(document, "1").lead == ("Văn phòng",)
    assert labels(document) == ["1", "1.(1)", "1.(2)"]


def test_positions_and_parents_are_those_of_the_reading_order():
    document = read("""
        I. Một
        1. Hai
        - Ba.
        II. Bốn
    """)

    assert [clause.position for clause in document.clauses] == [0, 1, 2, 3]
    assert [clause.parent for clause in document.clauses] == [None, 0, 1, None]
    assert [clause.depth for clause in document.clauses] == [1, 2, 3, 1]


def test_a_short_body_on_one_line_is_pointed_out() -> None:
    document = read(
        "I. MỤC ĐÍCH Làm cho mọi người cùng biết. II. NHIỆM VỤ 1. Công khai thu chi trên bảng tin của"
        " trường. 2. Đối thoại với cha mẹ học sinh mỗi năm một lần."
    )

    assert "unsplit" in [warning.code for warning in document.warnings]
