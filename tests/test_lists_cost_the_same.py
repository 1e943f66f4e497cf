"""A page asks the database as often for three times as much: every page, under every hat."""

from __future__ import annotations

from collections import Counter
from contextvars import Context
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.comments.identities import Keys
from feedback.database import begin_write
from feedback.organisation.queries import active_hats
from feedback.responses.telling import tell_once
from models import OutboxMessage, Role, db
from tests import builders
from tests.builders import wear
from tests.growing import Department, a_department
from tests.statements import statements
from tests.walking import pages_of_get

FEW, MANY = 1, 3


@pytest.fixture
def department(app: Flask, session: Session, now: datetime) -> Department:
    keys = Keys(app.config["HASH_KEY"], app.config["SEAL_KEY"])
    return a_department(keys)


def lists(department: Department) -> list[str]:
    """Pages whose address names something that grows."""
    plan, unit, division = department.plan.key, department.unit.key, department.division.key
    clause = department.plan.current_version.texts[0].clause.key
    task = department.duty.clause.key
    shows = ("open", "due_soon", "overdue", "held", "on_time", "late", "otherwise", "all")
    queue = ("late", "details", "held", "routed", "extensions", "done")
    return [
        f"/plans/{plan}",
        f"/plans/{plan}/comments",
        f"/plans/{plan}/search?q=muc&old=1",
        f"/plans/{plan}/feed.atom",
        f"/units/{unit}/feed.atom",
        "/search?q=muc",
        "/search?q=muc&old=1",
        f"/plans/{plan}/clauses/{clause}",
        f"/plans/{plan}/clauses/{clause}/comments",
        f"/plans/{department.for_parents.key}/audience-links",
        *(f"/plans/{plan}/{page}" for page in ("consultation", "audience", "acknowledgements")),
        f"/oversight/publications/{division}",
        f"/obstacles/groups/{department.group.key}",
        f"/plans/{plan}/duties",
        f"/plans/{plan}/clauses/{task}/duties",
        f"/plans/{plan}/clauses/{task}/duties.csv",
        f"/plans/{plan}/clauses/{task}/disseminations",
        f"/plans/{plan}/duties/remind",
        f"/duties/{department.duty.key}",
        *(f"/duties?folder={each}" for each in ("todo", "late", "done", "ended")),
        "/duties/reviews/export.csv",
        "/duties/yearly-plans/export.csv",
        f"/units/{unit}",
        f"/units/{unit}/structure",
        f"/units/{division}/deputy",
        f"/oversight/{division}/export.csv?show=all",
        *(f"/oversight/{division}?show={show}" for show in shows),
        *(f"/queue?folder={folder}" for folder in queue),
        *(f"/desk?folder={folder}" for folder in ("support", "submitted", "done")),
        *(f"/obstacles?folder={each}" for each in ("gathered", "submitted", "decided", "answered")),
        "/commitments?show=kept",
        "/units?ended=1",
    ]


def asked(client: FlaskClient, address: str) -> Counter[str]:
    """The statements that a page costs; none when it is not this reader's."""
    with statements() as sent:
        # As if nothing of the test were there: neither its transaction nor its reader.
        answer = Context().run(client.get, address)
    return Counter(sent) if answer.status_code == 200 else Counter()


def test_no_page_asks_the_database_more_often_for_three_times_as_much(
    app: Flask, department: Department
) -> None:
    addresses = [rule.rule for rule in pages_of_get(app) if not rule.arguments]
    addresses += lists(department)
    clients = {role: FlaskClient(app, app.response_class) for role in Role}
    for role, client in clients.items():
        wear(client, department.hats[role])
    costs = []

    for size in (FEW, MANY):
        while department.size < size:
            department.grow()
        db.session.commit()
        costs.append({(r, a): asked(c, a) for r, c in clients.items() for a in addresses})
        begin_write()

    few, many = costs
    opened = {address for (_, address), sent in many.items() if sent}
    assert set(lists(department)) <= opened
    assert {
        f"{role}: {address}": many[role, address] - sent
        for (role, address), sent in few.items()
        if sent.total() < many[role, address].total()
    } == {}


def test_many_people_are_told_with_as_few_questions_as_one(department: Department) -> None:
    department.grow()
    case = department.group.cases[0]
    case.concerns_unit = department.newest[Role.HEAD].unit
    costs = []

    for number in (1, 9):
        unit = builders.a_unit()
        for each in range(number):
            builders.a_person(Role.STAFF, unit, email=f"{number}.{each}@example.vn")
        db.session.expire_all()
        with statements() as sent:
            hats = active_hats(unit, [Role.STAFF], builders.TODAY)
            tell_once(hats, "obstacle.raised", case, builders.NOW, event=f"{number}")
            db.session.flush()
        costs.append(sum(one.startswith("SELECT") for one in sent))
    told = db.session.scalar(
        select(func.count(OutboxMessage.id)).where(OutboxMessage.kind == "notice")
    )

    assert told == 10
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.MODERATOR, "/queue"),
        (Role.MODERATOR, "/queue?folder=late"),
        (Role.MODERATOR, "/queue?folder=extensions"),
        (Role.OFFICER, "/desk"),
        (Role.OFFICER, "/desk?folder=support"),
        (Role.HEAD, "/approvals"),
        (Role.PARENT, "/my-comments"),
        (Role.PARENT, "/plans/{plan}"),
        (Role.PARENT, "/plans/{plan}/clauses/{clause}"),
    ],
)
def test_the_lists_opened_most_are_found_by_an_index(
    app: Flask, department: Department, role: Role, address: str
) -> None:
    client = FlaskClient(app, app.response_class)
    wear(client, department.hats[role])
    plan = department.plan
    place = {"plan": plan.key, "clause": plan.current_version.texts[0].clause.key}
    department.grow()
    db.session.commit()

    sent = asked(client, address.format(**place))

    assert any("cases" in one or "clauses" in one for one in sent)
    assert {one: ways for one in sent if (ways := scans_in(one))} == {}


def scans_in(statement: str) -> list[str]:
    """Where SQLite would read all cases or all comments to answer."""
    explained = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statement}", (0,) * statement.count("?")
    )
    words = [row[-1] for row in explained]
    return [each for each in words if each.split()[:2] in (["SCAN", "cases"], ["SCAN", "comments"])]
