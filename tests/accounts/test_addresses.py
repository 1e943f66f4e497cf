"""An address is used once its owner has proved it; until then the old one is."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import current_app
from sqlalchemy import select

from feedback.accounts import login_codes, passwords
from feedback.database import begin_write
from feedback.home.jobs import deliver_outbox
from models import LoginCode, OutboxMessage, Role, db
from tests.builders import a_hat, a_person, wear

PASSWORD = "mưa rào đầu hạ"
OLD, NEW = "cu@example.vn", "moi@example.vn"


@pytest.fixture
def person(client, session, now):
    """A teacher with an address, signed in."""
    person = a_person(email=OLD, login_name=OLD, password_hash=passwords.hash_password(PASSWORD))
    wear(client, a_hat(person, Role.STAFF), at=now)
    return person


def ask_for(client, address):
    return client.post("/account/email", data={"email": address, "password": PASSWORD})


def prove(client, code):
    return client.post("/account/email/prove", data={"code": code})


def address_of(person):
    db.session.expire_all()
    return person.email


def last_code():
    """The code in the last mail of either kind, and the kind."""
    db.session.rollback()
    newest = select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)
    message = db.session.scalars(newest).one()
    return login_codes.code_in(message, seal_key=current_app.config["SEAL_KEY"])


def test_a_new_address_is_used_only_after_its_code_was_entered(client, person, now):
    answer = ask_for(client, NEW)
    asked = client.get("/account").text
    before = (address_of(person), person.login_name)

    prove(client, last_code())

    assert answer.location == "/account#address"
    assert f"đã gửi đến {NEW}" in asked
    assert before == (OLD, OLD)
    assert (address_of(person), person.login_name) == (NEW, NEW)
    assert "Xác nhận địa chỉ" not in client.get("/account").text


def test_the_code_goes_to_the_new_address_and_news_to_the_old_one(app, client, person, now):
    ask_for(client, NEW)
    client.post("/sign-in/code", data={"name": OLD})

    deliver_outbox(now + timedelta(minutes=1))

    mails = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(app.config["MAIL_FOLDER"].glob("*.eml"))
    ]
    assert [mail["To"] for mail in mails] == [NEW, OLD]
    assert "Mã xác nhận địa chỉ" in mails[0]["Subject"]
    assert "Mã đăng nhập" in mails[1]["Subject"]


def test_a_code_that_proves_an_address_signs_nobody_in(app, client, person, now):
    ask_for(client, NEW)
    code = last_code()
    stranger = app.test_client()
    stranger.post("/sign-in/code", data={"name": OLD})

    answer = stranger.post("/sign-in/code/enter", data={"code": code})

    assert answer.status_code == 422
    assert stranger.get("/account").status_code == 302


def test_a_code_that_signs_in_proves_no_address(client, person, now):
    ask_for(client, NEW)
    client.post("/sign-in/code", data={"name": OLD})

    answer = prove(client, last_code())

    assert answer.status_code == 422
    assert address_of(person) == OLD


def test_five_wrong_tries_end_the_proof(client, person, now):
    ask_for(client, NEW)
    code = last_code()
    wrong = f"{(int(code) + 1) % 10**8:08d}"

    tries = [prove(client, wrong).status_code for _ in range(5)]

    assert tries == [422] * 5
    assert prove(client, code).status_code == 422
    assert address_of(person) == OLD


def test_an_address_that_somebody_took_meanwhile_is_refused(client, person, now):
    ask_for(client, NEW)
    code = last_code()
    begin_write()
    a_person(email=NEW)

    answer = prove(client, code)

    assert answer.status_code == 422
    assert "đã có người dùng" in answer.text
    assert address_of(person) == OLD


def test_taking_the_address_away_needs_no_proof(client, person, now):
    ask_for(client, "")

    assert address_of(person) is None
    assert db.session.scalars(select(LoginCode)).all() == []
