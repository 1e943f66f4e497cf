"""The Department with its office and director, and two schools that meet obstacles."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from feedback.comments import receipts
from feedback.comments.identities import Keys
from feedback.obstacles import actions
from feedback.obstacles.actions import Obstacle
from feedback.triage import defaults
from models import Case, CaseGroup, Plan, Role, RoleHeld, Unit
from tests import builders
from tests.builders import NOW

KEYS = Keys(hash_key=b"k" * 32, seal_key=b"s" * 32)
SAME = "Số liệu phải nhập vào ba biểu mẫu, ngày chốt không giống nhau"


@dataclass
class Sector:
    """Who brings up, gathers, decides."""

    department: Unit
    office: Unit
    clerk: RoleHeld
    director: RoleHeld
    teacher: RoleHeld
    principal: RoleHeld
    plan: Plan

    def raised(self, body: str = SAME, *, by: RoleHeld | None = None) -> Case:
        """An obstacle that has just come."""
        text = self.plan.current_version.texts[0]
        obstacle = Obstacle(body, token=receipts.new_send_token())
        found = actions.raise_obstacle(
            self.plan, text, obstacle, by=by or self.teacher, keys=KEYS, now=NOW
        )
        return found.case

    def gathered(self, *cases: Case) -> CaseGroup:
        """A group of the cases, or of two new ones."""
        cases = cases or (self.raised(), self.raised(by=self.principal))
        return actions.gather(
            cases, title="Biểu mẫu trùng", summary="Xin cho một mẫu.", by=self.clerk, now=NOW
        )

    def submitted(self) -> CaseGroup:
        """A group that waits for the Director."""
        group = self.gathered()
        actions.submit_group(group, by=self.clerk, now=NOW)
        return group

    def decided(self) -> CaseGroup:
        """A group with a decision."""
        group = self.submitted()
        actions.decide(group, "Đồng ý một biểu mẫu.", by=self.director, now=NOW)
        return group


@pytest.fixture
def sector(session: Session) -> Sector:
    defaults.add_missing_limits()
    department, office = builders.a_department()
    first = builders.a_unit("Trường THPT Một", under=department)
    second = builders.a_unit("Trường THPT Hai", under=department)
    return Sector(
        department=department,
        office=office,
        clerk=builders.a_hat(role=Role.MODERATOR, unit=office),
        director=builders.a_hat(role=Role.LEADERSHIP, unit=department),
        teacher=builders.a_hat(role=Role.STAFF, unit=first),
        principal=builders.a_hat(role=Role.HEAD, unit=second),
        plan=builders.a_plan(department),
    )
