"""What may be said in figures, decided without a database."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from feedback.oversight import rules
from feedback.oversight import shown as words
from feedback.oversight.rules import UnitFigures


def test_a_cell_under_five_people_is_not_shown_and_cannot_be_derived() -> None:
    assert rules.suppressed([12, 3, 40, 0]) == [None, None, 40, 0]


def test_nothing_is_hidden_when_every_cell_is_large_enough() -> None:
    assert rules.suppressed([12, 5, 40, 0]) == [12, 5, 40, 0]


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=8
        )
    )
)
def test_no_row_or_column_of_the_public_table_hides_a_single_cell_beside_shown_ones(
    rows: list[list[int]],
) -> None:
    shown = rules.suppressed_columns(rows)

    for line in [*shown, *zip(*shown, strict=True)]:
        hidden = sum(cell is None for cell in line)
        assert hidden != 1 or not any(line)
    for row, shown_row in zip(rows, shown, strict=True):
        for count, cell in zip(row, shown_row, strict=True):
            assert cell in (None, count)
            assert cell is None or cell == 0 or cell >= rules.FEWEST


def test_an_unanswered_overdue_case_counts_against_the_share_on_time() -> None:
    figures = UnitFigures(1, overdue=3, answered_on_time=9)

    assert figures.owed == 12


def test_every_case_that_came_is_in_exactly_one_count() -> None:
    figures = UnitFigures(
        1,
        open_in_time=2,
        overdue=3,
        waiting_for_sender=7,
        answered_on_time=4,
        answered_late=5,
        settled_otherwise=6,
    )

    assert figures.total == 27


def test_the_median_is_not_moved_by_one_very_late_answer() -> None:
    figures = UnitFigures(1, answer_ages=[3, 4, 5, 200])

    assert figures.median_age == 4.5


@pytest.mark.parametrize(
    ("on_time", "late", "told"),
    [(4, 0, False), (12, 0, True), (12, 3, False), (3, 12, False), (6, 5, True)],
)
def test_the_public_sentence_leaves_out_what_few_people_stand_behind(
    app: Flask, on_time: int, late: int, told: bool
) -> None:
    figures = UnitFigures(unit_id=1)
    figures.answered_on_time, figures.answered_late = on_time, late

    with app.test_request_context():
        sentence = words.public_sentence(figures)

    assert (str(on_time) in sentence) == told
