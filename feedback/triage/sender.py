"""What the sender may still do: correct, withdraw, mend what was held, add what was asked for.

Whoever calls has made sure that it is the sender: by the secret code or by the account.
"""

from __future__ import annotations

from datetime import datetime

from feedback import notices, record
from feedback.clock import day_of
from feedback.comments import rules as comment_rules
from feedback.deadlines import load_calendar, working_days_between
from feedback.organisation import queries as organisation
from feedback.search import fold
from feedback.triage import clocks, extensions, queries, rules
from feedback.triage.counts import public_page_changed
from feedback.triage.guard import check_revision, written_note
from feedback.triage.rules import Act
from models import Actor, Case, CaseState, DayUnit, NoteKind, Role


def correct_comment(case: Case, body: str, *, now: datetime, revision: int | None = None) -> None:
    """Put another text (cleaned) in the comment's place, while nobody has acted on it.

    Raises RuleBroken once a moderator has, and for an empty or too long text.
    """
    _begin(case, Act.CORRECT, revision)
    _put_text(case, body)
    record.write("case.corrected", by=Actor.SENDER, at=now, case=case)


def withdraw_comment(case: Case, *, now: datetime, revision: int | None = None) -> None:
    """End the case at the sender's wish, while it has not gone on to a unit."""
    _begin(case, Act.WITHDRAW, revision)
    clocks.end_clocks(case, on=day_of(now))
    clocks.forget_stop(case)
    case.state, case.hold_reason = CaseState.WITHDRAWN, None
    case.closed_at = case.held_since = now
    case.comment.withdrawn_at = now
    case.holder_unit = case.intake_unit
    clocks.show_dates(case)
    extensions.lapse(case, now=now)
    record.write("case.withdrawn", by=Actor.SENDER, at=now, case=case)
    public_page_changed(case)


def resend_held(case: Case, body: str, *, now: datetime, revision: int | None = None) -> None:
    """Send the mended text of a held comment; number and first date stay, waiting is added."""
    _begin(case, Act.RESEND, revision)
    _put_text(case, body)
    _come_back(case, now)
    record.write("case.resent", by=Actor.SENDER, at=now, case=case)
    _tell_intake(case, "triage.resent", now)


def add_details(case: Case, text: str, *, now: datetime, revision: int | None = None) -> None:
    """Add what was asked for; every running date moves by the working days waited meanwhile.

    A date that had passed before the sender was asked stays.
    """
    _begin(case, Act.ADD_DETAILS, revision)
    note = written_note(case, NoteKind.FROM_SENDER, text, None, now)
    waited = _come_back(case, now)
    record.write(
        "case.details_added",
        by=Actor.SENDER,
        at=now,
        case=case,
        note=note,
        due_on=case.due_on,
        days=waited,
    )
    _tell_intake(case, "triage.details_added", now)


def _begin(case: Case, act: Act, revision: int | None) -> None:
    check_revision(case, revision)
    rules.check(act, case.state)
    case.revision += 1


def _put_text(case: Case, body: str) -> None:
    comment_rules.check_text(body)
    case.comment.body = body
    case.comment.folded = fold(body)


def _come_back(case: Case, now: datetime) -> int:
    """The case waits at the intake again; returns the working days it waited with the sender."""
    calendar = load_calendar()
    since, today = case.stopped_on or day_of(case.held_since), day_of(now)
    waited = working_days_between(since, today, calendar)
    days = {DayUnit.WORKING: waited, DayUnit.CALENDAR: (today - since).days}
    clocks.add_pause(case, days, calendar)
    clocks.forget_stop(case)
    case.state, case.hold_reason = CaseState.RECEIVED, None
    case.holder_unit, case.held_since = case.intake_unit, now
    public_page_changed(case)
    return waited


def _tell_intake(case: Case, kind: str, now: datetime) -> None:
    if case.intake_unit is None:
        return
    today = day_of(now)
    hats = organisation.active_hats(case.intake_unit, [Role.MODERATOR], today)
    notices.tell(
        [hat.person for hat in queries.unexcluded(hats, case, today)],
        kind,
        event_key=f"{kind}:{case.key}:{case.revision}",
        now=now,
        case=case,
    )
