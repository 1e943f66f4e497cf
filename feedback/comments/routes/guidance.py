"""The exits: where and how to file a khiếu nại or a tố cáo. Nothing is taken in here."""

from __future__ import annotations

from flask import render_template, request

from feedback import access, clock, deadlines
from feedback.comments import shown
from feedback.comments.routes import pages
from feedback.deadlines import Limit
from feedback.errors import RuleBroken
from feedback.organisation import queries as organisation
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from models import ClockEvent, Unit

COMPLAINT_LIMITS = (
    ClockEvent.COMPLAINT_ACCEPT,
    ClockEvent.COMPLAINT_DECIDE,
    ClockEvent.COMPLAINT_DECIDE_COMPLEX,
)
DENUNCIATION_LIMITS = (ClockEvent.DENUNCIATION_FIRST, ClockEvent.DENUNCIATION_RESOLVE)


@pages.get("/guidance/complaint")
@access.open_to_all
def guide_complaint() -> str:
    """How to file a khiếu nại, where, and how long it may take."""
    return render_template(
        "comments/guide_complaint.html",
        units=_receiving_units(),
        limits=_limits_of(COMPLAINT_LIMITS),
        plan_key=request.args.get("plan", ""),
    )


@pages.get("/guidance/denunciation")
@access.open_to_all
def guide_denunciation() -> str:
    """How to file a tố cáo, where, and what protects the one who does."""
    return render_template(
        "comments/guide_denunciation.html",
        units=_receiving_units(),
        limits=_limits_of(DENUNCIATION_LIMITS),
        plan_key=request.args.get("plan", ""),
    )


def _receiving_units() -> list[Unit]:
    """The unit of the plan one came from, else the Department; and the unit over it."""
    today = clock.today()
    plan = plans.plan_for(reader_of_request(), request.args.get("plan", ""))
    unit = organisation.standing_unit(plan.unit, today) if plan else organisation.department(today)
    if unit is None:
        return []
    superior = organisation.superior_of(unit, today)
    return shown.reception_of([unit, superior] if superior else [unit])


def _limits_of(events: tuple[ClockEvent, ...]) -> list[tuple[ClockEvent, Limit]]:
    """The limits in force today; one that the table lacks is left out."""
    found = []
    for event in events:
        try:
            found.append((event, deadlines.limit_in_force(event, clock.today())))
        except RuleBroken:
            continue
    return found
