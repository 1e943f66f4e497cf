"""What stays on the device while one writes, and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from feedback.accounts.passwords import hash_password
from models import ClauseText, db
from tests.builders import a_hat, a_person
from tests.comments.conftest import address_of

TEXT = "Đề nghị gửi sổ liên lạc sớm hơn."
BODY = "textarea[name=body]"
PASSWORD = "mưa rào đầu hạ"


@pytest.fixture
def address(session: Session, clause: ClauseText) -> str:
    """Where the form is, stored for the server to see."""
    a_hat(a_person(login_name="giaovien", password_hash=hash_password(PASSWORD)))
    address = address_of(clause)
    db.session.commit()
    return address


def drafts(page: Page) -> str:
    """What lies in the device's store."""
    return str(page.evaluate("JSON.stringify(localStorage)"))


def write(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.fill(BODY, TEXT)


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.fill("input[name=name]", "giaovien")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def test_a_restored_draft_says_so_and_one_button_deletes_it(page: Page, address: str) -> None:
    write(page, address)
    page.goto(address)
    page.wait_for_selector("text=Đã khôi phục")
    button = page.get_by_role("button", name="Xóa bản nháp")
    page.wait_for_function(
        "one => { const at = one.getBoundingClientRect();"
        " return at.top >= 0 && at.bottom <= innerHeight; }",
        arg=button.element_handle(),
    )

    button.click()

    assert page.input_value(BODY) == ""
    expect(page.get_by_text("Đã khôi phục")).to_be_hidden()
    assert "sổ liên lạc" not in drafts(page)


@pytest.mark.parametrize("exit_name", ["khiếu nại", "tố cáo"])
def test_leaving_by_an_exit_leaves_no_draft(page: Page, address: str, exit_name: str) -> None:
    write(page, address)
    before = drafts(page)

    page.get_by_role("link", name=exit_name, exact=True).click()
    page.wait_for_url("**/guidance/**")

    assert "sổ liên lạc" in before
    assert "sổ liên lạc" not in drafts(page)


def test_under_seal_nothing_stays_on_the_device(page: Page, address: str) -> None:
    write(page, address)
    before = drafts(page)

    page.locator("details:has([name=appearance]) > summary").click()
    page.check("[name=appearance][value=sealed]")
    after_choosing = drafts(page)
    page.fill(BODY, f"{TEXT} Thêm một câu.")

    assert "sổ liên lạc" in before
    assert "sổ liên lạc" not in after_choosing + drafts(page)


def test_signing_out_leaves_no_draft(page: Page, address: str) -> None:
    sign_in(page)
    write(page, address)
    before = drafts(page)

    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_selector("text=Đã đăng xuất")
    page.wait_for_load_state("networkidle")

    assert "sổ liên lạc" in before
    assert "sổ liên lạc" not in drafts(page)


def test_the_draft_of_an_account_comes_back_to_nobody_else(
    open_page: Callable[..., Page], address: str
) -> None:
    page = open_page()
    sign_in(page)
    write(page, address)
    page.context.clear_cookies()

    page.goto(address)
    page.wait_for_load_state("networkidle")

    assert page.input_value(BODY) == ""
    assert "sổ liên lạc" not in drafts(page)


def test_a_draft_lasts_a_day_at_most(page: Page, address: str) -> None:
    write(page, address)
    page.evaluate(
        """() => { for (const [key, kept] of Object.entries(localStorage))
        localStorage.setItem(key, JSON.stringify({ ...JSON.parse(kept), at: Date.now() - 864e5 })) }"""
    )

    page.goto(address)
    page.wait_for_load_state("networkidle")

    assert page.input_value(BODY) == ""
    assert "sổ liên lạc" not in drafts(page)
