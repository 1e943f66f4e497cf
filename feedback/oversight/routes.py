"""Pages of oversight."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("oversight", __name__)
