"""Which format a file is in, and the lines it holds."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePath

from feedback.attachments_kinds import Kind, kind_of
from feedback.errors import N_
from feedback.plans.reading.docx_text import docx_lines
from feedback.plans.reading.html_text import html_lines
from feedback.plans.reading.model import Line, UnreadableDocument
from feedback.plans.reading.pdf_text import pdf_lines
from feedback.plans.reading.plain_text import decoded, lines_of

MOST_BYTES = 20 * 1024 * 1024

_OPEN_DOCUMENT_START = b"mimetypeapplication/vnd.oasis.opendocument.text"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Format(StrEnum):
    """What a document may come as."""

    word = "Word (.docx)"
    pdf = "PDF"
    html = "HTML"
    markdown = "Markdown"
    plain = "plain text"
    open_document = "OpenDocument (.odt)"
    old_word = "Word 97–2003 (.doc)"
    rich_text = "RTF"


# An office program makes Word files of these before they are read.
CONVERTED = frozenset({Format.open_document, Format.old_word, Format.rich_text})
ENDINGS = {
    ".docx": Format.word, ".docm": Format.word, ".doc": Format.old_word, ".rtf": Format.rich_text,
    ".odt": Format.open_document, ".pdf": Format.pdf, ".htm": Format.html, ".html": Format.html,
    ".md": Format.markdown, ".markdown": Format.markdown, ".txt": Format.plain,
}  # fmt: skip
# What to press in a file dialogue: without .docm, which is refused for its macros.
ACCEPTED = tuple(ending for ending in ENDINGS if ending not in (".docm", ".markdown"))

_BY_CONTENT = {
    Kind.PDF: Format.pdf, Kind.OLD_OFFICE: Format.old_word, Kind.RTF: Format.rich_text,
}  # fmt: skip
_PICTURES = (Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC, Kind.GIF, Kind.TIFF, Kind.AVIF)

_EMPTY = N_("Tệp không có chữ nào. Hãy kiểm tra lại tệp rồi tải lên.")
_TOO_BIG = N_("Tệp lớn hơn %(most)s MB. Hãy bỏ bớt hình ảnh hoặc tách phụ lục rồi tải lên lại.")
_PICTURE = N_(
    "Đây là ảnh, không phải văn bản. Hãy gửi tệp Word gốc; nếu chỉ có bản giấy, xin quét thành PDF."
)
_OTHER = N_(
    "Chỉ đọc được tệp Word (.docx, .doc), PDF, .odt, .rtf, .html, .md và .txt. Hãy lưu lại một"
    " trong các dạng ấy rồi tải lên."
)
_PASSWORD = N_("Tệp Word có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.")
UNCONVERTED = N_(
    "Máy chủ chưa có LibreOffice nên chưa đọc được tệp .doc, .odt và .rtf. Hãy mở tệp, lưu lại dạng"
    " .docx rồi tải lên."
)


def format_of(data: bytes, filename: str) -> Format:
    """The format of a file, told by its first bytes, and by its name where those say nothing.

    Raises UnreadableDocument for what is no document, and for a file empty or above 20 MB.
    """
    if not data:
        raise UnreadableDocument(_EMPTY)
    if len(data) > MOST_BYTES:
        raise UnreadableDocument(_TOO_BIG, most=MOST_BYTES // (1024 * 1024))
    kind, named = kind_of(data), ENDINGS.get(PurePath(filename).suffix.lower())
    if kind in _PICTURES:
        raise UnreadableDocument(_PICTURE)
    if kind is Kind.OLD_OFFICE and _ENCRYPTED in data:
        raise UnreadableDocument(_PASSWORD)
    if kind in _BY_CONTENT:
        return _BY_CONTENT[kind]
    if kind is Kind.ZIP:
        return Format.open_document if _OPEN_DOCUMENT_START in data[:200] else Format.word
    if named is None:
        raise UnreadableDocument(_OTHER)
    if kind is Kind.HTML and named in (Format.old_word, Format.word):
        return Format.html  # many systems hand out web pages named .doc
    return named


def lines_in(data: bytes, filename: str) -> list[Line]:
    """The lines of a file in any format but those that must be converted first.

    Raises UnreadableDocument with a message that says what to send instead.
    """
    found = format_of(data, filename)
    if found in CONVERTED:
        raise UnreadableDocument(UNCONVERTED)
    return _READERS[found](data)


_READERS: dict[Format, Callable[[bytes], list[Line]]] = {
    Format.word: docx_lines,
    Format.pdf: pdf_lines,
    Format.html: html_lines,
    Format.markdown: lambda data: lines_of(decoded(data)),
    Format.plain: lambda data: lines_of(decoded(data)),
}
