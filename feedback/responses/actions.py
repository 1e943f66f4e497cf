"""Answering: taking a case up, drafting with others, submitting, approving, publishing.

`revision` is the case's number that the person's form carried (None when no form was shown);
a case that somebody else changed meanwhile raises Overtaken. `by` is the hat worn.
"""

from __future__ import annotations

from datetime import datetime

from feedback import record
from feedback.clock import day_of
from feedback.comments.notices import tell_sender
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.responses import climbing, drafts, rules
from feedback.responses.commitments import report_commitment
from feedback.responses.drafts import draft_of
from feedback.responses.rules import Drafted, Paper, Promise
from feedback.responses.sender import close_case, rate_answer, reopen_case
from feedback.responses.telling import tell_once
from feedback.triage import clocks
from feedback.triage import queries as triage
from feedback.triage.counts import public_page_changed
from feedback.triage.extensions import lapse
from feedback.triage.guard import check_not_concerned, check_revision
from models import (
    Answer,
    AnswerState,
    Case,
    CaseState,
    Note,
    NoteKind,
    Person,
    Role,
    RoleHeld,
    SupportingUnit,
    db,
)

# The acts of answering by name, wherever their steps are written.
__all__ = [
    "Drafted",
    "Paper",
    "Promise",
    "approve_answer",
    "close_case",
    "draft_of",
    "enter_paper_answer",
    "give_input",
    "publish_answer",
    "rate_answer",
    "recall_answer",
    "reopen_case",
    "report_commitment",
    "save_draft",
    "send_back",
    "submit_answer",
    "take_up",
    "write_note",
]


def take_up(case: Case, *, by: RoleHeld, now: datetime) -> None:
    """Note that the lead unit opened the case: when it was first read can be proved later.

    Nothing happens unless it waits there unread. Heads answer for what was not detected in
    time, so the moment of reading is kept.
    """
    check_revision(case, None)
    if case.state is CaseState.ROUTED:
        _check_lead(case, by, now)
        _begin_work(case, by, now)


def write_note(case: Case, text: str, *, by: RoleHeld, now: datetime) -> Note:
    """A word among those who receive, lead, support and sign the case; nobody else reads it.

    Raises RuleBroken when it is empty.
    """
    _check_takes_part(case, by, now)
    note = _note(case, NoteKind.INTERNAL, text, by, now)
    record.write("case.note_written", by=by, at=now, case=case, note=note)
    return note


def give_input(
    case: Case, text: str, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> Note:
    """What a supporting unit says on the case to the lead unit; a later one replaces it.

    The earlier inputs stay in the register. Raises RuleBroken when the unit was not asked, the
    case is no longer with the units, or the text is empty.
    """
    check_revision(case, revision)
    asked = _asked(case, by)
    check_not_concerned(case, by, now)
    if case.state not in rules.AT_UNIT:
        raise RuleBroken(N_("Hồ sơ này không còn ở bước lấy ý kiến phối hợp."))
    note = _note(case, NoteKind.INPUT, text, by, now)
    db.session.flush()
    asked.input_id, asked.given_at = note.id, now
    case.revision += 1
    record.write("case.input_given", by=by, at=now, case=case, note=note)
    if case.lead_unit is not None:
        hats = organisation.active_hats(case.lead_unit, tuple(rules.DRAFTING), day_of(now))
        tell_once(hats, "answer.input_given", case, now)
    return note


def save_draft(
    case: Case, drafted: Drafted, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> Answer:
    """Keep the draft of the answer; the case is then in progress.

    Raises RuleBroken when the hat is not of the lead unit, the case concerns the person, or
    the wording breaks a rule; Overtaken when somebody else changed the case meanwhile.
    """
    answer = _written(case, drafted, by, now, revision)
    record.write("answer.saved", by=by, at=now, case=case)
    return answer


def submit_answer(
    case: Case,
    drafted: Drafted | None = None,
    *,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> Answer:
    """Submit the answer, as `drafted` or as kept before, to whoever signs for the unit.

    They are told. Raises as `save_draft`, and RuleBroken while the explanation is missing.
    """
    if drafted is None:
        answer = _kept_draft(case, by, now, revision)
    else:
        answer = _written(case, drafted, by, now, revision)
    rules.check_complete(answer.explanation)
    _submit(answer, by, now)
    return answer


def enter_paper_answer(
    case: Case, paper: Paper, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> Answer:
    """Enter an answer that was signed on paper; its head confirms it by the same approval.

    Raises as `submit_answer`, and RuleBroken without number or for a day to come.
    """
    rules.check_paper(paper, day_of(now))
    drafted = Drafted(paper.decision, paper.summary, (), (paper.scan,))
    answer = _written(case, drafted, by, now, revision)
    answer.paper_number, answer.paper_signed_on = paper.number, paper.signed_on
    _submit(answer, by, now)
    return answer


def recall_answer(case: Case, *, by: RoleHeld, now: datetime, revision: int | None = None) -> None:
    """Take a submitted draft back to go on writing; nobody has decided on it yet."""
    check_revision(case, revision)
    _check_lead(case, by, now)
    answer = draft_of(case)
    if answer is None or answer.state is not AnswerState.SUBMITTED:
        raise RuleBroken(N_("Hồ sơ này không có bản trình nào đang chờ phê duyệt."))
    _back_to_work(answer)
    record.write("answer.recalled", by=by, at=now, case=case)


def send_back(
    case: Case, reason: str, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Give a submitted draft back to its writers with a reason; they are told.

    Raises RuleBroken when the hat may not sign for the unit, or without a reason.
    """
    answer = _submitted(case, by, now, revision)
    rules.check_reason(reason)
    note = _note(case, NoteKind.INTERNAL, reason, by, now)
    _back_to_work(answer)
    record.write("answer.sent_back", by=by, at=now, case=case, note=note)
    hats = organisation.active_hats(answer.unit, tuple(Role), day_of(now))
    drafters = [hat for hat in hats if hat.person_id == answer.drafted_by_id]
    tell_once(drafters, "answer.sent_back", case, now)


def approve_answer(
    case: Case, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> Answer:
    """Approve and publish the answer submitted on a case, in the name of its unit; the sender is told.

    Whether it came in time is frozen. Raises RuleBroken when the hat may not sign for the
    unit, when the one who drafted approves while somebody else could have drafted, when the
    case concerns the person, or when it is published already; Overtaken on a changed case.
    """
    answer = _submitted(case, by, now, revision)
    alone = answer.drafted_by_id == by.person_id
    if alone and not may_approve_own(answer, by.person, now):
        raise RuleBroken(N_("Người soạn không tự phê duyệt; xin chuyển người khác phê duyệt."))
    kind = "answer.published_alone" if alone else "answer.published"
    if answer.paper_number is not None:
        kind = "answer.published_on_paper"
    publish_answer(answer, approved_by_id=by.person_id, now=now)
    record.write(kind, by=by, at=now, case=case, decision_word=answer.decision)
    return answer


def publish_answer(answer: Answer, *, approved_by_id: int, now: datetime) -> None:
    """Publish an answer that this person rightly approved: the steps every answer shares.

    The caller has checked and writes the entry of the record.
    """
    case, today = answer.case, day_of(now)
    answer.signed_as, answer.approved_by_id = answer.unit.name, approved_by_id
    answer.state, answer.published_at = AnswerState.PUBLISHED, now
    answer.revision += 1
    clocks.end_clocks(case, on=today)
    clocks.show_dates(case)
    lapse(case, now=now)
    case.state, case.answered_at = CaseState.ANSWERED, now
    case.answered_on_time = all(
        clock.was_on_time for clock in case.clocks if clock.event in clocks.TO_SENDER
    )
    case.revision += 1
    db.session.flush()
    public_page_changed(case)
    tell_sender(case, "answered", now=now)


def may_approve_own(answer: Answer, drafter: Person, now: datetime) -> bool:
    """Whether the one who drafted may approve: on paper, or with nobody else at the unit."""
    hats = organisation.active_hats(answer.unit, tuple(rules.DRAFTING), day_of(now))
    # A sealed sender counts as a colleague like any other, or the count would point at them.
    colleagues = triage.unexcluded(hats, answer.case, day_of(now), but_sealed=True)
    others = {hat.person_id for hat in colleagues} - {drafter.id}
    return rules.may_approve_own(
        is_paper=answer.paper_number is not None, others_who_could_draft=len(others)
    )


# ------------------------------------------------------------------ steps of the above


def _written(
    case: Case, drafted: Drafted, by: RoleHeld, now: datetime, revision: int | None
) -> Answer:
    check_revision(case, revision)
    _check_lead(case, by, now)
    rules.check_may_draft(case)
    promising = {unit.id for unit in drafts.units_that_may_promise(case, by)}
    rules.check_wording(case, drafted, day_of(now), promising)
    if case.state is CaseState.ROUTED:
        _begin_work(case, by, now)
    answer = drafts.write(case, drafted, by=by, now=now)
    answer.paper_number = answer.paper_signed_on = None
    answer.revision += 1
    case.revision += 1
    return answer


def _submit(answer: Answer, by: RoleHeld, now: datetime) -> None:
    case = answer.case
    answer.state, answer.submitted_at = AnswerState.SUBMITTED, now
    case.state = CaseState.SUBMITTED
    record.write("answer.submitted", by=by, at=now, case=case, decision_word=answer.decision)
    tell_once(climbing.signers_for(case, day_of(now)), "answer.submitted", case, now)


def _back_to_work(answer: Answer) -> None:
    answer.state, answer.submitted_at = AnswerState.DRAFT, None
    answer.revision += 1
    answer.case.state = CaseState.IN_PROGRESS
    answer.case.revision += 1


def _begin_work(case: Case, by: RoleHeld, now: datetime) -> None:
    case.state = CaseState.IN_PROGRESS
    case.revision += 1
    record.write("case.taken_up", by=by, at=now, case=case)
    db.session.flush()


def _note(case: Case, kind: NoteKind, text: str, by: RoleHeld, now: datetime) -> Note:
    rules.check_note(text)
    note = Note(case=case, kind=kind, body=text, unit=by.unit, written_at=now)
    db.session.add(note)
    return note


def _check_lead(case: Case, by: RoleHeld, now: datetime) -> None:
    works_there = by.unit_id == case.lead_unit_id and (
        by.role in rules.DRAFTING or organisation.may_sign_for(by.person, by.unit, day_of(now))
    )
    if not works_there:
        raise RuleBroken(N_("Hồ sơ này do đơn vị khác chủ trì."))
    check_not_concerned(case, by, now)


def _check_takes_part(case: Case, by: RoleHeld, now: datetime) -> None:
    parts = {case.lead_unit_id, case.intake_unit_id, *(each.unit_id for each in case.supporting)}
    if by.unit_id not in parts and not climbing.may_sign(by, case, day_of(now)):
        raise RuleBroken(N_("Đơn vị của ông/bà không tham gia xử lý hồ sơ này."))
    check_not_concerned(case, by, now)


def _asked(case: Case, by: RoleHeld) -> SupportingUnit:
    for asked in case.supporting:
        if asked.unit_id == by.unit_id:
            return asked
    raise RuleBroken(N_("Đơn vị của ông/bà không được đề nghị phối hợp hồ sơ này."))


def _kept_draft(case: Case, by: RoleHeld, now: datetime, revision: int | None) -> Answer:
    check_revision(case, revision)
    _check_lead(case, by, now)
    rules.check_may_draft(case)
    answer = draft_of(case)
    if answer is None:
        raise RuleBroken(N_("Hồ sơ này chưa có dự thảo trả lời."))
    case.revision += 1
    return answer


def _submitted(case: Case, by: RoleHeld, now: datetime, revision: int | None) -> Answer:
    """The answer that waits for `by` to decide."""
    check_revision(case, revision)
    answer = draft_of(case)
    if answer is None or answer.state is not AnswerState.SUBMITTED:
        raise RuleBroken(N_("Hồ sơ này không có bản trình nào đang chờ phê duyệt."))
    check_not_concerned(case, by, now)
    if not climbing.may_sign(by, case, day_of(now)):
        raise RuleBroken(N_("Ông/bà không phải người ký trả lời của đơn vị này."))
    return answer
