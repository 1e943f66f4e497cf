"""What another site makes a browser send is refused before anything comes of it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.checked_client import CheckedClient


@pytest.mark.settings(WTF_CSRF_ENABLED=True)
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}],
    ids=["said by the browser", "another origin", "no origin at all"],
)
@pytest.mark.parametrize("address", ["/sign-out", "/sign-in", "/plans/any/comment"])
def test_a_post_from_another_site_changes_no_cookie(
    client: CheckedClient, headers: dict[str, str], address: str
) -> None:
    answer = client.post(address, data={"body": "Điều người khác soạn sẵn"}, headers=headers)

    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
    assert "Điều người khác soạn sẵn" not in answer.text


def test_a_post_from_our_own_page_is_read(client: CheckedClient, app: Flask) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Origin": app.config["BASE_ADDRESS"]}

    assert client.post("/sign-out", headers=own).status_code == 302
