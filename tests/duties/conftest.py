"""A Department whose plan gives two schools and a division work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.duties import actions
from feedback.duties.actions import Entered
from feedback.triage import defaults
from models import ClauseText, Duty, DutyEntryKind, DutyState, Part, Plan, Role, RoleHeld, Unit, db
from models import TaskUnit as Named
from tests import builders
from tests.builders import NOW, TODAY

DUE = date(2026, 12, 31)


@dataclass
class Work:
    """Who owes, who reports, who reminds."""

    department: Unit
    office: Unit
    first: Unit
    second: Unit
    officer: RoleHeld  # of the first school
    other: RoleHeld  # of the second
    clerk: RoleHeld
    personnel: RoleHeld
    plan: Plan
    text: ClauseText
    yearly: ClauseText

    def opened(self) -> list[Duty]:
        """All duties of the plan, oldest first."""
        actions.open_duties(self.plan, by=self.clerk, now=NOW)
        return list(db.session.scalars(db.select(Duty).order_by(Duty.id)))

    def duty_of(self, unit: Unit, text: ClauseText | None = None) -> Duty:
        """What the unit owes of the clause, after opening."""
        clause = (text or self.text).clause_id
        return next(d for d in self.opened() if d.unit_id == unit.id and d.clause_id == clause)

    def done(self, duty: Duty, by: RoleHeld | None = None) -> Duty:
        """The duty, reported as done today."""
        entered = Entered(DutyEntryKind.PROGRESS, TODAY, "Đã họp.", state=DutyState.DONE)
        actions.report(duty, entered, by=by or self.officer, now=NOW)
        return duty


def leads(text: ClauseText, *units: Unit, **values: Any) -> None:
    """Let the clause order something of the units."""
    task = builders.a_task(text, lead_text="Các trường", **values)
    for unit in units:
        builders.stored(Named(task=task, unit=unit, part=Part.LEAD, through_group=True))
    db.session.refresh(task, ["units"])


@pytest.fixture
def work(session: Session) -> Work:
    defaults.add_missing_limits()
    department, office = builders.a_department()
    first = builders.a_unit("Trường THPT Một", under=department)
    second = builders.a_unit("Trường THPT Hai", under=department)
    plan = builders.a_plan(department)
    text, yearly = plan.current_version.texts
    leads(text, first, second, due_to=DUE)
    leads(yearly, first, due_to=date(2023, 3, 31), repeats="yearly")
    return Work(
        department=department,
        office=office,
        first=first,
        second=second,
        officer=builders.a_hat(role=Role.OFFICER, unit=first),
        other=builders.a_hat(role=Role.HEAD, unit=second),
        clerk=builders.a_hat(role=Role.MODERATOR, unit=office),
        personnel=builders.a_hat(role=Role.PERSONNEL, unit=office),
        plan=plan,
        text=text,
        yearly=yearly,
    )
