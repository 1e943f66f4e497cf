"""Pages of triage: the desk, the sealed room, the table of limits and the calendar."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("triage", __name__)

from feedback.triage.routes import (  # noqa: E402 - they put their pages into the line above
    acts,
    limits,
    queue,
    sealed_room,
)

__all__ = ["acts", "limits", "pages", "queue", "sealed_room"]
