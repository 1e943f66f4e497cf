"""What others said, saying that one thinks the same, and the files sent along."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import attachments, codes
from feedback.attachments import CleanFile
from feedback.comments import queries
from feedback.database import begin_write
from models import (
    Appearance,
    Attachment,
    Case,
    CaseState,
    ClauseText,
    Comment,
    Role,
    RoleHeld,
    Support,
    UnitKind,
    db,
)
from tests.builders import NOW, a_case, a_comment, a_hat, a_unit, stored, wear
from tests.checked_client import CheckedClient
from tests.comments.conftest import statements

pytestmark = pytest.mark.postgres_too


def public(clause: ClauseText, body: str, **values: object) -> Comment:
    """A comment that everybody reads, with its case."""
    comment = a_comment(clause, body=body, published_at=NOW, **values)
    a_case(comment)
    return comment


def attached(
    app: Flask, comment: Comment, data: bytes = b"%PDF-1.7 sach", **values: str
) -> Attachment:
    """A file kept with a comment."""
    digest = hashlib.sha256(data).hexdigest()
    media_type = values.get("media_type", "application/pdf")
    attachments.store(app.config["FILES_FOLDER"], CleanFile("don.pdf", media_type, data, digest))
    file: Attachment = stored(
        Attachment(
            key=codes.new_key(),
            comment_id=comment.id,
            name=values.get("name", "đơn.pdf"),
            media_type=media_type,
            size=len(data),
            sha256=digest,
        )
    )
    return file


# ------------------------------------------------------------------ the list


def test_only_what_a_moderator_let_out_is_listed(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    public(clause, "Ai cũng đọc được.")
    a_case(a_comment(clause, body="Chưa ai xem."))
    public(clause, "Đã rút.", withdrawn_at=NOW)

    page = client.get(f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/comments").text

    assert "Ai cũng đọc được." in page
    assert "Chưa ai xem." not in page
    assert "Đã rút." not in page


def test_the_list_shows_role_and_unit_and_a_name_only_where_it_is_wanted(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    public(clause, "Không tên.", sender_name="Tên bị giấu")
    public(clause, "Có tên.", sender_name="Phụ huynh lớp 6A", appearance=Appearance.NAME)

    page = client.get(f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/comments").text

    assert "Tên bị giấu" not in page
    assert "Phụ huynh lớp 6A" in page
    assert "Cha mẹ học sinh" in page


def test_a_summary_stands_where_the_text_is_not_for_everybody(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    public(clause, "Nguyên văn có tên người.", public_text="Bản tóm tắt.")

    page = client.get(f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/comments").text

    assert "Bản tóm tắt." in page
    assert "Nguyên văn có tên người." not in page


def test_the_pages_of_the_list_follow_each_other_without_gap(
    session: Session, clause: ClauseText
) -> None:
    sent = [a_comment(clause, body=f"Ý {n}", published_at=NOW) for n in range(7)]
    plan = clause.version.plan

    seen, after = [], None
    for _ in range(3):
        page = queries.published_comments(plan, clause.clause, after, size=3)
        seen += [opinion.comment.id for opinion in page.rows]
        after = page.next_after

    assert seen == [comment.id for comment in reversed(sent)]
    assert after is None


def test_a_long_list_asks_the_database_no_more_than_a_short_one(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/comments"
    public(clause, "Một ý kiến.")
    client.get(address)
    with statements() as few:
        client.get(address)
    begin_write()
    for n in range(12):
        public(clause, f"Thêm ý kiến thứ {n}.")
    db.session.commit()

    with statements() as many:
        client.get(address)

    assert len(many) == len(few)


# ------------------------------------------------------------------ the like of it


def test_what_is_nearly_the_same_is_offered_and_never_blocks(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    known = public(clause, "Đề nghị công khai các khoản thu từ đầu năm học.")
    public(clause, "Sân trường cần thêm cây xanh che nắng cho các em.")
    address = f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/alike"

    page = client.post(
        address, data={"text": "de nghi cong khai cac khoan thu tu dau nam hoc"}
    ).text

    assert known.body in page
    assert f"/comments/{known.key}/support" in page
    assert "Sân trường" not in page


def test_what_is_not_public_is_never_offered(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    a_comment(clause, body="Đề nghị công khai các khoản thu từ đầu năm học.")
    a_comment(
        clause,
        body="Đề nghị công khai các khoản thu từ đầu năm học này.",
        public_text="",
        published_at=NOW,
    )
    address = f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/alike"

    page = client.post(
        address, data={"text": "Đề nghị công khai các khoản thu từ đầu năm học"}
    ).text

    assert "/support" not in page


# ------------------------------------------------------------------ support


def test_one_browser_is_counted_once_and_may_take_it_back(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    comment = public(clause, "Nên họp vào buổi tối.")
    address = f"/comments/{comment.key}/support"

    client.get(address)
    client.post(address)
    client.post(address)
    session.expire_all()
    counted = comment.support_count
    client.post(address, data={"take_back": "yes"})
    session.expire_all()

    assert counted == 1
    assert comment.support_count == 0
    assert session.scalar(select(func.count(Support.id))) == 0


def test_two_people_are_counted_twice_and_named_nowhere(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    comment = public(clause, "Nên họp vào buổi tối.")
    address = f"/comments/{comment.key}/support"
    hat = wear(client, a_hat())

    client.post(address)
    client.application.test_client().post(address)
    session.expire_all()

    tags = session.scalars(select(Support.supporter_tag)).all()
    assert comment.support_count == 2
    assert all(hat.person.key not in tag and len(tag) == 64 for tag in tags)


def test_nobody_supports_what_they_may_not_read(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    comment = a_comment(clause)

    assert client.post(f"/comments/{comment.key}/support").status_code == 404


# ------------------------------------------------------------------ files


def test_a_file_of_a_public_comment_is_given_to_keep_and_can_run_nothing(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    file = attached(app, public(clause, "Xem tệp."))

    answer = client.get(f"/files/{file.key}")

    assert answer.data == b"%PDF-1.7 sach"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_picture_may_be_looked_at_in_place(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    file = attached(app, public(clause, "Xem ảnh."), media_type="image/png", name="ảnh.png")

    assert client.get(f"/files/{file.key}").headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("public_text", [None, "Bản tóm tắt."])
def test_a_file_is_closed_to_those_who_may_not_read_its_comment(
    app: Flask,
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    public_text: str | None,
) -> None:
    is_out = public_text is not None  # everybody reads a summary, and not the file
    comment = a_comment(clause, published_at=NOW if is_out else None, public_text=public_text)
    a_case(comment)
    file = attached(app, comment)

    assert client.get(f"/files/{file.key}").status_code == 404
    assert client.get("/files/khong-co").status_code == 404


@pytest.fixture
def clerk(clause: ClauseText) -> RoleHeld:
    """Who receives at the office of the Department."""
    office = next(
        unit
        for unit in queries.standing_units(UnitKind.OFFICE, NOW.date())
        if unit.kind is UnitKind.OFFICE
    )
    return a_hat(role=Role.MODERATOR, unit=office)


def test_those_who_handle_the_case_open_its_files(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText, clerk: RoleHeld
) -> None:
    comment = a_comment(clause)
    a_case(comment)
    file = attached(app, comment)
    wear(client, clerk)

    assert client.get(f"/files/{file.key}").status_code == 200


def test_a_quarantined_case_shows_its_files_to_no_clerk(
    app: Flask, client: CheckedClient, session: Session, clause: ClauseText, clerk: RoleHeld
) -> None:
    comment = a_comment(clause)
    file = attached(app, comment)
    a_case(comment, state=CaseState.QUARANTINED)
    wear(client, clerk)

    assert client.get(f"/files/{file.key}").status_code == 404


# ------------------------------------------------------------------ the exits


@pytest.mark.parametrize("way", ["complaint", "denunciation"])
def test_the_guidance_names_where_to_go_and_has_no_field_to_write_in(
    client: CheckedClient, session: Session, clause: ClauseText, way: str
) -> None:
    plan = clause.version.plan
    plan.unit.reception = "Số 1 đường Ban Mai\nChiều thứ Năm hằng tuần"
    school = a_unit("Trường THPT Bình Minh", under=plan.unit, reception="Số 9 đường Ngọc Lan")
    plan.unit = school

    page = client.get(f"/guidance/{way}?plan={plan.key}").text

    assert "Số 9 đường Ngọc Lan" in page
    assert "Chiều thứ Năm hằng tuần" in page
    assert "<textarea" not in page


def test_the_guidance_stands_without_a_plan_and_without_a_unit(
    client: CheckedClient, session: Session
) -> None:
    assert client.get("/guidance/denunciation").status_code == 200
    assert client.get("/guidance/complaint?plan=khong-co").status_code == 200


def test_the_case_number_and_state_stand_beside_a_public_comment(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    comment = public(clause, "Bao giờ có kết quả?")
    number = session.scalars(select(Case.number).where(Case.comment_id == comment.id)).one()

    page = client.get(f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/comments").text

    assert number in page
    assert "Đã tiếp nhận" in page
