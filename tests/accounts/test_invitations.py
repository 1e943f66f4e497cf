from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from feedback.accounts import actions, login_codes, queries
from feedback.errors import RuleBroken
from models import (
    Actor,
    Invitation,
    OutboxMessage,
    Person,
    RecordEntry,
    Role,
    RoleHeld,
    UnitKind,
    db,
)
from tests.builders import a_hat, a_person, a_unit, wear

JOINING = {"display_name": "Phụ huynh lớp 10A", "login": "", "password": "mưa rào đầu hạ"}


@pytest.fixture
def school(session):
    """A school to be invited into."""
    return a_unit("Trường THPT Mẫu")


@pytest.fixture
def code(school, now):
    """A code for two parents of the school."""
    return a_code(school, now, uses=2)


def a_code(unit, now, role=Role.PARENT, **values):
    return actions.invite(
        role,
        unit,
        title=values.get("title", "Phụ huynh lớp 10A"),
        uses=values.get("uses", 1),
        expires_at=now + timedelta(days=30),
        role_ends_on=values.get("role_ends_on", date(2027, 5, 31)),
        by=values.get("by", Actor.SYSTEM),
        hash_key=current_app.config["HASH_KEY"],
        now=now,
    ).code


def invite(client, unit, **values):
    return client.post(
        "/invitations/new",
        data={
            "unit": unit.key,
            "role": "parent",
            "title": "Phụ huynh lớp 10A",
            "uses": "40",
            "expires_on": "20/12/2026",
            "role_ends_on": "",
            **values,
        },
    )


def shown_code(answer):
    return re.findall(r'id="invitation-code">([^<]+)<', answer.text)[0]


# ------------------------------------------------------------------ making codes


def test_a_head_invites_a_class_and_the_role_ends_with_the_school_year(client, school, now):
    wear(client, a_hat(role=Role.HEAD, unit=school), at=now)

    answer = invite(client, school)

    made = db.session.scalars(select(Invitation)).one()
    assert (made.uses_left, made.role_ends_on) == (40, date(2027, 5, 31))
    assert "http://localhost/join/" in answer.text
    assert shown_code(answer) not in client.get("/invitations").text
    assert shown_code(answer) not in made.code_hash


def test_the_end_proposed_can_be_changed(client, school, now):
    wear(client, a_hat(role=Role.HEAD, unit=school), at=now)

    invite(client, school, role_ends_on="15/06/2027")

    assert db.session.scalars(select(Invitation)).one().role_ends_on == date(2027, 6, 15)


def test_a_head_invites_nobody_into_another_unit(client, school, now):
    wear(client, a_hat(role=Role.HEAD, unit=school), at=now)

    answer = invite(client, a_unit("Trường khác"))

    assert answer.status_code == 422
    assert db.session.scalars(select(Invitation)).all() == []


def test_a_head_cannot_make_an_administrator(client, school, now):
    wear(client, a_hat(role=Role.HEAD, unit=school), at=now)

    assert invite(client, school, role="administrator").status_code == 422


def test_the_head_of_a_union_invites_its_members(client, session, now):
    union = a_unit("Công đoàn Mẫu", UnitKind.UNION)
    wear(client, a_hat(role=Role.HEAD, unit=union), at=now)

    invite(client, union, role="monitor", title="")

    made = db.session.scalars(select(Invitation)).one()
    assert (made.role, made.role_ends_on) == (Role.MONITOR, None)


@pytest.mark.parametrize("role", [Role.PARENT, Role.STAFF, Role.OFFICER, Role.MONITOR])
def test_others_invite_nobody(client, school, now, role):
    wear(client, a_hat(role=role, unit=school), at=now)

    assert client.get("/invitations").status_code == 403
    assert invite(client, school).status_code == 403


def test_a_revoked_code_opens_nothing(client, school, code, now):
    wear(client, a_hat(role=Role.HEAD, unit=school), at=now)
    made = db.session.scalars(select(Invitation)).one()

    client.post(f"/invitations/{made.key}/revoke")

    assert client.get(f"/join/{code}").status_code == 404


def test_nobody_revokes_another_units_code(client, code, now):
    wear(client, a_hat(role=Role.HEAD), at=now)
    made = db.session.scalars(select(Invitation)).one()

    assert client.post(f"/invitations/{made.key}/revoke").status_code == 404


# ------------------------------------------------------------------ joining


def test_a_parent_joins_by_a_code_without_an_address(client, school, code):
    answer = client.post(f"/join/{code}", data=JOINING)

    person = db.session.scalars(select(Person)).one()
    hat = person.roles[0]
    assert (hat.role, hat.unit, hat.title) == (Role.PARENT, school, "Phụ huynh lớp 10A")
    assert (hat.ends_on, hat.confirmed) == (date(2027, 5, 31), True)
    assert answer.location == "/account"
    assert person.login_name in client.get("/account").text


def test_an_address_given_when_joining_signs_in_and_gets_mails_once_it_is_proved(client, code):
    answer = client.post(f"/join/{code}", data=JOINING | {"login": "PhuHuynh@Example.vn"})

    person = db.session.scalars(select(Person)).one()
    message = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "address_proof")
    ).one()
    proof = login_codes.code_in(message, seal_key=current_app.config["SEAL_KEY"])
    before = (person.login_name, person.email)
    client.post("/account/email/prove", data={"code": proof})
    db.session.expire_all()
    assert answer.location == "/account#address"
    assert before == ("phuhuynh@example.vn", None)
    assert person.email == "phuhuynh@example.vn"


def test_a_code_is_taken_however_it_is_typed(client, code):
    typed = code.replace("-", " ").lower()

    answer = client.post("/join", data={"code": typed})

    assert answer.status_code == 302
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize("typed", ["", "abc", "00000-00000-00000-00000-00000-00"])
def test_a_code_nobody_knows_is_answered_kindly(client, session, typed):
    answer = client.post("/join", data={"code": typed})

    assert answer.status_code == 422


def test_a_code_is_used_no_more_often_than_allowed(app, client, code):
    for _ in range(2):
        app.test_client().post(f"/join/{code}", data=JOINING)

    answer = client.post(f"/join/{code}", data=JOINING)

    assert answer.status_code == 404
    assert len(db.session.scalars(select(Person)).all()) == 2


@pytest.mark.postgres_too
def test_the_last_use_is_given_once_even_to_two_who_come_together(code, now):
    invitation = queries.usable_invitation(code, hash_key=current_app.config["HASH_KEY"], now=now)
    assert invitation is not None
    actions.accept_invitation(invitation, a_person(), now=now)
    actions.accept_invitation(invitation, a_person(), now=now)

    with pytest.raises(RuleBroken):
        actions.accept_invitation(invitation, a_person(), now=now)


def test_an_expired_code_opens_nothing(code, now):
    later = now + timedelta(days=30)
    key = current_app.config["HASH_KEY"]

    assert queries.usable_invitation(code, hash_key=key, now=later) is None


def test_a_login_name_somebody_has_is_refused_and_the_form_keeps_what_was_typed(client, code):
    a_person(login_name="da.co")

    answer = client.post(f"/join/{code}", data=JOINING | {"login": "Da.Co"})

    assert answer.status_code == 422
    assert 'value="Da.Co"' in answer.text
    assert "mưa rào đầu hạ" not in answer.text


def test_one_who_is_signed_in_gets_a_hat_more(client, school, code, now):
    teacher = wear(client, a_hat(role=Role.STAFF), at=now)

    client.post(f"/join/{code}")

    hats = db.session.scalars(select(RoleHeld).where(RoleHeld.person_id == teacher.person_id))
    assert {hat.role for hat in hats} == {Role.STAFF, Role.PARENT}
    assert "Phụ huynh lớp 10A, Trường THPT Mẫu" in client.get("/account").text


def test_the_same_role_is_not_taken_twice_and_costs_no_use(client, school, code, now):
    wear(client, a_hat(role=Role.PARENT, unit=school, title="Phụ huynh lớp 10A"), at=now)

    answer = client.post(f"/join/{code}")

    assert answer.status_code == 422
    assert db.session.scalars(select(Invitation)).one().uses_left == 2


def test_making_and_taking_a_role_is_recorded(client, code):
    client.post(f"/join/{code}", data=JOINING)

    entries = db.session.scalars(select(RecordEntry).order_by(RecordEntry.id)).all()
    assert [entry.kind for entry in entries] == ["invitation.made", "role.accepted"]
