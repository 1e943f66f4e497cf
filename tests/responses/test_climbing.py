"""Who signs when the answer concerns the one who would sign."""

from __future__ import annotations

import pytest
from flask import current_app
from sqlalchemy import select

from feedback.comments import identities
from feedback.comments.identities import Keys
from feedback.errors import RuleBroken
from feedback.responses import actions, queries
from feedback.responses.climbing import may_sign, signers_for
from models import Appearance, Case, CaseState, Notice, Role, RoleHeld, db
from tests.builders import NOW, TODAY, a_deputyship, a_hat
from tests.responses.conftest import School, drafted


def submitted_about(school: School, hat: RoleHeld) -> Case:
    """A draft that waits for a signature on a case that concerns the hat's person alone."""
    case = school.routed()
    case.concerns_person = hat.person
    actions.submit_answer(case, drafted(), by=school.officer, now=NOW)
    return case


def submitted_sealed(school: School, sender: RoleHeld) -> Case:
    """The same on a case that the hat's person sent under seal."""
    case = school.routed(appearance=Appearance.SEALED)
    keys = Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])
    identities.seal(case.comment, sender.person, keys=keys)
    db.session.flush()
    actions.submit_answer(case, drafted(), by=school.officer, now=NOW)
    return case


def waiting_for(hat: RoleHeld) -> list[Case]:
    """The cases whose answers wait for the hat's signature."""
    return [answer.case for answer in queries.answers_to_sign(hat, TODAY).rows]


def told_of_submission() -> list[int]:
    """Who was told that an answer waits for their signature."""
    kind = Notice.kind == "answer.submitted"
    return list(db.session.scalars(select(Notice.person_id).where(kind)))


def test_an_answer_about_the_head_climbs_to_who_signs_above(school: School) -> None:
    case = submitted_about(school, school.head)

    assert told_of_submission() == [school.director.person_id]
    assert waiting_for(school.head) == []
    assert waiting_for(school.director) == [case]
    actions.approve_answer(case, by=school.director, now=NOW)
    assert case.state is CaseState.ANSWERED


def test_an_answer_to_the_head_climbs_as_well(school: School) -> None:
    case = school.submitted(sender_id=school.head.person_id)

    assert waiting_for(school.head) == []
    assert waiting_for(school.director) == [case]
    with pytest.raises(RuleBroken):
        actions.approve_answer(case, by=school.head, now=NOW)


def test_a_deputy_does_not_sign_what_is_about_the_head(school: School) -> None:
    deputy = a_hat(role=Role.STAFF, unit=school.unit)
    a_deputyship(deputy.person, school.unit)

    case = submitted_about(school, school.head)

    assert waiting_for(deputy) == []
    with pytest.raises(RuleBroken):
        actions.approve_answer(case, by=deputy, now=NOW)


def test_the_head_signs_what_is_about_the_deputy(school: School) -> None:
    deputy = a_hat(role=Role.STAFF, unit=school.unit)
    a_deputyship(deputy.person, school.unit)

    case = submitted_about(school, deputy)

    assert waiting_for(deputy) == []
    assert waiting_for(school.head) == [case]
    assert waiting_for(school.director) == []


def test_a_head_who_handles_at_the_unit_concerned_too_is_left_out(school: School) -> None:
    a_hat(school.head.person, Role.OFFICER, school.division)
    case = school.routed()
    case.concerns_unit = school.division
    actions.submit_answer(case, drafted(), by=school.officer, now=NOW)

    assert waiting_for(school.head) == []
    assert waiting_for(school.director) == [case]


def test_what_concerns_nobody_who_signs_stays_with_its_head(school: School) -> None:
    case = school.submitted()

    assert waiting_for(school.head) == [case]
    assert waiting_for(school.director) == []


def test_to_what_came_under_seal_the_unit_above_may_always_sign(school: School) -> None:
    by_a_parent = submitted_sealed(school, a_hat(role=Role.PARENT, unit=school.unit))
    by_the_head = submitted_sealed(school, school.head)

    # Seen from above the two are alike, and the head alone knows which one is missing.
    assert set(waiting_for(school.director)) == {by_a_parent, by_the_head}
    assert waiting_for(school.head) == [by_a_parent]
    assert signers_for(by_the_head, TODAY) == [school.director]


def test_the_list_and_the_check_say_the_same_of_everybody(school: School) -> None:
    deputy = a_hat(role=Role.STAFF, unit=school.unit)
    a_deputyship(deputy.person, school.unit)
    second_head = a_hat(role=Role.HEAD, unit=school.unit)
    everybody = [school.head, second_head, deputy, school.director, school.officer, school.clerk]
    cases = [
        school.submitted(),
        school.submitted(sender_id=second_head.person_id),
        submitted_about(school, school.head),
        submitted_about(school, deputy),
        submitted_about(school, school.director),
        submitted_sealed(school, school.head),
        submitted_sealed(school, deputy),
    ]

    for hat in everybody:
        assert set(waiting_for(hat)) == {case for case in cases if may_sign(hat, case, TODAY)}
