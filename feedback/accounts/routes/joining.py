"""Joining by an invitation code: a new account, or a role more for one's own."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock, codes
from feedback.accounts import actions, login_codes, queries, rules
from feedback.accounts.forms import CodeEntryForm, JoinForm
from feedback.accounts.routes.blueprint import pages
from feedback.accounts.routes.signed_in import sign_in_here
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.limits import limiter, posts_per_hour
from feedback.official_names import OfficialName
from feedback.pages import shown
from models import Invitation, Person, RoleHeld, db

WRONG = 422
NOT_FOUND = 404


def was_unknown(response: Response) -> bool:
    """Only unknown codes count: a class of parents joins from one network."""
    return response.status_code in (WRONG, NOT_FOUND)


@pages.get("/join")
@access.open_to_all
def enter_invitation() -> str:
    """The form for an invitation code."""
    return render_template("accounts/enter_invitation.html", form=CodeEntryForm())


@pages.post("/join")
@limiter.limit(posts_per_hour, deduct_when=was_unknown)
@access.open_to_all
def check_invitation() -> Response | tuple[str, int]:
    """On to the invitation that the code opens."""
    form = CodeEntryForm()
    if form.validate_on_submit():
        if _invitation(form.code.data) is not None:
            return redirect(url_for("accounts.join", code=_tidy(form.code.data)))
        form.add_error(
            "code",
            gettext("Mã chưa đúng, đã hết hạn hoặc hết lượt dùng; xin xem lại hoặc hỏi đơn vị."),
        )
    return render_template("accounts/enter_invitation.html", form=form), WRONG


@pages.get("/join/<code>")
@limiter.limit(posts_per_hour, deduct_when=was_unknown)
@access.open_to_all
def join(code: str) -> str | tuple[str, int]:
    """What the invitation gives, and the form to take it."""
    invitation = _invitation(code)
    if invitation is None:
        return _unknown()
    form = JoinForm()
    form.display_name.data = invitation.title or ""
    return _join_page(form, invitation, code)


@pages.post("/join/<code>")
@limiter.limit(posts_per_hour, deduct_when=was_unknown)
@access.open_to_all
def accept_invitation(code: str) -> str | Response | tuple[str, int]:
    """Take the role: for the account signed in, or for a new one, which is then signed in."""
    invitation = _invitation(code)
    if invitation is None:
        return _unknown()
    form = JoinForm()
    person = access.current_person()
    if person is None and not form.validate_on_submit():
        return _join_page(form, invitation, code), WRONG
    begin_write()
    try:
        hat = actions.accept_invitation(invitation, person or _newcomer(form), now=clock.now())
    except UserError as error:
        db.session.rollback()
        place = "display_name" if isinstance(error, OfficialName) else "login"
        form.add_error(place, shown(error))
        return _join_page(form, invitation, code), WRONG
    return _welcome(hat, is_new=person is None, chose_a_login=bool(form.login.data))


def _newcomer(form: JoinForm) -> actions.Newcomer:
    return actions.Newcomer(
        display_name=form.display_name.data,
        login=rules.login_name_of(form.login.data or ""),
        password=form.password.data,
    )


def _welcome(hat: RoleHeld, *, is_new: bool, chose_a_login: bool) -> Response:
    if is_new:
        sign_in_here(hat.person)
    else:
        g.login.role_held_id = hat.id
    login = hat.person.login_name
    proves_address = is_new and "@" in login
    if proves_address:
        _send_proof(hat.person)
    db.session.commit()
    if proves_address:
        flash(gettext("Đã gửi mã đến %(address)s. Xin nhập mã ở dưới.", address=login), "turn")
        return redirect(url_for("accounts.account", _anchor="address"))
    if is_new and not chose_a_login:
        flash(gettext("Tên đăng nhập của ông/bà là %(name)s. Xin ghi lại.", name=login), "turn")
        return redirect(url_for("accounts.account"))
    flash(gettext("Đã nhận vai trò. Xin cảm ơn ông/bà."), "done")
    return redirect(url_for("accounts.arrive"))


def _send_proof(person: Person) -> None:
    login_codes.send_proof(
        person,
        person.login_name,
        hash_key=current_app.config["HASH_KEY"],
        seal_key=current_app.config["SEAL_KEY"],
        now=clock.now(),
    )


def _invitation(code: str) -> Invitation | None:
    return queries.usable_invitation(code, hash_key=current_app.config["HASH_KEY"], now=clock.now())


def _tidy(code: str) -> str:
    return codes.normalise_secret(code) or code


def _unknown() -> tuple[str, int]:
    return render_template("accounts/unknown_invitation.html"), NOT_FOUND


def _join_page(form: JoinForm, invitation: Invitation, code: str) -> str:
    return render_template(
        "accounts/join.html", form=form, invitation=invitation, code=code, here=request.path
    )
