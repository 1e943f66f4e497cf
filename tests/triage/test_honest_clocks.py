"""Dates that nobody can make late answers look timely with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback import record
from feedback.errors import RuleBroken
from feedback.triage import actions, clocks, desk
from feedback.triage.actions import Routing
from feedback.triage.desk import Desk, Folder
from feedback.triage.extensions import waiting_extension
from models import (
    ArchiveReason,
    Case,
    ClockEvent,
    CommentKind,
    HoldReason,
)
from tests.builders import NOW
from tests.triage.conftest import House

# Received on Friday 20/11/2026; the sender's date is Wednesday 2/12, the unit's Monday 30/11.
DUE_DAY = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)


def entries(case: Case, *, public_only: bool = False) -> list[str]:
    """The kinds of the entries of the case's record."""
    return [row.kind for row in record.timeline_of_case(case, public_only=public_only)]


def complex_routing(house: House, reason: str = "Cần ý kiến của ba đơn vị.") -> Routing:
    """To the division, with the longer limit."""
    return Routing(house.division, is_complex=True, complex_reason=reason)


# ------------------------------------------------------------------ complex matters


def test_a_late_case_is_not_made_timely_by_calling_it_complex(house: House) -> None:
    case = house.case()

    with pytest.raises(RuleBroken, match="Hạn trả lời đã qua"):
        actions.route(case, complex_routing(house), by=house.moderator, now=AFTER)

    assert case.due_on == date(2026, 12, 2)
    assert not case.is_complex


def test_the_longer_limit_needs_a_reason_that_the_sender_reads(house: House) -> None:
    silent, told = house.case(), house.case()

    with pytest.raises(RuleBroken):
        actions.route(silent, complex_routing(house, " "), by=house.moderator, now=NOW)
    actions.route(told, complex_routing(house), by=house.moderator, now=DUE_DAY)

    entry = next(
        row
        for row in record.timeline_of_case(told, public_only=False)
        if row.kind == "case.made_complex"
    )
    assert entry.why == "Cần ý kiến của ba đơn vị."
    # Fifteen working days from the day of receipt, not from the day of routing.
    assert told.due_on == date(2026, 12, 14)


# ------------------------------------------------------------------ waiting with the sender


@pytest.mark.parametrize("act", ["ask", "hold"])
def test_what_was_overdue_when_it_went_to_the_sender_stays_overdue(house: House, act: str) -> None:
    case = house.case()
    go_to_sender(house, case, act, AFTER)
    here = Desk(house.moderator, date(2026, 12, 7), date(2026, 12, 9))

    assert clocks.is_overdue(case, date(2027, 1, 20))
    assert case in desk.cases_in(here, Folder.LATE, None).rows
    assert desk.counts_of(here)[Folder.LATE] == 1


def test_an_answer_after_the_date_is_late_though_the_sender_was_asked_meanwhile(
    house: House,
) -> None:
    case = house.case()
    go_to_sender(house, case, "ask", AFTER)

    actions.add_details(case, "Ở cơ sở hai.", now=AFTER + timedelta(days=14))

    assert case.due_on == date(2026, 12, 2)
    clocks.end_clocks(case, on=date(2026, 12, 22))
    assert case.clocks[0].was_on_time is False


def test_only_working_days_from_asking_to_answer_are_added(house: House) -> None:
    case = house.case()
    go_to_sender(house, case, "ask", DUE_DAY)

    actions.add_details(case, "Ở cơ sở hai.", now=DUE_DAY + timedelta(days=5))

    # Asked on Wednesday 2/12, answered on Monday 7/12: three working days.
    assert case.clocks[0].paused_days == 3
    assert case.due_on == date(2026, 12, 7)


def test_a_sender_is_asked_for_details_twice_at_most(house: House) -> None:
    case = house.case()
    for _ in range(2):
        go_to_sender(house, case, "ask", NOW)
        actions.add_details(case, "Ở cơ sở hai.", now=NOW)

    with pytest.raises(RuleBroken, match="hai lần"):
        go_to_sender(house, case, "ask", NOW)


def test_a_question_taken_back_before_it_went_out_does_not_count(house: House) -> None:
    case = house.case()
    go_to_sender(house, case, "ask", NOW)

    actions.take_back(case, by=house.moderator, now=NOW + timedelta(seconds=5))

    assert case.times_asked == 0
    assert case.stopped_on is None


def test_what_is_ended_while_it_waits_is_judged_by_the_day_it_began_to_wait(house: House) -> None:
    case = house.case()
    go_to_sender(house, case, "ask", NOW)

    actions.archive(
        case, ArchiveReason.NO_DETAILS, note="Chưa rõ nơi.", by=house.moderator, now=AFTER
    )

    assert case.clocks[0].was_on_time
    assert case.answered_on_time is None


# ------------------------------------------------------------------ extensions


def test_a_request_for_a_later_date_ends_when_the_case_changes_hands(house: House) -> None:
    case = house.case()
    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)
    asked = actions.ask_extension(
        case, date(2026, 12, 9), reason="Chờ số liệu.", by=house.officer, now=NOW
    )

    actions.route(case, Routing(house.school), by=house.moderator, now=NOW)

    assert waiting_extension(case) is None
    assert "case.extension_lapsed" in entries(case)
    with pytest.raises(RuleBroken):
        actions.decide_extension(asked, True, by=house.moderator, now=NOW)
    assert case.due_on == date(2026, 12, 2)


def test_a_later_date_of_the_unit_alone_is_not_told_as_the_senders(house: House) -> None:
    case = house.case()
    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)
    asked = actions.ask_extension(
        case, date(2026, 12, 1), reason="Chờ số liệu.", by=house.officer, now=NOW
    )

    actions.decide_extension(asked, True, by=house.moderator, now=NOW)

    assert "case.unit_extended" in entries(case)
    assert not {"case.extended", "case.unit_extended"} & set(entries(case, public_only=True))


# ------------------------------------------------------------------ taken up or not


def test_the_sender_of_a_report_is_promised_word_within_ten_working_days(house: House) -> None:
    case = house.case(kind=CommentKind.REFLECTION)

    promised = clocks.running_clock(case, ClockEvent.INFORM)

    assert promised is not None
    assert promised.due_on == date(2026, 12, 7)
    assert clocks.running_clock(house.case(), ClockEvent.INFORM) is None


@pytest.mark.parametrize("act", ["route", "return", "archive", "transfer", "hold"])
def test_that_promise_is_met_when_the_intake_has_acted(house: House, act: str) -> None:
    case = house.case(kind=CommentKind.PETITION)

    decide(house, case, act)

    ended = next(clock for clock in case.clocks if clock.event is ClockEvent.INFORM)
    assert ended.was_on_time


def test_what_turns_out_to_be_a_report_is_owed_the_same_word_from_receipt(house: House) -> None:
    case = house.case()

    actions.classify(
        case, CommentKind.REFLECTION, reason="Nêu một việc.", by=house.moderator, now=DUE_DAY
    )

    promised = clocks.running_clock(case, ClockEvent.INFORM)
    assert promised is not None
    assert promised.due_on == date(2026, 12, 7)


def go_to_sender(house: House, case: Case, act: str, now: datetime) -> None:
    """Ask the sender for details, or hold the comment."""
    if act == "ask":
        actions.request_details(case, note="Ở trường nào?", by=house.moderator, now=now)
    else:
        actions.hold(case, HoldReason.INSULT, note="Bỏ câu cuối.", by=house.moderator, now=now)


def decide(house: House, case: Case, act: str) -> None:
    """What the intake decides on a case."""
    by = house.moderator
    if act == "route":
        actions.route(case, Routing(house.division), by=by, now=DUE_DAY)
    elif act == "return":
        actions.return_with_guidance(case, guidance="Xin hỏi phường.", by=by, now=DUE_DAY)
    elif act == "archive":
        actions.archive(case, ArchiveReason.INFORMATION, note="Đã biết.", by=by, now=DUE_DAY)
    elif act == "transfer":
        actions.transfer(case, "Sở Xây dựng", by=by, now=DUE_DAY)
    else:
        go_to_sender(house, case, "hold", DUE_DAY)
