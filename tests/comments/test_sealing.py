"""A sealed sender is in no row but the sealed one, and still finds what they sent."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments import actions, identities, queries
from feedback.comments.actions import Posted, Said
from feedback.comments.identities import Keys
from feedback.comments.notices import tell_sender
from feedback.sealing import Sealer
from feedback.triage.intake import open_case
from models import (
    Appearance,
    ClauseText,
    Notice,
    OutboxMessage,
    RoleHeld,
    SealedIdentity,
    SenderContact,
    db,
)
from tests.builders import NOW, a_hat, a_person

OWN_TABLES = {"people", "roles_held", "login_sessions", "login_codes"}

pytestmark = pytest.mark.postgres_too


def keys_of(app: Flask) -> Keys:
    return Keys(app.config["HASH_KEY"], app.config["SEAL_KEY"])


@pytest.fixture
def hat(session: Session) -> RoleHeld:
    """A teacher with an address."""
    return a_hat(a_person(login_name="giao.vien.a", email="giao.vien.a@vidu.vn"))


@pytest.fixture
def posted(app: Flask, clause: ClauseText, hat: RoleHeld) -> Posted:
    """What the teacher said under seal."""
    said = Said("Phòng học dột.", appearance=Appearance.SEALED)
    return actions.post_comment(
        clause.version.plan, clause, said=said, sender=hat, keys=keys_of(app), now=NOW
    )


def test_no_row_outside_the_sealed_table_joins_the_person_to_what_they_said(
    app: Flask, session: Session, hat: RoleHeld, posted: Posted
) -> None:
    case = open_case(posted.comment, now=NOW)
    tell_sender(case, "received", now=NOW)
    session.flush()
    person = hat.person
    telling = {person.login_name, person.email, person.key, person.display_name, hat.unit.name}

    found = {
        f"{table.name}.{column}"
        for table in db.metadata.sorted_tables
        if table.name not in OWN_TABLES | {"units"}
        for row in session.execute(table.select()).mappings()
        for column, value in row.items()
        if str(value) in telling or any(word in str(value) for word in telling if word)
    }

    assert found == set()
    assert posted.comment.sender_id is None
    assert posted.comment.sender_role_id is None
    assert posted.comment.for_unit_id is None
    assert not session.scalars(select(Notice)).all()


def test_a_row_that_names_the_person_would_be_found(
    session: Session, hat: RoleHeld, posted: Posted
) -> None:
    posted.comment.concerns_text = f"{hat.person.login_name} nói"
    session.flush()

    rows = session.execute(db.metadata.tables["comments"].select()).mappings()

    assert any(hat.person.login_name in str(row["concerns_text"]) for row in rows)


def test_the_sealed_bytes_show_nothing_and_open_with_the_key_alone(
    app: Flask, session: Session, hat: RoleHeld, posted: Posted
) -> None:
    sealed = session.scalars(select(SealedIdentity)).one()

    known = Sealer(app.config["SEAL_KEY"]).open(
        sealed.sealed, context=f"identity:{posted.comment.key}"
    )

    assert str(hat.person.id).encode() not in sealed.sealed[2 + 12 :][:4]
    assert json.loads(known) == {"person": hat.person.id}


def test_the_person_finds_it_again_and_nobody_else_does(
    app: Flask, session: Session, hat: RoleHeld, posted: Posted
) -> None:
    key = app.config["HASH_KEY"]

    own = queries.own_comment_ids(hat.person, key=key)
    anothers = queries.own_comment_ids(a_person(), key=key)

    assert own == {posted.comment.id}
    assert anothers == set()


def test_the_address_of_the_account_is_never_looked_up_for_a_sealed_sender(
    app: Flask, session: Session, posted: Posted
) -> None:
    contact = identities.contact_of(posted.comment, key=app.config["SEAL_KEY"])

    assert contact is None
    assert not identities.can_be_told(posted.comment)


def test_news_for_a_sealed_sender_goes_out_without_naming_them(
    app: Flask, session: Session, posted: Posted
) -> None:
    identities.keep_contact(posted.comment, "rieng@vidu.vn", keys=keys_of(app))
    case = open_case(posted.comment, now=NOW)

    tell_sender(case, "received", now=NOW)

    message = session.scalars(select(OutboxMessage)).one()
    assert message.person_id is None
    assert message.comment_id == posted.comment.id
    assert message.details == {"notice_kind": "sender.received"}


def test_an_address_given_without_account_is_kept_under_seal(
    app: Flask, session: Session, clause: ClauseText
) -> None:
    said = Said("Xin cho biết lịch họp.", email="phu.huynh@vidu.vn")

    posted = actions.post_comment(
        clause.version.plan, clause, said=said, sender=None, keys=keys_of(app), now=NOW
    )

    kept = session.scalars(select(SenderContact)).one()
    assert b"phu.huynh" not in kept.sealed
    assert identities.contact_of(posted.comment, key=app.config["SEAL_KEY"]) == "phu.huynh@vidu.vn"
