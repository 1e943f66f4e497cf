"""What those who watch see: the number on the board is that of the rows behind it."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments.identities import Keys
from feedback.database import begin_write
from feedback.organisation.rules import is_in_force
from feedback.oversight import queries
from feedback.oversight.queries import Show
from feedback.oversight.routes import OVERSEERS
from feedback.responses import actions, promises
from feedback.responses import queries as responses
from feedback.responses.commitments import to_watch
from feedback.responses.rules import Promise
from feedback.sample import loader
from feedback.triage import defaults
from feedback.triage import queries as triage
from feedback.triage.actions import quarantine, withdraw_comment
from models import Audience, Case, CaseState, Commitment, Role, RoleHeld, Unit, UnitKind
from tests import builders
from tests.builders import NOW, TODAY, a_hat, a_mandate, a_unit, wear
from tests.checked_client import CheckedClient
from tests.responses.conftest import School, drafted, school

__all__ = ["school"]
COUNTED = {
    Show.ALL: "total",
    Show.OPEN: "open",
    Show.DUE_SOON: "due_soon",
    Show.OVERDUE: "overdue",
    Show.WAITING: "waiting_for_sender",
    Show.HELD: "held",
    Show.ON_TIME: "answered_on_time",
    Show.LATE: "answered_late",
    Show.OTHERWISE: "settled_otherwise",
}
PROMISED = date(2026, 12, 15)


@pytest.fixture
def city(app: Flask, session: Session, now: datetime) -> Session:
    """The sample city, one of its opinions withdrawn beside those that were before."""
    keys = Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])
    loader.load_sample_city(keys, now, lambda _words: None)
    waiting = session.scalars(select(Case).where(Case.state == CaseState.NEW)).first()
    assert waiting is not None
    withdraw_comment(waiting, now=now)
    session.flush()
    return session


def overseers(city: Session) -> list[RoleHeld]:
    """One hat of each role that may open the board, at each kind of unit where it is held."""
    found = city.scalars(select(RoleHeld).where(RoleHeld.role.in_(OVERSEERS))).all()
    return [hat for hat in found if is_in_force(hat, TODAY)]


def numbers_on_the_page(client: CheckedClient, unit: Unit, show: Show) -> list[str]:
    """The rows of the export, by case number."""
    address = f"/oversight/{unit.key}/export.csv?show={show.value}"
    answer = client.get(address)
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert unit.key not in answer.headers["Content-Disposition"]  # its name says more
    return [row[0] for row in rows[1:]]


def test_every_number_on_the_board_is_that_of_the_rows_in_list_and_export(
    client: CheckedClient, city: Session, now: datetime
) -> None:
    day = queries.day_for_figures(TODAY)
    hats = overseers(city)
    assert {Role.MONITOR, Role.PARENTS_BOARD} <= {hat.role for hat in hats}

    for hat in hats:
        wear(client, hat, at=now)
        watched = triage.watched_unit_ids(hat, TODAY)
        units = queries.units_named(watched)
        for figures in queries.figures_of(watched, day, seen_by=hat):
            unit = units[figures.unit_id]
            for show, name in COUNTED.items():
                page = queries.cases_shown(hat, unit, show, day, after=None, size=500)
                exported = numbers_on_the_page(client, unit, show)
                assert len(page.rows) == getattr(figures, name), (hat.role, unit.name, show)
                assert exported == [case.number for case in page.rows]
        begin_write()


def test_what_a_sender_withdrew_reaches_no_monitor(client: CheckedClient, school: School) -> None:
    defaults.seed(NOW)
    body = builders.a_unit("Công đoàn ngành", UnitKind.UNION)
    a_mandate(body, school.department)
    text = school.plan.current_version.texts[0]
    case = builders.a_case(
        builders.a_comment(text, body="Câu đã rút lại."), intake_unit=school.office
    )
    withdraw_comment(case, now=NOW)

    for role, unit in (
        (Role.MONITOR, body),
        (Role.PARENTS_BOARD, body),
        (Role.LEADERSHIP, school.department),
        (Role.PERSONNEL, school.division),
    ):
        wear(client, a_hat(role=role, unit=unit), at=NOW)
        listed = client.get(f"/oversight/{school.office.key}?show=all").text
        assert "Câu đã rút lại." not in listed
        assert client.get(f"/cases/{case.key}").status_code == 404
        begin_write()


def test_the_parents_board_finds_the_cases_that_its_board_counts(
    client: CheckedClient, school: School, now: datetime
) -> None:
    defaults.seed(NOW)
    body = a_unit("Ban đại diện cha mẹ học sinh", UnitKind.PARENTS_BOARD)
    a_mandate(body, school.unit)
    case = school.routed()
    wear(client, a_hat(role=Role.PARENTS_BOARD, unit=body), at=NOW)

    board = client.get("/oversight").text
    listed = client.get(f"/oversight/{school.unit.key}").text

    assert school.unit.name in board
    assert case.number in listed
    assert case.comment.body in client.get(f"/cases/{case.key}").text


@pytest.mark.parametrize("audience", [Audience.UNIT_STAFF, Audience.SECTOR])
def test_the_parents_board_learns_nothing_of_opinions_on_texts_for_staff(
    audience: Audience, client: CheckedClient, school: School, now: datetime
) -> None:
    defaults.seed(NOW)
    body = a_unit("Ban đại diện", UnitKind.PARENTS_BOARD, under=school.unit)
    a_mandate(body, school.unit)
    case = promised(school)
    case.comment.plan.audience = audience
    wear(client, a_hat(role=Role.PARENTS_BOARD, unit=body), at=NOW)

    listed = client.get(f"/oversight/{school.unit.key}?show=all").text
    exported = client.get(f"/oversight/{school.unit.key}/export.csv?show=all").text

    for told in (case.number, case.comment.plan.title, "Đặt bảng tin ngoài cổng."):
        assert told not in listed + exported
    assert client.get(f"/cases/{case.key}").status_code == 404


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.PERSONNEL, Role.OFFICE])
def test_an_overseer_of_a_school_sees_that_school_and_what_is_below_it_alone(
    role: Role, client: CheckedClient, school: School, now: datetime
) -> None:
    defaults.seed(NOW)
    other = a_unit("Trường THPT Khác", under=school.department)
    branch = a_unit("Phân hiệu của trường", under=school.unit)
    hat = a_hat(role=role, unit=school.unit)

    assert triage.watched_unit_ids(hat, TODAY) == {school.unit.id, branch.id}
    wear(client, hat, at=NOW)
    assert client.get(f"/oversight/{other.key}").status_code == 404
    assert client.get(f"/oversight/{school.division.key}").status_code == 404
    assert client.get(f"/oversight/{school.unit.key}").status_code == 200


def test_the_office_and_the_divisions_of_the_department_see_all_of_it(school: School) -> None:
    everything = {
        school.department.id,
        school.office.id,
        school.division.id,
        school.unit.id,
    }

    for unit in (school.department, school.office, school.division):
        hat = a_hat(role=Role.PERSONNEL, unit=unit)
        assert triage.watched_unit_ids(hat, TODAY) == everything


# ------------------------------------------------------------------ promises


def promised(school: School, *, signed: bool = True) -> Case:
    """A case whose answer promises something in the name of the school."""
    case = school.routed()
    said = drafted(promises=(Promise(school.unit, "Đặt bảng tin ngoài cổng.", PROMISED),))
    actions.submit_answer(case, said, by=school.officer, now=NOW)
    if signed:
        actions.approve_answer(case, by=school.head, now=NOW)
    return case


def pages_with_the_promise(client: CheckedClient, school: School) -> list[str]:
    """The pages that show the promise to the leadership and to the school's officer."""
    found = []
    for hat, page in (
        (school.director, f"/oversight/{school.unit.key}"),
        (school.officer, "/commitments"),
    ):
        wear(client, hat, at=NOW)
        if "Đặt bảng tin ngoài cổng." in client.get(page).text:
            found.append(page)
        begin_write()
    return found


def figures_due(school: School) -> int:
    day = queries.day_for_figures(TODAY)
    found = queries.figures_of([school.unit.id], day, seen_by=school.director)
    everybody = queries.figures_of([school.unit.id], day)
    assert [each.commitments_due for each in found] == [each.commitments_due for each in everybody]
    return sum(each.commitments_due for each in found)


def test_a_promise_counts_once_its_answer_is_signed(
    client: CheckedClient, school: School, now: datetime
) -> None:
    case = promised(school, signed=False)

    assert figures_due(school) == 0
    assert pages_with_the_promise(client, school) == []

    actions.approve_answer(case, by=school.head, now=NOW)

    assert figures_due(school) == 1
    assert pages_with_the_promise(client, school) == [
        f"/oversight/{school.unit.key}",
        "/commitments",
    ]


def test_a_quarantined_case_is_not_read_through_its_promises(
    client: CheckedClient, school: School, now: datetime
) -> None:
    case = promised(school)
    promise = school_promise(case)
    quarantine(case, by=school.clerk, now=NOW)

    assert figures_due(school) == 0
    assert to_watch(PROMISED, PROMISED, most=5) == []
    assert promises.promises_owed(school.officer, TODAY).count == 0
    assert pages_with_the_promise(client, school) == []
    assert client.get(f"/commitments/{promise.key}").status_code == 404
    sent = client.post(f"/commitments/{promise.key}", data={"outcome": "kept", "words": "Xong."})
    assert sent.status_code == 404


def test_a_promise_about_a_unit_is_not_shown_to_that_unit(
    client: CheckedClient, school: School, now: datetime
) -> None:
    case = promised(school)
    promise = school_promise(case)
    case.concerns_unit = school.unit

    assert pages_with_the_promise(client, school) == [f"/oversight/{school.unit.key}"]
    assert client.get(f"/commitments/{promise.key}").status_code == 404


def school_promise(case: Case) -> Commitment:
    (answer,) = responses.published_answers_of(case)
    return answer.commitments[0]
