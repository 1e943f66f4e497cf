"""What the intake does with a case. Each act checks, changes, records and tells.

`revision` is the number the person's form carried (None when no form was shown); a case that
somebody else changed meanwhile raises Overtaken. `by` is the hat of the intake unit.
"""

from __future__ import annotations

from datetime import date, datetime

from feedback import notices, record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.deadlines import load_calendar
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.triage import clocks, extensions, intake, queries, rules
from feedback.triage.counts import public_page_changed, recount_clause
from feedback.triage.extensions import ask_extension, decide_extension
from feedback.triage.guard import begin, written_note
from feedback.triage.intake import able_intake, open_case, receiving_unit
from feedback.triage.quarantine import confirm_taken_out, quarantine, release
from feedback.triage.routing import Routing, route
from feedback.triage.rules import Act
from feedback.triage.sender import add_details, correct_comment, resend_held, withdraw_comment
from feedback.triage.undo import forget_news_of_excluded, take_back
from models import (
    ArchiveReason,
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
    intake.owe_word_on_taking_up(case, on=day_of(now), calendar=load_calendar())
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
    case: Case,
    unit: Unit | None,
    *,
    person: RoleHeld | None = None,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Say whom the case concerns: a unit, a person by one of their hats, or neither: nobody here.

    A unit loses the case at once, with those under it. Of a person alone the others of the
    unit may go on, except where the person heads it: then the unit loses it too. When the
    intake or the lead is among them, the case goes to the superior's intake for a new decision
    (Luật THDC 10/2022, Đ.9). Raises RuleBroken for a person of another unit.
    """
    begin(case, Act.CONCERN, by=by, revision=revision, now=now)
    today = day_of(now)
    rules.check_belongs(person, unit)
    case.concern_is_open = False
    case.concerns_person = person.person if person else None
    case.concerns_unit = _unit_concerned(unit, person, today)
    _record_concern(case, unit, person, by, now)
    barred = queries.barred_units(case, today)
    for asked in [asked for asked in case.supporting if asked.unit_id in barred]:
        case.supporting.remove(asked)
        db.session.delete(asked)
    if case.lead_unit_id in barred:
        _take_from_lead(case, now)
    if case.concerns_unit is not None and case.intake_unit_id in barred:
        _move_intake(case, receiving_unit(case.concerns_unit, today), by, now)
    else:
        _move_intake(case, able_intake(case, today), by, now)
    forget_news_of_excluded(case, today)
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
    case.kept_back_for = None
    record.write("case.published", by=by, at=now, case=case)
    tell_sender(case, "published", now=now)
    public_page_changed(case)


def unpublish(
    case: Case,
    reason: HoldReason,
    *,
    note: str,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Take the comment off the public page for one of six reasons, which the sender reads.

    It is handled and answered all the same. Raises RuleBroken without a note.
    """
    begin(case, Act.UNPUBLISH, by=by, revision=revision, now=now)
    if case.comment.published_at is None:
        raise RuleBroken(N_("Ý kiến này chưa hiện công khai."))
    said = written_note(case, NoteKind.TO_SENDER, note, by.unit, now)
    case.comment.published_at, case.kept_back_for = None, reason
    record.write("case.unpublished", by=by, at=now, case=case, note=said, reason_word=reason)
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
    clocks.end_clocks(case, ClockEvent.INFORM, on=day_of(now))
    _wait_with_sender(case, now)
    record.write("case.held", by=by, at=now, case=case, note=said, reason_word=reason)
    tell_sender(case, "held", now=now)
    public_page_changed(case)


def request_details(
    case: Case, *, note: str, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Ask the sender for what is missing; the working days waited are added when it arrives.

    Raises RuleBroken a third time, and without a note.
    """
    begin(case, Act.REQUEST_DETAILS, by=by, revision=revision, now=now)
    rules.check_may_ask(case.times_asked)
    asked = written_note(case, NoteKind.TO_SENDER, note, by.unit, now)
    case.state = CaseState.DETAILS_REQUESTED
    case.times_asked += 1
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
    case: Case,
    reason: ArchiveReason,
    *,
    note: str,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Keep the comment without further handling, for a published reason and a word to the sender.

    It counts as settled without an answer, never as answered. Raises RuleBroken without a
    note, and for missing details that nobody asked for.
    """
    begin(case, Act.ARCHIVE, by=by, revision=revision, now=now)
    rules.check_archiving(reason, case.state, case.times_asked)
    said = written_note(case, NoteKind.TO_SENDER, note, by.unit, now)
    _end(case, CaseState.ARCHIVED, now)
    record.write("case.archived", by=by, at=now, case=case, note=said, reason_word=reason)
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


def _unit_concerned(unit: Unit | None, person: RoleHeld | None, today: date) -> Unit | None:
    """The unit that must lose the case as a whole."""
    if person is None:
        return unit
    heads = organisation.active_hats(person.unit, list(rules.HEADING), today)
    return person.unit if any(hat.person_id == person.person_id for hat in heads) else None


def _record_concern(
    case: Case, unit: Unit | None, person: RoleHeld | None, by: RoleHeld, now: datetime
) -> None:
    if person is not None:
        record.write("case.concern_set_person", by=by, at=now, case=case, at_unit=person.unit)
    elif unit is not None:
        record.write("case.concern_set", by=by, at=now, case=case, concerned_unit=unit)
    else:
        record.write("case.concern_is_nobody", by=by, at=now, case=case)


def _take_from_lead(case: Case, now: datetime) -> None:
    """Back to the intake for a new decision."""
    clocks.end_clocks(case, ClockEvent.UNIT_ANSWER, on=day_of(now))
    extensions.lapse(case, now=now)
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
    clocks.stop_clocks(case, day_of(now))
    case.holder_unit, case.held_since = None, now


def _end(case: Case, state: CaseState, now: datetime) -> None:
    """Nothing is owed any more: clocks end with their verdicts."""
    clocks.end_clocks(case, on=day_of(now))
    clocks.forget_stop(case)
    case.state, case.hold_reason = state, None
    case.closed_at = case.held_since = now
    case.holder_unit = case.intake_unit
    clocks.show_dates(case)
    extensions.lapse(case, now=now)


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
