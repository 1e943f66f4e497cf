"""Groups of units that documents name together, and what mass organisations may watch."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.organisation import actions, listings, queries, rules
from feedback.organisation.forms import GroupForm, MandateForm
from feedback.organisation.routes.blueprint import (
    WRONG,
    number_sent,
    pages,
    stored_or_told,
    unit_or_404,
    was_stored,
)
from models import Role, Unit


@pages.get("/unit-groups")
@access.for_roles(Role.ADMINISTRATOR)
def unit_groups() -> str:
    """The groups and whom they mean today."""
    form = GroupForm()
    if form.lines.data is None:
        form.lines.data = []
    return _groups_page(form)


@pages.post("/unit-groups")
@access.for_roles(Role.ADMINISTRATOR)
def add_group() -> Response | tuple[str, int]:
    """A name by which documents call several units at once."""
    form = GroupForm()
    form.offer(queries.units_in_order(clock.today()))

    def act() -> None:
        actions.add_group(
            form.name.data,
            unit_or_404(form.under.data or ""),
            form.kinds.data or [],
            form.lines.data or [],
            by=access.hat_required(),
            now=clock.now(),
        )

    if not (form.validate_on_submit() and was_stored(act, form, "name")):
        return _groups_page(form), WRONG
    flash(gettext("Đã thêm nhóm đơn vị."), "done")
    return redirect(url_for("organisation.unit_groups"))


@pages.post("/unit-groups/remove")
@access.for_roles(Role.ADMINISTRATOR)
def remove_group() -> Response:
    """Forget a group."""

    def act() -> None:
        group = listings.group_numbered(number_sent()) or abort(404)
        actions.remove_group(group, by=access.hat_required(), now=clock.now())

    return stored_or_told(act, gettext("Đã bỏ nhóm đơn vị."), "organisation.unit_groups")


@pages.get("/mandates")
@access.for_roles(Role.ADMINISTRATOR)
def mandates() -> str:
    """What each mass organisation may watch, from when, until when and on what basis."""
    form = MandateForm()
    form.starts_on.data = clock.today()
    return _mandates_page(form)


@pages.post("/mandates")
@access.for_roles(Role.ADMINISTRATOR)
def give_mandate() -> Response | tuple[str, int]:
    """Let a mass organisation watch a unit."""
    form = MandateForm()
    form.offer(*_bodies_and_units())

    def act() -> None:
        actions.give_mandate(
            unit_or_404(form.body.data or ""),
            unit_or_404(form.unit.data or ""),
            includes_below=form.includes_below.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            basis=form.basis.data,
            by=access.hat_required(),
            now=clock.now(),
        )

    if not (form.validate_on_submit() and was_stored(act, form, "ends_on")):
        return _mandates_page(form), WRONG
    flash(gettext("Đã ghi phạm vi giám sát."), "done")
    return redirect(url_for("organisation.mandates"))


@pages.post("/mandates/end")
@access.for_roles(Role.ADMINISTRATOR)
def end_mandate() -> Response:
    """Let a mandate end with today."""

    def act() -> None:
        mandate = listings.mandate_numbered(number_sent()) or abort(404)
        today, hat = clock.today(), access.hat_required()
        actions.end_mandate(mandate, today, by=hat, now=clock.now())

    return stored_or_told(act, gettext("Đã kết thúc phạm vi giám sát."), "organisation.mandates")


def _groups_page(form: GroupForm) -> str:
    today = clock.today()
    form.offer(queries.units_in_order(today))
    groups = queries.groups_with_members(today)
    return render_template("organisation/unit_groups.html", form=form, groups=groups)


def _bodies_and_units() -> tuple[list[Unit], list[Unit]]:
    units = queries.units_in_order(clock.today())
    return [unit for unit in units if unit.kind in rules.BODY_KINDS], units


def _mandates_page(form: MandateForm) -> str:
    form.offer(*_bodies_and_units())
    return render_template(
        "organisation/mandates.html",
        form=form,
        mandates=listings.mandates_in_order(),
        today=clock.today(),
    )
