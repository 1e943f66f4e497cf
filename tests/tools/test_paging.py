"""Addresses that ask for rows that cannot be."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback import paging
from feedback.triage import defaults
from models import Role
from tests.builders import NOW, a_department, a_hat, wear
from tests.checked_client import CheckedClient

IMPOSSIBLE = ("2147483648", "9" * 23, "9" * 5000, "-1", "²", "٣", "12a", " ", "0x10", "%ff")


@pytest.mark.parametrize("typed", IMPOSSIBLE)
def test_what_cannot_be_a_row_is_no_row_number(typed: str) -> None:
    assert paging.row_number(typed) is None


def test_a_row_number_is_read_as_it_was_written() -> None:
    assert paging.row_number("2147483647") == 2**31 - 1
    assert paging.row_number(None) is None


@pytest.mark.postgres_too
def test_a_list_begins_at_the_top_after_a_row_that_cannot_be(
    session: Session, client: CheckedClient
) -> None:
    department, _ = a_department()
    defaults.seed(NOW)
    wear(client, a_hat(role=Role.LEADERSHIP, unit=department))
    pages = ("/notices", f"/oversight/{department.key}", "/plans", "/approvals")
    places = (*IMPOSSIBLE, "1" * 18, "0~9999-12-31T23:59:59-14:00~x", f"{'9' * 30}~2026-01-01~x")

    for page in pages:
        for after in places:
            assert client.get(page, query_string={"after": after}).status_code == 200


@pytest.mark.postgres_too
def test_an_address_with_a_zero_byte_leads_nowhere(session: Session, client: CheckedClient) -> None:
    department, _ = a_department()
    wear(client, a_hat(role=Role.LEADERSHIP, unit=department))

    for page in ("/notices?after=%00", "/plans?after=%00", "/cases/a%00b", "/plans/a%00"):
        assert client.get(page).status_code == 404
