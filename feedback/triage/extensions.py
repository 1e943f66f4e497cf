"""A later date: asked for with a reason, decided by somebody else, told before the old date."""

from __future__ import annotations

from datetime import date, datetime

from feedback import formats, notices, record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.triage import clocks, queries, rules
from feedback.triage.guard import begin, check_not_concerned, check_revision, written_note
from feedback.triage.rules import Act
from models import Actor, Case, Clock, ClockEvent, Extension, NoteKind, Person, Role, RoleHeld, db

ASKING = frozenset({Role.OFFICER, Role.HEAD})


def ask_extension(
    case: Case,
    new_due_on: date,
    *,
    reason: str,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> Extension:
    """Ask, as the lead unit, for a later date; the intake decides.

    A date inside the one promised to the sender moves the unit's own clock alone; a later one
    moves both. Raises RuleBroken for another unit's hat, without a reason, when one is waiting
    already, when the date is not later, or when the old date has passed.
    """
    check_revision(case, revision)
    if by.role not in ASKING or by.unit_id != case.lead_unit_id:
        raise RuleBroken(N_("Chỉ đơn vị chủ trì đề nghị gia hạn."))
    check_not_concerned(case, by, now)
    rules.check(Act.EXTEND, case.state)
    if waiting_extension(case) is not None:
        raise RuleBroken(N_("Đã có một đề nghị gia hạn đang chờ quyết định."))
    clock = _clock_to_move(case, new_due_on)
    rules.check_extension(clock.due_on, new_due_on, day_of(now))
    case.revision += 1
    note = written_note(case, NoteKind.REASON, reason, by.unit, now)
    extension = _extension(clock, new_due_on, note.id, by.person, now)
    record.write(
        "case.extension_asked",
        by=by,
        at=now,
        case=case,
        note=note,
        old_due_on=clock.due_on,
        due_on=new_due_on,
    )
    _tell_intake(case, new_due_on, now)
    db.session.flush()
    return extension


def decide_extension(
    extension: Extension,
    approve: bool,
    *,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Decide, as the intake, on a later date; the sender is told when theirs moves.

    Raises RuleBroken when it was decided already, when the one who asked decides, or when the
    old date has passed, because the sender must hear before it.
    """
    case = extension.clock.case
    begin(case, Act.EXTEND, by=by, revision=revision, now=now)
    if extension.approved is not None:
        raise RuleBroken(N_("Đề nghị này đã được quyết định."))
    if extension.asked_by_id == by.person_id:
        raise RuleBroken(N_("Người đề nghị gia hạn không tự quyết định được."))
    if approve:
        rules.check_extension(extension.old_due_on, extension.new_due_on, day_of(now))
    if extension.clock.ended_on is not None:
        raise RuleBroken(N_("Hạn này không còn chạy nên không gia hạn được nữa."))
    extension.approved, extension.decided_at = approve, now
    extension.decided_by_id = by.person_id
    if approve:
        _move_dates(case, extension, by, now)
    else:
        record.write(
            "case.extension_refused", by=by, at=now, case=case, due_on=extension.old_due_on
        )
    _tell_lead(case, extension, now)


def waiting_extension(case: Case) -> Extension | None:
    """The request for a later date that nobody has decided yet."""
    return next(
        (
            extension
            for clock in case.clocks
            for extension in clock.extensions
            if extension.approved is None
        ),
        None,
    )


def lapse(case: Case, *, now: datetime) -> None:
    """End a request that nobody decided: the case changed hands or ended, and with it the clock.

    Call it in whatever ends or hands over the case. Nobody decided, so nobody is named.
    """
    extension = waiting_extension(case)
    if extension is None:
        return
    extension.approved, extension.decided_at = False, now
    record.write(
        "case.extension_lapsed", by=Actor.SYSTEM, at=now, case=case, due_on=extension.new_due_on
    )


def _clock_to_move(case: Case, new_due_on: date) -> Clock:
    of_unit = clocks.running_clock(case, ClockEvent.UNIT_ANSWER)
    to_sender = clocks.running_clock(case, *clocks.TO_SENDER)
    inside = to_sender is None or new_due_on <= to_sender.due_on
    clock = of_unit if inside else to_sender
    if clock is None:
        raise RuleBroken(N_("Hồ sơ này không còn hạn nào đang chạy."))
    return clock


def _extension(
    clock: Clock, new_due_on: date, reason_id: int, asked_by: Person, now: datetime
) -> Extension:
    extension = Extension(
        clock=clock,
        old_due_on=clock.due_on,
        new_due_on=new_due_on,
        reason_id=reason_id,
        asked_by_id=asked_by.id,
        asked_at=now,
    )
    db.session.add(extension)
    return extension


def _move_dates(case: Case, extension: Extension, by: RoleHeld, now: datetime) -> None:
    clock = extension.clock
    clock.due_on = extension.new_due_on
    _let_be_told_again(clock)
    if clock.event in clocks.TO_SENDER:
        _move_unit_clock_too(case, extension)
    clocks.show_dates(case)
    kind = "case.extended" if clock.event in clocks.TO_SENDER else "case.unit_extended"
    record.write(
        kind,
        by=by,
        at=now,
        case=case,
        note=extension.reason,
        old_due_on=extension.old_due_on,
        due_on=extension.new_due_on,
    )
    if clock.event in clocks.TO_SENDER:
        tell_sender(case, "extended", now=now, details={"due": formats.day(extension.new_due_on)})


def _move_unit_clock_too(case: Case, extension: Extension) -> None:
    of_unit = clocks.running_clock(case, ClockEvent.UNIT_ANSWER)
    if of_unit is None or of_unit.due_on >= extension.new_due_on:
        return
    db.session.add(
        Extension(
            clock=of_unit,
            old_due_on=of_unit.due_on,
            new_due_on=extension.new_due_on,
            reason_id=extension.reason_id,
            asked_by_id=extension.asked_by_id,
            asked_at=extension.asked_at,
            decided_by_id=extension.decided_by_id,
            decided_at=extension.decided_at,
            approved=True,
        )
    )
    of_unit.due_on = extension.new_due_on
    _let_be_told_again(of_unit)


def _let_be_told_again(clock: Clock) -> None:
    clock.told_due_soon_at = clock.told_overdue_at = None


def _tell_intake(case: Case, due_on: date, now: datetime) -> None:
    if case.intake_unit is None:
        return
    today = day_of(now)
    hats = organisation.active_hats(case.intake_unit, list(rules.MODERATING), today)
    notices.tell(
        [hat.person for hat in queries.unexcluded(hats, case, today)],
        "triage.extension_asked",
        event_key=f"triage.extension_asked:{case.key}:{case.revision}",
        now=now,
        case=case,
        details={"due": formats.day(due_on)},
    )


def _tell_lead(case: Case, extension: Extension, now: datetime) -> None:
    if case.lead_unit is None:
        return
    kind = "triage.extension_approved" if extension.approved else "triage.extension_refused"
    due_on = extension.new_due_on if extension.approved else extension.old_due_on
    notices.tell(
        queries.people_to_tell(case.lead_unit, [Role.OFFICER, Role.HEAD], case, day_of(now)),
        kind,
        event_key=f"{kind}:{case.key}:{case.revision}",
        now=now,
        case=case,
        details={"due": formats.day(due_on)},
    )
