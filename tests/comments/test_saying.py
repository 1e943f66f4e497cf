"""Saying something about a clause: the form, what it keeps, the receipt."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.triage import defaults
from models import Appearance, Case, CaseState, ClauseText, Comment, Receipt, SenderContact
from tests.builders import NOW, a_department, a_plan
from tests.checked_client import CheckedClient

SECRET = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}-[0-9A-Z]{2}")


@pytest.fixture
def clause(session: Session, now: datetime) -> ClauseText:
    """The first clause of a plan of the Department that takes comments."""
    defaults.add_missing_limits()
    department, _ = a_department()
    text: ClauseText = a_plan(department).current_version.texts[0]
    return text


def address_of(clause: ClauseText) -> str:
    return f"/plans/{clause.version.plan.key}/clauses/{clause.clause.key}/comment"


def form_of(client: CheckedClient, address: str, **typed: object) -> dict[str, object]:
    """What a browser sends when only `typed` was changed."""
    html = client.get(address).text
    hidden = dict(re.findall(r'name="(token)" type="hidden" value="([^"]+)"', html))
    assert "token" in hidden
    defaults_sent = {"kind": "suggestion", "appearance": "role", "visitor_role": "parent"}
    return hidden | defaults_sent | typed


def test_a_visitor_says_something_with_two_clicks_and_gets_a_receipt(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    answer = client.post(address, data=form_of(client, address, body="Cần nói rõ ai trả lời."))

    comment = session.scalars(select(Comment)).one()
    case = session.scalars(select(Case)).one()
    assert answer.status_code == 200
    assert case.number in answer.text
    assert SECRET.search(answer.text)
    assert comment.body == "Cần nói rõ ai trả lời."
    assert comment.appearance is Appearance.ROLE
    assert comment.sender_label == "Cha mẹ học sinh (tự khai)"
    assert case.state is CaseState.NEW
