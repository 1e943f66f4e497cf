"""Pages of triage."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("triage", __name__)
