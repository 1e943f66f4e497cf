"""A printed text as the files that people send: Word, a web page, a PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from tests.plans.reading.word_fixtures import as_word, cells_of, rows_and_lines

try:
    from weasyprint import HTML
except (ImportError, OSError):  # Pango is not on every machine.
    HTML = None

_CLOSE = """
body { font-size: 12pt } p { margin: 0 }
.layout td + td { text-align: left } .layout td + td div { margin: 0 !important }
.layout div { margin: 0 }
"""
_LAYS_OUT = re.compile(r"\| *(?:CỘNG HÒA|Nơi nhận)")
_STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page) } }
body { font: 13pt "Times New Roman", "Liberation Serif", "DejaVu Serif", serif; text-align: justify }
p { margin: 0 0 6pt; text-indent: 1cm }
table { width: 100%; border-collapse: collapse } td { vertical-align: top; padding: 2pt 4pt }
.ruled td { border: 0.5pt solid }
.layout td { width: 50%; text-align: left } .layout td + td { text-align: center }
.layout div { margin-bottom: 3pt }
/* Room to sign, above the name. */
.layout td + td div:last-child:not(:nth-child(-n+2)) { margin-top: 50pt }
"""


def forms_of(
    text: str, word: dict[str, Any] | None, *, prints: bool = True
) -> Iterator[tuple[str, bytes]]:
    """The endings and the contents of the files; PDF only where it can be printed, and `prints`.

    `word` says which lines Word counts by itself and which are bold; else numbers are typed.
    """
    word = word or {"lists": [], "numbered": {}}
    yield ".docx", as_word(text, word)
    page = _as_page(text, word.get("bold", []))
    yield ".html", page.encode()
    if HTML is None or not prints:
        return
    yield ".pdf", _printed(page)
    if _LAYS_OUT.search(text):
        # Columns set close, line beside line: nothing but the gap between them tells them apart.
        yield ".close.pdf", _printed(page.replace("</style>", f"{_CLOSE}</style>"))


def _printed(page: str) -> bytes:
    file = io.BytesIO()
    HTML(string=page).write_pdf(file)
    return file.getvalue()


def _as_page(text: str, bold: list[int]) -> str:
    body = "\n".join(_blocks(text, bold))
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Văn bản</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>"
    )


def _blocks(text: str, bold: list[int]) -> Iterator[str]:
    for is_row, group in rows_and_lines(text):
        if is_row:
            yield _table([line for _, line in group])
            continue
        for number, line in group:
            words = escape(line.strip())
            yield f"<p><b>{words}</b></p>" if number in bold else f"<p>{words}</p>"


def _table(rows: list[str]) -> str:
    """What lays out the title block or the signature has no rules."""
    look = "layout" if any(map(_LAYS_OUT.search, rows)) else "ruled"
    written = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f'<table class="{look}">{written}</table>'


def _cells(row: str) -> str:
    return "".join(
        f'<td colspan="{columns}">{"".join(f"<div>{escape(line)}</div>" for line in lines)}</td>'
        for lines, columns in cells_of(row)
    )
