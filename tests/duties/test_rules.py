"""When duties fall due and how they stand, decided without database."""

from __future__ import annotations

from datetime import date

import pytest

from feedback.duties import rules
from feedback.duties.rules import Term
from feedback.errors import RuleBroken
from models import DutyEntryKind, DutyState

ISSUED = date(2023, 1, 5)
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("repeats", "due_from", "due_to", "on", "expected"),
    [
        # a point in time
        (None, None, date(2023, 6, 30), TODAY, Term("", None, date(2023, 6, 30))),
        # a stretch of time
        (
            None,
            date(2023, 1, 1),
            date(2023, 6, 30),
            TODAY,
            Term("", date(2023, 1, 1), date(2023, 6, 30)),
        ),
        # every year by 31/03, since 2023
        (
            "yearly",
            None,
            date(2023, 3, 31),
            TODAY,
            Term("2026", date(2026, 1, 1), date(2026, 3, 31)),
        ),
        # every year without a day: by the end of the year
        ("yearly", None, None, TODAY, Term("2026", date(2026, 1, 1), date(2026, 12, 31))),
        # it begins next year only
        (
            "yearly",
            None,
            date(2027, 3, 31),
            TODAY,
            Term("2027", date(2027, 1, 1), date(2027, 3, 31)),
        ),
        # from November to March of the next year
        (
            "yearly",
            date(2023, 11, 1),
            date(2024, 3, 31),
            TODAY,
            Term("2026", date(2025, 11, 1), date(2026, 3, 31)),
        ),
        # 29 February in a year without one
        (
            "yearly",
            None,
            date(2024, 2, 29),
            TODAY,
            Term("2026", date(2026, 1, 1), date(2026, 2, 28)),
        ),
        # thường xuyên: never due, even where a day was read
        ("constant", date(2023, 1, 1), date(2023, 12, 31), TODAY, Term("", date(2023, 1, 1), None)),
        # open-ended
        (None, date(2023, 1, 1), None, TODAY, Term("", date(2023, 1, 1), None)),
    ],
)
def test_a_task_falls_due_as_it_says(
    repeats: str | None, due_from: date | None, due_to: date | None, on: date, expected: Term
) -> None:
    assert rules.term_of(repeats, due_from, due_to, since=ISSUED, on=on) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], DutyState.NOT_REPORTED),
        # a dissemination alone is work begun
        ([None], DutyState.IN_PROGRESS),
        ([DutyState.IN_PROGRESS, DutyState.DONE], DutyState.DONE),
        # evidence given later changes nothing
        ([DutyState.DONE, None], DutyState.DONE),
        ([DutyState.DONE, DutyState.IN_PROGRESS], DutyState.IN_PROGRESS),
    ],
)
def test_a_duty_stands_as_its_newest_report_says(
    said: list[DutyState | None], expected: DutyState
) -> None:
    assert rules.state_after(said) is expected


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (DutyEntryKind.PROGRESS, {"happened_on": date(2026, 11, 21)}, "sau hôm nay"),
        (DutyEntryKind.PROGRESS, {"happened_on": date(2022, 12, 1)}, "trước ngày ban hành"),
        (DutyEntryKind.PROGRESS, {"body": " "}, "đã làm được gì"),
        (DutyEntryKind.EVIDENCE, {"body": ""}, "minh chứng"),
        (DutyEntryKind.DISSEMINATION, {"head_count": None}, "số người"),
        (DutyEntryKind.DISSEMINATION, {"head_count": -1}, "chưa hợp lý"),
        (
            DutyEntryKind.PROGRESS,
            {"happened_on": date(1900, 1, 1), "plan_issued_on": None},
            "từ 2000 trở đi",
        ),
    ],
)
def test_an_entry_that_says_nothing_or_cannot_be_is_refused(
    kind: DutyEntryKind, values: dict[str, object], words: str
) -> None:
    entry: dict[str, object] = {
        "happened_on": TODAY,
        "body": "Đã họp.",
        "head_count": 10,
        "has_files": False,
        "plan_issued_on": ISSUED,
        "today": TODAY,
    }

    with pytest.raises(RuleBroken, match=words):
        rules.check_entry(kind, **(entry | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "due_on", "presses"),
    [
        (DutyState.NOT_REPORTED, None, True),
        (DutyState.IN_PROGRESS, date(2026, 1, 1), True),
        (DutyState.IN_PROGRESS, date(2026, 12, 31), False),
        (DutyState.NOT_DONE, date(2026, 1, 1), False),
    ],
)
def test_who_is_late_or_silent_is_to_be_reminded(
    state: DutyState, due_on: date | None, presses: bool
) -> None:
    assert rules.is_pressing(state, due_on, None, date(2026, 6, 1)) is presses


def test_a_duty_done_in_time_is_judged_by_the_day_it_was_done() -> None:
    due = date(2026, 3, 31)

    assert rules.was_on_time(due, due) is True
    assert rules.was_on_time(date(2026, 4, 1), due) is False
    assert rules.was_on_time(None, due) is None
    assert rules.was_on_time(due, None) is None
    assert rules.is_late(DutyState.NOT_DONE, due, None, TODAY)
    assert not rules.is_late(DutyState.DONE, due, None, TODAY)
