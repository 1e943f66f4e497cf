"""A printed text as the files that people send: Word, a web page, a PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

from tests.plans.reading.word_fixtures import as_word

try:
    from weasyprint import HTML
except (ImportError, OSError):  # Pango is not on every machine.
    HTML = None

_RULE = re.compile(r"[|\s:-]+")
_LAYS_OUT = re.compile(r"CỘNG HÒA|Nơi nhận")
_STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page) } }
body { font: 13pt "Times New Roman", "Liberation Serif", "DejaVu Serif", serif; text-align: justify }
p { margin: 0 0 6pt; text-indent: 1cm }
table { width: 100%; border-collapse: collapse } td { vertical-align: top; padding: 2pt 4pt }
.ruled td { border: 0.5pt solid }
"""


def forms_of(text: str, word: dict[str, Any] | None) -> Iterator[tuple[str, bytes]]:
    """The endings and the contents of the files; PDF only where it can be printed.

    `word` says which lines Word counts by itself; without it, numbers are typed.
    """
    yield ".docx", as_word(text, word or {"lists": [], "numbered": {}})
    page = _as_page(text)
    yield ".html", page.encode()
    if HTML is not None:
        yield ".pdf", _printed(page)


def _printed(page: str) -> bytes:
    file = io.BytesIO()
    HTML(string=page).write_pdf(file)
    return file.getvalue()


def _as_page(text: str) -> str:
    body = "\n".join(_blocks(text))
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Văn bản</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>"
    )


def _blocks(text: str) -> Iterator[str]:
    for is_row, group in groupby(text.splitlines(), key=lambda line: line.startswith("|")):
        lines = [line for line in group if line.strip() and not (is_row and _RULE.fullmatch(line))]
        if not is_row:
            yield from (f"<p>{escape(line.strip())}</p>" for line in lines)
        elif lines:
            yield _table([line.strip("| ").split(" | ") for line in lines])


def _table(rows: list[list[str]]) -> str:
    """What lays out the title block or the signature has no rules."""
    lays_out = any(_LAYS_OUT.match(cell.strip()) for row in rows for cell in row)
    look = "" if lays_out else ' class="ruled"'
    written = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table{look}>{written}</table>"


def _cell(text: str) -> str:
    """Two spaces stand where the paper begins a new line."""
    return f"<td>{'<br>'.join(map(escape, re.split(r' {2,}', text.strip())))}</td>"
