"""Text files into clean lines: encoding, invisible characters, emphasis, tags, tables."""

from __future__ import annotations

import html
import re
import unicodedata

from feedback.errors import N_
from feedback.plans.reading.model import Line, UnreadableDocument

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
_KEPT_CONTROLS = {"\n", "\t"}


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
        raise UnreadableDocument(
            N_("Tệp không dùng bảng mã Unicode. Hãy lưu lại dưới dạng UTF-8 rồi tải lên lại.")
        ) from error
    if "\x00" in text:
        raise UnreadableDocument(
            N_("Đây không phải tệp văn bản. Hãy gửi tệp .txt, .md hoặc .docx.")
        )
    return text


def clean(text: str) -> str:
    """`text` in NFC, with plain spaces and line feeds, without what cannot be seen."""
    text = unicodedata.normalize("NFC", text).replace("\u00d0", "Đ")  # eth, typed for đ
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = _PRIVATE_USE_BULLET.sub(r"\1- ", text)
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
    """The non-empty lines of `text`, rules and table borders left out.

    Raises UnreadableDocument for more than 20,000 lines.
    """
    lines: list[Line] = []
    for number, raw in enumerate(without_markup(clean(text)).split("\n"), start=1):
        stripped = re.sub(r" {2,}", " ", raw).strip()
        if not stripped or _RULE.match(stripped):
            continue
        if stripped.startswith("|") and stripped.endswith("|"):
            cells = [cell.strip() for cell in stripped.strip("|").split("|")]
            lines.extend(row_lines([[cell] for cell in cells], number))
        else:
            lines.append(Line(re.sub(r"^(?:#{1,6}|>)\s+", "", stripped), number))
    if len(lines) > MOST_LINES:
        raise UnreadableDocument(
            N_("Tệp có hơn %(most)s dòng, quá dài đối với một văn bản kế hoạch."), most=MOST_LINES
        )
    return lines


def clean_lines(text: str) -> list[str]:
    """The non-empty lines of text that carries no markup, rules left out."""
    lines = [re.sub(r" {2,}", " ", line).strip() for line in clean(text).split("\n")]
    return [line for line in lines if line and not _RULE.match(line)]


_HEAD_CELL = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|^Số\s*:|Nơi nhận\s*:|"
    r"ngày[\s\d.…]*tháng[\s\d.…]*năm\s*\d{4}$"
)
_BEFORE_ITEM = re.compile(r"\s+(?=- ?\S)")


def row_lines(cells: list[list[str]], number: int) -> list[Line]:
    """A table row as one line, cells joined by " | "; a title block laid out as a table as lines.

    Each cell comes as its paragraphs. Offices set the title block and the signature in a table
    without borders: their cells are no row of anything.
    """
    filled = [[text for text in cell if text.strip()] for cell in cells]
    filled = [cell for cell in filled if cell]
    if len(filled) == 1 or any(_HEAD_CELL.search(text) for cell in filled for text in cell):
        return [Line(piece, number) for cell in filled for piece in _pieces(cell)]
    joined = " | ".join(" ".join(cell) for cell in filled)
    return [Line(joined, number, is_row=True)] if joined else []


def _pieces(cell: list[str]) -> list[str]:
    pieces: list[str] = []
    for text in cell:
        if text.startswith("Nơi nhận"):
            pieces.extend(_BEFORE_ITEM.split(text))
        else:
            pieces.append(re.sub(r"\s*[-_]{3,}\s*$", "", text))
    return [piece for piece in pieces if piece.strip()]
