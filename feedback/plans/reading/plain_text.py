"""Text files into clean lines: encoding, invisible characters, emphasis, tags, tables."""

from __future__ import annotations

import html
import re
import unicodedata

from feedback.errors import N_
from feedback.plans.reading.encoding import is_old
from feedback.plans.reading.labels import marker_of
from feedback.plans.reading.model import Line, UnreadableDocument
from feedback.plans.reading.rows import is_head_cell, plain_row

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 20_000

_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_TAG = re.compile(
    r"</?(?:a|b|br|center|div|em|font|h[1-6]|i|li|ol|p|span|strong|sub|sup|table|tbody|td|th|tr|u|ul)"
    r"(?:\s[^<>\n]{0,500})?/?>",
    re.IGNORECASE,
)
_BREAKING_TAG = re.compile(r"<(?:/p|/div|/tr|/li|/h[1-6]|br\s*/?)>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|ndash|mdash|#\d{1,6});")
_ESCAPE = re.compile(r"\\([\\.\-*_#()\[\]+!|])")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}\)")
_BOLD = re.compile(r"\*\*|(?<![\w_])__(?=[^\W_])|(?<=[^\W_])__(?![\w_])")
_ITALIC = re.compile(r"\*(?=[^\s*)])([^*\n]{0,2000}[^\s*(])\*")
_RULE = re.compile(r"^[\s\-_=*.~–—|:+]{3,}$")
_PRIVATE_USE_BULLET = re.compile(r"(?m)^(\s*)[\ue000-\uf8ff]+\s*")
_UNDER_HEAD = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+$")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+\S")
_HEADING_OR_QUOTE = re.compile(r"^(?:#{1,6}|>)\s+")
_ALL_BOLD = re.compile(r"\s*(?:#{1,6}\s+)?(?:\*\*[^*]+\*\*|__[^_]+__|<b>[^<]+</b>)\s*[:.]?\s*$")
_KEPT_CONTROLS = {"\n", "\t", "\xad"}  # the soft hyphen is a letter in an old encoding


def decoded(data: bytes) -> str:
    """The text in `data` (UTF-8, or UTF-16 with its mark). Raises UnreadableDocument."""
    if len(data) > MOST_BYTES:
        raise UnreadableDocument(
            N_("Tệp văn bản lớn hơn %(most)s MB. Hãy tách bớt phụ lục rồi tải lên lại."),
            most=MOST_BYTES // (1024 * 1024),
        )
    encoding = _BYTE_ORDER_MARKS.get(data[:2], "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        old = data.decode("latin-1")
        if is_old(old):
            return old
        raise UnreadableDocument(
            N_("Tệp không dùng bảng mã Unicode. Hãy lưu lại dưới dạng UTF-8 rồi tải lên lại.")
        ) from error
    if "\x00" in text:
        raise UnreadableDocument(
            N_("Đây không phải tệp văn bản. Hãy gửi tệp .txt, .md hoặc .docx.")
        )
    return text


def clean(text: str, *, keep_tabs: bool = False) -> str:
    """`text` in NFC, with plain spaces and line feeds, without what cannot be seen."""
    text = unicodedata.normalize("NFC", text).replace("\u00d0", "Đ")  # eth, typed for đ
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = _PRIVATE_USE_BULLET.sub(r"\1- ", text)
    if keep_tabs:
        return "\t".join(clean(piece) for piece in text.split("\t"))
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if category in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in _KEPT_CONTROLS:
        return ""
    return character


def without_markup(text: str) -> str:
    """`text` as it reads once Markdown emphasis, links and stray HTML tags are gone."""
    text = _BREAKING_TAG.sub("\n", text)
    text = _TAG.sub("", text)
    text = _ENTITY.sub(lambda found: html.unescape(found.group()).replace("\xa0", " "), text)
    text = _LINK.sub(r"\1", text)
    text = _ITALIC.sub(r"\1", _BOLD.sub("", text))
    return _ESCAPE.sub(r"\1", text)


def lines_of(text: str) -> list[Line]:
    """The non-empty lines of plain text or Markdown, rules and table borders left out.

    What was pasted from a word processor keeps its tables: their cells stand between tabs.
    Raises UnreadableDocument for more than 20,000 lines.
    """
    raws = clean(text, keep_tabs=True).split("\n")
    tabbed = _rows_with_tabs(raws)
    lines: list[Line] = []
    for number, raw in enumerate(raws, start=1):
        if number in tabbed:
            cells = [without_markup(cell).strip() for cell in raw.split("\t")]
            lines.extend(plain_row(cells, number))
        elif raw.strip().startswith("|") and raw.strip().endswith("|"):
            lines.extend(_piped_row(raw, number, below=raws[number : number + 1]))
        else:
            lines.extend(_written_lines(raw, number))
    if len(lines) > MOST_LINES:
        raise UnreadableDocument(
            N_("Tệp có hơn %(most)s dòng, quá dài đối với một văn bản kế hoạch."), most=MOST_LINES
        )
    return lines


def _written_lines(raw: str, number: int) -> list[Line]:
    heading = _HEADING.match(raw)
    outline = len(heading[1]) if heading else None
    is_bold = bool(_ALL_BOLD.match(raw))
    pieces = clean_lines(without_markup(raw))
    return [
        Line(_HEADING_OR_QUOTE.sub("", piece), number, outline=outline, is_bold=is_bold)
        for piece in pieces
    ]


def _piped_row(raw: str, number: int, *, below: list[str]) -> list[Line]:
    """A row of a Markdown table; the row above the rule heads it."""
    stripped = raw.strip()
    if _RULE.match(stripped):
        return []
    cells = [without_markup(cell).strip() for cell in stripped.strip("|").split("|")]
    is_head = any(_UNDER_HEAD.match(line.strip()) for line in below)
    return plain_row(cells, number, is_head=is_head)


def _rows_with_tabs(raws: list[str]) -> set[int]:
    """The numbers of the lines that are rows of a table.

    Two or more with as many tabs follow each other, or it is a title block set with tabs. A
    number and a tab before a paragraph make no row.
    """
    counts = [0 if _is_numbered(raw) else raw.strip(" ").count("\t") for raw in raws]
    return {
        at + 1
        for at, count in enumerate(counts)
        if count
        and (
            count in counts[max(0, at - 1) : at]
            or count in counts[at + 1 : at + 2]
            or any(is_head_cell(cell.strip()) for cell in raws[at].split("\t"))
        )
    }


def _is_numbered(raw: str) -> bool:
    """Whether the only tab stands between a number or bullet and its text, or before the text."""
    before, _, after = raw.strip().partition("\t")
    return not after or ("\t" not in after and len(before) <= 8 and bool(marker_of(f"{before} A")))


def clean_lines(text: str) -> list[str]:
    """The non-empty lines of text that carries no markup, rules left out."""
    lines = [re.sub(r" {2,}", " ", line).strip() for line in clean(text).split("\n")]
    return [line for line in lines if line and not _RULE.match(line)]
