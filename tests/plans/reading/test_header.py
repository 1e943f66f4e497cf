from __future__ import annotations

from datetime import date

from feedback.plans.reading import ClauseKind
from tests.plans.reading.reading import clause, codes, labels, places, read, read_alone


def test_a_title_block_in_two_columns_is_read():
    head = read_alone("""
        UBND THÀNH PHỐ HẢI PHÒNG
        SỞ GIÁO DỤC VÀ ĐÀO TẠO
        -------
        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        Độc lập - Tự do - Hạnh phúc
        ---------------
        Số: 15 /KH-SGDĐT
        Hải Phòng, ngày 3 tháng 0 2 năm 2026
        KẾ HOẠCH
        NÂNG CAO CHẤT LƯỢNG BỮA ĂN BÁN TRÚ
        NĂM HỌC 2025-2026
        Căn cứ Luật Giáo dục ngày 14/6/2019;
        I. MỤC ĐÍCH
        - Bữa ăn đủ chất.
    """).document

    assert (head.superior, head.issuer) == ("UBND THÀNH PHỐ HẢI PHÒNG", "SỞ GIÁO DỤC VÀ ĐÀO TẠO")
    assert (head.number, head.issued_on) == ("15/KH-SGDĐT", date(2026, 2, 3))
    assert head.title == "NÂNG CAO CHẤT LƯỢNG BỮA ĂN BÁN TRÚ NĂM HỌC 2025-2026"
    assert head.legal_bases == ("Căn cứ Luật Giáo dục ngày 14/6/2019",)


def test_a_title_block_laid_out_as_a_table_is_read():
    head = read_alone("""
        # Tên bài trên trang mạng

        | ỦY BAN NHÂN DÂN XÃ AN HÒA ------- | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc |
        |---|---|
        | Số: 86/QĐ-UBND | An Hòa, ngày 13 tháng 8 năm 2026 |

        QUYẾT ĐỊNH

        BAN HÀNH KẾ HOẠCH NĂM HỌC

        CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ AN HÒA

        Căn cứ Luật Giáo dục ngày 14/6/2019;

        QUYẾT ĐỊNH:

        Điều 1. Ban hành kế hoạch.

        Điều 2. Quyết định có hiệu lực từ ngày ký./.

        | Nơi nhận: - Như Điều 2; - Lưu: VT. | KT. CHỦ TỊCH PHÓ CHỦ TỊCH Họ Và Tên |
        |---|---|
    """)

    assert head.document.type == "Quyết định"
    assert (head.document.number, head.document.place) == ("86/QĐ-UBND", "An Hòa")
    assert head.document.issuer == "ỦY BAN NHÂN DÂN XÃ AN HÒA"
    assert head.document.title == "BAN HÀNH KẾ HOẠCH NĂM HỌC"
    assert head.document.recipients == ("Như Điều 2", "Lưu: VT")
    assert head.document.signer == ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Họ Và Tên")
    assert labels(head) == ["Điều 1", "Điều 2"]
    assert "text_above_head" in codes(head)


def test_a_title_block_glued_on_one_line_is_taken_apart():
    head = read_alone("""
        PHÒNG GIÁO DỤC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAMTRƯỜNG MẦM NON HOA SEN Độc lập - Tự do - Hạnh phúc
        Số: 45 /BC-MNHS An Hòa, ngày 12 tháng 12 năm 2025
        BÁO CÁO SƠ KẾT
        HỌC KỲ I
        1. Kết quả chung
        - Tốt.
    """).document

    assert (head.superior, head.issuer) == ("PHÒNG GIÁO DỤC", "TRƯỜNG MẦM NON HOA SEN")
    assert (head.number, head.issued_on) == ("45/BC-MNHS", date(2025, 12, 12))
    assert (head.type, head.title) == ("Báo cáo", "SƠ KẾT HỌC KỲ I")


def test_a_day_that_no_calendar_has_is_told_and_left_out():
    document = read_alone("""
        Số: 1/KH-A
        An Hòa, ngày 31 tháng 02 năm 2026
        KẾ HOẠCH
        Thử
        1. Việc một
    """)

    assert document.document.issued_on is None
    assert places(document, "impossible_date") == ["dòng 3"]


def test_a_signature_without_recipients_ends_the_text():
    document = read("""
        1. Giáo viên dự giờ.
        2. Học sinh góp ý./.
        HIỆU TRƯỞNG
        Họ Và Tên
    """)

    assert document.document.signer == ("HIỆU TRƯỞNG", "Họ Và Tên")
    assert [clause.text for clause in document.clauses] == [
        "Giáo viên dự giờ.",
        "Học sinh góp ý./.",
    ]


def test_a_long_recipient_may_take_two_lines():
    head = read("""
        1. Việc một.
        Nơi nhận:
        - Cha mẹ học sinh,
        Ban đại diện;
        - Lưu: VT.
    """).document

    assert head.recipients == ("Cha mẹ học sinh, Ban đại diện", "Lưu: VT")


def test_a_document_without_any_head_still_has_its_clauses():
    document = read_alone("""
        I. Việc cần làm
        1. Quét sân.
    """)

    assert labels(document) == ["I", "I.1"]
    assert {"no_title", "no_date", "blank_number", "no_issuer"} <= codes(document)


def test_an_annex_after_the_signature_is_not_taken_for_it():
    document = read("""
        1. Việc một.
        Nơi nhận:
        - Lưu: VT.
        HIỆU TRƯỞNG
        Họ Và Tên
        DANH SÁCH LỚP
        | STT | Lớp |
        |---|---|
        | 1 | 10A |
    """)

    assert document.document.signer == ("HIỆU TRƯỞNG", "Họ Và Tên")
    annex, head, row = document.clauses[1:]
    assert (annex.kind, annex.heading) == (ClauseKind.annex, "DANH SÁCH LỚP")
    assert (head.text, row.text) == ("STT | Lớp", "1 | 10A")
    assert row.annex == annex.annex == "Danh sách lớp (kèm theo)"


def test_without_a_title_nothing_above_the_clauses_is_dropped():
    document = read_alone("""
        Lời nói đầu của trang
        Số: 5/QĐ-THCS
        Giữ gìn trường lớp
        Chương I: QUY ĐỊNH CHUNG
        1. Việc một.
    """)

    assert clause(document, "Lời mở đầu").text == "Lời nói đầu của trang\nGiữ gìn trường lớp"
    assert labels(document) == ["Chương I", "Chương I.1"]
