"""What every template may use, and the pages for errors."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, jsonify, render_template, request
from flask_babel import get_locale, gettext
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feedback import formats, labels, richtext
from feedback.clock import day_of
from feedback.config import DEFAULTS
from feedback.errors import UserError
from models import db

FILTERS = {
    "day": formats.day,
    "moment": formats.moment,
    "day_of_moment": formats.day_of_moment,
    "official_day": formats.official_day,
    "number": formats.number,
    "size": formats.size,
    "label": labels.label,
    "hat_words": formats.hat_words,
    "sender_words": formats.sender_words,
    "richtext": richtext.richtext,
    "kept_html": richtext.kept_html,
    "excerpt": richtext.excerpt,
    "day_of": day_of,
}
ERROR_PAGES = (400, 403, 404, 405, 413, 429, 500)


def prepare(app: Flask) -> None:
    """Filters, the variables of the layouts, and error pages that say what to do."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["is_fragment"] = wants_fragment
    app.context_processor(_layout_variables)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(CSRFError, show_expired)
    app.register_error_handler(UserError, show_refusal)


def wants_fragment() -> bool:
    """Whether the page's own script asks for a part of a page to put in place."""
    return request.headers.get("X-Fragment") == "1"


def shown(error: UserError) -> str:
    """What an error says, in the reader's language."""
    return gettext(error.message) % error.params if error.params else gettext(error.message)


def show_error(error: HTTPException) -> tuple[str | Response, int] | HTTPException:
    """A page that says what happened and what one can do."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    if request.path == "/healthz":
        return jsonify(error=code), code
    page = code if code in ERROR_PAGES else 404 if code < 500 else 500
    name = {400: "400", 405: "404"}.get(page, str(page))
    return render_template(f"errors/{name}.html", reference=g.get("reference", "")), code


def show_expired(error: CSRFError) -> tuple[str, int]:
    """The page for a form that lay open too long: what was typed is on it, ready to send again."""
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name
    ]
    return render_template("errors/expired.html", typed=typed, address=request.full_path), 400


def show_refusal(error: UserError) -> tuple[str, int]:
    """The page for a refusal that no form caught: what it says, and that nothing was changed."""
    db.session.rollback()
    return render_template("errors/refused.html", message=shown(error)), 409


def leads_inside(address: str) -> bool:
    r"""Whether an address from outside stays inside the product when it is followed.

    "https://…", "//…" and "/\…" lead outside in some browser.
    """
    parts = urlsplit(address)
    plain = address.isprintable() and "\\" not in address
    rooted = address.startswith("/") and not address.startswith("//")
    return plain and rooted and not parts.scheme and not parts.netloc


def _site_name() -> str:
    """The name the operator gave; the product's own name in the reader's language otherwise."""
    name: str = current_app.config["SITE_NAME"]
    return gettext("Góp ý kế hoạch") if name == DEFAULTS["SITE_NAME"] else name


def _layout_variables() -> dict[str, Any]:
    return {
        "site_name": _site_name(),
        "base_address": current_app.config["BASE_ADDRESS"],
        "language": str(get_locale()),
        "theme": g.get("theme", ""),
        "person": g.get("person"),
        "hat": g.get("hat"),
        "hats": g.get("hats", ()),
        "nav": g.get("nav", ()),
        "unread_notices": g.get("unread_notices", 0),
    }
