"""Keyset pages: the next page starts after the last row seen, however deep one is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and where the next page starts (None on the last)."""

    rows: Sequence[Row]
    next_after: str | None


def cut(found: Sequence[Row], size: int, key: Callable[[Row], str]) -> Page[Row]:
    """A page of `size` from a query that asked for `size + 1` rows."""
    rows = found[:size]
    return Page(rows, key(rows[-1]) if len(found) > size else None)
