"""Pages of duties: a unit's desk, a task with its units, reminders, and the registers."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("duties", __name__)

from feedback.duties.routes import (  # noqa: E402 - they put their pages into the line above
    desk,
    reminding,
    tasks,
    yearly,
)

__all__ = ["desk", "pages", "reminding", "tasks", "yearly"]
