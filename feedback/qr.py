"""An address as a QR code that a template draws itself."""

from __future__ import annotations

from typing import Any

import segno


def qr_of(address: str) -> dict[str, Any]:
    """A QR code as its `size` in modules and one SVG `path`, for the macro qr.

    It is drawn in the page: an address with a secret never goes out as the address of a picture.
    """
    matrix = segno.make(address, error="m").matrix
    dark = (
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return {"size": len(matrix), "path": "".join(dark)}
