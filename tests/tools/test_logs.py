"""What is logged: every request on one line, and nothing that anybody wrote or must not know."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback.comments import actions
from feedback.logs import JsonLines
from feedback.plans.actions import make_link
from feedback.triage import defaults
from models import Audience, ClauseText, db
from tests.builders import NOW, a_department, a_hat, a_plan, a_unit
from tests.checked_client import CheckedClient
from tests.comments.conftest import address_of, filled, secret_in

RUNNING = Path(__file__).parent.parent.parent / "docs" / "running.md"
SAID = "Cô giáo chủ nhiệm thu tiền không biên lai."
ADDRESS = "phu.huynh@vidu.vn"
pytestmark = pytest.mark.settings(PROPAGATE_EXCEPTIONS=False)


@pytest.fixture
def clause(session: Session) -> ClauseText:
    """A clause that takes comments."""
    defaults.add_missing_limits()
    department, _ = a_department()
    text_of_it: ClauseText = a_plan(department).current_version.texts[0]
    return text_of_it


class Heard:
    """What was logged, as it stands on standard error."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["message"] == "request"]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Everything down to the least level, from every logger."""
    heard, root = Heard(), logging.getLogger()
    handler, level = logging.StreamHandler(heard.stream), root.level
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield heard
    root.setLevel(level)
    root.removeHandler(handler)


def test_every_request_is_one_line_with_the_fields_that_the_documents_name(
    client: CheckedClient, session: Session, heard: Heard
) -> None:
    client.get("/help")
    client.post("/track", data={"secret": "sai"})
    client.get("/nowhere")

    described = RUNNING.read_text(encoding="utf-8").partition("### Nhật ký")[2]
    fields = set(re.findall(r"^\| `([a-z]+)` \|", described, re.MULTILINE))
    assert [(line["endpoint"], line["status"]) for line in heard.requests()] == [
        ("home.help_page", 200), ("comments.find", 422), (None, 404),
    ]  # fmt: skip
    assert all(set(line) == fields - {"exception"} for line in heard.requests())
    assert "exception" in fields


def test_a_watching_program_and_style_sheets_fill_no_log(
    client: CheckedClient, session: Session, heard: Heard
) -> None:
    client.get("/healthz")
    client.get("/static/css/tokens.css")

    assert heard.requests() == []


def assert_private(heard: Heard, *secrets: str) -> None:
    written = heard.stream.getvalue()
    assert heard.requests()
    for secret in secrets:
        assert secret not in written
        assert json.dumps(secret)[1:-1] not in written


def test_nothing_of_a_comment_its_address_or_its_code_is_logged(
    client: CheckedClient, session: Session, clause: ClauseText, heard: Heard
) -> None:
    address = address_of(clause)
    form = filled(client, address, body=SAID, email=ADDRESS)

    secret = secret_in(client.post(address, data=form).text)
    client.post("/track", data={"secret": secret}, follow_redirects=True)
    client.post(f"{address[:-8]}/alike", data={"text": SAID})

    assert_private(heard, SAID, ADDRESS, secret, form["token"])


@pytest.mark.parametrize("error", [ValueError(f"{SAID} {ADDRESS}"), None])
def test_nor_when_the_request_fails(
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None,
) -> None:
    address = address_of(clause)
    form = filled(client, address, body=SAID, email=ADDRESS)

    def fail(*_: object, **__: object) -> None:
        if error:
            raise error
        # What the database refuses is quoted by its driver.
        db.session.execute(text("INSERT INTO nothing VALUES (:said)"), {"said": SAID})

    monkeypatch.setattr(actions, "post_comment", fail)
    answer = client.post(address, data=form)

    failures = [line for line in heard.lines if line["message"] == "failure"]
    assert answer.status_code == 500
    assert len(failures) == 1
    assert any("in fail" in place for place in failures[0]["exception"])
    assert failures[0]["reference"] == heard.requests()[-1]["reference"]
    assert_private(heard, SAID, ADDRESS, form["token"])


def test_the_key_in_an_address_is_not_logged_even_when_its_page_fails(
    app: Flask, client: CheckedClient, session: Session, heard: Heard
) -> None:
    school = a_unit()
    plan = a_plan(school, audience=Audience.SCHOOL_PARENTS)
    token = make_link(plan, key=app.config["HASH_KEY"], by=a_hat(unit=school), now=NOW)
    for endpoint in ("plans.enter_by_link", "accounts.join"):
        view: Any = app.view_functions[endpoint]

        def fail(**_: object) -> str:
            raise RuntimeError

        fail.access = view.access  # type: ignore[attr-defined]
        app.view_functions[endpoint] = fail

    codes = [client.get(f"/a/{token}").status_code, client.get("/join/ABCDE-FGHJK").status_code]

    assert codes == [500, 500]
    assert_private(heard, token, "ABCDE-FGHJK")


def test_an_error_of_the_database_does_not_quote_what_was_stored(
    app: Flask, session: Session
) -> None:
    with pytest.raises(Exception, match="nothing") as raised:
        session.execute(text("INSERT INTO nothing VALUES (:said)"), {"said": SAID})

    assert SAID not in str(raised.value)
