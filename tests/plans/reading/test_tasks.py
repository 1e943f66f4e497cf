from __future__ import annotations

from datetime import date

import pytest

from feedback.plans.reading import Due
from feedback.plans.reading.names import names_in
from feedback.plans.reading.task_labels import Role, labelled_parts
from tests.plans.reading.reading import clause, codes, places, read, task


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # a group is one name, though a comma and "và" stand in it
        ("Các phòng, đơn vị thuộc và trực thuộc Sở.", ["Các phòng, đơn vị thuộc và trực thuộc Sở"]),
        (
            "Sở Nội vụ; các phòng, đơn vị thuộc và trực thuộc Sở",
            ["Sở Nội vụ", "các phòng, đơn vị thuộc và trực thuộc Sở"],
        ),
        ("Văn phòng, Phòng Tổ chức cán bộ và Thanh tra Sở",
         ["Văn phòng", "Phòng Tổ chức cán bộ", "Thanh tra Sở"]),
        # a name may hold a comma and "và" itself
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Giáo dục và Đào tạo và các trường", ["Sở Giáo dục và Đào tạo", "các trường"]),
        ("Bộ Lao động - Thương binh và Xã hội", ["Bộ Lao động - Thương binh và Xã hội"]),
    ],
)  # fmt: skip
def test_names_are_told_apart(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Cơ quan, đơn vị thực hiện", Role.lead),
        ("Cơ quan, đơn vị chủ trì", Role.lead),
        ("Đơn vị chủ trì", Role.lead),
        ("Cơ quan thực hiện", Role.lead),
        ("Chủ trì", Role.lead),
        ("Bộ phận chịu trách nhiệm thực hiện", Role.lead),
        ("Người phụ trách", Role.lead),
        ("Phân công thực hiện", Role.lead),
        ("Cơ quan, đơn vị phối hợp", Role.supporting),
        ("Phối hợp thực hiện", Role.supporting),
        ("Thời gian thực hiện", Role.time),
        ("Thời hạn hoàn thành", Role.time),
        ("Tiến độ thực hiện", Role.time),
        ("Kết quả", Role.deliverable),
        ("Sản phẩm đầu ra", Role.deliverable),
        ("Hình thức tổ chức", Role.form),
    ],
)
def test_labels_come_in_many_wordings(label, role):
    assert labelled_parts(f"{label}: điều được ghi.") == [(role, "điều được ghi")]


@pytest.mark.parametrize(
    "line",
    [
        "Nội dung phối hợp: Mời dự họp",
        "Thời gian nghỉ hè của giáo viên: hai tháng",
        "Trưởng đoàn: Hiệu trưởng",
        "Chủ trì xây dựng kế hoạch",
    ],
)
def test_other_words_before_a_colon_are_no_labels(line):
    assert labelled_parts(line) == []


def test_several_labels_may_stand_on_one_line():
    document = read("""
        1. Mở hộp thư góp ý
        (Chủ trì: Văn phòng; phối hợp: Công đoàn, Đoàn Thanh niên; thời gian: tháng 10/2026)
    """)

    read_task = task(document, "1")
    assert read_task.lead == ("Văn phòng",)
    assert read_task.supporting == ("Công đoàn", "Đoàn Thanh niên")
    assert read_task.due == Due(date(2026, 10, 1), date(2026, 10, 31))


def test_a_time_in_several_rounds_spans_them_all():
    document = read("""
        1. Kiểm tra
        - Hồ sơ.
        * Thời gian thực hiện:
        + Đợt 1: từ ngày 01/12/2026 đến ngày 14/12/2026.
        + Đợt 2: từ ngày 02/02/2027 đến ngày 08/02/2027.
    """)

    assert task(document, "1").due == Due(date(2026, 12, 1), date(2027, 2, 8))
    assert clause(document, "1").text.splitlines()[0] == "* Thời gian thực hiện:"
    assert clause(document, "1").text.count("Đợt") == 2


def test_an_impossible_date_is_told_where_it_stands():
    document = read("""
        1. Nộp báo cáo
        - Thời gian: 31/02/2027
    """)

    assert task(document, "1").due is None
    assert places(document, "impossible_date") == ["1"]


def test_a_result_alone_makes_no_task():
    document = read("""
        1. Tổng kết
        - Kết quả: Tốt.
    """)

    assert document.tasks == ()
    assert "- Kết quả: Tốt." in clause(document, "1").text


def test_a_month_without_year_takes_that_of_the_document():
    document = read("""
        1. Họp
        - Thời gian: Tháng 11
    """)

    assert task(document, "1").due == Due(date(2026, 11, 1), date(2026, 11, 30))
    assert "year_assumed" in codes(document)


def test_a_report_due_every_year_is_found_in_running_text():
    document = read("""
        1. Báo cáo
        Trước ngày 15/12 hằng năm, các trường gửi báo cáo về Văn phòng Sở để tổng hợp.
    """)

    assert task(document, "1").lead == ("các trường",)
    assert task(document, "1").due == Due(None, date(2026, 12, 15), "yearly")
    assert task(document, "1").deliverable == "báo cáo"
