"""A comment arrives: it gets a number, a place to be received and a clock."""

from __future__ import annotations

import random
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from feedback import codes, record
from feedback.clock import day_of
from feedback.deadlines import load_calendar
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.triage import clocks, rules
from models import (
    Actor,
    Appearance,
    Case,
    CaseState,
    ClockEvent,
    Comment,
    CommentKind,
    NumberSeries,
    Role,
    Unit,
    db,
)

SERIES = "case"
_random = random.SystemRandom()


def open_case(comment: Comment, *, now: datetime) -> Case:
    """Receive a comment: the case with its public number, intake unit and running clock.

    The clock starts on the day of receipt in Asia/Ho_Chi_Minh; `case.due_on` is the date
    promised to the sender. Raises RuleBroken for a khiếu nại or tố cáo, which leave by their
    exit and are never stored, and when no limit is in force.
    """
    if comment.kind in (CommentKind.COMPLAINT, CommentKind.DENUNCIATION):
        raise RuleBroken(N_("Khiếu nại, tố cáo được gửi theo lối riêng, không nhận ở đây."))
    today = day_of(now)
    concerned = concerned_unit(comment, today)
    intake = intake_unit(comment, concerned, today)
    case = Case(
        key=codes.new_key(),
        number=next_number(today.year, sealed=comment.appearance is Appearance.SEALED),
        comment=comment,
        kind=comment.kind,
        state=CaseState.NEW,
        intake_unit=intake,
        holder_unit=intake,
        held_since=now,
        concerns_unit=concerned,
        is_complex=False,
        revision=0,
    )
    db.session.add(case)
    db.session.flush()
    calendar = load_calendar()
    clocks.start_clock(case, ClockEvent.ANSWER, owed_by=intake, on=today, calendar=calendar)
    clocks.show_dates(case)
    record.write(
        "case.received", by=Actor.SENDER, at=now, case=case, plan=comment.plan, due_on=case.due_on
    )
    db.session.flush()
    return case


def concerned_unit(comment: Comment, on: date) -> Unit | None:
    """The unit the sender said it concerns, when what was typed names exactly one."""
    if not comment.concerns_text:
        return None
    (resolved,) = organisation.resolve_unit_names([comment.concerns_text], on)
    if resolved.through_group or len(resolved.units) != 1:
        return None
    return organisation.standing_unit(resolved.units[0], on)


def intake_unit(comment: Comment, concerned: Unit | None, on: date) -> Unit:
    """Where the comment is received: by the plan's own unit, unless it concerns somebody there.

    What concerns a unit is received by its superior. When the sender named somebody whom we
    cannot place (a teacher, "hiệu trưởng"), it may be anybody of the plan's unit, so that too
    goes to the superior's intake. A vướng mắc goes to the Department's office.
    """
    if comment.kind is CommentKind.OBSTACLE:
        department = organisation.department(on)
        return organisation.intake_unit_for(department or comment.plan.unit, on)
    if concerned is not None:
        usual = organisation.intake_unit_for(comment.plan.unit, on)
        barred = organisation.unit_ids_under(concerned, on)
        return receiving_unit(concerned, on) if usual.id in barred else usual
    if comment.concerns_text:
        return receiving_unit(comment.plan.unit, on)
    return organisation.intake_unit_for(comment.plan.unit, on)


def receiving_unit(concerned: Unit, on: date) -> Unit:
    """Who receives what concerns `concerned`: the nearest superior with an active moderator.

    Units under the one concerned do not count. When no such office exists, the superior
    itself, where its leadership receives; when there is no superior, the usual intake.
    """
    barred = organisation.unit_ids_under(concerned, on)
    superiors = list(organisation.superiors_of(concerned, on))
    for superior in superiors:
        candidate = organisation.intake_unit_for(superior, on)
        has_moderator = bool(organisation.active_hats(candidate, [Role.MODERATOR], on))
        if candidate.id not in barred and has_moderator:
            return candidate
    for superior in superiors:
        if organisation.active_hats(superior, list(rules.MODERATING), on):
            return superior
    return organisation.intake_unit_for(concerned, on)


def next_number(year: int, *, sealed: bool) -> str:
    """The next public number of the year; for a sealed item a random free one.

    Sealed items draw from 500000 to 999999, so that their order says nothing about when
    they came and, by that, who was there.
    """
    if sealed:
        return _free_sealed_number(year)
    series = _series(year)
    series.last += 1
    db.session.flush()
    return rules.number_text(year, series.last)


def _free_sealed_number(year: int) -> str:
    while True:
        place = _random.randrange(rules.ORDINARY_PLACES, 2 * rules.ORDINARY_PLACES)
        number = rules.number_text(year, place)
        if db.session.scalar(select(Case.id).where(Case.number == number)) is None:
            return number


def _series(year: int) -> NumberSeries:
    """The counter of the year, locked against other writers."""
    wanted = (
        select(NumberSeries)
        .where(NumberSeries.name == SERIES, NumberSeries.year == year)
        .with_for_update()
    )
    found = db.session.scalars(wanted).first()
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            db.session.add(NumberSeries(name=SERIES, year=year, last=0))
    except IntegrityError:
        pass  # Another writer opened the year first (PostgreSQL); take theirs.
    return db.session.scalars(wanted).one()
