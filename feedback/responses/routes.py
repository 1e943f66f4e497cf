"""Pages of responses."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("responses", __name__)
