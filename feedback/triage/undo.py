"""Taking a step back: a second act in the record; what was not sent yet is not sent."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from feedback import notices, outbox, record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.triage import clocks, extensions, queries, rules
from feedback.triage.counts import public_page_changed
from feedback.triage.guard import begin
from feedback.triage.rules import Act
from models import Case, CaseState, ClockEvent, Notice, OutboxMessage, Role, RoleHeld, db


def take_back(case: Case, *, by: RoleHeld, now: datetime, revision: int | None = None) -> None:
    """Take the intake's last step back, so that the case waits at the intake again.

    Works while nobody else acted on it. What the step made public is hidden again; mails that
    still wait are deleted, and when they have gone the sender and the unit are told anew.
    """
    begin(case, Act.TAKE_BACK, by=by, revision=revision, now=now)
    old, acted_at, lead = case.state, case.held_since, case.lead_unit
    if old is CaseState.DETAILS_REQUESTED and now - acted_at <= outbox.UNDO_TIME:
        case.times_asked -= 1  # the sender never heard of it
    clocks.forget_stop(case)
    extensions.lapse(case, now=now)
    if case.comment.published_at == acted_at:
        case.comment.published_at = None
        case.comment.public_text = None
    if old is CaseState.ROUTED and case.comment.published_at is None:
        case.kept_back_for = None
    _ask_nobody(case)
    _forget_news(case, acted_at)
    _run_again(case, acted_at, now)
    case.state, case.hold_reason, case.closed_at = CaseState.RECEIVED, None, None
    case.lead_unit = None
    if case.kind_before is not None:
        case.kind, case.kind_before = case.kind_before, None
    case.holder_unit, case.held_since = case.intake_unit, now
    clocks.show_dates(case)
    record.write("case.taken_back", by=by, at=now, case=case, old_word=old)
    if now - acted_at > outbox.UNDO_TIME:
        tell_sender(case, "taken_in", now=now)
        if lead is not None:
            roles = (Role.OFFICER, Role.HEAD)
            people = queries.people_to_tell(lead, roles, case, day_of(now))
            key = f"triage.taken_back:{case.key}:{case.revision}"
            notices.tell(people, "triage.taken_back", event_key=key, now=now, case=case)
    public_page_changed(case)


def _ask_nobody(case: Case) -> None:
    for asked in [asked for asked in case.supporting if asked.input_id is None]:
        case.supporting.remove(asked)
        db.session.delete(asked)


def forget_news_of_excluded(case: Case, today: date) -> None:
    """Delete what still waits to tell those whom the case turned out to concern.

    What tells the sender as sender stays: they may always hear of their own opinion.
    """
    unread = select(Notice).where(
        Notice.case_id == case.id, Notice.read_at.is_(None), Notice.kind.not_like("sender.%")
    )
    waiting = select(OutboxMessage).where(
        OutboxMessage.case_id == case.id,
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.event_key.not_like("sender.%"),
    )
    news = [*db.session.scalars(unread), *db.session.scalars(waiting)]
    excluded = queries.excluded_among({one.person_id for one in news}, case, today)
    for one in news:
        if one.person_id in excluded:
            db.session.delete(one)


def _forget_news(case: Case, acted_at: datetime) -> None:
    outbox.cancel_for_case(case)
    unread = select(Notice).where(
        Notice.case_id == case.id, Notice.made_at == acted_at, Notice.read_at.is_(None)
    )
    for notice in db.session.scalars(unread):
        db.session.delete(notice)


def _run_again(case: Case, acted_at: datetime, now: datetime) -> None:
    """The unit's clock ends; what the step ended for the sender runs on as if it never had."""
    clocks.end_clocks(case, ClockEvent.UNIT_ANSWER, on=day_of(now))
    is_owed = (case.kind_before or case.kind) in rules.OWED_WORD
    ended = [*clocks.TO_SENDER] if case.closed_at else []
    ended += [ClockEvent.INFORM] if is_owed else []
    for clock in case.clocks:
        if clock.event in ended and clock.ended_on == day_of(acted_at):
            clock.ended_on = clock.was_on_time = None
