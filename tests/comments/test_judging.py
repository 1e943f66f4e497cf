"""What the sender does with an answer: reads it, judges it, asks once for a second look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import codes
from feedback.database import begin_write
from models import (
    Answer,
    AnswerState,
    Case,
    CaseState,
    ClauseText,
    Commitment,
    CommitmentState,
    Decision,
    Rating,
)
from tests.builders import NOW, a_case, a_comment, a_person, a_unit, stored
from tests.checked_client import CheckedClient
from tests.comments.conftest import open_on


@pytest.fixture
def case(client: CheckedClient, session: Session, clause: ClauseText) -> Case:
    """An answered case, whose code was shown on this browser."""
    unit = a_unit("Trường THPT Bình Minh")
    case = a_case(a_comment(clause), lead_unit=unit, holder_unit=unit)
    case.state, case.answered_at, case.answered_on_time = CaseState.ANSWERED, NOW, True
    head = a_person()
    answer = stored(
        Answer(
            key=codes.new_key(),
            case=case,
            state=AnswerState.PUBLISHED,
            decision=Decision.PARTLY_ACCEPTED,
            explanation="Nhà trường sẽ gửi sổ liên lạc vào sáng thứ Sáu.",
            unit=unit,
            signed_as=unit.name,
            drafted_by_id=head.id,
            drafted_at=NOW,
            submitted_at=NOW,
            approved_by_id=head.id,
            published_at=NOW,
        )
    )
    stored(
        Commitment(
            key=codes.new_key(),
            answer=answer,
            unit=unit,
            promise="Gửi sổ liên lạc trước 10 giờ",
            due_on=(NOW + timedelta(days=20)).date(),
            state=CommitmentState.OPEN,
        )
    )
    open_on(client, case.comment)
    return case


def state_of(session: Session, case: Case) -> CaseState:
    session.rollback()  # what the request wrote is seen by a new transaction only
    return case.state


def test_the_answer_stands_on_the_tracking_page_with_what_was_promised(
    client: CheckedClient, case: Case
) -> None:
    page = client.get(f"/track/{case.comment.key}").text

    assert "Nhà trường sẽ gửi sổ liên lạc vào sáng thứ Sáu." in page
    assert "Tiếp thu một phần" in page
    assert "Gửi sổ liên lạc trước 10 giờ" in page
    assert "10/12/2026" in page


def test_the_sender_judges_an_answer_by_two_questions(
    client: CheckedClient, session: Session, case: Case
) -> None:
    address = f"/track/{case.comment.key}"
    form = {"answers_the_question": "yes", "is_satisfied": "no", "is_anonymous": "y"}

    client.post(f"{address}/rate", data=form)

    rating = session.scalars(select(Rating)).one()
    assert (rating.answers_the_question, rating.is_satisfied) == (True, False)
    assert rating.is_anonymous
    assert "Ông/bà thấy trả lời thế nào?" not in client.get(address).text


def test_a_judgement_needs_both_answers(
    client: CheckedClient, session: Session, case: Case
) -> None:
    answer = client.post(f"/track/{case.comment.key}/rate", data={"is_satisfied": "yes"})

    assert answer.status_code == 422
    assert "Xin chọn một câu trả lời" in answer.text
    assert session.scalars(select(Rating)).all() == []


def test_the_sender_asks_once_for_a_second_look(
    client: CheckedClient, session: Session, case: Case
) -> None:
    address = f"/track/{case.comment.key}"

    client.post(f"{address}/reopen", data={"body": "Chưa nói rõ ai gửi."})
    first = state_of(session, case)
    again = client.post(f"{address}/reopen", data={"body": "Lần nữa."})

    assert first is CaseState.IN_PROGRESS
    assert again.status_code == 422
    assert "đã được mở lại" in again.text
    assert "Chưa nói rõ ai gửi." in again.text


def test_a_stranger_neither_judges_nor_reopens(
    client: CheckedClient, session: Session, case: Case
) -> None:
    stranger = client.application.test_client()
    address = f"/track/{case.comment.key}"

    assert stranger.post(f"{address}/rate", data={}).status_code == 404
    assert stranger.post(f"{address}/reopen", data={"body": "Tôi."}).status_code == 404
    assert state_of(session, case) is CaseState.ANSWERED


@pytest.mark.parametrize("state", [CaseState.QUARANTINED, CaseState.TAKEN_OUT])
def test_the_page_of_what_was_taken_out_says_where_it_went_and_nothing_of_it(
    client: CheckedClient, session: Session, case: Case, state: CaseState
) -> None:
    begin_write()
    case.state = state

    page = client.get(f"/track/{case.comment.key}").text

    assert "đường riêng" in page
    assert case.comment.body not in page
    assert "Trường THPT Bình Minh" not in page
    assert "Sổ liên lạc" not in page
