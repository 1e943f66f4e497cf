"""How much clicking an answer costs, counted in a browser."""

from __future__ import annotations

import pytest

from models import CaseState, db
from tests import builders
from tests.responses.conftest import School

WIDE = {"width": 1280, "height": 900}
MOST_FOR_AN_OFFICER = 4
MOST_FOR_A_HEAD = 2


class Hand:
    """Clicks, and counts."""

    def __init__(self, page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, found) -> None:
        self.clicks += 1
        found.click()


@pytest.fixture
def signed_in(client, open_page):
    def open_as(hat, **options):
        builders.wear(client, hat)
        db.session.commit()
        page = open_page(viewport=WIDE, **options)
        cookie = client.get_cookie("session")
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
        )
        return page

    return open_as


def state_of(case) -> CaseState:
    db.session.rollback()  # what the server wrote is seen by a new transaction only
    state: CaseState = case.state
    return state


def test_an_officer_answers_in_four_clicks_and_is_on_the_next(school: School, signed_in, axe):
    first, second = school.routed(), school.routed()
    page = signed_in(school.officer)
    hand = Hand(page)
    page.goto("/desk")

    hand.click(page.get_by_role("link", name=first.number))
    hand.click(page.get_by_label("Tiếp thu", exact=True))
    hand.click(page.get_by_label("Nội dung trả lời, giải trình"))
    page.keyboard.type("Trường tiếp thu và sẽ ghi rõ ngày công khai.")
    hand.click(page.get_by_role("button", name="Trình duyệt"))

    page.wait_for_url(f"**/desk/{second.key}")
    assert hand.clicks <= MOST_FOR_AN_OFFICER
    assert state_of(first) is CaseState.SUBMITTED
    assert axe(page) == []


def test_a_head_publishes_in_two_clicks(school: School, signed_in, axe):
    case = school.submitted()
    page = signed_in(school.head)
    hand = Hand(page)
    page.goto("/approvals")

    hand.click(page.get_by_role("link", name=case.number))
    assert axe(page) == []
    hand.click(page.get_by_role("button", name="Phê duyệt và ban hành"))

    page.wait_for_url("**/approvals")
    assert hand.clicks <= MOST_FOR_A_HEAD
    assert state_of(case) is CaseState.ANSWERED


def test_an_officer_without_a_mouse_answers_by_keys(school: School, signed_in):
    case = school.routed()
    page = signed_in(school.officer)
    page.goto(f"/desk/{case.key}")

    page.get_by_label("Tiếp thu", exact=True).check()
    page.keyboard.press("n")
    page.keyboard.type("Trường tiếp thu.")
    page.keyboard.press("Escape")
    page.keyboard.press("t")

    page.wait_for_url("**/desk")
    assert state_of(case) is CaseState.SUBMITTED
