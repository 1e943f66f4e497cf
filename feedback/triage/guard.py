"""Before an act: the case is as the person saw it, they may act, and it fits the state."""

from __future__ import annotations

from datetime import datetime

from feedback import formats, record
from feedback.clock import day_of
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.triage import queries, rules
from feedback.triage.events import CONCERN
from feedback.triage.rules import Act
from models import Case, Note, NoteKind, RoleHeld, Unit, db


def begin(case: Case, act: Act, *, by: RoleHeld, revision: int | None, now: datetime) -> None:
    """Let pass an act of the intake on the case, and count it.

    `revision` is what the person's form showed; None when no form was shown. Raises Overtaken
    when somebody acted meanwhile, RuleBroken when the hat does not receive this case, the case
    concerns the person, or the act does not fit the state.
    """
    check_revision(case, revision)
    if by.role not in rules.MODERATING or by.unit_id != case.intake_unit_id:
        raise RuleBroken(N_("Hồ sơ này do bộ phận khác tiếp nhận."))
    check_not_concerned(case, by, now)
    rules.check(act, case.state)
    case.revision += 1


def check_revision(case: Case, revision: int | None) -> None:
    """Raises Overtaken, saying who by role did what and when, unless the case is as it was."""
    # The row is locked first, so that two at once queue here (PostgreSQL; SQLite has one writer).
    db.session.flush()
    db.session.refresh(case, with_for_update={"of": Case})
    if revision is None or revision == case.revision:
        return
    rows = record.timeline_of_case(case, public_only=False)
    if not rows or rows[-1].kind.startswith(CONCERN):  # not for every eye
        raise Overtaken(N_("Hồ sơ vừa thay đổi. Xin xem lại rồi quyết định."))
    last = rows[-1]
    raise Overtaken(
        N_("Hồ sơ vừa thay đổi: %(what)s (%(who)s, %(when)s). Xin xem lại rồi quyết định."),
        what=last.what,
        who=last.who,
        when=formats.moment(last.at),
    )


def check_not_concerned(case: Case, by: RoleHeld, now: datetime) -> None:
    """Raises RuleBroken when the case concerns the person, their unit or one over it."""
    if queries.is_excluded(by, case, day_of(now)):
        raise RuleBroken(
            N_("Ý kiến này liên quan đến ông/bà hoặc đơn vị của ông/bà nên do người khác xử lý.")
        )


def written_note(case: Case, kind: NoteKind, body: str, unit: Unit | None, now: datetime) -> Note:
    """A note of the case, stored. Raises RuleBroken when it is empty."""
    if not body.strip():
        raise RuleBroken(N_("Xin ghi vài dòng để người gửi hiểu."))
    note = Note(case=case, kind=kind, body=body, unit=unit, written_at=now)
    db.session.add(note)
    db.session.flush()
    return note
