"""Pages of organisation: units for everybody, and their upkeep for administrators."""

from __future__ import annotations

from feedback.organisation.routes import browsing, editing, grouping, structure
from feedback.organisation.routes.blueprint import pages

__all__ = ["browsing", "editing", "grouping", "pages", "structure"]
