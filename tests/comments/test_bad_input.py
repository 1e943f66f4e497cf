"""What goes wrong while sending gets a clear message, and nothing typed is lost."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.database import begin_write
from models import (
    Attachment,
    Case,
    ClauseText,
    Comment,
    CommentKind,
    OutboxMessage,
    PlanVersion,
    SenderContact,
)
from tests.builders import a_comment
from tests.checked_client import CheckedClient
from tests.comments.conftest import address_of, filled, secret_in


def comments_kept(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count(Comment.id))) or 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "chưa viết nội dung"),
        ("   \n ", "chưa viết nội dung"),
        ("\u200b\u202e\u2060", "chưa viết nội dung"),  # only characters that draw nothing
        ("ộ" * 5001, "5001 ký tự"),
    ],
)
def test_a_text_that_cannot_be_taken_comes_back_with_a_message(
    client: CheckedClient, session: Session, clause: ClauseText, body: str, message: str
) -> None:
    address = address_of(clause)

    answer = client.post(address, data=filled(client, address, body=body))

    assert answer.status_code == 422
    assert message in answer.text
    assert comments_kept(session) == 0


def test_a_text_that_is_too_long_stays_in_the_form(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    body = "ý " * 2600

    answer = client.post(address, data=filled(client, address, body=body, concerns="Tổ Văn"))

    assert body.strip() in answer.text
    assert 'value="Tổ Văn"' in answer.text


def test_5000_characters_are_counted_after_cleaning(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    typed = unicodedata.normalize("NFD", "ộ" * 5000) + "\u200b" * 50

    answer = client.post(address, data=filled(client, address, body=typed))

    assert answer.status_code == 200
    assert session.scalars(select(Comment.body)).one() == "ộ" * 5000


def test_control_zero_width_and_bidi_characters_go_and_letters_are_composed(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    typed = "Ho\u0323c\u202e phi\u0301\u200b\x07\r\nnăm nay"

    client.post(address, data=filled(client, address, body=typed))

    assert session.scalars(select(Comment.body)).one() == "Học phí\nnăm nay"


def test_pressing_send_twice_keeps_one_comment_and_gives_the_same_receipt(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Xin công khai khoản thu.", email="a@vidu.vn")

    first = client.post(address, data=form)
    second = client.post(address, data=form)

    assert secret_in(first.text) == secret_in(second.text)
    assert comments_kept(session) == 1
    assert session.scalar(select(func.count(Case.id))) == 1
    assert session.scalar(select(func.count(OutboxMessage.id))) == 1


def test_another_text_from_the_same_form_is_another_comment(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Ý kiến thứ nhất.")

    first = client.post(address, data=form)
    second = client.post(address, data=form | {"body": "Ý kiến thứ hai."})

    assert secret_in(first.text) != secret_in(second.text)
    assert comments_kept(session) == 2


@pytest.mark.settings(WTF_CSRF_ENABLED=True)
@pytest.mark.parametrize("headers", [{}, {"X-Fragment": "1"}])
def test_a_token_that_ran_out_costs_nothing_typed(
    client: CheckedClient, session: Session, clause: ClauseText, headers: dict[str, str]
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Viết từ hôm qua.", csrf_token="het-han")

    answer = client.post(address, data=form, headers=headers)

    assert answer.status_code == 400
    assert "Trang đã mở quá lâu" in answer.text
    assert "Viết từ hôm qua." in answer.text
    assert form["token"] in answer.text
    assert comments_kept(session) == 0


@pytest.mark.settings(WTF_CSRF_ENABLED=True)
def test_a_post_without_token_from_another_site_is_refused(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    answer = client.post(address_of(clause), data={"body": "Giả mạo", "kind": "suggestion"})

    assert answer.status_code == 400
    assert comments_kept(session) == 0


@pytest.mark.parametrize("kind", ["denunciation", "complaint"])
def test_no_text_of_a_denunciation_or_complaint_is_kept(
    client: CheckedClient, session: Session, clause: ClauseText, kind: str
) -> None:
    address = address_of(clause)
    form = filled(client, address, kind=kind, body="Ông trưởng phòng nhận tiền.", email="a@vidu.vn")

    answer = client.post(address, data=form)

    assert answer.status_code == 303
    assert answer.location.startswith(f"/guidance/{kind}")
    assert comments_kept(session) == 0
    assert session.scalars(select(SenderContact)).all() == []


def test_the_database_itself_refuses_the_text_of_a_denunciation(
    session: Session, clause: ClauseText
) -> None:
    with pytest.raises(IntegrityError, match="no_text_of_a_denunciation"):
        a_comment(clause, kind=CommentKind.DENUNCIATION, body="Ông trưởng phòng nhận tiền.")


def test_a_comment_a_second_after_the_closing_is_kept_and_told(
    client: CheckedClient, session: Session, clause: ClauseText, now: datetime
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Gửi vừa kịp lúc.")
    begin_write()
    clause.version.plan.closes_at = now - timedelta(seconds=1)

    answer = client.post(address, data=form)

    comment = session.scalars(select(Comment)).one()
    assert answer.status_code == 200
    assert "sau khi hết thời gian nhận ý kiến" in answer.text
    assert comment.arrived_late
    assert comment.published_at is None


def test_a_closed_plan_offers_no_form(
    client: CheckedClient, session: Session, clause: ClauseText, now: datetime
) -> None:
    clause.version.plan.closes_at = now - timedelta(days=1)

    answer = client.get(address_of(clause))

    assert answer.status_code == 410
    assert "Đã hết thời gian nhận ý kiến" in answer.text
    assert "<form method" not in answer.text.split("<main")[1]


def test_a_clause_of_an_older_text_leads_to_the_plan_with_a_word(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address, plan = address_of(clause), clause.version.plan
    client.get(address)
    put_into_force_without_clauses(session, clause.version)

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.location == f"/plans/{plan.key}"
    assert "không còn trong bản hiện hành" in client.get(answer.location).text


def test_what_was_written_about_a_clause_that_just_went_is_kept(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Đang viết thì văn bản thay đổi.")
    put_into_force_without_clauses(session, clause.version)

    answer = client.post(address, data=form)

    assert answer.status_code == 200
    assert comments_kept(session) == 1


def put_into_force_without_clauses(session: Session, version: PlanVersion) -> None:
    begin_write()
    version.is_current = False
    session.flush()
    copied = {
        column.name: getattr(version, column.name)
        for column in PlanVersion.__table__.columns
        if column.name not in {"id", "position", "is_current"}
    }
    session.add(PlanVersion(**copied, position=2, is_current=True))
    session.flush()


def test_an_address_that_was_never_there_is_not_found(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    plan = clause.version.plan

    assert client.get(f"/plans/{plan.key}/clauses/khong-co/comment").status_code == 404
    assert client.get("/plans/khong-co/comment").status_code == 404


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (4, 4), "white").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "anh.png", "không có nội dung (0 byte)"),
        (b"\x89PNG" + b"0" * (11 * 1024 * 1024), "anh.png", "quá mức 10 MB"),
        (b"MZ\x90\x00" + b"\x00" * 200, "don.pdf", "don.pdf"),  # a program that calls itself PDF
        (b"%PDF-1.7\nhong", "don.pdf", "don.pdf"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_the_text_stays(
    client: CheckedClient,
    session: Session,
    clause: ClauseText,
    content: bytes,
    name: str,
    message: str,
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Xem ảnh kèm theo.", files=(BytesIO(content), name))

    answer = client.post(address, data=form, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert message in answer.text
    assert "Xem ảnh kèm theo." in answer.text
    assert "xin chọn lại" in answer.text
    assert comments_kept(session) == 0


def test_up_to_three_files_are_kept_and_a_fourth_is_too_many(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    def sent_with(count: int) -> int:
        files = [(BytesIO(picture()), f"anh{n}.png") for n in range(count)]
        form = filled(client, address, body=f"Kèm {count} ảnh.", files=files)
        return client.post(address, data=form, content_type="multipart/form-data").status_code

    assert sent_with(3) == 200
    assert sent_with(4) == 422
    assert session.scalar(select(func.count(Attachment.id))) == 3


def test_a_machine_that_fills_the_empty_field_is_refused_and_a_person_is_told(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    answer = client.post(address, data=filled(client, address, body="Mua ngay!", honeypot="x"))

    assert answer.status_code == 422
    assert "Xin để trống ô" in answer.text
    assert "Mua ngay!" in answer.text


@pytest.mark.settings(POSTS_PER_HOUR=2, RATELIMIT_ENABLED=True)
def test_too_many_comments_from_one_network_keep_the_text_and_say_wait(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    answers = [
        client.post(address, data=filled(client, address, body=f"Ý kiến số {n}.")) for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Xin chờ ít phút" in answers[2].text
    assert "Ý kiến số 2." in answers[2].text


def test_a_wrong_address_for_news_is_said_beside_its_field(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    answer = client.post(address, data=filled(client, address, body="Được.", email="sai"))

    assert answer.status_code == 422
    assert "Địa chỉ thư điện tử chưa đúng" in answer.text
    assert comments_kept(session) == 0


def test_a_choice_that_is_not_offered_is_refused_in_vietnamese(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    answer = client.post(address, data=filled(client, address, body="Ý kiến.", kind="obstacle"))
    nonsense = client.post(address, data=filled(client, address, body="Ý kiến.", kind="x" * 40))

    assert answer.status_code == nonsense.status_code == 422
    assert "Lựa chọn này không có" in answer.text
    assert "Lựa chọn này không có" in nonsense.text
    assert "valid" not in answer.text.split("<main")[1].replace("novalidate", "").replace(
        "aria-invalid", ""
    )


def test_files_chosen_before_an_error_are_to_be_chosen_again(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="", files=(BytesIO(picture()), "anh.png"))

    answer = client.post(address, data=form, content_type="multipart/form-data")

    assert "xin chọn lại" in answer.text


@pytest.mark.settings(RATELIMIT_ENABLED=True)
def test_codes_cannot_be_tried_without_end(client: CheckedClient, session: Session) -> None:
    codes = [client.post("/track", data={"secret": f"thử {n}"}).status_code for n in range(31)]

    assert codes[:30] == [422] * 30
    assert codes[30] == 429
