from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from feedback.organisation import queries
from models import CalendarDay, ClockPolicy, Person, Role, db
from tests.builders import TODAY, a_person

NAMES = ["--department", "Sở Giáo dục và Đào tạo thành phố Mẫu", "--office", "Văn phòng Sở"]


@pytest.fixture
def setup(app, now):
    """Runs `flask setup`."""

    def run(*words):
        return app.test_cli_runner().invoke(args=["setup", *words])

    return run


def link_in(output):
    return re.findall(r"http://localhost(/join/\S+)", output)[0]


def join(client, link):
    return client.post(
        link, data={"display_name": "Quản trị", "login": "quantri", "password": "mưa rào đầu hạ"}
    )


def test_an_empty_installation_gets_two_units_a_calendar_and_its_clocks(app, setup):
    ran = setup(*NAMES)

    with app.app_context():
        department = queries.department(TODAY)
        group = queries.resolve_unit_names(["Các phòng, đơn vị thuộc và trực thuộc Sở"], TODAY)[0]
        office = queries.resolve_unit_names(["Văn phòng"], TODAY)[0].units[0]
        assert ran.exit_code == 0, ran.output
        assert department is not None
        assert department.short_name == "Sở Giáo dục và Đào tạo"
        assert queries.superior_of(office, TODAY) == department
        assert group.units == [office]
        assert db.session.scalar(select(func.count(ClockPolicy.id)))
        assert db.session.scalar(select(func.count(CalendarDay.day)))


def test_the_link_makes_the_first_administrator_once(app, client, setup):
    link = link_in(setup(*NAMES).output)

    joined = join(client, link)
    again = app.test_client().get(link)

    with app.app_context():
        person = db.session.scalars(select(Person)).one()
        assert joined.status_code == 302
        assert [hat.role for hat in person.roles] == [Role.ADMINISTRATOR]
        assert again.status_code == 404


def test_an_installation_with_people_is_not_set_up_again(session, setup):
    a_person()
    db.session.commit()

    assert setup(*NAMES).exit_code != 0


def test_a_second_set_up_points_to_the_new_link(setup):
    setup(*NAMES)

    ran = setup(*NAMES)

    assert ran.exit_code != 0
    assert "--new-link" in ran.output


def test_a_new_link_replaces_the_first_while_nobody_has_come_in(client, setup):
    first = link_in(setup(*NAMES).output)

    second = link_in(setup("--new-link").output)

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_no_new_link_is_made_once_an_administrator_is_there(client, setup):
    join(client, link_in(setup(*NAMES).output))

    assert setup("--new-link").exit_code != 0
