"""Pages of comments: saying something, finding it again, reading what others said."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("comments", __name__)

from feedback.comments.routes import (  # noqa: E402 - they put their pages into the line above
    acts,
    guidance,
    reading,
    saying,
    tracking,
)

__all__ = ["acts", "guidance", "pages", "reading", "saying", "tracking"]
