"""The one place that asks what time it is; routes, jobs and commands call it and pass the answer on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Asia/Ho_Chi_Minh."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day on which `moment` falls in Asia/Ho_Chi_Minh."""
    return moment.astimezone(LOCAL).date()


def local(moment: datetime) -> datetime:
    """`moment` as clocks in Vietnam show it."""
    return moment.astimezone(LOCAL)
