"""What may be answered, decided without a database."""

from __future__ import annotations

from datetime import date

import pytest

from feedback.errors import RuleBroken
from feedback.responses import rules
from feedback.responses.rules import Drafted, Promise
from models import Case, CaseState, CommentKind, Commitment, CommitmentState, Decision, Unit

TODAY = date(2026, 11, 20)
SCHOOL = Unit(id=1, name="Trường THPT Mẫu")


def a_case(**values) -> Case:
    return Case(**{"kind": CommentKind.SUGGESTION, "state": CaseState.IN_PROGRESS, **values})


def said(**values) -> Drafted:
    return Drafted(**{"decision": Decision.ACCEPTED, "explanation": "Tiếp thu.", **values})


def promised(**values) -> Promise:
    return Promise(**{"unit": SCHOOL, "what": "Niêm yết.", "due_on": TODAY, **values})


def test_a_question_is_explained_and_a_suggestion_is_decided():
    assert rules.decisions_for(CommentKind.QUESTION) == (Decision.EXPLAINED,)
    assert Decision.EXPLAINED not in rules.decisions_for(CommentKind.SUGGESTION)


@pytest.mark.parametrize(
    ("drafted", "word"),
    [
        (said(decision=Decision.EXPLAINED), "không hợp"),
        (said(explanation="a" * 10_001), "dài quá"),
        (said(promises=(promised(),) * 6), "tối đa 5"),
        (said(promises=(promised(what=" "),)), "nêu rõ việc"),
        (said(promises=(promised(due_on=date(2026, 11, 19)),)), "đã qua"),
        (said(promises=(promised(unit=Unit(id=2, name="Trường khác")),)), "Trường khác"),
    ],
)
def test_a_wording_that_breaks_a_rule_is_refused(drafted, word):
    with pytest.raises(RuleBroken, match=word):
        rules.check_wording(a_case(), drafted, TODAY, {SCHOOL.id})


def test_a_wording_at_the_limits_passes():
    drafted = said(explanation="a" * 10_000, promises=(promised(),) * 5)

    rules.check_wording(a_case(), drafted, TODAY, {SCHOOL.id})


@pytest.mark.parametrize("state", [CaseState.ROUTED, CaseState.IN_PROGRESS])
def test_a_case_at_its_unit_may_be_drafted(state):
    rules.check_may_draft(a_case(state=state))


@pytest.mark.parametrize(
    "state", [CaseState.NEW, CaseState.SUBMITTED, CaseState.ANSWERED, CaseState.CLOSED]
)
def test_no_other_case_may_be_drafted(state):
    with pytest.raises(RuleBroken):
        rules.check_may_draft(a_case(state=state))


@pytest.mark.parametrize(
    ("is_paper", "others", "may"),
    [
        (False, 1, False),  # a second pair of eyes is there
        (False, 0, True),  # nobody else works at the unit
        (True, 3, True),  # the signature is on the paper
    ],
)
def test_who_may_approve_their_own_draft(is_paper, others, may):
    assert rules.may_approve_own(is_paper=is_paper, others_who_could_draft=others) is may


def test_a_promise_is_broken_the_day_after():
    promise = Commitment(state=CommitmentState.OPEN, due_on=TODAY)

    assert not rules.is_broken(promise, TODAY)
    assert rules.is_broken(promise, date(2026, 11, 21))


def test_a_closed_case_is_not_reopened():
    with pytest.raises(RuleBroken, match="chưa kết thúc"):
        rules.check_may_reopen(a_case(state=CaseState.CLOSED), "Chưa đúng.")


def test_reopening_needs_a_reason():
    with pytest.raises(RuleBroken, match="lý do"):
        rules.check_may_reopen(a_case(state=CaseState.ANSWERED), "  ")
