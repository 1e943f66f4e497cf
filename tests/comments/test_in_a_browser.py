"""Saying something on a phone: two clicks, a lost connection, a code in the address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ClauseText, Comment, db
from tests.builders import NOW, a_case, a_comment
from tests.comments.conftest import SECRET, address_of

Axe = Callable[[Page], list[str]]
TEXT = "Đề nghị gửi sổ liên lạc điện tử sớm hơn vào mỗi thứ Sáu."


@pytest.fixture
def plan_address(session: Session, clause: ClauseText) -> str:
    """Where the plan is read, stored for the server to see."""
    known = a_comment(clause, body=f"{TEXT[:-1]} để kịp xem.", published_at=NOW)
    a_case(known)
    address = f"/plans/{clause.version.plan.key}"
    db.session.commit()
    return address


def comments(session: Session) -> list[str]:
    session.rollback()  # what the server wrote is seen by a new transaction only
    return list(session.scalars(select(Comment.body).order_by(Comment.id)))


def open_beside_the_clause(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("a.js-open-comment").first.click()
    page.wait_for_selector("form[data-draft]")


def test_a_parent_speaks_in_two_clicks_beside_the_clause(
    page: Page, session: Session, plan_address: str, axe: Axe
) -> None:
    open_beside_the_clause(page, plan_address)
    faults = axe(page)
    page.keyboard.type(TEXT)  # the text field has the focus
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.wait_for_selector("[data-sent]")

    assert page.url.endswith(plan_address)
    assert SECRET.search(page.inner_text("[data-sent]"))
    assert comments(session)[-1] == TEXT
    assert faults + axe(page) == []


def test_without_script_the_same_two_clicks_do(
    open_page: Callable[..., Page], session: Session, plan_address: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(plan_address)

    page.locator("a.js-open-comment").first.click()
    page.fill("textarea[name=body]", TEXT)
    page.get_by_role("button", name="Gửi ý kiến").click()

    expect(page.get_by_text("Đây là biên nhận")).to_be_visible()
    assert comments(session)[-1] == TEXT


def test_a_lost_connection_loses_no_word(page: Page, session: Session, plan_address: str) -> None:
    open_beside_the_clause(page, plan_address)
    page.fill("textarea[name=body]", TEXT)
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.wait_for_selector("text=Mất kết nối")
    page.context.set_offline(False)

    open_beside_the_clause(page, plan_address)
    page.wait_for_selector("text=Đã khôi phục")
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.wait_for_selector("[data-sent]")

    assert comments(session)[-1] == TEXT


def test_what_others_said_is_offered_while_one_writes(
    page: Page, session: Session, plan_address: str
) -> None:
    open_beside_the_clause(page, plan_address)

    page.fill("textarea[name=body]", TEXT)
    page.wait_for_selector("[data-alike-list] a")

    assert "để kịp xem" in page.inner_text("[data-alike-list]")


def test_an_error_keeps_the_text_and_says_what_to_do(
    page: Page, session: Session, plan_address: str, axe: Axe
) -> None:
    open_beside_the_clause(page, plan_address)
    too_long = "dài " * 1300
    page.fill("textarea[name=body]", too_long)
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.wait_for_selector(".error-summary")

    assert page.input_value("textarea[name=body]").strip() == too_long.strip()
    assert axe(page) == []


def test_the_code_behind_the_address_opens_the_comment_and_leaves_the_address(
    open_page: Callable[..., Page], session: Session, clause: ClauseText, axe: Axe
) -> None:
    db.session.commit()
    sender = open_page()
    sender.goto(address_of(clause))
    sender.fill("textarea[name=body]", TEXT)
    sender.get_by_role("button", name="Gửi ý kiến").click()
    found = SECRET.search(sender.inner_text("main"))
    assert found is not None

    other_phone = open_page()
    other_phone.goto(f"/track#{found[0]}")
    other_phone.wait_for_url("**/track/*")

    assert found[0] not in other_phone.url
    assert TEXT in other_phone.inner_text("main")
    assert axe(other_phone) == []


def test_support_is_counted_in_place_and_taken_back(
    page: Page, session: Session, clause: ClauseText, plan_address: str
) -> None:
    known = session.scalars(select(Comment)).one()
    page.goto(f"{plan_address}/clauses/{clause.clause.key}/comments")

    page.get_by_text("Tôi cũng nghĩ vậy").click()
    page.wait_for_selector("text=rút lại")
    session.rollback()
    counted = known.support_count
    page.get_by_text("rút lại").click()
    page.wait_for_selector("text=Tôi cũng nghĩ vậy")
    session.rollback()

    assert counted == 1
    assert known.support_count == 0
    assert page.url.endswith("/comments")
