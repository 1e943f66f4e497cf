"""What search, feeds and link previews tell, and to whom: a door for each audience and reader."""

from __future__ import annotations

import re
from contextvars import Context
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback.database import begin_write
from feedback.plans import actions
from models import Audience, Plan, PlanState, Role, RoleHeld, Unit, db
from tests import builders
from tests.builders import wear

TITLE, WORD = "Tên riêng của văn bản", "chuyện kín"
STAFF, PARENTS, SECTOR, PUBLIC = Audience
# Of a school's plans, by audience, what each may find and read; drafts are found by nobody.
MAY_READ = {
    "visitor": {PUBLIC},
    "by link": {PUBLIC, PARENTS},
    "parent": {PUBLIC, PARENTS},
    "other parent": {PUBLIC},
    "staff": {PUBLIC, PARENTS, SECTOR, STAFF},
    "other staff": {PUBLIC, SECTOR},
    "office": {PUBLIC, PARENTS, SECTOR, STAFF},
}


@dataclass
class House:
    """A Department with two schools, and one plan of the first for each audience and state."""

    plans: dict[str, Plan]
    readers: dict[str, FlaskClient]


@pytest.fixture
def house(app: Flask, session: Session) -> House:
    department, office = builders.a_department()
    school = builders.a_unit("Trường THPT Một", under=department)
    other = builders.a_unit("Trường THPT Hai", under=department)
    plans = {audience.value: a_plan(school, audience) for audience in Audience}
    plans["draft"] = a_plan(school, PUBLIC, state=PlanState.DRAFT)
    hats = {
        "staff": builders.a_hat(role=Role.STAFF, unit=school),
        "parent": builders.a_hat(role=Role.PARENT, unit=school),
        "other staff": builders.a_hat(role=Role.STAFF, unit=other),
        "other parent": builders.a_hat(role=Role.PARENT, unit=other),
        "office": builders.a_hat(role=Role.OFFICE, unit=office),
    }
    key = app.config["HASH_KEY"]
    token = actions.make_link(plans[PARENTS.value], key=key, by=hats["staff"], now=builders.NOW)
    readers = {name: signed_in(app, hat) for name, hat in hats.items()}
    readers["visitor"], readers["by link"] = (FlaskClient(app, app.response_class) for _ in "ab")
    db.session.commit()
    ask(readers["by link"], f"/a/{token}")
    return House(plans, readers)


def a_plan(unit: Unit, audience: Audience, state: PlanState = PlanState.PUBLISHED) -> Plan:
    plan = builders.a_plan(unit, title=TITLE, audience=audience, state=state, labels=())
    builders.a_clause(plan, "II.4.a", heading="Mục riêng", body=f"Nói {WORD}.")
    return plan


def signed_in(app: Flask, hat: RoleHeld) -> FlaskClient:
    client = FlaskClient(app, app.response_class)
    wear(client, hat)
    return client


def ask(reader: FlaskClient, address: str) -> TestResponse:
    """What the reader gets, as if nobody had asked before."""
    return Context().run(reader.get, address)


def keys_in(page: str) -> set[str]:
    return set(re.findall(r"/plans/([a-z0-9]{12})\b", page))


def named(house: House, keys: set[str]) -> set[str]:
    return {name for name, plan in house.plans.items() if plan.key in keys}


def test_everybody_finds_what_they_may_read_and_nothing_else(house: House) -> None:
    by_word, by_title, inside = {}, {}, {}

    for name, reader in house.readers.items():
        by_word[name] = named(house, keys_in(ask(reader, "/search?q=chuyen+kin").text))
        by_title[name] = named(house, keys_in(ask(reader, "/search?q=ten+rieng").text))
        inside[name] = {
            audience
            for audience, plan in house.plans.items()
            if ask(reader, f"/plans/{plan.key}/search?q=II.4.a").status_code == 200
        }

    assert by_word == by_title == inside == MAY_READ


def test_what_one_may_not_read_leaves_no_trace_in_a_search(app: Flask, session: Session) -> None:
    school = builders.a_unit()
    a_plan(school, PUBLIC)
    db.session.commit()
    visitor = FlaskClient(app, app.response_class)
    asked = ("chuyen+kin", "ten+rieng", "II.4.a", "hiem")
    before = [ask(visitor, f"/search?q={words}").text for words in asked]
    begin_write()

    for audience in (STAFF, PARENTS, SECTOR):
        plan = a_plan(school, audience)
        builders.a_clause(plan, "II.5", heading="Hiếm")
    a_plan(school, PUBLIC, state=PlanState.DRAFT)
    db.session.commit()

    assert [ask(visitor, f"/search?q={words}").text for words in asked] == before


def test_a_feed_tells_everybody_the_same_and_only_of_public_plans(house: House) -> None:
    unit = house.plans["draft"].unit.key
    for reader in house.readers.values():
        feeds = {
            name: ask(reader, f"/plans/{plan.key}/feed.atom").status_code
            for name, plan in house.plans.items()
        }
        assert feeds == {name: 200 if name == PUBLIC else 404 for name in house.plans}
        for address in ("/feed.atom", f"/units/{unit}/feed.atom", "/sitemap.xml"):
            assert named(house, keys_in(ask(reader, address).text)) == {PUBLIC}


def test_a_link_names_a_plan_before_it_is_opened_only_when_everybody_may_read_it(
    house: House,
) -> None:
    for audience in Audience:
        plan, is_public = house.plans[audience], audience is PUBLIC
        clause = plan.current_version.texts[0].clause.key

        for address in (f"/plans/{plan.key}", f"/plans/{plan.key}/clauses/{clause}"):
            page = ask(house.readers["staff"], address).text
            told = "".join(re.findall(r'<meta (?:property|name)="[^"]*" content="[^"]*">', page))
            assert ('"noindex"' in told) is not is_public
            assert (TITLE in told or "Mục riêng" in told) is is_public
            assert (plan.key in told) is is_public
            assert ("feed.atom" in page) is (is_public and "clauses" not in address)
