"""What stands side by side on a page: title blocks, signatures, tables without borders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from feedback.plans.reading.ends import is_office, office_within
from feedback.plans.reading.labels import BULLETS, marker_of
from feedback.plans.reading.offices import begins_office
from feedback.plans.reading.paragraphs import document_type, is_head_piece, is_place_and_date
from feedback.plans.reading.pdf_layout import Paragraph, Row
from feedback.plans.reading.pdf_page import Piece
from feedback.plans.reading.pdf_tables import Table, cell_paragraphs
from feedback.plans.reading.rows import GridCell, is_head_cell

_GUTTER = 2.0  # heights of a letter between two columns that nothing else tells apart
_CLOSE_GUTTER = 0.6  # the same where lines above or below show the gap too
_WIDER_THAN_SPACE = 0.35  # the same before an office beside the recipients
_LEAST_GUTTER = 2.5  # points that are free in every line of a table
_STRETCHED = 2.0  # usual gaps between the words of a line
_SLANT = 3.0  # points
_LONGEST_MARKER = 12
_TIGHT = 1.6  # heights of a letter between two lines of one cell
_LEAST_TABLE = 3  # rows of two columns that are a table
_SHORTEST_KEYS = 5  # letters of a number that opens each row of a table
_STATE = re.compile(r"(?<=\S) (?=CỘNG H(?:ÒA|OÀ) XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM$)")
_BLANK_NUMBER = re.compile(r"(?:^Số\s*:?|, ngày|, ngày.*tháng)$")

Gap = tuple[float, float]
GridRow = dict[int, GridCell]  # by column


@dataclass
class Columns:
    """Columns of a title block or a signature, each as its lines, from the left."""

    columns: list[list[Row]]
    walls: list[float]  # the end of each column but the last

    @property
    def tells_recipients(self) -> bool:
        """Whether the left column is a list of recipients, which may go on overleaf."""
        return bool(self.columns[0]) and self.columns[0][0].text.startswith("Nơi nhận")

    @property
    def paragraphs(self) -> list[Paragraph]:
        """What the columns say, one after the other."""
        return [one for column in self.columns for one in _column_paragraphs(column)]

    def takes(self, thing: Row | Columns | LooseTable | Table) -> bool:
        """Takes in what a new page begins with, where these recipients go on there."""
        if isinstance(thing, Columns) and len(thing.columns) == len(self.columns):
            for column, more in zip(self.columns, thing.columns, strict=True):
                column.extend(more)
            return True
        if not isinstance(thing, Row) or document_type(thing.text.rstrip(" :")):
            return False
        first = self.columns[0][0]
        inside = first.left - _SLANT <= thing.left and thing.right <= self.walls[0]
        is_item = (marker := marker_of(thing.text)) is None or marker.mark in BULLETS
        if inside and is_item and not thing.is_bold:
            self.columns[0].append(thing)
            return True
        return False


@dataclass(frozen=True)
class LooseTable:
    """A table without borders, and the gaps between its columns."""

    rows: list[GridRow]
    gaps: list[Gap]


def arranged(
    rows: Sequence[Row], known: Sequence[Gap] = ()
) -> Iterator[Row | Columns | LooseTable]:
    """The lines of a page in reading order, with what stands side by side taken together.

    `known` are the gaps of the table that the page before ended with: it may go on here.
    """
    at = done = 0
    while at < len(rows):
        gaps = _gaps_that_begin(rows[at])
        if not gaps:
            at += 1
            continue
        start = _start_of_block(rows, at, done, gaps)
        end, gaps = _end_of_block(rows, start, at, gaps)
        if end - start == 1 and len(rows[at].pieces) == 1:
            at += 1  # nothing but words tells columns in a line that stands by itself
            continue
        yield from rows[done:start]
        head = any(_is_of_frame(row) for row in rows[start:end])
        if not head:
            end, gaps = _whole_table(rows, start, end, gaps, known)
        yield _block(rows[start:end], gaps, is_frame=head, goes_on=len(gaps) == len(known))
        at = done = end
    yield from rows[done:]


def _gaps_that_begin(row: Row) -> list[Gap]:
    """The wide gaps in a line; a number goes with its text, and the state's name opens a column."""
    gaps: list[Gap] = []
    words = _words(row)
    usual = _usual_gap(words)
    for piece, after in pairwise(row.pieces):
        wide = after.left - piece.right
        if wide <= max(_GUTTER * max(piece.size, after.size), _STRETCHED * usual):
            continue
        start = gaps[-1][1] if gaps else row.left
        said = " ".join(one.text for one in row.pieces if start <= one.left <= piece.left)
        numbered = len(said) <= _LONGEST_MARKER and marker_of(f"{said} A") is not None
        if not numbered and not _BLANK_NUMBER.search(said):
            gaps.append((piece.right, after.left))
    return gaps or _gaps_by_words(row)


def _gaps_by_words(row: Row) -> list[Gap]:
    """The gap before the state's name, or before an office beside the recipients."""
    state, at = _STATE.search(row.text), None
    if state:
        at = state.end()
    elif row.text.startswith("Nơi nhận"):
        at = office_within(row.text)
    if not at:
        return []
    words, after = _words(row), row.text.count(" ", 0, at)
    left, right = words[after - 1][1], words[after][0]
    return [(left, right)] if state or right - left > _WIDER_THAN_SPACE * row.size else []


def _words(row: Row) -> list[Gap]:
    return [word for piece in row.pieces for word in piece.words]


def _usual_gap(words: Sequence[Gap]) -> float:
    gaps = [after[0] - before[1] for before, after in pairwise(words)]
    return median(gaps) if len(gaps) > 2 else 0.0


def _start_of_block(rows: Sequence[Row], at: int, done: int, gaps: list[Gap]) -> int:
    """Where the block begins that `at` belongs to: lines above may show its columns less clearly."""
    start = at
    while start > done:
        row = rows[start - 1]
        beside = _narrowed(gaps, row)
        close = rows[start].base - row.base <= _TIGHT * row.size
        at_column = any(abs(row.left - gap[1]) < _LEAST_GUTTER for gap in gaps)
        alone = _stands_right(row, gaps) and (
            is_office(row.text) or is_place_and_date(row.text) or (at_column and len(gaps) > 1)
        )
        if not beside or not close or not (alone or _has_both_sides(row, gaps)):
            break
        start -= 1
    return start


def _end_of_block(
    rows: Sequence[Row], start: int, at: int, gaps: list[Gap]
) -> tuple[int, list[Gap]]:
    """Where the block ends, and the gaps that stay free down to there."""
    head = any(is_head_cell(row.text) for row in rows[start : at + 1])
    for row in rows[start:at]:
        gaps = _narrowed(gaps, row)
    end, kept = at + 1, gaps
    for below in range(at + 1, len(rows)):
        row, before = rows[below], rows[below - 1]
        gaps = _narrowed(gaps, row)
        if not gaps or document_type(row.text.rstrip(" :")) or len(gaps) < min(2, len(kept)):
            break
        head = head or is_head_cell(row.text)
        close = row.base - before.base <= _TIGHT * max(row.size, before.size)
        if _has_both_sides(row, gaps) or _stands_right(row, gaps) or (head and close):
            end, kept = below + 1, gaps
        elif not (head or close):
            break
    return end, kept


def _has_both_sides(row: Row, gaps: list[Gap]) -> bool:
    return any(row.left < gap[0] + 1 and row.right > gap[1] - 1 for gap in gaps)


def _stands_right(row: Row, gaps: list[Gap]) -> bool:
    return row.left >= gaps[0][0]


def _narrowed(gaps: list[Gap], row: Row) -> list[Gap]:
    """What of the gaps the line leaves free; none where it is a line of running text."""
    words = _words(row)
    free = [
        (before[1], after[0])
        for before, after in pairwise(words)
        if after[0] - before[1] > _LEAST_GUTTER
    ]
    free = [(-1.0, words[0][0]), *free, (words[-1][1], 1e6)]
    close = _CLOSE_GUTTER * row.size
    left: list[Gap] = []
    clear = tight = 0
    for low, high in gaps:
        shared = [(max(low, one[0]), min(high, one[1]), one) for one in free]
        begin, end, gap = max(shared, key=lambda one: one[1] - one[0])
        if end - begin >= _LEAST_GUTTER:
            left.append((begin, end))
            tight += gap[1] - gap[0] < close
            clear += gap[1] - gap[0] >= close and gap not in (free[0], free[-1])
    return [] if tight and clear < 2 else left


# ------------------------------------------------------------------ what a block is


def _is_of_frame(row: Row) -> bool:
    """Whether a part of the line is one that only a title block or a signature has."""
    said = [row.text, *(piece.text for piece in row.pieces)]
    return any(is_head_cell(text) or is_office(text) for text in said)


def _whole_table(
    rows: Sequence[Row], start: int, end: int, gaps: list[Gap], known: Sequence[Gap]
) -> tuple[int, list[Gap]]:
    """Where a table ends, with the lines of its last cells, and the gaps between its columns."""
    while True:
        gaps = _shared_gaps(rows[start:end], gaps, known)
        inner = [right for _, right in gaps]
        if end == len(rows) or rows[end].base - rows[end - 1].base > _TIGHT * rows[end].size:
            return end, gaps
        starts_inside = any(abs(rows[end].left - one) < _SLANT for one in inner)
        if not starts_inside or not _narrowed(gaps, rows[end]):
            return end, gaps
        end, _ = _end_of_block(rows, start, end, gaps)


def _block(
    rows: Sequence[Row], gaps: list[Gap], *, is_frame: bool, goes_on: bool
) -> Columns | LooseTable:
    filled = sum(sum(part is not None for part in _cut(row, gaps)) >= 2 for row in rows)
    is_table = goes_on or len(gaps) > 1 or (filled >= _LEAST_TABLE and len(rows) > _LEAST_TABLE)
    if is_frame or not is_table:
        return _columns(rows, gaps)
    return LooseTable(_table_rows(rows, gaps), gaps)


def _shared_gaps(rows: Sequence[Row], gaps: list[Gap], known: Sequence[Gap]) -> list[Gap]:
    """All gaps that are free in every line of the block and wide in some."""
    words = sorted(word for row in rows for word in _words(row))
    free: list[Gap] = []
    reach = words[0][1]
    for left, right in words:
        if left - reach >= _LEAST_GUTTER:
            free.append((reach, left))
        reach = max(reach, right)
    found = [
        gap
        for gap in free
        if _is_column(rows, gap) or any(one[0] < gap[1] and gap[0] < one[1] for one in known)
    ]
    return _filled_apart(rows, found) or gaps


def _filled_apart(rows: Sequence[Row], gaps: list[Gap]) -> list[Gap]:
    """The gaps without those between two columns of which no line fills both: they are one.

    A centred heading leaves such a gap beside the shorter words below it.
    """
    at = 0
    while at < len(gaps):
        if any(_fills_both(_cut(row, gaps)[at : at + 2]) for row in rows):
            at += 1
        else:
            gaps = [*gaps[:at], *gaps[at + 1 :]]
    return gaps


def _fills_both(parts: list[Row | None]) -> bool:
    left, right = parts
    if left is None or right is None:
        return False
    return right.left - left.right >= _CLOSE_GUTTER * left.size


def _is_column(rows: Sequence[Row], gap: Gap) -> bool:
    """Whether words stand clear of each other at the gap in most lines that go over it."""
    beside = [row for row in rows if _has_both_sides(row, [gap])]
    clear = sum(_is_wide_at(row, gap) for row in beside)
    return clear >= min(2, len(rows)) and clear * 2 >= len(beside)


def _is_wide_at(row: Row, gap: Gap) -> bool:
    words = _words(row)
    usual = max(_STRETCHED * _usual_gap(words), _CLOSE_GUTTER * row.size)
    return any(
        before[1] <= gap[0] + 1 and after[0] >= gap[1] - 1 and after[0] - before[1] >= usual
        for before, after in pairwise(words)
    )


def _cut(row: Row, gaps: list[Gap]) -> list[Row | None]:
    """The line's part in each column, None where it has none."""
    walls = [(low + high) / 2 for low, high in gaps]
    columns: list[list[Piece]] = [[] for _ in range(len(gaps) + 1)]
    for piece in row.pieces:
        for part in piece.cut(walls):
            middle = (part.left + part.right) / 2
            columns[sum(wall <= middle for wall in walls)].append(part)
    return [Row(pieces, row.page) if pieces else None for pieces in columns]


def _columns(rows: Sequence[Row], gaps: list[Gap]) -> Columns:
    columns: list[list[Row]] = [[] for _ in range(len(gaps) + 1)]
    for row in rows:
        for column, part in zip(columns, _cut(row, gaps), strict=True):
            if part:
                column.append(part)
    return Columns(columns, [high for _, high in gaps])


def _column_paragraphs(rows: Sequence[Row]) -> list[Paragraph]:
    """The lines of one column as paragraphs: a line is broken where its column is full."""
    room = max((row.right - row.left for row in rows), default=0.0)
    paragraphs: list[Paragraph] = []
    for row in rows:
        if paragraphs and _is_broken(paragraphs[-1].rows[-1], row, room):
            paragraphs[-1].rows.append(row)
        else:
            paragraphs.append(Paragraph([row]))
    return paragraphs


def _is_broken(last: Row, row: Row, room: float) -> bool:
    """Whether `row` goes on with the line above it in a column that is `room` wide."""
    if row.base - last.base > _TIGHT * max(row.size, last.size) or last.text.endswith(":"):
        return False
    opens = marker_of(row.text) or is_office(row.text) or is_head_piece(row.text)
    opens = opens or begins_office(row.text)
    if opens or last.text.isupper() != row.text.isupper() or is_place_and_date(last.text):
        return False
    wide = row.first_word + 0.2 * row.size
    full = last.right - last.left + wide > room - 0.2 * row.size
    return full and (last.is_bold == row.is_bold or row.text[0].islower())


def _table_rows(rows: Sequence[Row], gaps: list[Gap]) -> list[GridRow]:
    """The rows of a table without borders; a cell of several lines is one cell."""
    lines = [_cut(row, gaps) for row in rows]
    groups: list[list[list[Row | None]]] = []
    for at, line in enumerate(lines):
        headed = bool(groups) and rows[at - 1].is_bold and not rows[at].is_bold
        if not at or headed or _begins_row(lines, rows, at):
            groups.append([])
        groups[-1].append(line)
    return [_grid_row(group, is_first=at == 0) for at, group in enumerate(groups)]


def _begins_row(lines: list[list[Row | None]], rows: Sequence[Row], at: int) -> bool:
    line, before = lines[at], lines[at - 1]
    if rows[at].base - rows[at - 1].base > _TIGHT * rows[at].size:
        return True
    keys = [line[0].text for line in lines if line[0]]
    if sum(len(key) <= _SHORTEST_KEYS for key in keys) > len(keys) / 2:
        return line[0] is not None
    if line[0] is None or before[0] is None:
        return line[0] is not None
    # A cell goes on only below a full line of it.
    return any(
        above.right - above.left + part.first_word + 0.2 * part.size < _room(lines, column)
        for column, (above, part) in enumerate(zip(before, line, strict=True))
        if above and part
    )


def _room(lines: list[list[Row | None]], column: int) -> float:
    return max(part.right - part.left for line in lines if (part := line[column]))


def _grid_row(group: list[list[Row | None]], *, is_first: bool) -> GridRow:
    cells: GridRow = {}
    for column in range(len(group[0])):
        pieces = [piece for line in group if (part := line[column]) for piece in part.pieces]
        is_head = is_first and bool(pieces) and all(piece.is_bold for piece in pieces)
        cells[column] = GridCell(tuple(cell_paragraphs(pieces)), is_head=is_head)
    return cells
