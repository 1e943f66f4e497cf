"""Pages of plans: reading them, preparing them, publishing them."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("plans", __name__)

from feedback.plans.routes import (  # noqa: E402 - they put their pages into the line above
    preparing,
    publishing,
    reading,
)

__all__ = ["pages", "preparing", "publishing", "reading"]
