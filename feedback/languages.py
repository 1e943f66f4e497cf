"""Vietnamese is the source and the default; a reader may choose English."""

from __future__ import annotations

from flask import Flask, g, request, session
from flask_babel import Babel

LANGUAGES = ("vi", "en")


def prepare(app: Flask) -> None:
    """Let every page know its reader's language."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=chosen_language)


def chosen_language() -> str:
    """The language chosen on this browser or account; Vietnamese unless somebody chose.

    What the browser prefers is not asked: a shared link must show everyone the same page.
    """
    if not request:
        return "vi"
    chosen = session.get("language") or getattr(g.get("person"), "language", None)
    return chosen if chosen in LANGUAGES else "vi"
