"""A comment arrives: it gets a number, a place to be received and a clock."""

from __future__ import annotations

import random
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from feedback import codes, record
from feedback.clock import day_of
from feedback.deadlines import WorkCalendar, load_calendar
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.triage import clocks, queries, rules
from feedback.triage.concerned import whom_meant
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
    RoleHeld,
    Unit,
    db,
)

SERIES = "case"
FEWEST_UNDER_SEAL = 2
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
    meant = whom_meant(comment, today)
    concerned = meant.unit if meant else None
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
        concerns_person=meant.person if meant else None,
        concern_is_open=bool(comment.concerns_text) and meant is None,
        is_complex=False,
        revision=0,
    )
    db.session.add(case)
    db.session.flush()
    case.intake_unit = case.holder_unit = intake = able_intake(case, today)
    calendar = load_calendar()
    clocks.start_clock(case, ClockEvent.ANSWER, owed_by=intake, on=today, calendar=calendar)
    owe_word_on_taking_up(case, on=today, calendar=calendar)
    clocks.show_dates(case)
    record.write(
        "case.received", by=Actor.SENDER, at=now, case=case, plan=comment.plan, due_on=case.due_on
    )
    db.session.flush()
    return case


def owe_word_on_taking_up(case: Case, *, on: date, calendar: WorkCalendar) -> None:
    """Keep the clock by which the sender hears whether the case is taken up, as its kind needs it.

    It runs for a phản ánh or kiến nghị, counted from receipt (Luật Tiếp công dân 42/2013,
    Đ.28), until the intake has decided; for what turns out to be neither it ends on `on`.
    """
    is_owed = case.kind in rules.OWED_WORD
    running = clocks.running_clock(case, ClockEvent.INFORM)
    if not is_owed:
        clocks.end_clocks(case, ClockEvent.INFORM, on=on)
    elif running is None:
        clocks.start_clock(
            case,
            ClockEvent.INFORM,
            owed_by=case.intake_unit,
            on=day_of(case.comment.received_at),
            calendar=calendar,
        )


def intake_unit(comment: Comment, concerned: Unit | None, on: date) -> Unit:
    """Where the comment is received: by the plan's own unit, unless it concerns somebody there.

    What concerns a unit is received by its superior. When the sender named somebody whom we
    cannot place (a teacher, "hiệu trưởng"), it may be anybody of the plan's unit, so that too
    goes to the superior's intake. So does what came under seal where fewer than two people
    receive: were it only when that one sent it, they would be known. A vướng mắc goes to the
    Department's office.
    """
    if comment.kind is CommentKind.OBSTACLE:
        department = organisation.department(on)
        return organisation.intake_unit_for(department or comment.plan.unit, on)
    usual = organisation.intake_unit_for(comment.plan.unit, on)
    if concerned is not None and usual.id in organisation.unit_ids_under(concerned, on):
        return receiving_unit(concerned, on)
    is_sealed = comment.appearance is Appearance.SEALED
    names_nobody_known = concerned is None and bool(comment.concerns_text)
    if names_nobody_known or (is_sealed and len(_moderating(usual, on)) < FEWEST_UNDER_SEAL):
        return receiving_unit(comment.plan.unit, on)
    return usual


def able_intake(case: Case, on: date) -> Unit:
    """The unit that receives the case, or the one above it where all who receive are concerned.

    A sealed sender counts as anybody here: a case that moved for their sake would name them.
    """
    assert case.intake_unit is not None
    receiving = _moderating(case.intake_unit, on)
    if case.kind is CommentKind.OBSTACLE or not receiving:
        return case.intake_unit
    if queries.unexcluded(receiving, case, on, but_sealed=True):
        return case.intake_unit
    return receiving_unit(case.intake_unit, on)


def _moderating(unit: Unit, on: date) -> list[RoleHeld]:
    hats = organisation.active_hats(unit, list(rules.MODERATING), on)
    return list({hat.person_id: hat for hat in hats}.values())


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
