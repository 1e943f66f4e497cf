"""Pages of obstacles: bringing one up, gathering, the Director's decision, one answer."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("obstacles", __name__)

from feedback.obstacles.routes import (  # noqa: E402 - they put their pages into the line above
    groups,
    raising,
)

__all__ = ["groups", "pages", "raising"]
