"""The fixtures that are Word files: their text with the numbers taken off, for Word to count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from tests.plans.reading.word_files import definition, level, paragraph, run, use, word_file

_PRINTED = re.compile(r"\s*(?:Điều \d+\.|Chương [IVX]+|\S+)\s+")


def as_word(text: str, word: dict[str, Any]) -> bytes:
    """`text` as a Word file that prints the same.

    `word` has `lists`, each the levels of a list as [format, pattern] or [format, pattern, level
    after which it begins anew], and `numbered`: for a line of the text, counted from 1, its list,
    its level and "H" when its style is the heading that carries the number. `bold` are the lines
    printed so.
    """
    lists = "".join(
        definition(number, *(_level(depth, look) for depth, look in enumerate(levels)))
        for number, levels in enumerate(word["lists"])
    )
    uses = "".join(use(number + 1, number) for number in range(len(word["lists"])))
    return word_file(*_body(text, word), numbering=lists + uses, styles=_styles())


def _level(depth: int, look: list[Any]) -> str:
    number_format, pattern, *restart = look
    more = f'<w:lvlRestart w:val="{restart[0]}"/>' if restart else ""
    linked = f'<w:pStyle w:val="Heading{depth + 1}"/>'
    return level(depth, number_format, pattern, more=more + linked)


def _styles() -> str:
    """Headings one to three, numbered by the first list through their style alone."""
    return "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{depth + 1}"><w:name w:val="heading '
        f'{depth + 1}"/><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
        f'<w:outlineLvl w:val="{depth}"/></w:pPr></w:style>'
        for depth in range(3)
    )


def cells_of(line: str) -> list[tuple[list[str], int]]:
    """The cells of a row, each as its lines and the columns it covers.

    Two spaces in a cell stand where the paper begins a new line. The title of a group of rows, the
    second cell before empty ones, covers them.
    """
    cells = [cell.strip() for cell in line.strip()[1:-1].split("|")]
    if len(cells) > 3 and all(cells[:2]) and not any(cells[2:]):
        return [([cells[0]], 1), ([cells[1]], len(cells) - 1)]
    return [(re.split(r" {2,}", cell), 1) for cell in cells]


def rows_and_lines(text: str) -> Iterator[tuple[bool, list[tuple[int, str]]]]:
    """The text in runs of table rows and of other lines that hold words, with their numbers."""
    lines = enumerate(text.splitlines(), start=1)
    for is_row, group in groupby(lines, key=lambda line: line[1].startswith("|")):
        yield is_row, [line for line in group if line[1].strip("|- :")]


def _body(text: str, word: dict[str, Any]) -> Iterator[str]:
    for is_row, group in rows_and_lines(text):
        if is_row:
            yield "<w:tbl>" + "".join(_row(line) for _, line in group) + "</w:tbl>"
            continue
        for number, line in group:
            look = word["numbered"].get(str(number))
            yield _paragraph(line, look, is_bold=number in word.get("bold", ()))


def _row(line: str) -> str:
    cells = (
        f'<w:tc><w:tcPr><w:gridSpan w:val="{columns}"/></w:tcPr>{"".join(map(paragraph, lines))}'
        "</w:tc>"
        for lines, columns in cells_of(line)
    )
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _paragraph(line: str, look: list[Any] | None, *, is_bold: bool) -> str:
    words = _PRINTED.sub("", line, count=1) if look else line
    if is_bold:
        words = run(words).replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>")
    if look is None:
        return paragraph(words)
    listed, depth, heading = look
    if heading:
        return paragraph(words, style=f"Heading{depth + 1}")
    return paragraph(words, number=listed + 1, level=depth)
