"""Finding a comment again and what its sender may do with it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.database import begin_write
from models import Case, CaseState, ClauseText, Comment, HoldReason
from tests.checked_client import CheckedClient
from tests.comments.conftest import address_of, filled, secret_in


def sent(client: CheckedClient, clause: ClauseText, body: str = "Cần nói rõ ai trả lời.") -> str:
    """Sends a comment and gives its secret code."""
    address = address_of(clause)
    return secret_in(client.post(address, data=filled(client, address, body=body)).text)


def test_the_code_opens_the_tracking_page(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    secret = sent(client, clause)
    stranger = client.application.test_client()

    answer = stranger.post("/track", data={"secret": secret.lower()}, follow_redirects=True)

    assert answer.status_code == 200
    assert "Cần nói rõ ai trả lời." in answer.text
    assert session.scalars(select(Case.number)).one() in answer.text


def test_an_unknown_and_a_mistyped_code_get_the_same_answer(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    sent(client, clause)

    unknown = client.post("/track", data={"secret": "00000-00000-00000-00000-00000-00"})
    mistyped = client.post("/track", data={"secret": "xin chào"})

    assert unknown.status_code == mistyped.status_code == 422
    assert "Không tìm thấy ý kiến nào theo mã này" in unknown.text
    assert unknown.text.replace("00000-00000-00000-00000-00000-00", "") == mistyped.text.replace(
        "xin chào", ""
    )


def test_without_the_code_nobody_sees_the_tracking_page(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    sent(client, clause)
    comment = session.scalars(select(Comment)).one()

    answer = client.application.test_client().get(f"/track/{comment.key}")

    assert answer.status_code == 404


def test_the_sender_corrects_a_comment_that_nobody_has_touched(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    sent(client, clause)
    comment = session.scalars(select(Comment)).one()

    client.post(f"/track/{comment.key}/correct", data={"body": "Bản đã sửa."})

    session.expire_all()
    assert comment.body == "Bản đã sửa."


def test_the_sender_takes_a_comment_back(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    sent(client, clause)
    comment = session.scalars(select(Comment)).one()

    answer = client.post(f"/track/{comment.key}/withdraw", follow_redirects=True)

    session.expire_all()
    assert comment.withdrawn_at is not None
    assert "Người gửi đã rút" in answer.text


def test_what_was_held_back_is_shown_with_its_reason_and_may_be_mended(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    sent(client, clause, body="Cô giáo dạy lớp 10A hay đến muộn.")
    comment = session.scalars(select(Comment)).one()
    begin_write()
    case = session.scalars(select(Case)).one()
    case.state, case.hold_reason = CaseState.HELD, HoldReason.PERSONAL_DATA
    page = client.get(f"/track/{comment.key}").text

    client.post(f"/track/{comment.key}/resend", data={"body": "Có tiết học bắt đầu muộn."})

    session.expire_all()
    assert "Có dữ liệu cá nhân của người khác" in page
    assert "Cô giáo dạy lớp 10A hay đến muộn." in page
    assert comment.body == "Có tiết học bắt đầu muộn."
    assert case.state is CaseState.RECEIVED


def test_a_wrong_form_on_the_tracking_page_keeps_what_was_typed(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    sent(client, clause)
    comment = session.scalars(select(Comment)).one()
    long_text = "dài " * 1300

    answer = client.post(f"/track/{comment.key}/correct", data={"body": long_text})

    assert answer.status_code == 422
    assert "quá mức 5000 ký tự" in answer.text
    assert long_text.strip() in answer.text
