"""Style and scripts as browsers are given them."""

from __future__ import annotations

import gzip
import re

from flask import Flask, url_for
from werkzeug.test import Client


def test_a_static_address_names_its_content_and_may_be_kept_for_a_year(app: Flask) -> None:
    with app.test_request_context():
        address = url_for("static", filename="js/print.js")

    answer = Client(app).get(address)

    assert re.fullmatch(r"/static/v-[0-9a-f]{12}/js/print\.js", address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert "addEventListener" in answer.text


def test_an_old_static_address_still_answers_and_is_asked_for_again(app: Flask) -> None:
    answer = Client(app).get("/static/v-000000000000/js/print.js")

    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]


def test_style_comes_packed_to_who_can_unpack_it(app: Flask) -> None:
    browser = Client(app)

    packed = browser.get("/static/css/public.css", headers={"Accept-Encoding": "gzip"})
    plain = browser.get("/static/css/public.css")

    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3


def test_nothing_beside_the_static_files_is_reached(app: Flask) -> None:
    answer = Client(app).get("/static/v-000000000000/../../models.py")

    assert answer.status_code == 404
