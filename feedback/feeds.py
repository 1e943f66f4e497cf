"""Atom feeds: what is new, for programs that look by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from feedgen.feed import FeedGenerator

MOST_ENTRIES = 50
MEDIA_TYPE = "application/atom+xml"
_NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` names it for ever, `path` leads to it inside the product."""

    key: str
    at: datetime  # UTC
    title: str
    summary: str
    author: str  # the unit that speaks
    path: str


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself; its paths lead to itself and to the page it is about."""

    title: str
    own_path: str
    page_path: str


def newest(entries: Iterable[Entry]) -> list[Entry]:
    """At most MOST_ENTRIES of them, the newest first."""
    return sorted(entries, key=lambda one: (one.at, one.key), reverse=True)[:MOST_ENTRIES]


def last_change(entries: Iterable[Entry]) -> datetime:
    """When something was last new, to the second."""
    return max((one.at for one in entries), default=_NOTHING_YET).replace(microsecond=0)


def as_atom(feed: Feed, entries: list[Entry], base_address: str) -> bytes:
    """The feed as Atom, its links made absolute with `base_address`. The same input, the same bytes."""
    made = FeedGenerator()
    made.id(_lasting_id(feed.own_path))
    made.title(feed.title)
    made.language("vi")
    made.updated(last_change(entries))
    made.generator("Góp ý kế hoạch")
    made.link(href=f"{base_address}{feed.own_path}", rel="self", type=MEDIA_TYPE)
    made.link(href=f"{base_address}{feed.page_path}", rel="alternate", type="text/html")
    made.author({"name": feed.title})
    for entry in entries:
        _add(made, entry, base_address)
    found: bytes = made.atom_str()
    return found


def _add(made: FeedGenerator, entry: Entry, base_address: str) -> None:
    one = made.add_entry(order="append")
    one.id(_lasting_id(entry.key))
    one.title(entry.title)
    one.published(entry.at)
    one.updated(entry.at)
    one.author({"name": entry.author})
    one.summary(entry.summary)
    one.link(href=f"{base_address}{entry.path}", rel="alternate", type="text/html")


def _lasting_id(key: str) -> str:
    """An id that stays when the address of the installation changes."""
    return uuid5(NAMESPACE_URL, key).urn
