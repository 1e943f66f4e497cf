"""Sending a case to the unit that will answer, as the plan itself names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feedback import formats, notices, record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.deadlines import WorkCalendar, load_calendar
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.triage import clocks, extensions, queries, rules
from feedback.triage.counts import public_page_changed
from feedback.triage.guard import begin, written_note
from feedback.triage.rules import Act
from models import (
    Case,
    CaseState,
    ClockEvent,
    HoldReason,
    NoteKind,
    Role,
    RoleHeld,
    SupportingUnit,
    Unit,
    db,
)


@dataclass(frozen=True)
class Routing:
    """Where a case shall go. `unit_due_on` None takes the limit in force.

    With `publish` the public sees the comment from now on: its body, or of a reflection or
    petition the `summary`; without, it is kept back for one of the six reasons, with a `note`
    to the sender. What came late is not published in either case. `complex_reason` is what
    the sender reads about the longer limit.
    """

    lead: Unit
    supporting: tuple[Unit, ...] = ()
    is_complex: bool = False
    complex_reason: str = ""
    unit_due_on: date | None = None
    publish: bool = True
    summary: str = ""
    keep_back_for: HoldReason | None = None
    keep_back_note: str = ""


def route(
    case: Case, routing: Routing, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Send the case to its lead unit, with the units asked to support, and start its clock.

    A lead without an active head or officer is replaced by its superior's office, with an
    entry that says so. Raises RuleBroken when a unit is concerned by the case, the date lies
    outside the sender's own, the comment is kept back for no reason, or the limit for complex
    matters comes without reason or after the date promised; Overtaken when somebody else
    acted first.
    """
    begin(case, Act.ROUTE, by=by, revision=revision, now=now)
    today, calendar = day_of(now), load_calendar()
    answering = organisation.answering_unit_for(routing.lead, today)
    lead = answering.unit
    _check(case, lead, routing, today)
    if routing.is_complex and not case.is_complex:
        _make_complex(case, routing.complex_reason, calendar, by, now)
    _ask_for_support(case, lead, routing.supporting, now)
    _hand_over(case, lead, routing, calendar, now)
    if answering.fell_from is not None:
        record.write(
            "case.fell_to_superior",
            by=by,
            at=now,
            case=case,
            named_unit=answering.fell_from,
            lead_unit=lead,
        )
    _record(case, by, now)
    _show_or_keep_back(case, routing, by, now)
    _tell(case, now)
    public_page_changed(case)


def _check(case: Case, lead: Unit, routing: Routing, today: date) -> None:
    rules.check_may_be_answered(case.kind)
    rules.check_concern_settled(case)
    rules.check_supporting(lead.id, [unit.id for unit in routing.supporting])
    barred = queries.barred_units(case, today)
    for unit in (lead, *routing.supporting):
        if unit.id in barred:
            raise RuleBroken(
                N_("%(unit)s là nơi ý kiến liên quan đến nên không được giao xử lý."),
                unit=unit.name,
            )
    if not case.comment.arrived_late:
        rules.check_keeping_back(routing.keep_back_for, publish=routing.publish)
        if routing.publish:
            rules.check_publication(case.comment, case.kind)


def _make_complex(
    case: Case, reason: str, calendar: WorkCalendar, by: RoleHeld, now: datetime
) -> None:
    old = case.due_on
    clocks.make_complex(case, day_of(now), calendar)
    note = written_note(case, NoteKind.TO_SENDER, reason, by.unit, now)
    record.write(
        "case.made_complex",
        by=by,
        at=now,
        case=case,
        note=note,
        old_due_on=old,
        due_on=case.due_on,
    )
    tell_sender(case, "made_complex", now=now, details={"due": formats.day(case.due_on)})


def _ask_for_support(case: Case, lead: Unit, units: tuple[Unit, ...], now: datetime) -> None:
    """Those asked now stay or come, those not asked any more go unless they gave an input.

    Who leads now does not support as well; the input it gave stays among the notes.
    """
    wanted = {unit.id: unit for unit in units}
    for asked in list(case.supporting):
        if asked.unit_id in wanted:
            del wanted[asked.unit_id]
        elif asked.input_id is None or asked.unit_id == lead.id:
            case.supporting.remove(asked)
            db.session.delete(asked)
    case.supporting += [SupportingUnit(unit=unit, asked_at=now) for unit in wanted.values()]


def _hand_over(
    case: Case, lead: Unit, routing: Routing, calendar: WorkCalendar, now: datetime
) -> None:
    today = day_of(now)
    proposed = clocks.unit_limit_date(case, today, calendar)
    due_on = routing.unit_due_on or proposed
    rules.check_unit_due(due_on, case.due_on, today)
    clocks.end_clocks(case, ClockEvent.UNIT_ANSWER, ClockEvent.INFORM, on=today)
    extensions.lapse(case, now=now)
    clock = clocks.start_clock(
        case,
        ClockEvent.UNIT_ANSWER,
        owed_by=lead,
        on=today,
        calendar=calendar,
        due_on=due_on if due_on != proposed else None,
    )
    clock.due_on = due_on
    to_sender = clocks.running_clock(case, *clocks.TO_SENDER)
    if to_sender is not None:
        to_sender.unit = lead
    case.state, case.hold_reason = CaseState.ROUTED, None
    case.lead_unit = case.holder_unit = lead
    case.held_since = now
    for asked in case.supporting:
        asked.due_on = due_on
    clocks.show_dates(case)
    db.session.flush()


def _record(case: Case, by: RoleHeld, now: datetime) -> None:
    kind = "case.routed_with_support" if case.supporting else "case.routed"
    details: dict[str, Any] = {}
    if case.supporting:
        details["supporting_units"] = [asked.unit for asked in case.supporting]
    record.write(
        kind,
        by=by,
        at=now,
        case=case,
        lead_unit=case.lead_unit,
        unit_due_on=case.unit_due_on,
        **details,
    )


def _show_or_keep_back(case: Case, routing: Routing, by: RoleHeld, now: datetime) -> None:
    comment = case.comment
    if comment.arrived_late:
        return
    if not routing.publish:
        _keep_back(case, routing, by, now)
        return
    case.kept_back_for = None
    if comment.published_at is None:
        comment.published_at = now
        record.write("case.published", by=by, at=now, case=case)
    comment.public_text = rules.public_text(case.kind, routing.summary)


def _keep_back(case: Case, routing: Routing, by: RoleHeld, now: datetime) -> None:
    """Not shown for a reason, with a word to the sender; said once while the reason stays."""
    reason = routing.keep_back_for
    if case.kept_back_for is reason and not routing.keep_back_note:
        return
    note = written_note(case, NoteKind.TO_SENDER, routing.keep_back_note, by.unit, now)
    case.comment.published_at, case.kept_back_for = None, reason
    record.write("case.kept_back", by=by, at=now, case=case, note=note, reason_word=reason)


def _tell(case: Case, now: datetime) -> None:
    tell_sender(case, "routed", now=now)
    assert case.lead_unit is not None
    _tell_unit(case, case.lead_unit, "triage.routed", now)
    for asked in case.supporting:
        if asked.input_id is None:
            _tell_unit(case, asked.unit, "triage.asked_to_support", now)


def _tell_unit(case: Case, unit: Unit, kind: str, now: datetime) -> None:
    today = day_of(now)
    hats = organisation.active_hats(unit, [Role.OFFICER, Role.HEAD], today)
    notices.tell(
        [hat.person for hat in queries.unexcluded(hats, case, today)],
        kind,
        event_key=f"{kind}:{case.key}:{case.revision}:{unit.key}",
        now=now,
        case=case,
        details={"due": formats.day(case.unit_due_on)},
    )
