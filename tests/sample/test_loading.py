"""The sample city comes to life: what its stories tell has happened in the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

import feedback.sample
from app import create_app
from feedback.clock import local
from feedback.comments.identities import Keys
from feedback.database import begin_write
from feedback.sample import loader
from models import (
    Case,
    CaseGroup,
    Commitment,
    CommitmentState,
    Extension,
    OutboxMessage,
    Plan,
    RecordEntry,
    db,
)
from tests.builders import NOW
from tests.databases import Copies, dispose, settings_inside

# How the last state of a story reads where it is told in other words than those of a case.
IN_A_CASE = {
    "drafted": "in_progress",
    "answered_rated": "answered",
    "reopened": "in_progress",
    "returned_with_guidance": "returned",
}
STORIES = json.loads(
    (Path(feedback.sample.__file__).parent / "comments.json").read_text(encoding="utf-8")
)["comments"]


@pytest.fixture(scope="module")
def city(database_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A database with the sample city in it, as it is on the day of `NOW`; only read from."""
    folder = tmp_path_factory.mktemp("city")
    with (
        database_copies.of("sqlite").copy(folder) as address,
        time_machine.travel(NOW, tick=False),
    ):
        app = create_app(settings_inside(folder, address))
        with app.app_context():
            begin_write()
            keys = Keys(app.config["HASH_KEY"], app.config["SEAL_KEY"])
            loader.load_sample_city(keys, NOW, lambda _words: None)
            db.session.flush()
            yield db.session()
            db.session.rollback()
        dispose(app)


def test_every_story_has_come_to_where_it_is_told_to_stand(city: Session) -> None:
    states = Counter(state.value for state in city.scalars(select(Case.state)))

    told = Counter(
        IN_A_CASE.get(story["state"], story["state"])
        for story in STORIES
        if story["kind"] != "obstacle"
    )

    closed_by_contented_senders = states["closed"] - told["closed"]
    assert closed_by_contented_senders >= 0
    assert states["answered"] + closed_by_contented_senders >= told["answered"]
    for state in set(told) - {"answered", "closed"}:
        assert states[state] >= told[state], state
    assert sum(states.values()) == len(STORIES)


def test_every_screen_of_the_city_has_something_to_show(city: Session) -> None:
    promises = set(city.scalars(select(Commitment.state)))
    groups = list(city.scalars(select(CaseGroup)))

    assert promises == set(CommitmentState)
    assert city.scalars(select(Extension.approved)).first()
    assert {bool(group.submitted_at) for group in groups} == {True, False}
    assert any(group.answered_at for group in groups)
    assert len(city.scalars(select(RecordEntry.id)).all()) > len(STORIES) * 3


def test_nobody_gets_a_mail_about_what_the_city_tells_of_long_ago(city: Session) -> None:
    waiting = city.scalars(select(OutboxMessage)).all()

    assert all(message.made_at >= NOW for message in waiting)


def test_nothing_of_the_city_happens_after_today(city: Session) -> None:
    assert max(city.scalars(select(RecordEntry.at))) <= NOW


def test_a_plan_takes_opinions_to_the_end_of_the_last_day_its_text_names(city: Session) -> None:
    ends = [
        (local(plan.closes_at), " ".join(text.body for text in plan.current_version.texts))
        for plan in city.scalars(select(Plan).where(Plan.closes_at.is_not(None)))
        if plan.closes_at
    ]

    named = [
        f"đến hết ngày {end - timedelta(seconds=1):%d/%m/%Y}" in text
        for end, text in ends
        if "đến hết ngày" in text
    ]
    assert named
    assert all(named)
    assert {end.time() for end, _ in ends} == {time()}
