"""Files on their way in: counted before they are opened, kept last, cleared when unnamed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import attachments, attachments_turns
from feedback.attachments import CleanFile
from feedback.comments.jobs import clear_files
from models import Attachment, ClauseText, Comment
from tests.checked_client import CheckedClient
from tests.comments.conftest import address_of, filled

PICTURE = BytesIO()
Image.new("RGB", (4, 4), "white").save(PICTURE, "PNG")


def sent(client: CheckedClient, address: str, body: str, **typed: object) -> tuple[int, str]:
    """The status and page that a post with one picture gets."""
    files = (BytesIO(PICTURE.getvalue()), "anh.png")
    form = filled(client, address, body=body, files=files, **typed)
    headers = {"X-Fragment": "1"} if typed.pop("fragment", None) else {}
    answer = client.post(address, data=form, content_type="multipart/form-data", headers=headers)
    return answer.status_code, answer.text


def on_disk(app: Flask) -> list[Path]:
    return list(app.config["FILES_FOLDER"].glob("??/*"))


@pytest.mark.settings(POSTS_PER_HOUR=1, RATELIMIT_ENABLED=True)
def test_above_the_limit_no_file_is_opened(
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = address_of(clause)
    client.post(address, data=filled(client, address, body="Ý kiến đầu."))
    opened: list[object] = []
    monkeypatch.setattr(attachments, "_through_the_sandbox", opened.append)

    status, page = sent(client, address, "Ý kiến thứ hai.")

    assert status == 429
    assert "Ý kiến thứ hai." in page
    assert opened == []


@pytest.mark.parametrize("fragment", [False, True])
def test_while_others_files_are_opened_one_is_asked_to_send_again_and_the_text_stays(
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    monkeypatch: pytest.MonkeyPatch,
    fragment: bool,
) -> None:
    monkeypatch.setattr(attachments_turns, "PATIENCE_SECONDS", 0)

    with attachments_turns.a_turn():
        status, page = sent(client, address_of(clause), "Xem ảnh.", fragment=fragment)

    assert status == 503
    assert "bấm gửi lại" in page
    # The script leaves its form, with the files chosen, unless it is given another.
    assert ("Xem ảnh." in page) is not fragment
    assert "data-fragment" not in page
    assert session.scalar(select(func.count(Comment.id))) == 0


@pytest.mark.parametrize("kind", ["complaint", "no such kind"])
def test_a_post_that_is_refused_leaves_no_file_behind(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText, kind: str
) -> None:
    sent(client, address_of(clause), "Xem ảnh.", kind=kind)

    assert on_disk(app) == []


def test_a_post_that_the_rules_refuse_at_the_last_moment_leaves_no_file_behind(
    app: Flask,
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    now: datetime,
) -> None:
    clause.version.plan.opens_at = now + timedelta(days=1)
    address = address_of(clause)
    form = {"kind": "suggestion", "appearance": "role", "body": "Sớm quá.", "token": ""}
    files = (BytesIO(PICTURE.getvalue()), "anh.png")

    answer = client.post(address, data=form | {"files": files}, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "Chưa đến thời gian" in answer.text
    assert on_disk(app) == []


@pytest.mark.postgres_too
def test_old_files_that_no_row_names_go_and_the_others_stay(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    sent(client, address_of(clause), "Xem ảnh.")
    folder = app.config["FILES_FOLDER"]
    orphan = attachments.store(folder, CleanFile("a.png", "image/png", b"a", "a" * 64))
    in_flight = attachments.store(folder, CleanFile("b.png", "image/png", b"b", "b" * 64))
    again = attachments.store(folder, CleanFile("c.png", "image/png", b"c", "c" * 64))
    named = attachments.path_of(folder, session.scalars(select(Attachment.sha256)).one())
    old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for file in (orphan, again, named):
        os.utime(file, (old, old))
    attachments.store(folder, CleanFile("c.png", "image/png", b"c", "c" * 64))

    cleared = clear_files(datetime.now(UTC))

    assert cleared == 1
    assert set(on_disk(app)) == {in_flight, again, named}
