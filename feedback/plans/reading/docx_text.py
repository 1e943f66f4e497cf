"""A Word file into the lines a reader sees: numbers printed, insertions in, deletions out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from feedback.errors import N_
from feedback.plans.reading.docx_numbering import Counter, Printed, read_numbering
from feedback.plans.reading.docx_runs import GONE, NO_TEXT, check_depth, pieces_of, text_boxes
from feedback.plans.reading.docx_styles import ON, Styles, W, number_of, value_of
from feedback.plans.reading.model import Line, UnreadableDocument
from feedback.plans.reading.package import open_package
from feedback.plans.reading.plain_text import MOST_LINES, clean_lines
from feedback.plans.reading.rows import MOST_SPANNED, GridCell, is_head_cell, row_lines, spanned

_DEEPEST_TABLE = 20  # tables and text boxes inside each other


def docx_lines(data: bytes) -> list[Line]:
    """The paragraphs and table rows of a .docx as lines, each with the number Word prints.

    `Line.number` counts the paragraphs. Tracked insertions are text, tracked deletions are not;
    footnotes, comments and the table of contents are left out. Raises UnreadableDocument.
    """
    package = open_package(data)
    styles = Styles(package.styles)
    counter = Counter(read_numbering(package.numbering, styles), styles)
    body = package.document.find(W + "body")
    lines = _Reader(counter, styles).lines(body) if body is not None else []
    if len(lines) > MOST_LINES:
        raise UnreadableDocument(
            N_("Tệp có hơn %(most)s dòng, quá dài đối với một văn bản kế hoạch."), most=MOST_LINES
        )
    return lines


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a row as it was read; `goes_on` is the lower part of one that began above."""

    cell: GridCell
    lines: list[Line]
    column: int
    number: int
    goes_on: bool = False


class _Reader:
    def __init__(self, counter: Counter, styles: Styles) -> None:
        self._counter = counter
        self._styles = styles
        self._count = 0  # of paragraphs
        self._inside = 0  # tables and text boxes around what is being read
        self._carried: list[tuple[str, bool]] = []  # of a paragraph whose mark was deleted

    def lines(self, body: Element) -> list[Line]:
        """The lines of the document's body, in reading order."""
        check_depth(self._inside, _DEEPEST_TABLE)
        self._inside += 1
        lines: list[Line] = []
        for block in _blocks(body, 0):
            if block.tag == W + "tbl":
                lines.extend(self._table(block))
            else:
                lines.extend(self._paragraph(block))
        self._inside -= 1
        return lines

    def _paragraph(self, paragraph: Element) -> list[Line]:
        """A paragraph as its lines (a manual line break makes one more), then its text boxes."""
        self._count += 1
        properties = paragraph.find(W + "pPr")
        style = value_of(properties, "pStyle")
        pieces = [*self._carried, *pieces_of(paragraph, self._styles, style)]
        if _mark_is_gone(properties):
            self._carried = pieces  # it joins the next one
            return []
        self._carried = []
        if self._styles.is_of_contents(properties):
            return []
        printed = self._counter.printed_before(properties)
        text = "".join(said for said, _ in pieces)
        outline = self._styles.outline_of(properties) if text.strip() else None
        is_bold = bool(text.strip()) and all(bold for said, bold in pieces if said.strip())
        lines = [
            Line(one, self._count, outline=outline, is_bold=is_bold)
            for one in clean_lines(f"{_before(printed)}{text}")
        ]
        for box in text_boxes(paragraph, 0):
            lines.extend(replace(line, number=self._count) for line in self.lines(box))
        return lines

    def _table(self, table: Element) -> Iterator[Line]:
        rows = [self._row(row, first=at == 0) for at, row in enumerate(_rows(table, 0))]
        for at, row in enumerate(rows):
            filled = [cell.lines for cell in row if cell.lines]
            if len(filled) == 1 and not any(is_head_cell(line.text) for line in filled[0]):
                # A page laid out by a table, or a heading across one: what stands in it is said.
                yield from filled[0]
                continue
            grid = [
                replace(cell.cell, rows=_rows_covered(rows[at + 1 :], cell.column))
                for cell in row
                if not cell.goes_on
            ]
            yield from row_lines(grid, row[0].number if row else self._count)

    def _row(self, row: Element, *, first: bool) -> list[_Cell]:
        properties = row.find(W + "trPr")
        column = _span(value_of(properties, "gridBefore"), least=0)
        cells = [_Cell(GridCell((), column), [], 0, self._count)] if column else []
        for element in row:
            if element.tag != W + "tc" or element.find(f"{W}tcPr/{W}cellDel") is not None:
                continue
            lines = self.lines(element)
            own = element.find(W + "tcPr")
            across = spanned(value_of(own, "gridSpan"))
            merge = own.find(W + "vMerge") if own is not None else None
            goes_on = merge is not None and merge.get(W + "val", "continue") == "continue"
            texts = tuple(line.text for line in lines)
            number = lines[0].number if lines else self._count
            cells.append(_Cell(GridCell(texts, across), lines, column, number, goes_on=goes_on))
            column += across
        said = [line for cell in cells for line in cell.lines]
        heads = _is_on(properties, "tblHeader") or (first and bool(said) and _all_bold(said))
        return [replace(cell, cell=replace(cell.cell, is_head=heads)) for cell in cells]


def _rows_covered(below: list[list[_Cell]], column: int) -> int:
    """How many rows a cell covers: its own, and those below in which it goes on."""
    covered = 1
    for row in below[: MOST_SPANNED - 1]:
        if not any(cell.goes_on and cell.column == column for cell in row):
            break
        covered += 1
    return covered


def _all_bold(lines: list[Line]) -> bool:
    return all(line.is_bold for line in lines)


def _is_on(properties: Element | None, name: str) -> bool:
    found = properties.find(W + name) if properties is not None else None
    return found is not None and found.get(W + "val", "1") in ON


def _span(text: str | None, *, least: int) -> int:
    found = number_of(text)
    return least if found is None else max(least, min(found, MOST_SPANNED))


def _before(printed: Printed | None) -> str:
    """The number with a space; bullets of the first level as "-", deeper ones as "+"."""
    if printed is None:
        return ""
    if not printed.is_bullet:
        return f"{printed.text} " if printed.text else ""
    if printed.text in ("-", "+", "*"):
        return f"{printed.text} "
    return "+ " if printed.level else "- "


def _mark_is_gone(properties: Element | None) -> bool:
    """Whether the paragraph's end was deleted or moved away, so that it is no paragraph any more."""
    mark = properties.find(W + "rPr") if properties is not None else None
    return mark is not None and any(mark.find(W + name) is not None for name in ("del", "moveFrom"))


def _blocks(parent: Element, depth: int) -> Iterator[Element]:
    """Paragraphs and tables of `parent`, through content controls and tracked changes."""
    check_depth(depth)
    for child in parent:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag not in GONE and child.tag not in NO_TEXT:
            yield from _blocks(child, depth + 1)


def _rows(table: Element, depth: int) -> Iterator[Element]:
    check_depth(depth)
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield _row_of(child)
        elif child.tag not in GONE and child.tag not in NO_TEXT:
            yield from _rows(child, depth + 1)


def _row_of(row: Element) -> Element:
    """The row with the cells that content controls hold, as its direct children."""
    flat = Element(row.tag)
    for child in row:
        flat.extend(child.iter(W + "tc") if child.tag == W + "sdt" else [child])
    return flat
