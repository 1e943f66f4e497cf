"""Pages of comments."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("comments", __name__)
