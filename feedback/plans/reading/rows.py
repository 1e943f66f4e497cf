"""Rows of tables, whatever format they came in: as rows with cells, or as the lines of a layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.plans.reading.model import Cell, Line

MOST_SPANNED = 1_000  # columns or rows; a file may claim any number

_HEAD_CELL = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|^Số\s*:|Nơi nhận\s*:|"
    r"ngày[\s\d.…]*tháng[\s\d.…]*năm\s*\d{4}$"
)
_BEFORE_ITEM = re.compile(r"\s+(?=- ?\S)")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as a reader of a format found it: its paragraphs, and how much it covers."""

    paragraphs: tuple[str, ...]
    columns: int = 1
    rows: int = 1
    is_head: bool = False


def is_head_cell(text: str) -> bool:
    """Whether the text is one that only a title block or a signature has."""
    return bool(_HEAD_CELL.search(text))


def plain_row(texts: Sequence[str], number: int, *, is_head: bool = False) -> list[Line]:
    """A row whose cells cover one column each and hold one paragraph each; see `row_lines`."""
    return row_lines([GridCell((text,), is_head=is_head) for text in texts], number)


def row_lines(cells: Sequence[GridCell], number: int) -> list[Line]:
    """A table row as one line with its cells; a title block laid out as a table as lines.

    The line's text joins what the cells hold by " | ". Offices set the title block and the
    signature in a table without borders: their cells are no row of anything. A row with only one
    filled cell is told as its lines, too.
    """
    filled = [[text for text in cell.paragraphs if text.strip()] for cell in cells]
    filled = [cell for cell in filled if cell]
    if len(filled) == 1 or any(is_head_cell(text) for cell in filled for text in cell):
        return [Line(piece, number) for cell in filled for piece in _pieces(cell)]
    joined = " | ".join(" ".join(cell) for cell in filled)
    if not joined:
        return []
    return [Line(joined, number, is_row=True, cells=tuple(_cell(cell) for cell in cells))]


def _cell(cell: GridCell) -> Cell:
    text = " ".join(text for text in cell.paragraphs if text.strip())
    return Cell(text, cell.columns, cell.rows, cell.is_head)


def _pieces(cell: list[str]) -> list[str]:
    pieces: list[str] = []
    for text in cell:
        if text.startswith("Nơi nhận"):
            pieces.extend(_BEFORE_ITEM.split(text))
        else:
            pieces.append(re.sub(r"\s*[-_]{3,}\s*$", "", text))
    return [piece for piece in pieces if piece.strip()]


def spanned(text: str | None) -> int:
    """How many columns or rows an attribute says, from 1 to 1,000; 1 for anything else."""
    try:
        return max(1, min(int(text or 1), MOST_SPANNED))
    except ValueError:
        return 1
