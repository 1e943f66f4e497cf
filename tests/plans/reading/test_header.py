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


def test_a_party_title_block_in_two_columns_is_read():
    document = read_alone("""
        ĐẢNG BỘ PHƯỜNG AN HÒA                 ĐẢNG CỘNG SẢN VIỆT NAM
        CHI BỘ TRƯỜNG TIỂU HỌC SAO MAI
        *
        Số 12-CTr/CB                          An Hòa, ngày 02 tháng 02 năm 2026
        CHƯƠNG TRÌNH
        công tác năm 2026
        I- VIỆC CHÍNH
        1- Họp chi bộ.
        T/M CHI BỘ
        BÍ THƯ
        Họ Và Tên
    """)

    head = document.document
    assert (head.superior, head.issuer) == (
        "ĐẢNG BỘ PHƯỜNG AN HÒA",
        "CHI BỘ TRƯỜNG TIỂU HỌC SAO MAI",
    )
    assert (head.number, head.issued_on) == ("12-CTr/CB", date(2026, 2, 2))
    assert head.signer == ("T/M CHI BỘ", "BÍ THƯ", "Họ Và Tên")


def test_recipients_and_signature_side_by_side_are_told_apart():
    head = read("""
        1. Việc một.
        Nơi nhận:                       KT. HIỆU TRƯỞNG
        - Phòng Giáo dục;               PHÓ HIỆU TRƯỞNG
        - Các lớp;
        - Lưu: VT.                      Họ Và Tên
    """).document

    assert head.recipients == ("Phòng Giáo dục", "Các lớp", "Lưu: VT")
    assert head.signer == ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "Họ Và Tên")


def test_the_name_of_an_office_may_take_several_lines_or_share_one():
    apart = read_alone("""
        UBND PHƯỜNG SÔNG BẾN
        TRƯỜNG TRUNG HỌC CƠ SỞ
        BÌNH MINH
        Số: 4/KH-THCS
        KẾ HOẠCH
        Thử
        1. Việc.
    """).document
    together = read_alone("""
        | SỞ GIÁO DỤC VÀ ĐÀO TẠO TRƯỜNG THPT AN HÒA Số: 4/KH-THPT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
        KẾ HOẠCH
        Thử
        1. Việc.
    """).document

    assert (apart.superior, apart.issuer) == (
        "UBND PHƯỜNG SÔNG BẾN", "TRƯỜNG TRUNG HỌC CƠ SỞ BÌNH MINH",
    )  # fmt: skip
    assert (together.superior, together.issuer) == (
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG THPT AN HÒA",
    )  # fmt: skip
    assert together.number == "4/KH-THPT"


def test_a_title_takes_all_its_lines_and_not_the_first_heading():
    document = read_alone("""
        Số: 4/KH-THPT
        KẾ HOẠCH
        Đọc sách trong nhà trường
        Năm học 2026 - 2027
        (Ban hành kèm theo Quyết định số 3/QĐ-THPT)
        Mục đích
        - Biết nhiều hơn.
    """)

    assert document.document.title == (
        "Đọc sách trong nhà trường Năm học 2026 - 2027 (Ban hành kèm theo Quyết định số 3/QĐ-THPT)"
    )


def test_a_date_printed_above_the_signature_is_that_of_a_document_without_one_above():
    document = read_alone("""
        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        QUY ƯỚC
        LỚP 10A
        Điều 1. Đi học đúng giờ
        Có mặt trước 6 giờ 45 phút.
        An Hòa, ngày 10 tháng 9 năm 2026
        LỚP TRƯỞNG
        Họ Và Tên
    """)

    head = document.document
    assert (head.type, head.place, head.issued_on) == ("Quy ước", "An Hòa", date(2026, 9, 10))
    assert head.signer == ("LỚP TRƯỞNG", "Họ Và Tên")
    assert document.clauses[-1].text == "Có mặt trước 6 giờ 45 phút."


def test_the_subject_of_an_official_letter_is_its_title():
    document = read_alone("""
        TRƯỜNG THPT AN HÒA
        Số: 7/THPTAH-VP
        V/v lấy ý kiến về bữa ăn
        An Hòa, ngày 10 tháng 9 năm 2026
        Kính gửi: Cha mẹ học sinh.
        Nhà trường xin ý kiến như sau:
        1. Về thực đơn.
    """)

    assert (document.document.type, document.document.title) == (None, "lấy ý kiến về bữa ăn")
    assert document.document.number == "7/THPTAH-VP"
    assert "V/v" not in document.clauses[0].text


def test_a_title_whose_line_ends_between_two_years_is_whole():
    head = read_alone("""
        TRƯỜNG THPT SỐ MỘT
        Số: 12/KH-THPT
        Hải Phòng, ngày 05 tháng 9 năm 2026
        KẾ HOẠCH
        Thực hiện dân chủ trong nhà trường năm học 2026
        - 2027
        Căn cứ Luật Giáo dục ngày 14/6/2019;
        I. MỤC ĐÍCH
        - Mở rộng dân chủ.
    """)

    assert head.document.title == "Thực hiện dân chủ trong nhà trường năm học 2026 - 2027"
    assert head.document.legal_bases == ("Căn cứ Luật Giáo dục ngày 14/6/2019",)
    assert labels(head) == ["I"]
