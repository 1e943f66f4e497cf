"""Rounds in which opinions on a plan are taken: put off, ended, opened again, and told of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.clock import LOCAL
from feedback.database import begin_write
from feedback.errors import Overtaken, RuleBroken
from feedback.plans import actions, rules
from feedback.plans.actions import Opening
from feedback.plans.jobs import tell_consultations
from feedback.plans.rounds import consultations
from feedback.plans.rules import RoundState
from feedback.triage import defaults
from models import (
    Audience,
    Consultation,
    Notice,
    Plan,
    PlanKind,
    PlanState,
    Role,
    RoleHeld,
    Unit,
    UnitKind,
    db,
)
from tests import builders
from tests.builders import NOW
from tests.checked_client import CheckedClient

CLOSES = datetime(2026, 12, 1, tzinfo=LOCAL)  # through 30/11/2026
LATER = datetime(2026, 12, 16, tzinfo=LOCAL)
DAY = timedelta(days=1)


@pytest.fixture
def school(session: Session, now: datetime) -> Unit:
    return builders.a_unit("Trường THPT Hải Đông")


@pytest.fixture
def head(school: Unit) -> RoleHeld:
    return builders.a_hat(role=Role.HEAD, unit=school)


def a_round(
    plan: Plan, closes_at: datetime | None = CLOSES, *, now: datetime = NOW
) -> Consultation:
    """The plan's first round, open since `now`."""
    one = consultations.begin_first_round(plan, None, closes_at, now=now)
    db.session.flush()
    return one


# ------------------------------------------------------------------ rules


@pytest.mark.parametrize(
    ("opens", "closes", "ended", "state"),
    [
        (DAY, None, None, RoundState.WAITING),
        (-DAY, None, None, RoundState.OPEN),  # no end: as long as the plan is in force
        (-DAY, DAY, None, RoundState.OPEN),
        (-2 * DAY, -DAY, None, RoundState.CLOSED),
        (-DAY, 0 * DAY, None, RoundState.CLOSED),  # closes at this very moment
        (-2 * DAY, DAY, -DAY, RoundState.ENDED),
        (-DAY, DAY, -DAY, RoundState.ENDED),  # at the very moment of its opening
        (DAY, 2 * DAY, 0 * DAY, RoundState.DROPPED),  # given up before it began
    ],
)
def test_a_round_waits_is_open_or_is_over(
    opens: timedelta, closes: timedelta | None, ended: timedelta | None, state: RoundState
) -> None:
    one = Consultation(
        opens_at=NOW + opens,
        closes_at=NOW + closes if closes is not None else None,
        ended_at=NOW + ended if ended is not None else None,
    )

    assert rules.state_of_round(one, NOW) is state


@pytest.mark.parametrize(
    ("new_end", "reason", "words"),
    [
        (LATER, " ", "lý do"),
        (CLOSES, "Nhiều người hỏi.", "phải ở sau"),  # the same day as before
        (NOW - DAY, "Nhiều người hỏi.", "phải ở sau"),
    ],
)
def test_a_closing_moves_only_later_and_with_a_reason(
    new_end: datetime, reason: str, words: str
) -> None:
    one = Consultation(opens_at=NOW - DAY, closes_at=CLOSES)

    with pytest.raises(RuleBroken, match=words):
        rules.check_later_closing(one, new_end, reason, NOW)


def test_a_draft_for_opinions_is_not_published_without_a_day_of_closing() -> None:
    plan = Plan(kind=PlanKind.DRAFT, state=PlanState.DRAFT)
    given: dict[str, Any] = {"doubts": (), "opens_at": None, "confirmed": True, "now": NOW}

    with pytest.raises(RuleBroken, match="ngày kết thúc"):
        rules.check_publication(plan, closes_at=None, **given)
    rules.check_publication(plan, closes_at=CLOSES, **given)


# ------------------------------------------------------------------ acts


def test_a_later_closing_keeps_the_plan_open_and_readers_see_why(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, closes_at=CLOSES)
    one = a_round(plan)
    builders.wear(client, head)
    page = client.get(f"/plans/{plan.key}/consultation").text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]

    client.post(
        f"/plans/{plan.key}/consultation/later-closing",
        data={"seen": seen, "closes_on": "15/12/2026", "reason": "Trùng kỳ kiểm tra."},
    )

    db.session.expire_all()
    shown = client.get(f"/plans/{plan.key}").text
    assert (one.closes_at, plan.closes_at) == (LATER, LATER)
    assert "Kéo dài đến hết ngày 15/12/2026 vì: Trùng kỳ kiểm tra." in shown


REFUSED = [
    ({"closes_on": "31/02/2027", "reason": "x"}, 422, "Ngày chưa đúng"),
    ({"closes_on": "9999-12-31", "reason": "x"}, 422, "Ngày chưa đúng"),
    ({"closes_on": "", "reason": "x"}, 422, "Xin chọn ngày kết thúc mới"),
    ({"closes_on": "15/12/2026", "reason": ""}, 422, "Xin ghi lý do"),
    ({"closes_on": "01/11/2026", "reason": "x"}, 409, "phải ở sau"),
    # Somebody else had put it off meanwhile.
    ({"closes_on": "15/12/2026", "reason": "Giữ lại.", "seen": "cu"}, 409, "Có người vừa đổi"),
]


def test_what_cannot_be_done_is_said_and_what_was_typed_is_kept(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, closes_at=CLOSES)
    mark = consultations.mark_of(a_round(plan))
    builders.wear(client, head)
    page = f"/plans/{plan.key}/consultation/later-closing"

    answers = [client.post(page, data={"seen": mark} | typed) for typed, _, _ in REFUSED]

    said = [
        (a.status_code, words in a.text) for a, (_, _, words) in zip(answers, REFUSED, strict=True)
    ]
    assert said == [(status, True) for _, status, _ in REFUSED]
    assert "31/02/2027" in answers[0].text
    assert "Giữ lại." in answers[-1].text


@pytest.mark.postgres_too
def test_the_second_of_two_who_extend_at_once_is_told(session: Session) -> None:
    school = builders.a_unit()
    head = builders.a_hat(role=Role.HEAD, unit=school)
    plan = builders.a_plan(school, closes_at=CLOSES)
    seen = consultations.mark_of(a_round(plan))
    act: dict[str, Any] = {"seen": seen, "by": head, "now": NOW}
    consultations.put_off_closing(plan, LATER, "Nhiều người hỏi.", **act)

    with pytest.raises(Overtaken) as told:
        consultations.put_off_closing(plan, LATER + DAY, "Chưa đủ ý kiến.", **act)

    assert "15/12/2026" in str(told.value)


def test_after_an_early_end_nothing_is_taken_until_another_round_opens(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school)
    mark = consultations.mark_of(a_round(plan, None))
    builders.wear(client, head)
    page = f"/plans/{plan.key}"

    client.post(f"{page}/consultation/end", data={"seen": mark, "end_reason": "Đã đủ ý kiến."})
    ended = client.get(page).text
    refused = client.post(f"{page}/consultation/end", data={"seen": mark, "end_reason": "Lại."})
    client.post(f"{page}/consultation/new", data={"closes_on": "15/12/2026"})
    opened = client.get(page).text

    assert "Kết thúc sớm ngày 20/11/2026 vì: Đã đủ ý kiến." in ended
    assert "Góp ý mục này" not in ended
    assert refused.status_code == 409
    assert "Đang nhận ý kiến đến hết ngày 15/12/2026" in opened


def test_a_round_dropped_before_it_began_gives_back_the_one_before(
    school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, closes_at=NOW - DAY, published_at=NOW - 9 * DAY)
    first = a_round(plan, NOW - DAY, now=NOW - 9 * DAY)
    second = consultations.open_round(plan, NOW + DAY, None, by=head, now=NOW)
    db.session.flush()

    consultations.end_round(
        plan, "Nhầm ngày.", seen=consultations.mark_of(second), by=head, now=NOW
    )

    assert (plan.opens_at, plan.closes_at) == (None, first.closes_at)
    assert rules.state_of_round(second, NOW) is RoundState.DROPPED


def test_a_plan_only_to_read_takes_no_opinions_anywhere(
    client: CheckedClient, school: Unit, head: RoleHeld
) -> None:
    plan = builders.a_plan(school, state=PlanState.DRAFT, kind=PlanKind.REPORT)
    opening = Opening(Audience.PUBLIC, takes_opinions=False)
    actions.publish(plan, opening, confirmed=True, by=head, now=NOW)
    clause = plan.current_version.texts[0].clause.key
    db.session.commit()
    client.get("/")

    page = client.get(f"/plans/{plan.key}").text
    form = client.get(f"/plans/{plan.key}/clauses/{clause}/comment")

    assert "không lấy ý kiến" in page
    assert "Góp ý mục này" not in page
    assert form.status_code == 410
    assert plan.title not in client.get("/plans?open=1").text


# ------------------------------------------------------------------ who is told


@pytest.fixture
def told_of(school: Unit) -> dict[str, RoleHeld]:
    """Who stands around a school."""
    other = builders.a_unit("Trường THPT Cống Đá")
    union = builders.a_unit("Công đoàn ngành", UnitKind.UNION)
    builders.a_mandate(union, school)
    defaults.add_missing_limits()
    hats = {
        "head": (Role.HEAD, school),
        "teacher": (Role.STAFF, school),
        "parent": (Role.PARENT, school),
        "monitor": (Role.MONITOR, union),
        "parent elsewhere": (Role.PARENT, other),
        "teacher elsewhere": (Role.STAFF, other),
    }
    return {name: builders.a_hat(role=role, unit=unit) for name, (role, unit) in hats.items()}


def heard(hats: dict[str, RoleHeld], kind: str) -> set[str]:
    """Who of them was told that."""
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind)))
    return {name for name, hat in hats.items() if hat.person_id in told}


@pytest.mark.parametrize(
    ("audience", "wanted"),
    [
        (Audience.UNIT_STAFF, {"head", "teacher", "monitor"}),
        (Audience.SCHOOL_PARENTS, {"head", "teacher", "monitor", "parent"}),
        (Audience.PUBLIC, {"head", "teacher", "monitor", "parent"}),
    ],
)
def test_an_opening_is_told_once_to_those_it_concerns(
    school: Unit, told_of: dict[str, RoleHeld], audience: Audience, wanted: set[str]
) -> None:
    a_round(builders.a_plan(school, audience=audience), None)
    db.session.commit()

    first, second = tell_consultations(NOW), tell_consultations(NOW + DAY)

    assert (first, second) == (1, 0)
    assert heard(told_of, "plans.consultation_opened_for_good") == wanted
    assert db.session.scalar(select(func.count(Notice.id))) == len(wanted)


@pytest.mark.postgres_too
def test_a_closing_is_told_before_and_after_and_again_when_it_was_put_off(
    app: Flask, session: Session
) -> None:
    school = builders.a_unit()
    head = builders.a_hat(role=Role.HEAD, unit=school)
    parent = builders.a_hat(role=Role.PARENT, unit=school)
    defaults.add_missing_limits()
    plan = builders.a_plan(school, closes_at=CLOSES)
    one = a_round(plan)
    db.session.commit()
    kinds = []

    for day in (date(2026, 11, 21), date(2026, 11, 27), date(2026, 12, 1)):
        now = datetime(day.year, day.month, day.day, 9, tzinfo=LOCAL)
        if day.day == 1:
            begin_write()
            one.closes_at = plan.closes_at = now - timedelta(hours=9)
            db.session.commit()
        tell_consultations(now)
        kinds.append(sorted(db.session.scalars(
            select(Notice.kind).where(Notice.person_id == parent.person_id)
        )))  # fmt: skip

    opened, closing = "plans.consultation_opened", "plans.consultation_closing"
    # That it closed is told to those who work on it.
    assert kinds == [[opened], [closing, opened], [closing, opened]]
    assert "plans.consultation_closed" in set(
        db.session.scalars(select(Notice.kind).where(Notice.person_id == head.person_id))
    )
