"""Rows as cards: each cell says under which head it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from feedback.plans.tables import ShownCell, blocks_of


@dataclass
class Row:
    cells: list[ShownCell]
    depth: int = 1
    annex: str = field(default="")


def row(*texts: str, head: bool = False, rows: int = 1, columns: int = 1) -> Row:
    first, *others = texts
    rest = [ShownCell([text], is_head=head) for text in others]
    return Row([ShownCell([first], columns, rows, head), *rest])


def test_a_cell_bears_the_head_of_its_column_beside_a_merged_one() -> None:
    heads = row("STT", "Nội dung", "Chủ trì", head=True)
    title = row("Học kỳ I", columns=3)

    (block,) = blocks_of(
        [heads, title, row("1", "Rà soát", "Tổ Toán", rows=2), row("Họp", "Tổ Lý")]
    )

    full = ["STT", "Nội dung", "Chủ trì"]
    assert block.row_labels == [[""], full, full[1:]]


def test_rows_behind_a_title_between_them_bear_the_heads_above_it() -> None:
    heads = row("Nội dung", "Chủ trì", head=True)

    blocks = blocks_of([heads, Row([]), row("Rà soát", "Tổ Toán")])

    assert blocks[2].row_labels == [["Nội dung", "Chủ trì"]]


def test_a_row_wider_than_the_heads_bears_none() -> None:
    heads = row("Nội dung", "Chủ trì", head=True)

    (block,) = blocks_of([heads, row("Rà soát", "Tổ Toán", "Tháng 9")])

    assert block.row_labels == [["", "", ""]]
