"""Pieces of text on pages into printed lines, columns and paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from feedback.plans.reading.labels import marker_of
from feedback.plans.reading.paragraphs import document_type, is_head_piece
from feedback.plans.reading.pdf_page import Piece
from feedback.plans.reading.pdf_tables import Table

_PAGE_NUMBER = re.compile(
    r"(?:(?:Trang|trang|Page)\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of|trên)\s*\d{1,4})?"
)
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.;:!?…/]['\"”’)]*\Z")
_BEFORE_NUMBER = re.compile(
    r"(?:\b(?:số|khoản|điểm|[Đđ]iều|mục|Mục|tại|ngày|tháng|năm|từ|đến|và|của|trước)|,)\Z"
)
_LONGEST_ABBREVIATION = 20
_GUTTER = 2.0  # heights of a letter between two columns
_EDGE_LINES = 2  # at the top and the bottom of a page, where a running title stands
_EDGE = 0.12  # of the page's height
_REPEATED_FROM = 3  # pages
_SAME_PLACE = 2.0  # points
_INDENT = 5.0
_SOME = 0.25  # of the lines
_LEAST_WIDE = 0.8  # of the page: NĐ 30/2020, Phụ lục I leaves 15 to 20 mm at the right
_SMALL = 0.85  # of the letters of the text: a footnote
_LONGEST_MARKER = 12
_APART = 1.7  # usual distances between two lines


@dataclass
class Row:
    """A printed line: its pieces from left to right, at `base` from the top of its page."""

    pieces: list[Piece]
    page: int

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @property
    def base(self) -> float:
        return self.pieces[0].base

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)

    @property
    def is_bold(self) -> bool:
        return all(piece.is_bold for piece in self.pieces)


@dataclass
class PageRows:
    """What one page holds, without what repeats on every page."""

    width: float
    height: float
    rows: list[Row]
    tables: list[Table] = field(default_factory=list)
    has_pictures: bool = False


@dataclass
class Paragraph:
    """Printed lines that are one paragraph."""

    rows: list[Row]

    @property
    def text(self) -> str:
        """The lines joined; a word divided at the end of a line is whole again."""
        text = ""
        for row in self.rows:
            if text.endswith("\u00ad"):
                text = text[:-1] + row.text
            elif text.endswith("-") and text[-2:-1].isalnum() and row.text[0].isalnum():
                text += row.text
            else:
                text = f"{text} {row.text}" if text else row.text
        return text

    @property
    def is_bold(self) -> bool:
        return all(row.is_bold for row in self.rows)


def rows_of(pieces: Iterable[Piece], page: int) -> list[Row]:
    """The pieces of a page as printed lines, from the top."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda one: one.base):
        if rows and piece.base - rows[-1].base <= 0.4 * max(piece.size, rows[-1].size):
            rows[-1].pieces.append(piece)
        else:
            rows.append(Row([piece], page))
    for row in rows:
        row.pieces.sort(key=lambda one: one.left)
    return rows


def without_furniture(pages: Sequence[PageRows]) -> None:
    """Take page numbers, running titles and footnotes off the pages."""
    repeated = _repeated(pages)
    sizes = [row.size for page in pages for row in page.rows]
    usual = median(sizes) if sizes else 0.0
    for page in pages:
        edge = {id(row) for row in _edge_rows(page)}
        page.rows = [
            row
            for row in page.rows
            if id(row) not in edge
            or not (_PAGE_NUMBER.fullmatch(row.text.strip()) or _shape(row) in repeated)
        ]
        _drop_footnotes(page, usual)


def _edge_rows(page: PageRows) -> list[Row]:
    top = [row for row in page.rows[:_EDGE_LINES] if row.base < _EDGE * page.height]
    low = [row for row in page.rows[-_EDGE_LINES:] if row.base > (1 - _EDGE) * page.height]
    return [*top, *low]


def _repeated(pages: Sequence[PageRows]) -> set[str]:
    counts = Counter(shape for page in pages for shape in {_shape(row) for row in _edge_rows(page)})
    # What the text itself says inside a page is no running title where it falls on an edge.
    inside = {_shape(row) for page in pages for row in page.rows[_EDGE_LINES:-_EDGE_LINES]}
    return {shape for shape, count in counts.items() if count >= _REPEATED_FROM} - inside


def _shape(row: Row) -> str:
    return _DIGITS.sub("#", row.text).strip()


def _drop_footnotes(page: PageRows, usual: float) -> None:
    at = len(page.rows)
    while (
        at and page.rows[at - 1].size < _SMALL * usual and page.rows[at - 1].base > page.height / 2
    ):
        at -= 1
    if at < len(page.rows) and re.match(r"\(?\d{1,2}\)?\s*\D", page.rows[at].text):
        del page.rows[at:]


# ------------------------------------------------------------------ columns


def columns_apart(rows: list[Row]) -> list[Row | list[Row]]:
    """The lines of a page in reading order.

    Where two columns stand beside each other, as in a title block or beside a signature, the
    whole left one comes before the right one. Three or more pieces side by side are a row of a
    table without borders: such rows come as a list of their pieces.
    """
    ordered: list[Row | list[Row]] = []
    at = 0
    while at < len(rows):
        parts = _parts(rows[at])
        if len(parts) == 1:
            ordered.append(rows[at])
            at += 1
        elif len(parts) > 2:
            ordered.append(parts)
            at += 1
        else:
            end, gutter = _end_of_columns(rows, at, (parts[0].right, parts[1].left))
            ordered.extend(_by_column(rows[at:end], gutter))
            at = end
    return ordered


def _parts(row: Row) -> list[Row]:
    """The pieces of a line that stand far from each other; a number goes with its text."""
    parts = [[row.pieces[0]]]
    for before, piece in pairwise(row.pieces):
        wide = piece.left - before.right > _GUTTER * max(piece.size, before.size)
        said = " ".join(one.text for one in parts[-1])
        numbered = len(said) <= _LONGEST_MARKER and marker_of(f"{said} A") is not None
        if wide and not numbered:
            parts.append([piece])
        else:
            parts[-1].append(piece)
    return [Row(part, row.page) for part in parts]


def _end_of_columns(
    rows: list[Row], start: int, gutter: tuple[float, float]
) -> tuple[int, tuple[float, float]]:
    """Where the two columns that begin at `start` end, and the free space between them."""
    low, high = gutter
    end = start + 1
    recipients = _says_recipients(rows[start])
    for at in range(start + 1, len(rows)):
        parts = _parts(rows[at])
        if len(parts) == 2 and parts[0].right < high and parts[1].left > low:
            low, high = max(low, parts[0].right), min(high, parts[1].left)
            end = at + 1
        elif len(parts) == 1 and rows[at].left > low:
            end = at + 1  # alone at the right
        elif len(parts) == 1 and rows[at].right < high:
            if recipients:
                end = at + 1
        else:
            break
        recipients = recipients or _says_recipients(rows[at])
    return end, (low, high)


def _says_recipients(row: Row) -> bool:
    return row.text.startswith("Nơi nhận")


def _by_column(rows: list[Row], gutter: tuple[float, float]) -> list[Row]:
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        for part in _parts(row):
            (right if part.left > gutter[0] else left).append(part)
    return [*left, *right]


# ------------------------------------------------------------------ paragraphs


@dataclass(frozen=True)
class Setting:
    """How the body is set: where full lines end and begin, and how far lines stand apart.

    `indents` says that paragraphs begin further in than they go on.
    """

    left: float
    right: float
    distance: float
    indents: bool


def setting_of(pages: Sequence[PageRows]) -> Setting:
    """The usual edges and distance of the lines of all pages."""
    rows = [row for page in pages for row in page.rows]
    if not rows:
        return Setting(0.0, 0.0, 0.0, indents=False)
    rights = sorted(row.right for row in rows)
    right = rights[int(len(rights) * 0.97)] if len(rights) > 4 else rights[-1]
    # On a page of short lines none is full.
    right = max(right, _LEAST_WIDE * max(page.width for page in pages))
    wide = [row.left for row in rows if row.right > right - 4 * row.size] or [rows[0].left]
    gaps = [
        below.base - above.base
        for page in pages
        for above, below in pairwise(page.rows)
        if below.base - above.base < 4 * above.size
    ]
    left = min(wide)
    at_left = sum(1 for row in rows if row.left < left + _INDENT)
    indents = _SOME <= at_left / len(rows) <= 1 - _SOME
    return Setting(left, right, median(gaps) if gaps else 0.0, indents)


def goes_on(paragraph: Paragraph, row: Row, setting: Setting) -> bool:
    """Whether `row` is the next line of the paragraph, broken where the page was full."""
    last, first = paragraph.rows[-1], paragraph.rows[0]
    if last.page == row.page and row.base - last.base > _APART * setting.distance:
        return False
    ended = bool(_SENTENCE_END.search(last.text[-6:]))
    slack = _SAME_PLACE if ended else last.size
    if not _was_full(last, row, setting, slack) or last.is_bold != row.is_bold:
        return False
    if _changes_voice(last, row) or _stands_alone(row.text):
        return False
    second = paragraph.rows[1] if len(paragraph.rows) > 1 else None
    if marker_of(row.text):
        hangs = second is not None and abs(row.left - second.left) < _SAME_PLACE
        cited = hangs or row.left < first.left - _INDENT or _BEFORE_NUMBER.search(last.text)
        return not ended and bool(cited)
    if second is not None and row.left > second.left + _INDENT:
        return False
    indented = first.left > setting.left + _INDENT and abs(row.left - first.left) < _SAME_PLACE
    begins = second is None and indented and row.text[0].isupper()
    return not (begins and (ended or setting.indents))


def _changes_voice(last: Row, row: Row) -> bool:
    """Whether a heading in capitals ends or begins between the two lines."""
    if _is_shouted(last):
        return not _is_shouted(row) and not " ".join(row.text.split()[:2]).isupper()
    return _is_shouted(row) and not last.text.split()[-1].isupper()


def _is_shouted(row: Row) -> bool:
    """Whether the line is a heading in capitals, and not only an abbreviation."""
    return len(row.text) > _LONGEST_ABBREVIATION and row.text.isupper()


def _stands_alone(text: str) -> bool:
    return bool(is_head_piece(text) or document_type(text.rstrip(" :")))


def _was_full(last: Row, row: Row, setting: Setting, slack: float) -> bool:
    """Whether the first word of `row` found no more room on the line before, give or take `slack`.

    How wide a word is, is told from the line it stands on: letters are not all as wide.
    """
    word = row.text.split(" ", 1)[0]
    wide = (row.right - row.left) * (len(word) + 1) / max(len(row.text), 1)
    return last.right + wide > setting.right - slack
