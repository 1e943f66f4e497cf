"""Who is kept from an item because they sent it, or because it is about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from feedback.comments import identities
from feedback.comments.identities import Keys
from feedback.database import begin_write
from feedback.deadlines import load_calendar
from feedback.errors import RuleBroken
from feedback.triage import actions, desk
from feedback.triage.actions import Routing
from feedback.triage.desk import Folder
from feedback.triage.queries import case_for
from feedback.triage.suggestion import suggestion_for
from models import Appearance, Case, Notice, Role, RoleHeld, UnitKind, db
from tests.builders import NOW, TODAY, a_case, a_comment, a_hat, a_mandate, a_plan, a_unit, wear
from tests.checked_client import CheckedClient
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


# ------------------------------------------------------------------ whom it is about


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hiệu trưởng Trường THPT Biển Xanh", "Trường THPT Biển Xanh"),
        ("thầy hiệu trưởng THPT Biển Xanh", "Trường THPT Biển Xanh"),
        ("Cô Phó Hiệu trưởng của trường THPT Biển Xanh", "Trường THPT Biển Xanh"),
        ("Trưởng phòng Kế hoạch – Tài chính", "Phòng Kế hoạch – Tài chính"),
        ("ông Trưởng phòng KHTC", "Phòng Kế hoạch – Tài chính"),
        ("Giám đốc Sở", "Sở Giáo dục và Đào tạo thành phố Mẫu"),
        ("Giám đốc Sở GD&ĐT", "Sở Giáo dục và Đào tạo thành phố Mẫu"),
        ("Chánh Văn phòng Sở", "Văn phòng Sở"),
        ("Cán bộ một cửa", "Phòng Kế hoạch – Tài chính"),
        ("kế toán trường THPT Biển Xanh lớp cháu học", "Trường THPT Biển Xanh"),
    ],
)
def test_a_title_with_its_unit_is_recognised_as_it_is_written(
    house: House, typed: str, name: str
) -> None:
    house.school.short_name = "THPT Biển Xanh"
    house.division.short_name, house.division.abbreviation = "Phòng KHTC", "KHTC"
    house.officer.title = "Cán bộ một cửa"
    db.session.flush()

    case = house.case(concerns_text=typed)

    assert case.concerns_unit is not None
    assert case.concerns_unit.name == name
    assert not case.concern_is_open


@pytest.mark.parametrize(
    "typed",
    ["thầy giáo dạy Toán", "cô Lan", "số 5", "Phòng KHTC và Trường THPT Biển Xanh", "hiệu trưởng"],
)
def test_words_that_leave_a_doubt_are_left_to_a_person(house: House, typed: str) -> None:
    house.division.short_name = "Phòng KHTC"
    db.session.flush()

    case = house.case(concerns_text=typed)

    assert case.concerns_unit is None
    assert case.concern_is_open


def test_the_head_who_is_named_is_barred_with_the_school_from_the_start(house: House) -> None:
    head = a_hat(role=Role.HEAD, unit=a_unit("Trường THPT Một", under=house.department))
    clerk = a_hat(role=Role.MODERATOR, unit=head.unit)
    text = a_plan(head.unit).current_version.texts[0]

    case = a_case(a_comment(text, concerns_text="Hiệu trưởng"))

    assert (case.concerns_unit, case.concerns_person) == (head.unit, head.person)
    assert case.intake_unit is house.office
    assert case_for(clerk, case.key, TODAY) is None
    suggestion = suggestion_for(case, TODAY, load_calendar())
    assert suggestion is None or suggestion.lead is not head.unit


def test_nothing_is_routed_before_somebody_says_who_was_meant(house: House) -> None:
    case = house.case(concerns_text="cô Lan")

    with pytest.raises(RuleBroken):
        actions.route(case, Routing(house.division), by=house.moderator, now=NOW)

    actions.set_concern(case, None, by=house.moderator, now=NOW)
    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)
    assert case.lead_unit is house.division


def test_one_key_is_not_offered_while_nobody_knows_who_was_meant(
    client: CheckedClient, house: House
) -> None:
    case = house.case(concerns_text="cô Lan")
    wear(client, house.moderator)

    page = client.get(f"/queue/{case.key}").text
    sent = {"accept-revision": "0", "accept-lead": house.division.key}
    answer = client.post(f"/queue/{case.key}/accept", data=sent)

    assert "Chuyển theo đề xuất" not in page
    assert answer.status_code == 422
    assert "chưa nhận ra" in answer.text
    assert case.lead_unit is None


def test_the_moderator_says_at_the_item_that_nobody_here_is_meant(
    client: CheckedClient, house: House
) -> None:
    case = house.case(concerns_text="cô Lan")
    wear(client, house.moderator)

    empty = client.post(f"/queue/{case.key}/concern", data={"concern-revision": "0"})
    said = {"concern-revision": "0", "concern-is_nobody": "y"}
    answer = client.post(f"/queue/{case.key}/concern", data=said)

    assert empty.status_code == 422
    assert answer.location.startswith(f"/queue/{case.key}?")
    assert not case.concern_is_open
    assert "Chuyển theo đề xuất" in client.get(answer.location).text


def test_a_person_chosen_at_the_item_stands_aside_and_the_others_go_on(
    client: CheckedClient, house: House
) -> None:
    case = house.case(concerns_text="cô Lan")
    wear(client, house.moderator)
    assert house.officer.person.display_name in client.get(f"/queue/{case.key}").text

    said = {"concern-revision": "0", "concern-person": str(house.officer.id)}
    client.post(f"/queue/{case.key}/concern", data=said)
    begin_write()
    actions.route(case, Routing(house.division), by=house.moderator, now=LATER)

    assert case.concerns_person is house.officer.person
    assert case_for(house.officer, case.key, TODAY) is None
    assert case_for(house.head, case.key, TODAY) is case


def test_a_unit_whose_head_is_meant_loses_the_item(house: House) -> None:
    case = house.case(concerns_text="cô Lan")
    actions.set_concern(case, None, by=house.moderator, now=NOW)
    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)

    actions.set_concern(case, None, person=house.head, by=house.moderator, now=LATER)

    assert case.concerns_unit is house.division
    assert case.lead_unit is None
    assert case_for(house.officer, case.key, TODAY) is None
    told = db.session.scalars(select(Notice).where(Notice.kind == "triage.routed")).all()
    assert told == []


def test_a_person_is_not_named_with_a_unit_where_they_have_no_role(house: House) -> None:
    with pytest.raises(RuleBroken):
        actions.set_concern(
            house.case(), house.school, person=house.head, by=house.moderator, now=NOW
        )


def test_the_only_moderators_own_opinion_is_received_above(house: House) -> None:
    clerk = a_hat(role=Role.MODERATOR, unit=house.school)
    text = a_plan(house.school).current_version.texts[0]

    case = a_case(a_comment(text, sender_id=clerk.person_id))

    assert case.intake_unit is house.office


def test_what_comes_under_seal_goes_where_two_receive_whoever_sent_it(house: House) -> None:
    a_hat(role=Role.MODERATOR, unit=house.school)
    text = a_plan(house.school).current_version.texts[0]

    alone = a_case(a_comment(text, appearance=Appearance.SEALED))
    a_hat(role=Role.MODERATOR, unit=house.school)
    with_a_colleague = a_case(a_comment(text, appearance=Appearance.SEALED))

    assert alone.intake_unit is house.office
    assert with_a_colleague.intake_unit is house.school
