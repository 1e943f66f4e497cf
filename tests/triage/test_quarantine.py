"""A tố cáo found in an ordinary comment: hidden at once, read by few, erased whole."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import select, text

import feedback
from feedback import attachments, outbox, record
from feedback.attachments import CleanFile
from feedback.comments import identities
from feedback.comments.identities import Keys
from feedback.errors import RuleBroken
from feedback.triage import actions, queries
from feedback.triage.actions import Routing
from models import (
    Appearance,
    Attachment,
    Case,
    CaseState,
    CommentKind,
    Note,
    NoteKind,
    OutboxMessage,
    RecordEntry,
    Role,
    RoleHeld,
    db,
)
from tests.builders import NOW, TODAY, a_hat, a_person, stored, wear
from tests.checked_client import CheckedClient
from tests.triage.conftest import House

SECRETS = ("Ông Tổ trưởng nhận tiền", "gia đình em Mai", "nguoi-bao@example.vn", "bien-lai.pdf")
HOUSE = Path(feedback.__file__).parent
LATER = NOW + timedelta(hours=2)


def found_here(house: House) -> Case:
    """A comment that turns out to be a tố cáo, after it had gone to a unit with notes and mails."""
    keys = Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])
    case = house.case(
        body=f"{SECRETS[0]} của {SECRETS[1]}.",
        appearance=Appearance.SEALED,
        sender_label="Người gửi giữ kín danh tính",
        concerns_text=SECRETS[0],
    )
    identities.seal(case.comment, a_person(email=SECRETS[2]), keys=keys)
    identities.keep_contact(case.comment, SECRETS[2], keys=keys)
    clean = CleanFile(SECRETS[3], "application/pdf", SECRETS[1].encode(), "ab" * 32)
    attachments.store(current_app.config["FILES_FOLDER"], clean)
    stored(
        Attachment(
            key="tep",
            comment=case.comment,
            name=clean.name,
            media_type=clean.media_type,
            size=1,
            sha256=clean.sha256,
        )
    )
    case.concerns_unit = None
    case.concern_is_open = False
    actions.route(case, Routing(house.division, publish=True), by=house.moderator, now=NOW)
    stored(Note(case=case, kind=NoteKind.INTERNAL, body=f"Xem lại {SECRETS[1]}", written_at=NOW))
    outbox.put("thu-cho-gui", "sender", to=case.comment, now=NOW, case=case)
    return case


def everything_stored() -> str:
    """All text of all tables, as one string."""
    found = []
    for table in db.metadata.sorted_tables:
        found += [str(row) for row in db.session.execute(text(f"SELECT * FROM {table.name}"))]
    return "\n".join(found)


def confidential(house: House) -> RoleHeld:
    """The officer named for it at the Department."""
    return a_hat(role=Role.CONFIDENTIAL, unit=house.department)


def test_it_is_hidden_from_everybody_at_once(house: House) -> None:
    case, officer = found_here(house), confidential(house)

    actions.quarantine(case, by=house.moderator, now=LATER)

    for hat in (house.moderator, house.officer, house.head):
        assert queries.case_for(hat, case.key, TODAY) is None
    assert queries.case_for(officer, case.key, TODAY) is case
    assert case.comment.published_at is None
    assert house.clause.clause.processing_count == 0
    waiting = db.session.scalars(select(OutboxMessage.event_key)).all()
    assert waiting == [f"sender.taken_out:{case.key}:{case.revision}"]


def test_the_leadership_and_the_administrator_do_not_see_it(house: House) -> None:
    case = found_here(house)
    actions.quarantine(case, by=house.moderator, now=LATER)

    for role in (Role.LEADERSHIP, Role.ADMINISTRATOR, Role.PERSONNEL, Role.OFFICE):
        hat = a_hat(role=role, unit=house.department)
        assert queries.case_for(hat, case.key, TODAY) is None


def test_a_confidential_officer_of_the_unit_concerned_never_sees_it(house: House) -> None:
    here = a_hat(role=Role.CONFIDENTIAL, unit=house.office)
    case = found_here(house)
    case.concerns_unit = house.office

    case.state, case.holder_unit = CaseState.QUARANTINED, house.office
    db.session.flush()

    assert queries.case_for(here, case.key, TODAY) is None


def test_it_goes_to_the_nearest_officer_who_is_not_concerned(house: House) -> None:
    here = a_hat(role=Role.CONFIDENTIAL, unit=house.office)
    above = confidential(house)
    case = found_here(house)
    case.concerns_person_id = here.person_id

    actions.quarantine(case, by=house.moderator, now=LATER)

    assert case.holder_unit is above.unit


def test_nothing_of_it_is_left_in_any_table(house: House) -> None:
    case, officer = found_here(house), confidential(house)
    actions.quarantine(case, by=house.moderator, now=LATER)

    out = actions.confirm_taken_out(case, by=officer, now=LATER)

    whole = everything_stored()
    assert SECRETS[0] not in whole
    assert SECRETS[1] not in whole
    assert SECRETS[3] not in whole
    assert db.session.scalar(text("SELECT count(*) FROM sealed_identities")) == 0
    assert db.session.scalar(text("SELECT count(*) FROM sender_contacts")) == 0
    assert out.sha256s == ("ab" * 32,)
    assert (case.state, case.kind) == (CaseState.TAKEN_OUT, CommentKind.DENUNCIATION)


@pytest.mark.postgres_too
def test_what_stays_of_the_end_names_neither_unit_nor_person(house: House) -> None:
    case, officer = found_here(house), confidential(house)
    actions.quarantine(case, by=house.moderator, now=LATER)
    actions.confirm_taken_out(case, by=officer, now=LATER)

    entry = db.session.scalars(
        select(RecordEntry).where(RecordEntry.kind == "case.taken_out")
    ).one()

    assert (entry.unit_id, entry.person_id, entry.note_id, entry.details) == (None, None, None, {})
    assert case.lead_unit_id is None
    assert case.intake_unit_id is None
    assert (case.comment.clause_id, case.comment.clause_text_id) == (None, None)
    assert not [note for note in db.session.scalars(select(Note)) if note.unit_id]
    assert all(clock.unit_id is None for clock in case.clocks)


def test_only_the_officer_it_was_given_to_takes_it_out(house: House) -> None:
    case = found_here(house)
    confidential(house)
    actions.quarantine(case, by=house.moderator, now=LATER)

    with pytest.raises(RuleBroken):
        actions.confirm_taken_out(case, by=house.moderator, now=LATER)


def test_what_is_no_denunciation_comes_back_to_its_unit_with_its_old_date(house: House) -> None:
    case, officer = found_here(house), confidential(house)
    due_on = case.due_on
    actions.quarantine(case, by=house.moderator, now=LATER)

    actions.release(case, by=officer, now=LATER)

    assert case.state is CaseState.ROUTED
    assert case.due_on == due_on
    assert queries.case_for(house.officer, case.key, TODAY) is case


def test_every_opening_is_recorded_and_the_files_go_at_the_end(
    client: CheckedClient, house: House
) -> None:
    case, officer = found_here(house), confidential(house)
    actions.quarantine(case, by=house.moderator, now=LATER)
    key, folder = case.key, Path(current_app.config["FILES_FOLDER"])
    wear(client, officer)

    listed = client.get("/quarantine").text
    opened = client.post(f"/quarantine/{key}").text

    assert SECRETS[0] not in listed
    assert SECRETS[0] in opened
    kinds = select(RecordEntry.kind).where(RecordEntry.case_id == case.id)
    assert list(db.session.scalars(kinds)).count("case.quarantine_read") == 1

    revision = str(case.revision)
    client.post(f"/quarantine/{key}/taken-out", data={"taken-out-revision": revision})

    assert not [path for path in folder.rglob("*") if path.is_file()]
    database = Path(str(db.engine.url.database))
    on_disk = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    assert not [secret for secret in SECRETS[:2] if secret.encode() in on_disk]
    assert client.post(f"/quarantine/{key}").status_code == 404


def test_a_moderator_does_not_find_the_sealed_room(client: CheckedClient, house: House) -> None:
    wear(client, house.moderator)

    assert client.get("/quarantine").status_code == 403


def test_every_entry_of_a_case_taken_out_reads_as_one_thing(house: House) -> None:
    case, officer = found_here(house), confidential(house)
    actions.quarantine(case, by=house.moderator, now=LATER)
    actions.confirm_taken_out(case, by=officer, now=LATER)

    rows = record.timeline_of_case(case, public_only=False)

    assert len(rows) > 3
    assert {(row.who, row.what, row.why) for row in rows} == {("Không nêu", "Một việc", None)}
    assert record.timeline_of_case(case, public_only=True) == []


def test_only_the_record_itself_reads_the_entries_of_a_case() -> None:
    touching = {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        if "RecordEntry.case" in path.read_text(encoding="utf-8")
    }

    # The one besides asks for the step an obstacle came from; others for entries of plans.
    assert touching == {"record.py", "obstacles/actions.py"}


def test_the_guidance_says_what_stays_and_who_can_read_it(client: CheckedClient) -> None:
    page = client.get("/guidance/denunciation").text

    assert "đơn vị nào được giao hoặc được ghi là có liên quan" in page
    assert "người giữ máy chủ và cơ sở dữ liệu vẫn đọc được" in page
