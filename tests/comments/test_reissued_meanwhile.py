"""An opinion that was being written while the plan was issued anew: nothing typed is lost."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.plans.versions import deciding, fates
from feedback.triage import defaults
from models import Clause, Comment, Plan, Role, db
from tests.builders import NOW, a_hat, a_new_version, a_plan, a_second_version, issued
from tests.checked_client import CheckedClient

LABELS = ("I", "I.1", "I.2")
SAID = "Đề nghị nói rõ ai trả lời và trong mấy ngày."


def sent(client: CheckedClient, plan_key: str, clause_key: str, **more: str) -> tuple[int, str]:
    data = {"kind": "suggestion", "body": SAID, "appearance": "role", "visitor_role": "parent"}
    answer = client.post(
        f"/plans/{plan_key}/clauses/{clause_key}/comment",
        data={**data, "token": "x" * 22, "seen": "1", **more},
    )
    return answer.status_code, answer.get_data(as_text=True)


def kept(session: Session) -> Comment:
    return session.scalars(select(Comment)).one()


def test_an_opinion_is_about_the_words_that_were_read_though_others_are_in_force(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    plan = a_plan(labels=LABELS)
    defaults.add_missing_limits()
    a_second_version(plan, muc_I_1="Nội dung mục I.1 đã được sửa nhiều chỗ.")
    clause = plan.current_version.texts[1].clause.key
    db.session.commit()

    status, page = sent(client, plan.key, clause)

    assert status == 200
    text = kept(session).clause_text
    assert text is not None
    assert text.version.position == 1
    assert "lời văn đã sửa" in page


@pytest.mark.parametrize("chosen", ["plan", "part"])
def test_of_a_clause_that_was_split_the_sender_says_which_and_keeps_the_text(
    client: CheckedClient, session: Session, now: datetime, chosen: str
) -> None:
    plan = a_plan(labels=LABELS)
    defaults.add_missing_limits()
    clause = split_first(plan)
    db.session.commit()

    asked, page = sent(client, plan.key, clause)
    part = plan.current_version.texts[1]
    choice = part.clause.key if chosen == "part" else "plan"
    status, _ = sent(client, plan.key, clause, about_now=choice)

    assert (asked, status) == (422, 200)
    assert SAID in page
    assert "Ý kiến này nói về đâu" in page
    assert kept(session).clause_id == (part.clause_id if chosen == "part" else None)


def split_first(plan: Plan) -> str:
    """I.1 becomes I.1 and I.2; the key of the old one."""
    old, gone = plan.current_version.texts[1:3]
    version = a_new_version(plan)
    parts = version.texts[1:3]
    fates.keep(version, fates.prepare(plan.current_version, version))
    hat = a_hat(role=Role.MODERATOR, unit=plan.unit)
    parts[0].body, parts[1].body = "Phần thứ nhất.", "Phần thứ hai."
    db.session.flush()
    fates.keep(version, fates.prepare(plan.current_version, version))
    deciding.decide_removed(version, gone, seen="", by=hat, now=NOW)
    deciding.decide_split(version, old, parts, seen="", by=hat, now=NOW)
    key: str = db.session.get_one(Clause, old.clause_id).key
    issued(plan)
    return key
