"""What the intake, the lead unit and the sender do with a case, and what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from feedback import record
from feedback.database import begin_write
from feedback.deadlines import load_calendar
from feedback.errors import Overtaken, RuleBroken
from feedback.responses.actions import give_input
from feedback.responses.queries import words_on
from feedback.triage import actions, counts, limits, words
from feedback.triage.actions import Routing
from feedback.triage.extensions import waiting_extension
from feedback.triage.queries import explained
from feedback.triage.suggestion import suggestion_for
from models import (
    ArchiveReason,
    Case,
    CaseState,
    ClockEvent,
    CommentKind,
    DayKind,
    HoldReason,
    Notice,
    OutboxMessage,
    Role,
    UnitKind,
    db,
)
from tests.builders import NOW, TODAY, a_clause, a_hat, a_person, a_succession, a_unit
from tests.triage.conftest import House

LATER = NOW + timedelta(minutes=5)


def what_happened(case: Case) -> list[str]:
    """The kinds of the entries of the case's record."""
    return [row.kind for row in record.timeline_of_case(case, public_only=False)]


def routed(house: House, **values: object) -> Case:
    """A case on its way to the division."""
    case = house.case(**values)
    actions.route(case, Routing(house.division, publish=True), by=house.moderator, now=NOW)
    return case


def archived(house: House, case: Case, *, note: str = "Cảm ơn, chúng tôi đã biết.") -> None:
    """Kept without an answer, because it was meant as information."""
    reason = ArchiveReason.INFORMATION
    actions.archive(case, reason, note=note, by=house.moderator, now=NOW)


# ------------------------------------------------------------------ routing


def test_the_plans_own_task_says_who_leads_and_who_supports(house: House) -> None:
    suggestion = suggestion_for(house.case(), TODAY, load_calendar())

    assert suggestion is not None
    assert suggestion.lead is house.division
    assert suggestion.supporting == (house.school,)
    # Five working days from Friday 20/11, the holiday on Tuesday 24/11 left out.
    assert suggestion.unit_due_on == date(2026, 11, 30)


@pytest.mark.postgres_too
def test_routing_starts_the_units_clock_inside_the_senders(house: House) -> None:
    case = house.case()

    actions.route(
        case,
        Routing(house.division, (house.school,), publish=True),
        by=house.moderator,
        now=NOW,
    )

    assert case.state is CaseState.ROUTED
    assert case.holder_unit is house.division
    assert (case.unit_due_on, case.due_on) == (date(2026, 11, 30), date(2026, 12, 2))
    assert case.comment.published_at == NOW
    assert what_happened(case) == ["case.received", "case.routed_with_support", "case.published"]


def test_the_lead_unit_and_those_asked_to_support_are_told(house: House) -> None:
    case = house.case()

    actions.route(case, Routing(house.division, (house.school,)), by=house.moderator, now=NOW)

    told = db.session.scalars(select(Notice).where(Notice.case_id == case.id)).all()
    assert {notice.kind for notice in told} == {"triage.routed", "triage.asked_to_support"}
    assert {house.officer.person_id, house.head.person_id} < {notice.person_id for notice in told}


def test_a_unit_without_anybody_to_answer_falls_to_the_office_visibly(house: House) -> None:
    a_hat(role=Role.OFFICER, unit=house.office)
    empty = a_unit("Phòng Giáo dục phổ thông", UnitKind.DIVISION, under=house.department)
    case = house.case()

    actions.route(case, Routing(empty), by=house.moderator, now=NOW)

    assert case.lead_unit is house.office
    assert "case.fell_to_superior" in what_happened(case)


def test_an_ended_unit_gives_way_to_its_successor(house: House) -> None:
    house.division.ends_on = date(2025, 6, 30)
    successor = a_unit("Phòng Kế hoạch mới", UnitKind.DIVISION, under=house.department)
    a_hat(role=Role.OFFICER, unit=successor)
    a_succession(house.division, successor)

    suggestion = suggestion_for(house.case(), TODAY, load_calendar())

    assert suggestion is not None
    assert suggestion.lead is successor
    assert suggestion.passed[0].has_ended


def test_of_a_group_the_senders_school_leads_when_it_belongs(house: House) -> None:
    task = house.clause.task
    assert task is not None
    for row in task.units:
        row.through_group = True
        row.unit = house.school if row.part == "lead" else row.unit

    own_school = suggestion_for(house.case(for_unit=house.school), TODAY, load_calendar())

    assert own_school is not None
    assert own_school.lead is house.school


def test_a_clause_without_task_takes_the_one_around_it(house: House) -> None:
    inner = house.clause.version.texts[0]
    inner.parent_id = house.clause.id
    case = house.case()
    case.comment.clause_text = inner

    suggestion = suggestion_for(case, TODAY, load_calendar())

    assert suggestion is not None
    assert suggestion.clause is house.clause


def test_a_clause_headed_by_a_units_name_is_that_units(house: House) -> None:
    headed = a_clause(house.clause.version.plan, "III.2", heading=house.school.name)
    inner = a_clause(house.clause.version.plan, "", parent_id=headed.id)
    case = house.case()
    case.comment.clause_text = inner

    suggestion = suggestion_for(case, TODAY, load_calendar())

    assert suggestion is not None
    assert suggestion.lead is house.school
    assert suggestion.clause is headed


def test_a_complex_matter_gets_the_longer_limit_from_the_same_day(house: House) -> None:
    case = house.case()

    routing = Routing(house.division, is_complex=True, complex_reason="Cần nhiều đơn vị.")
    actions.route(case, routing, by=house.moderator, now=NOW)

    # Fifteen working days from Friday 20/11/2026.
    assert case.due_on == date(2026, 12, 14)
    assert "case.made_complex" in what_happened(case)


# ------------------------------------------------------------------ who may


def test_nobody_routes_what_another_office_received(house: House) -> None:
    stranger = a_hat(role=Role.MODERATOR, unit=house.school)

    with pytest.raises(RuleBroken):
        actions.route(house.case(), Routing(house.division), by=stranger, now=NOW)


def test_what_concerns_a_unit_is_never_given_to_it(house: House) -> None:
    case = house.case()
    actions.set_concern(case, house.school, by=house.moderator, now=NOW)

    with pytest.raises(RuleBroken):
        actions.route(case, Routing(house.division, (house.school,)), by=house.moderator, now=NOW)
    suggestion = suggestion_for(case, TODAY, load_calendar())
    assert suggestion is not None
    assert suggestion.lead is house.division
    assert house.school not in suggestion.supporting


def test_a_lead_that_turns_out_to_be_concerned_loses_the_case(house: House) -> None:
    case = routed(house)

    actions.set_concern(case, house.division, by=house.moderator, now=LATER)

    assert case.lead_unit is None
    assert case.state is CaseState.RECEIVED
    assert case.holder_unit is house.office


def test_a_moderator_may_not_act_on_what_concerns_themselves(house: House) -> None:
    case = house.case()
    case.concerns_person_id = house.moderator.person_id
    db.session.flush()

    with pytest.raises(RuleBroken):
        archived(house, case)


def test_the_second_of_two_is_told_who_did_what_and_when(house: House) -> None:
    case = house.case()
    seen = case.revision
    actions.hold(
        case, HoldReason.INSULT, note="Xin bỏ câu cuối.", by=house.moderator, now=NOW, revision=seen
    )

    with pytest.raises(Overtaken) as refused:
        actions.route(case, Routing(house.division), by=house.moderator, now=LATER, revision=seen)

    assert "Tạm giữ" in str(refused.value)
    assert "Cán bộ tiếp nhận, Văn phòng Sở" in str(refused.value)
    assert "09:00, 20/11/2026" in str(refused.value)
    assert case.state is CaseState.HELD


# ------------------------------------------------------------------ what the public sees


def test_the_counts_beside_a_clause_follow_every_act(house: House) -> None:
    clause = house.clause.clause
    case = routed(house)
    assert (clause.received_count, clause.processing_count) == (0, 1)

    actions.unpublish(
        case,
        HoldReason.PERSONAL_DATA,
        note="Có tên một học sinh.",
        by=house.moderator,
        now=LATER,
    )

    assert (clause.received_count, clause.processing_count) == (0, 0)
    assert not counts.recount_clause(clause.id)


def test_a_reflection_shows_no_body_unless_the_moderator_wrote_a_summary(house: House) -> None:
    case = routed(house, kind=CommentKind.REFLECTION)

    assert case.comment.public_text == ""


def test_what_came_after_the_plan_closed_is_never_published(house: House) -> None:
    with pytest.raises(RuleBroken):
        actions.publish(house.case(arrived_late=True), by=house.moderator, now=NOW)


def test_a_suggestion_that_becomes_a_reflection_stops_showing_its_body(house: House) -> None:
    case = house.case()
    actions.publish(case, by=house.moderator, now=NOW)

    actions.classify(
        case,
        CommentKind.REFLECTION,
        reason="Nội dung phản ánh một việc đã xảy ra.",
        by=house.moderator,
        now=LATER,
    )

    assert case.comment.public_text == ""
    assert case.kind is CommentKind.REFLECTION
    assert case.comment.kind is CommentKind.SUGGESTION


def test_an_obstacle_goes_to_its_own_road(house: House) -> None:
    case = house.case()

    actions.classify(
        case, CommentKind.OBSTACLE, reason="Là vướng mắc.", by=house.moderator, now=NOW
    )

    assert case.intake_unit is house.office


def test_taking_back_a_complaint_gives_the_kind_it_had(house: House) -> None:
    case = house.case()
    actions.return_with_guidance(
        case, guidance="Xin gửi đơn.", as_complaint=True, by=house.moderator, now=NOW
    )

    actions.take_back(case, by=house.moderator, now=LATER)

    assert case.state is CaseState.RECEIVED
    assert case.kind is CommentKind.SUGGESTION


def test_a_complaint_is_never_routed(house: House) -> None:
    case = house.case()
    case.kind = CommentKind.COMPLAINT

    with pytest.raises(RuleBroken):
        actions.route(case, Routing(house.division), by=house.moderator, now=NOW)


def test_who_gave_an_input_and_then_leads_does_not_support_as_well(house: House) -> None:
    officer = a_hat(role=Role.OFFICER, unit=house.school)
    case = house.case()
    actions.route(case, Routing(house.division, (house.school,)), by=house.moderator, now=NOW)
    note = give_input(case, "Trường đã công khai.", by=officer, now=NOW)

    actions.route(case, Routing(house.school), by=house.moderator, now=LATER)

    assert case.lead_unit is house.school
    assert case.supporting == []
    assert note in words_on(case)


def test_a_complaint_found_here_leaves_with_guidance_and_is_never_public(house: House) -> None:
    case = house.case()

    actions.return_with_guidance(
        case, guidance="Xin gửi đơn có chữ ký.", as_complaint=True, by=house.moderator, now=NOW
    )

    assert case.kind is CommentKind.COMPLAINT
    assert case.comment.published_at is None
    assert case.due_on is None


# ------------------------------------------------------------------ waiting with the sender


def test_a_held_comment_is_mended_and_sent_again_under_its_number(house: House) -> None:
    case = house.case()
    number = case.number
    actions.hold(case, HoldReason.PERSONAL_DATA, note="Xin bỏ tên.", by=house.moderator, now=NOW)
    assert case.holder_unit is None

    actions.resend_held(case, "Một học sinh lớp 11 …", now=LATER)

    assert (case.number, case.state) == (number, CaseState.RECEIVED)
    assert case.comment.body == "Một học sinh lớp 11 …"
    assert case.holder_unit is house.office


def test_the_days_waited_for_details_are_added(house: House) -> None:
    case = house.case()
    actions.request_details(case, note="Ở trường nào?", by=house.moderator, now=NOW)

    # Asked on Friday 20/11, answered on Thursday 26/11: Monday, Wednesday, Thursday passed.
    actions.add_details(case, "Ở dãy B.", now=NOW + timedelta(days=6))

    assert case.due_on == date(2026, 12, 7)
    assert what_happened(case)[-1] == "case.details_added"


def test_the_sender_corrects_until_a_moderator_has_acted(house: House) -> None:
    case = house.case()
    actions.correct_comment(case, "Viết lại cho rõ.", now=NOW)
    assert case.comment.folded == "viet lai cho ro"

    actions.classify(case, case.kind, reason="", by=house.moderator, now=LATER)

    with pytest.raises(RuleBroken):
        actions.correct_comment(case, "Viết lại lần nữa.", now=LATER)
    with pytest.raises(RuleBroken):
        actions.withdraw_comment(case, now=LATER)


def test_a_withdrawn_comment_owes_nothing_and_is_not_shown(house: House) -> None:
    case = house.case()

    actions.withdraw_comment(case, now=LATER)

    assert case.state is CaseState.WITHDRAWN
    assert case.due_on is None
    assert all(clock.was_on_time for clock in case.clocks)


# ------------------------------------------------------------------ taking back


def test_a_step_taken_back_in_time_sends_nothing(house: House) -> None:
    house.officer.person.email = "can-bo@example.vn"
    case = routed(house)
    assert db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.case_id == case.id))

    actions.take_back(case, by=house.moderator, now=NOW + timedelta(seconds=5))

    assert case.state is CaseState.RECEIVED
    assert case.comment.published_at is None
    assert not db.session.scalars(select(OutboxMessage)).all()
    assert not db.session.scalars(select(Notice)).all()
    assert what_happened(case)[-1] == "case.taken_back"


def test_an_archived_case_taken_back_owes_its_answer_by_the_same_day(house: House) -> None:
    case = house.case()
    due_on = case.due_on
    archived(house, case)

    actions.take_back(case, by=house.moderator, now=LATER)

    assert case.due_on == due_on


# ------------------------------------------------------------------ extensions


def test_a_later_date_is_asked_with_a_reason_and_granted_by_another(house: House) -> None:
    case = routed(house)
    extension = actions.ask_extension(
        case, date(2026, 12, 9), reason="Chờ số liệu của trường.", by=house.officer, now=NOW
    )

    actions.decide_extension(extension, True, by=house.moderator, now=LATER)

    assert (case.due_on, case.unit_due_on) == (date(2026, 12, 9), date(2026, 12, 9))
    assert waiting_extension(case) is None
    clock = next(clock for clock in case.clocks if clock.event is ClockEvent.ANSWER)
    assert explained(clock, load_calendar()).extensions == ((date(2026, 12, 2), date(2026, 12, 9)),)


def test_who_asks_for_a_later_date_does_not_grant_it(house: House) -> None:
    case = routed(house)
    both = a_hat(house.officer.person, Role.MODERATOR, house.office)
    extension = actions.ask_extension(
        case, date(2026, 12, 9), reason="Chờ số liệu.", by=house.officer, now=NOW
    )

    with pytest.raises(RuleBroken):
        actions.decide_extension(extension, True, by=both, now=LATER)


def test_a_date_inside_the_senders_moves_the_units_own_alone(house: House) -> None:
    case = routed(house)
    extension = actions.ask_extension(
        case, date(2026, 12, 1), reason="Chờ số liệu.", by=house.officer, now=NOW
    )

    actions.decide_extension(extension, True, by=house.moderator, now=LATER)

    assert (case.due_on, case.unit_due_on) == (date(2026, 12, 2), date(2026, 12, 1))


def test_a_later_date_is_not_granted_once_the_old_one_has_passed(house: House) -> None:
    case = routed(house)
    extension = actions.ask_extension(
        case, date(2026, 12, 9), reason="Chờ số liệu.", by=house.officer, now=NOW
    )

    with pytest.raises(RuleBroken):
        actions.decide_extension(extension, True, by=house.moderator, now=NOW + timedelta(days=14))


# ------------------------------------------------------------------ transfer and the calendar


def test_whether_a_transfer_went_in_time_is_kept(house: House) -> None:
    case = house.case()

    actions.transfer(case, "Sở Xây dựng", by=house.moderator, now=NOW + timedelta(days=12))

    clock = next(clock for clock in case.clocks if clock.event is ClockEvent.TRANSFER)
    assert clock.due_on == date(2026, 11, 30)
    assert clock.was_on_time is False
    assert case.state is CaseState.TRANSFERRED


def test_a_new_day_off_moves_running_dates_and_says_so(house: House) -> None:
    person = a_person(email="nguoi-gui@example.vn")
    case = house.case(sender=person)
    administrator = a_hat(role=Role.ADMINISTRATOR, unit=house.department)

    moved = limits.set_day(
        date(2026, 11, 26),
        DayKind.OFF,
        "Nghỉ bão",
        "Thông báo của thành phố",
        estimated=False,
        by=administrator,
        now=NOW,
    )

    assert moved == 1
    assert case.due_on == date(2026, 12, 3)
    assert what_happened(case)[-1] == "case.calendar_moved_due"
    assert db.session.scalar(select(Notice.kind).where(Notice.person_id == person.id)) == (
        "sender.due_moved"
    )


def test_a_verdict_is_not_changed_by_the_calendar(house: House) -> None:
    case = house.case()
    archived(house, case)
    due_on = case.clocks[0].due_on
    administrator = a_hat(role=Role.ADMINISTRATOR, unit=house.department)

    limits.remove_day(date(2026, 11, 24), by=administrator, now=LATER)

    assert case.clocks[0].due_on == due_on


def test_a_new_limit_ends_the_old_one_the_day_before(house: House) -> None:
    administrator = a_hat(role=Role.ADMINISTRATOR, unit=house.department)
    old = limits.latest_limit(ClockEvent.ANSWER)
    assert old is not None
    new = limits.NewLimit(10, old.day_unit, "Quy chế mới", False, date(2027, 1, 1))

    limits.set_limit(ClockEvent.ANSWER, new, by=administrator, now=NOW)

    assert old.valid_to == date(2026, 12, 31)


def test_how_a_date_was_computed_names_every_day(house: House) -> None:
    steps = words.explanation(house.case().clocks[0], load_calendar())

    whole = " ".join(steps)
    assert "20/11/2026" in steps[0]
    assert "Ngày Văn hóa Việt Nam" in whole
    assert "02/12/2026" in whole


def test_an_empty_reason_changes_nothing(house: House) -> None:
    case = house.case()

    with pytest.raises(RuleBroken):
        archived(house, case, note=" ")
    db.session.rollback()
    begin_write()

    assert not db.session.scalars(select(Case).where(Case.state == CaseState.ARCHIVED)).all()


def test_a_word_to_the_sender_is_not_read_by_the_public(house: House) -> None:
    case = house.case()
    actions.hold(
        case, HoldReason.PERSONAL_DATA, note="Xin bỏ tên em An.", by=house.moderator, now=NOW
    )

    for public_only, seen in ((True, None), (False, "Xin bỏ tên em An.")):
        assert record.timeline_of_case(case, public_only=public_only)[-1].why == seen
