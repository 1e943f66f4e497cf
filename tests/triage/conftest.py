"""What the tests of triage share: a small Department whose office receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from feedback.triage import defaults
from models import Case, ClauseText, Role, RoleHeld, Unit, UnitKind
from tests.builders import a_case, a_comment, a_department, a_hat, a_plan, a_task, a_unit


@dataclass(frozen=True)
class House:
    """A Department, its office with a moderator, a division and a school that answer."""

    department: Unit
    office: Unit
    division: Unit
    school: Unit
    moderator: RoleHeld
    officer: RoleHeld
    head: RoleHeld
    clause: ClauseText

    def case(self, **values: object) -> Case:
        """A case that has just come in on the clause that the division leads."""
        return a_case(a_comment(self.clause, **values))


@pytest.fixture
def house(session: Session, now: datetime) -> House:
    """The house on Friday 20/11/2026, its calendar and limits those of a new installation."""
    defaults.seed(now)
    department, office = a_department()
    division = a_unit("Phòng Kế hoạch – Tài chính", UnitKind.DIVISION, under=department)
    school = a_unit("Trường THPT Biển Xanh", under=department)
    a_hat(role=Role.HEAD, unit=school)
    clause = a_plan(department).current_version.texts[1]
    a_task(clause, division, supporting=school)
    return House(
        department,
        office,
        division,
        school,
        moderator=a_hat(role=Role.MODERATOR, unit=office),
        officer=a_hat(role=Role.OFFICER, unit=division),
        head=a_hat(role=Role.HEAD, unit=division),
        clause=clause,
    )
