"""Bringing a document in, putting it right, publishing it."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.clock import LOCAL
from feedback.database import begin_write
from feedback.plans import queries
from feedback.qr import qr_of
from models import (
    Audience,
    Plan,
    PlanState,
    Role,
    Unit,
    UnitKind,
    db,
)
from tests import builders
from tests.checked_client import CheckedClient

TEXT = """SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số:      /KH-SGDĐT
Hải Đông, ngày     tháng 01 năm 2026
KẾ HOẠCH
Thực hiện dân chủ ở cơ sở
I. MỤC ĐÍCH
Làm cho mọi người cùng biết.
II. NHIỆM VỤ
1. Công khai thu chi
- Đơn vị chủ trì: Phòng Tổ chức cán bộ.
- Đơn vị phối hợp: Phòng Không Có Thật.
- Thời gian hoàn thành: Tháng 6 năm 2026.
"""


@pytest.fixture
def office(session: Session, now: datetime) -> Unit:
    department, office = builders.a_department()
    builders.a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION, under=department)
    return office


@pytest.fixture
def clerk(client: CheckedClient, office: Unit) -> Any:
    hat = builders.a_hat(role=Role.MODERATOR, unit=office)
    return builders.wear(client, hat, at=builders.NOW)


def the_plan() -> Plan:
    return db.session.scalars(select(Plan).order_by(Plan.id.desc()).limit(1)).one()


def bring_in(client: CheckedClient, unit: Unit, text: str = TEXT) -> Plan:
    client.post("/plans/new", data={"unit": unit.key, "kind": "plan", "pasted": text})
    return the_plan()


def department_of(office: Unit) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT)).one()


def test_a_document_is_brought_in_checked_and_published(
    client: CheckedClient, office: Unit, clerk: Any
) -> None:
    plan = bring_in(client, department_of(office))
    preview = client.get(f"/plans/{plan.key}/preview").text
    refused = client.post(f"/plans/{plan.key}/publish", data={"audience": "public"})

    client.post(f"/plans/{plan.key}/publish", data={"audience": "public", "confirmed": "y"})

    assert "Mục II.1: chưa nhận ra đơn vị “Phòng Không Có Thật”." in preview
    assert refused.status_code == 422
    assert "xác nhận" in refused.text
    db.session.expire_all()
    assert the_plan().state is PlanState.PUBLISHED
    assert "Công khai thu chi" in client.get(f"/plans/{plan.key}").text


def count_of(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_file_makes_a_second_draft_only_when_the_person_says_so(
    client: CheckedClient, office: Unit, clerk: Any
) -> None:
    first = bring_in(client, department_of(office))
    sent = {"unit": department_of(office).key, "kind": "plan", "pasted": TEXT}

    told = client.post("/plans/new", data=sent)
    count_when_told = count_of(Plan)
    client.post("/plans/new", data=sent | {"then": "again"})

    assert told.status_code == 409
    assert f'href="/plans/{first.key}/preview"' in told.text
    assert "Công khai thu chi" in told.text  # what was pasted is still there
    assert (count_when_told, count_of(Plan)) == (1, 2)


def test_nobody_learns_of_a_draft_of_another_school_by_sending_the_same_file(
    client: CheckedClient, session: Session
) -> None:
    mine, other = builders.a_unit(), builders.a_unit("Trường THPT Khác")
    session.commit()
    for unit in (other, mine):
        begin_write()
        builders.wear(client, builders.a_hat(role=Role.MODERATOR, unit=unit))
        bring_in(client, unit)

    assert count_of(Plan) == 2


@pytest.mark.parametrize("state", [PlanState.PUBLISHED, PlanState.WITHDRAWN])
def test_what_was_ever_published_is_never_discarded(
    client: CheckedClient, office: Unit, clerk: Any, state: PlanState
) -> None:
    plan = builders.a_plan(department_of(office), state=state)
    page = f"/plans/{plan.key}"

    answers = [client.get(f"{page}/discard"), client.post(f"{page}/discard", data={"revision": 0})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.get(page).status_code == 200


def test_a_file_that_is_no_document_is_refused_beside_the_field(
    client: CheckedClient, office: Unit, clerk: Any
) -> None:
    file = (BytesIO(b"\x89PNG\r\n\x1a\n"), "ke-hoach.docx")

    answer = client.post(
        "/plans/new", data={"unit": department_of(office).key, "kind": "plan", "file": file}
    )

    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_an_empty_form_says_what_to_send(client: CheckedClient, office: Unit, clerk: Any) -> None:
    answer = client.post("/plans/new", data={"unit": department_of(office).key, "kind": "plan"})

    assert answer.status_code == 422
    assert "Xin chọn tệp hoặc dán nội dung." in answer.text


def test_a_plan_without_clauses_is_not_published(
    client: CheckedClient, office: Unit, clerk: Any
) -> None:
    plan = builders.a_plan(department_of(office), labels=(), state=PlanState.DRAFT)

    answer = client.post(
        f"/plans/{plan.key}/publish", data={"audience": "public", "confirmed": "y"}
    )

    assert answer.status_code == 422
    assert "chưa có mục nào" in answer.text


def test_a_label_that_stands_twice_asks_to_be_confirmed(
    client: CheckedClient, office: Unit, clerk: Any
) -> None:
    plan = builders.a_plan(department_of(office), labels=("I", "I"), state=PlanState.DRAFT)
    address = f"/plans/{plan.key}/publish"

    refused = client.post(address, data={"audience": "public"})
    accepted = client.post(address, data={"audience": "public", "confirmed": "y"})

    assert "nhãn này đứng ở nhiều chỗ" in refused.text
    assert accepted.status_code == 302


def test_a_group_is_frozen_as_it_was_on_the_day_of_issue(
    client: CheckedClient, office: Unit, clerk: Any
) -> None:
    department = department_of(office)
    builders.a_group(department, "Các phòng thuộc Sở", UnitKind.DIVISION)
    plan = builders.a_plan(department, state=PlanState.DRAFT)
    plan.current_version.issued_on = date(2026, 1, 5)
    builders.a_task(plan.current_version.texts[0], lead_text="Các phòng thuộc Sở")
    builders.a_unit(
        "Phòng Lập Sau", UnitKind.DIVISION, under=department, starts_on=date(2026, 2, 1)
    )

    client.post(f"/plans/{plan.key}/publish", data={"audience": "public"})

    db.session.expire_all()
    task = queries.clauses_of(the_plan().current_version)[0].task
    assert task is not None
    assert [(row.unit.name, row.through_group) for row in task.units] == [
        ("Phòng Tổ chức cán bộ", True)
    ]


def test_a_withdrawn_plan_stays_readable_with_its_reason_and_takes_no_comments(
    client: CheckedClient, office: Unit, clerk: Any
) -> None:
    plan = builders.a_plan(department_of(office))
    page = f"/plans/{plan.key}"
    without_reason = client.post(f"{page}/withdraw", data={"reason": " "})

    client.post(f"{page}/withdraw", data={"reason": "Ban hành nhầm bản cũ"})

    shown = client.get(page).text
    assert without_reason.status_code == 422
    assert "Ban hành nhầm bản cũ" in shown
    assert "Góp ý mục này" not in shown


def test_parents_enter_by_a_link_until_it_is_revoked(
    client: CheckedClient, session: Session
) -> None:
    school = builders.a_unit("Trường THPT Hải Đông")
    plan = builders.a_plan(school, audience=Audience.SCHOOL_PARENTS)
    page = f"/plans/{plan.key}"
    builders.wear(client, builders.a_hat(role=Role.HEAD, unit=school))
    made = client.post(f"{page}/audience-links").text
    link = made.split('id="new-address"')[1].split("http://localhost")[1].split("<")[0]
    parent = client.application.test_client()
    entered = parent.get(link, follow_redirects=True)
    db.session.expire_all()
    (row,) = queries.links_of(plan)

    client.post(f"{page}/audience-links/{row.key}/revoke")

    assert entered.status_code == 200
    assert parent.get(page).status_code == 404
    ended = parent.get(link)
    assert ended.status_code == 410
    assert "hỏi nhà trường" in ended.text
    assert school.name not in ended.text
    assert parent.get(f"{link}x").status_code == 404


def drawn(address: str) -> str:
    """The path by which a page draws the QR code of the address."""
    return str(qr_of(address)["path"])


def test_a_sheet_for_the_wall_leads_to_the_public_plan_and_says_until_when(
    client: CheckedClient, office: Unit, clerk: Any
) -> None:
    closes = datetime(2026, 12, 16, tzinfo=LOCAL)
    plan = builders.a_plan(department_of(office), closes_at=closes)
    address = f"http://localhost/k/{plan.short_key}"

    sheet = client.get(f"/plans/{plan.key}/sheet").text

    assert drawn(address) in sheet
    assert f">localhost/k/{plan.short_key}<" in sheet
    assert all(words in sheet for words in (plan.title, plan.unit.name, "đến hết ngày 15/12/2026"))
    assert f"/plans/{plan.key}/sheet" in client.get(f"/plans/{plan.key}/consultation").text
    assert client.get(f"/k/{plan.short_key}").location == f"/plans/{plan.key}"


def test_a_sheet_for_parents_leads_by_the_link_just_made_and_by_no_other(
    client: CheckedClient, session: Session
) -> None:
    school = builders.a_unit("Trường THPT Hải Đông")
    plan = builders.a_plan(school, audience=Audience.SCHOOL_PARENTS)
    other = builders.a_plan(school, audience=Audience.SCHOOL_PARENTS)
    page = f"/plans/{plan.key}"
    builders.wear(client, builders.a_hat(role=Role.HEAD, unit=school))
    made = client.post(f"{page}/audience-links").text
    token = made.split('name="token" value="')[1].split('"')[0]

    sheet = client.post(f"{page}/sheet", data={"token": token})

    assert drawn(f"http://localhost/a/{token}") in sheet.text
    assert client.get(f"{page}/sheet").location.endswith(f"{page}/audience-links")
    wrong = [(page, "khac"), (f"/plans/{other.key}", token)]
    answers = [client.post(f"{at}/sheet", data={"token": sent}) for at, sent in wrong]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_there_is_no_sheet_for_a_draft(client: CheckedClient, office: Unit, clerk: Any) -> None:
    plan = builders.a_plan(department_of(office), state=PlanState.DRAFT)

    assert client.get(f"/plans/{plan.key}/sheet").status_code == 404


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.MODERATOR, True), (Role.HEAD, True), (Role.STAFF, False), (Role.PARENT, False)],
)
def test_only_those_who_prepare_plans_may_bring_one_in(
    client: CheckedClient, session: Session, role: Role, allowed: bool
) -> None:
    builders.wear(client, builders.a_hat(role=role))

    answer = client.get("/plans/new")

    assert answer.status_code == (200 if allowed else 403)


def test_a_school_neither_sees_nor_makes_drafts_of_another(
    client: CheckedClient, session: Session
) -> None:
    other = builders.a_unit("Trường THPT Khác")
    draft = builders.a_plan(other, state=PlanState.DRAFT, title="Bản soạn của trường khác")
    builders.wear(client, builders.a_hat(role=Role.MODERATOR, unit=builders.a_unit()))

    pages = [client.get(f"/plans/{draft.key}/{page}") for page in ("preview", "publish")]
    made = client.post("/plans/new", data={"unit": other.key, "kind": "plan", "pasted": TEXT})

    assert [page.status_code for page in pages] == [404, 404]
    assert draft.title not in client.get("/plans/mine").text
    assert made.status_code == 422
