"""Finding clauses and plans by words: what is found, in which order, by whom, at what cost."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from feedback.database import begin_write
from feedback.plans import finding, ranking
from feedback.plans.queries import Reader
from models import Audience, ClauseText, Plan, PlanState, PlanVersion, Role, UnitKind, db
from tests import builders
from tests.checked_client import CheckedClient
from tests.statements import statements

VISITOR = Reader((), frozenset(), builders.TODAY)


def found(typed: str, reader: Reader = VISITOR, plan: Plan | None = None) -> list[str]:
    """The beginnings of the clauses found, in order."""
    hits = finding.find_clauses(ranking.read_query(typed), reader, plan=plan).page.rows
    return [
        "".join(piece.text for piece in hit.label + hit.heading) or shown(hit.text) for hit in hits
    ]


def shown(pieces: Iterable[finding.Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


def a_clause(plan: Plan, heading: str = "", body: str = "", label: str = "") -> ClauseText:
    return builders.a_clause(plan, label, heading=heading, body=body, printed="")


def store() -> None:
    """Commit, and go on writing."""
    db.session.commit()
    begin_write()


# ------------------------------------------------------------------ how it may be written


@pytest.fixture
def plan(session: Session) -> Plan:
    return builders.a_plan(labels=())


@pytest.mark.postgres_too
def test_it_is_found_however_its_words_are_written(plan: Plan) -> None:
    a_clause(plan, "Dân bàn", "Hoà giải ở Thuỷ Đường; mỗi kỳ họp.", "II.4.a")
    a_clause(plan, "Việc khác", "Không có gì.", "II.5")
    store()
    ways = [
        "dan ban",
        "dân bàn",
        "DÂN BÀN",
        "Dan  Bàn",
        "hòa giải",
        "hoa giai",
        "thủy đường",
        "kì họp",
    ]
    ways += [unicodedata.normalize("NFD", "dân bàn"), "ban, dân!", "Ðường"]

    assert {way: found(way) for way in ways} == {way: ["II.4.aDân bàn"] for way in ways}


@pytest.mark.postgres_too
@pytest.mark.parametrize(
    "typed",
    [
        '"', "'", '""""', "a*", "*", "-dân", "NOT dân", "dân AND", "AND OR NEAR(", "head : dân",
        "^dân", "dân + bàn", "{dân}", "(dân", ":*", "dân & !bàn", "'dân':A", "\\", "%", "_", "😀",
        "dân 😀", "\ud7ff", "x" * 10_000, "dân " * 2_500, "ð", "ﬁ ½ ²", "' OR 1=1 --", ";",
    ],
)  # fmt: skip
def test_nothing_typed_breaks_the_search(plan: Plan, typed: str) -> None:
    a_clause(plan, "", "Dân bàn.")
    store()

    assert found(typed) in ([], ["[Dân] bàn."], ["Dân bàn."], ["[Dân bàn]."])
