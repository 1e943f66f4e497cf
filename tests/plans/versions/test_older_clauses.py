"""An opinion outlives the wording it was about: readers are told what became of the clause."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.database import begin_write
from feedback.plans.versions import lineage
from models import Audience, Comment, Fate, Plan
from tests import builders
from tests.builders import NOW
from tests.checked_client import CheckedClient
from tests.reissues import Says, a_newer_version
from tests.statements import statements

KEPT, REWORDED, RENUMBERED = Fate.KEPT, Fate.REWORDED, Fate.RENUMBERED
SPLIT, MERGED, REMOVED = Fate.SPLIT, Fate.MERGED, Fate.REMOVED


@pytest.fixture
def plan(session: Session) -> Plan:
    """Issued, and issued again: its seven clauses had every fate; one opinion is on each."""
    plan = builders.a_plan(labels=("I", "II", "III", "IV", "V", "VI", "VII"))
    for text in list(plan.current_version.texts):
        text.heading = "Tên mục cũ"
        builders.a_comment(text, body=f"Ý kiến về mục {text.label} cũ.", published_at=NOW)
        text.clause.received_count = 1
    a_newer_version(
        plan,
        Says("I", "Nội dung mục I.", KEPT, ("I",)),
        Says("II", "Nội dung mục II đã sửa.", REWORDED, ("II",)),
        Says("III", "Nội dung mục IV.", RENUMBERED, ("IV",)),
        Says("IV", "Nửa đầu.", SPLIT, ("V",)),
        Says("V", "Nửa sau.", SPLIT, ("V",)),
        Says("VI", "Hai mục làm một.", MERGED, ("VI", "VII")),
        Says("VII", "Mục mới."),
    )
    for text in plan.current_version.texts[:3]:
        text.heading = "Tên mục cũ"
    session.flush()
    return plan


def key_of(plan: Plan, label: str, version: int = 1) -> str:
    """The address of the clause that had the label in the version."""
    (found,) = [one for one in lineage.published_versions(plan) if one.position == version]
    return next(text.clause.key for text in found.texts if text.label == label)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("I", "Mục này lời văn giữ nguyên."),
        ("II", "Mục này lời văn đã sửa."),
        ("III", "Mục này không còn trong bản thứ 2, công bố ngày 20/11/2026."),
        ("IV", "Mục này nay là mục III, lời văn giữ nguyên."),
        ("V", "Mục này đã được tách: mục IV, mục V."),
        ("VI", "Mục này đã được gộp vào mục VI."),
    ],
)
def test_every_older_opinion_says_what_became_of_its_clause(
    client: CheckedClient, plan: Plan, label: str, said: str
) -> None:
    page = client.get(
        f"/plans/{plan.key}/clauses/{key_of(plan, label)}", follow_redirects=True
    ).text

    assert f"Ý kiến về mục {label} cũ." in page
    assert f"Ý kiến nói về bản thứ 1, công bố ngày 20/11/2026. {said}" in page


def test_the_parts_of_a_split_clause_carry_its_opinions(client: CheckedClient, plan: Plan) -> None:
    for part in ("IV", "V"):
        page = client.get(f"/plans/{plan.key}/clauses/{key_of(plan, part, 2)}").text

        assert "Ý kiến về mục V cũ." in page
        assert "1 ý kiến" in page


def test_a_merged_clause_carries_the_opinions_of_all_it_was_made_of(
    client: CheckedClient, plan: Plan
) -> None:
    page = client.get(f"/plans/{plan.key}/clauses/{key_of(plan, 'VI', 2)}").text

    assert "Ý kiến về mục VI cũ." in page
    assert "Ý kiến về mục VII cũ." in page
    assert "2 ý kiến" in page


def test_an_old_link_leads_on_to_the_successor_and_says_so(
    client: CheckedClient, plan: Plan
) -> None:
    answer = client.get(f"/plans/{plan.key}/clauses/{key_of(plan, 'VII')}")
    page = client.get(answer.location).text

    assert answer.location.startswith(f"/plans/{plan.key}/clauses/{key_of(plan, 'VI', 2)}?from=")
    assert "Liên kết ông/bà mở dẫn tới mục VII của bản cũ" in page


def test_an_old_link_that_leads_nowhere_else_says_nothing(
    client: CheckedClient, plan: Plan
) -> None:
    address = f"/plans/{plan.key}/clauses/{key_of(plan, 'I')}"

    page = client.get(f"{address}?from={key_of(plan, 'VII')}").text

    assert "Liên kết ông/bà mở" not in page


def test_the_plan_names_the_removed_clauses_that_people_spoke_on(
    client: CheckedClient, plan: Plan
) -> None:
    page = client.get(f"/plans/{plan.key}").text

    assert "Các mục đã bỏ vẫn giữ ý kiến" in page
    assert f"/plans/{plan.key}/clauses/{key_of(plan, 'III')}" in page
    assert "7 ý kiến về các mục" in page


def test_an_old_version_stays_readable_and_each_clause_leads_on(
    client: CheckedClient, plan: Plan
) -> None:
    page = client.get(f"/plans/{plan.key}/versions/1").text

    assert "Đây là bản cũ" in page
    assert "Nội dung mục III." in page
    assert "Mục này đã được tách" in page
    assert f"/plans/{plan.key}/clauses/{key_of(plan, 'IV', 2)}" in page
    assert "Góp ý mục này" not in page
    assert client.get(f"/plans/{plan.key}/versions/3").status_code == 404


def test_the_list_of_versions_says_what_each_changed(client: CheckedClient, plan: Plan) -> None:
    page = client.get(f"/plans/{plan.key}/versions").text

    changes = "1 mục sửa lời văn, 1 mục thêm, 1 mục bỏ, 1 mục đổi số, 1 mục tách, 2 mục gộp"
    assert f"So với bản trước: {changes}, 1 mục giữ nguyên." in page


def test_two_versions_are_compared_with_words_for_what_came_and_went(
    client: CheckedClient, plan: Plan
) -> None:
    issued_once = builders.a_plan()

    page = client.get(f"/plans/{plan.key}/compare?from=2&to=1").text

    assert "So sánh bản thứ 1 và bản thứ 2" in page
    assert '<span class="change-word">[thêm: </span>II đã sửa.' in page
    assert "mục V nay là mục IV, mục V" in page
    assert "mục VI, mục VII nay là mục VI" in page
    assert "Bỏ:</span> mục III" in page
    assert client.get(f"/plans/{issued_once.key}/compare").status_code == 404


def test_what_became_of_a_clause_is_followed_through_many_versions(
    session: Session, plan: Plan
) -> None:
    first = lineage.published_versions(plan)[0].texts
    a_newer_version(
        plan,
        Says("I", "Nội dung mục I.", KEPT, ("I",)),
        Says("II", "Cả hai nửa.", MERGED, ("IV", "V")),
        Says("III", "Khác hẳn.", REWORDED, ("III",)),
    )

    found = {one.old.label: one for one in lineage.outcomes_of(first).values()}

    assert [text.label for text in found["V"].now] == ["II"]
    assert [text.body for text in found["IV"].now] == ["Khác hẳn."]
    assert (found["II"].now, found["II"].fate) == ((), REMOVED)
    assert found["II"].ended_by is plan.current_version
    assert {one.clause_id for one in first if one.label == "V"} <= set(
        lineage.parents_in(plan)[plan.current_version.texts[1].clause_id]
    )


def test_a_version_in_the_making_changes_nothing_that_readers_see(
    session: Session, plan: Plan
) -> None:
    newest = plan.current_version
    texts = list(newest.texts)
    making = a_newer_version(plan, Says("I", "Nội dung mục I.", KEPT, ("I",)))
    making.published_at = None

    session.flush()

    assert lineage.outcomes_of(texts) == {}


def test_earlier_versions_are_for_those_who_may_read_the_plan(
    client: CheckedClient, session: Session, plan: Plan
) -> None:
    plan.audience = Audience.UNIT_STAFF

    pages = ("versions", "versions/1", "compare", f"clauses/{key_of(plan, 'III')}")
    answers = [client.get(f"/plans/{plan.key}/{page}").status_code for page in pages]

    assert answers == [404] * len(pages)


def test_more_older_opinions_cost_no_more_statements(
    client: CheckedClient, session: Session, plan: Plan
) -> None:
    address = f"/plans/{plan.key}/clauses/{key_of(plan, 'VI', 2)}"
    (older, *_) = (
        one for one in session.query(Comment) if one.clause_text and one.clause_text.label == "VI"
    )
    session.commit()
    with statements() as few:
        client.get(address)

    begin_write()
    for number in range(12):
        builders.a_comment(older.clause_text, body=f"Thêm {number}.", published_at=NOW)
    plan.revision += 1
    session.commit()
    with statements() as many:
        client.get(address)

    assert len(many) == len(few)
