"""Bringing a document in: kept at once, read by the worker, whoever stays to look."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import attachments, notices
from feedback import uploads as stored_files
from feedback.database import begin_write
from feedback.plans.jobs import read_uploads
from feedback.plans.preparing import uploads
from feedback.plans.preparing.uploads import LEASE, LEFT_AFTER, MOST_ATTEMPTS
from feedback.plans.reading import UnreadableDocument, read_document
from models import DocumentUpload, Notice, PlanState, Role, Unit, UploadState, db
from tests import builders
from tests.checked_client import CheckedClient

TEXT = "KẾ HOẠCH\nThực hiện dân chủ\nI. MỤC ĐÍCH\nĐể mọi người cùng biết.\n"


@pytest.fixture
def school(session: Session, now: datetime) -> Unit:
    return builders.a_unit()


@pytest.fixture
def clerk(client: CheckedClient, school: Unit) -> Any:
    return builders.wear(client, builders.a_hat(role=Role.MODERATOR, unit=school), at=builders.NOW)


@pytest.fixture
def worker_away(app: Flask) -> None:
    """The worker does not come when it is woken; a test lets it work by `read_uploads`."""
    app.extensions["job_tasks"]["read_uploads"] = lambda: None


def sent(unit: Unit, **more: Any) -> dict[str, Any]:
    return {"unit": unit.key, "kind": "regulation", "pasted": TEXT} | more


def the_upload() -> DocumentUpload:
    db.session.expire_all()
    return db.session.scalars(select(DocumentUpload)).one()


def bring_in(client: CheckedClient, unit: Unit, **more: Any) -> str:
    """The address of the progress page."""
    return str(client.post("/plans/new", data=sent(unit, **more)).location)


def failing(app: Flask, error: Exception) -> None:
    def read(data: bytes, name: str) -> Any:
        raise error

    app.extensions["document_reader"] = read


def test_a_document_is_kept_at_once_and_its_page_leads_on_when_it_is_read(
    client: CheckedClient, school: Unit, clerk: Any, worker_away: None, now: datetime
) -> None:
    progress = bring_in(client, school)
    waiting = client.get(progress)
    mine = client.get("/plans/mine").text

    read_uploads(now)

    assert "Đang đọc văn bản" in waiting.text
    assert '<noscript><meta http-equiv="refresh"' in waiting.text
    assert f'href="{progress}"' in mine
    plan = the_upload().plan
    assert plan is not None
    assert (plan.unit_id, plan.kind, plan.state) == (school.id, "regulation", PlanState.DRAFT)
    assert client.get(progress).location == f"/plans/{plan.key}/preview"
    assert progress not in client.get("/plans/mine").text


def test_a_document_that_cannot_be_read_says_why_and_everything_chosen_is_kept(
    client: CheckedClient, app: Flask, school: Unit, clerk: Any
) -> None:
    failing(app, UnreadableDocument("Quá %(most)s trang.", most=300))

    page = client.get(bring_in(client, school)).text

    assert "Quá 300 trang." in page
    assert "Để mọi người cùng biết." in page  # what was pasted
    assert re.search(r'<input[^>]*checked[^>]*value="regulation"', page)
    assert "Không đọc được" in client.get("/plans/mine").text


def test_a_file_without_content_is_refused_beside_the_field_before_anything_is_kept(
    client: CheckedClient, school: Unit, clerk: Any
) -> None:
    file = (BytesIO(b"\xff\xd8\xff picture"), "anh.docx")

    answer = client.post("/plans/new", data=sent(school, pasted="", file=file))

    assert answer.status_code == 422
    assert "Đây là ảnh" in answer.text
    assert db.session.scalars(select(DocumentUpload)).all() == []


def test_the_same_file_being_read_asks_before_it_is_read_twice(
    client: CheckedClient, school: Unit, clerk: Any, worker_away: None
) -> None:
    progress = bring_in(client, school)

    told = client.post("/plans/new", data=sent(school))
    again = client.post("/plans/new", data=sent(school, then="again"))

    assert told.status_code == 409
    assert f'href="{progress}"' in told.text
    assert again.status_code == 302


def test_another_school_neither_sees_the_page_nor_the_upload(
    client: CheckedClient, school: Unit, clerk: Any, worker_away: None
) -> None:
    progress = bring_in(client, school)
    begin_write()
    other = builders.a_hat(role=Role.MODERATOR, unit=builders.a_unit("Trường THPT Khác"))
    stranger: Any = client.application.test_client()
    builders.wear(stranger, other, at=builders.NOW)

    assert stranger.get(progress).status_code == 404
    assert progress not in stranger.get("/plans/mine").text


@pytest.mark.postgres_too
def test_what_a_killed_worker_began_is_taken_up_again_and_after_three_tries_given_up(
    client: CheckedClient, school: Unit, clerk: Any, worker_away: None, now: datetime
) -> None:
    bring_in(client, school)
    tries = []
    for times in range(MOST_ATTEMPTS + 1):
        at = now + times * (LEASE + timedelta(seconds=1))
        tries.append(uploads.lease_next(at))
        db.session.commit()
        tries.append(uploads.lease_next(at + LEASE))  # too early: somebody may still be reading
        db.session.commit()

    assert [one.attempt if one else None for one in tries] == [
        1,
        None,
        2,
        None,
        3,
        None,
        None,
        None,
    ]
    assert the_upload().state is UploadState.FAILED
    assert "bị ngắt giữa chừng" in client.get(f"/plans/uploads/{the_upload().key}").text


def test_a_worker_that_was_given_up_changes_nothing_when_it_comes_back(
    client: CheckedClient, school: Unit, clerk: Any, worker_away: None, now: datetime
) -> None:
    bring_in(client, school)
    slow, quick = uploads.lease_next(now), None
    db.session.commit()
    quick = uploads.lease_next(now + LEASE + timedelta(seconds=1))
    db.session.commit()
    read = read_document(TEXT.encode(), "a.txt")
    assert slow
    assert quick

    uploads.keep_read(slow, read, now)
    db.session.commit()
    begun = the_upload().state
    uploads.keep_read(quick, read, now)
    db.session.commit()

    assert begun is UploadState.READING
    assert the_upload().state is UploadState.READ


def test_what_is_no_fault_of_the_document_is_tried_again(
    client: CheckedClient, app: Flask, school: Unit, clerk: Any, worker_away: None, now: datetime
) -> None:
    bring_in(client, school)
    failing(app, RuntimeError("the process did not start"))

    read_uploads(now)

    assert (the_upload().state, the_upload().attempts) == (UploadState.FAILED, MOST_ATTEMPTS)


@pytest.mark.parametrize(("waited", "told"), [(timedelta(seconds=2), 0), (LEFT_AFTER * 2, 1)])
def test_whoever_went_away_is_told_when_it_is_read_and_who_stayed_is_not(
    client: CheckedClient,
    school: Unit,
    clerk: Any,
    worker_away: None,
    now: datetime,
    waited: timedelta,
    told: int,
) -> None:
    progress = bring_in(client, school)
    reading = uploads.lease_next(now)
    db.session.commit()
    assert reading

    uploads.keep_read(reading, read_document(TEXT.encode(), "a.txt"), now + waited)
    db.session.commit()

    found = db.session.scalars(select(Notice)).all()
    assert len(found) == told
    for notice in found:
        assert "Đã đọc xong" in notices.sentence(notice.kind, notice.details, None)
        assert client.get(f"/notices/{notice.key}").location == progress


def test_a_new_version_stands_beside_the_one_in_force_and_never_beside_another_in_the_making(
    session: Session, school: Unit, now: datetime
) -> None:
    plan = builders.a_plan(school)
    hat = builders.a_hat(role=Role.MODERATOR, unit=school)
    file = uploads.source_file(TEXT.encode(), "moi.txt")
    for _ in range(2):
        uploads.store(file, school, plan.kind, by=hat, now=now, reissues=plan)
    session.commit()
    read = read_document(TEXT.encode(), "moi.txt")

    for _ in range(2):
        reading = uploads.lease_next(now)
        session.commit()
        assert reading
        uploads.keep_read(reading, read, now)
        session.commit()

    session.expire_all()
    made, refused = session.scalars(select(DocumentUpload).order_by(DocumentUpload.id)).all()
    version = plan.version_in_the_making
    assert version is not None
    assert (made.version_id, version.position, version.is_current) == (version.id, 2, False)
    assert plan.current_version.position == 1
    assert refused.failure is not None
    assert "phiên bản soạn dở" in refused.failure["message"]


def test_a_new_version_is_matched_as_soon_as_it_is_read(
    app: Flask, session: Session, school: Unit, now: datetime
) -> None:
    plan = builders.a_plan(school)
    hat = builders.a_hat(role=Role.MODERATOR, unit=school)
    file = uploads.source_file(TEXT.encode(), "moi.txt")
    attachments.store(app.config["FILES_FOLDER"], file)
    uploads.store(file, school, plan.kind, by=hat, now=now, reissues=plan)
    session.commit()

    read_uploads(now)

    session.expire_all()
    version = plan.version_in_the_making
    assert version is not None
    assert version.matched_as is not None


def test_a_new_version_that_cannot_be_read_leads_back_to_where_it_was_brought_in(
    client: CheckedClient, school: Unit, clerk: Any, now: datetime
) -> None:
    begin_write()
    plan = builders.a_plan(school)
    file = uploads.source_file(TEXT.encode(), "moi.pdf")
    upload = uploads.store(file, school, plan.kind, by=clerk, now=now, reissues=plan)
    db.session.commit()
    reading = uploads.lease_next(now)
    db.session.commit()
    assert reading
    uploads.keep_failure(reading, UnreadableDocument("Tệp hỏng."), now)
    db.session.commit()

    page = client.get(f"/plans/uploads/{upload.key}").text

    assert "Tệp hỏng." in page
    assert f'href="/plans/{plan.key}/reissue"' in page


def test_the_file_is_kept_until_the_draft_made_of_it_is_given_up(
    client: CheckedClient, app: Flask, school: Unit, clerk: Any, now: datetime
) -> None:
    bring_in(client, school)
    folder = app.config["FILES_FOLDER"]
    digest, plan = the_upload().sha256, the_upload().plan
    later = datetime.now(now.tzinfo) + timedelta(days=400)
    assert plan is not None

    begin_write()
    kept = stored_files.clear_unnamed(folder, later)
    db.session.commit()
    client.post(f"/plans/{plan.key}/discard", data={"revision": plan.current_version.revision})
    begin_write()
    cleared = stored_files.clear_unnamed(folder, later)
    db.session.commit()

    assert (kept, cleared) == (0, 1)
    with pytest.raises(FileNotFoundError):
        attachments.open_stored(folder, digest)


def test_the_page_that_waits_opens_the_draft_by_itself(
    client: CheckedClient,
    school: Unit,
    clerk: Any,
    worker_away: None,
    now: datetime,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    progress = bring_in(client, school)
    page = open_page()
    cookie = client.get_cookie("session")
    assert cookie is not None
    value = {"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([value])  # type: ignore[list-item]
    page.goto(progress)
    faults = axe(page)

    read_uploads(now)

    page.wait_for_url("**/preview")
    assert faults == []
