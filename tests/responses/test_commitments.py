"""What a unit promised is watched until its day, and after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from feedback import record
from feedback.errors import RuleBroken
from feedback.responses import actions, jobs, queries
from feedback.responses.rules import DAYS_UNTIL_CLOSED, Promise
from models import CaseState, Commitment, CommitmentState, Notice, Role, db
from tests import builders
from tests.builders import NOW
from tests.responses.conftest import School, drafted

pytestmark = pytest.mark.postgres_too

PROMISED = date(2026, 12, 15)
NEAR = NOW.replace(month=12, day=14)
PAST = NOW.replace(month=12, day=16)


@pytest.fixture
def promise(school: School) -> Commitment:
    case = school.routed()
    said = drafted(promises=(Promise(school.unit, "Đặt bảng tin ngoài cổng.", PROMISED),))
    actions.submit_answer(case, said, by=school.officer, now=NOW)
    answer = actions.approve_answer(case, by=school.head, now=NOW)
    return answer.commitments[0]


def notices_to(hat) -> list[str]:
    query = db.select(Notice.kind).where(Notice.person_id == hat.person_id).order_by(Notice.id)
    return [kind for kind in db.session.scalars(query) if kind.startswith("commitment.")]


def watched(now) -> None:
    db.session.commit()
    jobs.watch_commitments(now)
    jobs.watch_commitments(now)


def test_the_unit_is_told_once_that_the_day_comes_near(school: School, promise):
    watched(NEAR)

    assert promise.state is CommitmentState.OPEN
    assert notices_to(school.head) == ["commitment.due_soon"]
    assert notices_to(school.director) == []


def test_a_broken_promise_goes_to_the_unit_and_its_superior_and_into_the_register(
    school: School, promise
):
    watched(PAST)

    assert promise.state is CommitmentState.BROKEN
    assert notices_to(school.head) == ["commitment.broken"]
    assert notices_to(school.director) == ["commitment.broken_below"]
    rows = record.timeline_of_case(promise.answer.case, public_only=True)
    assert [row.kind for row in rows].count("commitment.broken") == 1


def test_a_promise_reported_as_kept_is_left_in_peace(school: School, promise):
    actions.report_commitment(promise, kept=True, words="Ảnh.", by=school.officer, now=NOW)

    watched(PAST)

    assert promise.state is CommitmentState.KEPT
    assert notices_to(school.head) == []


def test_a_promise_not_yet_kept_keeps_its_day(school: School, promise):
    later = PROMISED + timedelta(days=10)

    actions.report_commitment(
        promise, kept=False, words="Chờ vật tư.", until=later, by=school.officer, now=NOW
    )

    assert promise.due_on == PROMISED
    assert promise.state is CommitmentState.OPEN
    last = record.timeline_of_case(promise.answer.case, public_only=True)[-1]
    assert "hẹn lại ngày 25/12/2026" in last.what
    assert last.why == "Chờ vật tư."


def test_keeping_a_promise_needs_evidence(school: School, promise):
    with pytest.raises(RuleBroken, match="kiểm chứng"):
        actions.report_commitment(promise, kept=True, words=" ", by=school.officer, now=NOW)


def test_only_the_unit_that_promised_reports(school: School, promise):
    with pytest.raises(RuleBroken, match="đơn vị khác"):
        actions.report_commitment(promise, kept=True, words="Xong.", by=school.helper, now=NOW)


def test_the_unit_reports_on_its_page(client, school: School, promise, now):
    builders.wear(client, school.officer, at=NOW)

    assert promise.promise in client.get("/commitments").text
    assert client.get(f"/commitments/{promise.key}").status_code == 200
    answer = client.post(
        f"/commitments/{promise.key}", data={"outcome": "kept", "words": "Ảnh chụp ở cổng."}
    )

    assert answer.status_code == 302
    assert promise.promise in client.get("/commitments?show=kept").text
    assert "Ảnh chụp ở cổng." in client.get(f"/commitments/{promise.key}").text


def test_a_report_without_words_is_given_back(client, school: School, promise, now):
    builders.wear(client, school.officer, at=NOW)

    page = client.post(f"/commitments/{promise.key}", data={"outcome": "kept"})

    assert page.status_code == 422


def test_another_units_promise_is_not_found(client, school: School, promise, now):
    builders.wear(client, builders.a_hat(role=Role.HEAD, unit=school.division), at=NOW)

    assert client.get(f"/commitments/{promise.key}").status_code == 404


def test_an_answered_case_closes_when_nobody_reopens_it(school: School):
    case = school.answered()
    db.session.commit()

    jobs.close_answered(NOW + DAYS_UNTIL_CLOSED - timedelta(seconds=1))
    still = case.state
    jobs.close_answered(NOW + DAYS_UNTIL_CLOSED)

    assert still is CaseState.ANSWERED
    assert case.state is CaseState.CLOSED
    assert queries.cases_at_rest(NOW + DAYS_UNTIL_CLOSED, most=10) == []
