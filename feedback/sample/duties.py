"""What the sample city's units have done of what its plans ask, and its two registers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from feedback.clock import day_of
from feedback.duties import actions, regulations, reviews
from feedback.duties.actions import Entered
from feedback.duties.regulations import Written
from feedback.duties.reviews import Reviewed
from feedback.duties.rules import OVERSEEING
from feedback.sample.city import hat_of
from feedback.sample.stories import World
from models import (
    Actor,
    ClauseText,
    Duty,
    DutyEntry,
    DutyEntryKind,
    DutyState,
    PlanVersion,
    ReviewProposal,
    ReviewState,
    RoleHeld,
    Unit,
    db,
)

PLAN = "ke-hoach-so"


def tell(told: dict[str, Any], world: World) -> None:
    """Open what the plans ask, let units report, and fill the registers."""
    for plan in world.plans.values():
        assert plan.published_at is not None  # all of them are
        actions.open_duties(plan, by=Actor.SYSTEM, now=plan.published_at)
    for row in told["disseminations"]:
        _report(row, world, DutyEntryKind.DISSEMINATION)
    for row in told["reports"]:
        _report(row, world, DutyEntryKind.PROGRESS)
    _take_back(told["taken_back"], world)
    _remind(told["reminder"], world)
    for row in told["reviews"]:
        _review(row, world)
    for row in told["regulations"]:
        _regulate(row, world)


def _report(row: dict[str, Any], world: World, kind: DutyEntryKind) -> None:
    hat, now = _hat(row, world), world.days.ago(row["days_ago"])
    duty = _duty(row["label"], hat.unit, world)
    entered = Entered(
        kind,
        day_of(now),
        row["body"],
        state=DutyState(row["state"]) if "state" in row else None,
        form=row.get("form", ""),
        addressees=row.get("addressees", ""),
        head_count=row.get("heads"),
    )
    actions.report(duty, entered, by=hat, now=now)


def _take_back(row: dict[str, Any], world: World) -> None:
    hat = _hat(row, world)
    duty = _duty(row["label"], hat.unit, world)
    entry = db.session.scalars(select(DutyEntry).where(DutyEntry.duty_id == duty.id)).one()
    actions.take_back(entry, row["reason"], by=hat, now=entry.made_at)


def _remind(row: dict[str, Any], world: World) -> None:
    clause_id = _duty(row["label"], _hat(row, world).unit, world).clause_id
    owed = db.session.scalars(
        select(Duty).where(Duty.clause_id == clause_id, Duty.state != DutyState.DONE)
    ).all()
    hat = hat_of(world.people[row["who"]], *OVERSEEING)
    now = world.days.ago(row["days_ago"])
    actions.remind(owed, row["words"], by=hat, now=now)


def _review(row: dict[str, Any], world: World) -> None:
    hat, now = _hat(row, world), world.days.ago(row["days_ago"])
    proposal = ReviewProposal(row["proposal"]) if row["proposal"] else None
    plan = world.plans.get(row["plan"] or "")
    entered = Reviewed(
        row["name"], row["number"], row["issuer"], None, row["finding"], proposal, plan
    )
    review = reviews.enter(hat.unit, entered, by=hat, now=now)
    reviews.move(review, ReviewState(row["state"]), by=hat, now=now)


def _regulate(row: dict[str, Any], world: World) -> None:
    hat, now = _hat(row, world), world.days.ago(row["days_ago"])
    issued = world.plans.get(row["issued"] or "")
    written = Written(
        row["title"],
        row["explanation"],
        issued_on=day_of(now) if issued else None,
        draft_plan=world.plans[row["draft"]],
        issued_plan=issued,
    )
    regulation = regulations.begin(hat.unit, written, by=hat, now=now)
    for _step in range(row["steps"]):
        regulations.advance(regulation, by=hat, now=now)


def _hat(row: dict[str, Any], world: World) -> RoleHeld:
    return world.people[row["who"]].roles[0]


def _duty(label: str, unit: Unit, world: World) -> Duty:
    """The unit's newest duty of the clause of the Department's plan."""
    plan = world.plans[PLAN]
    return db.session.scalars(
        select(Duty)
        .join(ClauseText, ClauseText.clause_id == Duty.clause_id)
        .join(PlanVersion, ClauseText.version_id == PlanVersion.id)
        .where(
            PlanVersion.plan_id == plan.id,
            PlanVersion.is_current,
            ClauseText.label == label,
            Duty.holder_unit_id == unit.id,
        )
        .order_by(Duty.period.desc())
    ).first() or _missing(label, unit)


def _missing(label: str, unit: Unit) -> Duty:
    raise LookupError(f"the sample plan asks nothing of {unit.name} in {label}")
