"""Who may read, when comments are taken, what stops a publication."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedback.errors import RuleBroken
from feedback.plans import rules
from feedback.plans.rules import Doubt, Seat
from models import Audience, Plan, PlanState, Role

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SCHOOL, OTHER_SCHOOL, DEPARTMENT = 1, 2, 3


def a_plan(
    state: PlanState = PlanState.PUBLISHED,
    audience: Audience = Audience.PUBLIC,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Plan:
    return Plan(
        id=7,
        unit_id=SCHOOL,
        state=state,
        audience=audience,
        opens_at=opens_at,
        closes_at=closes_at,
        revision=0,
    )


def a_seat(role: Role, *home: int, reach: tuple[int, ...] = ()) -> Seat:
    return Seat(role, frozenset(home), frozenset(reach))


READERS = {
    "visitor": (),
    "parent here": (a_seat(Role.PARENT, SCHOOL),),
    "parent elsewhere": (a_seat(Role.PARENT, OTHER_SCHOOL),),
    "teacher here": (a_seat(Role.STAFF, SCHOOL),),
    "teacher elsewhere": (a_seat(Role.STAFF, OTHER_SCHOOL),),
    "officer above": (a_seat(Role.OFFICER, DEPARTMENT, reach=(SCHOOL, OTHER_SCHOOL)),),
    "clerk above": (a_seat(Role.STAFF, DEPARTMENT, reach=(SCHOOL, OTHER_SCHOOL)),),
    "monitor": (a_seat(Role.MONITOR, 9, reach=(SCHOOL,)),),
    "monitor of others": (a_seat(Role.MONITOR, 9, reach=(OTHER_SCHOOL,)),),
}
EVERYBODY = set(READERS)
WORKING = EVERYBODY - {"visitor", "parent here", "parent elsewhere"}
MAY_READ = {
    # What is public is everybody's.
    Audience.PUBLIC: EVERYBODY,
    # The sector is who works in it, and who watches it by mandate.
    Audience.SECTOR: WORKING,
    # The staff of the unit, those who answer for it from above, those who watch it.
    Audience.UNIT_STAFF: {"teacher here", "officer above", "monitor"},
    # The same and the parents of the school.
    Audience.SCHOOL_PARENTS: {"parent here", "teacher here", "officer above", "monitor"},
}


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("state", [PlanState.PUBLISHED, PlanState.WITHDRAWN])
def test_a_plan_is_read_by_those_it_is_meant_for(audience: Audience, state: PlanState) -> None:
    plan = a_plan(state, audience)

    readers = {who for who, seats in READERS.items() if rules.may_read(plan, seats, frozenset())}

    assert readers == MAY_READ[audience]


@pytest.mark.parametrize("audience", Audience)
def test_a_draft_is_read_by_nobody(audience: Audience) -> None:
    plan = a_plan(PlanState.DRAFT, audience)

    assert not any(rules.may_read(plan, seats, frozenset({7})) for seats in READERS.values())


def test_a_shared_link_opens_its_plan_while_it_is_for_parents() -> None:
    for_parents, for_staff = (
        a_plan(audience=Audience.SCHOOL_PARENTS),
        a_plan(audience=Audience.UNIT_STAFF),
    )

    assert rules.may_read(for_parents, (), frozenset({7}))
    assert not rules.may_read(for_parents, (), frozenset({8}))
    assert not rules.may_read(for_staff, (), frozenset({7}))


@pytest.mark.parametrize(
    ("plan", "takes"),
    [
        (a_plan(), True),  # no dates: as long as it is published
        (a_plan(PlanState.DRAFT), False),
        (a_plan(PlanState.WITHDRAWN), False),
        (a_plan(opens_at=NOW), True),  # from the very moment
        (a_plan(opens_at=NOW + timedelta(seconds=1)), False),
        (a_plan(closes_at=NOW + timedelta(seconds=1)), True),
        (a_plan(closes_at=NOW), False),  # and no longer at the end
    ],
)
def test_a_plan_takes_comments_between_opening_and_closing(plan: Plan, takes: bool) -> None:
    assert rules.takes_comments(plan, NOW) is takes


def test_the_page_changes_by_itself_at_opening_and_closing() -> None:
    opens, closes = NOW + timedelta(days=1), NOW + timedelta(days=2)
    plan = a_plan(opens_at=opens, closes_at=closes)

    changes = [rules.next_change(plan, at) for at in (NOW, opens, closes)]

    assert changes == [opens, closes, None]


def test_every_clause_has_a_place_of_its_own_in_plain_letters() -> None:
    clauses = [("II.4.đ", "k1"), ("II.4.d", "k2"), ("", "k3"), ("1", "k4"), ("1", "k5")]

    places = rules.anchors(clauses)

    assert places == ["muc-II-4-dd", "muc-II-4-d", "muc-k3", "muc-1-k4", "muc-1-k5"]


def test_a_clause_lies_under_the_nearest_one_above_it_that_is_less_deep() -> None:
    parents = rules.parents_by_depth([1, 2, 3, 3, 2, 4, 1])

    assert parents == [None, 0, 1, 1, 0, 4, None]


def test_what_must_be_corrected_stops_a_publication_even_when_confirmed() -> None:
    with pytest.raises(RuleBroken, match="Văn bản chưa có mục nào"):
        publish(doubts=[Doubt("Văn bản chưa có mục nào", must_fix=True)], confirmed=True)


def test_what_is_only_doubtful_asks_to_be_confirmed() -> None:
    doubts = [
        Doubt("Mục %(place)s: nhãn này đứng ở nhiều chỗ.", must_fix=False, params={"place": "II.1"})
    ]

    with pytest.raises(RuleBroken, match="xác nhận"):
        publish(doubts=doubts, confirmed=False)

    publish(doubts=doubts, confirmed=True)


@pytest.mark.parametrize(
    ("opens_at", "closes_at"),
    [
        (None, NOW),  # would be over at once
        (NOW + timedelta(days=2), NOW + timedelta(days=1)),  # ends before it begins
    ],
)
def test_a_consultation_ends_after_it_begins(
    opens_at: datetime | None, closes_at: datetime | None
) -> None:
    with pytest.raises(RuleBroken, match="Ngày kết thúc"):
        publish(opens_at=opens_at, closes_at=closes_at)


def test_a_plan_is_published_once() -> None:
    with pytest.raises(RuleBroken, match="không công bố lần nữa"):
        publish(plan=a_plan(PlanState.PUBLISHED))


def test_a_withdrawal_needs_a_published_plan_and_a_reason() -> None:
    with pytest.raises(RuleBroken, match="đang công bố"):
        rules.check_withdrawal(a_plan(PlanState.DRAFT), "Nhầm văn bản")
    with pytest.raises(RuleBroken, match="lý do"):
        rules.check_withdrawal(a_plan(), "  ")

    rules.check_withdrawal(a_plan(), "Nhầm văn bản")


def publish(
    plan: Plan | None = None,
    doubts: list[Doubt] | None = None,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    confirmed: bool = False,
) -> None:
    rules.check_publication(
        plan or a_plan(PlanState.DRAFT),
        doubts or [],
        opens_at=opens_at,
        closes_at=closes_at,
        confirmed=confirmed,
        now=NOW,
    )
