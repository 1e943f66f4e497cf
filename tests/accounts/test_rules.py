from __future__ import annotations

from datetime import date

import pytest

from feedback.accounts import rules
from feedback.errors import RuleBroken
from models import Role, Unit, UnitKind

SCHOOL = Unit(id=1, kind=UnitKind.SCHOOL)
UNION = Unit(id=2, kind=UnitKind.UNION)
BOARD = Unit(id=3, kind=UnitKind.PARENTS_BOARD)
DIVISION = Unit(id=4, kind=UnitKind.DIVISION)


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 8, 20), date(2027, 5, 31)),  # the year begins
        (date(2026, 12, 31), date(2027, 5, 31)),  # its first half
        (date(2027, 1, 1), date(2027, 5, 31)),  # its second half
        (date(2027, 5, 31), date(2027, 5, 31)),  # its last day
        (date(2027, 6, 1), date(2028, 5, 31)),  # summer looks to the next
    ],
)
def test_parents_roles_end_with_the_school_year(today, end):
    assert rules.end_by_default(Role.PARENT, today) == end
    assert rules.end_by_default(Role.PARENTS_BOARD, today) == end
    assert rules.end_by_default(Role.OFFICER, today) is None


@pytest.mark.parametrize(
    "ends_on",
    [
        None,  # for ever
        date(2026, 11, 19),  # before it begins
        date(2028, 5, 31),  # two school years
    ],
)
def test_a_parents_role_needs_an_end_within_a_year(ends_on):
    with pytest.raises(RuleBroken):
        rules.check_term(Role.PARENT, date(2026, 11, 20), ends_on)


def test_a_login_name_is_the_same_however_it_is_typed():
    assert rules.login_name_of(" PhuHuynh.10A@Example.VN ") == "phuhuynh.10a@example.vn"
    assert rules.login_name_of("ｖａｎｔｈｕ") == "vanthu"


@pytest.mark.parametrize("name", ["ab", "phụ huynh", "a" * 41, ".dau", "hai từ"])
def test_a_chosen_name_has_no_accents_and_no_spaces(name):
    assert not rules.is_chosen_name(name)


@pytest.mark.parametrize(
    "password",
    [
        "ngắn",  # below ten characters
        "aaaaaaaaaaaa",  # one letter
        "1234567890",  # a row of digits
        "phuhuynh.10a",  # the login name
        "PhuHuynh.10A",  # in capitals
        "x" * 201,  # longer than anybody types
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password):
    with pytest.raises(RuleBroken):
        rules.check_password(password, login_name="phuhuynh.10a")


def test_a_short_sentence_is_a_good_password():
    rules.check_password("mưa rào đầu hạ", login_name="phuhuynh.10a")


@pytest.mark.parametrize(
    ("role", "unit", "given"),
    [
        # the head of a school: its parents and its people
        (
            Role.HEAD,
            SCHOOL,
            (Role.PARENT, Role.PARENTS_BOARD, Role.STAFF, Role.OFFICER, Role.MODERATOR),
        ),
        (Role.MODERATOR, DIVISION, (Role.STAFF, Role.OFFICER, Role.MODERATOR)),  # no parents there
        (Role.HEAD, UNION, (Role.MONITOR,)),  # a mass organisation names its members
        (Role.HEAD, BOARD, (Role.MONITOR, Role.PARENTS_BOARD)),
        (Role.MONITOR, UNION, ()),  # a member names nobody
        (Role.OFFICER, SCHOOL, ()),
        (Role.ADMINISTRATOR, SCHOOL, tuple(Role)),
    ],
)
def test_who_may_give_which_roles(role, unit, given):
    assert rules.roles_to_give(role, unit) == given


def test_a_head_gives_no_role_at_another_unit():
    with pytest.raises(RuleBroken):
        rules.check_may_give(Role.STAFF, at=SCHOOL, giver=Role.HEAD, giver_unit_id=DIVISION.id)


def test_a_head_makes_nobody_administrator():
    with pytest.raises(RuleBroken):
        rules.check_may_give(
            Role.ADMINISTRATOR, at=SCHOOL, giver=Role.HEAD, giver_unit_id=SCHOOL.id
        )
