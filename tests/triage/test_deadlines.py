"""Working days as the law counts them, and the calendar a new installation starts with."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback.comments import shown
from feedback.deadlines import (
    SET_BY_SYSTEM,
    Limit,
    WorkCalendar,
    compute,
    load_calendar,
    working_days_before,
    working_days_between,
)
from feedback.triage import defaults
from models import CalendarDay, Clock, ClockEvent, ClockPolicy, DayKind, DayUnit
from tests.builders import NOW

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.sampled_from(DayKind), max_size=60).map(
    lambda days: WorkCalendar({day: (kind, "") for day, kind in days.items()})
)
LIMITS = st.builds(Limit, st.integers(1, 60), st.sampled_from(DayUnit), st.just(""))


@given(DAYS, LIMITS, CALENDARS)
def test_a_limit_never_ends_before_its_days_have_passed(
    start: date, limit: Limit, calendar: WorkCalendar
) -> None:
    due_on = compute(start, limit, calendar).due_on

    assert due_on >= start + timedelta(days=limit.amount)


@given(DAYS, LIMITS, CALENDARS)
def test_a_limit_ends_on_a_working_day(start: date, limit: Limit, calendar: WorkCalendar) -> None:
    assert calendar.is_working(compute(start, limit, calendar).due_on)


@given(DAYS, DAYS, LIMITS, CALENDARS)
def test_what_came_first_is_due_first(
    one: date, other: date, limit: Limit, calendar: WorkCalendar
) -> None:
    earlier, later = sorted((one, other))

    assert compute(earlier, limit, calendar).due_on <= compute(later, limit, calendar).due_on


@given(DAYS, st.integers(1, 30), CALENDARS)
def test_one_day_more_is_due_later(start: date, amount: int, calendar: WorkCalendar) -> None:
    shorter = compute(start, Limit(amount, DayUnit.WORKING, ""), calendar)
    longer = compute(start, Limit(amount + 1, DayUnit.WORKING, ""), calendar)

    assert shorter.due_on < longer.due_on


@given(DAYS, LIMITS, CALENDARS)
def test_every_day_of_the_computation_is_shown_in_order(
    start: date, limit: Limit, calendar: WorkCalendar
) -> None:
    computation = compute(start, limit, calendar)

    days = [step.day for step in computation.steps]
    assert days == [start + timedelta(days=n) for n in range(1, len(days) + 1)]
    assert [step.count for step in computation.steps if step.count] == list(
        range(1, limit.amount + 1)
    )


@given(DAYS, st.integers(1, 30), CALENDARS)
def test_working_days_counted_back_are_those_counted_forward(
    start: date, amount: int, calendar: WorkCalendar
) -> None:
    due_on = compute(start, Limit(amount, DayUnit.WORKING, ""), calendar).due_on

    assert working_days_between(start, due_on, calendar) == amount
    assert working_days_between(working_days_before(due_on, 2, calendar), due_on, calendar) == 2


def test_five_working_days_from_friday_20_november_2026_end_on_monday_30(session: Session) -> None:
    defaults.seed(NOW)
    computation = compute(date(2026, 11, 20), Limit(5, DayUnit.WORKING, ""), load_calendar())

    counted = {step.day.day: step.count for step in computation.steps}
    assert computation.due_on == date(2026, 11, 30)
    assert counted == {
        21: None, 22: None, 23: 1, 24: None, 25: 2, 26: 3, 27: 4, 28: None, 29: None, 30: 5,
    }  # fmt: skip
    assert computation.steps[3].note == "Ngày Văn hóa Việt Nam"


def test_a_new_installation_knows_the_days_the_package_misses(session: Session) -> None:
    defaults.seed(NOW)
    calendar = load_calendar()

    assert not calendar.is_working(date(2026, 1, 2))
    assert calendar.is_working(date(2026, 1, 10))
    assert calendar.is_working(date(2026, 8, 22))
    assert not calendar.is_working(date(2026, 8, 31))


def test_seeding_again_changes_nothing(session: Session) -> None:
    defaults.seed(NOW)
    before = session.query(ClockPolicy).count(), len(load_calendar().days)

    defaults.seed(NOW)

    assert (session.query(ClockPolicy).count(), len(load_calendar().days)) == before


def test_a_day_is_said_to_come_from_where_it_was_read(session: Session) -> None:
    defaults.seed(NOW)

    sources = {row.day: row.source for row in session.query(CalendarDay)}
    known = holidays.country_holidays("VN", years=[2026, 2027], language="vi")
    for day, source in sources.items():
        if day.year in (2026, 2027) and source == defaults.PACKAGE and day not in known:
            assert day == date(2026, 8, 22)  # made up for a day off that the package exchanges
    assert sources[date(2026, 1, 2)] == sources[date(2026, 1, 10)] == defaults.BY_HAND


def test_a_date_counted_over_days_not_announced_yet_says_so(session: Session) -> None:
    defaults.seed(NOW)
    calendar = load_calendar()
    clock = Clock(
        event=ClockEvent.ANSWER,
        starts_on=date(2027, 2, 1),
        amount=7,
        day_unit=DayUnit.WORKING,
        basis="",
        paused_days=0,
        extensions=[],
    )

    steps = shown.steps_of(clock, calendar)

    tet = [step for step in steps if "05/02/2027" in step]
    assert "dự kiến" in tet[0]
    assert not any("dự kiến" in step for step in steps if "03/02/2027" in step)


def test_a_limit_of_no_law_says_that_the_system_set_it(session: Session) -> None:
    defaults.seed(NOW)

    bases = {policy.event: policy.basis for policy in session.query(ClockPolicy)}
    for event in ("answer", "answer_complex", "unit_answer", "due_soon", "sender_silent"):
        assert bases[ClockEvent(event)] == SET_BY_SYSTEM
    assert bases[ClockEvent.INFORM] == "Luật Tiếp công dân 42/2013/QH13, Điều 28"


def test_every_limit_of_the_law_cites_it(session: Session) -> None:
    defaults.seed(NOW)

    events = {policy.event: policy for policy in session.query(ClockPolicy)}
    assert all(policy.basis for policy in events.values())
    assert events[ClockEvent.ANSWER].amount == 7
    assert events[ClockEvent.COMPLAINT_ACCEPT].valid_from == date(2026, 7, 1)
