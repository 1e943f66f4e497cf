from __future__ import annotations

from datetime import date

import pytest

from feedback.organisation import rules
from models import Unit, UnitKind, UnitName

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "in_force"),
    [
        (None, None, True),  # always was, always is
        (TODAY, None, True),  # from today
        (date(2026, 11, 21), None, False),  # from tomorrow
        (None, TODAY, True),  # until today, the day included
        (None, date(2026, 11, 19), False),  # ended yesterday
    ],
)
def test_a_unit_is_in_force_from_its_first_day_to_its_last(starts_on, ends_on, in_force):
    unit = Unit(starts_on=starts_on, ends_on=ends_on)

    assert rules.is_in_force(unit, TODAY) is in_force


def test_a_unit_stands_under_every_unit_above_it():
    uppers = {4: [3], 3: [2], 2: [1]}

    assert rules.stands_under(4, 1, uppers)
    assert rules.stands_under(4, 4, uppers)
    assert not rules.stands_under(1, 4, uppers)


def test_a_circle_of_lines_ends():
    assert rules.reachable([1], {1: [2], 2: [1]}) == {1, 2}


def test_a_line_that_would_close_a_circle_is_noticed():
    uppers = {2: [1], 3: [2]}

    assert rules.would_close_a_circle(3, 1, uppers)
    assert not rules.would_close_a_circle(1, 3, uppers)


@pytest.mark.parametrize(
    "written",
    [
        "Các phòng, đơn vị thuộc và trực thuộc Sở",
        "Các phòng, đơn vị thuộc, trực thuộc Sở.",
        "các phòng, các đơn vị thuộc và trực thuộc sở",
        "Phòng, đơn vị thuộc và trực thuộc Sở;",
    ],
)
def test_a_group_is_one_however_it_is_written(written):
    assert rules.bare_group_name(written) == "phong don vi thuoc truc thuoc so"


def test_a_unit_answers_to_its_name_short_name_abbreviation_and_former_names():
    unit = Unit(
        kind=UnitKind.DIVISION,
        name="Phòng Tổ chức cán bộ",
        short_name="Phòng TCCB",
        abbreviation="TCCB",
        names=[UnitName(name="Phòng Tổ chức", folded="phong to chuc")],
    )

    aliases = rules.aliases_of(unit)

    assert {"phong to chuc can bo", "phong tccb", "tccb", "phong to chuc"} <= aliases
    assert "phong to chuc can bo so" in aliases
