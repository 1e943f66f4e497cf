"""What kinds of file there are, told by their first bytes, and why one may be refused.

Kept free of the parsers, so that the web process can look without loading them.
"""

from __future__ import annotations

from enum import StrEnum

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000  # of all pictures of one post together: 160 MB once decoded
LONGEST_SIDE = 4096


class Kind(StrEnum):
    """A kind of file; the value is its name in any language."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    PDF = "PDF"
    WORD = "Word (.docx)"
    WORD_WITH_MACROS = "Word (.docm)"
    EXCEL = "Excel (.xlsx)"
    POWERPOINT = "PowerPoint (.pptx)"
    OPEN_DOCUMENT = "OpenDocument"
    OLD_OFFICE = "Microsoft Office 97–2003"
    HEIC = "HEIC"
    ZIP = "ZIP"
    GIF = "GIF"
    TIFF = "TIFF"
    BMP = "BMP"
    AVIF = "AVIF"
    VIDEO = "video"
    RTF = "RTF"
    HTML = "HTML"
    SVG = "SVG"
    RAR = "RAR"
    SEVEN_ZIP = "7z"
    PROGRAM = "EXE"
    UNKNOWN = "?"


class Reason(StrEnum):
    """Why a file is refused; the sentence for the sender stands in `attachments.py`."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    LIES = "lies"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"
    HEIC = "heic"
    OLD_OFFICE = "old_office"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    DAMAGED = "damaged"
    INFLATES = "inflates"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_TOGETHER = "too_many_together"
    TOO_COMPLEX = "too_complex"
    BUSY = "busy"


class Refused(Exception):
    """A file that may not come in, and what it turned out to be where that is known."""

    def __init__(self, reason: Reason, kind: Kind | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.kind = kind


MEDIA_TYPES = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.PDF: "application/pdf",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

# The first ending of each is the one a cleaned file gets.
ENDINGS = {
    Kind.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    Kind.PNG: (".png",),
    Kind.WEBP: (".webp",),
    Kind.PDF: (".pdf",),
    Kind.WORD: (".docx",),
}

_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
    (b"GIF8", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"BM", Kind.BMP),
    (b"{\\rtf", Kind.RTF),
    (b"Rar!", Kind.RAR),
    (b"7z\xbc\xaf", Kind.SEVEN_ZIP),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def kind_of(data: bytes) -> Kind:
    """The kind the content itself shows; a name is never looked at.

    A ZIP stays `Kind.ZIP` here: whether it is a Word file is only known inside, after its
    directory was checked.
    """
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp":
        return _kind_of_boxes(data[8:12])
    return _kind_of_text(data[:1024].lstrip(b"\xef\xbb\xbf\x00\t\n\r\x0c "))


def _kind_of_boxes(brand: bytes) -> Kind:
    if brand in _HEIC_BRANDS:
        return Kind.HEIC
    return Kind.AVIF if brand in (b"avif", b"avis") else Kind.VIDEO


def _kind_of_text(start: bytes) -> Kind:
    if start.startswith(b"%PDF-"):
        return Kind.PDF
    lower = start.lower()
    if b"<svg" in lower:
        return Kind.SVG
    if lower.startswith((b"<!doctype html", b"<html", b"<script", b"<body")):
        return Kind.HTML
    return Kind.UNKNOWN
