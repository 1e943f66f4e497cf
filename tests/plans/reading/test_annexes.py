"""Several documents in one file: each has its own numbers, and nothing doubts across them."""

from __future__ import annotations

import pytest

from feedback.plans.reading import ClauseKind, ReadDocument
from tests.plans.reading.reading import codes, labels, places, read, read_alone

DECISION = """
    TRƯỜNG THPT SỐ HAI
    Số: 8/QĐ-THPT
    Hải Phòng, ngày 05 tháng 9 năm 2026
    QUYẾT ĐỊNH
    Ban hành nội quy thư viện
    Điều 1. Ban hành kèm theo nội quy thư viện.
    Điều 2. Tổ Văn phòng thi hành quyết định này./.
    Nơi nhận:
    - Như Điều 2;
    - Lưu: VT.
    HIỆU TRƯỞNG
    Họ Và Tên
    TRƯỜNG THPT SỐ HAI
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Độc lập - Tự do - Hạnh phúc
    NỘI QUY
    Sử dụng thư viện
    (Ban hành kèm theo Quyết định số 8/QĐ-THPT)
    Điều 1. Giờ mở cửa
    1. Sáng từ 7 giờ.
    Điều 2. Mượn sách
    Điều 4. Trả sách
    PHỤ LỤC I
    DANH MỤC SÁCH MỚI
    1. Sách văn.
    Phụ lục II: Mẫu thẻ
    1. Họ tên.
    3. Lớp.
"""


@pytest.fixture(scope="module")
def document() -> ReadDocument:
    return read_alone(DECISION)


def test_each_document_counts_anew_and_its_labels_stand_alone(document):
    assert [(clause.annex, clause.label) for clause in document.clauses if clause.label] == [
        ("", "Điều 1"),
        ("", "Điều 2"),
        ("Nội quy kèm theo", "Điều 1"),
        ("Nội quy kèm theo", "Điều 1.1"),
        ("Nội quy kèm theo", "Điều 2"),
        ("Nội quy kèm theo", "Điều 4"),
        ("Phụ lục I", "Phụ lục I"),
        ("Phụ lục I", "1"),
        ("Phụ lục II", "Phụ lục II"),
        ("Phụ lục II", "1"),
        ("Phụ lục II", "3"),
    ]


def test_a_number_used_in_two_documents_is_not_doubled_but_a_jump_inside_one_is_told(document):
    assert "duplicate_label" not in codes(document)
    assert places(document, "number_jump") == ["3", "Điều 4"]


def test_a_doubt_knows_the_clause_it_means_among_those_of_the_same_number(document):
    jump = next(warning for warning in document.warnings if warning.place == "3")

    assert jump.position is not None
    assert document.clauses[jump.position].annex == "Phụ lục II"


def test_an_annex_has_its_title_as_heading_and_a_second_title_block_as_text(document):
    rules, first, second = (
        clause for clause in document.clauses if clause.kind is ClauseKind.annex
    )

    assert rules.heading == ("NỘI QUY Sử dụng thư viện (Ban hành kèm theo Quyết định số 8/QĐ-THPT)")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in rules.text
    assert (first.heading, second.heading) == ("DANH MỤC SÁCH MỚI", "Mẫu thẻ")


def test_an_annex_may_print_no_number():
    document = read("""
        1. Việc một./.
        PHỤ LỤC
        Danh sách các lớp
        (Kèm theo kế hoạch này)
        - Lớp 10A.
        MẪU SỐ 2
        Phiếu góp ý
    """)

    annexes = [clause for clause in document.clauses if clause.kind is ClauseKind.annex]
    assert [clause.annex for clause in annexes] == ["Phụ lục kèm theo", "Mẫu số 2"]
    assert annexes[0].heading == "PHỤ LỤC Danh sách các lớp (Kèm theo kế hoạch này)"


def test_a_chapter_named_like_a_document_begins_no_annex():
    document = read("""
        I. Mục đích
        - Vui.
        HƯỚNG DẪN
        - Đi bên phải.
    """)

    assert labels(document) == ["I"]
    assert ClauseKind.annex not in {clause.kind for clause in document.clauses}
