"""A PDF with text into the lines a reader sees: paragraphs whole, page numbers gone, tables as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from feedback.errors import N_
from feedback.plans.reading.model import Cell, Line, UnreadableDocument
from feedback.plans.reading.pdf_columns import Columns, Gap, GridRow, LooseTable, arranged
from feedback.plans.reading.pdf_furniture import without_furniture
from feedback.plans.reading.pdf_layout import (
    PageRows,
    Paragraph,
    Row,
    Setting,
    goes_on,
    rows_of,
    settings_of,
)
from feedback.plans.reading.pdf_page import PageReader, Piece
from feedback.plans.reading.pdf_tables import Table, tables_among
from feedback.plans.reading.plain_text import MOST_LINES, clean_lines
from feedback.plans.reading.rows import GridCell, row_lines

MOST_PAGES = 300
Thing = Table | Row | Columns | LooseTable
_BEFORE_ITEM = re.compile(r"(?<=[;,)])\s+(?=[-–]\s?\S)")
_LEAST_LETTERS = 60  # on a page, on average: fewer are stamps and signatures on a scan

_DAMAGED = N_("Tệp PDF bị hỏng hoặc tải lên chưa hết. Hãy mở thử trên máy rồi tải lên lại.")
_PASSWORD = N_("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.")
_TOO_LONG = N_("Tệp PDF có %(pages)s trang; chỉ đọc được đến %(most)s trang. Hãy tách phụ lục ra.")
_SCANNED = N_(
    "Tệp PDF là ảnh quét, không có chữ để đọc. Hãy gửi tệp Word gốc hoặc PDF xuất từ Word; nếu chỉ có"
    " bản quét, xin gõ lại hoặc nhận dạng chữ rồi dán nội dung vào đây."
)
_EMPTY = N_(
    "Tệp PDF không có chữ nào, các trang đều trống. Hãy mở thử trên máy, xuất lại từ Word rồi tải lên."
)
_TOO_MANY_LINES = N_("Tệp có hơn %(most)s dòng, quá dài đối với một văn bản kế hoạch.")


class ScannedDocument(UnreadableDocument):
    """A PDF of pictures without letters: to be recognised, or sent as another file."""


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """The PDF in `data`, of at most 300 pages. Raises UnreadableDocument."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        asked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
        raise UnreadableDocument(
            _PASSWORD if asked or "password" in str(error).lower() else _DAMAGED
        ) from error
    pages = len(document)
    if pages > MOST_PAGES:
        raise UnreadableDocument(_TOO_LONG, pages=pages, most=MOST_PAGES)
    if not pages:
        raise UnreadableDocument(_DAMAGED)
    return document


def pdf_lines(data: bytes) -> list[Line]:
    """The paragraphs and table rows of a PDF's text.

    `Line.number` counts what is given. Page numbers, running titles and footnotes are left out.
    Raises ScannedDocument when the pages are pictures, UnreadableDocument for what else is wrong.
    """
    document = open_pdf(data)
    try:
        pages = [_rows_on(document, at) for at in range(len(document))]
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(_DAMAGED) from error
    finally:
        document.close()
    letters = sum(len(row.text) for page in pages for row in page.rows)
    cells = sum(
        len(piece.text) for page in pages for table in page.tables for piece in table.pieces
    )
    if _is_scanned(pages, letters + cells):
        raise ScannedDocument(_SCANNED)
    if not letters + cells:
        raise UnreadableDocument(_EMPTY)
    without_furniture(pages)
    return written_lines(pages)


def _is_scanned(pages: list[PageRows], letters: int) -> bool:
    """Whether the pages are pictures on which at most a stamp or the scanner's name is text."""
    pictured = sum(page.has_pictures for page in pages)
    return pictured * 2 >= len(pages) and letters < _LEAST_LETTERS * len(pages)


def written_lines(pages: list[PageRows]) -> list[Line]:
    """The paragraphs and table rows of all pages. Raises UnreadableDocument for too many."""
    lines = _Writer(settings_of(pages)).written(pages)
    if len(lines) > MOST_LINES:
        raise UnreadableDocument(_TOO_MANY_LINES, most=MOST_LINES)
    return lines


def _rows_on(document: pdfium.PdfDocument, at: int) -> PageRows:
    page = document[at]
    try:
        reader = PageReader(page)
        tables = tables_among(reader.rules())
        walls = [rule for table in tables for rule in table.uprights]
        outside: list[Piece] = []
        for piece in reader.pieces(walls):
            table = next((one for one in tables if one.holds(piece)), None)
            (table.pieces if table else outside).append(piece)
        return PageRows(
            reader.width, reader.height, rows_of(outside, at), tables, reader.has_pictures()
        )
    finally:
        page.close()


class _Writer:
    """Writes page after page; a paragraph may go on over the end of one."""

    def __init__(self, settings: dict[int, Setting]) -> None:
        self._settings = settings
        self._open: Paragraph | None = None
        self._lines: list[Line] = []
        self._row_of_table: GridRow | None = None  # the last one: it may go on overleaf
        self._heads: GridRow = {}  # of the table being read
        self._last_said: GridRow = {}  # what each of its columns said last

    def written(self, pages: list[PageRows]) -> list[Line]:
        """The lines of all pages."""
        held: Columns | None = None  # recipients at the foot of a page
        known: list[Gap] = []  # of the table there
        for page in pages:
            setting = self._settings[round(page.width)]
            things = [*_in_reading_order(page, known)]
            last = things[-1] if things else None
            known = last.gaps if isinstance(last, LooseTable) else []
            while held and things and held.takes(things[0]):
                things.pop(0)
            if held and (things or page is pages[-1]):
                self._columns(held)
                held = None
            if things and isinstance(last, Columns) and last.tells_recipients:
                held = last
                things.pop()
            for thing in things:
                self._thing(thing, setting)
        if held:
            self._columns(held)
        self._end()
        return self._lines

    def _thing(self, thing: Thing, setting: Setting) -> None:
        if isinstance(thing, Table):
            self._table(thing.cells(), is_cut=thing.is_cut_above)
        elif isinstance(thing, LooseTable):
            self._table(thing.rows)
        elif isinstance(thing, Columns):
            self._columns(thing)
        else:
            self._row(thing, setting)

    def _columns(self, columns: Columns) -> None:
        self._end()
        for paragraph in columns.paragraphs:
            pieces = [paragraph.text]
            if columns.tells_recipients:
                pieces = _BEFORE_ITEM.split(paragraph.text)
            texts = [text for piece in pieces for text in clean_lines(piece)]
            self._add([Line(text, 0, is_bold=paragraph.is_bold) for text in texts])

    def _row(self, thing: Row, setting: Setting) -> None:
        if self._open and goes_on(self._open, thing, setting):
            self._open.rows.append(thing)
        else:
            self._end()
            self._open = Paragraph([thing])

    def _table(self, rows: list[GridRow], *, is_cut: bool = False) -> None:
        open_row, self._row_of_table = self._row_of_table, None
        self._end_paragraph()
        if rows and open_row:
            rows[0] = _without_heads(rows[0], self._heads)  # printed again on the next page
            rows = rows if any(cell.paragraphs for cell in rows[0].values()) else rows[1:]
        if rows and open_row:
            is_cut = is_cut or _continues(open_row, rows[0])
            _merged_over(open_row, rows, self._last_said, is_cut=is_cut)
            open_row = _joined(open_row, rows.pop(0)) if is_cut else open_row
        if open_row:
            self._add(_lines_of(open_row, self._next))
        else:
            self._heads = rows[0] if rows else {}
            self._last_said = {}
        for cells in rows:
            self._last_said |= {at: cell for at, cell in cells.items() if cell.paragraphs}
        for cells in rows[:-1]:
            self._add(_lines_of(cells, self._next))
        self._row_of_table = rows[-1] if rows else None

    def _end(self) -> None:
        self._end_paragraph()
        if self._row_of_table is not None:
            self._add(_lines_of(self._row_of_table, self._next))
            self._row_of_table = None

    def _end_paragraph(self) -> None:
        if self._open is not None:
            bold = self._open.is_bold
            texts = clean_lines(self._open.text)
            self._add([Line(text, 0, is_bold=bold) for text in texts])
            self._open = None

    @property
    def _next(self) -> int:
        return len(self._lines) + 1

    def _add(self, lines: list[Line]) -> None:
        for line in lines:
            cells = tuple(_clean(cell) for cell in line.cells)
            text = " ".join(clean_lines(line.text))
            self._lines.append(
                Line(text, self._next, line.is_row, cells=cells, is_bold=line.is_bold)
            )


def _lines_of(row: GridRow, number: int) -> list[Line]:
    return row_lines([cell for _, cell in sorted(row.items())], number)


def _without_heads(row: GridRow, heads: GridRow) -> GridRow:
    """The first row of a page without the headings of the table, if it begins with all of them."""
    if row.keys() != heads.keys():
        return row
    rest: GridRow = {}
    for column, cell in row.items():
        said, head = (" ".join(one.paragraphs) for one in (cell, heads[column]))
        if not said.startswith(head):
            return row
        left = said[len(head) :].strip()
        rest[column] = replace(cell, paragraphs=(left,) if left else (), is_head=False)
    return rest


def _continues(above: GridRow, below: GridRow) -> bool:
    """Whether a page ended inside a row: every text of `below` goes on with one of `above`."""
    said = {column: cell for column, cell in below.items() if cell.paragraphs}
    if 0 in said or any(column not in above for column in said):
        return False
    # Without its number, and mostly empty, it can only be the rest of the longest cells.
    rest = len(said) * 2 < len(below) and all(above[column].paragraphs for column in said)
    return rest or all(_goes_on(above[column], cell) for column, cell in said.items())


def _merged_over(above: GridRow, rows: list[GridRow], last_said: GridRow, *, is_cut: bool) -> None:
    """Makes cells that are merged over the end of a page one again.

    `above` is the last row before it, and `is_cut` says that the first of `rows` belongs to it.
    Where the cell began further up, its words stand in the next row once more.
    """
    first, below = rows[0], rows[1] if is_cut and len(rows) > 1 else rows[0]
    for column, cell in [*first.items()]:
        more = cell.rows - is_cut
        if cell.paragraphs or cell.rows == 1:
            continue
        del first[column]
        if column in above and above[column].paragraphs:
            above[column] = replace(above[column], rows=above[column].rows + more)
        elif column in last_said:
            said = last_said[column].paragraphs
            below[column] = replace(cell, paragraphs=said, rows=more)


def _goes_on(upper: GridCell, lower: GridCell) -> bool:
    if not upper.paragraphs:
        return False
    return lower.paragraphs[0][0].islower() or not upper.paragraphs[-1].endswith((".", ";", ":"))


def _joined(above: GridRow, below: GridRow) -> GridRow:
    joined = dict(above)
    for column, lower in below.items():
        if lower.paragraphs:
            upper = above.get(column, lower)
            paragraphs = upper.paragraphs if column in above else ()
            whole = " ".join([*paragraphs[-1:], lower.paragraphs[0]])
            paragraphs = (*paragraphs[:-1], whole, *lower.paragraphs[1:])
            joined[column] = replace(upper, paragraphs=paragraphs)
    return joined


def _clean(cell: Cell) -> Cell:
    return Cell(" ".join(clean_lines(cell.text)), cell.columns, cell.rows, cell.is_head)


def _in_reading_order(page: PageRows, known: list[Gap]) -> Iterator[Thing]:
    rows, tables = page.rows, list(page.tables)
    while tables:
        table = tables.pop(0)
        above = [row for row in rows if row.base <= table.top + 1]
        yield from arranged(above, known)
        known = []
        rows = rows[len(above) :]
        yield table
    yield from arranged(rows, known)
