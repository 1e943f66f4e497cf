"""Where an administrator lets names chosen at the desk be known from now on."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.organisation import actions as organisation
from feedback.plans.preparing import remembering
from feedback.plans.routes import pages
from models import Role, db


@pages.get("/plans/chosen-names")
@access.for_roles(Role.ADMINISTRATOR)
def list_chosen_names() -> str:
    """Names that people chose a unit for and that wait to be remembered."""
    return render_template("plans/list_chosen_names.html", names=remembering.names_to_remember())


@pages.post("/plans/chosen-names")
@access.for_roles(Role.ADMINISTRATOR)
def remember_name() -> Response:
    """Let a name mean its unit in every document from now on."""
    begin_write()
    sent = (request.form.get("unit", ""), request.form.get("name", ""))
    waiting = remembering.names_to_remember()
    chosen = next((one for one in waiting if (one.unit.key, one.name) == sent), None) or abort(404)
    organisation.add_name(chosen.unit, chosen.name, by=access.hat_required(), now=clock.now())
    db.session.commit()
    flash(_("Đã ghi nhớ: “%(name)s” là %(unit)s.", name=chosen.name, unit=chosen.unit.name), "done")
    return redirect(url_for("plans.list_chosen_names"))
