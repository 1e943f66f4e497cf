"""From a routed case to a published answer, and back once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from feedback import record
from feedback.errors import Overtaken, RuleBroken
from feedback.responses import actions, queries, signing
from feedback.responses.rules import Promise
from models import (
    AnswerState,
    CaseState,
    Clock,
    CommitmentState,
    Notice,
    Rating,
    RecordEntry,
    Role,
    db,
)
from tests import builders
from tests.builders import NOW, TODAY
from tests.responses.conftest import School, drafted

pytestmark = pytest.mark.postgres_too

LATER = NOW + timedelta(days=30)


def told(hat, kind):
    query = db.select(Notice).where(Notice.person_id == hat.person_id, Notice.kind == kind)
    return db.session.scalars(query).all()


def kinds_recorded(case):
    query = db.select(RecordEntry.kind).where(RecordEntry.case_id == case.id)
    return list(db.session.scalars(query.order_by(RecordEntry.id)))


def test_the_first_reading_by_the_lead_unit_is_recorded(school: School):
    case = school.routed()

    actions.take_up(case, by=school.officer, now=NOW)
    actions.take_up(case, by=school.head, now=NOW)

    assert case.state is CaseState.IN_PROGRESS
    assert kinds_recorded(case).count("case.taken_up") == 1


def test_an_officer_drafts_and_the_head_publishes(school: School):
    case = school.routed()

    actions.save_draft(case, drafted(explanation=""), by=school.officer, now=NOW)
    actions.submit_answer(case, drafted(), by=school.officer, now=NOW)
    answer = actions.approve_answer(case, by=school.head, now=NOW)

    assert case.state is CaseState.ANSWERED
    assert case.answered_at == NOW
    assert case.answered_on_time is True
    assert case.due_on is None
    assert answer.state is AnswerState.PUBLISHED
    assert answer.signed_as == school.unit.name
    assert queries.published_answers_of(case) == [answer]
    clause = case.comment.clause
    assert clause is not None
    assert clause.answered_count == 1
    assert len(told(school.head, "answer.submitted")) == 1


def test_clocks_end_with_the_answer_and_keep_their_verdict(school: School):
    case = school.submitted()

    actions.approve_answer(case, by=school.head, now=LATER)

    assert case.answered_on_time is False
    clocks = db.session.scalars(db.select(Clock).where(Clock.case_id == case.id)).all()
    assert {clock.was_on_time for clock in clocks} == {False}


def test_who_drafted_cannot_approve_while_a_colleague_could(school: School):
    case = school.submitted(by=school.head)

    with pytest.raises(RuleBroken, match="Người soạn"):
        actions.approve_answer(case, by=school.head, now=NOW)

    assert case.state is CaseState.SUBMITTED


def test_a_head_who_works_alone_may_approve_and_the_record_says_so(school: School):
    school.officer.ends_on = TODAY - timedelta(days=1)
    case = school.submitted(by=school.head)

    actions.approve_answer(case, by=school.head, now=NOW)

    assert kinds_recorded(case)[-1] == "answer.published_alone"


def test_an_officer_signs_for_nobody(school: School):
    case = school.submitted()

    with pytest.raises(RuleBroken, match="người ký"):
        actions.approve_answer(
            case, by=builders.a_hat(role=Role.OFFICER, unit=school.unit), now=NOW
        )


def test_a_deputy_signs_while_the_head_is_away(school: School):
    deputy = builders.a_hat(role=Role.STAFF, unit=school.unit)
    builders.a_deputyship(deputy.person, school.unit)
    case = school.submitted()

    actions.approve_answer(case, by=deputy, now=NOW)

    assert case.state is CaseState.ANSWERED


def test_the_leadership_signs_for_a_unit_that_nobody_heads(school: School):
    school.head.ends_on = TODAY - timedelta(days=1)
    case = school.submitted()

    assert signing.signers_of(school.unit, TODAY) == [school.director]
    assert queries.answers_to_sign(school.director, TODAY).rows[0].case is case


def test_the_leadership_leaves_units_with_a_head_to_their_head(school: School):
    case = school.submitted()

    with pytest.raises(RuleBroken, match="người ký"):
        actions.approve_answer(case, by=school.director, now=NOW)


def test_nobody_answers_what_concerns_them(school: School):
    case = school.routed()
    case.concerns_person_id = school.officer.person_id
    db.session.flush()

    with pytest.raises(RuleBroken, match="liên quan"):
        actions.save_draft(case, drafted(), by=school.officer, now=NOW)


def test_nobody_approves_what_concerns_them(school: School):
    case = school.submitted()
    case.concerns_person_id = school.head.person_id
    db.session.flush()

    with pytest.raises(RuleBroken, match="liên quan"):
        actions.approve_answer(case, by=school.head, now=NOW)

    assert queries.answers_to_sign(school.head, TODAY).rows == []


def test_another_unit_cannot_write_the_answer(school: School):
    with pytest.raises(RuleBroken, match="đơn vị khác"):
        actions.save_draft(school.routed(), drafted(), by=school.helper, now=NOW)


def test_an_answer_needs_an_explanation_to_be_submitted(school: School):
    with pytest.raises(RuleBroken, match="giải trình"):
        actions.submit_answer(school.routed(), drafted(explanation=" "), by=school.officer, now=NOW)


def test_two_officers_at_once_the_second_hears_what_changed(school: School):
    case = school.routed()
    seen = case.revision
    actions.save_draft(case, drafted(), by=school.officer, now=NOW, revision=seen)
    colleague = builders.a_hat(role=Role.OFFICER, unit=school.unit)

    with pytest.raises(Overtaken, match="Soạn dự thảo"):
        actions.submit_answer(case, drafted(), by=colleague, now=NOW, revision=seen)


def test_an_answer_is_published_once(school: School):
    case = school.submitted()
    seen = case.revision
    actions.approve_answer(case, by=school.head, now=NOW, revision=seen)

    with pytest.raises(Overtaken):
        actions.approve_answer(case, by=school.head, now=NOW, revision=seen)
    with pytest.raises(RuleBroken, match="không có bản trình"):
        actions.approve_answer(case, by=school.head, now=NOW)


def test_a_head_sends_back_with_a_reason_that_the_drafter_reads(school: School):
    case = school.submitted()

    actions.send_back(case, "Nêu rõ ngày.", by=school.head, now=NOW)

    assert case.state is CaseState.IN_PROGRESS
    assert record.timeline_of_case(case, public_only=False)[-1].why == "Nêu rõ ngày."
    assert "Nêu rõ ngày." not in [
        row.why for row in record.timeline_of_case(case, public_only=True)
    ]
    assert len(told(school.officer, "answer.sent_back")) == 1


def test_the_unit_may_take_a_submitted_draft_back(school: School):
    case = school.submitted()

    actions.recall_answer(case, by=school.officer, now=NOW)

    assert case.state is CaseState.IN_PROGRESS


def test_a_supporting_unit_gives_its_input_as_an_internal_note(school: School):
    case = school.routed()

    note = actions.give_input(case, "Ý kiến của phòng.", by=school.helper, now=NOW)

    assert case.supporting[0].input_id == note.id
    assert [each.body for each in queries.words_on(case)] == ["Ý kiến của phòng."]
    assert "case.input_given" not in [
        row.kind for row in record.timeline_of_case(case, public_only=True)
    ]


def test_a_unit_that_was_not_asked_gives_no_input(school: School):
    stranger = builders.a_hat(role=Role.OFFICER, unit=builders.a_unit("Trường khác"))

    with pytest.raises(RuleBroken, match="không được đề nghị"):
        actions.give_input(school.routed(), "Ý kiến.", by=stranger, now=NOW)


def test_promises_are_made_by_units_that_take_part(school: School):
    case = school.routed()
    stranger = builders.a_unit("Trường khác")
    fitting = Promise(school.division, "Ban hành mẫu.", date(2026, 12, 1))

    answer = actions.save_draft(case, drafted(promises=(fitting,)), by=school.officer, now=NOW)
    with pytest.raises(RuleBroken, match="Trường khác"):
        actions.save_draft(
            case,
            drafted(promises=(Promise(stranger, "Làm.", date(2026, 12, 1)),)),
            by=school.officer,
            now=NOW,
        )

    assert [each.unit for each in answer.commitments] == [school.division]
    assert answer.commitments[0].state is CommitmentState.OPEN


def test_the_sender_reopens_once_and_the_superior_hears_it(school: School):
    case = school.answered()

    actions.reopen_case(case, "Chưa trả lời đúng.", now=LATER)

    assert case.state is CaseState.IN_PROGRESS
    assert case.due_on is not None
    assert case.due_on > LATER.date()
    assert len(told(school.director, "case.reopened")) == 1
    assert len(told(school.officer, "case.reopened")) == 1


def test_a_case_is_reopened_only_once(school: School):
    case = school.answered()
    actions.reopen_case(case, "Chưa đúng.", now=NOW)
    actions.submit_answer(case, drafted(explanation="Bổ sung."), by=school.officer, now=NOW)
    actions.approve_answer(case, by=school.head, now=NOW)

    with pytest.raises(RuleBroken, match="một lần"):
        actions.reopen_case(case, "Vẫn chưa đúng.", now=NOW)

    assert len(queries.published_answers_of(case)) == 2


def test_a_late_answer_stays_late_after_a_second_one_in_time(school: School):
    case = school.submitted()
    actions.approve_answer(case, by=school.head, now=LATER)
    actions.reopen_case(case, "Chưa đúng.", now=LATER)
    actions.submit_answer(case, drafted(explanation="Bổ sung."), by=school.officer, now=LATER)

    actions.approve_answer(case, by=school.head, now=LATER)

    assert case.answered_on_time is False


def test_the_reason_for_reopening_is_not_public(school: School):
    case = school.answered()

    actions.reopen_case(case, "Con tôi tên là Mẫu.", now=NOW)

    rows = record.timeline_of_case(case, public_only=True)
    assert "Con tôi tên là Mẫu." not in [row.why for row in rows]
    assert "Con tôi tên là Mẫu." in [note.body for note in queries.words_on(case)]


def rate(case, **values):
    (answer,) = queries.published_answers_of(case)
    said = {"answers_the_question": True, "is_satisfied": True, "is_anonymous": False, **values}
    return actions.rate_answer(answer, now=NOW, **said)


def test_a_content_sender_closes_the_case(school: School):
    case = school.answered()

    rate(case)

    assert case.state is CaseState.CLOSED


def test_an_anonymous_rating_leaves_no_trace_on_the_case(school: School):
    case = school.answered()
    before = kinds_recorded(case), case.state, case.revision

    rate(case, is_anonymous=True)

    assert (kinds_recorded(case), case.state, case.revision) == before
    assert db.session.scalar(db.select(db.func.count(Rating.id))) == 1


def test_an_answer_is_rated_once(school: School):
    case = school.answered()
    rate(case, is_satisfied=False)

    with pytest.raises(RuleBroken, match="đã được đánh giá"):
        rate(case)


def test_ratings_show_from_five_on(school: School):
    for _ in range(4):
        rate(school.answered())
    assert queries.ratings_of_unit(school.unit) is None

    rate(school.answered(), is_satisfied=False, is_anonymous=True)

    totals = queries.ratings_of_unit(school.unit)
    assert totals is not None
    assert (totals.rated, totals.content) == (5, 4)
