"""Tables stay tables: consecutive rows of a version stand together when they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar


@dataclass(frozen=True)
class ShownCell:
    """One cell: its paragraphs, how many columns and rows it covers, whether it heads them."""

    paragraphs: list[str]
    columns: int = 1
    rows: int = 1
    is_head: bool = False


class InTable(Protocol):
    """What can stand in a table: a row has cells, anything else none."""

    @property
    def cells(self) -> Sequence[ShownCell]:
        """Its cells from left to right."""

    @property
    def depth(self) -> int:
        """How deep it stands."""

    @property
    def annex(self) -> str:
        """The document it stands in."""


Clause = TypeVar("Clause", bound=InTable)
_MOST_COLUMNS = 200


def shown_cells(cells: Iterable[Mapping[str, Any]] | None) -> list[ShownCell]:
    """The stored cells of a row as they are shown; [] for what is no row."""
    return [
        ShownCell(
            [line for line in str(cell["text"]).split("\n") if line.strip()],
            max(int(cell["columns"]), 1),
            max(int(cell["rows"]), 1),
            bool(cell["is_head"]),
        )
        for cell in cells or ()
    ]


@dataclass(frozen=True)
class Block(Generic[Clause]):
    """What is shown as one: a clause alone, or the head rows and other rows of a table."""

    clause: Clause | None
    head: list[Clause]
    rows: list[Clause]
    # The heads of a table that a title between its rows has parted from these.
    head_above: list[Clause] = field(default_factory=list)

    @property
    def row_labels(self) -> list[list[str]]:
        """For each cell of each row the head of its column; "" where it has none of its own.

        A row that is not as wide as the heads, and a cell over several columns, have none.
        """
        heads: dict[int, str] = {}
        for row in _placed(self.head or self.head_above):
            heads |= {at: " ".join(cell.paragraphs) for at, cell in _columns_of(row)}
        labels = []
        for row in _placed(self.rows):
            fits = all(at + cell.columns <= len(heads) for at, cell in row)
            labels.append(
                [heads.get(at, "") if fits and cell.columns == 1 else "" for at, cell in row]
            )
        return labels


def blocks_of(clauses: Sequence[Clause]) -> list[Block[Clause]]:
    """The clauses in reading order, the rows of one table together, all else alone.

    A row of heads begins another table where it stands behind other rows.
    """
    groups: list[list[Clause]] = []
    for clause in clauses:
        if groups and _goes_on(groups[-1][-1], clause):
            groups[-1].append(clause)
        else:
            groups.append([clause])
    blocks: list[Block[Clause]] = []
    above: list[Clause] = []
    for block in map(_block, groups):
        if block.head or (block.clause and not _is_title(block.clause)):
            above = block.head
        blocks.append(replace(block, head_above=[] if block.head else above))
    return blocks


def is_head_row(row: InTable) -> bool:
    """Whether all cells of the row head their columns."""
    return bool(row.cells) and all(cell.is_head for cell in row.cells)


def _is_title(clause: InTable) -> bool:
    """Whether it may stand between the rows of one table: what has a label begins something new."""
    return not getattr(clause, "label", "")


def _placed(rows: Iterable[InTable]) -> Iterator[list[tuple[int, ShownCell]]]:
    """The cells of each row with the column, from 0, in which each begins."""
    reaching: dict[int, int] = {}  # column: how many more rows a cell above covers
    for row in rows:
        placed, column = [], 0
        begun: dict[int, int] = {}
        for cell in row.cells:
            while reaching.get(column):
                column += 1
            placed.append((column, cell))
            for at, _ in _columns_of([(column, cell)]):
                begun[at] = cell.rows - 1
            column += min(cell.columns, _MOST_COLUMNS)
        reaching = {at: left - 1 for at, left in reaching.items() if left > 1} | begun
        yield placed


def _columns_of(placed: Iterable[tuple[int, ShownCell]]) -> Iterator[tuple[int, ShownCell]]:
    for column, cell in placed:
        for at in range(column, column + min(cell.columns, _MOST_COLUMNS)):
            yield at, cell


def _block(group: list[Clause]) -> Block[Clause]:
    if not group[0].cells:
        return Block(group[0], [], [])
    heads = next((at for at, row in enumerate(group) if not is_head_row(row)), len(group))
    return Block(None, group[:heads], group[heads:])


def _goes_on(before: InTable, row: InTable) -> bool:
    if not (before.cells and row.cells):
        return False
    begins_anew = is_head_row(row) and not is_head_row(before)
    return not begins_anew and before.depth == row.depth and before.annex == row.annex
