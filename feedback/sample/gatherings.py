"""How the sample city's obstacles were gathered, decided on and answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from feedback.obstacles import actions as obstacles
from feedback.sample.city import hat_of
from feedback.sample.stories import Story, World
from models import Decision, Role


def tell(rows: Iterable[dict[str, Any]], stories: dict[str, Story], world: World) -> None:
    """Gather the obstacles each row names and go as far with them as it tells."""
    for row in rows:
        _tell(row, stories, world)


def _tell(row: dict[str, Any], stories: dict[str, Story], world: World) -> None:
    days = world.days
    office = hat_of(world.people["van-thu-so"], Role.OFFICE)
    group = obstacles.gather(
        [stories[slug].the_case() for slug in row["members"]],
        title=row["title"],
        summary=row["summary"],
        by=office,
        now=days.ago(row["gathered_days_ago"], minute=45),
    )
    if row["submitted_days_ago"] is not None:
        at = days.ago(row["submitted_days_ago"], minute=50)
        obstacles.submit_group(group, by=office, now=at)
    if row["decision"] is not None:
        director = hat_of(world.people["giam-doc"], Role.LEADERSHIP)
        at = days.ago(row["decided_days_ago"], minute=55)
        obstacles.decide(group, row["decision"], by=director, now=at)
    if row["answer"] is not None:
        obstacles.answer_group(
            group,
            Decision(row["answer"]["decision"]),
            row["answer"]["explanation"],
            by=office,
            now=days.ago(row["answered_days_ago"], minute=60),
        )
