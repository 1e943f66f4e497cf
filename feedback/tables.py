"""Tables that leave the house: Excel and CSV in which no text can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import xlsxwriter

Cell = str | int | float | date | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: Cell) -> Cell:
    """The cell with an apostrophe before it when a spreadsheet would take it for a formula."""
    if isinstance(cell, str) and cell.startswith(DANGEROUS):
        return f"'{cell}"
    return cell


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An Excel file with one sheet, a frozen head and dates as dates."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        for column, word in enumerate(head):
            sheet.write_string(0, column, word, bold)
        for place, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, place, column, cell, wrap, day)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(head) - 1, 18)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return file.getvalue()


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file that Excel opens as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _csv_cell(cell: Cell) -> Cell:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else defused(cell)


def _write(sheet: object, row: int, column: int, cell: Cell, wrap: object, day: object) -> None:
    page: xlsxwriter.worksheet.Worksheet = sheet
    if cell is None:
        page.write_blank(row, column, None, wrap)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, day)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, wrap)
    else:
        page.write_string(row, column, str(defused(cell)), wrap)
