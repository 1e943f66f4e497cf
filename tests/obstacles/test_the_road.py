"""From what stands in the way to one answer for everybody who asked."""

from __future__ import annotations

import pytest

from feedback import record
from feedback.comments import receipts
from feedback.errors import Overtaken, RuleBroken
from feedback.obstacles import actions, queries
from feedback.obstacles.actions import Obstacle
from feedback.obstacles.queries import Folder
from feedback.responses import actions as responses
from feedback.responses.queries import published_answers_of
from models import Case, CaseGroup, CaseState, Decision, Notice, Role, db
from tests import builders
from tests.builders import NOW, TODAY
from tests.obstacles.conftest import KEYS, SAME, Sector

pytestmark = pytest.mark.postgres_too


def told(hat, kind) -> int:
    query = db.select(db.func.count(Notice.id))
    return (
        db.session.scalar(query.where(Notice.person_id == hat.person_id, Notice.kind == kind)) or 0
    )


def public_kinds(case: Case) -> list[str]:
    return [row.kind for row in record.timeline_of_case(case, public_only=True)]


def test_an_obstacle_goes_to_the_office_of_the_department_with_a_date(sector: Sector):
    case = sector.raised()

    assert case.intake_unit is sector.office
    assert case.due_on is not None
    assert case.comment.published_at is None
    assert queries.new_obstacles(sector.clerk, TODAY).rows == [case]
    assert told(sector.clerk, "obstacle.raised") == 1


def test_the_same_form_sent_twice_is_one_obstacle(sector: Sector):
    text = sector.plan.current_version.texts[0]
    form = Obstacle(SAME, token=receipts.new_send_token())

    first = actions.raise_obstacle(sector.plan, text, form, by=sector.teacher, keys=KEYS, now=NOW)
    second = actions.raise_obstacle(sector.plan, text, form, by=sector.teacher, keys=KEYS, now=NOW)

    assert second.is_copy
    assert second.case is first.case


def test_a_parent_brings_up_no_obstacle(sector: Sector):
    parent = builders.a_hat(role=Role.PARENT, unit=sector.teacher.unit)

    with pytest.raises(RuleBroken, match="đơn vị, cán bộ"):
        sector.raised(by=parent)


def test_like_obstacles_are_suggested_together(sector: Sector):
    first, second = sector.raised(), sector.raised(SAME + " giữa các phòng", by=sector.principal)
    other = sector.raised("Trường hai cơ sở cách xa nhau, không họp đủ người một lúc được")

    assert queries.alike_among([first, second, other]) == [[first, second]]
    assert queries.like_group(sector.gathered(first), sector.clerk, TODAY) == [second]


def test_everybody_who_asked_gets_the_one_answer_or_nobody(sector: Sector):
    group = sector.decided()

    answers = actions.answer_group(
        group, Decision.ACCEPTED, "Từ nay dùng một biểu mẫu.", by=sector.clerk, now=NOW
    )

    assert len(answers) == 2
    for case in group.cases:
        assert case.state is CaseState.ANSWERED
        (answer,) = published_answers_of(case)
        assert answer.explanation == "Từ nay dùng một biểu mẫu."
        assert answer.signed_as == sector.department.name
        assert answer.approved_by_id == sector.director.person_id
    assert told(sector.teacher, "sender.answered") == 1
    assert told(sector.principal, "sender.answered") == 1


def test_every_asker_reads_every_step(sector: Sector):
    group = sector.decided()
    actions.answer_group(group, Decision.ACCEPTED, "Một biểu mẫu.", by=sector.clerk, now=NOW)

    for case in group.cases:
        assert public_kinds(case) == [
            "case.received",
            "obstacle.gathered",
            "obstacle.submitted",
            "obstacle.decided",
            "obstacle.answered",
        ]


def test_taking_out_of_a_group_restores_the_obstacle(sector: Sector):
    case = sector.raised()
    before = case.state, case.holder_unit, case.due_on, case.lead_unit
    group = sector.gathered(case, sector.raised())

    actions.take_out_of_group(group, case, by=sector.clerk, now=NOW)

    assert case.group is None
    assert (case.state, case.holder_unit, case.due_on, case.lead_unit) == before
    assert case in queries.new_obstacles(sector.clerk, TODAY).rows
    actions.add_to_group(group, case, by=sector.clerk, now=NOW)
    assert case.group is group


def test_a_group_without_obstacles_goes(sector: Sector):
    case = sector.raised()
    group = sector.gathered(case)

    actions.take_out_of_group(group, case, by=sector.clerk, now=NOW)

    assert db.session.scalars(db.select(CaseGroup)).all() == []


def test_nothing_is_taken_out_once_submitted(sector: Sector):
    group = sector.submitted()

    with pytest.raises(RuleBroken, match="bước ấy"):
        actions.take_out_of_group(group, group.cases[0], by=sector.clerk, now=NOW)


def test_the_director_is_told_and_holds_what_was_submitted(sector: Sector):
    group = sector.submitted()

    assert told(sector.director, "obstacle.submitted") == 1
    assert {case.holder_unit for case in group.cases} == {sector.department}
    assert queries.groups_in(sector.director, Folder.SUBMITTED, TODAY).rows == [group]


def test_the_director_does_not_see_what_is_still_gathered(sector: Sector):
    group = sector.gathered()

    assert queries.group_for(sector.director, group.key, TODAY) is None


def test_a_group_without_summary_is_not_submitted(sector: Sector):
    group = sector.gathered()
    actions.describe_group(group, title="Tên", summary="", by=sector.clerk, now=NOW)

    with pytest.raises(RuleBroken, match="tóm tắt"):
        actions.submit_group(group, by=sector.clerk, now=NOW)


def test_only_the_leadership_decides(sector: Sector):
    group = sector.submitted()

    with pytest.raises(RuleBroken, match="lãnh đạo Sở"):
        actions.decide(group, "Đồng ý.", by=sector.clerk, now=NOW)


def test_nobody_answers_before_the_decision(sector: Sector):
    group = sector.submitted()

    with pytest.raises(RuleBroken, match="bước ấy"):
        actions.answer_group(group, Decision.ACCEPTED, "Được.", by=sector.clerk, now=NOW)


def test_the_director_sends_back_what_is_not_ripe(sector: Sector):
    group = sector.submitted()

    actions.send_group_back(group, "Gom thêm ý kiến phường.", by=sector.director, now=NOW)

    assert {case.state for case in group.cases} == {CaseState.RECEIVED}
    assert told(sector.clerk, "obstacle.sent_back") == 1
    actions.submit_group(group, by=sector.clerk, now=NOW)
    assert {case.state for case in group.cases} == {CaseState.SUBMITTED}


def test_two_at_once_the_second_hears_what_changed(sector: Sector):
    group = sector.gathered()
    seen = group.revision
    actions.submit_group(group, by=sector.clerk, now=NOW, revision=seen)

    with pytest.raises(Overtaken, match="Trình Giám đốc"):
        actions.submit_group(group, by=sector.clerk, now=NOW, revision=seen)


def test_a_group_is_answered_once(sector: Sector):
    group = sector.decided()
    actions.answer_group(group, Decision.ACCEPTED, "Được.", by=sector.clerk, now=NOW)

    with pytest.raises(RuleBroken, match="bước ấy"):
        actions.answer_group(group, Decision.ACCEPTED, "Được.", by=sector.clerk, now=NOW)


def test_another_office_gathers_nothing(sector: Sector):
    stranger = builders.a_hat(role=Role.MODERATOR, unit=sector.teacher.unit)

    with pytest.raises(RuleBroken, match="Văn phòng Sở"):
        actions.gather([sector.raised()], title="Tên", summary="", by=stranger, now=NOW)


def test_an_obstacle_is_gathered_once(sector: Sector):
    case = sector.raised()
    sector.gathered(case)

    with pytest.raises(RuleBroken, match="không còn chờ"):
        sector.gathered(case)


def test_an_answer_that_did_not_help_comes_back_to_be_gathered_once_more(sector: Sector):
    group = sector.decided()
    actions.answer_group(group, Decision.NOT_ACCEPTED, "Chưa được.", by=sector.clerk, now=NOW)
    case = group.cases[0]

    responses.reopen_case(case, "Vẫn phải nhập ba lần.", now=NOW)
    again = sector.gathered(case)
    actions.submit_group(again, by=sector.clerk, now=NOW)
    actions.decide(again, "Bỏ hai biểu mẫu.", by=sector.director, now=NOW)
    actions.answer_group(again, Decision.ACCEPTED, "Đã bỏ.", by=sector.clerk, now=NOW)

    assert [each.explanation for each in published_answers_of(case)] == ["Chưa được.", "Đã bỏ."]
