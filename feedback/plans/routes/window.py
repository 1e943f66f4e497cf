"""What the page of a plan says above its text, to everybody and to those it asks something of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback import access, clock
from feedback.plans import queries
from feedback.plans.rounds import acknowledgements, consultations, shown_window
from feedback.plans.rounds.acknowledgements import Standing
from feedback.plans.rounds.publication import load_rulebook
from feedback.plans.rules import PREPARING
from models import Plan, PlanState


@dataclass(frozen=True)
class AskedToRead:
    """What one of the unit's staff sees: whether they have answered, and how far all have come."""

    position: int
    read_at: datetime | None
    standing: Standing


def above(plan: Plan, now: datetime) -> dict[str, Any]:
    """What `plans/_window.html` shows above the plan."""
    rounds = consultations.rounds_of(plan)
    return {
        "lines": shown_window.shown_window(plan, rounds, load_rulebook(), now),
        "asked_to_read": _asked_to_read(plan, now),
        "may_manage": _may_manage(plan),
    }


def _asked_to_read(plan: Plan, now: datetime) -> AskedToRead | None:
    person, on = access.current_person(), clock.day_of(now)
    if person is None or not plan.asks_acknowledgement or plan.state is not PlanState.PUBLISHED:
        return None
    if acknowledgements.hat_of_staff(plan, person, on) is None:
        return None
    return AskedToRead(
        plan.current_version.position,
        acknowledgements.read_at(plan, person),
        acknowledgements.standing_of(plan, on),
    )


def _may_manage(plan: Plan) -> bool:
    hat = access.current_hat()
    if hat is None or hat.role not in PREPARING or plan.state is not PlanState.PUBLISHED:
        return False
    return queries.prepared_plan_for(hat, plan.key, clock.today()) is not None
