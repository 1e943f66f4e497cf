"""Obstacles: gathering like with like, the Director's decision, one answer to all.

`revision` is the group's number that the person's form carried (None when no form was shown);
a group that somebody else changed meanwhile raises Overtaken. `by` is the hat worn. Every step
is written on every case, so that each asker's register tells the whole road.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from feedback import codes, formats, labels, record
from feedback.clock import day_of
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.obstacles import queries, rules
from feedback.obstacles.raising import Obstacle, Raised, raise_obstacle
from feedback.obstacles.rules import Stage
from feedback.organisation import queries as organisation
from feedback.responses.actions import publish_answer
from feedback.responses.rules import decisions_for
from feedback.responses.telling import tell_once
from feedback.triage.counts import public_page_changed
from feedback.triage.guard import check_not_concerned, check_revision
from models import (
    Actor,
    Answer,
    AnswerState,
    Case,
    CaseGroup,
    CaseState,
    CommentKind,
    Decision,
    Note,
    NoteKind,
    RecordEntry,
    Role,
    RoleHeld,
    Unit,
    db,
)

# The acts on obstacles by name, wherever their steps are written.
__all__ = [
    "Obstacle",
    "Raised",
    "add_to_group",
    "answer_group",
    "decide",
    "describe_group",
    "gather",
    "raise_obstacle",
    "send_group_back",
    "submit_group",
    "take_out_of_group",
]


def gather(
    cases: Collection[Case], *, title: str, summary: str, by: RoleHeld, now: datetime
) -> CaseGroup:
    """Put obstacles that are the same into a new group; nothing else of them changes.

    Raises RuleBroken for another office's hat, without title or obstacle, or when one of them
    no longer waits.
    """
    _check_gathers(by, now)
    rules.check_wording(title, summary)
    if not cases:
        raise RuleBroken(N_("Xin chọn ít nhất một vướng mắc."))
    group = CaseGroup(
        key=codes.new_key(),
        title=title,
        summary=summary,
        unit_id=by.unit_id,
        gathered_at=now,
        revision=0,
    )
    db.session.add(group)
    db.session.flush()
    for case in cases:
        _put_in(group, case, by, now)
    return group


def add_to_group(
    group: CaseGroup, case: Case, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Put one more obstacle into a group that was not submitted yet."""
    _begin(group, revision, now, by=by, stage=Stage.GATHERED)
    _check_gathers(by, now)
    _put_in(group, case, by, now)


def take_out_of_group(
    group: CaseGroup, case: Case, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Undo the gathering of one obstacle: it waits again exactly as it did before.

    A group that has lost its last obstacle goes. Raises RuleBroken once it was submitted.
    """
    _begin(group, revision, now, by=by, stage=Stage.GATHERED)
    _check_gathers(by, now)
    if case.group_id != group.id:
        raise RuleBroken(N_("Vướng mắc này không còn ở trong nhóm."))
    check_revision(case, None)
    case.state, case.group = _state_before(case), None
    case.revision += 1
    record.write("obstacle.ungathered", by=by, at=now, case=case, group=group.id)
    db.session.flush()
    db.session.refresh(group, ["cases"])
    public_page_changed(case)
    if not group.cases:
        db.session.delete(group)
        db.session.flush()


def describe_group(
    group: CaseGroup,
    *,
    title: str,
    summary: str,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Rename a group or reword what the Director is asked, before it is submitted."""
    _begin(group, revision, now, by=by, stage=Stage.GATHERED)
    _check_gathers(by, now)
    rules.check_wording(title, summary)
    group.title, group.summary = title, summary
    _write_on_all(group, "obstacle.group_described", by, now)


# ------------------------------------------------------------------ the Director


def submit_group(
    group: CaseGroup, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Submit a group to the Director, who is told; obstacles that went another way fall out."""
    _begin(group, revision, now, by=by, stage=Stage.GATHERED)
    _check_gathers(by, now)
    _let_go_of_strays(group, now)
    rules.check_may_submit(group, len(group.cases))
    director = organisation.superior_of(group.unit, day_of(now)) or group.unit
    group.submitted_at = now
    for case in group.cases:
        case.lead_unit, case.state = group.unit, CaseState.SUBMITTED
        case.holder_unit, case.held_since = director, now
        case.revision += 1
    _write_on_all(group, "obstacle.submitted", by, now, to_unit=director)
    hats = organisation.active_hats(director, (Role.LEADERSHIP,), day_of(now))
    tell_once(hats, "obstacle.submitted", group.cases[0], now, event=_event(group))


def send_group_back(
    group: CaseGroup, reason: str, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Give a submitted group back to the office with a reason; the office is told."""
    _begin(group, revision, now, by=by, stage=Stage.SUBMITTED)
    _check_decides(group, by, now)
    rules.check_text(reason)
    group.submitted_at = None
    for case in group.cases:
        case.state = CaseState.RECEIVED if case.reopened_at is None else CaseState.IN_PROGRESS
        case.lead_unit = None if case.reopened_at is None else group.unit
        _hand_to_office(case, group, now)
    _write_on_all(group, "obstacle.sent_back", by, now, reason=reason)
    _tell_office(group, "obstacle.sent_back", now)


def decide(
    group: CaseGroup, decision: str, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Decide, as the leadership, on a submitted group; the office is told and answers all.

    Raises RuleBroken for another hat, without words, or when it was decided already.
    """
    _begin(group, revision, now, by=by, stage=Stage.SUBMITTED)
    _check_decides(group, by, now)
    rules.check_text(decision)
    group.decision, group.decided_at, group.decided_by_id = decision, now, by.person_id
    for case in group.cases:
        _hand_to_office(case, group, now)
    _write_on_all(group, "obstacle.decided", by, now)
    _tell_office(group, "obstacle.decided", now)


def answer_group(
    group: CaseGroup,
    outcome: Decision,
    explanation: str,
    *,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> list[Answer]:
    """Publish one answer, as decided, to everybody who asked, all of them or none.

    The Department signs; the Director who decided counts as the one who approved. Raises
    RuleBroken before the decision, without words, or when it was answered already.
    """
    _begin(group, revision, now, by=by, stage=Stage.DECIDED)
    _check_gathers(by, now)
    rules.check_text(explanation)
    if outcome not in decisions_for(CommentKind.OBSTACLE):
        raise RuleBroken(N_("Kết quả này không hợp với loại ý kiến."))
    assert group.decided_by_id is not None  # a decided group was decided by somebody
    group.answered_at = now
    signing = organisation.superior_of(group.unit, day_of(now)) or group.unit
    answers = [_answer(case, signing, outcome, explanation, by=by, now=now) for case in group.cases]
    for answer in answers:
        publish_answer(answer, approved_by_id=group.decided_by_id, now=now)
    _write_on_all(group, "obstacle.answered", by, now, decision_word=outcome)
    return answers


# ------------------------------------------------------------------ steps of the above


def _begin(
    group: CaseGroup, revision: int | None, now: datetime, *, by: RoleHeld, stage: Stage
) -> None:
    """Let pass an act on a group that is as the person saw it, and count it."""
    # The row is locked first, so that two at once queue here (PostgreSQL; SQLite has one writer).
    db.session.refresh(group, with_for_update={"of": CaseGroup})
    if revision is not None and revision != group.revision:
        raise _overtaken(group)
    rules.check_stage(group, stage)
    for case in group.cases:
        check_not_concerned(case, by, now)
    group.revision += 1


def _overtaken(group: CaseGroup) -> Overtaken:
    rows = record.timeline_of_case(group.cases[0], public_only=False) if group.cases else []
    if not rows:
        return Overtaken(N_("Nhóm vướng mắc vừa thay đổi. Xin xem lại rồi quyết định."))
    return Overtaken(
        N_("Nhóm vướng mắc vừa thay đổi: %(what)s (%(who)s, %(when)s). Xin xem lại."),
        what=rows[-1].what,
        who=rows[-1].who,
        when=formats.moment(rows[-1].at),
    )


def _check_gathers(by: RoleHeld, now: datetime) -> None:
    office = queries.office(day_of(now))
    rules.check_gathers(by.role, by.unit_id, office.id if office else None)


def _check_decides(group: CaseGroup, by: RoleHeld, now: datetime) -> None:
    below = organisation.unit_ids_under(by.unit, day_of(now))
    if not queries.decides(by) or group.unit_id not in below:
        raise RuleBroken(N_("Việc này do lãnh đạo Sở quyết định."))


def _put_in(group: CaseGroup, case: Case, by: RoleHeld, now: datetime) -> None:
    check_revision(case, None)
    check_not_concerned(case, by, now)
    rules.check_gatherable(case, group.unit_id)
    before = case.state
    if case.state is CaseState.NEW:
        case.state = CaseState.RECEIVED
    case.group = group
    case.revision += 1
    record.write(
        "obstacle.gathered",
        by=by,
        at=now,
        case=case,
        group=group.id,
        before=labels.name_of(before),
    )
    db.session.flush()
    public_page_changed(case)


def _state_before(case: Case) -> CaseState:
    """In which state the case was when it was last gathered."""
    entry = db.session.scalars(
        db.select(RecordEntry)
        .where(RecordEntry.case_id == case.id, RecordEntry.kind == "obstacle.gathered")
        .order_by(RecordEntry.id.desc())
    ).first()
    before = entry.details["before"] if entry else labels.name_of(case.state)
    return CaseState(before.partition(".")[2])


def _let_go_of_strays(group: CaseGroup, now: datetime) -> None:
    """What was routed, held or withdrawn by another road since is answered there, not here."""
    for case in list(group.cases):
        check_revision(case, None)
        stays = case.state is CaseState.RECEIVED or (
            case.state is CaseState.IN_PROGRESS and case.lead_unit_id == group.unit_id
        )
        if not stays:
            case.group = None
            record.write("obstacle.ungathered", by=Actor.SYSTEM, at=now, case=case, group=group.id)
    db.session.flush()


def _hand_to_office(case: Case, group: CaseGroup, now: datetime) -> None:
    case.holder_unit, case.held_since = group.unit, now
    case.revision += 1


def _answer(
    case: Case, unit: Unit, outcome: Decision, explanation: str, *, by: RoleHeld, now: datetime
) -> Answer:
    answer = Answer(
        key=codes.new_key(),
        case=case,
        state=AnswerState.SUBMITTED,
        decision=outcome,
        explanation=explanation,
        unit=unit,
        signed_as=unit.name,
        drafted_by_id=by.person_id,
        drafted_at=now,
        submitted_at=now,
        revision=0,
    )
    db.session.add(answer)
    db.session.flush()
    return answer


def _write_on_all(
    group: CaseGroup,
    kind: str,
    by: RoleHeld,
    now: datetime,
    *,
    reason: str = "",
    **details: Any,
) -> None:
    for case in group.cases:
        note = None
        if reason:
            note = Note(
                case=case, kind=NoteKind.INTERNAL, body=reason, unit=by.unit, written_at=now
            )
            db.session.add(note)
        record.write(kind, by=by, at=now, case=case, note=note, group=group.id, **details)
    db.session.flush()
    for case in group.cases:
        public_page_changed(case)


def _tell_office(group: CaseGroup, kind: str, now: datetime) -> None:
    hats = organisation.active_hats(group.unit, tuple(rules.GATHERING), day_of(now))
    tell_once(hats, kind, group.cases[0], now, event=_event(group))


def _event(group: CaseGroup) -> str:
    return f"{group.key}:{group.revision}"
