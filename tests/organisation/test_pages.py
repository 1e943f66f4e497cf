from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select

from feedback.database import begin_write
from feedback.organisation import listings, queries
from models import (
    LineKind,
    Mandate,
    RecordEntry,
    Role,
    Unit,
    UnitGroup,
    UnitKind,
    UnitLine,
    UnitSuccession,
    db,
)
from tests.builders import TODAY, a_department, a_hat, a_succession, a_unit, wear


@pytest.fixture
def administrator(session, client, now):
    """The client is signed in as administrator."""
    return wear(client, a_hat(role=Role.ADMINISTRATOR, unit=a_unit("Trung tâm Dữ liệu")), at=now)


# ------------------------------------------------------------------ for everybody


@pytest.mark.parametrize("search", ["THPT Hải Đông", "hai dong", "HĐ"])
def test_everybody_finds_a_unit_without_accents_or_by_abbreviation(client, session, search):
    a_unit("Trường THPT Hải Đông", abbreviation="HĐ")
    a_unit("Trường THPT Đồng Muối")

    page = client.get("/units", query_string={"search": search}).text

    assert "Trường THPT Hải Đông" in page
    assert "Trường THPT Đồng Muối" not in page


def test_a_unit_page_says_when_people_are_received(client, session, now):
    unit = a_unit(reception="Thứ Năm hằng tuần, 14 giờ\nPhòng Tiếp công dân")

    assert "Thứ Năm hằng tuần, 14 giờ" in client.get(f"/units/{unit.key}").text


def test_an_ended_unit_says_what_it_is_now(client, session, now):
    old = a_unit("Thanh tra Sở", UnitKind.DIVISION, ends_on=date(2025, 6, 30))
    a_succession(old, a_unit("Văn phòng Sở", UnitKind.OFFICE))

    page = client.get(f"/units/{old.key}").text
    ended = client.get("/units?ended=1").text

    assert "nay là" in page
    assert "Văn phòng Sở" in page
    assert "Thanh tra Sở" in ended
    assert "Thanh tra Sở" not in client.get("/units").text


def test_units_come_page_by_page(session, monkeypatch):
    monkeypatch.setattr(listings, "UNITS_ON_A_PAGE", 2)
    units = [a_unit(f"Trường số {number}") for number in (1, 2, 3)]

    first = listings.units_to_show(TODAY, after="")
    second = listings.units_to_show(TODAY, after=first.next_after or "")

    assert [*first.rows, *second.rows] == units
    assert second.next_after is None


def test_the_pages_of_a_long_list_of_units_lead_on_and_back(client, session, monkeypatch):
    monkeypatch.setattr(listings, "UNITS_ON_A_PAGE", 2)
    units = [a_unit(f"Trường THPT số {number}") for number in range(3)]

    first = client.get("/units", query_string={"kind": "school"})
    second = client.get("/units", query_string={"kind": "school", "after": units[1].key})

    assert f"/units?kind=school&amp;after={units[1].key}" in first.text
    assert units[2].name in second.text
    assert second.text.count('href="/units?kind=school"') >= 2


@pytest.mark.parametrize("address", ["/units", "/units?ended=1"])
def test_the_list_asks_the_database_equally_often_however_long_it_is(client, session, address):
    def asked():
        heard = []
        listen = lambda *_: heard.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        client.get(address)
        event.remove(db.engine, "before_cursor_execute", listen)
        begin_write()
        return len(heard)

    new = a_unit("Văn phòng Sở", UnitKind.OFFICE)
    a_succession(a_unit("Đơn vị cũ", ends_on=date(2025, 6, 30)), new)
    few = asked()
    for number in range(5):
        a_succession(a_unit(f"Đơn vị cũ {number}", ends_on=date(2025, 6, 30)), new)
        a_unit(f"Trường {number}")

    assert asked() == few


def test_a_unit_nobody_knows_is_not_found(client, session):
    assert client.get("/units/khong-co").status_code == 404


# ------------------------------------------------------------------ for administrators


@pytest.mark.parametrize(
    "address", ["/units/new", "/unit-groups", "/mandates", "/units/{key}/structure"]
)
def test_only_an_administrator_keeps_the_units(client, session, now, address):
    head = wear(client, a_hat(role=Role.HEAD), at=now)

    assert client.get(address.format(key=head.unit.key)).status_code == 403


def test_an_administrator_enters_a_unit_and_places_it(client, administrator):
    department, _ = a_department()

    added = client.post(
        "/units/new", data={"name": "Trường THPT Mới", "kind": "school", "starts_on": "05/09/2026"}
    )
    unit = db.session.scalars(select(Unit).where(Unit.name == "Trường THPT Mới")).one()
    client.post(
        f"/units/{unit.key}/lines", data={"upper": department.key, "line": "administrative"}
    )

    assert added.location == f"/units/{unit.key}/structure"
    assert unit.short_name == "Trường THPT Mới"
    assert queries.superior_of(unit, TODAY) == department
    kinds = db.session.scalars(select(RecordEntry.kind).order_by(RecordEntry.id)).all()
    assert kinds == ["unit.added", "unit.placed"]


def test_two_units_in_force_do_not_bear_one_name(client, administrator):
    a_unit("Trường THPT Mẫu")

    answer = client.post("/units/new", data={"name": "trường thpt mẫu", "kind": "school"})

    assert answer.status_code == 422
    assert "Đã có đơn vị mang tên này." in answer.text


def test_a_unit_that_changes_its_name_is_still_known_by_the_old_one(client, administrator):
    unit = a_unit("Phòng Giáo dục trung học", UnitKind.DIVISION)

    client.post(
        f"/units/{unit.key}/edit", data={"name": "Phòng Giáo dục phổ thông", "kind": "division"}
    )

    found = queries.resolve_unit_names(["Phòng Giáo dục trung học"], TODAY)[0]
    assert [one.name for one in found.units] == ["Phòng Giáo dục phổ thông"]


def test_a_unit_never_stands_under_itself(client, administrator):
    upper = a_unit("Trên")
    lower = a_unit("Dưới", under=upper)

    answer = client.post(
        f"/units/{upper.key}/lines", data={"upper": lower.key, "line": "administrative"}
    )

    assert answer.status_code == 422
    assert "cấp trên của chính mình" in answer.text


def test_a_line_that_ends_can_begin_anew(client, administrator):
    upper = a_unit("Trên")
    lower = a_unit("Dưới", under=upper)
    line = db.session.scalars(select(UnitLine)).one()

    client.post(f"/units/{lower.key}/lines/end", data={"number": line.id})
    after_the_end = queries.superior_of(lower, TODAY)
    client.post(f"/units/{lower.key}/lines", data={"upper": upper.key, "line": "administrative"})

    db.session.expire_all()
    assert after_the_end is None
    assert queries.superior_of(lower, TODAY) == upper


def test_naming_a_successor_ends_the_old_unit_the_day_before(client, administrator):
    old, new = a_unit("Thanh tra Sở"), a_unit("Văn phòng Sở")

    client.post(
        f"/units/{old.key}/successors",
        data={"successor": new.key, "succession": "transferred", "happened_on": "01/07/2025"},
    )

    db.session.expire_all()
    assert old.ends_on == date(2025, 6, 30)
    assert queries.standing_unit(old, TODAY) == new


def test_two_units_do_not_succeed_each_other(client, administrator):
    old, new = a_unit("Cũ", ends_on=date(2025, 6, 30)), a_unit("Mới")
    a_succession(old, new)

    answer = client.post(
        f"/units/{new.key}/successors",
        data={"successor": old.key, "succession": "renamed", "happened_on": "01/07/2026"},
    )

    assert answer.status_code == 422
    assert len(db.session.scalars(select(UnitSuccession)).all()) == 1


def test_a_group_says_whom_it_means_today(client, administrator):
    department, _ = a_department()
    a_unit("Trường THPT Hải Đông", under=department)

    client.post(
        "/unit-groups",
        data={
            "name": "Các đơn vị trực thuộc Sở",
            "under": department.key,
            "kinds": ["school"],
            "lines": ["administrative"],
        },
    )

    page = client.get("/unit-groups").text
    assert "Trường THPT Hải Đông" in page
    assert db.session.scalars(select(UnitGroup)).one().kinds == ["school"]


def test_a_mandate_is_given_and_ended(client, administrator):
    front = a_unit("Mặt trận Tổ quốc", UnitKind.FRONT)
    department, _ = a_department()

    client.post(
        "/mandates",
        data={
            "body": front.key,
            "unit": department.key,
            "includes_below": "y",
            "starts_on": "01/01/2026",
            "basis": "Chương trình giám sát năm 2026",
        },
    )
    mandate = db.session.scalars(select(Mandate)).one()
    page = client.get("/mandates").text
    client.post("/mandates/end", data={"number": mandate.id})

    assert "Chương trình giám sát năm 2026" in page
    db.session.expire_all()
    assert mandate.ends_on == TODAY


def test_a_school_is_no_body_that_watches(client, administrator):
    school = a_unit("Trường THPT Hải Đông")

    answer = client.post(
        "/mandates",
        data={
            "body": school.key,
            "unit": school.key,
            "starts_on": "01/01/2026",
            "basis": "Chương trình",
        },
    )

    assert answer.status_code == 422


def test_another_name_is_added_and_removed(client, administrator):
    unit = a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION)

    client.post(f"/units/{unit.key}/names", data={"other_name": "Phòng Cán bộ"})
    found = queries.resolve_unit_names(["phòng cán bộ"], TODAY)[0].units
    client.post(f"/units/{unit.key}/names/remove", data={"number": unit.names[0].id})

    db.session.expire_all()
    assert found == [unit]
    assert unit.names == []


def test_a_professional_line_may_stand_beside_an_administrative_one(client, administrator):
    commune, department = a_unit("Phường Mẫu", UnitKind.COMMUNE), a_department()[0]
    primary = a_unit("Trường Tiểu học Mẫu", under=commune)

    client.post(
        f"/units/{primary.key}/lines", data={"upper": department.key, "line": "professional"}
    )

    kinds = {line.kind for line in db.session.scalars(select(UnitLine)) if line.lower == primary}
    assert kinds == {LineKind.ADMINISTRATIVE, LineKind.PROFESSIONAL}
