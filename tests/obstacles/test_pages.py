"""The pages on which obstacles are brought up, gathered, decided and answered."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from feedback.comments import receipts
from feedback.database import begin_write
from feedback.obstacles import actions
from models import Case, CaseGroup, CaseState, CommentKind, Decision, Role, db
from tests import builders
from tests.builders import NOW
from tests.obstacles.conftest import SAME, Sector

pytestmark = [pytest.mark.usefixtures("now"), pytest.mark.postgres_too]


def wear(client, hat):
    return builders.wear(client, hat, at=NOW)


def test_a_teacher_brings_up_an_obstacle_and_follows_it(client, sector: Sector):
    wear(client, sector.teacher)
    clause = sector.plan.current_version.texts[0].clause
    token = receipts.new_send_token()

    assert sector.plan.title in client.get("/obstacles/new").text
    assert client.get(f"/obstacles/new?plan={sector.plan.key}").status_code == 200
    sent = client.post(
        f"/obstacles/new?plan={sector.plan.key}",
        data={"clause": clause.key, "body": SAME, "token": token},
    )

    case = db.session.scalars(db.select(Case)).one()
    assert case.number in sent.text
    assert case.comment.clause.key == clause.key
    page = client.get("/obstacles/mine").text
    assert case.number in page
    assert "Văn phòng Sở tổng hợp" in page


def test_an_empty_obstacle_is_given_back(client, sector: Sector):
    wear(client, sector.teacher)

    page = client.post(f"/obstacles/new?plan={sector.plan.key}", data={"body": " "})

    assert page.status_code == 422


def test_a_parent_has_no_page_of_obstacles(client, sector: Sector):
    wear(client, builders.a_hat(role=Role.PARENT, unit=sector.teacher.unit))

    assert client.get("/obstacles").status_code == 403


def test_a_teacher_sees_their_own_only(client, sector: Sector):
    case = sector.raised(by=sector.principal)
    wear(client, sector.teacher)

    answer = client.get("/obstacles", follow_redirects=True)

    assert answer.request.path == "/obstacles/mine"
    assert case.number not in answer.text


def test_the_office_gathers_and_submits(client, sector: Sector):
    cases = [sector.raised(), sector.raised(by=sector.principal)]
    wear(client, sector.clerk)

    page = client.get("/obstacles").text
    assert "2 vướng mắc có vẻ giống nhau" in page
    made = client.post(
        "/obstacles/groups",
        data={"cases": [case.key for case in cases], "title": "Biểu mẫu", "summary": "Xin gộp."},
    )

    group = db.session.scalars(db.select(CaseGroup)).one()
    assert made.location.endswith(f"/obstacles/groups/{group.key}")
    assert "Xin gộp." in client.get(made.location).text
    client.post(f"/obstacles/groups/{group.key}/submit", data={"revision": group.revision})
    db.session.rollback()
    assert group.submitted_at == NOW


def test_suggested_obstacles_come_ticked(client, sector: Sector):
    case = sector.raised()
    wear(client, sector.clerk)

    page = client.get(f"/obstacles?pick={case.key}")

    assert f'value="{case.key}" checked' in page.text


def test_gathering_nothing_says_so(client, sector: Sector):
    sector.raised()
    wear(client, sector.clerk)

    page = client.post("/obstacles/groups", data={"title": "Tên"})

    assert page.status_code == 422
    assert "Xin chọn ít nhất một vướng mắc." in page.text


def test_the_office_takes_out_and_puts_back(client, sector: Sector):
    group = sector.gathered()
    case = group.cases[0]
    wear(client, sector.clerk)
    address = f"/obstacles/groups/{group.key}"

    client.post(f"{address}/remove", data={"revision": group.revision, "case": case.key})
    db.session.rollback()
    assert case.group is None
    assert "Có vẻ cũng thuộc nhóm này" in client.get(address).text

    client.post(f"{address}/add", data={"revision": group.revision, "case": case.key})
    db.session.rollback()
    assert case.group is group


def test_the_director_decides_and_the_office_answers(client, sector: Sector):
    group = sector.submitted()
    address = f"/obstacles/groups/{group.key}"
    wear(client, sector.director)

    assert group.title in client.get("/obstacles").text
    client.post(f"{address}/decide", data={"revision": group.revision, "text": "Đồng ý."})
    begin_write()
    wear(client, sector.clerk)
    assert "Đồng ý." in client.get(address).text
    db.session.rollback()
    client.post(
        f"{address}/answer",
        data={"revision": group.revision, "outcome": "accepted", "explanation": "Một mẫu."},
    )

    begin_write()
    assert {case.state for case in group.cases} == {CaseState.ANSWERED}
    wear(client, sector.teacher)
    page = client.get("/obstacles/mine").text
    assert page.count("step-done") == 5


def test_a_stale_step_is_told_what_changed(client, sector: Sector):
    group = sector.submitted()
    seen = group.revision
    actions.send_group_back(group, "Gom thêm.", by=sector.director, now=NOW)
    actions.submit_group(group, by=sector.clerk, now=NOW)
    wear(client, sector.director)

    page = client.post(
        f"/obstacles/groups/{group.key}/decide", data={"revision": seen, "text": "Đồng ý."}
    )

    assert page.status_code == 422
    assert "Nhóm vướng mắc vừa thay đổi" in page.text
    assert "Đồng ý." in page.text


def test_a_group_is_not_found_by_others(client, sector: Sector):
    group = sector.gathered()
    wear(client, sector.director)

    assert client.get(f"/obstacles/groups/{group.key}").status_code == 404


def test_an_obstacle_is_not_public(client, sector: Sector):
    case = sector.raised()

    assert client.get(f"/cases/{case.key}").status_code == 404
    assert case.comment.kind is CommentKind.OBSTACLE


def test_the_answer_stands_on_the_askers_tracking_page(client, sector: Sector):
    group = sector.decided()
    actions.answer_group(group, Decision.ACCEPTED, "Dùng một mẫu.", by=sector.clerk, now=NOW)
    case = next(each for each in group.cases if each.comment.sender_id == sector.teacher.person_id)
    wear(client, sector.teacher)

    page = client.get(f"/track/{case.comment.key}")

    assert "Dùng một mẫu." in page.text
    assert "Giám đốc đã quyết định" in page.text


@pytest.mark.parametrize("address", ["/obstacles", "/obstacles?folder=gathered"])
def test_the_lists_cost_the_same_whatever_lies_there(client, sector: Sector, address):
    wear(client, sector.clerk)
    sector.gathered(sector.raised())
    sector.raised()
    few = statements(client, address)
    begin_write()
    for _ in range(6):
        sector.gathered(sector.raised())
        sector.raised()

    assert statements(client, address) == few


def statements(client, address: str) -> int:
    """How many statements one request costs."""
    db.session.commit()
    count = 0

    def counted(*_):
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", counted)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", counted)
    return count


@pytest.mark.settings(WTF_CSRF_ENABLED=True)
def test_forms_side_by_side_share_no_id(client, sector: Sector):
    group = sector.submitted()
    wear(client, sector.director)

    assert client.get(f"/obstacles/groups/{group.key}").text.count('name="csrf_token"') >= 2
