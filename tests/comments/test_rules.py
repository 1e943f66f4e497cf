"""What may be said and how its sender appears, decided without a database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.comments import rules
from feedback.errors import RuleBroken
from models import Appearance, Comment, CommentKind, Plan, PlanState, Role
from tests.builders import NOW


@pytest.mark.parametrize(
    "text",
    ["gọi 0912345678", "+84 912 345 678", "0225.3.841.234", "căn cước 031099001234", "a.b@vidu.vn"],
)
def test_what_reaches_somebody_is_noticed(text: str) -> None:
    assert rules.looks_like_personal_data(text)


@pytest.mark.parametrize(
    "text",
    ["Kế hoạch số 03/KH-UBND ngày 04/01/2023", "quý I năm 2026", "12.500.000 đồng", "lớp 10A"],
)
def test_numbers_and_dates_of_documents_reach_nobody(text: str) -> None:
    assert not rules.looks_like_personal_data(text)


def test_a_text_of_5000_characters_passes_and_one_more_does_not() -> None:
    rules.check_text("ộ" * 5000)

    with pytest.raises(RuleBroken, match="5001 ký tự"):
        rules.check_text("ộ" * 5001)


def test_a_text_with_nothing_in_it_is_refused() -> None:
    with pytest.raises(RuleBroken, match="chưa viết"):
        rules.check_text("")


@pytest.mark.parametrize("kind", [CommentKind.COMPLAINT, CommentKind.DENUNCIATION])
def test_a_complaint_and_a_denunciation_leave_by_their_exit(kind: CommentKind) -> None:
    assert rules.leaves_by_exit(kind)


@pytest.mark.parametrize("kind", rules.ORDINARY_KINDS)
def test_what_is_no_letter_stays(kind: CommentKind) -> None:
    assert not rules.leaves_by_exit(kind)


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (None, False),  # a visitor
        (Role.PARENT, False),
        (Role.PARENTS_BOARD, False),
        (Role.MONITOR, False),
        (Role.ADMINISTRATOR, False),  # has no desk on which it could be brought up
        (Role.STAFF, True),
        (Role.HEAD, True),
    ],
)
def test_an_obstacle_is_met_by_those_who_carry_the_plan_out(
    role: Role | None, offered: bool
) -> None:
    assert (CommentKind.OBSTACLE in rules.kinds_offered(role)) is offered


@pytest.mark.parametrize(
    ("role", "holders", "named"),
    [
        (Role.STAFF, 4, True),  # four teachers: one of them is soon guessed
        (Role.STAFF, 5, False),
        (Role.HEAD, 40, True),  # there is one head, however many deputies sign
    ],
)
def test_a_role_that_few_hold_names_its_holder(role: Role, holders: int, named: bool) -> None:
    assert rules.names_one_person(role, holders) is named


def test_what_arrives_the_second_the_plan_closes_is_late() -> None:
    plan = Plan(state=PlanState.PUBLISHED, opens_at=None, closes_at=NOW)

    assert rules.arrives_late(plan, NOW)
    assert not rules.arrives_late(plan, NOW - timedelta(seconds=1))


def test_what_arrives_late_is_kept_all_the_same() -> None:
    plan = Plan(state=PlanState.PUBLISHED, opens_at=None, closes_at=NOW)

    rules.check_plan_takes(plan, NOW + timedelta(days=30))


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (Plan(state=PlanState.WITHDRAWN, opens_at=None), "thu hồi"),
        (Plan(state=PlanState.PUBLISHED, opens_at=NOW + timedelta(days=1)), "Chưa đến thời gian"),
    ],
)
def test_a_plan_that_is_withdrawn_or_not_yet_open_takes_nothing(plan: Plan, message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        rules.check_plan_takes(plan, NOW)


def test_a_name_is_shown_only_by_the_senders_wish() -> None:
    by_role = Comment(appearance=Appearance.ROLE, sender_name="Một cái tên")
    by_name = Comment(appearance=Appearance.NAME, sender_name="Một cái tên", sender=None)

    assert rules.shown_name(by_role) is None
    assert rules.shown_name(by_name) == "Một cái tên"


def test_the_public_reads_what_the_moderator_left() -> None:
    assert rules.shown_text(Comment(body="Nguyên văn", public_text=None)) == "Nguyên văn"
    assert rules.shown_text(Comment(body="Nguyên văn", public_text="Tóm tắt")) == "Tóm tắt"
    assert rules.shown_text(Comment(body="Nguyên văn", public_text="")) == ""
