"""The measurement itself: it runs, it measures the real thing, and no failure becomes a figure."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import pytest

from bench import load, pages, posts
from bench.__main__ import Scale, measured
from bench.load import Refused

ROOT = Path(__file__).parent.parent
TINY = Scale(
    opinions=3,
    pages=pages.Effort(rounds=1, seconds=0.03, connections=2),
    posts=posts.Effort(rounds=1, alone=2, at_once=2, senders=2),
)
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"
BUSY = b"HTTP/1.1 429 TOO MANY REQUESTS\r\nContent-Length: 4\r\n\r\nslow"


@contextmanager
def answering(*answers: bytes) -> Iterator[int]:
    """The port of a server that gives these answers on one connection, one for each request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                for one in answers:
                    connection.recv(1000)
                    connection.sendall(one)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=5)


def test_the_measurement_runs_from_an_empty_folder_to_its_figures(tmp_path: Path) -> None:
    report = "\n".join(measured(TINY, tmp_path))

    assert "in 5 requests" in report
    assert "Plan, kept ready" in report
    assert "Clause, built anew" in report
    assert "All 4 comments that were acknowledged stand in the database." in report


@pytest.mark.parametrize("answers", [[BUSY], [FINE, BUSY], [FINE, FINE[:-1]]])
def test_an_answer_that_failed_never_becomes_a_figure(answers: list[bytes]) -> None:
    with answering(*answers) as port, pytest.raises(Refused):
        load.press(port, repeat(load.get(port, "/")), connections=1)


def test_every_answer_is_counted_once() -> None:
    with answering(FINE, FINE, FINE) as port:
        seen = load.press(port, [load.get(port, "/")] * 3, connections=1)

    assert len(seen.times) == 3
    assert seen.milliseconds(50) <= seen.milliseconds(95)


def test_every_test_that_holds_a_budget_exists() -> None:
    budgets = (ROOT / "docs" / "budgets.md").read_text(encoding="utf-8")

    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", budgets)

    assert len(named) > 20
    assert [
        f"{file}::{name}"
        for file, name in named
        if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ] == []
