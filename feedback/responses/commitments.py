"""What units promised: reported as kept or not yet, watched until the promised day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from feedback import formats, record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.plans.actions import touch
from feedback.responses import rules, signing
from feedback.responses.telling import tell_once
from feedback.triage.guard import check_not_concerned
from feedback.triage.rules import HIDDEN
from models import (
    Actor,
    Answer,
    AnswerState,
    Case,
    Commitment,
    CommitmentState,
    Note,
    NoteKind,
    Role,
    RoleHeld,
    db,
)


def report_commitment(
    commitment: Commitment,
    *,
    kept: bool,
    words: str,
    by: RoleHeld,
    now: datetime,
    until: date | None = None,
) -> None:
    """Say that a promise was kept, with evidence, or not yet, with a reason and a new day.

    The promised day itself stays as it was promised: `until` is kept in the register only, so
    that a broken promise cannot become a kept date. The sender is told. Raises RuleBroken for
    another unit's promise, without words, or when it was reported as kept before.
    """
    if by.unit_id != commitment.unit_id or by.role not in rules.DRAFTING:
        raise RuleBroken(N_("Cam kết này là của đơn vị khác."))
    if commitment.answer.case.state in HIDDEN:
        raise RuleBroken(N_("Hồ sơ này không còn ở bước báo cáo cam kết."))
    check_not_concerned(commitment.answer.case, by, now)
    rules.check_may_report(commitment, kept=kept, words=words)
    rules.check_new_day(until, day_of(now), kept=kept)
    case = commitment.answer.case
    commitment.reported_at = now
    note = None
    if kept:
        commitment.state, commitment.evidence = CommitmentState.KEPT, words
    else:
        note = Note(case=case, kind=NoteKind.TO_SENDER, body=words, unit=by.unit, written_at=now)
        db.session.add(note)
    _write(commitment, by, now, note, until, kept=kept)
    touch(case.comment.plan)
    case.revision += 1
    db.session.flush()
    tell_sender(case, "commitment_reported", now=now)


def to_watch(soon_until: date, today: date, *, most: int) -> list[Commitment]:
    """At most `most` published promises not kept that come near or have passed and were not told about yet."""
    return list(
        db.session.scalars(
            select(Commitment)
            .join(Commitment.answer)
            .join(Answer.case)
            .where(
                Case.state.not_in(HIDDEN),
                Answer.state == AnswerState.PUBLISHED,
                Commitment.state == CommitmentState.OPEN,
                (Commitment.told_due_soon_at.is_(None) & (Commitment.due_on <= soon_until))
                | (Commitment.due_on < today),
            )
            .options(
                joinedload(Commitment.unit),
                joinedload(Commitment.answer).joinedload(Answer.case).joinedload(Case.comment),
            )
            .order_by(Commitment.due_on, Commitment.id)
            .limit(most)
        )
    )


def watch(commitment: Commitment, *, now: datetime) -> None:
    """Tell once that a promised day comes near; once it has passed, mark the promise as broken.

    A broken one is told to the unit, to its superior and to the sender.
    """
    if rules.is_broken(commitment, day_of(now)):
        _break(commitment, now)
    elif commitment.told_due_soon_at is None:
        commitment.told_due_soon_at = now
        _tell_unit(commitment, "commitment.due_soon", now)


def _break(commitment: Commitment, now: datetime) -> None:
    case = commitment.answer.case
    commitment.state = CommitmentState.BROKEN
    commitment.told_due_soon_at = commitment.told_due_soon_at or now
    commitment.told_overdue_at = now
    case.revision += 1
    record.write(
        "commitment.broken",
        by=Actor.SYSTEM,
        at=now,
        case=case,
        promising_unit=commitment.unit,
        due_on=commitment.due_on,
    )
    touch(case.comment.plan)
    db.session.flush()
    _tell_unit(commitment, "commitment.broken", now)
    hats = signing.heads_above(commitment.unit, day_of(now))
    _tell(hats, commitment, "commitment.broken_below", now)
    tell_sender(case, "commitment_broken", now=now)


def _tell_unit(commitment: Commitment, kind: str, now: datetime) -> None:
    hats = organisation.active_hats(commitment.unit, (Role.HEAD, Role.OFFICER), day_of(now))
    _tell(hats, commitment, kind, now)


def _tell(hats: list[RoleHeld], commitment: Commitment, kind: str, now: datetime) -> None:
    tell_once(
        hats,
        kind,
        commitment.answer.case,
        now,
        event=commitment.key,
        details={"due": formats.day(commitment.due_on), "unit": commitment.unit.short_name},
    )


def _write(
    commitment: Commitment,
    by: RoleHeld,
    now: datetime,
    note: Note | None,
    until: date | None,
    *,
    kept: bool,
) -> None:
    case, unit = commitment.answer.case, commitment.unit
    if kept:
        record.write("commitment.kept", by=by, at=now, case=case, promising_unit=unit)
    elif until is None:
        record.write("commitment.not_yet", by=by, at=now, case=case, note=note, promising_unit=unit)
    else:
        record.write(
            "commitment.put_off",
            by=by,
            at=now,
            case=case,
            note=note,
            promising_unit=unit,
            due_on=commitment.due_on,
            until_on=until,
        )
