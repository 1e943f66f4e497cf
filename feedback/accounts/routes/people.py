"""People and the roles they hold, for administrators and for those who lead a unit."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock, formats
from feedback.accounts import actions, queries, rules
from feedback.accounts.forms import EndRoleForm, GrantForm, roles_offered
from feedback.accounts.routes.blueprint import pages
from feedback.database import begin_write
from feedback.errors import RuleBroken, UserError
from feedback.organisation import queries as organisation
from feedback.pages import shown
from models import Person, Role, db

WRONG = 422


@pages.get("/people")
@access.for_roles(*rules.INVITING_ROLES)
def people() -> str:
    """Everybody, or the own unit's people, page by page, by name."""
    search = request.args.get("search", "").strip()[:100]
    after = request.args.get("after", "")
    found = queries.people_seen_by(access.hat_required(), clock.today(), search=search, after=after)
    return render_template(
        "accounts/people.html", found=found, search=search, after=after, roles_of=_roles_shown
    )


@pages.get("/people/<person_key>")
@access.for_roles(*rules.INVITING_ROLES)
def show_person(person_key: str) -> str:
    """A person's roles, and what may be done about them."""
    return _person_page(_seen(person_key))


@pages.post("/people/<person_key>/roles")
@access.for_roles(*rules.INVITING_ROLES)
def grant_role(person_key: str) -> Response | tuple[str, int]:
    """Give the person one more role."""
    person = _seen(person_key)
    form = _grant_form()
    if not form.validate_on_submit():
        return _person_page(person, grant=form), WRONG
    begin_write()
    try:
        _granted(person, form)
    except UserError as error:
        db.session.rollback()
        form.add_error("role", shown(error))
        return _person_page(person, grant=form), WRONG
    db.session.commit()
    return _done(person, gettext("Đã trao vai trò."))


@pages.post("/people/<person_key>/roles/end")
@access.for_roles(*rules.INVITING_ROLES)
def end_role(person_key: str) -> Response | tuple[str, int]:
    """Write down the last day of one of the person's roles."""
    person = _seen(person_key)
    form = _ending_form(person)
    if not form.validate_on_submit():
        return _person_page(person, ending=form), WRONG
    begin_write()
    ended = next(hat for hat in person.roles if hat.id == form.hat.data)
    try:
        actions.end_role(ended, form.last_day.data, by=access.hat_required(), now=clock.now())
    except UserError as error:
        db.session.rollback()
        form.add_error("last_day", shown(error))
        return _person_page(person, ending=form), WRONG
    db.session.commit()
    return _done(person, gettext("Đã ghi ngày kết thúc vai trò."))


@pages.get("/people/<person_key>/close")
@access.for_roles(Role.ADMINISTRATOR)
def confirm_close_account(person_key: str) -> str:
    """Ask before closing an account."""
    return render_template("accounts/close_account.html", subject=_seen(person_key))


@pages.post("/people/<person_key>/close")
@access.for_roles(Role.ADMINISTRATOR)
def close_account(person_key: str) -> Response:
    """Close an account and sign it out everywhere."""
    person = _seen(person_key)
    begin_write()
    try:
        actions.close_account(person, by=access.hat_required(), now=clock.now())
    except UserError as error:
        db.session.rollback()
        flash(shown(error), "late")
        return redirect(url_for("accounts.show_person", person_key=person.key))
    db.session.commit()
    return _done(person, gettext("Đã đóng tài khoản."))


def _seen(person_key: str) -> Person:
    person = queries.person_seen_by(access.hat_required(), person_key, clock.today())
    if person is None:
        abort(404)
    return person


def _granted(person: Person, form: GrantForm) -> None:
    unit = organisation.unit_by_key(form.unit.data)
    if unit is None:
        raise RuleBroken("Không tìm thấy đơn vị này.")
    actions.grant_role(
        person,
        form.role.data,
        unit,
        by=access.hat_required(),
        now=clock.now(),
        title=form.title.data,
        ends_on=form.ends_on.data or rules.end_by_default(form.role.data, clock.today()),
    )


def _grant_form(**options: Any) -> GrantForm:
    form = GrantForm(**options)
    hat = access.hat_required()
    units = queries.units_to_give_roles_at(hat, clock.today())
    form.offer(units, roles_offered(hat, units), clock.today())
    return form


def _ending_form(person: Person, **options: Any) -> EndRoleForm:
    today = clock.today()
    by = access.hat_required()
    form = EndRoleForm(last_day=today, **options)
    form.offer(
        hat
        for hat in queries.hats_seen_by(by, person)
        if access.is_active(hat, today) and hat.role in rules.roles_to_give(by.role, hat.unit)
    )
    return form


def _person_page(
    person: Person, *, grant: GrantForm | None = None, ending: EndRoleForm | None = None
) -> str:
    today = clock.today()
    by = access.hat_required()
    hats = queries.hats_seen_by(by, person)
    active = [hat for hat in hats if access.is_active(hat, today)]
    may_close = by.role is Role.ADMINISTRATOR and person.closed_at is None
    return render_template(
        "accounts/person.html",
        subject=person,
        hats=hats,
        active=active,
        grant=grant or _grant_form(formdata=None),
        ending=ending or _ending_form(person, formdata=None),
        may_close=may_close,
        is_own=person.id == by.person_id,
    )


def _roles_shown(person: Person) -> list[str]:
    """The person's active roles that the hat worn may see, in words."""
    seen = queries.hats_seen_by(access.hat_required(), person)
    return [formats.hat_words(hat) for hat in seen if access.is_active(hat, clock.today())]


def _done(person: Person, message: str) -> Response:
    flash(message, "done")
    return redirect(url_for("accounts.show_person", person_key=person.key))
