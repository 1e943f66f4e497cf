"""Naming who signs for the head of a unit while the head is away."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.accounts import deputising, queries
from feedback.accounts.forms import DeputyForm
from feedback.accounts.routes.blueprint import pages
from feedback.database import begin_write
from feedback.errors import RuleBroken, UserError
from feedback.organisation import queries as organisation
from feedback.pages import shown
from feedback.paging import row_number
from models import Deputyship, Role, RoleHeld, Unit, db

WRONG = 422


@pages.get("/units/<unit_key>/deputy")
@access.for_roles(Role.HEAD)
def deputies(unit_key: str) -> str:
    """Who signs for the head and when, and the form to name somebody."""
    unit = _own_unit(unit_key)
    form = _form(unit, access.hat_required())
    if form.starts_on.data is None:
        form.starts_on.data = clock.today()
    return _deputies_page(unit, form)


@pages.post("/units/<unit_key>/deputy")
@access.for_roles(Role.HEAD)
def name_deputy(unit_key: str) -> Response | tuple[str, int]:
    """Name a deputy from a day to a day."""
    unit = _own_unit(unit_key)
    form = _form(unit, access.hat_required())
    if not form.validate_on_submit():
        return _deputies_page(unit, form), WRONG
    begin_write()
    try:
        _named(unit, form)
    except UserError as error:
        db.session.rollback()
        form.add_error("person", shown(error))
        return _deputies_page(unit, form), WRONG
    db.session.commit()
    flash(gettext("Đã ghi nhận ủy quyền. Người được ủy quyền đã được báo."), "done")
    return redirect(url_for("accounts.deputies", unit_key=unit.key))


@pages.post("/units/<unit_key>/deputy/end")
@access.for_roles(Role.HEAD)
def end_deputyship(unit_key: str) -> Response:
    """Let a deputy sign no more."""
    unit = _own_unit(unit_key)
    begin_write()
    try:
        deputising.end_deputyship(_chosen(unit), by=access.hat_required(), now=clock.now())
    except UserError as error:
        db.session.rollback()
        flash(shown(error), "late")
        return redirect(url_for("accounts.deputies", unit_key=unit.key))
    db.session.commit()
    flash(gettext("Đã chấm dứt ủy quyền."), "done")
    return redirect(url_for("accounts.deputies", unit_key=unit.key))


def _own_unit(unit_key: str) -> Unit:
    unit = organisation.unit_by_key(unit_key)
    if unit is None or unit.id != access.hat_required().unit_id:
        abort(404)
    return unit


def _chosen(unit: Unit) -> Deputyship:
    number = row_number(request.form.get("deputyship"))
    found = queries.deputyship_of(unit, number) if number is not None else None
    if found is None:
        abort(404)
    return found


def _form(unit: Unit, hat: RoleHeld) -> DeputyForm:
    form = DeputyForm()
    form.offer(queries.possible_deputies(unit, clock.today(), but=[hat.person]))
    return form


def _named(unit: Unit, form: DeputyForm) -> None:
    person = queries.person_by_key(form.person.data)
    if person is None:
        raise RuleBroken("Chỉ ủy quyền được cho người đang làm việc tại đơn vị.")
    deputising.name_deputy(
        unit,
        person,
        form.starts_on.data,
        form.ends_on.data,
        by=access.hat_required(),
        now=clock.now(),
    )


def _deputies_page(unit: Unit, form: DeputyForm) -> str:
    return render_template(
        "accounts/deputies.html",
        form=form,
        unit=unit,
        deputyships=queries.deputyships_of(unit),
        today=clock.today(),
    )
