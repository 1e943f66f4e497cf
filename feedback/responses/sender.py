"""What the sender does with an answer: judge it, ask for a second look; and how cases close."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from feedback import record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.deadlines import load_calendar
from feedback.organisation import queries as organisation
from feedback.responses import rules, signing
from feedback.responses.telling import tell_once
from feedback.triage import clocks
from feedback.triage.counts import public_page_changed
from feedback.triage.guard import check_revision
from models import (
    Actor,
    Answer,
    Case,
    CaseState,
    ClockEvent,
    Note,
    NoteKind,
    Rating,
    Unit,
    db,
)


def rate_answer(
    answer: Answer,
    *,
    answers_the_question: bool,
    is_satisfied: bool,
    is_anonymous: bool,
    now: datetime,
) -> Rating:
    """Keep what the sender thinks of an answer; a case whose sender is content is closed.

    An anonymous rating leaves no trace on the case, its register or its state: the unit sees
    it in totals only (NĐ 224/2026, Đ.10). Raises RuleBroken for a second rating.
    """
    case = answer.case
    check_revision(case, None)
    rules.check_may_rate(answer, is_rated=rating_of(answer) is not None)
    rating = Rating(
        case=case,
        answer_id=answer.id,
        answers_the_question=answers_the_question,
        is_satisfied=is_satisfied,
        is_anonymous=is_anonymous,
        given_on=day_of(now),
    )
    db.session.add(rating)
    if is_anonymous:
        record.write("answer.rated_anonymously", by=Actor.SENDER, at=now, unit=answer.unit)
    else:
        kind = "answer.rated_content" if is_satisfied else "answer.rated_not_content"
        record.write(kind, by=Actor.SENDER, at=now, case=case)
        if is_satisfied and answers_the_question and case.state is CaseState.ANSWERED:
            close_case(case, by=Actor.SENDER, now=now)
    db.session.flush()
    return rating


def rating_of(answer: Answer) -> Rating | None:
    """The sender's judgement of an answer, for the sender's own page."""
    return db.session.scalars(select(Rating).where(Rating.answer_id == answer.id)).first()


def reopen_case(case: Case, reason: str, *, now: datetime, revision: int | None = None) -> None:
    """Send an answered case back to its unit, once; the unit and its superior read why.

    A new clock runs from today by the limits in force. Where the unit can no longer answer,
    the one that answers for it takes over. Raises RuleBroken a second time, after the case
    was closed, or without a reason.
    """
    check_revision(case, revision)
    rules.check_may_reopen(case, reason)
    note = Note(case=case, kind=NoteKind.FROM_SENDER, body=reason, written_at=now)
    db.session.add(note)
    case.state, case.reopened_at = CaseState.IN_PROGRESS, now
    case.answered_at = case.answered_on_time = None
    case.revision += 1
    unit = _unit_to_answer_again(case, now)
    _start_clocks(case, unit, now)
    record.write("case.reopened", by=Actor.SENDER, at=now, case=case, note=note, due_on=case.due_on)
    public_page_changed(case)
    _tell_of_reopening(case, unit, now)


def close_case(case: Case, *, now: datetime, by: Actor = Actor.SYSTEM) -> None:
    """End an answered case: the sender is content, or nobody asked for more in time."""
    case.state, case.closed_at = CaseState.CLOSED, now
    case.revision += 1
    record.write("case.closed", by=by, at=now, case=case)
    db.session.flush()
    public_page_changed(case)


def _unit_to_answer_again(case: Case, now: datetime) -> Unit:
    assert case.lead_unit is not None  # an answered case was led by somebody
    answering = organisation.answering_unit_for(case.lead_unit, day_of(now))
    if answering.fell_from is not None:
        record.write(
            "case.fell_to_superior",
            by=Actor.SYSTEM,
            at=now,
            case=case,
            named_unit=answering.fell_from,
            lead_unit=answering.unit,
        )
    case.lead_unit = case.holder_unit = answering.unit
    case.held_since = now
    return answering.unit


def _start_clocks(case: Case, unit: Unit, now: datetime) -> None:
    today, calendar = day_of(now), load_calendar()
    to_sender = ClockEvent.ANSWER_COMPLEX if case.is_complex else ClockEvent.ANSWER
    for event in (to_sender, ClockEvent.UNIT_ANSWER):
        clock = clocks.start_clock(case, event, owed_by=unit, on=today, calendar=calendar)
        clocks.show_dates(case)
        if event is ClockEvent.UNIT_ANSWER and case.due_on is not None:
            clock.due_on = min(clock.due_on, case.due_on)
    db.session.flush()


def _tell_of_reopening(case: Case, unit: Unit, now: datetime) -> None:
    today = day_of(now)
    working = organisation.active_hats(unit, tuple(rules.DRAFTING), today)
    tell_once([*working, *signing.heads_above(unit, today)], "case.reopened", case, now)
    tell_sender(case, "reopened", now=now)
