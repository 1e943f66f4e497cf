"""A comment sent by the public form, against one row written with the same durability."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from statistics import median

from bench import load
from bench.load import Load, Refused
from feedback.database import PRAGMAS

TEXT = "Đề nghị nêu rõ ai chịu trách nhiệm việc này và bao giờ xong, để phụ huynh theo dõi được."
BOUNDARY = "----a-boundary-that-no-text-contains"
CHOSEN = ("radio", "checkbox", "file")  # sent only when somebody chose
_COOKIE = re.compile(rb"\r\nset-cookie: ([^;\r]+)", re.IGNORECASE)
_numbers = count(1)


@dataclass(frozen=True)
class Effort:
    """How many posts a round: one after the other, and from so many senders at once."""

    rounds: int
    alone: int
    at_once: int
    senders: int


@dataclass
class Written:
    """What each round saw of our posts and of the bare rows."""

    alone: list[Load] = field(default_factory=list)
    at_once: list[Load] = field(default_factory=list)
    rows: list[Load] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Posts a second as a share of the rows a second, one by one: the median of the rounds."""
        pairs = zip(self.alone, self.rows, strict=True)
        return median(ours.per_second / least.per_second for ours, least in pairs)


def compare(port: int, form: str, effort: Effort, database: Path) -> Written:
    """Send comments and write bare rows beside them in turn, round by round.

    Raises Refused unless every comment that was acknowledged stands in the database.
    """
    written = Written()
    before = _comments_in(database)
    for _ in range(effort.rounds):
        posts = _posts(port, form, effort.alone + effort.at_once)
        written.rows.append(write_rows(database.with_name("rows.db"), effort.alone))
        written.alone.append(load.press(port, posts[: effort.alone], connections=1))
        written.at_once.append(load.press(port, posts[effort.alone :], connections=effort.senders))
    sent = sum(len(one.times) for one in (*written.alone, *written.at_once))
    kept = _comments_in(database) - before
    if kept != sent:
        raise Refused(f"{sent} comments were acknowledged, {kept} stand in the database")
    return written


def write_rows(file: Path, rows: int) -> Load:
    """Write so many rows into a table of the file, each in a transaction of its own, as durably
    as the product writes.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT)")
        times = []
        began = time.perf_counter()
        for _ in range(rows):
            started = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rows (body) VALUES (?)", (_new_text(),))
            connection.execute("COMMIT")
            times.append(time.perf_counter() - started)
        return Load(time.perf_counter() - began, tuple(times))


def _posts(port: int, form: str, number: int) -> list[bytes]:
    """Ready posts, each of a visitor of its own with the token and the cookie of its own form."""
    opened = load.ask(port, *[load.get(port, form, X_Fragment="1")] * number)
    return [_filled_in(port, form, answer) for answer in opened]


def _filled_in(port: int, form: str, opened: load.Answer) -> bytes:
    reader = _Form()
    reader.feed(opened.text)
    cookie = _COOKIE.search(opened.head)
    if cookie is None or not {"csrf_token", "token", "body"} <= reader.values.keys():
        raise Refused("the form of a comment is not what it was; its fields: " + str(reader.values))
    # The page's own script sends what it finds in the form (FormData).
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (reader.values | {"body": _new_text()}).items()
    ]
    return load.request(
        "POST",
        port,
        form,
        headers={
            "Accept-Encoding": "gzip, br",
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Cookie": cookie.group(1).decode(),
            "X-Fragment": "1",
        },
        body="".join([*parts, f"--{BOUNDARY}--\r\n"]).encode(),
    )


def _new_text() -> str:
    return f"{TEXT} (lần {next(_numbers)})"


def _comments_in(database: Path) -> int:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        (number,) = connection.execute("SELECT count(*) FROM comments").fetchone()
        return int(number)


class _Form(HTMLParser):
    """What a browser would send of a form in which nobody has touched anything."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag not in ("input", "textarea", "select", "option"):
            return
        if tag == "select":
            self._select = name
        elif tag == "option":
            if self._select not in self.values or "selected" in given:
                self.values[self._select] = given.get("value", "")
        elif "checked" in given or kind not in CHOSEN:
            self.values[name] = given.get("value", "")
