from __future__ import annotations

from datetime import date

import pytest

from feedback.plans.reading.dates import Known, read_due
from feedback.plans.reading.model import Due

ISSUED = Known(date(2026, 2, 10))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "start", "end", "repeats"),
    [
        ("Quý I và Quý II năm 2023", "2023-01-01", "2023-06-30", None),
        ("Quý III/2024", "2024-07-01", "2024-09-30", None),
        ("Quý I, II năm 2026", "2026-01-01", "2026-06-30", None),
        ("Quý IV/2025 và Quý I/2026", "2025-10-01", "2026-03-31", None),
        ("Tháng 6 năm 2023", "2023-06-01", "2023-06-30", None),
        ("Dự kiến tháng 02/2024", "2024-02-01", "2024-02-29", None),
        ("tháng 11/2025 đến tháng 4/2026", "2025-11-01", "2026-04-30", None),
        ("Từ tháng 12/2025 đến quý I/2026", "2025-12-01", "2026-03-31", None),
        ("Trong năm 2023", "2023-01-01", "2023-12-31", None),
        ("Năm học 2024-2025", "2024-09-01", "2025-05-31", None),
        ("Học kỳ II năm học 2024 - 2025", "2025-01-01", "2025-05-31", None),
        ("6 tháng đầu năm 2026", "2026-01-01", "2026-06-30", None),
        ("Giai đoạn 2026-2030", "2026-01-01", "2030-12-31", None),
        ("Ngày 05/9/2024", "2024-09-05", "2024-09-05", None),
        ("ngày 5 tháng 9 năm 2024", "2024-09-05", "2024-09-05", None),
        ("Trước ngày 15/6/2023", None, "2023-06-15", None),
        ("Chậm nhất ngày 10/12/2025 (trước ngày khai giảng)", None, "2025-12-10", None),
        ("Trước quý III/2026", None, "2026-06-30", None),
        ("Đến hết năm 2027", None, "2027-12-31", None),
        ("Từ ngày 01/9/2026", "2026-09-01", None, None),
        ("Từ ngày 17/12/2025 đến 17 giờ 00, ngày 01/02/2026", "2025-12-17", "2026-02-01", None),
        # every year
        ("Hàng năm", None, None, "yearly"),
        ("Hằng năm", None, None, "yearly"),
        ("Bắt đầu từ năm 2023 và các năm tiếp theo", "2023-01-01", None, "yearly"),
        ("Định kỳ quý I hàng năm", "2026-01-01", "2026-03-31", "yearly"),
        ("Trước ngày 15/12 hằng năm", None, "2026-12-15", "yearly"),
        # first due in the year after, when the day is over before the document is issued
        ("Trước ngày 31/01 hằng năm", None, "2027-01-31", "yearly"),
    ],
)
def test_words_become_days(text, start, end, repeats):
    due, doubt = read_due(text, ISSUED)

    assert due == Due(day(start), day(end), repeats)
    assert doubt is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ngày 31/02/2026", "impossible_date"),
        ("Tháng 13 năm 2026", "impossible_date"),
        ("Trước ngày 31/6", "impossible_date"),
        ("Càng sớm càng tốt", "time_not_understood"),
    ],
)
def test_what_cannot_be_a_day_is_told_and_left_out(text, code):
    due, doubt = read_due(text, ISSUED)

    assert due is None
    assert doubt is not None
    assert doubt[0] == code


def test_times_that_mean_no_day_raise_no_doubt():
    assert read_due("Theo kế hoạch của Sở", ISSUED) == (None, None)


@pytest.mark.parametrize(
    "text", ["Thường xuyên", "Hằng tháng", "Trước ngày 25 hàng tháng", "Hằng quý"]
)
def test_what_goes_on_without_a_day_of_its_own_is_constant(text):
    assert read_due(text, ISSUED) == (Due(None, None, "constant"), None)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Tháng 9, 10/2026", date(2026, 9, 1), date(2026, 10, 31)),
        ("Tháng 9 - 12 năm 2026", date(2026, 9, 1), date(2026, 12, 31)),
        ("Tháng 11, 12, 1 năm 2027", date(2026, 11, 1), date(2027, 1, 31)),  # runs into a new year
        ("T9/2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_months_come_in_many_wordings(text, start, end):
    assert read_due(text, ISSUED)[0] == Due(start, end)


def test_a_month_without_year_is_taken_from_the_document_and_told():
    due, doubt = read_due("Tháng 9", ISSUED)

    assert due == Due(date(2026, 9, 1), date(2026, 9, 30))
    assert doubt is not None
    assert doubt[0] == "year_assumed"


def test_a_month_of_a_school_year_falls_into_its_half():
    known = Known(date(2026, 8, 20), school_year=2026)

    assert read_due("Tháng 10", known)[0] == Due(date(2026, 10, 1), date(2026, 10, 31))
    assert read_due("Tháng 3", known)[0] == Due(date(2027, 3, 1), date(2027, 3, 31))


def test_a_month_of_no_year_at_all_is_left_out():
    due, doubt = read_due("Tháng 9", Known())

    assert due is None
    assert doubt is not None
    assert doubt[0] == "year_missing"


def test_a_leap_day_falls_due_on_the_last_of_february_a_year_later():
    due, _ = read_due("Trước ngày 29/02 hằng năm", Known(date(2024, 3, 1)))

    assert due == Due(None, date(2025, 2, 28), "yearly")
