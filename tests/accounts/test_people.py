from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from feedback.accounts import actions, queries
from feedback.database import begin_write
from feedback.errors import RuleBroken
from models import Deputyship, Person, Role, RoleHeld, db
from tests.builders import NOW, TODAY, a_hat, a_person, a_unit, wear

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def administrator(session, client, now):
    """The client is signed in as administrator."""
    return wear(client, a_hat(role=Role.ADMINISTRATOR), at=now)


# ------------------------------------------------------------------ the list


@pytest.mark.parametrize("search", ["Phụ huynh lớp 10A", "phu huynh", "LOP 10a"])
def test_people_are_found_without_accents(client, administrator, search):
    a_person(display_name="Phụ huynh lớp 10A")
    a_person(display_name="Giáo viên Toán")

    page = client.get("/people", query_string={"search": search}).text

    assert "Phụ huynh lớp 10A" in page
    assert "Giáo viên Toán" not in page


@pytest.mark.postgres_too
def test_people_come_page_by_page_by_the_vietnamese_alphabet(session, administrator, monkeypatch):
    monkeypatch.setattr(queries, "PEOPLE_ON_A_PAGE", 2)
    administrator.person.sort_key = "zz"
    for name in ("Đào Một", "Dung Hai", "Ân Ba"):
        a_person(display_name=name)

    first = queries.people_seen_by(administrator, TODAY)
    second = queries.people_seen_by(administrator, TODAY, after=first.next_after or "")

    assert [one.display_name for one in first.rows] == ["Ân Ba", "Dung Hai"]
    assert next(one.display_name for one in second.rows) == "Đào Một"
    assert second.next_after is None


@pytest.mark.postgres_too
def test_a_head_sees_the_people_of_the_own_unit_only(client, session, now):
    head = wear(client, a_hat(role=Role.HEAD), at=now)
    mine = a_person(Role.PARENT, head.unit, display_name="Phụ huynh của trường")
    other = a_person(Role.PARENT, a_unit(), display_name="Phụ huynh trường khác")

    page = client.get("/people").text

    assert mine.display_name in page
    assert other.display_name not in page
    assert client.get(f"/people/{other.key}").status_code == 404


def test_a_head_does_not_see_what_a_colleague_is_elsewhere(client, session, now):
    head = wear(client, a_hat(role=Role.HEAD), at=now)
    teacher = a_person(Role.STAFF, head.unit)
    a_hat(teacher, Role.PARENT, a_unit("Trường Tiểu học Mẫu"))

    page = client.get(f"/people/{teacher.key}").text

    assert "Trường Tiểu học Mẫu" not in page


def test_the_list_asks_the_database_equally_often_however_long_it_is(client, administrator):
    def count() -> int:
        asked = []
        listen = lambda *_: asked.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        client.get("/people")
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(asked)

    a_person(Role.STAFF)
    few = count()
    begin_write()
    for _ in range(10):
        a_person(Role.STAFF)

    assert count() == few


# ------------------------------------------------------------------ roles


def test_an_administrator_gives_a_role_and_ends_it(client, administrator):
    person, unit = a_person(), a_unit()

    client.post(
        f"/people/{person.key}/roles",
        data={"unit": unit.key, "role": "officer", "title": "", "ends_on": ""},
    )
    hat = db.session.scalars(select(RoleHeld).where(RoleHeld.person_id == person.id)).one()
    client.post(f"/people/{person.key}/roles/end", data={"hat": hat.id, "last_day": "19/11/2026"})

    db.session.expire_all()
    assert (hat.role, hat.ends_on) == (Role.OFFICER, date(2026, 11, 19))


def test_a_head_ends_no_role_that_a_head_may_not_give(client, session, now):
    head = wear(client, a_hat(role=Role.HEAD), at=now)
    other_head = a_hat(role=Role.HEAD, unit=head.unit)

    answer = client.post(
        f"/people/{other_head.person.key}/roles/end",
        data={"hat": other_head.id, "last_day": "20/11/2026"},
    )

    assert answer.status_code == 422


def test_a_role_is_not_prolonged_by_ending_it(session):
    head = a_hat(role=Role.HEAD)
    hat = a_hat(role=Role.OFFICER, unit=head.unit, ends_on=TOMORROW)

    with pytest.raises(RuleBroken):
        actions.end_role(hat, TOMORROW + timedelta(days=1), by=head, now=NOW)


@pytest.mark.postgres_too
def test_the_last_administrator_keeps_the_role_and_the_account(session):
    only = a_hat(role=Role.ADMINISTRATOR)

    with pytest.raises(RuleBroken):
        actions.end_role(only, TODAY, by=only, now=NOW)
    with pytest.raises(RuleBroken):
        actions.close_account(only.person, by=only, now=NOW)


def test_a_closed_account_is_signed_out_and_its_roles_stop(app, client, administrator, now):
    hat = a_hat(role=Role.HEAD)
    theirs = app.test_client()
    wear(theirs, hat, at=now)

    client.post(f"/people/{hat.person.key}/close")

    assert theirs.get("/account").status_code == 302
    assert db.session.get_one(Person, hat.person_id).closed_at is not None


# ------------------------------------------------------------------ deputies


@pytest.fixture
def head(client, session, now):
    """The client is signed in as head of a school."""
    return wear(client, a_hat(role=Role.HEAD), at=now)


def name_deputy(client, head, person, starts_on="20/11/2026", ends_on="30/11/2026"):
    return client.post(
        f"/units/{head.unit.key}/deputy",
        data={"person": person.key, "starts_on": starts_on, "ends_on": ends_on},
    )


def test_a_head_names_a_deputy_who_is_told_and_ends_it(client, head):
    deputy = a_person(Role.STAFF, head.unit, display_name="Phó Hiệu trưởng")

    name_deputy(client, head, deputy)
    named = db.session.scalars(select(Deputyship)).one()
    page = client.get(f"/units/{head.unit.key}/deputy").text
    client.post(f"/units/{head.unit.key}/deputy/end", data={"deputyship": named.id})

    assert "Phó Hiệu trưởng" in page
    assert "đang có hiệu lực" in page
    db.session.expire_all()
    assert named.ended_at is not None


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [("19/11/2026", "30/11/2026"), ("30/11/2026", "25/11/2026")],
)
def test_a_deputyship_begins_today_at_the_earliest_and_ends_after(client, head, starts_on, ends_on):
    deputy = a_person(Role.STAFF, head.unit)

    assert name_deputy(client, head, deputy, starts_on, ends_on).status_code == 422


def test_only_somebody_of_the_unit_is_named_deputy(client, head):
    stranger = a_person(Role.STAFF)
    parent = a_person(Role.PARENT, head.unit)

    assert name_deputy(client, head, stranger).status_code == 422
    assert name_deputy(client, head, parent).status_code == 422


def test_two_deputies_are_not_named_for_the_same_days(client, head):
    first, second = a_person(Role.STAFF, head.unit), a_person(Role.STAFF, head.unit)
    name_deputy(client, head, first)

    answer = name_deputy(client, head, second, "30/11/2026", "05/12/2026")

    assert answer.status_code == 422
    assert "đã có người được ủy quyền" in answer.text


def test_nobody_names_a_deputy_for_another_unit(client, head):
    other = a_unit()

    assert client.get(f"/units/{other.key}/deputy").status_code == 404
