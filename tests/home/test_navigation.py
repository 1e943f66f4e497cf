"""Everybody finds their work in the menu, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime

import html5lib
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from feedback.home import navigation
from feedback.triage import defaults
from models import Role
from tests.builders import a_department, a_deputyship, a_draft, a_hat, a_person, a_unit, wear
from tests.checked_client import CheckedClient


def menu_of(client: CheckedClient, address: str = "/help") -> dict[str, str]:
    """The links of the header by their words, as the page shows them."""
    page = html5lib.parse(client.get(address).text, namespaceHTMLElements=False)
    links = page.findall(".//header/nav//a")
    assert links
    return {" ".join("".join(link.itertext()).split()): link.get("href", "") for link in links}


@pytest.mark.parametrize("role", list(Role))
def test_every_link_of_every_menu_leads_to_a_page(role: Role, app: Flask) -> None:
    links = [*navigation.WORK[role], *navigation.PUBLIC, *navigation.FOOTER]

    missing = {endpoint for endpoint, _ in links} - set(app.view_functions)

    assert not missing


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_enter_what_their_menu_shows(
    role: Role, client: CheckedClient, session: Session, now: datetime
) -> None:
    department, _ = a_department()
    defaults.seed(now)
    wear(client, a_hat(a_person(), role, department), at=now)

    refused = {
        words: address
        for words, address in menu_of(client).items()
        if client.get(address, follow_redirects=True).status_code != 200
    }

    assert not refused


def test_who_signs_while_the_head_is_away_finds_it_first(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    school = a_unit()
    teacher = a_hat(a_person(), Role.STAFF, school)
    a_deputyship(teacher.person, school)
    wear(client, teacher, at=now)

    assert client.get("/arrive").location.endswith("/approvals")
    assert "Phê duyệt" in menu_of(client)


def test_a_teacher_who_signs_for_nobody_is_not_shown_approvals(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    wear(client, a_hat(a_person(), Role.STAFF, a_unit()), at=now)

    assert "Phê duyệt" not in menu_of(client)


@pytest.mark.parametrize("address", ["/help", "/help/rules"])
def test_the_menu_says_where_one_is(address: str, client: CheckedClient) -> None:
    page = html5lib.parse(client.get(address).text, namespaceHTMLElements=False)

    marked = page.findall('.//header/nav//a[@aria-current="page"]')

    assert [link.get("href", "") for link in marked] == ["/help"]


@pytest.mark.parametrize("page", ["publish", "preview"])
def test_where_a_plan_is_made_the_menu_marks_the_plans_of_the_unit(
    page: str, client: CheckedClient, session: Session, now: datetime
) -> None:
    hat = wear(client, a_hat(role=Role.MODERATOR), at=now)
    draft = a_draft(hat.unit)
    session.commit()

    shown = client.get(f"/plans/{draft.key}/{page}").text

    marked = html5lib.parse(shown, namespaceHTMLElements=False).findall(
        './/header/nav//a[@aria-current="page"]'
    )
    assert [link.get("href", "") for link in marked] == ["/plans/mine"]
    assert page == "preview" or not re.search(r'name="audience"[^>]*checked', shown)
