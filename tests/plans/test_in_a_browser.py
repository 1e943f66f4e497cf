"""Reading and preparing a plan in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy.orm import Session

from feedback.plans import actions
from feedback.plans.reading import read_document
from feedback.triage import defaults
from models import Actor, Plan, PlanKind
from tests import builders

LONG_PLAN = Path(__file__).parent / "reading" / "fixtures" / "ke-hoach-so.txt"
MOST_OCTETS = 30 * 1024
MOST_REQUESTS = 5


@pytest.fixture
def plan(session: Session) -> Plan:
    defaults.seed(builders.NOW)
    department, _office = builders.a_department()
    read = read_document(LONG_PLAN.read_bytes(), LONG_PLAN.name)
    source = actions.Source(LONG_PLAN.name, "0" * 64)
    plan = actions.store_draft(
        read, department, PlanKind.PLAN, source, by=Actor.SYSTEM, now=builders.NOW
    )
    opening = actions.Opening(plan.audience)
    actions.publish(plan, opening, confirmed=True, by=Actor.SYSTEM, now=builders.NOW)
    session.commit()
    return plan


def test_a_plan_is_light_to_fetch(page: Page, plan: Plan) -> None:
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))

    page.goto(f"/plans/{plan.key}", wait_until="networkidle")

    sizes = [request.sizes() for request in finished]
    octets = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    assert len(finished) <= MOST_REQUESTS
    assert octets <= MOST_OCTETS


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_plan_is_readable_by_everybody_on_every_screen(
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    plan: Plan,
    width: int,
    scheme: str,
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)

    page.goto(f"/plans/{plan.key}")

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_plan_reads_the_same_without_script(open_page: Callable[..., Page], plan: Plan) -> None:
    page = open_page(java_script_enabled=False)

    page.goto(f"/plans/{plan.key}")
    page.get_by_role("link", name="Góp ý mục này").first.click()

    page.wait_for_url("**/clauses/**")
    assert page.locator("form textarea").count() > 0


def test_on_paper_only_the_document_is_left(page: Page, plan: Plan) -> None:
    page.emulate_media(media="print")

    page.goto(f"/plans/{plan.key}")

    expect(page.get_by_role("link", name="Góp ý mục này").first).to_be_hidden()
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.get_by_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")).to_be_visible()
