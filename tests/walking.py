"""Walks the product as people do: from the pages that stand by themselves, along their links."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, Rule

# What a list may be narrowed to by its own links: each is a page of its own.
CHOICES = frozenset({"folder", "show"})
# Elements without an end.
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
# What axe reads besides an element's name, class and words.
TELLING = frozenset({"role", "type", "disabled", "hidden", "open", "required", "tabindex"})

Shape = tuple[str, ...]  # an element, after all that it stands in


@dataclass(frozen=True)
class Seen:
    """A page as it was given to somebody."""

    rule: str
    address: str
    html: str


@dataclass
class Walk:
    """What somebody came to see: pages, the rules that answered, and links that led nowhere."""

    pages: list[Seen] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    dead_links: list[str] = field(default_factory=list)


def pages_of_get(app: Flask) -> list[Rule]:
    """The address patterns of `app` that answer GET, without its plain files."""
    rules = app.url_map.iter_rules()
    return [rule for rule in rules if "GET" in (rule.methods or ()) and rule.endpoint != "static"]


def walk(app: Flask, client: FlaskClient, given: Iterable[str] = ()) -> Walk:
    """What `client` can reach: every page without parameters that is theirs, the addresses
    `given` to them on paper, and one example of each other page, found by following links.

    A page that is not theirs may refuse them at its own address, but no link may lead there.
    """
    seen, tried = Walk(), set()
    adapter = app.url_map.bind("localhost")
    starts = [rule.rule for rule in pages_of_get(app) if not rule.arguments]
    waiting = deque((address, "") for address in (*starts, *given))
    while waiting:
        address, linked_from = waiting.popleft()
        rule = _rule_of(adapter, address)
        page = (rule, _choice(address))
        if not rule or page in tried:
            continue
        answer = client.get(address)
        if answer.status_code >= 400:
            if linked_from:
                seen.dead_links.append(f"{linked_from} → {address}: {answer.status_code}")
            continue
        tried.add(page)
        seen.rules.add(rule)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            seen.pages.append(Seen(rule, address, answer.text))
            waiting.extend((link, address) for link in links_in(answer.text))
    return seen


def links_in(html: str) -> list[str]:
    """The addresses a page links to, without the places inside a page, each once."""
    reader = _Reader()
    reader.feed(html)
    return list(dict.fromkeys(reader.links))


def shapes_in(html: str) -> frozenset[Shape]:
    """Every element of a page as axe meets it, inside all that it stands in; the words left out."""
    reader = _Reader()
    reader.feed(html)
    return frozenset(reader.shapes)


def with_something_new(pages: Iterable[Seen], known: set[Shape]) -> Iterator[Seen]:
    """The pages on which an element stands in surroundings not `known` yet; they then are.

    The richest come first: much of what the others show has then been seen.
    """
    shown = [(page, shapes_in(page.html)) for page in pages]
    for page, shapes in sorted(shown, key=lambda pair: -len(pair[1])):
        if not shapes <= known:
            known |= shapes
            yield page


def _rule_of(adapter: MapAdapter, address: str) -> str | None:
    place = urlsplit(address)
    if place.scheme or place.netloc or not place.path:
        return None
    try:
        rule, _ = adapter.match(place.path, "GET", return_rule=True)
    except HTTPException:
        return None
    return rule.rule if rule.endpoint != "static" else None


def _choice(address: str) -> frozenset[tuple[str, str]]:
    return frozenset(pair for pair in parse_qsl(urlsplit(address).query) if pair[0] in CHOICES)


class _Reader(HTMLParser):
    """Reads links and shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.shapes: set[Shape] = set()
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append((values["href"] or "").partition("#")[0])
        told = (f"{name}={values[name]}" for name in sorted(TELLING & values.keys()))
        named = (name for name in sorted(values) if name.startswith("aria-"))
        shape = " ".join((tag, values.get("class") or "", *told, *named))
        self.shapes.add((*self._inside, shape))
        if tag not in VOID:
            self._inside.append(shape)

    def handle_endtag(self, tag: str) -> None:
        # A void element written "<br/>" ends, too.
        while self._inside and tag not in VOID:
            if self._inside.pop().partition(" ")[0] == tag:
                return
