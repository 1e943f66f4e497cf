"""A Word file into the lines a reader sees: numbers printed, insertions in, deletions out."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from feedback.errors import N_
from feedback.plans.reading.docx_numbering import Counter, Printed, Styles, W, read_numbering
from feedback.plans.reading.model import Line, UnreadableDocument
from feedback.plans.reading.package import open_package
from feedback.plans.reading.plain_text import MOST_LINES, clean_lines
from feedback.plans.reading.rows import GridCell, row_lines

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = {W + "del", W + "moveFrom", _MC + "Fallback"}
_NO_TEXT = {W + "pPr", W + "rPr", W + "instrText", W + "delText", W + "sectPr", W + "tblPr"}
_SIGNS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_TEXT_BOX = W + "txbxContent"
_OFF = ("0", "false", "off")
_DEEPEST = 100  # nested elements; Word itself nests a dozen
_DEEPEST_TABLE = 20  # tables and text boxes inside each other


def docx_lines(data: bytes) -> list[Line]:
    """The paragraphs and table rows of a .docx as lines, each with the number Word prints.

    `Line.number` counts the paragraphs. Tracked insertions are text, tracked deletions are not.
    Raises UnreadableDocument.
    """
    package = open_package(data)
    styles = Styles(package.styles)
    counter = Counter(read_numbering(package.numbering, styles), styles)
    body = package.document.find(W + "body")
    lines = _Reader(counter).lines(body) if body is not None else []
    if len(lines) > MOST_LINES:
        raise UnreadableDocument(
            N_("Tệp có hơn %(most)s dòng, quá dài đối với một văn bản kế hoạch."), most=MOST_LINES
        )
    return lines


class _Reader:
    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._count = 0  # of paragraphs
        self._inside = 0  # tables and text boxes around what is being read
        self._carried = ""  # text of a paragraph whose mark was deleted: it joins the next one

    def lines(self, body: Element) -> list[Line]:
        """The lines of the document's body, in reading order."""
        _check_depth(self._inside, _DEEPEST_TABLE)
        self._inside += 1
        lines: list[Line] = []
        for block in _blocks(body, 0):
            if block.tag == W + "tbl":
                lines.extend(self._table(block))
            else:
                texts = self._paragraph(block)
                lines.extend(Line(text, self._count) for text in texts)
        self._inside -= 1
        return lines

    def _paragraph(self, paragraph: Element) -> list[str]:
        """A paragraph as its lines (a manual line break makes one more), then its text boxes."""
        self._count += 1
        properties = paragraph.find(W + "pPr")
        text = self._carried + _text_of(paragraph, 0)
        if _mark_is_deleted(properties):
            self._carried = text
            return []
        self._carried = ""
        printed = self._counter.printed_before(properties)
        texts = clean_lines(f"{_before(printed)}{text}")
        for box in _text_boxes(paragraph, 0):
            texts.extend(line.text for line in self.lines(box))
        return texts

    def _table(self, table: Element) -> Iterator[Line]:
        for row in _rows(table, 0):
            cells = [
                GridCell(tuple(line.text for line in self.lines(cell)))
                for cell in row
                if cell.tag == W + "tc"
            ]
            yield from row_lines(cells, self._count)


def _before(printed: Printed | None) -> str:
    """The number with a space; bullets of the first level as "-", deeper ones as "+"."""
    if printed is None:
        return ""
    if not printed.is_bullet:
        return f"{printed.text} " if printed.text else ""
    if printed.text in ("-", "+", "*"):
        return f"{printed.text} "
    return "+ " if printed.level else "- "


def _mark_is_deleted(properties: Element | None) -> bool:
    return properties is not None and properties.find(f"{W}rPr/{W}del") is not None


def _check_depth(depth: int, deepest: int = _DEEPEST) -> None:
    if depth > deepest:
        raise UnreadableDocument(
            N_("Tệp Word lồng quá nhiều lớp nên không đọc được. Hãy lưu lại rồi tải lên.")
        )


def _blocks(parent: Element, depth: int) -> Iterator[Element]:
    """Paragraphs and tables of `parent`, through content controls and tracked changes."""
    _check_depth(depth)
    for child in parent:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag not in _DELETED and child.tag not in _NO_TEXT:
            yield from _blocks(child, depth + 1)


def _rows(table: Element, depth: int) -> Iterator[Element]:
    _check_depth(depth)
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield _row_of(child)
        elif child.tag not in _DELETED and child.tag not in _NO_TEXT:
            yield from _rows(child, depth + 1)


def _row_of(row: Element) -> Element:
    """The row with the cells that content controls hold, as its direct children."""
    flat = Element(row.tag)
    for child in row:
        flat.extend(child.iter(W + "tc") if child.tag == W + "sdt" else [child])
    return flat


def _text_of(parent: Element, depth: int) -> str:
    """The text of the runs below `parent`; not that of text boxes, fields' codes, hidden text."""
    _check_depth(depth)
    pieces: list[str] = []
    for child in parent:
        if child.tag == W + "t":
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag == W + "r" and _is_hidden(child):
            continue
        elif child.tag not in _DELETED and child.tag not in _NO_TEXT and child.tag != _TEXT_BOX:
            pieces.append(_text_of(child, depth + 1))
    return "".join(pieces)


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val", "1") not in _OFF


def _text_boxes(parent: Element, depth: int) -> Iterator[Element]:
    _check_depth(depth)
    for child in parent:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag not in _DELETED and child.tag not in _NO_TEXT:
            yield from _text_boxes(child, depth + 1)
