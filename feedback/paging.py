"""Keyset pages: the next page starts after the last row seen, however deep one is.

Also what an address may ask for: a row number or key that cannot be one is met here, before a
database chokes on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Flask, abort, request

# Row numbers are integers of 32 bits; PostgreSQL fails when it is asked for a larger one.
_LARGEST_NUMBER = 2**31 - 1
_MOST_DIGITS = len(str(_LARGEST_NUMBER))

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


def row_number(typed: str | None) -> int | None:
    """The whole number typed, when it can be a row's number or a revision; None otherwise."""
    if not typed or not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
        return None
    number = int(typed)
    return number if number <= _LARGEST_NUMBER else None


def row_asked() -> int | None:
    """After which row the address asks the page to begin; None begins at the top."""
    return row_number(request.args.get("after"))


def prepare(app: Flask) -> None:
    """Answer 404 to every address that holds what no key of ours can hold."""
    app.before_request(_refuse_impossible_keys)


def _refuse_impossible_keys() -> None:
    # PostgreSQL stores no NUL and fails when it is asked for one.
    asked = [request.path, *(value for _, value in request.args.items(multi=True))]
    if any("\0" in text for text in asked):
        abort(404)
