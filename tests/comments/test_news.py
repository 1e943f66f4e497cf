"""What the sender hears, where, and what is kept out of it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.comments.notices import NOTICES, tell_sender
from feedback.home.jobs import deliver_outbox
from models import Case, ClauseText, Notice, OutboxMessage
from tests.builders import NOW, a_case, a_comment, a_hat, a_person, wear
from tests.checked_client import CheckedClient
from tests.comments.conftest import address_of, filled, secret_in


def mails(app: Flask) -> list[tuple[str, str, str]]:
    """Whom each mail went to, its subject and its text."""
    deliver_outbox(NOW + timedelta(minutes=1))
    found = []
    for file in sorted(app.config["MAIL_FOLDER"].glob("*.eml")):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        found.append((mail["To"], mail["Subject"], mail.get_content()))
    return found


def test_a_visitor_who_left_an_address_hears_without_secret_and_text(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Nội dung riêng tư.", email="phu.huynh@vidu.vn")
    secret = secret_in(client.post(address, data=form).text)

    ((to, subject, text),) = mails(app)

    number = session.scalars(select(Case.number)).one()
    assert to == "phu.huynh@vidu.vn"
    assert number in subject
    assert "/track" in text
    for private in ("Nội dung riêng tư", secret, secret.replace("-", ""), "Tên mục"):
        assert private not in subject + text


def test_an_account_finds_the_news_among_its_notices_and_in_the_mail(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    hat = wear(client, a_hat(a_person(email="nv@vidu.vn")))
    address = address_of(clause)
    client.post(address, data=filled(client, address, body="Hỏi.", hat=str(hat.id)))

    ((to, _, text),) = mails(app)
    notice = session.scalars(select(Notice)).one()
    opened = client.get(f"/notices/{notice.key}")

    assert to == "nv@vidu.vn"
    assert "/track" in text
    assert opened.location.startswith("/track/")


def test_one_step_is_told_once(session: Session, clause: ClauseText) -> None:
    case = a_case(a_comment(clause, sender=a_person(email="nv@vidu.vn")))

    tell_sender(case, "routed", now=NOW)
    tell_sender(case, "routed", now=NOW)

    assert session.scalar(select(func.count(Notice.id))) == 1
    assert session.scalar(select(func.count(OutboxMessage.id))) == 1


def test_one_who_left_no_address_is_told_on_the_tracking_page_alone(
    session: Session, clause: ClauseText
) -> None:
    case = a_case(a_comment(clause))

    tell_sender(case, "routed", now=NOW)

    assert session.scalar(select(func.count(OutboxMessage.id))) == 0


@pytest.mark.parametrize("kind", NOTICES)
def test_every_kind_of_news_can_be_written(
    app: Flask, session: Session, now: object, clause: ClauseText, kind: str
) -> None:
    case = a_case(a_comment(clause, sender=a_person(email="nv@vidu.vn")))

    tell_sender(case, kind.removeprefix("sender."), now=NOW, details={"due": "30/11/2026"})
    session.commit()

    ((_, subject, text),) = mails(app)
    assert case.number in subject
    assert "%(" not in subject + text
