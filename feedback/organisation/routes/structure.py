"""A unit's other names, the lines it stands in, and who took over from it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.duties import succession as duties
from feedback.organisation import actions, listings, queries
from feedback.organisation.forms import LineForm, NameForm, SuccessorForm
from feedback.organisation.routes.blueprint import (
    WRONG,
    number_sent,
    pages,
    stored_or_told,
    unit_or_404,
    was_stored,
)
from feedback.responses import succession
from models import Role, Unit

HERE = "organisation.structure"


@pages.get("/units/<unit_key>/structure")
@access.for_roles(Role.ADMINISTRATOR)
def structure(unit_key: str) -> str:
    """Names, lines and successors of a unit, each with what may be done."""
    return _page(unit_or_404(unit_key))


@pages.post("/units/<unit_key>/names")
@access.for_roles(Role.ADMINISTRATOR)
def add_name(unit_key: str) -> Response | tuple[str, int]:
    """Another name by which documents call the unit."""
    unit = unit_or_404(unit_key)
    form = NameForm()

    def act() -> None:
        actions.add_name(unit, form.other_name.data, by=access.hat_required(), now=clock.now())

    if not (form.validate_on_submit() and was_stored(act, form, "other_name")):
        return _page(unit, name_form=form), WRONG
    return _done(unit, gettext("Đã ghi tên gọi."))


@pages.post("/units/<unit_key>/names/remove")
@access.for_roles(Role.ADMINISTRATOR)
def remove_name(unit_key: str) -> Response:
    """Forget another name."""
    unit = unit_or_404(unit_key)

    def act() -> None:
        name = listings.name_of(unit, number_sent()) or abort(404)
        actions.remove_name(name, by=access.hat_required(), now=clock.now())

    return stored_or_told(act, gettext("Đã bỏ tên gọi."), HERE, unit_key=unit.key)


@pages.post("/units/<unit_key>/lines")
@access.for_roles(Role.ADMINISTRATOR)
def place_under(unit_key: str) -> Response | tuple[str, int]:
    """Put the unit under another."""
    unit = unit_or_404(unit_key)
    form = LineForm()
    form.offer(_others(unit))

    def act() -> None:
        actions.place_under(
            unit,
            unit_or_404(form.upper.data or ""),
            form.line.data,
            starts_on=form.line_starts_on.data,
            by=access.hat_required(),
            now=clock.now(),
        )

    if not (form.validate_on_submit() and was_stored(act, form, "upper")):
        return _page(unit, line_form=form), WRONG
    return _done(unit, gettext("Đã ghi tuyến."))


@pages.post("/units/<unit_key>/lines/end")
@access.for_roles(Role.ADMINISTRATOR)
def end_line(unit_key: str) -> Response:
    """Let the unit stand under another no more."""
    unit = unit_or_404(unit_key)

    def act() -> None:
        line = listings.line_of(unit, number_sent()) or abort(404)
        actions.end_line(line, by=access.hat_required(), now=clock.now())

    return stored_or_told(act, gettext("Đã kết thúc tuyến."), HERE, unit_key=unit.key)


@pages.post("/units/<unit_key>/successors")
@access.for_roles(Role.ADMINISTRATOR)
def name_successor(unit_key: str) -> Response | tuple[str, int]:
    """Write down who took over from the unit."""
    unit = unit_or_404(unit_key)
    form = SuccessorForm()
    form.offer(_others(unit))

    def act() -> None:
        hat, now = access.hat_required(), clock.now()
        actions.name_successor(
            unit,
            unit_or_404(form.successor.data or ""),
            form.succession.data,
            form.happened_on.data,
            by=hat,
            now=now,
        )
        # What the unit still owed goes on at once; where it ends later, the worker sees to it.
        succession.hand_over(unit, by=hat, now=now)
        duties.hand_over(unit, by=hat, now=now)

    if not (form.validate_on_submit() and was_stored(act, form, "successor")):
        return _page(unit, successor_form=form), WRONG
    return _done(unit, gettext("Đã ghi đơn vị kế thừa."))


@pages.post("/units/<unit_key>/successors/remove")
@access.for_roles(Role.ADMINISTRATOR)
def remove_successor(unit_key: str) -> Response:
    """Forget a successor written down by mistake."""
    unit = unit_or_404(unit_key)

    def act() -> None:
        succession = listings.succession_of(unit, number_sent()) or abort(404)
        actions.remove_successor(succession, by=access.hat_required(), now=clock.now())

    return stored_or_told(act, gettext("Đã bỏ đơn vị kế thừa."), HERE, unit_key=unit.key)


def _others(unit: Unit) -> list[Unit]:
    return [other for other in queries.units_in_order(clock.today()) if other.id != unit.id]


def _page(
    unit: Unit,
    *,
    name_form: NameForm | None = None,
    line_form: LineForm | None = None,
    successor_form: SuccessorForm | None = None,
) -> str:
    line_form = line_form or LineForm(formdata=None)
    successor_form = successor_form or SuccessorForm(formdata=None)
    others = _others(unit)
    line_form.offer(others)
    successor_form.offer(others)
    return render_template(
        "organisation/structure.html",
        unit=unit,
        card=listings.unit_card(unit, clock.today()),
        name_form=name_form or NameForm(formdata=None),
        line_form=line_form,
        successor_form=successor_form,
    )


def _done(unit: Unit, message: str) -> Response:
    flash(message, "done")
    return redirect(url_for(HERE, unit_key=unit.key))
