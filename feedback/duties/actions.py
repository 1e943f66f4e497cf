"""What people do with duties: report, take back, remind, hand on.

`revision` is the duty's number that the person's form carried (None when no form was shown); a
duty that somebody else changed meanwhile raises Overtaken. `by` is the hat worn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from feedback import codes, formats, record
from feedback.attachments import CleanFile
from feedback.clock import day_of
from feedback.duties import queries, rules
from feedback.duties.opening import Opened, open_duties
from feedback.duties.succession import hand_over, hand_to
from feedback.duties.telling import tell_reminded
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.plans.actions import touch
from models import (
    Attachment,
    Duty,
    DutyEntry,
    DutyEntryKind,
    DutyReminder,
    DutyState,
    Note,
    NoteKind,
    RoleHeld,
    db,
)

# The acts on duties by name, wherever their steps are written.
__all__ = [
    "Entered",
    "Opened",
    "Reminded",
    "hand_over",
    "hand_to",
    "open_duties",
    "remind",
    "report",
    "take_back",
]


@dataclass(frozen=True)
class Entered:
    """What a unit reports: words, a state with them, a dissemination's figures, files."""

    kind: DutyEntryKind
    happened_on: date
    body: str = ""
    state: DutyState | None = None
    form: str = ""
    addressees: str = ""
    head_count: int | None = None
    files: tuple[CleanFile, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Reminded:
    """Of how many duties how many units were reminded; how many were left out.

    Left out is what was reminded of today or is owed no more.
    """

    reminded: int
    units: int
    left_out: int


def report(
    duty: Duty, entered: Entered, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> DutyEntry:
    """Keep what the unit reports; the duty then stands as its newest report says.

    Raises RuleBroken for another unit's duty, one that ended, or what `rules.check_entry`
    refuses.
    """
    _begin(duty, by, now, revision)
    rules.check_entry(
        entered.kind,
        happened_on=entered.happened_on,
        body=entered.body,
        head_count=entered.head_count,
        has_files=bool(entered.files),
        plan_issued_on=duty.plan.current_version.issued_on,
        today=day_of(now),
    )
    entry = _written(duty, entered, by, now)
    db.session.flush()
    _stand(duty)
    kind = "duty.reported" if entered.state else "duty.entered"
    word = {"state_word": entered.state} if entered.state else {"kind_word": entered.kind}
    record.write(
        kind,
        by=by,
        at=now,
        plan=duty.plan,
        unit=duty.holder_unit,
        subject=duty.key,
        entry=entry.key,
        **word,
    )
    return entry


def take_back(
    entry: DutyEntry, reason: str, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Take an entry back: it stays to be read as such, and counts no more.

    Raises RuleBroken without a reason, a second time, or for another unit's duty.
    """
    duty = entry.duty
    _begin(duty, by, now, revision)
    db.session.refresh(entry)
    if entry.taken_back_at is not None:
        raise RuleBroken(N_("Mục này đã được rút lại."))
    if not reason.strip():
        raise RuleBroken(N_("Xin ghi lý do rút lại."))
    entry.taken_back_at = now
    db.session.flush()
    _stand(duty)
    note = Note(kind=NoteKind.REASON, body=reason, unit_id=by.unit_id, written_at=now)
    db.session.add(note)
    record.write(
        "duty.taken_back",
        by=by,
        at=now,
        plan=duty.plan,
        unit=duty.holder_unit,
        subject=duty.key,
        note=note,
        entry=entry.key,
    )


def remind(duties: Collection[Duty], words: str, *, by: RoleHeld, now: datetime) -> Reminded:
    """Remind the units of what they have still to do, each at most once a day.

    Raises RuleBroken when the hat may not remind of one of them, or the words are too long.
    """
    if len(words) > rules.LONGEST_TEXT:
        raise RuleBroken(N_("Lời đôn đốc quá dài; xin rút gọn."))
    today = day_of(now)
    if not queries.may_remind(by, duties, today):
        raise RuleBroken(N_("Việc đôn đốc nhiệm vụ này do bộ phận khác thực hiện."))
    # Locked first, so that two who remind at once leave one reminder.
    numbers = [duty.id for duty in duties]
    locked = select(Duty).where(Duty.id.in_(numbers)).with_for_update()
    db.session.scalars(locked.execution_options(populate_existing=True)).all()
    told = queries.reminded_on(numbers, today)
    due = [duty for duty in duties if duty.id not in told and _is_owed(duty)]
    note = _note_of(words, by, now) if due else None
    for duty in due:
        db.session.add(DutyReminder(duty=duty, role_held_id=by.id, note=note, sent_at=now))
        record.write("duty.reminded", by=by, at=now, plan=duty.plan, subject=duty.key, note=note)
    db.session.flush()
    tell_reminded(due, now=now)
    units = {duty.holder_unit_id for duty in due}
    return Reminded(len(due), len(units), len(duties) - len(due))


def _begin(duty: Duty, by: RoleHeld, now: datetime, revision: int | None) -> None:
    """Let the unit act on its duty as it stands. Raises Overtaken or RuleBroken."""
    # The row is locked first, so that two at once queue here (PostgreSQL; SQLite has one writer).
    db.session.flush()
    db.session.refresh(duty, with_for_update={"of": Duty})
    if revision is not None and revision != duty.revision:
        raise _overtaken(duty)
    if duty.holder_unit_id not in queries.reported_unit_ids(by, day_of(now)):
        raise RuleBroken(N_("Nhiệm vụ này là của đơn vị khác."))
    if duty.ended_on is not None:
        raise RuleBroken(N_("Nhiệm vụ này không còn được giao; báo cáo đã có vẫn được giữ."))
    duty.revision += 1
    touch(duty.plan)


def _overtaken(duty: Duty) -> Overtaken:
    rows = record.timeline_of_subject(duty.key)
    if not rows:
        return Overtaken(N_("Nhiệm vụ vừa thay đổi. Xin xem lại rồi gửi."))
    return Overtaken(
        N_("Nhiệm vụ vừa thay đổi: %(what)s (%(who)s, %(when)s). Xin xem lại rồi gửi."),
        what=rows[-1].what,
        who=rows[-1].who,
        when=formats.moment(rows[-1].at),
    )


def _written(duty: Duty, entered: Entered, by: RoleHeld, now: datetime) -> DutyEntry:
    entry = DutyEntry(
        key=codes.new_key(),
        duty=duty,
        kind=entered.kind,
        state=entered.state,
        happened_on=entered.happened_on,
        form=entered.form,
        addressees=entered.addressees,
        head_count=entered.head_count,
        body=entered.body,
        role_held_id=by.id,
        made_at=now,
    )
    entry.attachments.extend(
        Attachment(
            key=codes.new_key(),
            name=file.name,
            media_type=file.media_type,
            size=len(file.data),
            sha256=file.sha256,
        )
        for file in entered.files
    )
    db.session.add(entry)
    return entry


def _stand(duty: Duty) -> None:
    """Let the duty stand as its entries say that are not taken back."""
    entries = db.session.scalars(
        select(DutyEntry)
        .where(DutyEntry.duty_id == duty.id, DutyEntry.taken_back_at.is_(None))
        .order_by(DutyEntry.id)
    ).all()
    state = rules.state_after(entry.state for entry in entries)
    last = [entry for entry in entries if entry.state is not None]
    duty.state = state
    duty.done_on = last[-1].happened_on if state is DutyState.DONE else None
    duty.was_on_time = rules.was_on_time(duty.done_on, duty.due_on)
    duty.reported_at = max((entry.made_at for entry in entries), default=None)
    db.session.flush()


def _is_owed(duty: Duty) -> bool:
    return duty.ended_on is None and duty.state is not DutyState.DONE


def _note_of(words: str, by: RoleHeld, now: datetime) -> Note | None:
    if not words.strip():
        return None
    note = Note(kind=NoteKind.INTERNAL, body=words, unit_id=by.unit_id, written_at=now)
    db.session.add(note)
    return note
