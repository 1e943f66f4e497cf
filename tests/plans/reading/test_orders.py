"""Orders in sentences, and chapters that divide the work by units."""

from __future__ import annotations

from datetime import date

import pytest

from feedback.plans.reading import Due
from tests.plans.reading.reading import read, read_alone, task


@pytest.mark.parametrize(
    ("sentence", "lead", "supporting", "due"),
    [
        (
            "Giao Phòng Tổ chức cán bộ chủ trì, phối hợp với Thanh tra Sở và các trường rà soát quy chế,"
            " hoàn thành trước ngày 15/6/2027.",
            ("Phòng Tổ chức cán bộ",),
            ("Thanh tra Sở", "các trường"),
            Due(None, date(2027, 6, 15)),
        ),
        (
            "Việc công khai thực đơn do Tổ Văn phòng thực hiện.",
            ("Tổ Văn phòng",),
            (),
            None,
        ),
        (
            "Công đoàn trường chủ trì, phối hợp với Đoàn Thanh niên tổ chức hội thao trong quý I/2027.",
            ("Công đoàn trường",),
            ("Đoàn Thanh niên",),
            Due(date(2027, 1, 1), date(2027, 3, 31)),
        ),
        (
            "Yêu cầu các khoa lâm sàng giải thích cho người nhà mỗi ngày một lần.",
            ("các khoa lâm sàng",),
            (),
            None,
        ),
        (
            "Các trường gửi danh sách trước ngày 10/10/2026.",
            ("Các trường",),
            (),
            Due(None, date(2026, 10, 10)),
        ),
        (
            "Nhà trường tiếp tục việc cũ; giao tổ Văn phòng tổng hợp ý kiến trước ngày 15/01/2027.",
            ("tổ Văn phòng",),
            (),
            Due(None, date(2027, 1, 15)),
        ),
    ],
)  # fmt: skip
def test_a_sentence_that_gives_a_unit_work_is_a_task(sentence, lead, supporting, due):
    document = read(f"1. {sentence}")

    read_task = task(document, "1")
    assert (read_task.lead, read_task.supporting, read_task.due) == (lead, supporting, due)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tham gia các đoàn kiểm tra theo Quyết định số 12 ngày 15/6/2026.",
        "Tổ chức tuyên truyền theo kế hoạch hằng năm của trường.",
        "Hiệu trưởng chủ trì cuộc họp.",
        "Chi bộ phân công đồng chí Phó Bí thư phụ trách.",
        "Cơ quan chủ trì, thành phần dự họp.",
        "Các kênh góp ý mở trước ngày 10/10/2026.",
        "Các trường đã gửi danh sách trước ngày 10/10/2026.",
    ],
)
def test_other_sentences_are_no_tasks(sentence):
    assert read(f"1. {sentence}").tasks == ()


CHAPTER = """
    III. TỔ CHỨC THỰC HIỆN
    1. Phòng Giáo dục Mầm non
    - Soạn tài liệu.
    - Trình Đề án bữa ăn học đường trong quý IV/2026.
    2. Các trường mầm non, tiểu học: Lấy ý kiến cha mẹ.
    3. Đề nghị Hội Khuyến học chủ trì, phối hợp với các hội tặng sách.
    4. Kinh phí do ngân sách cấp.
"""


def test_a_chapter_on_who_does_what_gives_each_unit_its_task():
    document = read(CHAPTER)

    assert [(one.clause, one.lead, one.supporting) for one in document.tasks] == [
        ("III.1", ("Phòng Giáo dục Mầm non",), ()),
        ("III.1 gạch đầu dòng 2", ("Phòng Giáo dục Mầm non",), ()),
        ("III.2", ("Các trường mầm non, tiểu học",), ()),
        ("III.3", ("Hội Khuyến học",), ("các hội",)),
    ]
    assert task(document, "III.1 gạch đầu dòng 2").due == Due(date(2026, 10, 1), date(2026, 12, 31))
    assert task(document, "III.1 gạch đầu dòng 2").deliverable == "Đề án bữa ăn học đường"


def test_where_labels_order_the_work_the_chapter_only_repeats_it():
    document = read("I. Việc\n1. Mở hộp thư\n- Chủ trì: Văn phòng.\n" + CHAPTER.replace("    ", ""))

    # III.3 is an order of its own, in words that name both kinds of unit.
    assert [one.clause for one in document.tasks] == ["I.1", "III.3"]


def test_a_report_gives_nobody_work_by_its_chapters():
    document = read_alone("""
        Số: 3/BC-THPT
        Hải Phòng, ngày 05 tháng 9 năm 2026
        BÁO CÁO
        Hoạt động của các đoàn thể
        1. Công đoàn trường
        - Đã thăm hỏi.
        2. Đoàn Thanh niên
        - Đã trồng cây.
    """)

    assert document.tasks == ()


def test_a_time_after_inner_numbers_belongs_to_the_clause_where_the_document_orders_its_tasks():
    document = read("""
        1. Họp lớp
        - Thời gian: Tháng 9/2026.
        2. Thi đua
        2.1. Lớp sạch
        - Quét lớp.
        2.2. Lớp ngoan
        - Đúng giờ.
        * Thời gian: Tháng 10/2026.
    """)

    assert [one.clause for one in document.tasks] == ["1", "2"]


def test_labels_behind_the_words_of_a_clause_tell_of_it():
    document = read("1. Mở hộp thư góp ý, đơn vị chủ trì: Văn phòng; thời gian: tháng 10/2026.")

    assert task(document, "1").lead == ("Văn phòng",)
    assert task(document, "1").due == Due(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    "sentence",
    [
        "Báo cáo gửi về Sở",
        "Tổ chức hội nghị tổng kết",
        "Kết quả báo cáo về Sở",
        "Văn bản gửi về Sở",
    ],
)
def test_what_is_sent_or_held_is_no_unit_that_leads(sentence: str) -> None:
    document = read(
        f"1. Phòng Học vụ hướng dẫn các trường; theo dõi. {sentence} trước ngày 30/5/2027."
    )

    assert [name for one in document.tasks for name in one.lead] in ([], ["Phòng Học vụ"])
