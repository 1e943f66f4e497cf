"""How soon units make public what they decided, and how long they keep it posted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from feedback.clock import LOCAL, day_of
from feedback.plans import queries as plans
from feedback.plans.queries import Reader
from feedback.plans.rounds.publication import DECISIONS
from models import Plan, PlanVersion, RoleHeld, db

LOOKED_BACK = timedelta(days=365)
MOST_LISTED = 2000


class Posted(StrEnum):
    """Which published texts a list holds."""

    ALL = "all"
    ON_TIME = "on_time"
    LATE = "late"
    UNDATED = "undated"
    POSTING = "posting"
    CUT_SHORT = "cut_short"


@dataclass(frozen=True)
class PublicationFigures:
    """What one unit published in a year: each count is that of the rows of its list."""

    unit_id: int
    counts: Mapping[Posted, int]

    @property
    def judged(self) -> int:
        """How many had a day by which they were to be public."""
        return self.counts[Posted.ON_TIME] + self.counts[Posted.LATE]


def texts_published(hat: RoleHeld, unit_ids: Collection[int], today: date) -> Sequence[PlanVersion]:
    """What the units decided and published in the last year and the hat may read, newest first."""
    since = datetime.combine(today - LOOKED_BACK, time.min, LOCAL)
    return db.session.scalars(
        select(PlanVersion)
        .join(PlanVersion.plan)
        .where(
            plans.scope(Reader((hat,), frozenset(), today)),
            Plan.unit_id.in_(unit_ids),
            Plan.kind.in_(DECISIONS),
            PlanVersion.published_at >= since,
        )
        .options(contains_eager(PlanVersion.plan).joinedload(Plan.unit))
        .order_by(PlanVersion.published_at.desc(), PlanVersion.id.desc())
        .limit(MOST_LISTED)
    ).all()


def figures_of(texts: Sequence[PlanVersion], today: date) -> list[PublicationFigures]:
    """The figures of each unit that published anything; who was late most stands first."""
    by_unit: dict[int, list[PlanVersion]] = {}
    for text in texts:
        by_unit.setdefault(text.plan.unit_id, []).append(text)
    found = [
        PublicationFigures(unit_id, {which: len(only(own, which, today)) for which in Posted})
        for unit_id, own in by_unit.items()
    ]
    return sorted(found, key=lambda one: (-one.counts[Posted.LATE], -one.counts[Posted.ALL]))


def sum_of(figures: Sequence[PublicationFigures]) -> PublicationFigures:
    """All units together."""
    counts = {which: sum(one.counts[which] for one in figures) for which in Posted}
    return PublicationFigures(0, counts)


def only(texts: Sequence[PlanVersion], which: Posted, today: date) -> list[PlanVersion]:
    """Those of the texts that a list holds."""
    return [text for text in texts if _belongs(text, which, today)]


def is_cut_short(text: PlanVersion) -> bool:
    """Whether the text was taken back before it had been posted long enough."""
    withdrawn_at, until = text.plan.withdrawn_at, text.posted_until
    return bool(text.is_current and withdrawn_at and until and day_of(withdrawn_at) <= until)


def is_posting(text: PlanVersion, today: date) -> bool:
    """Whether the text must still be kept posted on `today`."""
    is_up = text.is_current and text.plan.withdrawn_at is None
    return bool(is_up and text.posted_until and today <= text.posted_until)


def _belongs(text: PlanVersion, which: Posted, today: date) -> bool:
    return {
        Posted.ALL: True,
        Posted.ON_TIME: text.published_on_time is True,
        Posted.LATE: text.published_on_time is False,
        Posted.UNDATED: text.published_on_time is None,
        Posted.POSTING: is_posting(text, today),
        Posted.CUT_SHORT: is_cut_short(text),
    }[which]
