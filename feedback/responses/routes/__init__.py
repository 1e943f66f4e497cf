"""Pages of responses: the desk of a unit, approvals, cases as everybody may read them, promises."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("responses", __name__)

from feedback.responses.routes import (  # noqa: E402 - they put their pages into the line above
    answering,
    approving,
    desk,
    promises,
    reading,
)

__all__ = ["answering", "approving", "desk", "pages", "promises", "reading"]
