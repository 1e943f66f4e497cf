"""Pages of duties: a unit's desk, a task with its units, reminders, and the registers."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("duties", __name__)

from feedback.duties.routes import (  # noqa: E402 - they put their pages into the line above
    desk,
    regulations,
    reminding,
    reviews,
    tasks,
    yearly,
)

__all__ = ["desk", "pages", "regulations", "reminding", "reviews", "tasks", "yearly"]
