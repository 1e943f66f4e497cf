"""The days by which a document must be public, and until when it stays posted.

Within some working days of the decision it is published (Luật THDC 10/2022, Đ.47), and then kept
posted for some days on end (Đ.48). The numbers are rows of the table of limits; a verdict is
frozen when the version is published, however the calendar changes later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from feedback import formats, notices
from feedback.clock import day_of
from feedback.deadlines import (
    Computation,
    Limit,
    WorkCalendar,
    compute,
    load_calendar,
    working_days_before,
)
from feedback.organisation import queries as organisation
from models import (
    ClockEvent,
    ClockPolicy,
    Person,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
    Role,
    db,
)

# What a unit decides and then owes to those it concerns. A draft is no decision yet, and a
# document under review was made elsewhere.
DECISIONS = frozenset(
    {PlanKind.PLAN, PlanKind.DEMOCRACY_PLAN, PlanKind.REGULATION, PlanKind.REPORT}
)
RESPONSIBLE = (Role.HEAD, Role.MODERATOR)
COUNTED = (
    ClockEvent.PUBLISH_DECISION,
    ClockEvent.KEEP_POSTED,
    ClockEvent.DUE_SOON,
    ClockEvent.CONSULTATION_CLOSING,
)
LOOKED_BACK = timedelta(days=90)  # a decision older than that and still a draft is no news
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Rulebook:
    """The calendar and the limits by which these dates are counted, read once for many plans."""

    calendar: WorkCalendar
    policies: tuple[ClockPolicy, ...]  # the latest first

    def limit(self, event: ClockEvent, on: date) -> Limit | None:
        """The limit in force on that day; None before the law, or before the table was filled."""
        for row in self.policies:
            lasts = row.valid_to is None or on <= row.valid_to
            if row.event is event and row.valid_from <= on and lasts:
                return Limit(row.amount, row.day_unit, row.basis)
        return None


def load_rulebook() -> Rulebook:
    """What is in the database now, in two queries."""
    rows = db.session.scalars(
        select(ClockPolicy)
        .where(ClockPolicy.event.in_(COUNTED))
        .order_by(ClockPolicy.valid_from.desc(), ClockPolicy.id)
    )
    return Rulebook(load_calendar(), tuple(rows))


@dataclass(frozen=True)
class Posting:
    """How long a version has been posted: `days` of `of_days`, to be kept through `until`."""

    days: int
    of_days: int
    until: date
    computation: Computation

    @property
    def is_over(self) -> bool:
        """Whether it was posted long enough."""
        return self.days >= self.of_days


# ------------------------------------------------------------------ at publication


def start_clocks(version: PlanVersion, *, now: datetime) -> None:
    """Freeze by when the version had to be public and whether it was; begin its posting.

    For a version being published at `now` (UTC). Without day of decision, or where no limit was
    in force on that day, there is no verdict; for what is no decision there is no clock at all.
    """
    if version.plan.kind not in DECISIONS:
        return
    today, rulebook = day_of(now), load_rulebook()
    due = due_of(version, version.plan.kind, rulebook)
    version.publish_due_on = due.due_on if due else None
    version.published_on_time = today <= due.due_on if due else None
    posted = _computed(ClockEvent.KEEP_POSTED, today, rulebook)
    version.posted_until = posted.due_on if posted else None


def due_of(version: PlanVersion, kind: PlanKind, rulebook: Rulebook) -> Computation | None:
    """By when the version must be public, with each day counted; None where no clock runs."""
    if kind not in DECISIONS or version.issued_on is None:
        return None
    return _computed(ClockEvent.PUBLISH_DECISION, version.issued_on, rulebook)


def posting_of(version: PlanVersion, today: date, rulebook: Rulebook) -> Posting | None:
    """How far the posting of a published version has come on `today`; None when none is owed."""
    if version.published_at is None or version.posted_until is None:
        return None
    since = day_of(version.published_at)
    computed = _computed(ClockEvent.KEEP_POSTED, since, rulebook)
    if computed is None:
        return None
    last = min(today, _last_posted_day(version))
    days = sum(step.count is not None and step.day <= last for step in computed.steps)
    return Posting(days, computed.limit.amount, version.posted_until, computed)


def _last_posted_day(version: PlanVersion) -> date:
    withdrawn_at = version.plan.withdrawn_at
    return day_of(withdrawn_at) if withdrawn_at else date.max


def _computed(event: ClockEvent, on: date, rulebook: Rulebook) -> Computation | None:
    limit = rulebook.limit(event, on)
    return compute(on, limit, rulebook.calendar) if limit else None


# ------------------------------------------------------------------ what is not public yet


@dataclass(frozen=True)
class Owed:
    """A text already decided on and not public: by when it must be, and whether that is past."""

    version: PlanVersion
    due: Computation
    is_late: bool


def owed_of(plan: Plan, today: date, rulebook: Rulebook) -> Owed | None:
    """What the plan's version in the making owes; None when it has no day of decision."""
    version = plan.version_in_the_making
    if version is None or plan.discarded_at is not None or plan.state is PlanState.WITHDRAWN:
        return None
    due = due_of(version, plan.kind, rulebook)
    return Owed(version, due, due.due_on < today) if due else None


def versions_owed(today: date) -> list[int]:
    """The row numbers of texts decided lately and not yet public, the earliest first."""
    return list(
        db.session.scalars(
            select(PlanVersion.id)
            .join(PlanVersion.plan)
            .where(
                PlanVersion.published_at.is_(None),
                PlanVersion.given_up_at.is_(None),
                PlanVersion.issued_on >= today - LOOKED_BACK,
                Plan.kind.in_(DECISIONS),
                Plan.state != PlanState.WITHDRAWN,
                Plan.discarded_at.is_(None),
            )
            .order_by(PlanVersion.issued_on, PlanVersion.id)
            .limit(MOST_AT_ONCE)
        )
    )


def tell_owed(version_id: int, now: datetime) -> int:
    """Tell who is responsible at the unit that a text must be made public; how many heard it now.

    Once when its day is near, and once when it has passed.
    """
    version = db.session.scalars(
        select(PlanVersion)
        .where(PlanVersion.id == version_id)
        .options(joinedload(PlanVersion.plan).joinedload(Plan.unit))
    ).one()
    today, rulebook = day_of(now), load_rulebook()
    owed = owed_of(version.plan, today, rulebook)
    soon = rulebook.limit(ClockEvent.DUE_SOON, today)
    if owed is None or soon is None:
        return 0
    near = working_days_before(owed.due.due_on, soon.amount, rulebook.calendar) <= today
    if not (near or owed.is_late):
        return 0
    kind = "plans.publication_overdue" if owed.is_late else "plans.publication_due_soon"
    return notices.tell(
        _responsible_at(version.plan, today),
        kind,
        event_key=f"{kind}:{version.plan.key}:{version.position}:{owed.due.due_on.isoformat()}",
        now=now,
        plan=version.plan,
        page="/plans/mine",
        details={
            "unit": version.plan.unit.short_name,
            "due": formats.day(owed.due.due_on),
        },
    )


def _responsible_at(plan: Plan, today: date) -> list[Person]:
    """Who heads the unit and who keeps its records; in their absence those of its office."""
    found = organisation.people_with(plan.unit, RESPONSIBLE, today)
    if found:
        return found
    return organisation.people_with(
        organisation.intake_unit_for(plan.unit, today), RESPONSIBLE, today
    )
