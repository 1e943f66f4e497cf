"""A web page into the lines a reader sees: list numbers printed, tables as rows. Fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html
from lxml.html import HtmlElement

from feedback.errors import N_
from feedback.plans.reading.docx_formats import printed_count
from feedback.plans.reading.labels import BULLETS, marker_of
from feedback.plans.reading.model import Line, UnreadableDocument
from feedback.plans.reading.plain_text import MOST_LINES, clean_lines, decoded
from feedback.plans.reading.rows import GridCell, row_lines, spanned

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,30})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)
_UNMARKED_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)

_LEFT_OUT = frozenset(
    "script style head template svg math object iframe select textarea button input nav audio video"
    " canvas map".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption"
    " figure footer form header hr html main p pre section summary tbody tfoot thead tr td th".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_COUNTING = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
}  # fmt: skip
_COUNTING_STYLES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I", "decimal": "1",
}  # fmt: skip
_MOST_COUNT = 100_000


def html_lines(data: bytes) -> list[Line]:
    """The paragraphs, list items and table rows of a web page, saved or exported by Word.

    Scripts, styles, pictures and what is hidden are no text; nothing is ever fetched.
    `Line.number` counts the paragraphs. Raises UnreadableDocument.
    """
    text = _DECLARATION.sub("", _decoded(data))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text or " ", parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument(
            N_("Tệp HTML bị hỏng. Hãy mở bằng trình duyệt, chép nội dung rồi dán vào ô bên dưới.")
        ) from error
    page = _Page()
    page.read(root)
    if len(page.lines) > MOST_LINES:
        raise UnreadableDocument(
            N_("Tệp có hơn %(most)s dòng, quá dài đối với một văn bản kế hoạch."), most=MOST_LINES
        )
    return page.lines


def _decoded(data: bytes) -> str:
    """The page's text in the encoding it names, where that is not Unicode."""
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            # The name is wrong more often than the bytes: then they are tried as Unicode.
            pass
    return decoded(data)


class _Page:
    """Collects lines; what was read of the open paragraph waits in `_pieces` with its weight."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._count = 0
        self._pieces: list[tuple[str, bool]] = []
        self._before = ""  # the number or bullet of the list item being read
        self._outline: int | None = None
        self._depth_of_lists = 0

    def read(self, root: HtmlElement) -> None:
        """Everything below `root`."""
        self._inside(root, is_bold=False)
        self._end_paragraph()

    def _inside(self, element: HtmlElement, *, is_bold: bool) -> None:
        self._say(element.text, element, is_bold=is_bold)
        for child in element:
            if isinstance(child.tag, str):
                self._one(child, is_bold=is_bold)
            self._say(child.tail, element, is_bold=is_bold)

    def _one(self, element: HtmlElement, *, is_bold: bool) -> None:
        tag = element.tag
        if tag in _LEFT_OUT or _is_hidden(element):
            return
        if tag == "br":
            self._pieces.append(("\n", True))
        elif tag == "table":
            self._table(element)
        elif tag in ("ol", "ul", "menu"):
            self._list(element, is_bold=is_bold)
        elif tag in _HEADINGS or tag in _BLOCKS or tag == "li":
            self._end_paragraph()
            self._outline = _HEADINGS.get(tag, self._outline)
            self._inside(element, is_bold=is_bold or _makes_bold(element))
            self._end_paragraph()
            self._outline = None
        else:
            self._inside(element, is_bold=is_bold or _makes_bold(element))

    def _say(self, text: str | None, element: HtmlElement, *, is_bold: bool) -> None:
        if text:
            said = text if element.tag == "pre" else _SPACE.sub(" ", text)
            self._pieces.append((said, is_bold))

    def _end_paragraph(self) -> None:
        pieces, self._pieces = self._pieces, []
        words = "".join(text for text, _ in pieces)
        if not words.strip():
            return
        self._count += 1
        is_bold = all(bold for text, bold in pieces if text.strip())
        texts = clean_lines(words)
        marker = marker_of(texts[0]) if texts else None
        if texts and not (marker and marker.mark in BULLETS):
            texts[0] = self._before + texts[0]
        self._before = ""
        self.lines.extend(
            Line(text, self._count, outline=self._outline, is_bold=is_bold) for text in texts
        )

    def _list(self, element: HtmlElement, *, is_bold: bool) -> None:
        self._end_paragraph()
        self._depth_of_lists += 1
        for item, before in _items(element, self._depth_of_lists):
            self._before = before
            self._one(item, is_bold=is_bold)
            self._before = ""
        self._depth_of_lists -= 1

    def _table(self, table: HtmlElement) -> None:
        self._end_paragraph()
        rows = [(row, [cell for cell in row if cell.tag in ("td", "th")]) for row in _rows(table)]
        for row, cells in rows:
            inside = [self._lines_of(cell) for cell in cells]
            filled = [lines for lines in inside if lines]
            self._count += 1
            if len(filled) == 1:
                # A page laid out by tables: what stands in the cell is the page.
                self.lines.extend(filled[0])
                continue
            above = row.getparent()
            heads = above is not None and above.tag == "thead"
            grid = [
                GridCell(
                    tuple(line.text for line in lines),
                    spanned(cell.get("colspan")),
                    spanned(cell.get("rowspan")),
                    heads or cell.tag == "th",
                )
                for cell, lines in zip(cells, inside, strict=True)
            ]
            self.lines.extend(row_lines(grid, self._count))

    def _lines_of(self, cell: HtmlElement) -> list[Line]:
        page = _Page()
        page._count = self._count
        page.read(cell)
        self._count = page._count
        return page.lines


def _items(element: HtmlElement, depth: int) -> Iterator[tuple[HtmlElement, str]]:
    """What a list holds, each item with the number or the bullet that a browser prints."""
    style = element.get("style") or ""
    unmarked = bool(_UNMARKED_STYLE.search(style))
    items = [child for child in element if child.tag == "li"]
    step = -1 if element.get("reversed") is not None else 1
    count = _whole(element.get("start"), 1 if step == 1 else len(items))
    for child in element:
        if child.tag != "li":
            if isinstance(child.tag, str):
                yield child, ""
            continue
        count = _whole(child.get("value"), count)
        if unmarked:
            yield child, ""
        elif element.tag == "ol":
            yield child, f"{printed_count(count, _counting(element, child, style))}. "
        else:
            yield child, "- " if depth == 1 else "+ "
        count += step


def _counting(element: HtmlElement, item: HtmlElement, style: str) -> str:
    for name, kind in _COUNTING_STYLES.items():
        if name in style:
            return _COUNTING[kind]
    return _COUNTING.get(item.get("type") or element.get("type") or "1", "decimal")


def _whole(text: str | None, otherwise: int) -> int:
    try:
        count = int(text) if text else otherwise
    except ValueError:
        return otherwise
    return count if abs(count) <= _MOST_COUNT else otherwise


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _makes_bold(element: HtmlElement) -> bool:
    bold = element.tag in ("b", "strong", "th") or element.tag in _HEADINGS
    return bold or bool(_BOLD_STYLE.search(element.get("style") or ""))


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style") or ""
    return element.get("hidden") is not None or bool(_HIDDEN_STYLE.search(style))
