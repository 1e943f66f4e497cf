"""Saying something about a clause: the form, what it keeps, the receipt."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Appearance, Case, CaseState, ClauseText, Comment
from tests.checked_client import CheckedClient
from tests.comments.conftest import SECRET, address_of, filled


def test_a_visitor_says_something_with_two_clicks_and_gets_a_receipt(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    answer = client.post(address, data=filled(client, address, body="Cần nói rõ ai trả lời."))

    comment = session.scalars(select(Comment)).one()
    case = session.scalars(select(Case)).one()
    assert answer.status_code == 200
    assert case.number in answer.text
    assert SECRET.search(answer.text)
    assert comment.body == "Cần nói rõ ai trả lời."
    assert comment.appearance is Appearance.ROLE
    assert comment.sender_label == "Cha mẹ học sinh (tự khai)"
    assert case.state is CaseState.NEW
