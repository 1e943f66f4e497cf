"""The whole loop, each in their own browser: from the file of a plan to an answer that is rated.

Nothing is prepared but the units and the people: what each step needs, the step before made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from feedback.database import begin_write
from feedback.triage import defaults
from models import Person, Role, RoleHeld, Unit, UnitKind, db
from tests.builders import a_department, a_hat, a_mandate, a_person, a_unit, wear
from tests.checked_client import CheckedClient

PLAN = """SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số: 12/KH-SGDĐT
Mẫu, ngày 05 tháng 11 năm 2026
KẾ HOẠCH
Công khai thu chi ở các trường
I. MỤC ĐÍCH
Để cha mẹ học sinh biết tiền đóng góp được dùng vào việc gì.
II. NỘI DUNG
1. Công khai thu chi hằng tháng
- Cơ quan, đơn vị chủ trì: Phòng Tổ chức cán bộ.
- Thời gian hoàn thành: Tháng 12 năm 2026.
"""
WORDS = "Đề nghị dán bảng thu chi ở ngoài cổng để phụ huynh đi làm về đọc được."
ANSWER = "Phòng tiếp thu: từ tháng 12, bảng thu chi được dán ở ngoài cổng trường."
REASON = "Xin nói rõ trường nào dán trước."


@dataclass(frozen=True)
class Cast:
    """Who takes part, each with a hat of their own."""

    moderator: RoleHeld
    officer: RoleHeld
    head: RoleHeld
    monitor: RoleHeld


@pytest.fixture
def cast(session: Session, now: datetime) -> Cast:
    defaults.seed(now)
    department, office = a_department()
    division = a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION, under=department)
    front = a_unit("Ủy ban Mặt trận Tổ quốc", UnitKind.FRONT)
    a_mandate(front, department)

    def somebody(role: Role, unit: Unit, name: str) -> RoleHeld:
        person: Person = a_person(display_name=name)
        return a_hat(person, role, unit)

    return Cast(
        somebody(Role.MODERATOR, office, "Văn thư Sở"),
        somebody(Role.OFFICER, division, "Chuyên viên trả lời"),
        somebody(Role.HEAD, division, "Trưởng phòng"),
        somebody(Role.MONITOR, front, "Thành viên giám sát"),
    )


@pytest.fixture
def sits(client: CheckedClient, open_page: Callable[..., Page]) -> Callable[[RoleHeld], Page]:
    """Opens a page for somebody who is signed in, at a desk as wide as an office's."""

    def sit(hat: RoleHeld) -> Page:
        db.session.commit()
        begin_write()
        wear(client, hat)
        db.session.commit()  # the server writes next
        page = open_page(viewport={"width": 1280, "height": 900})
        cookie = client.get_cookie("session")
        assert cookie is not None
        value = {"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}
        page.context.add_cookies([value])  # type: ignore[list-item]
        return page

    return sit


def publish(page: Page, folder: Path) -> None:
    """The records office reads the file in, looks at it and publishes it for everybody."""
    file = folder / "ke-hoach.txt"
    file.write_text(PLAN, encoding="utf-8")
    page.goto("/plans/new")
    page.get_by_label("Đơn vị ban hành").select_option(label="Sở Giáo dục và Đào tạo thành phố Mẫu")
    page.get_by_label("Tệp văn bản").set_input_files(file)
    page.get_by_role("button", name="Đọc văn bản").click()
    page.get_by_role("link", name="Công bố").first.click()
    page.get_by_label("Mọi người").check()
    page.get_by_role("button", name="Công bố").click()
    expect(page.get_by_text("Công khai thu chi ở các trường").first).to_be_visible()


def say(page: Page) -> str:
    """A parent on a phone, without account: two clicks and the words; gives the secret code."""
    page.goto("/")
    page.get_by_role("link", name="Công khai thu chi ở các trường").click()
    page.get_by_role("link", name=re.compile(r"^Góp ý mục này.*II\.1$")).click()
    page.get_by_label("Nội dung").fill(WORDS)
    page.get_by_role("button", name="Gửi ý kiến").click()
    secret = page.locator("#receipt-secret")
    expect(secret).to_be_visible()
    return secret.inner_text()


def track(page: Page, secret: str) -> None:
    page.goto("/track")
    page.get_by_label("Mã bí mật").fill(secret)
    page.get_by_role("button", name="Xem ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ý kiến số")


def answer(page: Page, words: str) -> None:
    page.goto("/desk")
    page.get_by_role("link", name="2026-").first.click()
    page.get_by_label("Tiếp thu", exact=True).check()
    page.get_by_label("Nội dung trả lời, giải trình").fill(words)
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("Đã trình duyệt hồ sơ")).to_be_visible()


def approve(page: Page) -> None:
    page.goto("/approvals")
    page.get_by_role("link", name="2026-").first.click()
    page.get_by_role("button", name="Phê duyệt và ban hành").click()
    expect(page.get_by_text("Đã ban hành trả lời hồ sơ")).to_be_visible()


def test_a_parent_is_heard(
    cast: Cast,
    sits: Callable[[RoleHeld], Page],
    open_page: Callable[..., Page],
    tmp_path: Path,
) -> None:
    desk = sits(cast.moderator)
    publish(desk, tmp_path)
    parent = open_page()
    secret = say(parent)

    desk.goto("/queue")
    desk.keyboard.press("j")
    expect(desk.get_by_role("button", name="Chuyển theo đề xuất")).to_be_visible()
    desk.keyboard.press("1")
    expect(desk.get_by_text("đã chuyển Phòng Tổ chức cán bộ và cho hiện công khai")).to_be_visible()

    officer, head = sits(cast.officer), sits(cast.head)
    answer(officer, ANSWER)
    approve(head)

    track(parent, secret)
    expect(parent.get_by_text(ANSWER)).to_be_visible()
    parent.get_by_text("Đề nghị xem lại (một lần)").click()
    parent.locator("details[open] textarea").fill(REASON)
    parent.locator("details[open] button[type=submit]").click()
    expect(parent.get_by_text("Đã mở lại")).to_be_visible()

    officer.goto("/desk")
    officer.get_by_role("link", name="2026-").first.click()
    expect(officer.get_by_text(REASON)).to_be_visible()
    answer(officer, "Trường gần khu công nghiệp dán trước, các trường khác trong tháng.")
    approve(head)

    track(parent, secret)
    parent.get_by_label("Có", exact=True).check()
    parent.get_by_label("Hài lòng", exact=True).check()
    parent.get_by_role("button", name="Gửi đánh giá").click()
    expect(parent.get_by_text("Đã ghi nhận đánh giá")).to_be_visible()

    monitor = sits(cast.monitor)
    monitor.goto("/oversight")
    monitor.get_by_role("row", name="Phòng Tổ chức cán bộ").get_by_role("link", name="1").click()
    expect(monitor.get_by_text(WORDS)).to_be_visible()
