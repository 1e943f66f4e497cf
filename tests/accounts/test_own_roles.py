"""Nobody gives a role to oneself; who opens what is sealed is not put in place unseen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from feedback.accounts import actions
from feedback.accounts.actions import Newcomer
from feedback.database import begin_write
from feedback.errors import RuleBroken
from models import (
    Actor,
    Invitation,
    Notice,
    Person,
    RecordEntry,
    Role,
    RoleHeld,
    Unit,
    UnitKind,
    db,
)
from tests.builders import a_department, a_hat, a_person, a_unit, wear
from tests.checked_client import CheckedClient

pytestmark = pytest.mark.usefixtures("session", "now")


def roles_of(person: Person) -> list[Role]:
    held = select(RoleHeld.role).where(RoleHeld.person_id == person.id).order_by(RoleHeld.id)
    return list(db.session.scalars(held))


def an_invitation(
    role: Role, unit: Unit, by: RoleHeld | Actor, now: datetime
) -> tuple[Invitation, str]:
    invited = actions.invite(
        role,
        unit,
        title=None,
        uses=2,
        expires_at=now + timedelta(days=3),
        role_ends_on=None,
        by=by,
        hash_key=current_app.config["HASH_KEY"],
        now=now,
    )
    return invited.invitation, invited.code


def told(kind: str) -> set[int]:
    return set(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


@pytest.mark.parametrize("role", [Role.CONFIDENTIAL, Role.LEADERSHIP, Role.MODERATOR])
def test_an_administrator_gives_himself_no_role(
    role: Role, client: CheckedClient, now: datetime
) -> None:
    department, _ = a_department()
    administrator = wear(client, a_hat(role=Role.ADMINISTRATOR, unit=department), at=now)
    person = administrator.person
    address = f"/people/{person.key}"

    form = {"unit": department.key, "role": role.value, "title": "", "ends_on": ""}
    answer = client.post(f"{address}/roles", data=form)

    assert answer.status_code == 422
    assert roles_of(person) == [Role.ADMINISTRATOR]
    assert client.get("/quarantine").status_code == 403
    page = client.get(address).text
    assert "Không ai tự trao vai trò cho mình" in page
    assert f'{address}/roles"' not in page


def test_nobody_uses_a_code_of_their_own_making(client: CheckedClient, now: datetime) -> None:
    department, _ = a_department()
    administrator = wear(client, a_hat(role=Role.ADMINISTRATOR, unit=department), at=now)
    invitation, code = an_invitation(Role.LEADERSHIP, department, administrator, now)
    db.session.commit()

    assert client.post(f"/join/{code}").status_code == 422

    assert roles_of(administrator.person) == [Role.ADMINISTRATOR]
    begin_write()
    other = a_person()
    assert actions.accept_invitation(invitation, other, now=now).role is Role.LEADERSHIP


def test_a_head_gives_himself_no_role_at_the_own_unit(now: datetime) -> None:
    head = a_hat(role=Role.HEAD)

    with pytest.raises(RuleBroken, match="tự trao"):
        actions.grant_role(head.person, Role.MODERATOR, head.unit, by=head, now=now)


def test_the_administrator_is_never_the_confidential_officer(now: datetime) -> None:
    department, _ = a_department()
    first = a_hat(role=Role.ADMINISTRATOR, unit=department)
    second = a_hat(role=Role.ADMINISTRATOR, unit=department)
    officer = a_hat(role=Role.CONFIDENTIAL, unit=department)

    with pytest.raises(RuleBroken, match="không đồng thời"):
        actions.grant_role(second.person, Role.CONFIDENTIAL, department, by=first, now=now)
    with pytest.raises(RuleBroken, match="không đồng thời"):
        actions.grant_role(officer.person, Role.ADMINISTRATOR, department, by=first, now=now)


@pytest.mark.postgres_too
@pytest.mark.parametrize("by_code", [False, True])
@pytest.mark.parametrize("role", [Role.CONFIDENTIAL, Role.LEADERSHIP])
def test_who_holds_such_a_role_in_the_department_is_told_of_a_new_one(
    role: Role, by_code: bool, now: datetime
) -> None:
    department, office = a_department()
    division = a_unit("Phòng Kế hoạch", UnitKind.DIVISION, under=department)
    school = a_unit("Trường THPT Mẫu", under=department)
    administrator = a_hat(role=Role.ADMINISTRATOR, unit=department)
    watching = {
        a_hat(role=Role.CONFIDENTIAL, unit=department).person_id,
        a_hat(role=Role.LEADERSHIP, unit=department).person_id,
        a_hat(role=Role.HEAD, unit=office).person_id,
        a_hat(role=Role.HEAD, unit=division).person_id,
    }
    for other, unit in ((Role.HEAD, school), (Role.MODERATOR, office), (Role.STAFF, division)):
        a_hat(role=other, unit=unit)

    if by_code:
        invitation, _ = an_invitation(role, department, administrator, now)
        assert told(f"role.{role.value}_given") == set()
        newcomer = Newcomer(
            display_name="Người mới", login="nguoi.moi", password="mot cau de nho 1"
        )
        actions.accept_invitation(invitation, newcomer, now=now)
    else:
        actions.grant_role(a_person(), role, department, by=administrator, now=now)

    assert told(f"role.{role.value}_given") == watching
    kind = "role.accepted" if by_code else "role.granted"
    entry = db.session.scalars(select(RecordEntry).where(RecordEntry.kind == kind)).one()
    assert entry.details["role_word"] == f"Role.{role.value}"


def test_other_roles_are_given_without_telling_everybody(now: datetime) -> None:
    department, office = a_department()
    a_hat(role=Role.LEADERSHIP, unit=department)
    administrator = a_hat(role=Role.ADMINISTRATOR, unit=department)
    person = a_person()

    actions.grant_role(person, Role.MODERATOR, office, by=administrator, now=now)

    assert set(db.session.scalars(select(Notice.person_id))) == {person.id}


def test_the_page_on_access_says_what_holds_and_what_does_not(client: CheckedClient) -> None:
    page = client.get("/help/accessibility").text

    assert "không được giao tiếp nhận tố cáo" in page
    assert "cả bằng trang người dùng lẫn bằng mã mời do chính mình tạo" in page
    assert "có thể mời chính mình dưới một tài khoản khác" in page
