"""The fixtures that are Word files: their text with the numbers taken off, for Word to count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from tests.plans.reading.word_files import definition, level, paragraph, use, word_file

_PRINTED = re.compile(r"\s*(?:Điều \d+\.|Chương [IVX]+|\S+)\s+")


def as_word(text: str, word: dict[str, Any]) -> bytes:
    """`text` as a Word file that prints the same.

    `word` has `lists`, each the levels of a list as [format, pattern] or [format, pattern, level
    after which it begins anew], and `numbered`: for a line of the text, counted from 1, its list,
    its level and "H" when its style is the heading that carries the number.
    """
    lists = "".join(
        definition(number, *(_level(depth, look) for depth, look in enumerate(levels)))
        for number, levels in enumerate(word["lists"])
    )
    uses = "".join(use(number + 1, number) for number in range(len(word["lists"])))
    return word_file(*_body(text, word["numbered"]), numbering=lists + uses, styles=_styles())


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


def _body(text: str, numbered: dict[str, list[Any]]) -> Iterator[str]:
    lines = enumerate(text.splitlines(), start=1)
    for is_row, group in groupby(lines, key=lambda line: line[1].startswith("|")):
        if is_row:
            rows = [line for _, line in group if not re.fullmatch(r"[|\s:-]+", line)]
            yield "<w:tbl>" + "".join(map(_row, rows)) + "</w:tbl>"
            continue
        for number, line in group:
            yield _paragraph(line, numbered.get(str(number)))


def _row(line: str) -> str:
    """Two spaces in a cell stand where the paper begins a new line."""
    cells = (re.split(r" {2,}", cell.strip()) for cell in line.strip().strip("|").split("|"))
    return (
        "<w:tr>"
        + "".join(f"<w:tc>{''.join(map(paragraph, cell))}</w:tc>" for cell in cells)
        + "</w:tr>"
    )


def _paragraph(line: str, look: list[Any] | None) -> str:
    if look is None:
        return paragraph(line)
    listed, depth, heading = look
    words = _PRINTED.sub("", line, count=1)
    if heading:
        return paragraph(words, style=f"Heading{depth + 1}")
    return paragraph(words, number=listed + 1, level=depth)
