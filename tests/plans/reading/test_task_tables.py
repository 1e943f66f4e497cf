"""Tables that share out work: the heads say what each column tells, each row is a task."""

from __future__ import annotations

from datetime import date

from feedback.plans.reading import Due, read_lines
from feedback.plans.reading.model import Cell, Line
from tests.plans.reading.reading import clause, read, task

TABLE = """
    II. PHÂN CÔNG
    | TT | Nội dung công việc | Chủ trì | Phối hợp | Thời gian | Sản phẩm |
    |---|---|---|---|---|---|
    | I | CHUẨN BỊ | | | | |
    | 1 | Soạn phiếu | Văn phòng HĐND và UBND | Phòng Văn hóa - Xã hội; Công an xã | Trước 15/3/2026 | Mẫu phiếu |
    | 2 | Trả lời cha mẹ | BGH, GVCN | | Thường xuyên | - |
"""


def test_each_row_with_a_unit_or_a_time_is_a_task():
    document = read(TABLE)

    first, second = document.tasks
    assert first.lead == ("Văn phòng HĐND và UBND",)
    assert first.supporting == ("Phòng Văn hóa - Xã hội", "Công an xã")
    assert (first.due, first.deliverable) == (Due(None, date(2026, 3, 15)), "Mẫu phiếu")
    assert (second.lead, second.deliverable) == (("BGH", "GVCN"), None)
    assert second.due == Due(None, None, "constant")
    assert second.clause == "II dòng bảng 4"


def test_heads_are_marked_and_cells_kept():
    document = read(TABLE)

    head, row = clause(document, "II dòng bảng 1"), clause(document, "II dòng bảng 4")
    assert all(cell.is_head for cell in head.cells)
    assert [cell.text for cell in row.cells] == [
        "2", "Trả lời cha mẹ", "BGH, GVCN", "", "Thường xuyên", "-",
    ]  # fmt: skip


def test_a_table_that_names_nobody_and_no_time_holds_no_task():
    document = read("""
        1. Danh sách
        | STT | Họ và tên | Chức vụ |
        |---|---|---|
        | 1 | Hiệu trưởng | Trưởng ban |
    """)

    assert document.tasks == ()


def test_another_table_without_heads_of_its_own_takes_none_from_the_one_before():
    document = read("""
        I. Lịch
        | Nội dung | Người phụ trách | Thời gian |
        | Dự giờ | Hiệu trưởng | Tháng 10/2026 |
        II. Mẫu
        | 05/10 | Cô A | Tốt |
        | 06/10 | Thầy B | Khá |
    """)

    assert [read_task.clause for read_task in document.tasks] == ["I dòng bảng 2"]


def test_heads_over_two_rows_and_cells_over_several_are_followed():
    def row(number: int, *cells: Cell) -> Line:
        return Line(" | ".join(cell.text for cell in cells), number, is_row=True, cells=cells)

    both = Cell("Phân công", columns=2)
    lines = [
        Line("KẾ HOẠCH", 1),
        Line("Trồng cây", 2),
        Line("I. Việc", 3),
        row(4, Cell("STT", rows=2), Cell("Việc", rows=2), both, Cell("Hạn", rows=2)),
        row(5, Cell("Chủ trì"), Cell("Phối hợp")),
        row(
            6,
            Cell("1"),
            Cell("Đào hố"),
            Cell("Đoàn trường"),
            Cell("Các lớp"),
            Cell("3/2026", rows=2),
        ),
        row(7, Cell("2"), Cell("Tưới"), Cell("Tổ Văn phòng"), Cell("")),
    ]

    first, second = read_lines(lines).tasks

    assert (first.lead, first.supporting) == (("Đoàn trường",), ("Các lớp",))
    assert (second.lead, second.time_text) == (("Tổ Văn phòng",), "3/2026")


def test_a_label_may_name_both_kinds_of_unit_and_the_day():
    document = read("""
        1. Công khai thu chi
        - Phân công: Văn phòng chủ trì, phối hợp với Công đoàn thực hiện; thời gian hoàn thành trước ngày 31/3/2027.
    """)

    read_task = task(document, "1")
    assert (read_task.lead, read_task.supporting) == (("Văn phòng",), ("Công đoàn",))
    assert read_task.due == Due(None, date(2027, 3, 31))
