"""What was hidden by mistake comes back as it stood, to the last verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from feedback.responses import actions as responses
from feedback.responses.rules import Drafted
from feedback.responses.sender import close_case
from feedback.triage import actions
from feedback.triage.actions import Routing
from models import (
    ArchiveReason,
    Base,
    Case,
    CaseGroup,
    CaseState,
    Decision,
    HoldReason,
    OutboxMessage,
    Role,
    SetAside,
    db,
)
from tests.builders import NOW, a_hat, stored
from tests.triage.conftest import House

LATER = NOW + timedelta(days=3)
MUCH_LATER = NOW + timedelta(days=40)
Step = Callable[[House, Case], None]


def routed(house: House, case: Case) -> None:
    routing = Routing(house.division, (house.school,), publish=True)
    actions.route(case, routing, by=house.moderator, now=NOW)


def answered(house: House, case: Case) -> None:
    routed(house, case)
    drafted = Drafted(decision=Decision.ACCEPTED, explanation="Phòng tiếp thu.")
    responses.submit_answer(case, drafted, by=house.officer, now=LATER)
    responses.approve_answer(case, by=house.head, now=LATER)


def closed(house: House, case: Case) -> None:
    answered(house, case)
    close_case(case, now=LATER)


def held(house: House, case: Case) -> None:
    actions.hold(case, HoldReason.INSULT, note="Xin sửa lời.", by=house.moderator, now=NOW)


def asked(house: House, case: Case) -> None:
    actions.request_details(case, note="Ở đâu ạ?", by=house.moderator, now=NOW)


def returned(house: House, case: Case) -> None:
    actions.return_with_guidance(case, guidance="Xin gửi trường.", by=house.moderator, now=NOW)


def transferred(house: House, case: Case) -> None:
    actions.transfer(case, "Sở Xây dựng", by=house.moderator, now=LATER)


def archived(house: House, case: Case) -> None:
    reason = next(each for each in ArchiveReason if each is not ArchiveReason.NO_DETAILS)
    actions.archive(case, reason, note="Đã có trả lời.", by=house.moderator, now=NOW)


def withdrawn(house: House, case: Case) -> None:
    actions.withdraw_comment(case, now=NOW)


STEPS = [routed, answered, closed, held, asked, returned, transferred, archived, withdrawn]


def columns(row: Base) -> dict[str, Any]:
    """A row as it is stored."""
    db.session.flush()
    db.session.refresh(row)
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def as_it_stands(case: Case) -> tuple[Any, ...]:
    """Case, comment, clocks and the numbers beside the clause; the revision grows always."""
    clause = case.comment.clause
    assert clause is not None
    own = columns(case) | {"revision": None}
    return own, columns(case.comment), [columns(each) for each in case.clocks], columns(clause)


@pytest.mark.postgres_too
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_release_gives_back_state_clocks_and_verdicts_exactly(step: Step, house: House) -> None:
    case, officer = house.case(), a_hat(role=Role.CONFIDENTIAL, unit=house.department)
    step(house, case)
    before = as_it_stands(case)
    actions.quarantine(case, by=house.moderator, now=LATER)
    assert case.state is CaseState.QUARANTINED

    actions.release(case, by=officer, now=MUCH_LATER)

    assert as_it_stands(case) == before
    assert db.session.get(SetAside, case.id) is None


def test_the_sender_hears_that_it_came_back_unless_it_was_withdrawn(house: House) -> None:
    officer = a_hat(role=Role.CONFIDENTIAL, unit=house.department)
    for step, told in ((routed, True), (withdrawn, False)):
        sender = a_hat(role=Role.STAFF, unit=house.school)
        sender.person.email = f"{step.__name__}@example.vn"
        case = house.case(sender=sender.person, sender_role=sender)
        step(house, case)
        actions.quarantine(case, by=house.moderator, now=LATER)
        actions.release(case, by=officer, now=MUCH_LATER)

        mails = db.select(OutboxMessage.event_key).where(OutboxMessage.case_id == case.id)
        kinds = [key.split(":")[0] for key in db.session.scalars(mails)]
        assert ("sender.released" in kinds) is told


def test_it_comes_back_to_the_intake_when_its_group_went_on_without_it(house: House) -> None:
    case, officer = house.case(), a_hat(role=Role.CONFIDENTIAL, unit=house.department)
    group = stored(
        CaseGroup(
            key="nhom", title="Nhóm", unit=house.office, gathered_at=NOW, summary="", revision=0
        )
    )
    routed(house, case)
    case.group = group
    actions.quarantine(case, by=house.moderator, now=LATER)
    group.submitted_at = LATER + timedelta(hours=1)

    actions.release(case, by=officer, now=MUCH_LATER)

    assert (case.state, case.group, case.holder_unit) == (CaseState.RECEIVED, None, house.office)


def test_clocks_of_what_is_taken_out_end_on_the_day_it_was_hidden(house: House) -> None:
    case, officer = house.case(), a_hat(role=Role.CONFIDENTIAL, unit=house.department)
    routed(house, case)
    actions.quarantine(case, by=house.moderator, now=LATER)

    actions.confirm_taken_out(case, by=officer, now=MUCH_LATER)

    assert {clock.was_on_time for clock in case.clocks} == {True}
    assert db.session.get(SetAside, case.id) is None
