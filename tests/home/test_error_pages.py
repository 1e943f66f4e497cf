"""When something goes wrong a page says what happened and what one can do, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback.database import begin_write
from models import Role
from tests.builders import a_hat, wear
from tests.checked_client import CheckedClient

pytestmark = [
    pytest.mark.settings(PROPAGATE_EXCEPTIONS=False),
    pytest.mark.filterwarnings("ignore:Using the in-memory storage"),
]
VIETNAMESE = re.compile(r"[ăđêơưĂĐÊƠƯ]|[\u1ea0-\u1ef9]")


def not_found(client: CheckedClient) -> TestResponse:
    return client.get("/nowhere")


def wrong_method(client: CheckedClient) -> TestResponse:
    return client.post("/plans", data={"x": "y"})


def refused(client: CheckedClient) -> TestResponse:
    begin_write()
    wear(client, a_hat(role=Role.PARENT))
    return client.get("/invitations")


def foreign_host(client: CheckedClient) -> TestResponse:
    # Ours becomes the foreign one, so that the browser keeps its cookie and its language.
    client.application.extensions["hosts"] = frozenset({"evil.example"})
    return client.get("/help")


def too_large(client: CheckedClient) -> TestResponse:
    client.application.config["MAX_CONTENT_LENGTH"] = 1000
    return client.post("/track", data={"secret": "x" * 2000})


def broken(client: CheckedClient) -> TestResponse:
    def fail() -> str:
        raise ValueError("phu.huynh@vidu.vn")

    view: Any = client.application.view_functions["home.help_page"]
    fail.access = view.access  # type: ignore[attr-defined]
    client.application.view_functions["home.help_page"] = fail
    return client.get("/help")


WAYS: list[tuple[Callable[[CheckedClient], TestResponse], int, str, str]] = [
    (not_found, 404, "Không có trang này", "There is no such page"),
    (wrong_method, 405, "Không có trang này", "There is no such page"),
    (refused, 403, "Ông/bà chưa được mở trang này", "You cannot open this page yet"),
    (foreign_host, 400, "Yêu cầu chưa đọc được", "The request could not be read"),
    (too_large, 413, "Tệp gửi lên quá lớn", "The files sent are too large"),
    (broken, 500, "Hệ thống gặp lỗi", "The system has a problem"),
]


@pytest.mark.parametrize(("lead_to", "code", "heading", "_english"), WAYS)
def test_an_error_page_says_what_one_can_do(
    client: CheckedClient,
    session: Session,
    lead_to: Callable[[CheckedClient], TestResponse],
    code: int,
    heading: str,
    _english: str,
) -> None:
    answer = lead_to(client)

    main = answer.text.split("<main")[1].split("</main")[0]
    assert answer.status_code == code
    assert heading in answer.text
    assert 'rel="stylesheet"' in answer.text
    assert len(re.sub(r"<[^>]+>|\s+", " ", main).split()) > 25  # more than its heading
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("lead_to", "code", "_heading", "english"), WAYS)
def test_an_error_page_speaks_english_to_one_who_chose_it(
    client: CheckedClient,
    session: Session,
    lead_to: Callable[[CheckedClient], TestResponse],
    code: int,
    _heading: str,
    english: str,
) -> None:
    client.get("/language/en")

    answer = lead_to(client)

    main = answer.text.split("<main")[1].split("</main")[0]
    assert answer.status_code == code
    assert VIETNAMESE.search(main) is None
    assert english in main


def test_a_failure_carries_a_number_to_tell_and_none_of_its_inside(
    app: Flask, client: CheckedClient, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken(client)

    (shown,) = re.findall(r"mã lỗi: ([0-9a-f]{8})<", answer.text)
    (failure,) = [record for record in caplog.records if record.message == "failure"]
    assert failure.reference == shown  # type: ignore[attr-defined]
    assert "ValueError" not in answer.text
    assert "phu.huynh@vidu.vn" not in answer.text


@pytest.mark.settings(RATELIMIT_ENABLED=True)
@pytest.mark.parametrize(
    ("language", "heading"),
    [("vi", "Xin chờ"), ("en", "wait")],
)
def test_who_is_too_fast_hears_how_long_to_wait(
    client: CheckedClient, session: Session, language: str, heading: str
) -> None:
    client.get(f"/language/{language}")
    answers = [client.post("/track", data={"secret": "thử"}) for _ in range(31)]

    assert answers[-1].status_code == 429
    assert heading in answers[-1].text
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600


@pytest.mark.settings(WTF_CSRF_ENABLED=True)
@pytest.mark.parametrize(
    ("language", "heading"),
    [("vi", "Trang đã mở quá lâu"), ("en", "The page has been open for too long")],
)
def test_a_form_that_lay_open_too_long_comes_back_ready_to_send_without_its_password(
    client: CheckedClient, session: Session, language: str, heading: str
) -> None:
    client.get(f"/language/{language}")

    answer = client.post(
        "/sign-in?next=/help",
        data={"csrf_token": "cũ", "name": "giao-vien", "password": "mưa rào đầu hạ"},
    )

    assert answer.status_code == 400
    assert heading in answer.text
    assert 'name="name" value="giao-vien"' in answer.text
    assert 'action="/sign-in?next=/help"' in answer.text
    assert "mưa rào" not in answer.text


@pytest.mark.settings(PROXIES="1", RATELIMIT_ENABLED=True)
def test_behind_a_proxy_each_network_has_a_limit_of_its_own(
    client: CheckedClient, session: Session
) -> None:
    def tries(network: str, count: int) -> int:
        said = {"X-Forwarded-For": f"203.0.113.9, {network}"}
        for _ in range(count):
            answer = client.post("/track", data={"secret": "thử"}, headers=said)
        return answer.status_code

    assert tries("198.51.100.1", 31) == 429
    assert tries("198.51.100.2", 1) == 422


@pytest.mark.settings(RATELIMIT_ENABLED=True)
def test_without_a_proxy_nobody_escapes_a_limit_by_naming_another_address(
    client: CheckedClient, session: Session
) -> None:
    codes = [
        client.post(
            "/track", data={"secret": "thử"}, headers={"X-Forwarded-For": f"198.51.100.{number}"}
        ).status_code
        for number in range(31)
    ]

    assert codes[-1] == 429
