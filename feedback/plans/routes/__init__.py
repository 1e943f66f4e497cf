"""Pages of plans: reading them, preparing them, publishing them."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("plans", __name__)

from feedback.plans.routes import (  # noqa: E402 - they put their pages into the line above
    acknowledging,
    comparing,
    consulting,
    correcting,
    feeds,
    matching,
    preparing,
    publishing,
    reading,
    reissuing,
    remembering,
    reshaping,
    searching,
    sharing,
    uploading,
)

__all__ = [
    "acknowledging",
    "comparing",
    "consulting",
    "correcting",
    "feeds",
    "matching",
    "pages",
    "preparing",
    "publishing",
    "reading",
    "reissuing",
    "remembering",
    "reshaping",
    "searching",
    "sharing",
    "uploading",
]
