"""What may be done in which state, and who is kept out; decided without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.errors import RuleBroken
from feedback.triage import rules
from feedback.triage.rules import Act, Concern, Handler
from models import CaseState, CommentKind, Role

SCHOOL, CLASS_UNIT, OTHER = 1, 2, 3


def test_every_act_says_from_which_states_it_starts() -> None:
    assert set(rules.FROM) == set(Act)


@given(st.sampled_from(sorted(Act)))
def test_nothing_more_is_done_with_what_was_taken_out(act: Act) -> None:
    assert not rules.may(act, CaseState.TAKEN_OUT)


@given(st.sampled_from(sorted(CaseState)))
def test_the_public_is_told_one_of_four_words_for_every_state(state: CaseState) -> None:
    assert rules.public_state(state) in ("received", "processing", "answered", "closed")


@given(st.sampled_from(sorted(CaseState)))
def test_every_state_is_open_done_or_hidden_and_only_one_of_them(state: CaseState) -> None:
    assert [state in group for group in (rules.OPEN, rules.DONE, rules.HIDDEN)].count(True) == 1


def test_a_sender_may_correct_only_while_nobody_has_acted() -> None:
    assert rules.FROM[Act.CORRECT] == {CaseState.NEW}


def test_the_same_content_is_transferred_once() -> None:
    with pytest.raises(RuleBroken):
        rules.check(Act.TRANSFER, CaseState.TRANSFERRED)


@pytest.mark.parametrize(
    ("hats", "excluded"),
    [
        # The head of the unit concerned.
        ([(Role.HEAD, SCHOOL)], True),
        # A moderator of a unit under the one concerned.
        ([(Role.MODERATOR, CLASS_UNIT)], True),
        # A moderator elsewhere.
        ([(Role.MODERATOR, OTHER)], False),
        # A moderator elsewhere who also works at the unit concerned: hats are no disguise.
        ([(Role.MODERATOR, OTHER), (Role.OFFICER, SCHOOL)], True),
    ],
)
def test_nobody_handles_what_concerns_their_own_unit(
    hats: list[tuple[Role, int]], excluded: bool
) -> None:
    concern = Concern(SCHOOL, None, frozenset({SCHOOL, CLASS_UNIT}))

    assert rules.is_excluded(Handler(7, tuple(hats)), concern) is excluded


def test_nobody_handles_what_concerns_themselves() -> None:
    assert rules.is_excluded(Handler(7, ((Role.MODERATOR, OTHER),)), Concern(None, 7))


def test_where_nobody_stands_above_only_the_unit_itself_is_kept_out() -> None:
    concern = Concern(SCHOOL, None, frozenset({SCHOOL, CLASS_UNIT}), has_superior=False)

    assert rules.is_excluded(Handler(7, ((Role.HEAD, SCHOOL),)), concern)
    assert not rules.is_excluded(Handler(7, ((Role.MODERATOR, CLASS_UNIT),)), concern)


@pytest.mark.parametrize(
    ("kind", "summary", "shown"),
    [
        # The body itself.
        (CommentKind.SUGGESTION, "", None),
        (CommentKind.QUESTION, "", None),
        # Only kind and answer.
        (CommentKind.REFLECTION, "", ""),
        (CommentKind.PETITION, "", ""),
        # What the moderator wrote without personal data.
        (CommentKind.REFLECTION, "Nước ở dãy B", "Nước ở dãy B"),
        (CommentKind.SUGGESTION, "Đã che tên", "Đã che tên"),
    ],
)
def test_the_public_reads_no_body_of_a_reflection(
    kind: CommentKind, summary: str, shown: str | None
) -> None:
    assert rules.public_text(kind, summary) == shown


@pytest.mark.parametrize(
    ("old", "new", "today"),
    [
        # Not later.
        (date(2026, 11, 30), date(2026, 11, 30), date(2026, 11, 20)),
        # The old date has passed: the sender could not be told before it.
        (date(2026, 11, 30), date(2026, 12, 4), date(2026, 12, 1)),
    ],
)
def test_an_extension_is_later_and_comes_before_the_old_date(
    old: date, new: date, today: date
) -> None:
    with pytest.raises(RuleBroken):
        rules.check_extension(old, new, today)


def test_a_units_date_lies_inside_the_senders() -> None:
    with pytest.raises(RuleBroken):
        rules.check_unit_due(date(2026, 12, 2), date(2026, 12, 1), date(2026, 11, 20))


def test_numbers_have_the_year_and_six_places() -> None:
    assert rules.number_text(2026, 123) == "2026-000123"
