"""The moderator's desk: what lies in which folder, one key an item, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from feedback.database import begin_write
from feedback.deadlines import load_calendar
from feedback.triage import actions, desk
from feedback.triage.actions import Routing
from feedback.triage.desk import Folder
from feedback.triage.queries import case_for
from models import (
    Appearance,
    Case,
    CaseState,
    CommentKind,
    HoldReason,
    LineKind,
    Role,
    UnitKind,
    db,
)
from tests.builders import NOW, TODAY, a_hat, a_line, a_mandate, a_unit, wear
from tests.checked_client import CheckedClient
from tests.statements import statements
from tests.triage.conftest import House

REVISION = re.compile(r'name="accept-revision" type="hidden" value="(\d+)"')


def accept(client: CheckedClient, case: Case, house: House, **changed: str) -> TestResponse:
    """Press the one key."""
    values = {"accept-revision": str(case.revision), "accept-lead": house.division.key}
    return client.post(f"/queue/{case.key}/accept", data=values | changed)


# ------------------------------------------------------------------ one key


def test_one_key_routes_as_the_plan_says_publishes_and_goes_on(
    client: CheckedClient, house: House
) -> None:
    first, second = house.case(), house.case()
    wear(client, house.moderator)

    answer = accept(client, first, house)

    assert answer.status_code == 303
    assert answer.location.startswith(f"/queue/{second.key}?")
    assert first.state is CaseState.ROUTED
    assert first.lead_unit is house.division
    assert first.comment.published_at == NOW
    page = client.get(answer.location).text
    assert f"Hồ sơ {first.number}: đã chuyển" in page
    assert "Hoàn tác" in page


def test_one_key_does_not_publish_what_looks_like_personal_data(
    client: CheckedClient, house: House
) -> None:
    case = house.case(body="Gọi cô chủ nhiệm số 0912 345 678 để biết em nào bị bệnh.")
    wear(client, house.moderator)

    page = client.get(f"/queue/{case.key}").text
    answer = accept(client, case, house)

    assert "Chuyển theo đề xuất" not in page
    assert answer.status_code == 422
    assert "có vẻ ghi số điện thoại" in answer.text
    assert case.comment.published_at is None


def test_a_step_taken_back_opens_the_item_it_was_taken_on(
    client: CheckedClient, house: House
) -> None:
    first, _second = house.case(), house.case()
    wear(client, house.moderator)
    accept(client, first, house)
    db.session.expire_all()

    form = {"take-back-revision": str(first.revision)}
    answer = client.post(f"/queue/{first.key}/take-back?folder=waiting", data=form)

    assert answer.location.startswith(f"/queue/{first.key}?")
    assert first.state is CaseState.RECEIVED


def test_saying_more_about_an_item_leaves_it_open(client: CheckedClient, house: House) -> None:
    first, _second = house.case(), house.case()
    wear(client, house.moderator)
    form = {"classify-revision": str(first.revision), "classify-kind": "petition"}

    answer = client.post(
        f"/queue/{first.key}/classify", data=form | {"classify-reason": "Đề nghị làm một việc."}
    )

    assert answer.status_code == 303
    assert answer.location.startswith(f"/queue/{first.key}?")
    assert first.kind is CommentKind.PETITION


def test_the_page_of_an_item_shows_all_that_is_needed_to_decide(
    client: CheckedClient, house: House
) -> None:
    case = house.case(body="Đề nghị công khai thu chi hằng tháng.")
    wear(client, house.moderator)

    page = client.get(f"/queue/{case.key}").text

    for words in (
        "Đề nghị công khai thu chi hằng tháng.",
        "Phòng Kế hoạch – Tài chính",
        "Trường THPT Biển Xanh",
        "30/11/2026",
        "Chuyển theo đề xuất",
        "Ngày Văn hóa Việt Nam",
    ):
        assert words in page


def test_a_sealed_sender_is_shown_as_sealed_and_nothing_more(
    client: CheckedClient, house: House
) -> None:
    case = house.case(appearance=Appearance.SEALED, sender_label="Người gửi giữ kín danh tính")
    wear(client, house.moderator)

    page = client.get(f"/queue/{case.key}").text

    assert "Giữ kín danh tính" in page


def test_a_suggestion_that_changed_meanwhile_is_not_followed_blindly(
    client: CheckedClient, house: House
) -> None:
    case = house.case()
    wear(client, house.moderator)

    answer = accept(client, case, house, **{"accept-lead": house.school.key})

    assert answer.status_code == 422
    assert "Đề xuất vừa thay đổi" in answer.text


def test_the_second_moderator_is_told_what_the_first_did(
    client: CheckedClient, house: House
) -> None:
    case = house.case()
    wear(client, house.moderator)
    actions.publish(case, by=house.moderator, now=NOW)
    db.session.commit()

    answer = accept(client, case, house, **{"accept-revision": "0"})

    assert answer.status_code == 422
    assert "Cho hiện công khai (Cán bộ tiếp nhận, Văn phòng Sở" in answer.text
    assert REVISION.findall(answer.text) == ["1"]


def test_a_refused_form_comes_back_with_what_was_typed(client: CheckedClient, house: House) -> None:
    case = house.case()
    wear(client, house.moderator)

    answer = client.post(
        f"/queue/{case.key}/route",
        data={
            "route-revision": "0",
            "route-lead": "Phòng Kế hoạch Tài chánh xyz",
            "route-summary": "Bản tóm tắt đã gõ",
        },
    )

    assert answer.status_code == 422
    assert "Phòng Kế hoạch Tài chánh xyz" in answer.text
    assert "Bản tóm tắt đã gõ" in answer.text
    assert case.state is CaseState.NEW


def test_every_other_act_is_done_from_the_page(client: CheckedClient, house: House) -> None:
    cases = [house.case() for _ in range(8)]
    wear(client, house.moderator)
    note = "Xin nói rõ thêm."
    sent = [
        ("hold", {"reason": "insult", "note": note}, CaseState.HELD),
        ("request-details", {"note": note}, CaseState.DETAILS_REQUESTED),
        ("return", {"note": note}, CaseState.RETURNED),
        ("archive", {"reason": "information", "note": note}, CaseState.ARCHIVED),
        ("transfer", {"receiver": "Sở Xây dựng"}, CaseState.TRANSFERRED),
        ("classify", {"kind": "question", "reason": note}, CaseState.RECEIVED),
        ("publish", {}, CaseState.RECEIVED),
        ("quarantine", {}, CaseState.QUARANTINED),
    ]
    for case, (name, values, state) in zip(cases, sent, strict=True):
        fields = {f"{name}-{field}": value for field, value in values.items()}
        answer = client.post(f"/queue/{case.key}/{name}", data={f"{name}-revision": "0"} | fields)

        assert answer.status_code == 303, (name, answer.text)
        assert case.state is state


def test_a_step_is_taken_back_from_the_next_page(client: CheckedClient, house: House) -> None:
    case = house.case()
    wear(client, house.moderator)
    accept(client, case, house)

    client.post(f"/queue/{case.key}/take-back", data={"take-back-revision": str(case.revision)})

    assert case.state is CaseState.RECEIVED


# ------------------------------------------------------------------ who sees what


def test_nobody_sees_at_the_desk_what_concerns_their_unit(
    client: CheckedClient, house: House
) -> None:
    case = house.case()
    case.concerns_unit = house.office
    db.session.flush()
    wear(client, house.moderator)

    assert client.get(f"/queue/{case.key}").status_code == 404
    assert case.number not in client.get("/queue").text


def test_another_offices_item_is_not_there(client: CheckedClient, house: House) -> None:
    case = house.case()
    wear(client, a_hat(role=Role.MODERATOR, unit=house.school))

    assert client.get(f"/queue/{case.key}").status_code == 404


def test_a_parent_has_no_desk(client: CheckedClient, house: House) -> None:
    wear(client, a_hat(role=Role.PARENT, unit=house.school))

    assert client.get("/queue").status_code == 403


def test_a_school_that_is_concerned_sees_nothing_and_its_monitor_all(house: House) -> None:
    union = a_unit("Công đoàn ngành", UnitKind.UNION)
    a_mandate(union, house.department)
    monitor = a_hat(role=Role.MONITOR, unit=union)
    case = house.case()
    actions.route(case, Routing(house.division, (house.school,)), by=house.moderator, now=NOW)
    officer = a_hat(role=Role.OFFICER, unit=house.school)
    assert case_for(officer, case.key, TODAY) is case

    actions.set_concern(case, house.school, by=house.moderator, now=NOW)

    assert case_for(officer, case.key, TODAY) is None
    assert case_for(monitor, case.key, TODAY) is case
    assert case_for(house.officer, case.key, TODAY) is case


def test_a_unit_under_the_one_concerned_by_any_line_is_kept_out(house: House) -> None:
    commune = a_unit("Phường Ba", UnitKind.COMMUNE)
    primary = a_unit("Trường Tiểu học Ba", under=commune)
    a_line(house.department, primary, LineKind.PROFESSIONAL)
    officer = a_hat(role=Role.OFFICER, unit=primary)
    case = house.case()
    actions.route(case, Routing(house.division, (primary,)), by=house.moderator, now=NOW)
    assert case_for(officer, case.key, TODAY) is case

    actions.set_concern(case, commune, by=house.moderator, now=NOW)

    assert case_for(officer, case.key, TODAY) is None


# ------------------------------------------------------------------ folders


@pytest.mark.postgres_too
def test_every_case_lies_where_an_official_looks_for_it(house: House) -> None:
    waiting, held, asked, gone, late = (house.case() for _ in range(5))
    actions.hold(held, HoldReason.SPAM, note="Trùng nhiều lần.", by=house.moderator, now=NOW)
    actions.request_details(asked, note="Ở đâu?", by=house.moderator, now=NOW)
    actions.route(gone, Routing(house.division), by=house.moderator, now=NOW)
    late.due_on = TODAY
    db.session.flush()
    here = desk.desk_of(house.moderator, TODAY, load_calendar())

    lying = {folder: list(desk.cases_in(here, folder, None).rows) for folder in Folder}

    assert lying[Folder.WAITING] == [waiting, late]
    assert lying[Folder.LATE] == [late]
    assert lying[Folder.HELD] == [held]
    assert lying[Folder.DETAILS] == [asked]
    assert lying[Folder.ROUTED] == [gone]
    counts = desk.counts_of(here)
    assert all(counts[folder] == len(lying[folder]) for folder in counts)


def test_a_request_for_a_later_date_is_decided_at_the_desk(
    client: CheckedClient, house: House
) -> None:
    case = house.case()
    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)
    later = TODAY + timedelta(days=20)
    actions.ask_extension(case, later, reason="Chờ số liệu.", by=house.officer, now=NOW)
    wear(client, house.moderator)
    assert case.number in client.get("/queue?folder=extensions").text
    begin_write()

    client.post(
        f"/queue/{case.key}/decide-extension?folder=extensions",
        data={
            "decide-extension-revision": str(case.revision),
            "decide-extension-decision": "approve",
        },
    )

    assert case.due_on == later


def test_pages_of_a_folder_follow_each_other_without_gap(house: House) -> None:
    cases = [house.case() for _ in range(desk.ON_A_PAGE + 3)]
    here = desk.desk_of(house.moderator, TODAY, load_calendar())

    first = desk.cases_in(here, Folder.WAITING, None)
    second = desk.cases_in(here, Folder.WAITING, first.next_after)

    assert [*first.rows, *second.rows] == cases
    assert second.next_after is None


def test_obstacles_lie_on_a_desk_of_their_own(house: House) -> None:
    house.case(kind=CommentKind.OBSTACLE)
    here = desk.desk_of(house.moderator, TODAY, load_calendar())

    assert not desk.cases_in(here, Folder.WAITING, None).rows


# ------------------------------------------------------------------ what it costs


def test_two_hundred_cases_cost_as_many_queries_as_five(
    client: CheckedClient, house: House
) -> None:
    for _ in range(5):
        house.case()
    wear(client, house.moderator)
    with statements() as few:
        client.get("/queue")
    begin_write()
    for _ in range(195):
        house.case()

    with statements() as many:
        client.get("/queue")

    reads = [sum("SELECT" in one for one in seen) for seen in (few, many)]
    assert abs(reads[0] - reads[1]) <= 1


def test_the_queue_is_found_by_an_index(house: House) -> None:
    house.case()
    here = desk.desk_of(house.moderator, TODAY, load_calendar())
    with statements() as seen:
        desk.cases_in(here, Folder.WAITING, None)
    asked = next(one for one in seen if "FROM cases" in one and "LIMIT" in one)

    plan = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {asked}", (0,) * asked.count("?")
    )

    assert any("ix_cases_intake_state" in row[-1] for row in plan)


# ------------------------------------------------------------------ the register and the tables


@pytest.mark.postgres_too
def test_the_register_lists_what_came_between_two_days(client: CheckedClient, house: House) -> None:
    case = house.case()
    wear(client, house.moderator)

    inside = client.get("/queue/register?first=2026-11-01&last=2026-11-30").text
    outside = client.get("/queue/register?first=2026-10-01&last=2026-10-31").text

    assert case.number in inside
    assert case.number not in outside


def test_everybody_reads_the_limits_and_the_calendar(client: CheckedClient, house: House) -> None:
    limits_page = client.get("/clocks").text
    calendar_page = client.get("/calendar?year=2026").text

    assert "Luật Khiếu nại 02/2011/QH13, Điều 28" in limits_page
    assert "cần đối chiếu văn bản gốc" in limits_page
    assert "Ngày Văn hóa Việt Nam" in calendar_page
    assert "Lưu vào lịch" not in calendar_page


def test_an_administrator_changes_a_limit_and_a_day(client: CheckedClient, house: House) -> None:
    case = house.case()
    wear(client, a_hat(role=Role.ADMINISTRATOR, unit=house.department))
    assert client.get("/clocks/answer").status_code == 200

    client.post(
        "/clocks/answer",
        data={
            "amount": "9",
            "day_unit": "working",
            "basis": "Quy chế năm 2027",
            "valid_from": "01/01/2027",
        },
    )
    client.post(
        "/calendar",
        data={"day": "26/11/2026", "kind": "off", "note": "Nghỉ bão", "source": "Thông báo"},
    )

    assert "Quy chế năm 2027" in client.get("/clocks").text
    assert "Nghỉ bão" in client.get("/calendar?year=2026").text
    db.session.expire_all()
    assert case.due_on is not None
    assert case.due_on.isoformat() == "2026-12-03"
    client.post("/calendar/2026-11-26/remove")
    assert "Nghỉ bão" not in client.get("/calendar?year=2026").text


def test_nobody_else_changes_a_limit(client: CheckedClient, house: House) -> None:
    wear(client, house.moderator)

    assert client.get("/clocks/answer").status_code == 403


# ------------------------------------------------------------------ in a browser


def test_a_moderator_works_through_the_desk_without_a_mouse(
    app: Flask,
    house: House,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    first, second = house.case(body="Ý kiến thứ nhất."), house.case(body="Ý kiến thứ hai.")
    client = app.test_client()
    wear(client, house.moderator, at=NOW)
    db.session.rollback()  # the browser writes from now on
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page = open_page(viewport={"width": 1280, "height": 900})
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )

    page.goto("/queue")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_contain_text(first.number)
    page.keyboard.press("1")
    expect(page.get_by_role("heading", level=1)).to_contain_text(second.number)
    expect(page.get_by_text(f"Hồ sơ {first.number}: đã chuyển")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("h")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Xin bỏ tên của cháu.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text(f"Hồ sơ {second.number}: đã tạm giữ")).to_be_visible()
    db.session.rollback()
    assert (first.state, second.state) == (CaseState.ROUTED, CaseState.HELD)
