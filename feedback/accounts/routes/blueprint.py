"""The blueprint to which every page of accounts belongs."""

from __future__ import annotations

from flask import Blueprint, url_for

from feedback.pages import leads_inside

pages = Blueprint("accounts", __name__)


def inside_address(wanted: str) -> str:
    """`wanted` when it is an address inside the product, else the page that fits the hat."""
    return wanted if leads_inside(wanted) else url_for("accounts.arrive")
