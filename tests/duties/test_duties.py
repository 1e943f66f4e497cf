"""Duties from the plan's publication to their end: opened, reported, reminded, handed on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback import notices
from feedback.duties import actions, jobs, queries, tallies, watching
from feedback.duties.actions import Entered
from feedback.errors import Overtaken, RuleBroken
from models import (
    Actor,
    ClauseFate,
    DutyEntryKind,
    DutyReminder,
    DutyState,
    Fate,
    Notice,
    OutboxMessage,
    PlanState,
    Role,
    db,
)
from tests import builders
from tests.builders import NOW, TODAY
from tests.duties.conftest import DUE, Work, leads

PROGRESS = DutyEntryKind.PROGRESS


@pytest.mark.postgres_too
def test_each_lead_unit_gets_its_duty_once(work: Work) -> None:
    first = actions.open_duties(work.plan, by=work.clerk, now=NOW)
    again = actions.open_duties(work.plan, by=work.clerk, now=NOW)

    duties = work.opened()
    assert (first.opened, again.opened) == (3, 0)
    assert {(d.unit_id, d.period, d.due_on) for d in duties} == {
        (work.first.id, "", DUE),
        (work.second.id, "", DUE),
        (work.first.id, "2026", date(2026, 3, 31)),
    }
    told = db.session.scalars(db.select(Notice).where(Notice.kind == "duty.assigned")).all()
    assert {each.person_id for each in told} == {work.officer.person_id, work.other.person_id}


def test_a_yearly_task_is_opened_again_in_the_new_year(work: Work) -> None:
    duty = work.duty_of(work.first, work.yearly)
    actions.hand_to(duty, work.second, by=work.personnel, now=NOW)
    db.session.commit()
    new_year = datetime(2027, 1, 1, 1, tzinfo=UTC)

    opened = jobs.open_yearly_duties(new_year), jobs.open_yearly_duties(new_year)

    assert opened == (1, 0)
    assert work.duty_of(work.first, work.yearly).holder_unit == work.second
    assert tallies.periods_of(work.yearly.clause) == ["2027", "2026"]


def test_what_a_plan_no_longer_asks_ends_and_its_reports_stay(work: Work) -> None:
    duty = work.done(work.duty_of(work.first))
    db.session.delete(work.text.task)
    db.session.flush()
    db.session.expire(work.text)

    ended = actions.open_duties(work.plan, by=work.clerk, now=NOW)

    assert ended.ended == 2
    assert duty.ended_on == TODAY
    assert len(duty.entries) == 1
    with pytest.raises(RuleBroken, match="không còn được giao"):
        work.done(duty)


def test_a_clause_that_was_split_leads_its_unit_back_to_what_it_reported(work: Work) -> None:
    old = work.done(work.duty_of(work.second), by=work.other)
    new = builders.a_clause(work.plan, "I.2")
    leads(new, work.second)
    builders.stored(
        ClauseFate(
            version=new.version,
            old_text_id=work.text.id,
            new_text_id=new.id,
            fate=Fate.SPLIT,
            is_decided=True,
            likeness=60,
        )
    )

    duty = work.duty_of(work.second, new)

    assert queries.former_duties(duty) == [old]


def test_a_withdrawn_plan_asks_nothing_any_more(work: Work) -> None:
    work.opened()
    work.plan.state, work.plan.withdrawn_at = PlanState.WITHDRAWN, NOW

    assert actions.open_duties(work.plan, by=work.clerk, now=NOW).ended == 3


def test_a_report_taken_back_counts_no_more_and_stays(work: Work) -> None:
    duty = work.duty_of(work.first)
    begun = Entered(
        DutyEntryKind.DISSEMINATION,
        TODAY,
        form="Hội nghị",
        addressees="Giáo viên",
        head_count=85,
    )
    actions.report(duty, begun, by=work.officer, now=NOW)
    assert duty.state is DutyState.IN_PROGRESS
    work.done(duty)
    assert (duty.state, duty.done_on, duty.was_on_time) == (DutyState.DONE, TODAY, True)

    entry = queries.entries_of(duty)[0]
    actions.take_back(entry, "Ghi nhầm ngày.", by=work.officer, now=NOW)

    assert (duty.state, duty.done_on, duty.was_on_time) == (DutyState.IN_PROGRESS, None, None)
    assert len(queries.entries_of(duty)) == 2
    assert tallies.progress_of_task(work.text.clause, "", TODAY).heads == 85
    with pytest.raises(RuleBroken, match="đã được rút lại"):
        actions.take_back(entry, "Lại.", by=work.officer, now=NOW)


def test_nobody_reports_for_another_unit_or_over_somebody_elses_report(work: Work) -> None:
    duty = work.duty_of(work.first)
    seen = duty.revision
    work.done(duty)

    with pytest.raises(RuleBroken, match="đơn vị khác"):
        work.done(duty, by=work.other)
    with pytest.raises(Overtaken, match="Báo cáo: Đã hoàn thành"):
        actions.report(
            duty, Entered(PROGRESS, TODAY, "Đang."), by=work.officer, now=NOW, revision=seen
        )


@pytest.mark.postgres_too
def test_a_unit_is_reminded_once_a_day_of_what_it_still_owes(work: Work) -> None:
    work.officer.person.email = "mot@example.vn"
    duties = [duty for duty in work.opened() if not duty.period]
    work.done(duties[1], by=work.other)

    first = actions.remind(duties, "Xin gửi trước thứ Sáu.", by=work.personnel, now=NOW)
    again = actions.remind(duties, "", by=work.clerk, now=NOW + timedelta(hours=3))
    next_day = actions.remind(duties, "", by=work.clerk, now=NOW + timedelta(days=1))

    assert [(each.reminded, each.left_out) for each in (first, again, next_day)] == [
        (1, 1),
        (0, 2),
        (1, 1),
    ]
    assert [one.duty_id for one in db.session.scalars(db.select(DutyReminder))] == [
        duties[0].id
    ] * 2
    mails = db.session.scalars(db.select(OutboxMessage)).all()
    assert sum("duty.reminded" in mail.event_key for mail in mails) == 2
    with pytest.raises(RuleBroken, match="bộ phận khác"):
        actions.remind(duties, "", by=work.other, now=NOW)


def test_who_is_reminded_of_several_duties_hears_one_notice_that_counts_them(work: Work) -> None:
    work.officer.person.email = "mot@example.vn"
    duties = [duty for duty in work.opened() if duty.holder_unit_id == work.first.id]

    done = actions.remind(duties, "", by=work.personnel, now=NOW)

    told = db.session.scalars(
        db.select(Notice).where(Notice.event_key.startswith("duty.reminded"))
    ).all()
    assert (done.reminded, done.units, len(told)) == (2, 1, 1)
    assert notices.sentence(told[0].kind, told[0].details, None).startswith(
        "Đôn đốc: xin báo cáo việc thực hiện 2 nhiệm vụ"
    )


@pytest.mark.postgres_too
def test_a_day_that_comes_near_or_has_passed_is_told_once(work: Work) -> None:
    work.opened()
    db.session.commit()
    near = datetime(2026, 12, 30, 2, tzinfo=UTC)
    late = datetime(2027, 1, 4, 2, tzinfo=UTC)

    # The yearly duty has been late since March.
    seen = [jobs.watch_duties(NOW), jobs.watch_duties(near), jobs.watch_duties(near)]
    seen += [jobs.watch_duties(late), jobs.watch_duties(late)]

    assert seen == [1, 2, 0, 2, 0]
    kinds = [one.kind for one in db.session.scalars(db.select(Notice))]
    # One person each at two schools; above them the two who watch over the plan.
    assert kinds.count("duty.due_soon") == 2
    assert kinds.count("duty.overdue") == 3
    assert kinds.count("duty.overdue_below") == 2 * 2


def test_a_unit_is_told_once_of_what_it_ordered_of_itself(work: Work) -> None:
    work.plan.unit = work.first
    duty = work.duty_of(work.first)
    duty.due_on = TODAY - timedelta(days=1)
    db.session.flush()

    watching.watch([duty], now=NOW)

    told = [notice.kind for notice in db.session.scalars(db.select(Notice))]
    assert (told.count("duty.overdue"), told.count("duty.overdue_below")) == (1, 0)


def test_the_successor_of_an_ended_unit_answers_for_its_duties(work: Work) -> None:
    duty = work.done(work.duty_of(work.first))
    heir = builders.a_unit("Trường THPT Mới", under=work.department)
    head = builders.a_hat(role=Role.HEAD, unit=heir)
    builders.a_succession(work.first, heir)
    work.first.ends_on = TODAY - timedelta(days=1)
    db.session.commit()

    assert jobs.hand_over_duties(NOW) == 2
    assert jobs.hand_over_duties(NOW) == 0
    assert (duty.unit_id, duty.holder_unit_id) == (work.first.id, heir.id)
    assert duty in queries.duties_at(head, queries.Folder.DONE, TODAY).rows


def test_without_successor_the_office_decides_who_goes_on(work: Work) -> None:
    duty = work.duty_of(work.second)
    work.second.ends_on = TODAY - timedelta(days=1)

    actions.hand_over(work.second, by=Actor.SYSTEM, now=NOW)
    assert duty.holder_unit_id == work.office.id
    actions.hand_to(duty, work.first, by=work.personnel, now=NOW)

    assert duty.holder_unit_id == work.first.id
    with pytest.raises(RuleBroken):
        actions.hand_to(duty, work.office, by=work.officer, now=NOW)
