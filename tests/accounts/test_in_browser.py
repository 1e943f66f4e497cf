"""What only a real browser shows: the forms work on a phone, by keyboard, without script."""

from __future__ import annotations

from flask import current_app
from playwright.sync_api import expect

from feedback.accounts import passwords
from models import Role, db
from tests.builders import a_hat, a_person, a_unit

PASSWORD = "mưa rào đầu hạ"


def a_head_who_signs_in():
    person = a_person(login_name="hieutruong", password_hash=passwords.hash_password(PASSWORD))
    hat = a_hat(person, Role.HEAD, a_unit("Trường THPT Mẫu"))
    db.session.commit()
    return hat


def test_a_head_invites_and_a_parent_joins_on_a_phone(session, open_page, axe, live_server):
    current_app.config["BASE_ADDRESS"] = live_server
    a_head_who_signs_in()
    page = open_page(java_script_enabled=False)

    page.goto("/sign-in?next=/invitations/new")
    page.get_by_label("Tên đăng nhập").fill("HieuTruong")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Vai trò", exact=True).select_option("parent")
    page.get_by_label("Cách gọi").fill("Phụ huynh lớp 10A")
    page.get_by_role("button", name="Tạo mã mời").click()
    address = page.locator("#invitation-address").inner_text()
    parent = open_page()
    parent.goto(address)
    faults = axe(parent)
    parent.get_by_label("Mật khẩu").fill(PASSWORD)
    parent.keyboard.press("Enter")
    parent.wait_for_url("**/account")

    assert faults == []
    assert "nguoi." in parent.locator("main").inner_text()
    assert "Phụ huynh lớp 10A, Trường THPT Mẫu" in parent.locator("main").inner_text()


def test_the_page_with_a_new_code_has_no_fault(session, page, axe):
    a_head_who_signs_in()

    page.goto("/sign-in?next=/invitations/new")
    page.get_by_label("Tên đăng nhập").fill("hieutruong")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tạo mã mời").click()

    expect(page.get_by_role("img", name="Mã QR mở trang tham gia")).to_be_visible()
    assert axe(page) == []
