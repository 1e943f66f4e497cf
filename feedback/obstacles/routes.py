"""Pages of obstacles."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("obstacles", __name__)
