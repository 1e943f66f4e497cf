"""A case as those who work on it read it: finished texts for the pages of the house."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from feedback import formats
from feedback.comments import shown
from feedback.deadlines import WorkCalendar, limit_in_force, working_days_between
from feedback.labels import label
from feedback.plans.citing import citing_label
from feedback.triage import clocks, rules
from feedback.triage.queries import explained
from models import Appearance, Case, CaseState, Clock, ClockEvent, Comment


def explanation(clock: Clock, calendar: WorkCalendar) -> list[str]:
    """How the date of a clock came about, for "cách tính": start, each day, what moved it."""
    how = explained(clock, calendar)
    if how.set_by_hand:
        first = _("%(basis)s: %(day)s.", basis=clock.basis, day=formats.day(clock.due_on))
        moved = [_("Gia hạn đến %(day)s.", day=formats.day(new)) for _old, new in how.extensions]
        return [first, *moved]
    steps = shown.steps_of(clock, calendar)
    if not how.extensions and clock.due_on < how.computation.due_on:
        steps.append(
            _(
                "Hạn của đơn vị nằm trong hạn trả lời người gửi nên là %(day)s.",
                day=formats.day(clock.due_on),
            )
        )
    return steps


def proposed_explanation(due_on: date, today: date, calendar: WorkCalendar) -> list[str]:
    """How the date proposed to a unit that gets a case today comes about."""
    limit = limit_in_force(ClockEvent.UNIT_ANSWER, today)
    proposed = Clock(
        event=ClockEvent.UNIT_ANSWER,
        starts_on=today,
        amount=limit.amount,
        day_unit=limit.day_unit,
        basis=limit.basis,
        paused_days=0,
        due_on=due_on,
    )
    return explanation(proposed, calendar)


def explanations(case: Case, calendar: WorkCalendar) -> list[tuple[str, str, list[str]]]:
    """For each clock of the case: what it measures, its date, how the date came about."""
    return [
        (label(clock.event), formats.day(clock.due_on), explanation(clock, calendar))
        for clock in case.clocks
    ]


def state_of(case: Case, today: date, calendar: WorkCalendar) -> shown.ShownState:
    """How the case stands, for those who work on it: word, holder, days left, date."""
    kind, word = _kind(case, today, calendar), label(case.state)
    if case.due_on is None or case.state not in rules.OPEN:
        return shown.ShownState(kind, word, [], "", None)
    parts = [_holder(case), left(case.due_on, case.stopped_on or today, calendar)]
    clock = clocks.running_clock(case, *clocks.TO_SENDER)
    steps = explanation(clock, calendar) if clock else None
    due = _("hạn %(day)s", day=formats.day(case.due_on))
    return shown.ShownState(kind, word, parts, due, steps)


def short_state_of(case: Case, today: date, calendar: WorkCalendar) -> tuple[str, str, str]:
    """The same in one line for a row of a list: kind of mark, word, days left."""
    kind = _kind(case, today, calendar)
    if case.due_on is None or case.state not in rules.OPEN:
        return kind, label(case.state), ""
    return kind, label(case.state), left(case.due_on, case.stopped_on or today, calendar)


def left(due_on: date, today: date, calendar: WorkCalendar) -> str:
    """ "còn 3 ngày làm việc", "đến hạn hôm nay", "quá hạn 2 ngày làm việc"."""
    days = working_days_between(today, due_on, calendar)
    if due_on < today:
        return _("quá hạn %(days)s", days=formats.working_days(max(1, -days)))
    if due_on == today:
        return _("đến hạn hôm nay")
    return _("còn %(days)s", days=formats.working_days(days))


def sender_of(comment: Comment) -> str:
    """Who said it, as everybody may read it; under seal only that it is sealed."""
    if comment.appearance is Appearance.SEALED:
        return _("Giữ kín danh tính")
    if comment.appearance is Appearance.NAME:
        name = comment.sender_name or (comment.sender.display_name if comment.sender else "")
        said_by = formats.sender_words(comment.sender_label)
        return f"{name}, {said_by}" if name else said_by
    return formats.sender_words(comment.sender_label)


def place_of(comment: Comment) -> str:
    """The clause it is about: "Mục II.4.a"; the plan as a whole without one."""
    text = comment.clause_text
    if text is None:
        return _("Cả văn bản")
    return _("Mục %(label)s", label=citing_label(text)) if text.label else text.heading


def _holder(case: Case) -> str:
    if case.holder_unit is None:
        return _("đang chờ người gửi")
    return _("%(unit)s đang giữ", unit=case.holder_unit.short_name)


def _kind(case: Case, today: date, calendar: WorkCalendar) -> str:
    if case.state is CaseState.ANSWERED:
        return "answered"
    if case.state not in rules.OPEN:
        return "closed"
    if clocks.is_overdue(case, today):
        return "late"
    if case.state in rules.WITH_SENDER:
        return "held" if case.state is CaseState.HELD else "turn"
    return "working" if case.state in rules.AT_UNIT else "received"


def unit_clock_of(case: Case) -> Clock | None:
    """The running clock of the lead unit."""
    return clocks.running_clock(case, ClockEvent.UNIT_ANSWER)
