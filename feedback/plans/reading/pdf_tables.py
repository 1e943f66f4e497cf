"""Tables of a PDF page, from the rules drawn around their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from feedback.plans.reading.labels import marker_of
from feedback.plans.reading.pdf_page import Piece, Rule
from feedback.plans.reading.rows import GridCell

_NEAR = 3.0  # points within which two rules are one
_LEAST_ROW = 8.0  # points
_MOST_RULES = 3_000  # on one page; beyond it is a drawing


@dataclass
class Table:
    """A grid of borders: the places of its upright and level rules, and what is drawn of them."""

    columns: list[float]
    rows: list[float]
    uprights: list[Rule]
    levels: list[Rule]
    is_cut_above: bool = False  # a page began inside a row
    pieces: list[Piece] = field(default_factory=list)

    @property
    def top(self) -> float:
        """How far down the page it begins."""
        return self.rows[0]

    def holds(self, piece: Piece) -> bool:
        """Whether the piece stands inside the borders."""
        middle, height = (piece.left + piece.right) / 2, piece.base - 0.3 * piece.size
        across = self.columns[0] - _NEAR <= middle <= self.columns[-1] + _NEAR
        return across and self.rows[0] - _NEAR <= height <= self.rows[-1] + _NEAR

    def cells(self) -> list[dict[int, GridCell]]:
        """Each row with the cells that begin in it, by column."""
        owners, sizes = self._merged()
        inside: dict[tuple[int, int], list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            row = _index(self.rows, piece.base - 0.3 * piece.size)
            column = _index(self.columns, (piece.left + piece.right) / 2)
            inside[owners[row, column]].append(piece)
        grid: list[dict[int, GridCell]] = [{} for _ in self.rows[1:]]
        for (row, column), (down, across) in sorted(sizes.items()):
            pieces = inside[row, column]
            is_head = row == 0 and bool(pieces) and all(piece.is_bold for piece in pieces)
            grid[row][column] = GridCell(tuple(cell_paragraphs(pieces)), across, down, is_head)
        return [row for row in grid if any(cell.paragraphs for cell in row.values())]

    def _merged(
        self,
    ) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[tuple[int, int], tuple[int, int]]]:
        """Which cell owns each place of the grid, and how many rows and columns each cell covers."""
        high, wide = len(self.rows) - 1, len(self.columns) - 1
        owners: dict[tuple[int, int], tuple[int, int]] = {}
        sizes: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(high):
            for column in range(wide):
                if (row, column) in owners:
                    continue
                across, down = 1, 1
                while (
                    column + across < wide
                    and (row, column + across) not in owners
                    and not self._has_wall(row, column + across)
                ):
                    across += 1
                while row + down < high and not any(
                    self._has_floor(row + down, column + step)
                    or (row + down, column + step) in owners
                    for step in range(across)
                ):
                    down += 1
                sizes[row, column] = (down, across)
                for below in range(down):
                    for beside in range(across):
                        owners[row + below, column + beside] = (row, column)
        return owners, sizes

    def _has_wall(self, row: int, column: int) -> bool:
        """Whether a rule is drawn at the left of the column, beside the row."""
        middle = (self.rows[row] + self.rows[row + 1]) / 2
        return _is_drawn(self.uprights, self.columns[column], middle)

    def _has_floor(self, row: int, column: int) -> bool:
        """Whether a rule is drawn above the row, along the column."""
        middle = (self.columns[column] + self.columns[column + 1]) / 2
        return _is_drawn(self.levels, self.rows[row], middle)


def tables_among(rules: Iterable[Rule]) -> list[Table]:
    """The grids of at least two columns that the rules draw, from the top."""
    rules = list(rules)
    if len(rules) > _MOST_RULES:
        return []
    found = []
    for group in _touching(_joined(rules)):
        uprights = [rule for rule in group if rule.is_upright]
        levels = [rule for rule in group if not rule.is_upright]
        columns = _apart(rule.at for rule in uprights)
        rows = _apart(rule.at for rule in levels)
        if len(columns) < 3 or not rows:
            continue
        # Where a page cuts a row, its sides go on beyond the last rule across.
        top, end = min(one.start for one in uprights), max(one.end for one in uprights)
        is_cut_above = rows[0] - top > _LEAST_ROW
        rows = [*([top] if is_cut_above else []), *rows]
        rows += [end] if end - rows[-1] > _LEAST_ROW else []
        if len(rows) >= 2:
            found.append(Table(columns, rows, uprights, levels, is_cut_above))
    return sorted(found, key=lambda table: table.top)


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """The rules with those made one that continue each other: each cell draws its own border."""
    joined: list[Rule] = []
    lanes: dict[bool, list[list[Rule]]] = {True: [], False: []}
    for rule in sorted(rules, key=lambda one: one.at):
        of_kind = lanes[rule.is_upright]
        if of_kind and rule.at - of_kind[-1][0].at <= _NEAR:
            of_kind[-1].append(rule)
        else:
            of_kind.append([rule])
    for is_upright, of_kind in lanes.items():
        for lane in of_kind:
            at = lane[0].at
            start = end = None
            for rule in sorted(lane, key=lambda one: one.start):
                if start is None or end is None:
                    start, end = rule.start, rule.end
                elif rule.start <= end + _NEAR:
                    end = max(end, rule.end)
                else:
                    joined.append(Rule(at, start, end, is_upright))
                    start, end = rule.start, rule.end
            if start is not None and end is not None:
                joined.append(Rule(at, start, end, is_upright))
    return joined


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """The rules in groups that hang together."""
    groups: list[list[Rule]] = []
    for rule in rules:
        merged, apart = [rule], []
        for group in groups:
            if any(_meet(rule, other) for other in group):
                merged += group
            else:
                apart.append(group)
        groups = [*apart, merged]
    return groups


def _meet(one: Rule, other: Rule) -> bool:
    if one.is_upright == other.is_upright:
        return False
    across = one.start - _NEAR <= other.at <= one.end + _NEAR
    return across and other.start - _NEAR <= one.at <= other.end + _NEAR


def _apart(places: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _NEAR:
            kept.append(place)
    return kept


def _is_drawn(rules: Iterable[Rule], at: float, through: float) -> bool:
    return any(
        abs(rule.at - at) <= _NEAR and rule.start - _NEAR <= through <= rule.end + _NEAR
        for rule in rules
    )


def _index(places: Sequence[float], value: float) -> int:
    inside = sum(1 for place in places[1:-1] if place <= value)
    return min(inside, len(places) - 2)


def cell_paragraphs(pieces: list[Piece]) -> list[str]:
    """What a cell says: its lines joined, but for those that begin with a number or a bullet."""
    lines: list[tuple[float, list[Piece]]] = []
    for piece in sorted(pieces, key=lambda one: one.base):
        if lines and piece.base - lines[-1][0] <= 0.45 * piece.size:
            lines[-1][1].append(piece)
        else:
            lines.append((piece.base, [piece]))
    paragraphs: list[str] = []
    for _, row in lines:
        text = " ".join(piece.text for piece in sorted(row, key=lambda one: one.left)).strip()
        if paragraphs and not marker_of(text):
            paragraphs[-1] += f" {text}"
        elif text:
            paragraphs.append(text)
    return paragraphs
