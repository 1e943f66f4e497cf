"""The draft of an answer: one for a case, rewritten as often as its unit likes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from feedback import codes
from feedback.attachments import CleanFile
from feedback.errors import N_, RuleBroken
from feedback.responses import rules
from feedback.responses.rules import Drafted
from models import (
    Answer,
    AnswerState,
    Attachment,
    Case,
    Commitment,
    CommitmentState,
    RoleHeld,
    Unit,
    db,
)


def draft_of(case: Case) -> Answer | None:
    """What the lead unit is writing or has submitted; None before it began and once published."""
    return db.session.scalars(
        select(Answer)
        .where(
            Answer.case_id == case.id,
            Answer.unit_id == case.lead_unit_id,
            Answer.state != AnswerState.PUBLISHED,
        )
        .order_by(Answer.id.desc())
    ).first()


def units_that_may_promise(case: Case, by: RoleHeld) -> list[Unit]:
    """The lead unit, those that support it, and the writer's own, each once."""
    units = [case.lead_unit, *(asked.unit for asked in case.supporting), by.unit]
    return list(dict.fromkeys(unit for unit in units if unit is not None))


def write(case: Case, drafted: Drafted, *, by: RoleHeld, now: datetime) -> Answer:
    """Put the wording into the case's draft, made when there is none.

    Raises RuleBroken for more files than an answer may carry.
    """
    answer = draft_of(case) or _new(case, drafted, by, now)
    answer.decision, answer.explanation = drafted.decision, drafted.explanation
    answer.drafted_by_id, answer.drafted_at = by.person_id, now
    answer.commitments[:] = [
        Commitment(
            key=codes.new_key(),
            unit_id=promise.unit.id,
            promise=promise.what,
            due_on=promise.due_on,
            state=CommitmentState.OPEN,
        )
        for promise in drafted.promises
    ]
    _keep_files(answer, drafted)
    db.session.flush()
    return answer


def attach(answer: Answer, files: Iterable[CleanFile]) -> None:
    """Add cleaned and stored files to an answer."""
    answer.attachments.extend(
        Attachment(
            key=codes.new_key(),
            name=file.name,
            media_type=file.media_type,
            size=len(file.data),
            sha256=file.sha256,
        )
        for file in files
    )


def _new(case: Case, drafted: Drafted, by: RoleHeld, now: datetime) -> Answer:
    unit = case.lead_unit or by.unit
    answer = Answer(
        key=codes.new_key(),
        case=case,
        state=AnswerState.DRAFT,
        decision=drafted.decision,
        explanation=drafted.explanation,
        unit=unit,
        signed_as=unit.name,
        drafted_by_id=by.person_id,
        drafted_at=now,
    )
    db.session.add(answer)
    return answer


def _keep_files(answer: Answer, drafted: Drafted) -> None:
    if drafted.kept_files is not None:
        for file in [each for each in answer.attachments if each.key not in drafted.kept_files]:
            answer.attachments.remove(file)
            db.session.delete(file)
    if len(answer.attachments) + len(drafted.files) > rules.MOST_FILES:
        raise RuleBroken(N_("Mỗi trả lời kèm tối đa %(most)s tệp."), most=rules.MOST_FILES)
    attach(answer, drafted.files)
