"""Finished public pages, kept ready in front of the application.

A page that everybody without a cookie sees alike is kept as bytes and handed out without
building it again, as long as its plan's revision in the database is the one it was built from
and the plan is still public. Asking for the revision is one indexed query; on SQLite not even
that, while `PRAGMA data_version` says that nobody has written since.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from feedback import clock, packing
from models import Audience, Plan, PlanState, db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEEPS = "feedback.keeps"  # in the environment: the answer to this request may be kept
MARK = "feedback.keep"
# Names of units on a page may change without the plan; nobody reads an old name for longer.
LONGEST = timedelta(minutes=10)
BUILDERS = 32
MOST_OCTETS = 64 * 1024 * 1024
NOT_KEPT_HEADERS = {"content-length", "content-encoding", "etag", "cache-control", "vary", "date"}
PUBLIC_PLAN = (Plan.state != PlanState.DRAFT, Plan.audience == Audience.PUBLIC)


@dataclass(frozen=True)
class Wish:
    """What a view says of its page: of which plan and revision it is, and until when it holds."""

    plan_key: str
    revision: int
    until: datetime


@dataclass(frozen=True)
class KeptPage:
    """One finished page."""

    wish: Wish
    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes
    tag: str

    @property
    def octets(self) -> int:
        """How much memory it takes."""
        return len(self.body) + len(self.packed)


def keep(plan: Plan, *, now: datetime, until: datetime | None = None) -> None:
    """Let the page being built be kept, if its plan is public; at most to `until` (UTC)."""
    is_public = plan.audience is Audience.PUBLIC and plan.state is not PlanState.DRAFT
    if not is_public or KEEPS not in request.environ:
        return
    ends = min(at for at in (until, now + LONGEST, _midnight_after(now)) if at is not None)
    request.environ[MARK] = Wish(plan.key, plan.revision, ends)
    request.environ[packing.WITHOUT_PACKING] = True


def prepare(app: Flask) -> None:
    """Put the kept pages in front of the application."""
    hosts: frozenset[str] = app.extensions["hosts"]
    with app.app_context():
        address = db.engine.url
    revisions: Revisions = (
        SqliteRevisions(Path(str(address.database)))
        if address.get_backend_name() == "sqlite"
        else QueriedRevisions(app)
    )
    app.wsgi_app = KeptPages(app.wsgi_app, hosts, revisions)  # type: ignore[method-assign]


# ------------------------------------------------------------------ is it still true


class Revisions:
    """Tells the revision of a public plan as the database has it now."""

    def revision_of(self, plan_key: str) -> int | None:
        """The revision; None for a plan that is not public, or not there."""
        raise NotImplementedError


class QueriedRevisions(Revisions):
    """Asks for every page: one indexed query."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def revision_of(self, plan_key: str) -> int | None:
        """See Revisions."""
        with self._app.app_context(), db.engine.connect() as connection:
            wanted = select(Plan.revision).where(Plan.key == plan_key, *PUBLIC_PLAN)
            found: int | None = connection.scalar(wanted)
            return found


class SqliteRevisions(Revisions):
    """Asks again only after somebody has written: each thread by a read-only connection."""

    QUERY = "SELECT revision FROM plans WHERE key = ? AND state <> 'draft' AND audience = 'public'"

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()

    def revision_of(self, plan_key: str) -> int | None:
        """See Revisions."""
        known = self._known_now()
        if plan_key not in known:
            row = self._local.connection.execute(self.QUERY, (plan_key,)).fetchone()
            known[plan_key] = row[0] if row else None
        return known[plan_key]

    def _known_now(self) -> dict[str, int | None]:
        local = self._local
        if not hasattr(local, "connection"):
            address = f"{self._file.absolute().as_uri()}?mode=ro"
            local.connection = sqlite3.connect(address, uri=True, isolation_level=None)
            local.version = None
        version = local.connection.execute("PRAGMA data_version").fetchone()
        if version != local.version:
            local.version, local.known = version, {}
        known: dict[str, int | None] = local.known
        return known


# ------------------------------------------------------------------ the pages themselves


class KeptPages:
    """The application with its finished pages in front of it (WSGI)."""

    def __init__(
        self, application: WSGIApplication, hosts: frozenset[str], revisions: Revisions
    ) -> None:
        self._application = application
        self._hosts = hosts
        self._revisions = revisions
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._octets = 0
        self._lock = threading.Lock()
        self._builders = tuple(threading.Lock() for _ in range(BUILDERS))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The kept page while it holds; else what the application answers, kept if it may be."""
        if not self._asks_like_everybody(environ):
            return self._application(environ, start_response)
        path = environ["PATH_INFO"]
        page = self._pages.get(path)
        if page is None:
            return self._build(path, environ, start_response)
        if self._holds(page):
            return _answer(page, environ, start_response)
        # One of those who wait builds the page anew, the others get what it built.
        with self._builders[hash(path) % len(self._builders)]:
            page = self._pages.get(path)
            if page is not None and self._holds(page):
                return _answer(page, environ, start_response)
            return self._build(path, environ, start_response)

    def _asks_like_everybody(self, environ: WSGIEnvironment) -> bool:
        # A visitor without cookie always reads Vietnamese, so the path alone names the page.
        return (
            environ["REQUEST_METHOD"] == "GET"
            and not environ.get("QUERY_STRING")
            and "HTTP_COOKIE" not in environ
            and "HTTP_X_FRAGMENT" not in environ
            and environ.get("HTTP_HOST", "").lower() in self._hosts
        )

    def _holds(self, page: KeptPage) -> bool:
        if clock.now() >= page.wish.until:
            return False
        try:
            return self._revisions.revision_of(page.wish.plan_key) == page.wish.revision
        except (sqlite3.Error, SQLAlchemyError):
            return False  # the application itself says that its database cannot be reached

    def _build(
        self, path: str, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        told: list[Any] = []

        def hear(status: str, headers: Any, error: Any = None) -> Callable[[bytes], object]:
            told[:] = [status, headers, error]
            return lambda _: None

        environ[KEEPS] = True
        parts = self._application(environ, hear)
        status, headers, error = told
        wish = environ.get(MARK)
        if not isinstance(wish, Wish) or not status.startswith("200") or _sets_cookie(headers):
            start_response(status, headers, error)
            return parts
        try:
            page = _kept(wish, headers, b"".join(parts))
        finally:
            if hasattr(parts, "close"):
                parts.close()
        self._remember(path, page)
        return _answer(page, environ, start_response)

    def _remember(self, path: str, page: KeptPage) -> None:
        with self._lock:
            old = self._pages.pop(path, None)
            self._octets += page.octets - (old.octets if old else 0)
            self._pages[path] = page
            while self._octets > MOST_OCTETS and len(self._pages) > 1:
                _, forgotten = self._pages.popitem(last=False)
                self._octets -= forgotten.octets


def _kept(wish: Wish, headers: list[tuple[str, str]], body: bytes) -> KeptPage:
    kept = tuple((name, value) for name, value in headers if name.lower() not in NOT_KEPT_HEADERS)
    packed = packing.packed(body)
    return KeptPage(wish, kept, body, packed, f'W/"{sha256(body).hexdigest()[:20]}"')


def _answer(
    page: KeptPage, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    headers = [
        *page.headers,
        ("ETag", page.tag),
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Cookie, Accept-Encoding"),
    ]
    if page.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", headers)
        return [b""]
    unpacks = packing.unpacks(environ)
    body = page.packed if unpacks else page.body
    if unpacks:
        headers.append(("Content-Encoding", "gzip"))
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [body]


def _sets_cookie(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "set-cookie" for name, _ in headers)


def _midnight_after(now: datetime) -> datetime:
    tomorrow = clock.local(now) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
