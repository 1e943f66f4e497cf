"""Who is kept from an item because they sent it, or because it is about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from feedback.comments import identities
from feedback.comments.identities import Keys
from feedback.deadlines import load_calendar
from feedback.errors import RuleBroken
from feedback.triage import actions, desk
from feedback.triage.actions import Routing
from feedback.triage.desk import Folder
from feedback.triage.queries import case_for
from models import Appearance, Case, Notice, Role, RoleHeld, UnitKind, db
from tests.builders import NOW, TODAY, a_case, a_comment, a_hat, a_mandate, a_unit
from tests.triage.conftest import House

LATER = NOW + timedelta(minutes=5)


def sent_by(house: House, hat: RoleHeld) -> Case:
    """A case that the hat's person sent in the open."""
    return house.case(sender_id=hat.person_id, sender_role_id=hat.id)


def sealed_by(house: House, hat: RoleHeld) -> Case:
    """A case that the hat's person sent under seal."""
    comment = a_comment(house.clause, appearance=Appearance.SEALED)
    keys = Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])
    identities.seal(comment, hat.person, keys=keys)
    return a_case(comment)


# ------------------------------------------------------------------ the sender


@pytest.mark.parametrize("sent", [sent_by, sealed_by])
def test_a_moderator_does_not_find_their_own_opinion_at_the_desk(house: House, sent) -> None:
    colleague = a_hat(role=Role.MODERATOR, unit=house.office)
    case = sent(house, house.moderator)
    own = desk.desk_of(house.moderator, TODAY, load_calendar())
    others = desk.desk_of(colleague, TODAY, load_calendar())

    assert list(desk.cases_in(own, Folder.WAITING, None).rows) == []
    assert desk.counts_of(own)[Folder.WAITING] == 0
    assert desk.case_at(own, case.key) is None
    assert desk.case_at(others, case.key) is case


@pytest.mark.parametrize("sent", [sent_by, sealed_by])
def test_a_moderator_does_not_act_on_their_own_opinion(house: House, sent) -> None:
    case = sent(house, house.moderator)
    case.intake_unit = house.office

    with pytest.raises(RuleBroken):
        actions.route(case, Routing(house.division), by=house.moderator, now=NOW)


@pytest.mark.parametrize("sent", [sent_by, sealed_by])
def test_an_officer_is_neither_told_of_nor_shown_their_own_opinion(house: House, sent) -> None:
    a_hat(role=Role.MODERATOR, unit=house.office)
    case = sent(house, house.officer)

    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)

    routed = select(Notice.person_id).where(Notice.kind == "triage.routed")
    assert db.session.scalars(routed).all() == [house.head.person_id]
    assert case_for(house.officer, case.key, TODAY) is None
    assert case_for(house.head, case.key, TODAY) is case


def test_who_watches_for_an_organisation_may_watch_over_their_own_opinion(house: House) -> None:
    union = a_unit("Công đoàn ngành", UnitKind.UNION)
    a_mandate(union, house.department)
    monitor = a_hat(role=Role.MONITOR, unit=union)

    case = sent_by(house, monitor)

    assert case_for(monitor, case.key, TODAY) is case
