"""Tables that leave the house: Excel and CSV in which no text can become a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote

import xlsxwriter

Cell = str | int | float | date | None
_IN_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # what some system forbids in a file's name
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


def as_attachment(name: str, on: date, ending: str) -> str:
    """The Content-Disposition of a table called `name`, made on the day `on`.

    "Ý kiến – THPT Hải Đông" gives y-kien-thpt-hai-dong-2026-11-24.xlsx to programs that know
    ASCII alone, and the name as it is written to the others (RFC 6266).
    """
    split = unicodedata.normalize("NFKD", name.lower().replace("đ", "d"))
    words = re.findall("[a-z0-9]+", "".join(one for one in split if not unicodedata.combining(one)))
    plain = "-".join([*words, on.isoformat()])
    full = quote(f"{_IN_NO_NAME.sub(' ', name)} {on.isoformat()}.{ending}", safe="")
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{full}"


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
