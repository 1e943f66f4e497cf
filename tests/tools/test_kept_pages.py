"""Pages kept ready in front of the application."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import Client

from feedback.database import begin_write
from feedback.plans import actions
from models import Audience, Plan, PlanState, db
from tests import builders
from tests.checked_client import CheckedClient

pytestmark = pytest.mark.postgres_too


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What the application asks of its database meanwhile."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(db.engine, "before_cursor_execute", hear)


def test_a_page_asked_for_again_is_not_built_again(
    app: Flask, client: CheckedClient, session: Session
) -> None:
    address = f"/plans/{builders.a_plan().key}"
    first = client.get(address)

    with statements(app) as asked:
        second = client.get(address)

    assert second.text == first.text
    assert len(asked) <= 1
    assert second.headers["Content-Security-Policy"]


def test_a_page_that_changed_is_built_again(client: CheckedClient, session: Session) -> None:
    plan = builders.a_plan()
    client.get(f"/plans/{plan.key}")
    begin_write()
    plan.current_version.texts[0].clause.received_count = 7
    actions.touch(plan)

    page = client.get(f"/plans/{plan.key}").text

    assert "7 ý kiến" in page


@pytest.mark.parametrize(
    "change",
    [
        {"audience": Audience.SECTOR},
        {"state": PlanState.DRAFT, "published_at": None},
    ],
)
def test_a_page_no_longer_public_is_not_handed_out(
    client: CheckedClient, session: Session, change: dict[str, object]
) -> None:
    plan = builders.a_plan()
    client.get(f"/plans/{plan.key}")
    begin_write()
    db.session.execute(db.update(Plan).values(**change))  # as if somebody forgot to touch it

    answer = client.get(f"/plans/{plan.key}")

    assert answer.status_code == 404


def test_a_page_for_some_is_never_kept(client: CheckedClient, session: Session) -> None:
    school = builders.a_unit()
    plan = builders.a_plan(school, audience=Audience.SCHOOL_PARENTS)
    address, key = f"/plans/{plan.key}", client.application.config["HASH_KEY"]
    token = actions.make_link(plan, key=key, by=builders.a_hat(unit=school), now=builders.NOW)
    client.get(f"/a/{token}")
    with_link = client.get(address)

    without = client.application.test_client().get(address)

    assert with_link.status_code == 200
    assert without.status_code == 404


def test_a_reader_with_a_cookie_gets_a_page_of_their_own(
    client: CheckedClient, session: Session
) -> None:
    plan = builders.a_plan()
    client.get(f"/plans/{plan.key}")
    client.get("/language/en")

    page = client.get(f"/plans/{plan.key}").text

    assert '<html lang="en"' in page


def test_the_button_to_speak_goes_when_the_plan_closes(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    plan = builders.a_plan(closes_at=now + timedelta(minutes=1))
    open_page = client.get(f"/plans/{plan.key}").text

    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        closed_page = client.get(f"/plans/{plan.key}").text

    assert "Góp ý mục này" in open_page
    assert "Góp ý mục này" not in closed_page


def test_a_page_comes_packed_and_only_once(app: Flask, session: Session) -> None:
    address = f"/plans/{builders.a_plan().key}"
    session.commit()
    browser = Client(app)

    packed = browser.get(address, headers={"Accept-Encoding": "gzip, br"})
    again = browser.get(address, headers={"If-None-Match": packed.headers["ETag"]})

    assert "Thực hiện dân chủ" in gzip.decompress(packed.data).decode()
    assert again.status_code == 304
    assert not again.data


def test_a_foreign_host_gets_no_kept_page(client: CheckedClient, session: Session) -> None:
    plan = builders.a_plan()
    client.get(f"/plans/{plan.key}")

    answer = client.get(f"/plans/{plan.key}", headers={"Host": "evil.example"})

    assert answer.status_code == 400
