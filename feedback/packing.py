"""Sending fewer bytes: what is text goes packed to browsers that can unpack it.

A page that holds a secret (the token of a form) beside text that somebody else may choose
could tell the secret by its packed length (BREACH). Pages built for one reader therefore carry
a random number of idle bytes in their packed head, as Django's middleware does.
"""

from __future__ import annotations

import gzip
import secrets
import zlib
from collections.abc import Mapping

from flask import Flask, request
from werkzeug.wrappers import Response

SMALLEST = 1000  # octets; below that one packet carries it anyway
MOST_IDLE = 100
WITHOUT_PACKING = "feedback.packed_outside"  # in the environment: a layer outside does it
# The fixed head of a gzip file (RFC 1952) that says: a name follows.
_HEAD_WITH_NAME = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x02\xff"


def prepare(app: Flask) -> None:
    """Pack every page."""
    app.after_request(_pack_page)


def unpacks(environ: Mapping[str, object]) -> bool:
    """Whether the browser behind this WSGI environment can unpack."""
    return "gzip" in str(environ.get("HTTP_ACCEPT_ENCODING", ""))


def packed(content: bytes) -> bytes:
    """The content, packed as small as it goes, always to the same bytes."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def packed_with_idle_bytes(content: bytes) -> bytes:
    """The content, packed quickly, longer by a random number of bytes (up to 100)."""
    name = b"-" * secrets.randbelow(MOST_IDLE)
    engine = zlib.compressobj(5, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = engine.compress(content) + engine.flush()
    sums = zlib.crc32(content).to_bytes(4, "little") + (len(content) % 2**32).to_bytes(4, "little")
    return _HEAD_WITH_NAME + name + b"\x00" + body + sums


def _pack_page(response: Response) -> Response:
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    wanted = unpacks(request.environ) and WITHOUT_PACKING not in request.environ
    if not wanted or "Content-Encoding" in response.headers:
        return response
    content = response.get_data()
    if len(content) >= SMALLEST:
        response.set_data(packed_with_idle_bytes(content))
        response.headers["Content-Encoding"] = "gzip"
    return response
