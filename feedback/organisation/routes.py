"""Pages of organisation."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("organisation", __name__)
