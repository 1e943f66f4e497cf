"""What those who watch see of how soon units make public what they decide."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from feedback.oversight import publications
from feedback.oversight.publications import Posted
from feedback.plans import actions
from feedback.plans.actions import Opening
from feedback.triage import defaults
from models import Audience, Plan, PlanKind, PlanState, Role, RoleHeld, Unit, UnitKind
from tests import builders
from tests.builders import NOW, TODAY, wear
from tests.checked_client import CheckedClient

IN_TIME, TOO_EARLY_IN_NOVEMBER = date(2026, 11, 18), date(2026, 11, 2)


def published(unit: Unit, by: RoleHeld, issued_on: date | None, **values: Any) -> Plan:
    """A plan of the unit, signed that day and published at NOW."""
    plan = builders.a_plan(unit, state=PlanState.DRAFT, **values)
    plan.current_version.issued_on = issued_on
    actions.publish(plan, Opening(Audience.UNIT_STAFF), confirmed=True, by=by, now=NOW)
    return plan


def test_every_figure_is_that_of_the_rows_behind_it(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    defaults.seed(NOW)
    school, union = builders.a_unit(), builders.a_unit("Công đoàn ngành", UnitKind.UNION)
    elsewhere = builders.a_unit("Trường THPT Cống Đá")
    builders.a_mandate(union, school)
    head = builders.a_hat(role=Role.HEAD, unit=school)
    published(school, head, IN_TIME, title="Công khai đúng hạn")
    published(school, head, TOO_EARLY_IN_NOVEMBER, title="Công khai muộn")
    published(school, head, None, title="Không ghi ngày ký")
    published(school, head, IN_TIME, kind=PlanKind.LEGAL_DOCUMENT, title="Của nơi khác")
    published(elsewhere, head, IN_TIME, title="Của trường khác")
    taken_back = published(school, head, IN_TIME, title="Thu hồi sớm")
    actions.withdraw(
        taken_back, "Sai phụ lục.", by=head, now=NOW + timedelta(hours=1), cuts_posting_short=True
    )
    monitor = builders.a_hat(role=Role.MONITOR, unit=union)
    session.flush()

    texts = publications.texts_published(monitor, [school.id], TODAY)
    (figures,) = publications.figures_of(texts, TODAY)
    wear(client, monitor)
    board = client.get("/oversight/publications").text
    listed = client.get(f"/oversight/publications/{school.key}?show=late").text
    rows = client.get(f"/oversight/publications/{school.key}/export.csv?show=cut_short").text
    wrong = [
        client.get(f"/oversight/publications/{key}").status_code
        for key in (elsewhere.key, f"{school.key}?show=xyz", f"{school.key}/export.doc")
    ]

    assert {which.value: count for which, count in figures.counts.items()} == {
        "all": 4, "on_time": 2, "late": 1, "undated": 1, "posting": 3, "cut_short": 1,
    }  # fmt: skip
    assert "2 trong 3 văn bản có ngày ký được công khai đúng hạn" in board
    assert "Công khai muộn" in listed
    assert "Công khai đúng hạn" not in listed
    assert "Thu hồi sớm" in rows
    assert rows.count("\n") == 2
    assert wrong == [404, 404, 404]
    assert Posted.ALL in figures.counts
