from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from feedback.organisation import queries
from feedback.search import fold
from models import LineKind, Role, UnitGroup, UnitKind
from tests.builders import (
    TODAY,
    a_department,
    a_deputyship,
    a_former_name,
    a_hat,
    a_line,
    a_mandate,
    a_person,
    a_succession,
    a_unit,
    stored,
)

YESTERDAY = date(2026, 11, 19)


@pytest.fixture
def city(session):
    """A Department with office, division, school, and a commune's primary school it guides."""
    department, office = a_department()
    division = a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION, under=department)
    school = a_unit("Trường THPT Mẫu", under=department)
    commune = a_unit("Ủy ban nhân dân phường Mẫu", UnitKind.COMMUNE)
    primary = a_unit("Trường Tiểu học Mẫu", under=commune)
    a_line(department, primary, LineKind.PROFESSIONAL)
    return {
        "department": department,
        "office": office,
        "division": division,
        "school": school,
        "commune": commune,
        "primary": primary,
    }


# ------------------------------------------------------------------ lines


@pytest.mark.postgres_too
def test_the_administrative_line_decides_who_is_the_superior(city):
    assert queries.superior_of(city["primary"], TODAY) == city["commune"]
    assert queries.superior_of(city["school"], TODAY) == city["department"]
    assert queries.superior_of(city["department"], TODAY) is None


def test_a_line_that_has_ended_gives_no_superior(session):
    upper, lower = a_unit("Trên"), a_unit("Dưới")
    a_line(upper, lower, ends_on=YESTERDAY)

    assert queries.superior_of(lower, TODAY) is None
    assert queries.superior_of(lower, YESTERDAY) == upper


def test_the_units_under_one_are_found_however_far(city):
    class_board = a_unit("Ban đại diện", UnitKind.PARENTS_BOARD)
    a_line(city["primary"], class_board, LineKind.MASS)

    under = queries.unit_ids_under(city["department"], TODAY)

    assert {city["department"].id, city["primary"].id, class_board.id} <= under
    assert city["commune"].id not in under
    assert city["department"].id not in queries.unit_ids_under(
        city["department"], TODAY, itself=False
    )


def test_an_ended_unit_stands_in_its_successor(city):
    inspectors = a_unit("Thanh tra Sở", UnitKind.DIVISION, ends_on=date(2025, 6, 30))
    middle = a_unit("Tổ Thanh tra", UnitKind.DIVISION, ends_on=date(2025, 12, 31))
    a_succession(inspectors, middle)
    a_succession(middle, city["office"], happened_on=date(2026, 1, 1))

    assert queries.standing_unit(inspectors, TODAY) == city["office"]
    assert queries.standing_unit(inspectors, date(2025, 8, 1)) == middle
    assert queries.standing_unit(inspectors, date(2024, 1, 1)) == inspectors


def test_an_ended_unit_without_successor_stays_itself(session):
    lost = a_unit("Trung tâm cũ", ends_on=date(2025, 6, 30))

    assert queries.standing_unit(lost, TODAY) == lost


# ------------------------------------------------------------------ who acts


def test_a_role_works_on_its_last_day_and_not_the_day_after(session):
    hat = a_hat(role=Role.MODERATOR, ends_on=TODAY)

    assert queries.active_hats(hat.unit, [Role.MODERATOR], TODAY) == [hat]
    assert queries.active_hats(hat.unit, [Role.MODERATOR], date(2026, 11, 21)) == []


def test_a_closed_account_holds_no_role(session):
    hat = a_hat(a_person(closed_at=datetime(2026, 11, 1, tzinfo=UTC)), Role.OFFICER)

    assert queries.people_with(hat.unit, [Role.OFFICER], TODAY) == []


def test_a_unit_with_a_moderator_receives_for_itself(city):
    a_hat(role=Role.MODERATOR, unit=city["school"])

    assert queries.intake_unit_for(city["school"], TODAY) == city["school"]


def test_what_is_said_to_the_department_is_received_by_its_office(city):
    a_hat(role=Role.MODERATOR, unit=city["office"])

    assert queries.intake_unit_for(city["department"], TODAY) == city["office"]
    assert queries.intake_unit_for(city["school"], TODAY) == city["office"]


def test_a_unit_that_nobody_stands_over_is_received_by_any_office(city):
    a_hat(role=Role.MODERATOR, unit=city["office"])

    assert queries.intake_unit_for(city["commune"], TODAY) == city["office"]


def test_a_unit_with_an_officer_answers_itself(city):
    a_hat(role=Role.OFFICER, unit=city["division"])

    answering = queries.answering_unit_for(city["division"], TODAY)

    assert (answering.unit, answering.fell_from) == (city["division"], None)


def test_a_unit_without_head_or_officer_falls_to_its_superiors_office_visibly(city):
    a_hat(role=Role.OFFICER, unit=city["office"])
    a_hat(role=Role.OFFICER, unit=city["division"], ends_on=YESTERDAY)

    answering = queries.answering_unit_for(city["division"], TODAY)

    assert (answering.unit, answering.fell_from) == (city["office"], city["division"])


def test_an_ended_unit_is_answered_for_by_its_successor(city):
    inspectors = a_unit("Thanh tra Sở", UnitKind.DIVISION, ends_on=date(2025, 6, 30))
    a_succession(inspectors, city["office"])
    a_hat(role=Role.HEAD, unit=city["office"])

    answering = queries.answering_unit_for(inspectors, TODAY)

    assert (answering.unit, answering.fell_from) == (city["office"], inspectors)


def test_the_head_signs_and_so_does_the_deputy_while_away(city):
    head = a_person(Role.HEAD, city["school"])
    deputy = a_person(Role.STAFF, city["school"])
    teacher = a_person(Role.STAFF, city["school"])
    a_deputyship(deputy, city["school"])

    assert queries.may_sign_for(head, city["school"], TODAY)
    assert queries.may_sign_for(deputy, city["school"], TODAY)
    assert not queries.may_sign_for(deputy, city["school"], date(2026, 12, 1))
    assert not queries.may_sign_for(teacher, city["school"], TODAY)
    assert not queries.may_sign_for(head, city["division"], TODAY)


def test_a_deputy_who_left_the_unit_signs_no_more(city):
    deputy = a_person(Role.STAFF, city["school"], ends_on=YESTERDAY)
    a_deputyship(deputy, city["school"])

    assert not queries.may_sign_for(deputy, city["school"], TODAY)


def test_a_mandate_reaches_the_units_below_when_it_says_so(city):
    front = a_unit("Mặt trận Tổ quốc", UnitKind.FRONT)
    union = a_unit("Công đoàn", UnitKind.UNION)
    a_mandate(front, city["department"])
    a_mandate(union, city["department"], includes_below=False)
    a_mandate(union, city["school"], ends_on=YESTERDAY)

    assert city["primary"].id in queries.mandated_unit_ids(front, TODAY)
    assert queries.mandated_unit_ids(union, TODAY) == {city["department"].id}


# ------------------------------------------------------------------ printed names


def resolve_one(text, on=TODAY):
    return queries.resolve_unit_names([text], on)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Phòng Tổ chức cán bộ",
        "phong to chuc can bo",
        "Phòng Tổ chức cán bộ Sở.",
        "PHÒNG TỔ CHỨC CÁN BỘ",
    ],
)
def test_a_unit_is_found_by_its_name_however_it_is_typed(city, text):
    assert resolve_one(text).units == [city["division"]]


def test_the_office_and_the_department_are_found_by_what_plans_call_them(city):
    assert resolve_one("Văn phòng").units == [city["office"]]
    assert resolve_one("Sở").units == [city["department"]]
    assert resolve_one("Sở Giáo dục và Đào tạo").units == [city["department"]]


def test_a_former_name_means_the_unit_that_bore_it(city):
    a_former_name(city["division"], "Phòng Cán bộ", fold("Phòng Cán bộ"))

    assert resolve_one("Phòng Cán bộ").units == [city["division"]]


def test_an_ended_unit_is_still_known_by_its_name(city):
    inspectors = a_unit("Thanh tra Sở", UnitKind.DIVISION, ends_on=date(2025, 6, 30))

    assert resolve_one("Thanh tra Sở").units == [inspectors]


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2009, 3, 2), 0),  # the plan is as old as the first bearer
        (date(2024, 3, 2), 1),
        (date(2012, 3, 2), 0),  # nobody bore the name that day: who bore it last before
        (date(2026, 3, 2), 1),
    ],
)
def test_a_name_that_two_ended_units_bore_means_the_one_of_the_plans_day(city, on, found):
    times = [(None, date(2010, 12, 31)), (date(2015, 1, 1), date(2025, 6, 30))]
    bearers = [
        a_unit("Thanh tra Sở", UnitKind.DIVISION, starts_on=start, ends_on=end)
        for start, end in times
    ]

    assert resolve_one("Thanh tra Sở", on).units == [bearers[found]]


def test_a_group_means_the_units_of_its_kinds_and_lines_in_force(city):
    a_unit("Phòng cũ", UnitKind.DIVISION, under=city["department"], ends_on=YESTERDAY)
    stored(
        UnitGroup(
            name="Các phòng, đơn vị thuộc và trực thuộc Sở",
            folded=fold("Các phòng, đơn vị thuộc và trực thuộc Sở"),
            kinds=["office", "division", "school"],
            under_id=city["department"].id,
        )
    )

    found = resolve_one("các phòng, đơn vị thuộc, trực thuộc Sở")

    assert found.through_group
    assert found.units == [city["office"], city["division"], city["school"]]


def test_a_name_nobody_knows_is_answered_with_likely_ones(city):
    found = resolve_one("Phòng Tổ chúc cán bô")
    nothing = resolve_one("Hội đồng Khoa học")

    assert (found.units, found.suggestions) == ([city["division"]], [])
    assert (nothing.units, nothing.suggestions) == ([], [])
    assert resolve_one("Phòng Tổ chức - cán sự").suggestions == [city["division"]]


@pytest.mark.parametrize(
    ("text", "is_sure"),
    [
        # what writers add behind or leave out changes nothing
        ("Phòng Tổ chức và cán bộ thuộc Sở Giáo dục và Đào tạo", True),
        ("Phòng Tổ chức cán bộ của Sở GD&ĐT", True),
        # other words in another order may be another unit: asked
        ("Phòng Cán bộ tổ chức", False),
        # as memoranda shorten it
        ("Phòng TCCB", False),
    ],
)
def test_only_the_very_words_of_a_name_need_no_question(city, text, is_sure):
    found = resolve_one(text)

    assert (found.units, found.by_words) == (([city["division"]], True) if is_sure else ([], False))
    assert is_sure or found.suggestions[0] == city["division"]


def test_a_name_that_two_units_share_is_not_guessed(session):
    one = a_unit("Ban đại diện trường A", UnitKind.PARENTS_BOARD, abbreviation="BĐD")
    two = a_unit("Ban đại diện trường B", UnitKind.PARENTS_BOARD, abbreviation="BĐD")

    found = resolve_one("BĐD")

    assert (found.units, found.suggestions) == ([], [one, two])


def test_units_come_by_kind_then_by_the_vietnamese_alphabet(session):
    later = a_unit("Trường Đồng Muối")
    first = a_unit("Trường Cửa Bến")
    department = a_unit("Sở", UnitKind.DEPARTMENT)
    a_unit("Trường đã giải thể", ends_on=YESTERDAY)

    assert queries.units_in_order(TODAY) == [department, first, later]
