"""A school with its people and a case that was routed to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.responses import actions
from feedback.responses.rules import Drafted
from feedback.triage.routing import Routing, route
from models import Case, Decision, Plan, Role, RoleHeld, Unit, UnitKind
from tests import builders
from tests.builders import NOW


@dataclass
class School:
    """Who works at a school and at the office over it."""

    department: Unit
    office: Unit
    unit: Unit
    division: Unit
    clerk: RoleHeld
    officer: RoleHeld
    head: RoleHeld
    director: RoleHeld
    helper: RoleHeld
    plan: Plan

    def routed(self, *, now: datetime = NOW, **values: Any) -> Case:
        """A public case that the office routed to the school, the division supporting."""
        values.setdefault("body", "Đề nghị ghi rõ ngày công khai.")
        text = self.plan.current_version.texts[0]
        comment = builders.a_comment(text, received_at=now, **values)
        case = builders.a_case(comment, now=now, intake_unit=self.office)
        routing = Routing(self.unit, (self.division,), publish=True, summary="Tóm tắt.")
        route(case, routing, by=self.clerk, now=now)
        return case

    def submitted(self, *, by: RoleHeld | None = None, **values: Any) -> Case:
        """The same with an answer that waits for its signature."""
        case = self.routed(**values)
        actions.submit_answer(case, drafted(), by=by or self.officer, now=NOW)
        return case

    def answered(self, **values: Any) -> Case:
        """The same with a published answer."""
        case = self.submitted(**values)
        actions.approve_answer(case, by=self.head, now=NOW)
        return case


@pytest.fixture
def school(session: Session) -> School:
    department, office = builders.a_department()
    unit = builders.a_unit("Trường THPT Mẫu", under=department)
    division = builders.a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION, under=department)
    return School(
        department=department,
        office=office,
        unit=unit,
        division=division,
        clerk=builders.a_hat(role=Role.MODERATOR, unit=office),
        officer=builders.a_hat(role=Role.OFFICER, unit=unit),
        head=builders.a_hat(role=Role.HEAD, unit=unit),
        director=builders.a_hat(role=Role.LEADERSHIP, unit=department),
        helper=builders.a_hat(role=Role.OFFICER, unit=division),
        plan=builders.a_plan(department),
    )


def drafted(**values: Any) -> Drafted:
    """An answer that accepts and explains."""
    return Drafted(**{"decision": Decision.ACCEPTED, "explanation": "Trường tiếp thu.", **values})
