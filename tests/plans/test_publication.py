"""By when a decided text must be public, how long it stays posted, and who has read it."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.clock import LOCAL
from feedback.database import begin_write
from feedback.errors import RuleBroken
from feedback.plans import actions
from feedback.plans.actions import Opening
from feedback.plans.jobs import tell_what_must_be_published
from feedback.plans.rounds import acknowledgements, publication
from feedback.plans.rounds.publication import load_rulebook
from feedback.triage import defaults
from models import (
    Audience,
    Notice,
    Plan,
    PlanKind,
    PlanState,
    RecordEntry,
    Role,
    RoleHeld,
    Unit,
    UnitKind,
    db,
)
from tests import builders
from tests.builders import NOW
from tests.checked_client import CheckedClient

# Five working days from Friday 20/11 end on Monday 30/11: 24/11 is a public holiday.
SIGNED = date(2026, 11, 20)
LAST_DAY = datetime(2026, 11, 30, 16, tzinfo=LOCAL)


@pytest.fixture
def school(session: Session, now: datetime) -> Unit:
    defaults.seed(NOW)
    return builders.a_unit("Trường THPT Hải Đông")


@pytest.fixture
def head(school: Unit) -> RoleHeld:
    return builders.a_hat(role=Role.HEAD, unit=school)


def a_draft(unit: Unit, signed: date | None = SIGNED, **values: Any) -> Plan:
    """A draft that was signed."""
    plan = builders.a_plan(unit, state=PlanState.DRAFT, **values)
    plan.current_version.issued_on = signed
    db.session.flush()
    return plan


def published(plan: Plan, by: RoleHeld, now: datetime) -> Plan:
    """The draft, published at `now`."""
    actions.publish(plan, Opening(Audience.PUBLIC), confirmed=True, by=by, now=now)
    db.session.commit()
    begin_write()
    return plan


@pytest.mark.parametrize(("late_by", "verdict"), [(timedelta(), True), (timedelta(days=1), False)])
def test_the_verdict_on_a_publication_is_frozen_with_its_day(
    school: Unit, head: RoleHeld, late_by: timedelta, verdict: bool
) -> None:
    version = published(a_draft(school), head, LAST_DAY + late_by).current_version

    assert (version.publish_due_on, version.published_on_time) == (LAST_DAY.date(), verdict)


@pytest.mark.parametrize(
    ("signed", "kind"),
    [
        (None, PlanKind.PLAN),  # a blank day is normal
        (date(2023, 1, 5), PlanKind.PLAN),  # before the law came into force
        (SIGNED, PlanKind.DRAFT),  # no decision yet
        (SIGNED, PlanKind.LEGAL_DOCUMENT),  # another's decision
    ],
)
def test_without_a_decision_under_the_law_there_is_no_verdict(
    school: Unit, signed: date | None, kind: PlanKind
) -> None:
    version = a_draft(school, signed, kind=kind).current_version

    publication.start_clocks(version, now=NOW)

    assert (version.publish_due_on, version.published_on_time) == (None, None)


def test_the_page_says_how_public_a_text_is_and_counts_the_days_of_its_posting(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = published(a_draft(school), head, NOW)
    db.session.commit()

    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        page = client.get(f"/plans/{plan.key}").text

    assert "Ký ngày 20/11/2026, phải công khai chậm nhất ngày 30/11/2026" in page
    assert "đúng hạn" in page
    assert "thứ Ba 24/11/2026: không tính (Ngày Văn hóa Việt Nam)." in page
    assert "Đã niêm yết 7/20 ngày, giữ đến hết ngày 10/12/2026" in page


def test_taking_a_text_back_before_it_was_posted_long_enough_is_confirmed_and_shown(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = published(a_draft(school), head, NOW)
    builders.wear(client, head)
    page, sent = f"/plans/{plan.key}", {"reason": "Sai phụ lục."}

    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        asked = client.post(f"{page}/withdraw", data=sent)
        client.post(f"{page}/withdraw", data=sent | {"cuts_posting_short": "y"})
        shown = client.get(page).text

    entries = select(RecordEntry.details).where(RecordEntry.kind == "plan.posting_cut_short")
    assert asked.status_code == 422
    assert "mới niêm yết 3/20 ngày" in asked.text
    assert "Thu hồi khi mới niêm yết 3/20 ngày" in shown
    assert list(db.session.scalars(entries)) == [{"days": 3, "of_days": 20}]


@pytest.mark.postgres_too
def test_a_signed_draft_is_told_of_when_its_day_is_near_and_when_it_has_passed(
    app: Flask, session: Session
) -> None:
    defaults.seed(NOW)
    school = builders.a_unit()
    head = builders.a_hat(role=Role.HEAD, unit=school)
    a_draft(school)
    a_draft(school, kind=PlanKind.DRAFT)
    db.session.commit()

    heard = [
        tell_what_must_be_published(datetime(2026, 11, day, 9, tzinfo=LOCAL))
        for day in (23, 26, 27)
    ]
    heard += [
        tell_what_must_be_published(datetime(2026, 12, day, 9, tzinfo=LOCAL)) for day in (1, 2)
    ]

    told = select(Notice.kind).where(Notice.person_id == head.person_id).order_by(Notice.id)
    assert heard == [0, 1, 0, 1, 0]
    assert list(db.session.scalars(told)) == [
        "plans.publication_due_soon",
        "plans.publication_overdue",
    ]


def test_what_must_be_public_stands_beside_its_draft_in_the_unit_s_list(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    a_draft(school, date(2026, 11, 2))
    builders.wear(client, head)

    page = client.get("/plans/mine").text

    assert "Ký ngày 02/11/2026, đã quá hạn công khai (hạn ngày 09/11/2026)" in page


REFUSED = [
    (PlanKind.DRAFT, {}, "phải có ngày kết thúc"),
    (PlanKind.PLAN, {"closes_on": "31/02/2026"}, "Ngày chưa đúng"),
    (PlanKind.PLAN, {"opens_on": "10/12/2026", "closes_on": "09/12/2026"}, "phải ở sau"),
    (PlanKind.PLAN, {"closes_on": "01/11/2026"}, "phải ở sau"),
    (PlanKind.DEMOCRACY_PLAN, {"for_year": "26"}, "Năm chưa đúng"),
]


def test_days_that_cannot_be_are_refused_before_anything_is_published(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    drafts = [a_draft(school, kind=kind).key for kind, _, _ in REFUSED]
    builders.wear(client, head)

    answers = [
        client.post(f"/plans/{key}/publish", data={"audience": "public", "confirmed": "y"} | sent)
        for key, (_, sent, _) in zip(drafts, REFUSED, strict=True)
    ]

    assert [answer.status_code for answer in answers] == [422] * len(REFUSED)
    assert [
        words for (_, _, words), a in zip(REFUSED, answers, strict=True) if words not in a.text
    ] == []


USUAL = [
    (PlanKind.REPORT, {}, (True, None)),  # a report usually asks nobody
    (PlanKind.REPORT, {"opinions": "yes"}, (False, None)),
    (PlanKind.REGULATION, {"opinions": "no"}, (True, None)),
    (PlanKind.DEMOCRACY_PLAN, {"for_year": "2027"}, (False, 2027)),
    (PlanKind.DEMOCRACY_PLAN, {}, (False, 2026)),  # as its title says
    (PlanKind.DRAFT, {"closes_on": "2026-12-15"}, (False, None)),
]


def test_each_kind_of_document_has_what_it_usually_needs(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plans = [a_draft(school, kind=kind) for kind, _, _ in USUAL]
    builders.wear(client, head)

    for plan, (_, sent, _) in zip(plans, USUAL, strict=True):
        typed = {"audience": "public", "confirmed": "y"} | sent
        client.post(f"/plans/{plan.key}/publish", data=typed)

    db.session.expire_all()
    published = [(plan.is_only_to_read, plan.for_year) for plan in plans]
    assert published == [wanted for _, _, wanted in USUAL]
    assert {plan.state for plan in plans} == {PlanState.PUBLISHED}


# ------------------------------------------------------------------ who has read it


def test_staff_press_once_and_the_head_sees_who_has_not(
    client: CheckedClient, app: Flask, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, audience=Audience.UNIT_STAFF, asks_acknowledgement=True)
    teacher = builders.a_hat(unit=school)
    builders.a_hat(role=Role.PARENT, unit=school)
    builders.wear(client, teacher)
    page = f"/plans/{plan.key}"
    before = client.get(page).text

    for _ in range(2):
        client.post(f"{page}/acknowledge", data={"position": "1"})
    after = client.get(page).text
    begin_write()
    builders.wear(client, head)
    listed = client.get(f"{page}/acknowledgements").text

    assert "Tôi đã đọc" in before
    assert "0/2 cán bộ, giáo viên, nhân viên đã xác nhận" in before
    assert "Tôi đã đọc" not in after
    assert "1/2 cán bộ, giáo viên, nhân viên đã xác nhận" in listed
    assert "Chưa xác nhận (1)" in listed
    assert head.person.display_name not in before + after


def test_a_new_version_is_read_and_acknowledged_anew(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, asks_acknowledgement=True)
    builders.wear(client, head)
    page = f"/plans/{plan.key}"
    client.post(f"{page}/acknowledge", data={"position": "1"})
    first = acknowledgements.standing_of(plan, builders.TODAY)
    begin_write()

    builders.a_second_version(plan, muc_I_1="Công khai thu chi mỗi tháng.")
    db.session.commit()

    pressed_late = client.post(
        f"{page}/acknowledge", data={"position": "1"}, follow_redirects=True
    ).text
    told = select(Notice.person_id).where(Notice.kind == "plans.acknowledgement_asked")
    assert [hat for hat, _ in first.done] == [head]
    assert head in acknowledgements.standing_of(plan, builders.TODAY).missing
    assert "Văn bản vừa có bản mới" in pressed_late
    assert head.person_id in set(db.session.scalars(told))


def test_neither_parents_nor_staff_elsewhere_are_asked(
    school: Unit, session: Session, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, asks_acknowledgement=True)
    parent = builders.a_hat(role=Role.PARENT, unit=school)
    elsewhere = builders.a_hat(role=Role.STAFF)

    for hat in (parent, elsewhere):
        with pytest.raises(RuleBroken):
            acknowledgements.acknowledge(plan, position=1, by=hat, now=NOW)

    assert acknowledgements.standing_of(plan, builders.TODAY).missing == [head]


def test_a_department_s_staff_are_those_of_its_divisions_too(session: Session) -> None:
    department, office = builders.a_department()
    division = builders.a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION, under=department)
    school = builders.a_unit(under=department)
    people = [builders.a_person(Role.STAFF, unit) for unit in (department, office, division)]
    builders.a_hat(people[0], Role.OFFICER, division)  # two hats, one reader
    builders.a_person(Role.STAFF, school)
    plan = builders.a_plan(department, asks_acknowledgement=True)

    standing = acknowledgements.standing_of(plan, builders.TODAY)

    assert {hat.person_id for hat in standing.missing} == {person.id for person in people}


def test_those_who_have_not_read_are_reminded_together_once_a_day(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school)
    for _ in range(2):
        builders.a_hat(role=Role.STAFF, unit=school)
    builders.wear(client, head)
    page = f"/plans/{plan.key}/acknowledgements"

    client.post(f"{page}/ask")
    again = client.post(f"{page}/remind", follow_redirects=True).text

    assert db.session.scalar(select(func.count(Notice.id))) == 3
    assert "đã được nhắc rồi" in again


def test_the_office_above_sees_how_many_read_and_no_names_of_a_school_s_staff(
    client: CheckedClient, session: Session
) -> None:
    department, office = builders.a_department()
    school = builders.a_unit(under=department)
    plan = builders.a_plan(school, asks_acknowledgement=True)
    teacher = builders.a_hat(role=Role.STAFF, unit=school)
    builders.wear(client, builders.a_hat(role=Role.MODERATOR, unit=office))
    page = f"/plans/{plan.key}/acknowledgements"

    listed, asked = client.get(page), client.post(f"{page}/remind")

    assert "0/1 cán bộ" in listed.text
    assert teacher.person.display_name not in listed.text
    assert page in client.get(f"/plans/{plan.key}/withdraw").text
    assert asked.status_code == 404


def test_the_counting_reads_the_limits_once_for_many_plans(school: Unit) -> None:
    rulebook = load_rulebook()
    plans = [a_draft(school) for _ in range(3)]

    owed = [publication.owed_of(plan, builders.TODAY, rulebook) for plan in plans]

    assert {one.due.due_on for one in owed if one} == {LAST_DAY.date()}


# ------------------------------------------------------------------ the sheet for the wall


def test_the_sheet_is_one_page_of_paper_also_under_a_long_title(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, title="Thực hiện dân chủ ở cơ sở trong nhà trường " * 8)
    builders.wear(client, head)

    answer = client.get(f"/plans/{plan.key}/sheet.pdf")

    if answer.status_code == 302:  # no Pango here: told so, and printed from the browser
        assert answer.location.endswith("/sheet")
        return
    with pikepdf.open(io.BytesIO(answer.data)) as paper:
        assert len(paper.pages) == 1


def test_a_draft_read_from_the_command_line_is_published_only_with_a_day_of_closing(
    app: Flask, school: Unit, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "du-thao.txt"
    file.write_text(
        "QUY CHẾ\nThực hiện dân chủ trong nhà trường\n\nI. MỤC ĐÍCH\n1. Nâng cao chất lượng.\n",
        encoding="utf-8",
    )
    words = ["plans", "import", str(file), "--unit", school.key, "--kind", "draft", "--publish"]
    db.session.commit()

    refused = app.test_cli_runner().invoke(args=words)
    taken = app.test_cli_runner().invoke(args=[*words, "--closes-on", "2026-12-15"])

    assert "xin chọn ngày kết thúc" in refused.output
    assert taken.exit_code == 0, taken.output
    closes = db.session.scalars(select(Plan.closes_at).where(Plan.unit_id == school.id)).one()
    assert closes == datetime(2026, 12, 16, tzinfo=LOCAL)


def test_a_notice_about_a_document_leads_to_it(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, asks_acknowledgement=True)
    acknowledgements.tell_asked(plan, now=NOW)
    notice = db.session.scalars(select(Notice)).one()
    builders.wear(client, head)

    assert client.get(f"/notices/{notice.key}").location == f"/plans/{plan.key}"
