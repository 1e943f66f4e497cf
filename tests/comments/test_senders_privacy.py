"""What would give a sender away although nobody says a name: mails, file names, browsers."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments.notices import NOTICES, tell_sender
from feedback.home.jobs import deliver_outbox
from models import Appearance, Attachment, Case, ClauseText, Comment, Role
from tests.builders import NOW, a_case, a_comment, a_hat, a_person, a_unit, wear
from tests.checked_client import CheckedClient
from tests.comments.conftest import address_of, filled


def mails(app: Flask) -> list[tuple[str, str]]:
    """Whom each mail went to, and everything it says."""
    deliver_outbox(NOW + timedelta(minutes=1))
    found = []
    for file in sorted(app.config["MAIL_FOLDER"].glob("*.eml")):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        found.append((mail["To"], f"{mail['Subject']}\n{mail.get_content()}"))
    return found


def test_a_sealed_comment_of_an_account_sends_no_mail_anywhere(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText, now: object
) -> None:
    hat = wear(client, a_hat(a_person(email="nv@vidu.vn")), at=NOW)
    address = address_of(clause)

    client.post(
        address, data=filled(client, address, body="Kín.", hat=str(hat.id), appearance="sealed")
    )

    assert session.scalars(select(Comment.appearance)).one() is Appearance.SEALED
    assert mails(app) == []


@pytest.mark.parametrize("kind", NOTICES)
def test_a_mail_about_a_sealed_comment_goes_where_asked_and_tells_no_number(
    app: Flask,
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    now: object,
    kind: str,
) -> None:
    hat = wear(client, a_hat(a_person(email="nv@vidu.vn")), at=NOW)
    address = address_of(clause)
    sealed = {"hat": str(hat.id), "appearance": "sealed", "email": "rieng@vidu.vn"}
    client.post(address, data=filled(client, address, body="Kín.", **sealed))
    case = session.scalars(select(Case)).one()
    if kind != "sender.received":
        tell_sender(case, kind.removeprefix("sender."), now=NOW, details={"due": "30/11/2026"})

    sent = mails(app)

    assert {to for to, _ in sent} == {"rieng@vidu.vn"}
    for _, words in sent:
        assert "Ý kiến ông/bà đã gửi có bước mới" in words
        assert case.number not in words
        assert case.number.split("-")[1] not in words


def test_an_account_that_hears_anyway_is_not_written_to_twice(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText, now: object
) -> None:
    hat = wear(client, a_hat(a_person(email="nv@vidu.vn")), at=NOW)
    address = address_of(clause)

    client.post(
        address,
        data=filled(client, address, body="Hỏi.", hat=str(hat.id), email="khac@vidu.vn"),
    )

    assert [to for to, _ in mails(app)] == ["nv@vidu.vn"]


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (4, 4), "white").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("appearance", "names"),
    [
        ("sealed", ["anh-1.png", "anh-2.png"]),
        ("role", ["anh-1.png", "anh-2.png"]),
        ("name", ["Don cua Phu huynh 10A.png", "Lop 10A.PNG"]),
    ],
)
def test_the_name_of_a_file_tells_who_sent_it_only_where_the_sender_does(
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    appearance: str,
    names: list[str],
) -> None:
    address = address_of(clause)
    files = [
        (BytesIO(picture()), "Don cua Phu huynh 10A.png"),
        (BytesIO(picture()), "Lop 10A.PNG"),
    ]
    shown = {"appearance": appearance, "name": "Phụ huynh lớp 10A"}

    client.post(
        address,
        data=filled(client, address, body="Xem ảnh.", files=files, **shown),
        content_type="multipart/form-data",
    )

    kept = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    said = client.get(f"/files/{kept[0].key}?download").headers["Content-Disposition"]
    assert [file.name for file in kept] == names
    assert ("Phu huynh" in said) is (appearance == "name")


@pytest.mark.parametrize(
    "name", ["Sở Giáo dục và Đào tạo (trả lời chính thức)", "Trường THPT Bình Minh"]
)
def test_a_visitor_cannot_appear_under_the_name_of_an_office(
    client: CheckedClient, session: Session, clause: ClauseText, name: str
) -> None:
    a_unit("Trường THPT Bình Minh")
    address = address_of(clause)
    typed = {"appearance": "name", "name": name, "school": ""}

    answer = client.post(address, data=filled(client, address, body="Thông báo.", **typed))

    assert answer.status_code == 422
    assert "Phụ huynh lớp 10A" in answer.text
    assert "Thông báo." in answer.text
    assert session.scalars(select(Comment)).all() == []


def test_the_name_of_an_account_is_followed_by_role_and_unit_wherever_it_is_shown(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    hat = a_hat(a_person(display_name="Giám đốc Sở"), Role.PARENT, a_unit("Trường THPT Mẫu"))
    label = "Cha mẹ học sinh, Trường THPT Mẫu"
    said = a_comment(
        clause,
        appearance=Appearance.NAME,
        sender=hat.person,
        sender_role=hat,
        sender_label=label,
        published_at=NOW,
    )
    case = a_case(said)
    plan = clause.version.plan.key

    pages = [
        client.get(f"/plans/{plan}/clauses/{clause.clause.key}/comments").text,
        client.get(f"/cases/{case.key}").text,
    ]

    for page in pages:
        assert f"Giám đốc Sở · {label}" in page
