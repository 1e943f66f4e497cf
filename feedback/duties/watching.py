"""Duties whose day comes near or has passed: told once each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from feedback.clock import day_of
from feedback.duties.telling import tell_above, tell_units
from models import Duty, DutyState, Plan, PlanState, db


def to_watch(soon_until: date, today: date, *, most: int) -> Sequence[Duty]:
    """At most `most` duties still to do whose day comes near or has passed, and was not told of."""
    return db.session.scalars(
        select(Duty)
        .join(Duty.plan)
        .where(
            Plan.state == PlanState.PUBLISHED,
            Duty.ended_on.is_(None),
            Duty.state != DutyState.DONE,
            or_(
                and_(Duty.told_overdue_at.is_(None), Duty.due_on < today),
                and_(
                    Duty.told_due_soon_at.is_(None),
                    Duty.due_on >= today,
                    Duty.due_on <= soon_until,
                ),
            ),
        )
        .options(joinedload(Duty.plan).joinedload(Plan.unit), joinedload(Duty.clause))
        .order_by(Duty.clause_id, Duty.period, Duty.id)
        .limit(most)
        .with_for_update(of=Duty, skip_locked=True)
    ).all()


def watch(duties: Sequence[Duty], *, now: datetime) -> None:
    """Tell the units of each task once that its day comes near, or has passed; then who watches.

    Of what a unit ordered of itself it has heard already.
    """
    today = day_of(now)
    late = [duty for duty in duties if duty.due_on is not None and duty.due_on < today]
    near = [duty for duty in duties if duty not in late]
    for duty in late:
        duty.told_due_soon_at = duty.told_due_soon_at or now
        duty.told_overdue_at = now
    for duty in near:
        duty.told_due_soon_at = now
    db.session.flush()
    tell_units(near, "duty.due_soon", now=now)
    tell_units(late, "duty.overdue", now=now)
    of_others = [duty for duty in late if duty.holder_unit_id != duty.plan.unit_id]
    for duty in {(each.clause_id, each.period): each for each in of_others}.values():
        tell_above(duty, "duty.overdue_below", now=now)
