"""What the tests of comments share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback import codes, remembering
from feedback.triage import defaults
from models import ClauseText, Comment, RememberedReceipt, db
from tests.builders import a_department, a_plan
from tests.checked_client import CheckedClient

SECRET = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}-[0-9A-Z]{2}")


@pytest.fixture
def clause(session: Session, now: datetime) -> ClauseText:
    """The first clause of a plan of the Department that takes comments."""
    defaults.add_missing_limits()
    department, _ = a_department()
    text: ClauseText = a_plan(department).current_version.texts[0]
    return text


def address_of(clause: ClauseText) -> str:
    """Where the form beside a clause is."""
    return f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/comment"


def filled(client: CheckedClient, address: str, **typed: Any) -> dict[str, Any]:
    """What a browser sends when only `typed` was changed in the form at `address`."""
    token = re.search(r'name="token" type="hidden" value="([^"]+)"', client.get(address).text)
    assert token is not None
    unchanged = {"kind": "suggestion", "appearance": "role", "visitor_role": "parent"}
    return unchanged | {"token": token[1]} | typed


def secret_in(html: str) -> str:
    """The code on a receipt."""
    found = SECRET.search(html)
    assert found is not None
    return found[0]


def open_on(client: CheckedClient, comment: Comment) -> None:
    """Let this browser have opened `comment` by its code; commits what the test has written."""
    mark = codes.new_secret()
    tag = remembering.tag_of(mark, comment.key)
    db.session.add(RememberedReceipt(tag=tag, expires_at=datetime.now(UTC) + remembering.LASTS))
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie[remembering.COOKIE] = {"mark": mark, "keys": [comment.key], "sealed": []}


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(db.engine, "before_cursor_execute", hear)
