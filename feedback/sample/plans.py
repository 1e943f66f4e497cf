"""The documents of the sample city, read by the importer as any other."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from feedback.clock import LOCAL
from feedback.formats import official_day
from feedback.plans import actions
from feedback.plans.actions import Opening, Source
from feedback.plans.reading import read_document
from feedback.sample.city import People, Units
from feedback.sample.days import Days
from models import Audience, Plan, PlanKind

SOON, LATER = 14, 60  # days ahead of dates named in the texts

Plans = dict[str, Plan]


def publish_plans(
    rows: list[dict[str, Any]], folder: Path, units: Units, people: People, days: Days
) -> Plans:
    """Read, store and publish each document under the hat of its publisher; by slug."""
    return {row["slug"]: _publish(row, folder, units, people, days) for row in rows}


def _publish(row: dict[str, Any], folder: Path, units: Units, people: People, days: Days) -> Plan:
    opens = days.in_days(row["opens_in"])
    closes = days.in_days(row["closes_in"]) if row["closes_in"] is not None else None
    issued = days.in_days(row["issued_in"]) if row["issued_in"] is not None else opens
    name, data = filled(folder / row["file"], days, issued=issued, opens=opens, closes=closes)
    hat = people[row["publisher"]].roles[0]
    at = _morning(opens)
    plan = actions.store_draft(
        read_document(data, name),
        units[row["issuer"]],
        PlanKind(row["kind"]),
        Source(name, hashlib.sha256(data).hexdigest()),
        by=hat,
        now=at,
    )
    opening = Opening(
        Audience(row["audience"]),
        opens_at=at,
        closes_at=night(closes) if closes else None,
        for_year=days.today.year + row.get("for_year_in", 0),
    )
    actions.publish(plan, opening, confirmed=True, by=hat, now=at)
    plan.asks_acknowledgement = row.get("asks_acknowledgement", False)  # nobody is mailed of it
    return plan


def filled(
    file: Path, days: Days, *, issued: date, opens: date, closes: date | None
) -> tuple[str, bytes]:
    """A document's name and bytes, with the days it names filled in."""
    text = file.read_text(encoding="utf-8")
    return file.name, text.format(**_places(days, issued, opens, closes)).encode()


def _places(days: Days, issued: date, opens: date, closes: date | None) -> dict[str, object]:
    last = closes or opens
    return {
        "year": days.today.year,
        "last_year": days.today.year - 1,
        "school_year": days.school_year_words,
        "issued_long": official_day(issued),
        "issued_month": f"{issued.month:02d}",
        "issued_year": issued.year,
        "opens": f"{opens:%d/%m/%Y}",
        "closes": f"{last:%d/%m/%Y}",
        "closes_month": f"{last.month:02d}",
        "closes_year": last.year,
        "soon": f"{days.in_days(SOON):%d/%m/%Y}",
        "later": f"{days.in_days(LATER):%d/%m/%Y}",
    }


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 0), LOCAL)


def night(day: date) -> datetime:
    """The first moment after the day."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)
