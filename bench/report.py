"""The figures as a person reads them."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from statistics import median

from bench import pages, posts
from bench.load import Load
from bench.pages import Compared, FirstView
from bench.posts import Written

KILOBYTE = 1024
MOST_OCTETS, MOST_REQUESTS = 30 * KILOBYTE, 5
TOO_BUSY = 0.9
HEADS = ("", "ours /s", "least /s", "ratio", "median ms", "p95 ms", "CPU ms", "least", "ratio")


def machine(opinions: int, effort: pages.Effort) -> str:
    """On what was measured, and how."""
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, granian {version('granian')},"
        f" SQLite {sqlite3.sqlite_version}\n"
        f"A plan with {opinions} public opinions; {effort.connections} connections kept open, gzip;"
        f" {effort.rounds} rounds, ours and the least in turn.\n"
        "Figures a second move with whatever else the machine does; ratios much less."
    )


def of_first_view(view: FirstView) -> Iterator[str]:
    """What a first view fetches, against its budget."""
    yield "First view of the plan, nothing kept by the browser"
    for path, octets in view.fetched:
        yield f"  {octets:>7,} bytes  {path.split('/', 3)[-1] if path.startswith('/static') else 'the page'}"
    fits = view.octets <= MOST_OCTETS and len(view.fetched) <= MOST_REQUESTS
    yield (
        f"  {view.octets:>7,} bytes  in {len(view.fetched)} requests"
        f"  (budget {MOST_OCTETS:,} in {MOST_REQUESTS}: {'kept' if fits else 'BROKEN'})"
    )


def of_pages(compared: Sequence[Compared]) -> Iterator[str]:
    """Each page beside a bare WSGI application that gives the same bytes."""
    yield "Pages; the least: a bare WSGI application with the same bytes and headers, same granian"
    rows = [HEADS, *(_page_row(page) for page in compared)]
    yield from _table(rows)
    yield "  Built anew: asked with a query, which the kept pages leave to Flask every time."
    busy = max(one.load.busy for page in compared for one in (*page.bare, *page.ours))
    yield f"  The load generator was computing {busy:.0%} of the time at most."
    if busy > TOO_BUSY:
        yield "  THAT IS TOO MUCH: it, not the server, set the highest figures; trust the ratio of CPU."


def of_posts(written: Written, effort: posts.Effort) -> Iterator[str]:
    """A comment sent beside one row written."""
    yield "A comment sent; the least: one row inserted, same journal, synchronous and BEGIN IMMEDIATE"
    yield from _table(
        [
            ("", "a second", "median ms", "p95 ms", "ratio"),
            ("One sender", *_writing(written.alone), f"{written.ratio:.2g}"),
            (f"{effort.senders} senders at once", *_writing(written.at_once), ""),
            ("One row", *_writing(written.rows), "1"),
        ]
    )
    sent = sum(len(one.times) for one in (*written.alone, *written.at_once))
    yield f"  All {sent} comments that were acknowledged stand in the database."


def _page_row(page: Compared) -> tuple[str, ...]:
    ours = _together([one.load for one in page.ours])
    return (
        page.name,
        f"{median(one.load.per_second for one in page.ours):,.0f}",
        f"{median(one.load.per_second for one in page.bare):,.0f}",
        f"{page.ratio:.2g}",
        f"{ours.milliseconds(50):.1f}",
        f"{ours.milliseconds(95):.1f}",
        *_processor(page),
    )


def _processor(page: Compared) -> tuple[str, str, str]:
    """Milliseconds of the server's processors for one answer: ours, the least, and their ratio."""
    pairs = [
        (ours.processor, least.processor)
        for ours, least in zip(page.ours, page.bare, strict=True)
        if ours.processor and least.processor
    ]
    if not pairs:
        return "–", "–", "–"
    ours, least = (median(column) for column in zip(*pairs, strict=True))
    return f"{ours:.3g}", f"{least:.3g}", f"{median(low / high for high, low in pairs):.2g}"


def _writing(loads: Sequence[Load]) -> tuple[str, str, str]:
    every = _together(loads)
    per_second = median(one.per_second for one in loads)
    return f"{per_second:,.0f}", f"{every.milliseconds(50):.1f}", f"{every.milliseconds(95):.1f}"


def _together(loads: Sequence[Load]) -> Load:
    times = tuple(time for one in loads for time in one.times)
    return Load(sum(one.seconds for one in loads), times)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  " + "   ".join([first.ljust(widths[0]), *cells]).rstrip()
