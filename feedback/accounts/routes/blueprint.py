"""The blueprint to which every page of accounts belongs."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, url_for

pages = Blueprint("accounts", __name__)


def inside_address(wanted: str) -> str:
    r"""`wanted` when it is an address inside the product, else the page that fits the hat.

    "https://…", "//…" and "/\…" lead outside in some browser, so they are never followed.
    """
    parts = urlsplit(wanted)
    plain = wanted.isprintable() and "\\" not in wanted
    inside = wanted.startswith("/") and not wanted.startswith("//")
    if plain and inside and not parts.scheme and not parts.netloc:
        return wanted
    return url_for("accounts.arrive")
