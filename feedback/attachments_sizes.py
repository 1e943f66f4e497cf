"""How many pixels a picture says it has, read from its first bytes: nothing is decoded.

A small file can unfold to hundreds of megabytes. What it claims here is what a decoder would
believe too; the sandbox counts again.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from feedback.attachments_kinds import Kind, kind_of

# The markers that carry width and height; C4, C8 and CC look alike and mean other things.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xDA)})


def pixels_of(data: bytes) -> int:
    """Width times height of a JPEG, PNG or WebP; 0 for anything else and what cannot be read."""
    measure = _MEASURES.get(kind_of(data))
    try:
        return measure(data) if measure else 0
    except (struct.error, IndexError):
        return 0


def _pixels_of_png(data: bytes) -> int:
    width, height = struct.unpack(">II", data[16:24])
    return int(width * height)


def _pixels_of_jpeg(data: bytes) -> int:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width * height)
        if marker == 0xFF:
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        else:
            (length,) = struct.unpack(">H", data[at + 2 : at + 4])
            at += 2 + int(length)
    return 0


def _pixels_of_webp(data: bytes) -> int:
    name = data[12:16]
    if name == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width * (int.from_bytes(data[27:30], "little") + 1)
    if name == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack("<HH", data[26:30])
    return int(width & 0x3FFF) * int(height & 0x3FFF)


_MEASURES: dict[Kind, Callable[[bytes], int]] = {
    Kind.PNG: _pixels_of_png,
    Kind.JPEG: _pixels_of_jpeg,
    Kind.WEBP: _pixels_of_webp,
}
