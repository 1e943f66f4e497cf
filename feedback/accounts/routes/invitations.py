"""Inviting people by a code, and taking codes back."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.accounts import actions, queries, rules
from feedback.accounts.forms import InvitationForm, roles_offered
from feedback.accounts.routes.blueprint import pages
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.organisation import queries as organisation
from feedback.pages import shown
from feedback.qr import qr_of
from models import db

WRONG = 422
USUALLY_LASTS = timedelta(days=30)


@pages.get("/invitations")
@access.for_roles(*rules.INVITING_ROLES)
def invitations() -> str:
    """The codes given out from this seat, and how far they are used."""
    hat = access.hat_required()
    return render_template(
        "accounts/invitations.html",
        invitations=queries.invitations_seen_by(hat),
        now=clock.now(),
        may_invite=bool(_offered_form().role.choices),
    )


@pages.get("/invitations/new")
@access.for_roles(*rules.INVITING_ROLES)
def open_invitation() -> str:
    """The form for a new code; a code is good for a month unless another day is chosen."""
    form = _offered_form()
    if not form.is_submitted():
        form.expires_on.data = clock.today() + USUALLY_LASTS
    return render_template("accounts/invitation_form.html", form=form)


@pages.post("/invitations/new")
@access.for_roles(*rules.INVITING_ROLES)
def invite() -> str | tuple[str, int]:
    """Make a code and show it this once."""
    form = _offered_form()
    if not form.validate_on_submit():
        return render_template("accounts/invitation_form.html", form=form), WRONG
    begin_write()
    try:
        invited = _invited(form)
    except UserError as error:
        db.session.rollback()
        form.add_error("role", shown(error))
        return render_template("accounts/invitation_form.html", form=form), WRONG
    db.session.commit()
    address = join_address(invited.code)
    return render_template(
        "accounts/invited.html", invited=invited, address=address, qr=qr_of(address)
    )


@pages.post("/invitations/<invitation_key>/revoke")
@access.for_roles(*rules.INVITING_ROLES)
def revoke_invitation(invitation_key: str) -> Response:
    """Let a code open nothing any more."""
    begin_write()
    hat = access.hat_required()
    invitation = queries.invitation_seen_by(hat, invitation_key)
    if invitation is None:
        abort(404)
    try:
        actions.revoke_invitation(invitation, by=hat, now=clock.now())
    except UserError as error:
        db.session.rollback()
        flash(shown(error), "late")
        return redirect(url_for("accounts.invitations"))
    db.session.commit()
    flash(gettext("Đã thu hồi mã mời. Người đã dùng mã vẫn giữ vai trò."), "done")
    return redirect(url_for("accounts.invitations"))


def join_address(code: str) -> str:
    """The address that a QR code of an invitation opens."""
    return f"{current_app.config['BASE_ADDRESS']}{url_for('accounts.join', code=code)}"


def _offered_form() -> InvitationForm:
    form = InvitationForm()
    hat = access.hat_required()
    units = queries.units_to_give_roles_at(hat, clock.today())
    form.offer(units, roles_offered(hat, units), clock.today())
    return form


def _invited(form: InvitationForm) -> actions.Invited:
    unit = organisation.unit_by_key(form.unit.data)
    if unit is None:
        abort(404)
    role = form.role.data
    end_of_day = datetime.combine(form.expires_on.data, time(23, 59, 59), clock.LOCAL)
    return actions.invite(
        role,
        unit,
        title=form.title.data,
        uses=form.uses.data,
        expires_at=end_of_day,
        role_ends_on=form.role_ends_on.data or rules.end_by_default(role, clock.today()),
        by=access.hat_required(),
        hash_key=current_app.config["HASH_KEY"],
        now=clock.now(),
    )
