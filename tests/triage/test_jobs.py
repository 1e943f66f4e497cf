"""Who hears, once, that a date is near or has passed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.database import begin_write
from feedback.triage import actions
from feedback.triage.actions import Routing
from feedback.triage.jobs import remind_of_silent_senders, tell_due_dates
from models import Case, CommentKind, Notice, OutboxMessage, Role, UnitKind, db
from tests.builders import NOW, a_hat, a_mandate, a_person, a_unit
from tests.triage.conftest import House

# The unit's date is Monday 30/11, the sender's Wednesday 2/12.
THURSDAY_BEFORE = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
THURSDAY_AFTER = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)


def a_routed_case(house: House, **values: object) -> Case:
    """A case the division works on."""
    case = house.case(**values)
    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)
    db.session.commit()
    return case


def told(kind: str) -> set[int]:
    """Who was told something of that kind."""
    return set(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def test_nobody_is_told_while_there_is_time(house: House) -> None:
    a_routed_case(house)

    assert tell_due_dates(NOW) == 0


def test_two_working_days_before_the_unit_is_told_once(house: House) -> None:
    a_routed_case(house)

    first, second = tell_due_dates(THURSDAY_BEFORE), tell_due_dates(THURSDAY_BEFORE)

    assert (first, second) == (1, 0)
    assert told("triage.due_soon") == {house.officer.person_id, house.head.person_id}


@pytest.mark.postgres_too
def test_when_it_has_passed_the_superior_the_monitors_and_the_sender_are_told(
    house: House,
) -> None:
    leader = a_hat(role=Role.LEADERSHIP, unit=house.department)
    union = a_unit("Công đoàn ngành", UnitKind.UNION)
    a_mandate(union, house.department)
    monitor = a_hat(role=Role.MONITOR, unit=union)
    sender = a_person(email="nguoi-gui@example.vn")
    a_routed_case(house, sender=sender)

    tell_due_dates(THURSDAY_AFTER)

    expected = {house.officer, house.head, leader, monitor}
    assert told("triage.overdue") == {hat.person_id for hat in expected}
    assert told("sender.overdue") == {sender.id}
    mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.person_id == sender.id))
    assert "sender.overdue" in {mail.details["notice_kind"] for mail in mails}
    assert tell_due_dates(THURSDAY_AFTER) == 0


def test_what_waits_with_the_sender_is_nobodys_delay(house: House) -> None:
    case = house.case()
    actions.request_details(case, note="Ở đâu?", by=house.moderator, now=NOW)
    db.session.commit()

    assert tell_due_dates(THURSDAY_AFTER) == 0


def test_a_case_that_nobody_took_in_is_told_to_the_intake(house: House) -> None:
    house.case()
    db.session.commit()

    tell_due_dates(THURSDAY_AFTER)

    assert house.moderator.person_id in told("triage.overdue")


def test_the_intake_is_reminded_once_of_a_sender_who_stays_silent(house: House) -> None:
    case = house.case()
    actions.request_details(case, note="Ở đâu?", by=house.moderator, now=NOW)
    db.session.commit()

    # Ten working days from Friday 20/11, the holiday left out, are over on Monday 7/12.
    early = remind_of_silent_senders(datetime(2026, 12, 4, 2, 0, tzinfo=UTC))
    first = remind_of_silent_senders(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    again = remind_of_silent_senders(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))

    assert (early, first, again) == (0, 1, 0)
    assert told("triage.sender_silent") == {house.moderator.person_id}


def test_the_intake_hears_that_a_report_is_owed_word(house: House) -> None:
    house.case(kind=CommentKind.REFLECTION)
    db.session.commit()

    tell_due_dates(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))

    assert house.moderator.person_id in told("triage.overdue_word")


def test_what_fell_overdue_unnoticed_before_it_went_to_its_sender_is_still_told(
    house: House,
) -> None:
    case = house.case()
    actions.request_details(case, note="Ở đâu?", by=house.moderator, now=THURSDAY_AFTER)
    db.session.commit()

    assert tell_due_dates(THURSDAY_AFTER) == 1
    assert house.moderator.person_id in told("triage.overdue")


def test_a_recount_finds_a_counter_that_lies(app: Flask, house: House) -> None:
    a_routed_case(house)
    begin_write()
    house.clause.clause.closed_count = 7
    db.session.flush()
    db.session.commit()

    answer = app.test_cli_runner().invoke(args=["clauses", "recount"])

    assert answer.output.startswith("1 trong 2 ")
    db.session.expire_all()
    assert house.clause.clause.closed_count == 0
