"""What the intake does with a case. Each act checks, changes, records and tells.

`revision` is the number the person's form carried (None when no form was shown); a case that
somebody else changed meanwhile raises Overtaken. `by` is the hat of the intake unit.
"""

from __future__ import annotations

from datetime import datetime

from feedback import notices, record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.deadlines import load_calendar
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.triage import clocks, queries, rules
from feedback.triage.counts import public_page_changed, recount_clause
from feedback.triage.extensions import ask_extension, decide_extension
from feedback.triage.guard import begin, written_note
from feedback.triage.intake import open_case, receiving_unit
from feedback.triage.quarantine import confirm_taken_out, quarantine, release
from feedback.triage.routing import Routing, route
from feedback.triage.rules import Act
from feedback.triage.sender import add_details, correct_comment, resend_held, withdraw_comment
from feedback.triage.undo import take_back
from models import (
    Case,
    CaseState,
    ClockEvent,
    CommentKind,
    HoldReason,
    NoteKind,
    Role,
    RoleHeld,
    Unit,
    db,
)

# The acts of triage by name, wherever their steps are written.
__all__ = [
    "Routing",
    "add_details",
    "archive",
    "ask_extension",
    "classify",
    "confirm_taken_out",
    "correct_comment",
    "decide_extension",
    "hold",
    "open_case",
    "publish",
    "quarantine",
    "recount_clause",
    "release",
    "request_details",
    "resend_held",
    "return_with_guidance",
    "route",
    "set_concern",
    "take_back",
    "transfer",
    "unpublish",
    "withdraw_comment",
]


def classify(
    case: Case,
    kind: CommentKind,
    *,
    reason: str,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Set the legal kind; a change needs a reason, which the sender reads.

    A vướng mắc goes on to the Department's office. Raises RuleBroken for khiếu nại and tố cáo,
    which leave by their own exits, or without a reason.
    """
    begin(case, Act.CLASSIFY, by=by, revision=revision, now=now)
    if kind not in rules.KINDS_A_MODERATOR_MAY_SET:
        raise RuleBroken(N_("Khiếu nại, tố cáo ra theo lối riêng; xin dùng đúng việc ấy."))
    if kind is case.kind:
        _take_in(case, by, now)
        return
    case.state = CaseState.RECEIVED if case.state is CaseState.NEW else case.state
    note = written_note(case, NoteKind.TO_SENDER, reason, by.unit, now)
    old, case.kind = case.kind, kind
    comment = case.comment
    if comment.published_at and kind not in rules.BODY_IS_PUBLIC and comment.public_text is None:
        comment.public_text = ""
    record.write(
        "case.reclassified", by=by, at=now, case=case, note=note, old_word=old, new_word=kind
    )
    if kind is CommentKind.OBSTACLE:
        department = organisation.department(day_of(now)) or comment.plan.unit
        _move_intake(case, organisation.intake_unit_for(department, day_of(now)), by, now)
    tell_sender(case, "reclassified", now=now)
    public_page_changed(case)


def set_concern(
    case: Case, unit: Unit | None, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Say which unit the case concerns; that unit and those under it lose it at once.

    When the intake or the lead is among them, the case goes to the superior's intake for a
    new decision (Luật THDC 10/2022, Đ.9).
    """
    begin(case, Act.CONCERN, by=by, revision=revision, now=now)
    today = day_of(now)
    case.concerns_unit = unit
    if unit is None:
        record.write("case.concern_removed", by=by, at=now, case=case)
        return
    record.write("case.concern_set", by=by, at=now, case=case, concerned_unit=unit)
    barred = queries.barred_units(case, today)
    for asked in [asked for asked in case.supporting if asked.unit_id in barred]:
        case.supporting.remove(asked)
        db.session.delete(asked)
    if case.lead_unit_id in barred:
        _take_from_lead(case, now)
    if case.intake_unit_id in barred:
        _move_intake(case, receiving_unit(unit, today), by, now)
    public_page_changed(case)


def publish(
    case: Case, *, summary: str = "", by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Let the public see the comment: its body, or of a reflection or petition the summary.

    Raises RuleBroken for what came after the plan closed and for khiếu nại, tố cáo.
    """
    begin(case, Act.PUBLISH, by=by, revision=revision, now=now)
    rules.check_publication(case.comment, case.kind)
    if case.state is CaseState.NEW:
        case.state = CaseState.RECEIVED
    case.comment.published_at = now
    case.comment.public_text = rules.public_text(case.kind, summary)
    record.write("case.published", by=by, at=now, case=case)
    tell_sender(case, "published", now=now)
    public_page_changed(case)


def unpublish(
    case: Case, *, reason: str, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Take the comment off the public page; the reason is kept and read by the sender."""
    begin(case, Act.UNPUBLISH, by=by, revision=revision, now=now)
    if case.comment.published_at is None:
        raise RuleBroken(N_("Ý kiến này chưa hiện công khai."))
    note = written_note(case, NoteKind.TO_SENDER, reason, by.unit, now)
    case.comment.published_at = None
    record.write("case.unpublished", by=by, at=now, case=case, note=note)
    tell_sender(case, "unpublished", now=now)
    public_page_changed(case)


def hold(
    case: Case,
    reason: HoldReason,
    *,
    note: str,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Keep the comment from the public for one of six reasons; the sender sees it and may mend.

    The case then waits with the sender. Raises RuleBroken without a note.
    """
    begin(case, Act.HOLD, by=by, revision=revision, now=now)
    said = written_note(case, NoteKind.TO_SENDER, note, by.unit, now)
    case.state, case.hold_reason = CaseState.HELD, reason
    case.comment.published_at = None
    _wait_with_sender(case, now)
    record.write("case.held", by=by, at=now, case=case, note=said, reason_word=reason)
    tell_sender(case, "held", now=now)
    public_page_changed(case)


def request_details(
    case: Case, *, note: str, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Ask the sender for what is missing; the days waited are added when it arrives."""
    begin(case, Act.REQUEST_DETAILS, by=by, revision=revision, now=now)
    asked = written_note(case, NoteKind.TO_SENDER, note, by.unit, now)
    case.state = CaseState.DETAILS_REQUESTED
    _wait_with_sender(case, now)
    record.write("case.details_requested", by=by, at=now, case=case, note=asked)
    tell_sender(case, "details_requested", now=now)
    public_page_changed(case)


def return_with_guidance(
    case: Case,
    *,
    guidance: str,
    as_complaint: bool = False,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Give the comment back with word on where and how it can be settled.

    With `as_complaint` it is a khiếu nại: never public; the sender is shown how to file a
    signed đơn (Luật Khiếu nại 02/2011, Đ.8).
    """
    begin(case, Act.RETURN, by=by, revision=revision, now=now)
    note = written_note(case, NoteKind.TO_SENDER, guidance, by.unit, now)
    if as_complaint:
        case.kind_before, case.kind = case.kind, CommentKind.COMPLAINT
        case.comment.published_at = None
    _end(case, CaseState.RETURNED, now)
    record.write("case.returned", by=by, at=now, case=case, note=note)
    tell_sender(case, "returned", now=now)
    public_page_changed(case)


def archive(
    case: Case, *, reason: str, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Keep the comment without further handling, for a reason that the sender reads."""
    begin(case, Act.ARCHIVE, by=by, revision=revision, now=now)
    note = written_note(case, NoteKind.TO_SENDER, reason, by.unit, now)
    _end(case, CaseState.ARCHIVED, now)
    record.write("case.archived", by=by, at=now, case=case, note=note)
    tell_sender(case, "archived", now=now)
    public_page_changed(case)


def transfer(
    case: Case,
    receiver: str,
    *,
    note: str = "",
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Pass what is not ours to another body, named as text; once for the same content.

    Whether it went within the limit for a transfer, counted from receipt, is frozen on its
    clock. Raises RuleBroken without a receiver.
    """
    begin(case, Act.TRANSFER, by=by, revision=revision, now=now)
    if not receiver.strip():
        raise RuleBroken(N_("Xin ghi tên cơ quan nhận."))
    said = "\n\n".join(part for part in (receiver.strip(), note.strip()) if part)
    kept = written_note(case, NoteKind.TO_SENDER, said, by.unit, now)
    clocks.start_clock(
        case,
        ClockEvent.TRANSFER,
        owed_by=by.unit,
        on=day_of(case.comment.received_at),
        calendar=load_calendar(),
    )
    _end(case, CaseState.TRANSFERRED, now)
    record.write("case.transferred", by=by, at=now, case=case, note=kept)
    tell_sender(case, "transferred", now=now)
    public_page_changed(case)


def _take_from_lead(case: Case, now: datetime) -> None:
    """Back to the intake for a new decision."""
    clocks.end_clocks(case, ClockEvent.UNIT_ANSWER, on=day_of(now))
    case.state, case.lead_unit = CaseState.RECEIVED, None
    clocks.show_dates(case)
    case.holder_unit, case.held_since = case.intake_unit, now


def _take_in(case: Case, by: RoleHeld, now: datetime) -> None:
    """The kind is right as the sender chose it."""
    if case.state is not CaseState.NEW:
        raise RuleBroken(N_("Loại ý kiến không thay đổi."))
    case.state = CaseState.RECEIVED
    record.write("case.taken_in", by=by, at=now, case=case, kind_word=case.kind)
    tell_sender(case, "taken_in", now=now)


def _wait_with_sender(case: Case, now: datetime) -> None:
    case.holder_unit, case.held_since = None, now


def _end(case: Case, state: CaseState, now: datetime) -> None:
    """Nothing is owed any more: clocks end with their verdicts."""
    case.state, case.hold_reason = state, None
    case.closed_at = case.held_since = now
    case.holder_unit = case.intake_unit
    clocks.end_clocks(case, on=day_of(now))
    clocks.show_dates(case)


def _move_intake(case: Case, unit: Unit, by: RoleHeld, now: datetime) -> None:
    if unit.id == case.intake_unit_id:
        return
    waits_at_intake = case.holder_unit_id == case.intake_unit_id
    case.intake_unit = unit
    if waits_at_intake:
        case.holder_unit, case.held_since = unit, now
    record.write("case.moved", by=by, at=now, case=case, to_unit=unit)
    hats = organisation.active_hats(unit, [Role.MODERATOR], day_of(now))
    notices.tell(
        [hat.person for hat in queries.unexcluded(hats, case, day_of(now))],
        "triage.moved",
        event_key=f"triage.moved:{case.key}:{case.revision}",
        now=now,
        case=case,
    )
