"""How far a group has come, and what is alike, decided without a database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedback.errors import RuleBroken
from feedback.obstacles import rules
from feedback.obstacles.rules import Stage
from models import CaseGroup

THEN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dates", "stage"),
    [
        ({}, Stage.GATHERED),
        ({"submitted_at": THEN}, Stage.SUBMITTED),
        ({"submitted_at": THEN, "decided_at": THEN}, Stage.DECIDED),
        ({"submitted_at": THEN, "decided_at": THEN, "answered_at": THEN}, Stage.ANSWERED),
    ],
)
def test_the_last_step_taken_is_the_stage(dates, stage):
    assert rules.stage_of(CaseGroup(**dates)) is stage


def test_an_obstacle_alone_has_taken_one_step_of_five():
    steps = rules.steps_of(THEN, None)

    assert [step.at for step in steps] == [THEN, None, None, None, None]


def test_an_empty_group_is_not_submitted():
    with pytest.raises(RuleBroken, match="chưa có vướng mắc"):
        rules.check_may_submit(CaseGroup(summary="Xin quyết định."), 0)


def test_texts_that_say_the_same_stand_in_one_set():
    texts = [
        (1, "so lieu phai nhap ba bieu mau ngay chot khac nhau"),
        (2, "truong hai co so khong hop du nguoi"),
        (3, "nhap so lieu vao ba bieu mau, ngay chot lech nhau"),
    ]

    assert rules.alike_sets(texts) == [[1, 3]]


def test_nothing_alike_gives_no_set():
    assert rules.alike_sets([(1, "mot viec"), (2, "chuyen hoan toan khac han")]) == []
