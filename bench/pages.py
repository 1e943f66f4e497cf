"""Public pages against a bare application that gives the same bytes under the same server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import repeat
from pathlib import Path
from statistics import median
from urllib.parse import urljoin

from bench import bare, load, servers
from bench.installation import Places
from bench.load import Answer, Load, Refused
from bench.servers import Server

# The kept pages stand aside for an address with a query: Flask builds it for every request.
BUILT = "?built"
_NEIGHBOUR = re.compile(r"""^\s*import\b[^"'(]*["']([^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True)
class Effort:
    """How hard to press: rounds, seconds of each measurement in a round, connections kept open."""

    rounds: int
    seconds: float
    connections: int


@dataclass(frozen=True)
class Measured:
    """One round: the load, and the processor time of the server for one answer in milliseconds."""

    load: Load
    processor: float | None


@dataclass
class Compared:
    """One page: what each round saw of ours and of the bare application."""

    name: str
    answer: Answer
    ours: list[Measured] = field(default_factory=list)
    bare: list[Measured] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Our answers a second as a share of the bare ones: the median of the rounds."""
        pairs = zip(self.ours, self.bare, strict=True)
        return median(ours.load.per_second / least.load.per_second for ours, least in pairs)


@dataclass(frozen=True)
class FirstView:
    """What a browser that has nothing yet fetches to show a page: path and octets of each answer."""

    fetched: tuple[tuple[str, int], ...]

    @property
    def octets(self) -> int:
        """All that comes over the wire, heads included."""
        return sum(octets for _, octets in self.fetched)


def compare(ours: Server, places: Places, effort: Effort, folder: Path) -> list[Compared]:
    """Measure each page and its bare double in turn, round by round."""
    pages = [Compared(name, _answer(ours, path)) for name, path in _named(places)]
    bare.keep([page.answer for page in pages], folder / "answers.json")
    settings = {bare.ANSWERS: str(folder / "answers.json")}
    with servers.serve(
        "bench.bare:create_app", servers.free_port(), settings, folder / "bare.log"
    ) as least:
        for place, page in enumerate(pages):
            _check_same(page, _answer(least, f"/{place}"))
        for _ in range(effort.rounds):
            for place, (page, (_, path)) in enumerate(zip(pages, _named(places), strict=True)):
                page.bare.append(_measure(least, f"/{place}", effort))
                page.ours.append(_measure(ours, path, effort))
    return pages


def first_view(port: int, path: str) -> FirstView:
    """Fetch the page and what it names: style, scripts with their neighbours, pictures."""
    waiting, seen, fetched = [path], {path}, []
    while waiting:
        address = waiting.pop(0)
        (answer,) = load.ask(port, load.get(port, address))
        fetched.append((address, answer.octets))
        named = [urljoin(address, one) for one in _named_in(address == path, answer.text)]
        waiting += [one for one in dict.fromkeys(named) if one not in seen]
        seen.update(named)
    return FirstView(tuple(fetched))


def _named(places: Places) -> Sequence[tuple[str, str]]:
    return (
        ("Plan, kept ready", places.plan),
        ("Plan, built anew", places.plan + BUILT),
        ("Clause, kept ready", places.clause),
        ("Clause, built anew", places.clause + BUILT),
    )


def _answer(server: Server, path: str) -> Answer:
    # The second answer: the first one builds what is kept.
    request = load.get(server.port, path)
    return load.ask(server.port, request, request)[1]


def _measure(server: Server, path: str, effort: Effort) -> Measured:
    before = server.processor_seconds()
    seen = load.press(
        server.port,
        repeat(load.get(server.port, path)),
        connections=effort.connections,
        seconds=effort.seconds,
    )
    after = server.processor_seconds()
    if before is None or after is None:
        return Measured(seen, None)
    return Measured(seen, (after - before) * load.MILLISECONDS / len(seen.times))


def _check_same(page: Compared, double: Answer) -> None:
    if double.body != page.answer.body or bare.headers_of(double) != bare.headers_of(page.answer):
        raise Refused(f"the bare application gives another answer than ours: {page.name}")


def _named_in(is_page: bool, text: str) -> Iterator[str]:
    if not is_page:
        yield from _NEIGHBOUR.findall(text)
        return
    reader = _Reader()
    reader.feed(text)
    yield from reader.named


class _Reader(HTMLParser):
    """Finds what a browser fetches with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.named: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_style_or_icon = tag == "link" and given.get("rel") in ("stylesheet", "icon")
        address = given.get("href", "") if is_style_or_icon else given.get("src", "")
        if address and not address.startswith("data:"):
            self.named.append(address)
