"""Duties of a unit that ended: its successor answers for them, or an office decides. Never lost."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from feedback import record
from feedback.clock import day_of
from feedback.duties import rules
from feedback.duties.opening import holder_of
from feedback.duties.telling import tell_units
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.organisation.rules import is_in_force
from feedback.plans.actions import touch
from feedback.triage import queries as triage
from models import Actor, Duty, RoleHeld, Unit, db


def hand_over(unit: Unit, *, by: RoleHeld | Actor, now: datetime) -> int:
    """Give the duties of a unit that ended to who goes on with its work; how many there were.

    Done ones go along, so that somebody answers for what was reported; how the unit was called
    by the plan stays. None while the unit is in force. It may be called again at any time.
    """
    today = day_of(now)
    if is_in_force(unit, today):
        return 0
    heir = holder_of(unit, today)
    if heir.id == unit.id:
        return 0
    owed = db.session.scalars(
        select(Duty)
        .where(Duty.holder_unit_id == unit.id, Duty.ended_on.is_(None))
        .options(joinedload(Duty.plan), joinedload(Duty.clause))
        .order_by(Duty.id)
        .with_for_update(of=Duty)
    ).all()
    for duty in owed:
        _move(duty, heir, by, now)
    db.session.flush()
    tell_units(owed, "duty.handed_on", now=now)
    return len(owed)


def hand_to(
    duty: Duty, heir: Unit, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Let another unit answer for the duty, as the office of the Department decides.

    Raises RuleBroken for a hat that watches over neither, a duty that ended, or a unit that has;
    Overtaken when the duty changed meanwhile.
    """
    today = day_of(now)
    db.session.flush()
    db.session.refresh(duty, with_for_update={"of": Duty})
    if revision is not None and revision != duty.revision:
        raise Overtaken(N_("Nhiệm vụ vừa thay đổi. Xin xem lại rồi gửi."))
    if not may_hand_to(duty, by, today) or not is_in_force(heir, today):
        raise RuleBroken(N_("Không chuyển được nhiệm vụ này cho đơn vị ấy."))
    if heir.id == duty.holder_unit_id:
        raise RuleBroken(N_("Đơn vị này đang thực hiện nhiệm vụ."))
    _move(duty, heir, by, now)
    db.session.flush()
    tell_units([duty], "duty.handed_on", now=now)


def may_hand_to(duty: Duty, hat: RoleHeld, today: date) -> bool:
    """Whether the hat decides who answers for the duty."""
    watches = hat.role in rules.OVERSEEING and duty.ended_on is None
    return watches and duty.holder_unit_id in triage.watched_unit_ids(hat, today)


def ended_holders(today: date) -> list[int]:
    """The row numbers of ended units that still answer for duties."""
    query = (
        select(Duty.holder_unit_id)
        .join(Duty.holder_unit)
        .where(Duty.ended_on.is_(None), Unit.ends_on < today)
        .distinct()
        .order_by(Duty.holder_unit_id)
    )
    return list(db.session.scalars(query))


def _move(duty: Duty, heir: Unit, by: RoleHeld | Actor, now: datetime) -> None:
    old = duty.holder_unit
    duty.holder_unit = heir
    duty.told_due_soon_at = None
    duty.revision += 1
    record.write(
        "duty.handed_on",
        by=by,
        at=now,
        plan=duty.plan,
        subject=duty.key,
        old_unit=old,
        new_unit=heir,
    )
    touch(duty.plan)
