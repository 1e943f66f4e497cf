"""Pictures: drawn anew from their pixels, so that nothing else of the file survives."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageCms, ImageFile, ImageOps

from feedback.attachments_kinds import LONGEST_SIDE, MOST_BYTES, MOST_PIXELS, Kind, Reason, Refused

_JPEG_QUALITY = 88
# Adobe's segment says how colours are to be read; without it a CMYK picture turns negative.
_KEPT_JPEG_SEGMENTS = {0xE0, 0xEE}
_DROPPED_PNG_CHUNKS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP"}
_PNG_START = b"\x89PNG\r\n\x1a\n"


def clean_picture(data: bytes, kind: Kind) -> tuple[Kind, bytes]:
    """The same picture, upright, in sRGB, at most 4096 pixels a side, without any metadata.

    The kind stays, save that a PNG still above 10 MB becomes a JPEG. Of an animation the first
    picture is kept. Raises Refused above 40 megapixels or when the file is damaged.
    """
    try:
        with Image.open(BytesIO(data), formats=[kind.name]) as picture:
            return _redrawn(picture, kind)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise Refused(Reason.TOO_MANY_PIXELS, kind) from error
    except (OSError, ValueError, SyntaxError, IndexError, KeyError, TypeError) as error:
        raise Refused(Reason.DAMAGED, kind) from error


def _redrawn(picture: Image.Image, kind: Kind) -> tuple[Kind, bytes]:
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(Reason.TOO_MANY_PIXELS, kind)
    # A JPEG can be decoded at a half or a quarter, which spares most of the memory.
    picture.draft(picture.mode, (LONGEST_SIDE, LONGEST_SIDE))
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # other libraries put it on for the whole process
    picture.load()
    plain = _in_srgb(ImageOps.exif_transpose(picture))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Some writers copy what they find here (comments, text, profiles) into the new file.
    plain.info.clear()
    if kind is Kind.PNG:
        drawn = _saved(plain, "PNG")
        if len(drawn) <= MOST_BYTES:
            return kind, drawn
        return Kind.JPEG, _saved(_on_white(plain), "JPEG")
    if kind is Kind.WEBP:
        return kind, _saved(plain, "WEBP")
    return kind, _saved(_on_white(plain), "JPEG")


def _in_srgb(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        # A plain conversion would cut every grey above 255 to white.
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    mode = _plain_mode(picture)
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        try:
            return (
                ImageCms.profileToProfile(
                    picture,
                    ImageCms.ImageCmsProfile(BytesIO(profile)),
                    ImageCms.createProfile("sRGB"),
                    outputMode=mode,
                )
                or picture
            ).copy()
        except (ImageCms.PyCMSError, OSError):
            # A broken profile costs the exact colours, not the picture.
            pass
    return picture.convert(mode) if picture.mode != mode else picture.copy()


def _plain_mode(picture: Image.Image) -> str:
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        return "RGBA"
    return "L" if picture.mode in ("1", "L", "I", "F") else "RGB"


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _saved(picture: Image.Image, written_as: str) -> bytes:
    target = BytesIO()
    picture.save(target, written_as, quality=_JPEG_QUALITY, optimize=written_as == "JPEG")
    return target.getvalue()


def without_jpeg_metadata(data: bytes) -> bytes:
    """The same JPEG, pixel for pixel, without EXIF, XMP, IPTC, profiles and comments.

    For pictures inside PDF and Word files. What does not read as a JPEG becomes empty bytes:
    better no picture than one that tells where it was taken.
    """
    kept, at = bytearray(data[:2]), 2
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        marker = data[at + 1]
        if marker == 0xDA:
            return bytes(kept) + _to_last_end_of_picture(data[at:])
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        is_metadata = marker == 0xFE or (
            0xE0 <= marker <= 0xEF and marker not in _KEPT_JPEG_SEGMENTS
        )
        if not is_metadata:
            kept += data[at : at + 2 + length]
        at += 2 + length
    return b""


def _to_last_end_of_picture(scan: bytes) -> bytes:
    """Drops what follows the first end marker: previews and whole second pictures hide there.

    Inside the compressed scan 0xFF is always followed by 0x00 or a restart number, so the end
    marker cannot occur by chance.
    """
    end = scan.find(b"\xff\xd9")
    return scan if end < 0 else scan[: end + 2]


def without_png_metadata(data: bytes) -> bytes:
    """The same PNG without text, time, EXIF and profile chunks; empty bytes if it is damaged."""
    kept, at = bytearray(_PNG_START), len(_PNG_START)
    while data.startswith(_PNG_START) and at + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        if name not in _DROPPED_PNG_CHUNKS:
            kept += data[at:end]
        if name == b"IEND":
            return bytes(kept)
        at = end
    return b""


STRIPPERS: dict[Kind, Callable[[bytes], bytes]] = {
    Kind.JPEG: without_jpeg_metadata,
    Kind.PNG: without_png_metadata,
}
