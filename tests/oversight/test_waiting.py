"""What waits for its sender stands in a column of its own; what was overdue stays overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime

from feedback.oversight import queries, shown
from feedback.oversight.rules import UnitFigures
from feedback.triage import actions
from models import ArchiveReason, HoldReason, Unit
from tests.builders import NOW
from tests.triage.conftest import House, house

__all__ = ["house"]
# Received on Friday 20/11/2026, due on Wednesday 2/12.
AFTER = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)


def figures_on(house: House, day: date) -> UnitFigures:
    """How the office that received them stands on `day`."""
    (figures,) = queries.figures_of([house.office.id], queries.day_for_figures(day))
    return figures


def test_what_waits_for_its_sender_is_neither_in_time_nor_late(house: House) -> None:
    asked, held = house.case(), house.case()
    actions.request_details(asked, note="Ở đâu?", by=house.moderator, now=NOW)
    actions.hold(held, HoldReason.INSULT, note="Bỏ câu cuối.", by=house.moderator, now=NOW)

    figures = figures_on(house, date(2027, 1, 20))

    assert figures.waiting_for_sender == 2
    assert (figures.open_in_time, figures.overdue, figures.due_soon) == (0, 0, 0)


def test_an_overdue_case_does_not_leave_the_overdue_ones_by_going_to_its_sender(
    house: House,
) -> None:
    asked, held = house.case(), house.case()
    actions.request_details(asked, note="Ở đâu?", by=house.moderator, now=AFTER)
    actions.hold(held, HoldReason.INSULT, note="Bỏ câu cuối.", by=house.moderator, now=AFTER)

    figures = figures_on(house, date(2026, 12, 7))

    assert (figures.overdue, figures.waiting_for_sender) == (2, 0)


def test_what_is_archived_does_not_count_as_answered(house: House) -> None:
    case = house.case()
    actions.archive(case, ArchiveReason.SPAM, note="Quảng cáo.", by=house.moderator, now=NOW)

    figures = figures_on(house, date(2026, 11, 20))

    assert (figures.answered, figures.owed, figures.settled_otherwise) == (0, 0, 1)


def test_a_few_who_are_waited_for_are_not_shown_and_cannot_be_derived() -> None:
    units = {1: Unit(id=1), 2: Unit(id=2)}
    few = UnitFigures(1, open_in_time=20, overdue=8, waiting_for_sender=2)
    many = UnitFigures(2, open_in_time=30, overdue=9, waiting_for_sender=12)

    rows = shown.public_rows([few, many], units)

    assert rows[0].counts["waiting_for_sender"] is None
    assert rows[0].counts["overdue"] is None
    assert rows[1].counts["waiting_for_sender"] is None
