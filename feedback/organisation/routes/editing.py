"""Entering and changing units."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.duties import succession as duties
from feedback.organisation import actions
from feedback.organisation.forms import UnitForm
from feedback.organisation.routes.blueprint import WRONG, pages, unit_or_404, was_stored
from feedback.responses import succession
from models import Role, Unit


@pages.get("/units/new")
@access.for_roles(Role.ADMINISTRATOR)
def open_new_unit() -> str:
    """The form for a new unit."""
    return render_template("organisation/unit_form.html", form=UnitForm(), unit=None)


@pages.post("/units/new")
@access.for_roles(Role.ADMINISTRATOR)
def add_unit() -> Response | tuple[str, int]:
    """Enter a new unit."""
    form = UnitForm()
    made: list[Unit] = []

    def act() -> None:
        facts, hat = form.facts(), access.hat_required()
        made.append(actions.add_unit(facts, by=hat, now=clock.now()))

    if not (form.validate_on_submit() and was_stored(act, form, "name")):
        return render_template("organisation/unit_form.html", form=form, unit=None), WRONG
    flash(gettext("Đã thêm đơn vị. Xin đặt đơn vị vào đúng tuyến quản lý."), "done")
    return redirect(url_for("organisation.structure", unit_key=made[0].key))


@pages.get("/units/<unit_key>/edit")
@access.for_roles(Role.ADMINISTRATOR)
def open_unit(unit_key: str) -> str:
    """The form to change a unit."""
    unit = unit_or_404(unit_key)
    return render_template("organisation/unit_form.html", form=UnitForm(obj=unit), unit=unit)


@pages.post("/units/<unit_key>/edit")
@access.for_roles(Role.ADMINISTRATOR)
def change_unit(unit_key: str) -> Response | tuple[str, int]:
    """Change what is known about a unit."""
    unit = unit_or_404(unit_key)
    form = UnitForm()

    def act() -> None:
        hat, now = access.hat_required(), clock.now()
        actions.change_unit(unit, form.facts(), by=hat, now=now)
        succession.hand_over(unit, by=hat, now=now)
        duties.hand_over(unit, by=hat, now=now)

    if not (form.validate_on_submit() and was_stored(act, form, "name")):
        return render_template("organisation/unit_form.html", form=form, unit=unit), WRONG
    flash(gettext("Đã lưu thông tin đơn vị."), "done")
    return redirect(url_for("organisation.show_unit", unit_key=unit.key))
