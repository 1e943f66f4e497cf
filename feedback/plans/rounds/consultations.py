"""Rounds in which opinions on a plan are taken: opened, put off, ended, opened again.

The plan carries the window of its present round, by which every page decides whether it takes
opinions; the rounds themselves say how it came to be so.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from feedback import codes, formats, record
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.plans import rules
from feedback.plans.rules import RoundState
from models import (
    Actor,
    Consultation,
    Note,
    NoteKind,
    Plan,
    Postponement,
    RoleHeld,
    db,
)


def rounds_of(plan: Plan) -> list[Consultation]:
    """The plan's rounds, the latest first, each with its postponements and reasons."""
    return list(
        db.session.scalars(
            select(Consultation)
            .where(Consultation.plan_id == plan.id)
            .options(
                selectinload(Consultation.postponements).joinedload(Postponement.reason),
                joinedload(Consultation.end_reason),
            )
            .order_by(Consultation.id.desc())
        )
    )


def begin_first_round(
    plan: Plan, opens_at: datetime | None, closes_at: datetime | None, *, now: datetime
) -> Consultation:
    """The round with which a plan is published: from `opens_at`, or at once. All times are UTC."""
    first = _round(plan, opens_at or now, closes_at)
    plan.opens_at, plan.closes_at = opens_at, closes_at
    return first


def open_round(
    plan: Plan, opens_at: datetime, closes_at: datetime | None, *, by: RoleHeld, now: datetime
) -> Consultation:
    """Begin another round, now or later, once the one before is over.

    Raises RuleBroken for a plan not published, while a round runs or waits, or when the round
    would be over before it began.
    """
    before = _latest_for_change(plan)
    state = rules.state_of_round(before, now) if before else _state_of_plan(plan, now)
    rules.check_new_round(plan, state, opens_at=opens_at, closes_at=closes_at, now=now)
    opened = _round(plan, max(opens_at, now), closes_at)
    _show(plan, opened)
    record.write(
        "plan.consultation_begun",
        by=by,
        at=now,
        plan=plan,
        opens_on=formats.first_day(opened.opens_at),
    )
    return opened


def put_off_closing(
    plan: Plan, closes_at: datetime, reason: str, *, seen: str, by: RoleHeld, now: datetime
) -> None:
    """Let the present round end later, with a reason that its readers see.

    `seen` is `mark_of` the round as the person saw it. Raises Overtaken when somebody changed it
    meanwhile, and RuleBroken unless the round still runs or waits and would end later and ahead.
    """
    present = _present_for_change(plan, now)
    _check_seen(present, seen)
    rules.check_later_closing(present, closes_at, reason, now)
    old = present.closes_at
    assert old is not None  # a round without end is refused above
    note = _note(reason, by, now)
    db.session.add(
        Postponement(
            consultation=present,
            old_closes_at=old,
            new_closes_at=closes_at,
            reason=note,
            role_held=by,
            made_at=now,
        )
    )
    present.closes_at = closes_at
    present.told_closing_at = None  # whoever was told of the old day hears of the new one
    _show(plan, present)
    record.write(
        "plan.consultation_put_off",
        by=by,
        at=now,
        plan=plan,
        note=note,
        old_on=formats.last_day(old),
        closes_on=formats.last_day(closes_at),
    )


def end_round(plan: Plan, reason: str, *, seen: str, by: RoleHeld, now: datetime) -> None:
    """End the present round before its time, or drop it before it began; readers see why.

    Raises Overtaken when somebody changed it meanwhile, RuleBroken when nothing runs or waits.
    """
    present = _present_for_change(plan, now)
    _check_seen(present, seen)
    rules.check_reason(reason)
    present.ended_at, present.end_reason = now, _note(reason, by, now)
    present.told_closed_at = now  # whoever ended it knows; nobody was waiting for the day
    is_dropped = rules.state_of_round(present, now) is RoundState.DROPPED
    _show(plan, _latest_held(plan, now) if is_dropped else present)
    kind = "plan.consultation_dropped" if is_dropped else "plan.consultation_ended"
    record.write(kind, by=by, at=now, plan=plan, note=present.end_reason)


def mark_of(present: Consultation | None) -> str:
    """How a round stands, for a form to say what the person saw; "" for a plan without rounds."""
    if present is None:
        return ""
    closes = present.closes_at.astimezone(UTC).isoformat() if present.closes_at else "-"
    return f"{present.key}~{closes}~{'ended' if present.ended_at else ''}"


# ------------------------------------------------------------------ steps of the above


def _round(plan: Plan, opens_at: datetime, closes_at: datetime | None) -> Consultation:
    begun = Consultation(key=codes.new_key(), plan=plan, opens_at=opens_at, closes_at=closes_at)
    db.session.add(begun)
    return begun


def _show(plan: Plan, present: Consultation | None) -> None:
    """Give the plan the window of its present round; without any it is only read."""
    plan.is_only_to_read = present is None
    plan.opens_at = plan.closes_at = None
    if present is not None:
        published = plan.published_at
        at_once = published is not None and present.opens_at <= published
        plan.opens_at = None if at_once else present.opens_at
        plan.closes_at = present.ended_at or present.closes_at
    plan.revision = Plan.revision + 1


def _latest_for_change(plan: Plan) -> Consultation | None:
    # The second of two people waits here until the first has done, and then sees what was done:
    # also a round that was not there when the waiting began.
    db.session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.plan_id == plan.id)
        .order_by(Consultation.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def _latest_held(plan: Plan, now: datetime) -> Consultation | None:
    held = (
        one for one in rounds_of(plan) if rules.state_of_round(one, now) is not RoundState.DROPPED
    )
    return next(held, None)


def _present_for_change(plan: Plan, now: datetime) -> Consultation:
    rules.check_is_public_text(plan)
    present = _latest_for_change(plan)
    if present is None or rules.state_of_round(present, now) in rules.OVER:
        raise RuleBroken(N_("Không có đợt lấy ý kiến nào đang mở hoặc chờ mở."))
    return present


def _check_seen(present: Consultation, seen: str) -> None:
    if seen == mark_of(present):
        return
    if present.closes_at is None:
        raise Overtaken(N_("Có người vừa thay đổi đợt lấy ý kiến này; xin xem lại rồi làm tiếp."))
    raise Overtaken(
        N_("Có người vừa đổi ngày kết thúc thành %(day)s; xin xem lại rồi làm tiếp."),
        day=formats.day(formats.last_day(present.closes_at)),
    )


def _state_of_plan(plan: Plan, now: datetime) -> RoundState | None:
    """How a plan stands that was published without a round of its own."""
    return RoundState.OPEN if rules.takes_comments(plan, now) else None


def _note(reason: str, by: RoleHeld | Actor, now: datetime) -> Note:
    unit_id = by.unit_id if isinstance(by, RoleHeld) else None
    note = Note(kind=NoteKind.REASON, body=reason, unit_id=unit_id, written_at=now)
    db.session.add(note)
    return note
