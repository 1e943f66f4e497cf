"""Yearly democracy plans: who owes one, who has issued it and when, who has not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from feedback import formats, notices, record
from feedback.clock import day_of
from feedback.duties import rules
from feedback.duties.telling import people_at
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.organisation.rules import reachable
from feedback.plans import queries as plans
from feedback.plans.queries import Reader
from feedback.triage import queries as triage
from models import (
    LineKind,
    Note,
    NoteKind,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
    RecordEntry,
    Role,
    RoleHeld,
    Unit,
    UnitKind,
    db,
)

_YEAR = re.compile(r"\b(20\d\d)\b")
REMINDED = "yearly_plan.reminded"
REMINDING = (*sorted(rules.OVERSEEING), Role.MODERATOR)


class Show(StrEnum):
    """Which units the list holds."""

    ALL = "all"
    MISSING = "missing"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True)
class Owed:
    """A unit that owes a plan for a year, and the one it issued, if any.

    `issued_on` is the day the plan bears, else that of its publication here.
    """

    unit: Unit
    due_on: date
    plan: Plan | None = None
    issued_on: date | None = None
    may_read: bool = False

    @property
    def was_on_time(self) -> bool | None:
        """Whether it was issued by the day; None while there is none. It never changes again."""
        return None if self.issued_on is None else self.issued_on <= self.due_on


def due_day(year: int, setting: str) -> date:
    """The day of the year that the setting names: "31/03"."""
    day, month = (int(word) for word in setting.split("/"))
    return date(year, month, day)


def owing_units(due_on: date) -> list[Unit]:
    """Who owes a plan due on the day: the Department itself and what belongs to it (trực thuộc).

    By the administrative line, schools and centres alone: divisions are part of the Department.
    """
    department = organisation.department(due_on)
    if department is None:
        return []
    below = organisation.lines_in_force(due_on, [LineKind.ADMINISTRATIVE]).below
    reached = reachable([department.id], below)
    schools = db.session.scalars(
        select(Unit).where(
            Unit.id.in_(reached), Unit.kind == UnitKind.SCHOOL, organisation.in_force(due_on)
        )
    ).all()
    return [department, *organisation.in_order(schools)]


def owed_for(
    year: int, due_on: date, reader: Reader, *, among: frozenset[int] | None = None
) -> list[Owed]:
    """Every unit that owes a plan for the year and is in `among` (None: all), in order."""
    units = [unit for unit in owing_units(due_on) if among is None or unit.id in among]
    issued = _first_issued(year, units)
    numbers = [plan.id for plan, _ in issued.values()]
    readable = set(
        db.session.scalars(select(Plan.id).where(Plan.id.in_(numbers), plans.scope(reader)))
    )
    found = []
    for unit in units:
        plan, issued_on = issued.get(unit.id, (None, None))
        may_read = plan is not None and plan.id in readable
        found.append(Owed(unit, due_on, plan, issued_on, may_read))
    return found


def narrowed(rows: Iterable[Owed], show: Show) -> list[Owed]:
    """The rows that the list shows."""
    wanted = {
        Show.ALL: (True, False, None),
        Show.MISSING: (None,),
        Show.ON_TIME: (True,),
        Show.LATE: (False,),
    }[show]
    return [row for row in rows if row.was_on_time in wanted]


def plan_of(unit: Unit, year: int) -> Plan | None:
    """The plan that the unit issued for the year."""
    found = _first_issued(year, [unit]).get(unit.id)
    return found[0] if found else None


def may_remind(hat: RoleHeld, unit: Unit, on: date) -> bool:
    """Whether the hat reminds the unit of its plan: it watches over it, or receives for it."""
    return unit.id in units_reminded_by(hat, on)


def units_reminded_by(hat: RoleHeld, on: date) -> frozenset[int]:
    """The units that the hat may remind."""
    if hat.role in rules.OVERSEEING:
        return frozenset(triage.watched_unit_ids(hat, on))
    if hat.role is Role.MODERATOR and hat.unit.kind is UnitKind.OFFICE:
        upper = organisation.superior_of(hat.unit, on) or hat.unit
        return frozenset(organisation.unit_ids_under(upper, on))
    return frozenset()


def remind(rows: Sequence[Owed], words: str, year: int, *, by: RoleHeld, now: datetime) -> int:
    """Remind the units that have issued none, each at most once a day; how many were reminded.

    Raises RuleBroken when the hat watches over none of them.
    """
    today = day_of(now)
    allowed = units_reminded_by(by, today)
    if any(row.unit.id not in allowed for row in rows):
        raise RuleBroken(N_("Việc đôn đốc đơn vị này do bộ phận khác thực hiện."))
    told = _reminded_on(today, [row.unit for row in rows], year)
    missing = [row.unit for row in rows if row.plan is None and row.unit.key not in told]
    if not missing:
        return 0
    note = None
    if words.strip():
        note = Note(kind=NoteKind.INTERNAL, body=words, unit_id=by.unit_id, written_at=now)
        db.session.add(note)
    for unit in missing:
        record.write(
            REMINDED, by=by, at=now, note=note, subject=unit.key, owing_unit=unit, year=year
        )
    notices.tell(
        people_at({unit.id for unit in missing}, today),
        "duty.yearly_plan_reminded",
        event_key=f"duty.yearly_plan_reminded:{year}:{today}",
        now=now,
        page=f"/duties/yearly-plans?year={year}",
        details={"year": year, "due": formats.day(rows[0].due_on)},
    )
    return len(missing)


def reminders_of(units: Collection[Unit], year: int) -> dict[str, RecordEntry]:
    """When each unit was reminded last of its plan for the year, by the unit's key."""
    rows = db.session.scalars(
        select(RecordEntry)
        .where(RecordEntry.kind == REMINDED, RecordEntry.subject.in_([unit.key for unit in units]))
        .options(joinedload(RecordEntry.note))
        .order_by(RecordEntry.id)
    )
    return {row.subject or "": row for row in rows if row.details.get("year") == year}


def _reminded_on(day: date, units: Collection[Unit], year: int) -> set[str]:
    told = reminders_of(units, year)
    return {key for key, reminder in told.items() if day_of(reminder.at) == day}


def _first_issued(year: int, units: Collection[Unit]) -> dict[int, tuple[Plan, date]]:
    """The plan for the year that each unit issued first, with the day, by the unit's row number."""
    rows = db.session.execute(
        select(Plan, PlanVersion.issued_on)
        .join(PlanVersion, (PlanVersion.plan_id == Plan.id) & (PlanVersion.position == 1))
        .where(
            Plan.kind == PlanKind.DEMOCRACY_PLAN,
            Plan.state == PlanState.PUBLISHED,
            Plan.unit_id.in_([unit.id for unit in units]),
            or_(Plan.for_year == year, Plan.for_year.is_(None)),
        )
        .order_by(Plan.published_at, Plan.id)
    ).all()
    found: dict[int, tuple[Plan, date]] = {}
    for plan, printed in rows:
        assert plan.published_at is not None  # it is published
        issued_on = printed or day_of(plan.published_at)
        if year_of(plan, issued_on) == year:
            found.setdefault(plan.unit_id, (plan, issued_on))
    return found


def year_of(plan: Plan, issued_on: date) -> int:
    """The year a plan is for: as said at publication, else as its title says, else of its issue."""
    named = _YEAR.search(plan.title)
    return plan.for_year or (int(named[1]) if named else issued_on.year)
