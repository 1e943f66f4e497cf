"""What a test may ask for.

The application and the browser are imported by the fixtures that need them: rules are tested
without either, and start at once.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
import time_machine

from tests.parts import demand_postgresql

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page
    from sqlalchemy.orm import Session

    from tests.checked_client import CheckedClient
    from tests.databases import Copies


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test marked `postgres_too` on both databases."""
    if metafunc.definition.get_closest_marker("postgres_too"):
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that `-m "not browser"` leaves it out; begin with the longest.

    Those that walk the whole product take longest: begun last, one runner would wait for them.
    """
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


# ------------------------------------------------------------------------------- the database


@pytest.fixture(scope="session")
def database_copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Makes, once for each kind, the migrated database that every test gets a copy of."""
    from tests.databases import Copies

    return Copies(tmp_path_factory)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """SQLite, unless the test is marked `postgres_too`."""
    kind: str = getattr(request, "param", "sqlite")
    if kind == "postgresql":
        demand_postgresql()
    return kind


@pytest.fixture
def database_url(database_kind: str, database_copies: Copies, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database of the test's own."""
    with database_copies.of(database_kind).copy(tmp_path) as address:
        yield address


# ------------------------------------------------------------------------ the app and its pages


@pytest.fixture
def port() -> int:
    """A port on the loopback that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def app(
    request: pytest.FixtureRequest, tmp_path: Path, database_url: str, port: int
) -> Iterator[Flask]:
    """The application on an empty database; `@pytest.mark.settings(NAME=…)` changes its settings."""
    from app import create_app
    from tests.checked_client import CheckedClient
    from tests.databases import dispose, hurry, settings_inside

    settings = settings_inside(tmp_path, database_url) | {"EXTRA_HOSTS": f"127.0.0.1:{port}"}
    for mark in request.node.iter_markers("settings"):
        settings |= mark.kwargs
    app = create_app(settings)
    hurry(app)
    app.test_client_class = CheckedClient
    yield app
    dispose(app)


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A visitor without script; every page they are given is checked."""
    return cast("CheckedClient", app.test_client())


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The database inside the application, ready to be written to.

    A request of `client` stores what was written so far; to write again after one, call
    `begin_write()`.
    """
    from feedback.database import begin_write
    from models import db

    with app.app_context():
        begin_write()
        yield db.session()
        db.session.rollback()


@pytest.fixture
def now() -> Iterator[datetime]:
    """Friday 20/11/2026, nine in the morning in Vietnam, which every clock shows and keeps."""
    moment = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        yield moment


# ------------------------------------------------------------------------------- the browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; what it knows of one reader is forgotten before the next."""
    from tests import browsing

    with browsing.open_browser(browsing.chromium()) as browser:
        yield browser


@pytest.fixture
def live_server(app: Flask, port: int) -> Iterator[str]:
    """The address of the application, answering for real. Commit before it is asked."""
    from tests import browsing

    with browsing.serve(app, port) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """Opens a page as a new reader: `open_page(color_scheme="dark")`; see browsing.pages_of."""
    from tests import browsing

    with browsing.pages_of(browser, live_server) as open_page:
        yield open_page


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page on a phone 360 px wide."""
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Finds what axe calls a violation on a page: `assert axe(page) == []`."""
    from tests import browsing

    return browsing.accessibility_faults
