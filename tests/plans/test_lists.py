"""The lists of plans, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from feedback.database import begin_write
from feedback.plans import queries, rules
from feedback.plans.queries import Reader, Wanted
from models import Audience, Plan, PlanKind, PlanState, Role, Unit, UnitKind, db
from tests import builders
from tests.checked_client import CheckedClient

VISITOR = Reader((), frozenset(), builders.TODAY)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    yield sent
    event.remove(db.engine, "before_cursor_execute", hear)


def titles(wanted: Wanted, now: datetime) -> list[str]:
    return [plan.title for plan in queries.plans_for(VISITOR, wanted, None, now=now).rows]


def test_what_is_open_for_opinions_stands_first(session: Session, now: datetime) -> None:
    builders.a_plan(title="Mới, đã hết hạn", closes_at=now, opens_at=now - timedelta(days=9))
    builders.a_plan(title="Cũ, đang mở", published_at=now - timedelta(days=30))
    builders.a_plan(title="Chưa mở", opens_at=now + timedelta(days=1), published_at=now)

    assert titles(Wanted(), now)[0] == "Cũ, đang mở"


@pytest.mark.parametrize("words", ["dân chủ", "DAN CHU", "dan  chu 2026", "chủ dân"])
def test_a_title_is_found_with_or_without_marks(
    session: Session, now: datetime, words: str
) -> None:
    builders.a_plan(title="Thực hiện dân chủ ở cơ sở năm 2026")
    builders.a_plan(title="Thời gian năm học")

    assert titles(Wanted(words=words), now) == ["Thực hiện dân chủ ở cơ sở năm 2026"]


@pytest.mark.parametrize("address", ["/plans", "/duties/reviews", "/duties/regulations"])
def test_a_page_of_words_can_be_looked_for(
    client: CheckedClient, session: Session, now: datetime, address: str
) -> None:
    builders.wear(client, builders.a_hat(role=Role.OFFICER, unit=builders.a_unit()), at=now)
    pasted = " ".join(f"từ{number}" for number in range(1500))

    answer = client.get(address, query_string={"q": pasted})

    assert answer.status_code == 200


def test_signs_of_a_pattern_are_only_signs(session: Session, now: datetime) -> None:
    builders.a_plan(title="Thời gian năm học")

    assert titles(Wanted(words="%_"), now) == ["Thời gian năm học"]


def test_a_list_is_narrowed_by_unit_kind_and_being_open(session: Session, now: datetime) -> None:
    school = builders.a_unit("Trường THPT Đồng Muối")
    builders.a_plan(school, title="Quy chế", kind=PlanKind.REGULATION)
    builders.a_plan(title="Kế hoạch", closes_at=now)

    assert titles(Wanted(unit_id=school.id), now) == ["Quy chế"]
    assert titles(Wanted(kind=PlanKind.PLAN), now) == ["Kế hoạch"]
    assert titles(Wanted(open_only=True), now) == ["Quy chế"]


def test_pages_of_the_list_hold_every_plan_once(session: Session, now: datetime) -> None:
    for number in range(queries.ROWS_ON_A_PAGE + 5):
        closes_at = now if number % 2 else None
        at = now - timedelta(days=number // 3)
        builders.a_plan(labels=(), title=f"Kế hoạch {number}", closes_at=closes_at, published_at=at)

    first = queries.plans_for(VISITOR, Wanted(), None, now=now)
    second = queries.plans_for(VISITOR, Wanted(), first.next_after, now=now)

    seen = [plan.id for plan in (*first.rows, *second.rows)]
    assert len(first.rows) == queries.ROWS_ON_A_PAGE
    assert len(seen) == len(set(seen)) == queries.ROWS_ON_A_PAGE + 5
    assert second.next_after is None


@pytest.mark.parametrize("after", ["", "x", "1~2~3", "0~2026-01-01T00:00:00~k", "~~"])
def test_a_wrong_place_begins_the_list_anew(session: Session, now: datetime, after: str) -> None:
    builders.a_plan()

    page = queries.plans_for(VISITOR, Wanted(), after, now=now)

    assert len(page.rows) == 1


@pytest.mark.postgres_too
def test_the_database_and_the_rules_agree_on_who_may_read(session: Session) -> None:
    department, office = builders.a_department()
    school = builders.a_unit("Trường A", under=department)
    board = builders.a_unit("Ban đại diện Trường A", UnitKind.PARENTS_BOARD, under=school)
    body = builders.a_unit("Công đoàn", UnitKind.UNION)
    builders.a_mandate(body, school)
    every_unit: list[Unit] = [department, office, school, builders.a_unit("Trường B"), board, body]
    for unit in every_unit:
        for audience in Audience:
            builders.a_plan(unit, labels=(), audience=audience)
            builders.a_plan(unit, labels=(), audience=audience, state=PlanState.DRAFT)
    every_plan = db.session.scalars(select(Plan)).all()
    hats = [builders.a_hat(role=role, unit=unit) for role in Role for unit in every_unit]

    for hat in [None, *hats]:
        reader = Reader((hat,) if hat else (), frozenset({1, 3, 5, 7}), builders.TODAY)
        seats = queries.seats_of(reader.hats, reader.on)
        found = set(db.session.scalars(select(Plan.id).where(queries.scope(reader))))

        by_rules = {p.id for p in every_plan if rules.may_read(p, seats, reader.linked_plan_ids)}

        assert found == by_rules, hat and (hat.role, hat.unit.name)


@pytest.mark.parametrize("path", ["/plans/{key}", "/plans/{key}/clauses/{clause}"])
def test_a_page_costs_the_same_for_ten_clauses_and_for_three_hundred(
    app: Flask, client: CheckedClient, session: Session, path: str
) -> None:
    addresses = []
    for size in (10, 300):
        office = builders.a_unit("Văn phòng", UnitKind.OFFICE)
        plan = builders.a_plan(labels=())
        for number in range(size):
            text = builders.a_clause(plan, f"{number}", position=number)
            builders.a_task(text, office)
        clause = plan.current_version.texts[0].clause.key
        addresses.append(path.format(key=plan.key, clause=clause))
    session.commit()

    costs = []
    for address in addresses:
        with counted() as sent:
            client.get(address)
        costs.append(len(sent))

    assert costs[0] == costs[1]


def test_a_list_costs_the_same_for_one_plan_and_for_twenty(
    client: CheckedClient, session: Session
) -> None:
    builders.a_plan()
    session.commit()
    with counted() as for_one:
        client.get("/plans")
    begin_write()
    for _ in range(19):
        builders.a_plan()
    session.commit()

    with counted() as for_twenty:
        client.get("/plans?q=")

    assert len(for_one) == len(for_twenty)
