"""What a page prints beside its text: page numbers, running titles, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from feedback.plans.reading.labels import marker_of
from feedback.plans.reading.pdf_layout import PageRows, Row

_PAGE_NUMBER = re.compile(
    r"(?:(?:Trang|trang|Page)\s*)?[-–—]?\s*(\d{1,4})\s*[-–—]?(?:\s*(?:/|of|trên)\s*\d{1,4})?"
)
_DIGITS = re.compile(r"\d+")
_FOOTNOTE = re.compile(r"\(?\d{1,2}\)?\s*\D")
_EDGE_LINES = 2  # at the top and the bottom of a page, where a running title stands
_EDGE = 0.12  # of the page's height
_REPEATED_FROM = 3  # pages
_SAME_PLACE = 2.0  # points
_APART = 1.9  # heights of a letter between a page number and the text
_MOST_NUMBERS = 1_000  # above it is a year
_SMALL = 0.85  # of the letters of the text: a footnote
_MOST_FOOTNOTES = 10  # lines


def without_furniture(pages: Sequence[PageRows]) -> None:
    """Take page numbers, running titles and footnotes off the pages.

    A line that only might be one stays: what the text says must never be lost.
    """
    repeated = _repeated(pages)
    offsets = Counter(
        offset
        for at, page in enumerate(pages)
        for offset in {_offset(row, at) for row in _edge_rows(page)} - {None}
    )
    sizes = [row.size for page in pages for row in page.rows]
    usual = median(sizes) if sizes else 0.0
    for at, page in enumerate(pages):
        edge = {id(row) for row in _edge_rows(page)}
        page.rows = [
            row
            for place, row in enumerate(page.rows)
            if id(row) not in edge
            or not (_is_repeated(row, repeated) or _numbers_page(page, place, at, offsets))
        ]
        _drop_footnotes(page, usual)


def _edge_rows(page: PageRows) -> list[Row]:
    top = [row for row in page.rows[:_EDGE_LINES] if row.base < _EDGE * page.height]
    low = [row for row in page.rows[-_EDGE_LINES:] if row.base > (1 - _EDGE) * page.height]
    return [*top, *low]


def _offset(row: Row, at: int) -> int | None:
    """How far the number a line consists of is from the page's own place."""
    found = _PAGE_NUMBER.fullmatch(row.text.strip())
    return int(found[1]) - at if found else None


def _numbers_page(page: PageRows, place: int, at: int, offsets: Counter[int | None]) -> bool:
    """Whether the line is the page's number, and not the last word of a paragraph."""
    row = page.rows[place]
    offset = _offset(row, at)
    if offset is None:
        return False
    if offset == 1 or offsets[offset] > 1:
        return True
    others = [abs(one.base - row.base) for one in page.rows if one is not row]
    outermost = place in (0, len(page.rows) - 1) and offset < _MOST_NUMBERS
    return outermost and min(others, default=row.base) > _APART * row.size


def _repeated(pages: Sequence[PageRows]) -> dict[str, list[float]]:
    """What stands on the same place at the edge of most pages, and where."""
    places: dict[str, list[float]] = {}
    for page in pages:
        for shape, base in {_shape(row): row.base for row in _edge_rows(page)}.items():
            places.setdefault(shape, []).append(base)
    # What the text itself says inside a page is no running title where it falls on an edge.
    inside = {_shape(row) for page in pages for row in page.rows[_EDGE_LINES:-_EDGE_LINES]}
    least = max(_REPEATED_FROM, len(pages) // 3)
    found = {shape: _common_place(bases) for shape, bases in places.items() if shape not in inside}
    return {shape: bases for shape, bases in found.items() if len(bases) >= least}


def _common_place(bases: list[float]) -> list[float]:
    return max(
        ([one for one in bases if abs(one - base) <= _SAME_PLACE] for base in bases), key=len
    )


def _is_repeated(row: Row, repeated: dict[str, list[float]]) -> bool:
    if marker_of(row.text):
        return False
    return any(abs(row.base - base) <= _SAME_PLACE for base in repeated.get(_shape(row), []))


def _shape(row: Row) -> str:
    return _DIGITS.sub("#", row.text).strip()


def _drop_footnotes(page: PageRows, usual: float) -> None:
    """Takes off small print at the foot of a page that begins with a number under full letters."""
    at = len(page.rows)
    while at and page.rows[at - 1].size < _SMALL * usual:
        at -= 1
    notes = page.rows[at:]
    if not at or not notes or len(notes) > _MOST_FOOTNOTES or notes[0].base < page.height / 2:
        return
    if _FOOTNOTE.match(notes[0].text) and all(len(row.pieces) == 1 for row in notes):
        del page.rows[at:]
