"""What is true of every page, whoever opens it: the sample city, seen from each seat in it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from playwright.sync_api import Browser
from sqlalchemy import func, select

from app import create_app
from feedback import clock
from feedback.accounts import actions as accounts
from feedback.comments.identities import Keys
from feedback.comments.queries import ON_A_PAGE
from feedback.database import begin_write
from feedback.sample.loader import load_sample_city
from models import Actor, Audience, Notice, Plan, PlanVersion, Role, RoleHeld, db
from tests import browsing, builders
from tests.checked_client import faults
from tests.databases import Copies, dispose, settings_inside
from tests.walking import Shape, Walk, pages_of_get, walk, with_something_new

VISITOR = "visitor"
# What nobody's walk meets, and why.
NOT_WALKED = {
    "/a/<token>": "a link on paper; it leads to the plan and is no page itself",
}
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class City:
    """The application with the sample city, what each seat sees of it, and its cookie."""

    app: Flask
    port: int
    walks: dict[str, Walk]
    cookies: dict[str, Any]


@pytest.fixture(scope="module")
def city(database_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The sample city as it stands today, walked by a visitor and under a hat of every role."""
    folder, port = tmp_path_factory.mktemp("city"), free_port()
    with database_copies.of("sqlite").copy(folder) as address:
        settings = settings_inside(folder, address) | {"EXTRA_HOSTS": f"127.0.0.1:{port}"}
        city = City(create_app(settings), port, {}, {})
        with city.app.app_context():
            addresses = fill()
            desks = at_the_desks()
        city.walks[VISITOR] = walk(city.app, city.app.test_client(), addresses)
        for role in Role:
            sit_down(city, role, desks)
        yield city
        dispose(city.app)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def fill() -> list[str]:
    """The sample city and what it does not tell of: a long list and an invitation.

    Gives the addresses that reach a reader otherwise than by a link on a page.
    """
    keys = Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])
    now = clock.now()
    begin_write()
    load_sample_city(keys, now, lambda _words: None)
    moderator = busiest(Role.MODERATOR)
    plan = db.session.scalars(select(Plan).where(Plan.published_at.is_not(None))).first()
    assert plan is not None
    text = plan.current_version.texts[0]
    for _ in range(ON_A_PAGE + 1):
        builders.a_comment(text, received_at=now, published_at=now)
    invited = accounts.invite(
        Role.STAFF,
        moderator.unit,
        title=None,
        uses=1,
        expires_at=now + timedelta(days=1),
        role_ends_on=None,
        by=Actor.SYSTEM,
        hash_key=keys.hash_key,
        now=now,
    )
    db.session.commit()
    return [
        f"/join/{invited.code}",
        # Where the opinions on a clause are once it stands in no text any more.
        f"/plans/{plan.key}/clauses/{text.clause.key}/comments",
        # What one types leads there.
        "/search?q=dan+ban",
        f"/plans/{plan.key}/search?q=dan",
        # What one types from the sheet on the wall.
        f"/k/{plan.short_key}",
        # What a program finds in the head of a page.
        f"/plans/{plan.key}/feed.atom",
        f"/units/{plan.unit.key}/feed.atom",
    ]


def at_the_desks() -> list[str]:
    """Pages of which there is one for each plan, on a plan for which they lead further on."""
    in_the_making = select(PlanVersion).where(
        PlanVersion.published_at.is_(None), PlanVersion.position > 1
    )
    version = db.session.scalars(in_the_making).one()
    for_parents = select(Plan).where(Plan.audience == Audience.SCHOOL_PARENTS)
    return [
        f"/plans/{version.plan.key}/matching",
        *(f"/plans/{plan.key}/audience-links" for plan in db.session.scalars(for_parents)),
    ]


def sit_down(city: City, role: Role, desks: list[str]) -> None:
    """Walk the city under a hat of `role`."""
    client = city.app.test_client()
    with city.app.app_context():
        begin_write()
        builders.wear(client, busiest(role))
        db.session.rollback()
    city.cookies[role] = client.get_cookie("session")
    city.walks[role] = walk(city.app, client, desks)


def busiest(role: Role) -> RoleHeld:
    """Of those who hold the role, the one who was told most: their pages show something."""
    told = select(func.count(Notice.id)).where(Notice.person_id == RoleHeld.person_id)
    holders = select(RoleHeld).where(RoleHeld.role == role)
    order = (told.scalar_subquery().desc(), RoleHeld.id)
    return db.session.scalars(holders.order_by(*order)).first() or pytest.fail(role)


def test_every_page_is_seen_by_somebody(city: City) -> None:
    met = {rule for seen in city.walks.values() for rule in seen.rules}
    every = {rule.rule for rule in pages_of_get(city.app)}

    assert every - met - NOT_WALKED.keys() == set()
    assert NOT_WALKED.keys() <= every - met, "explained for nothing"


def test_no_page_links_to_what_its_reader_may_not_open(city: City) -> None:
    dead = {seat: seen.dead_links for seat, seen in city.walks.items() if seen.dead_links}

    assert dead == {}


def test_everybody_can_use_every_page_they_open(city: City, browser: Browser) -> None:
    """Looks at a page only where an element stands in surroundings not looked at before."""
    wrong: dict[str, list[str]] = {}
    looked_at: set[Shape] = set()

    with browsing.serve(city.app, city.port) as address:
        for seat, seen in city.walks.items():
            with browsing.pages_of(browser, address) as open_page:
                page = open_page()
                if seat in city.cookies:
                    cookie = city.cookies[seat]
                    page.context.add_cookies(
                        [{"name": cookie.key, "value": cookie.value, "url": address}]
                    )
                for each in with_something_new(seen.pages, looked_at):
                    answer = page.goto(each.address)
                    found = faults(each.html)
                    found += [] if answer and answer.status == 200 else ["does not answer"]
                    found += browsing.accessibility_faults_in_both_themes(page)
                    if page.evaluate(SIDEWAYS) > 0:
                        found.append("is wider than the phone")
                    if found:
                        wrong[f"{seat}: {each.address}"] = found

    assert wrong == {}
