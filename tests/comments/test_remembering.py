"""What a browser may open without the code: for a while, and never after it was told to forget."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.accounts import sessions
from feedback.comments.jobs import forget_receipts
from feedback.database import begin_write
from models import ClauseText, Comment, RememberedReceipt, db
from tests.builders import a_hat, wear
from tests.checked_client import CheckedClient
from tests.comments.conftest import address_of, filled, secret_in


def sent(client: CheckedClient, clause: ClauseText, **typed: Any) -> tuple[str, str]:
    """The tracking address and the code of something said on `client`'s browser."""
    address = address_of(clause)
    answer = client.post(address, data=filled(client, address, body="Nói ra.", **typed))
    newest = select(Comment.key).order_by(Comment.id.desc())
    key = db.session.scalars(newest).first()
    db.session.rollback()
    return f"/track/{key}", secret_in(answer.text)


def copy_of(client: CheckedClient) -> CheckedClient:
    """Another browser with the cookie that `client` has now."""
    cookie, thief = client.get_cookie("session"), client.application.test_client()
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    return thief  # type: ignore[return-value]


@pytest.mark.postgres_too
def test_forgetting_shuts_out_a_copied_cookie_too(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address, _ = sent(client, clause)
    sealed, _ = sent(client, clause, appearance="sealed")
    thief = copy_of(client)
    open_before = [thief.get(one).status_code for one in (address, sealed)]

    client.post("/track/forget")

    assert open_before == [200, 200]
    for browser in (client, thief):
        assert browser.get(address).status_code == 404
        assert browser.get(sealed).status_code == 404
        assert browser.post(f"{address}/withdraw").status_code == 404


@pytest.mark.parametrize("leaving", ["sign-out", "signed out elsewhere", "sign-in"])
def test_what_was_opened_by_code_is_shut_by_signing_in_and_out(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText, leaving: str
) -> None:
    address, secret = sent(app.test_client(), clause)  # type: ignore[arg-type]
    if leaving != "sign-in":
        begin_write()
        hat = wear(client, a_hat())
    client.post("/track", data={"secret": secret})
    thief = copy_of(client)
    open_before = thief.get(address).status_code

    if leaving == "sign-out":
        client.post("/sign-out")
    elif leaving == "sign-in":
        sign_in_by_password(client)
    else:
        begin_write()
        sessions.end_all_sessions(hat.person)

    assert open_before == 200
    assert thief.get(address).status_code == 404
    assert client.get(address).status_code == 404


def sign_in_by_password(client: CheckedClient) -> None:
    from feedback.accounts.passwords import hash_password
    from tests.builders import a_person

    begin_write()
    a_person(login_name="nguoi.khac", password_hash=hash_password("mưa rào đầu hạ"))
    client.post("/sign-in", data={"name": "nguoi.khac", "password": "mưa rào đầu hạ"})


def test_the_next_one_at_a_shared_browser_finds_no_sealed_comment_listed(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    open_one, _ = sent(client, clause)
    sealed, secret = sent(client, clause, appearance="sealed")
    client.post("/track", data={"secret": secret})

    listed = client.get("/track").text

    assert open_one in listed
    assert sealed not in listed
    with client.session_transaction() as cookie:
        assert sealed.removeprefix("/track/") not in str(dict(cookie))


@pytest.mark.parametrize(
    ("appearance", "lasts"),
    [("sealed", timedelta(minutes=30)), ("role", timedelta(days=7))],
)
def test_a_browser_remembers_for_a_while_and_under_seal_for_one_visit(
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    appearance: str,
    lasts: timedelta,
) -> None:
    began = datetime.now(UTC)
    with time_machine.travel(began, tick=False):
        address, _ = sent(client, clause, appearance=appearance)
    with time_machine.travel(began + lasts - timedelta(minutes=1), tick=False):
        within = client.get(address).status_code
    with time_machine.travel(began + lasts, tick=False):
        after = client.get(address).status_code

    forgotten = forget_receipts(began + lasts)

    assert (within, after) == (200, 404)
    assert forgotten == 1


def test_the_rows_tell_neither_browser_nor_comment(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    sent(client, clause)
    sent(client, clause, kind="question")

    rows = session.execute(select(RememberedReceipt.__table__)).mappings().all()

    assert len({row["tag"] for row in rows}) == 2
    assert set(rows[0]) == {"id", "tag", "expires_at"}
    keys = session.scalars(select(Comment.key)).all()
    assert not any(key in str(row) for key in keys for row in rows)


def test_what_is_under_the_account_opens_by_it_alone(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    hat = wear(client, a_hat())
    address, _ = sent(client, clause, hat=str(hat.id), appearance="sealed")

    own = client.get(address)

    assert own.status_code == 200
    assert "quên trên máy này" not in own.text
    assert session.scalars(select(RememberedReceipt)).all() == []
