"""What a unit that ended still owes goes on elsewhere, told and recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from feedback import record
from feedback.organisation import actions as organisation
from feedback.organisation import queries
from feedback.responses import actions, signing, succession
from feedback.responses.jobs import hand_over_ended_units
from feedback.responses.rules import Promise
from feedback.triage.actions import request_details
from models import (
    Actor,
    Case,
    CaseState,
    Commitment,
    Notice,
    Role,
    SuccessionKind,
    Unit,
    UnitKind,
    db,
)
from tests import builders
from tests.builders import NOW, TODAY, wear
from tests.checked_client import CheckedClient
from tests.responses.conftest import School, drafted

TOMORROW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
YESTERDAY = date(2026, 11, 19)


def a_successor(school: School, name: str = "Trường THPT Mẫu mới") -> Unit:
    """A unit with somebody to answer."""
    unit = builders.a_unit(name, under=school.department)
    builders.a_hat(role=Role.HEAD, unit=unit)
    builders.a_hat(role=Role.OFFICER, unit=unit)
    return unit


def succeeded(school: School, old: Unit, new: Unit) -> None:
    """`new` takes over today, and with it what is open."""
    kind = SuccessionKind.MERGED
    organisation.name_successor(old, new, kind, TODAY, by=Actor.SYSTEM, now=NOW)
    succession.hand_over(old, by=Actor.SYSTEM, now=NOW)


def entries(case: Case) -> list[str]:
    """The kinds of the entries of the case's record."""
    return [row.kind for row in record.timeline_of_case(case, public_only=True)]


def test_the_successor_goes_on_with_an_open_case_and_both_are_told(school: School) -> None:
    case, new = school.routed(), a_successor(school)

    succeeded(school, school.unit, new)

    assert case.lead_unit is case.holder_unit is new
    assert case.unit_due_on == date(2026, 11, 27)
    assert "case.handed_on" in entries(case)
    told = set(
        db.session.scalars(select(Notice.person_id).where(Notice.kind == "triage.handed_on"))
    )
    assert {school.officer.person_id, school.head.person_id} < told
    assert {hat.person_id for hat in queries.active_hats(new, (Role.HEAD,), TODAY)} < told


def test_who_was_asked_to_support_gives_way_to_the_successor(school: School) -> None:
    case, new = school.routed(), a_successor(school, "Phòng Tổ chức mới")

    succeeded(school, school.division, new)

    assert [asked.unit for asked in case.supporting] == [new]
    assert "case.support_handed_on" in entries(case)


def test_what_the_ended_office_received_is_received_by_its_successor(school: School) -> None:
    comment = builders.a_comment(school.plan.current_version.texts[0])
    case = builders.a_case(comment, intake_unit=school.office, holder_unit=school.office)
    new = builders.a_unit("Văn phòng mới", UnitKind.OFFICE, under=school.department)
    builders.a_hat(role=Role.MODERATOR, unit=new)
    request_details(case, note="Ở đâu?", by=school.clerk, now=NOW)

    succeeded(school, school.office, new)

    assert case.intake_unit is new
    assert case.holder_unit is None  # it waits with its sender still


def test_an_open_promise_is_the_successors(school: School) -> None:
    case = school.routed()
    promise = Promise(school.unit, "Công khai thực đơn.", date(2026, 12, 1))
    actions.submit_answer(case, drafted(promises=(promise,)), by=school.officer, now=NOW)
    actions.approve_answer(case, by=school.head, now=NOW)
    new = a_successor(school)

    succeeded(school, school.unit, new)

    assert db.session.scalars(select(Commitment)).one().unit is new
    assert "commitment.handed_on" in entries(case)


def test_a_submitted_answer_waits_for_the_successors_head(school: School) -> None:
    case, new = school.submitted(), a_successor(school)

    succeeded(school, school.unit, new)

    head = queries.active_hats(new, (Role.HEAD,), TODAY)[0]
    assert actions.approve_answer(case, by=head, now=NOW).signed_as == new.name


def test_without_successor_the_superiors_office_goes_on_by_the_workers_hand(
    school: School,
) -> None:
    case = school.routed()
    builders.a_hat(role=Role.OFFICER, unit=school.office)
    school.unit.ends_on = YESTERDAY
    db.session.commit()

    first, second = hand_over_ended_units(NOW), hand_over_ended_units(TOMORROW)

    assert (first, second) == (1, 0)
    assert db.session.get_one(Case, case.id).lead_unit is school.office


def test_a_unit_whose_last_officer_and_head_left_loses_no_case(school: School) -> None:
    case = school.routed()
    builders.a_hat(role=Role.OFFICER, unit=school.office)
    school.officer.ends_on = school.head.ends_on = YESTERDAY
    db.session.commit()

    hand_over_ended_units(NOW)

    assert db.session.get_one(Case, case.id).lead_unit is school.office


def test_what_concerns_the_successor_returns_to_the_intake_for_a_decision(
    school: School,
) -> None:
    case, new = school.routed(), a_successor(school)
    case.concerns_unit = new
    db.session.flush()

    succeeded(school, school.unit, new)

    assert case.state is CaseState.RECEIVED
    assert case.holder_unit is school.office


def test_naming_the_successor_on_its_page_hands_the_cases_on(
    client: CheckedClient, school: School
) -> None:
    case, new = school.routed(), a_successor(school)
    administrator = builders.a_hat(role=Role.ADMINISTRATOR, unit=school.department)
    wear(client, administrator)

    answer = client.post(
        f"/units/{school.unit.key}/successors",
        data={"successor": new.key, "succession": "merged", "happened_on": "2026-11-20"},
    )

    assert answer.status_code == 302
    assert db.session.get_one(Case, case.id).lead_unit_id == new.id


def test_a_deputy_who_left_does_not_keep_the_director_from_signing(school: School) -> None:
    deputy = builders.a_hat(role=Role.OFFICER, unit=school.unit)
    builders.a_deputyship(deputy.person, school.unit)
    case = school.submitted()
    school.head.ends_on = deputy.ends_on = YESTERDAY
    db.session.flush()

    assert school.director in signing.signers_of(school.unit, TODAY)
    assert school.unit.id in signing.units_signed_by(school.director, TODAY)
    assert actions.approve_answer(case, by=school.director, now=NOW)
