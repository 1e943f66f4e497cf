"""The blueprint to which every page of organisation belongs, and what its parts share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from feedback.database import begin_write
from feedback.errors import UserError
from feedback.fields import Form
from feedback.organisation import queries
from feedback.pages import shown
from feedback.paging import row_number
from models import Unit, db

WRONG = 422

pages = Blueprint("organisation", __name__)


def unit_or_404(key: str) -> Unit:
    """The unit that the address names."""
    unit = queries.unit_by_key(key)
    if unit is None:
        abort(404)
    return unit


def number_sent() -> int:
    """The row number that a button of a list carries; 0 when it carries none."""
    return row_number(request.form.get("number")) or 0


def was_stored(act: Callable[[], Any], form: Form, field: str) -> bool:
    """Carry out `act` in one transaction; on a refusal show it beside `field` and undo."""
    begin_write()
    try:
        act()
    except UserError as error:
        db.session.rollback()
        form.add_error(field, shown(error))
        return False
    db.session.commit()
    return True


def stored_or_told(act: Callable[[], Any], done: str, endpoint: str, **values: str) -> Response:
    """Carry out `act` in one transaction, say what came of it, and go back to the page."""
    begin_write()
    try:
        act()
    except UserError as error:
        db.session.rollback()
        flash(shown(error), "late")
    else:
        db.session.commit()
        flash(done, "done")
    return redirect(url_for(endpoint, **values))  # type: ignore[arg-type]
