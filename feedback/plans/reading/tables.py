"""Tables: which row heads the columns, and what stands under each head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from feedback.plans.reading.model import Cell, Line

_COUNT_HEAD = re.compile(r"(?:S?\s?TT|Số TT|Số thứ tự|TT\.?)$", re.IGNORECASE)
_HEAD_WORDS = re.compile(
    r"(?:nội dung|nhiệm vụ|công việc|đơn vị|cơ quan|chủ trì|phối hợp|thời gian|thời hạn|tiến độ|"
    r"kết quả|sản phẩm|ghi chú|hoạt động|người|bộ phận|hình thức|địa điểm|họ và tên|chức vụ|"
    r"chỉ tiêu|kinh phí|số lượng|ngày|tháng|tuần|lớp|việc|hạn)\b",
    re.IGNORECASE,
)
_LONGEST_HEAD = 80
_MOST_COLUMNS = 200


def with_heads(lines: list[Line]) -> list[Line]:
    """`lines` where the row that heads each table is marked, unless the format marked it."""
    marked: list[Line] = []
    for is_row, group in groupby(lines, key=lambda line: bool(line.is_row and line.cells)):
        table = list(group)
        if is_row and not any(cell.is_head for row in table for cell in row.cells):
            table[: _heads(table)] = [_as_head(row) for row in table[: _heads(table)]]
        marked.extend(table)
    return marked


def _heads(table: list[Line]) -> int:
    """How many rows at the top are heads: none, one, or as many as the first one's cells span."""
    first = table[0].cells
    if len(table) < 2 or not _is_head(first):
        return 0
    return min(max(cell.rows for cell in first), len(table) - 1)


def _is_head(cells: tuple[Cell, ...]) -> bool:
    texts = [cell.text for cell in cells if cell.text]
    if len(texts) < 2 or any(len(text) > _LONGEST_HEAD for text in texts):
        return False
    counted = bool(_COUNT_HEAD.match(texts[0]))
    known = sum(bool(_HEAD_WORDS.match(text)) for text in texts)
    return counted or known * 2 >= len(texts)


def _as_head(row: Line) -> Line:
    return replace(row, cells=tuple(replace(cell, is_head=True) for cell in row.cells))


def is_head_row(cells: Iterable[Cell]) -> bool:
    """Whether the row heads columns: all that it prints is a head."""
    printed = [cell for cell in cells if cell.text]
    return bool(printed) and all(cell.is_head for cell in printed)


class Grid:
    """Lays the rows of one table into columns, where cells may span several of both."""

    def __init__(self) -> None:
        self._reaching: dict[int, tuple[int, str]] = {}  # column: rows still to cover, their text

    def lay(self, cells: tuple[Cell, ...]) -> dict[int, str]:
        """The text in each column of the next row, from 0; a spanning cell stands in all of its own."""
        columns: dict[int, str] = {}
        free = self._free_columns(columns)
        for cell in cells:
            for _ in range(min(cell.columns, _MOST_COLUMNS)):
                column = next(free)
                columns[column] = cell.text
                if cell.rows > 1:
                    self._reaching[column] = (cell.rows, cell.text)
        for column, (rows, text) in list(self._reaching.items()):
            columns.setdefault(column, text)
            if rows <= 1:
                del self._reaching[column]
            else:
                self._reaching[column] = (rows - 1, text)
        return columns

    def _free_columns(self, taken: dict[int, str]) -> Iterator[int]:
        column = 0
        while True:
            if column not in self._reaching or column in taken:
                yield column
            column += 1
