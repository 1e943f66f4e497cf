"""The exit of a tố cáo found in an ordinary comment: hidden, handed over, erased.

The denouncer's identity is protected by law (Luật Tố cáo 25/2018, Đ.22, Đ.56), and a web form
may not hold a tố cáo at all. What stays after `confirm_taken_out`: the case with its public
number, kind and state; the comment's plan; the sender's tracking page, which says where it
went; and the entries of the record, without any text or sender. The record cannot be
unwritten, so entries from before (a routing, a unit concerned) still name units and who
acted; `record.timeline_of_case` shows each as "một việc" (docs/decisions/0011). Mails already delivered and backups made before are out of reach here; backups expire.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from feedback import notices, outbox, record
from feedback.clock import day_of
from feedback.comments import identities
from feedback.comments.notices import tell_sender
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.triage import clocks, queries, rules
from feedback.triage.counts import public_page_changed
from feedback.triage.guard import begin, check_not_concerned, check_revision
from feedback.triage.rules import Act
from models import (
    Actor,
    Answer,
    Attachment,
    Case,
    CaseGroup,
    CaseState,
    Comment,
    CommentKind,
    Commitment,
    Extension,
    Note,
    Notice,
    OutboxMessage,
    Rating,
    Role,
    RoleHeld,
    SetAside,
    Support,
    SupportingUnit,
    Unit,
    db,
)


@dataclass(frozen=True)
class TakenOut:
    """What the page must do after the commit: remove these stored files, if nothing else has them."""

    sha256s: tuple[str, ...]


def quarantine(case: Case, *, by: RoleHeld, now: datetime, revision: int | None = None) -> None:
    """Hide the case at once from every list, page and search, and hand it to who may see it.

    From now on only a confidential officer of the intake unit or a unit over it sees it, and
    never one of the unit concerned. Mails that still wait are deleted, notices too. How it
    stood is kept for `release`; its clocks and their verdicts are left as they are.
    """
    begin(case, Act.QUARANTINE, by=by, revision=revision, now=now)
    today = day_of(now)
    db.session.add(_set_aside(case))
    clocks.forget_stop(case)
    case.state, case.hold_reason = CaseState.QUARANTINED, None
    case.due_on = case.unit_due_on = None
    case.comment.published_at = None
    case.holder_unit, case.held_since = _confidential_unit(case, by.unit, now), now
    case.lead_unit = None
    case.group = None
    _forget_news(case)
    record.write("case.quarantined", by=by, at=now, case=case)
    tell_sender(case, "taken_out", now=now)
    public_page_changed(case)
    db.session.flush()
    if case.holder_unit is not None:
        hats = organisation.active_hats(case.holder_unit, [Role.CONFIDENTIAL], today)
        notices.tell(
            [hat.person for hat in queries.unexcluded(hats, case, today)],
            "triage.quarantined",
            event_key=f"triage.quarantined:{case.key}:{case.revision}",
            now=now,
        )


def read_quarantined(case: Case, *, by: RoleHeld, now: datetime) -> None:
    """Record that a confidential officer opened the case; call before showing it."""
    record.write("case.quarantine_read", by=by, at=now, case=case)


def release(case: Case, *, by: RoleHeld, now: datetime, revision: int | None = None) -> None:
    """Give back what is no tố cáo exactly as it stood: state, holder, clocks, verdicts, publication.

    What the sender had withdrawn stays withdrawn. Only where its group went on without it does
    it come back to the intake, for an answer of its own.
    """
    _begin(case, Act.RELEASE, by, revision, now)
    before = db.session.get_one(SetAside, case.id)
    moved_on = _went_on(before.group_id, since=case.held_since)
    case.state, case.hold_reason = before.state, before.hold_reason
    case.stopped_on, case.told_silent_at = before.stopped_on, before.told_silent_at
    case.lead_unit_id, case.group_id = before.lead_unit_id, before.group_id
    case.holder_unit_id, case.held_since = before.holder_unit_id, before.held_since
    case.comment.published_at = before.published_at
    if moved_on and case.state in rules.OPEN:
        case.state, case.lead_unit_id, case.group_id = CaseState.RECEIVED, None, None
        case.holder_unit_id, case.held_since = case.intake_unit_id, now
    db.session.delete(before)
    db.session.flush()
    db.session.refresh(case)
    clocks.show_dates(case)
    record.write("case.released", by=by, at=now, case=case)
    if case.state is not CaseState.WITHDRAWN:
        tell_sender(case, "released", now=now)
    public_page_changed(case)


def confirm_taken_out(
    case: Case, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> TakenOut:
    """Erase all text and who sent it, once it was handed over outside the system.

    Gives the stored files to remove after the commit. The last entry names neither unit nor
    sender; that of the reading names the officer.
    """
    _begin(case, Act.TAKE_OUT, by, revision, now)
    before = db.session.get_one(SetAside, case.id)
    clocks.end_clocks(case, on=before.stopped_on or day_of(case.held_since))
    files = (*_erase_comment(case.comment), *_erase_handling(case, now))
    case.kind, case.state = CommentKind.DENUNCIATION, CaseState.TAKEN_OUT
    case.closed_at = case.held_since = now
    case.intake_unit = case.holder_unit = case.lead_unit = case.concerns_unit = None
    case.concerns_person = None
    record.write("case.taken_out", by=Actor.SYSTEM, at=now, case=case)
    db.session.flush()
    return TakenOut(files)


def files_nobody_keeps(sha256s: tuple[str, ...]) -> list[str]:
    """Those of the stored files to which no attachment refers."""
    kept = set(db.session.scalars(select(Attachment.sha256).where(Attachment.sha256.in_(sha256s))))
    return [sha256 for sha256 in sha256s if sha256 not in kept]


def _begin(case: Case, act: Act, by: RoleHeld, revision: int | None, now: datetime) -> None:
    check_revision(case, revision)
    if by.role is not Role.CONFIDENTIAL or by.unit_id != case.holder_unit_id:
        raise RuleBroken(N_("Việc này do cán bộ được giao tiếp nhận tố cáo thực hiện."))
    check_not_concerned(case, by, now)
    rules.check(act, case.state)
    case.revision += 1


def _confidential_unit(case: Case, intake: Unit, now: datetime) -> Unit:
    """The nearest unit, from the intake upwards, with a confidential officer not concerned.

    Where nobody holds that role the topmost unit: whoever is given it there will find it.
    """
    today = day_of(now)
    candidates = [intake, *organisation.superiors_of(intake, today)]
    for unit in candidates:
        hats = organisation.active_hats(unit, [Role.CONFIDENTIAL], today)
        if queries.unexcluded(hats, case, today):
            return unit
    department = organisation.department(today)
    return department or candidates[-1]


def _set_aside(case: Case) -> SetAside:
    return SetAside(
        case_id=case.id,
        state=case.state,
        hold_reason=case.hold_reason,
        stopped_on=case.stopped_on,
        told_silent_at=case.told_silent_at,
        lead_unit_id=case.lead_unit_id,
        holder_unit_id=case.holder_unit_id,
        held_since=case.held_since,
        group_id=case.group_id,
        published_at=case.comment.published_at,
    )


def _went_on(group_id: int | None, *, since: datetime) -> bool:
    """Whether the group was submitted, decided or answered while the case was set aside."""
    group = db.session.get(CaseGroup, group_id) if group_id else None
    if group is None:
        return False
    steps = (group.submitted_at, group.decided_at, group.answered_at)
    return any(step is not None and step >= since for step in steps)


def _forget_news(case: Case) -> None:
    outbox.cancel_for_case(case)
    db.session.execute(delete(Notice).where(Notice.case_id == case.id))


def _erase_comment(comment: Comment) -> tuple[str, ...]:
    files = tuple(attachment.sha256 for attachment in comment.attachments)
    for attachment in list(comment.attachments):
        comment.attachments.remove(attachment)
        db.session.delete(attachment)
    identities.forget(comment)
    db.session.execute(delete(Support).where(Support.comment_id == comment.id))
    comment.body = comment.folded = comment.sender_label = ""
    comment.public_text = comment.concerns_text = comment.sender_name = None
    comment.sender_id = comment.sender_role_id = comment.for_unit_id = None
    comment.clause_id = comment.clause_text_id = None
    comment.kind = CommentKind.DENUNCIATION
    comment.support_count = 0
    comment.published_at = None
    return files


def _erase_handling(case: Case, now: datetime) -> tuple[str, ...]:
    """Whatever was written about it while it passed for an ordinary comment."""
    answers = select(Answer.id).where(Answer.case_id == case.id)
    scans = select(Attachment.sha256).where(Attachment.answer_id.in_(answers))
    files = tuple(db.session.scalars(scans))
    emptied = {"body": "", "unit_id": None, "removed_at": now}
    db.session.execute(update(Note).where(Note.case_id == case.id).values(**emptied))
    for gone in (
        delete(Extension).where(Extension.clock_id.in_([clock.id for clock in case.clocks])),
        delete(SetAside).where(SetAside.case_id == case.id),
        delete(Attachment).where(Attachment.answer_id.in_(answers)),
        delete(Commitment).where(Commitment.answer_id.in_(answers)),
        delete(Rating).where(Rating.case_id == case.id),
        delete(Answer).where(Answer.case_id == case.id),
        delete(SupportingUnit).where(SupportingUnit.case_id == case.id),
        delete(OutboxMessage).where(OutboxMessage.case_id == case.id),
        delete(Notice).where(Notice.case_id == case.id),
    ):
        db.session.execute(gone)
    for clock in case.clocks:
        clock.unit = None
    db.session.expire(case, ["supporting"])
    return files
