"""Pages on the wire."""

from __future__ import annotations

import gzip

from flask import Flask
from werkzeug.test import Client

from feedback import packing

CONTENT = "Thực hiện dân chủ ở cơ sở. ".encode() * 200


def test_what_is_packed_unpacks_to_the_same() -> None:
    for pack in (packing.packed, packing.packed_with_idle_bytes):
        assert gzip.decompress(pack(CONTENT)) == CONTENT
        assert len(pack(CONTENT)) < len(CONTENT) / 10


def test_the_length_of_a_page_with_secrets_tells_nothing() -> None:
    lengths = {len(packing.packed_with_idle_bytes(CONTENT)) for _ in range(200)}

    assert len(lengths) > 50


def test_a_page_comes_packed_to_who_can_unpack_it(app: Flask) -> None:
    browser = Client(app)

    packed = browser.get("/help", headers={"Accept-Encoding": "gzip, deflate, br"})
    plain = browser.get("/help")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert "Trợ giúp" in gzip.decompress(packed.data).decode()
