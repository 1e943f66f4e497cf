"""The own account: roles, devices, password, address, name and language."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, session, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from feedback import access, clock, formats
from feedback.accounts import actions, addresses, login_codes, queries, sessions
from feedback.accounts.forms import CodeForm, EmailForm, PasswordForm, ProfileForm
from feedback.accounts.routes.blueprint import pages
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.fields import Form
from feedback.limits import limiter
from feedback.pages import shown
from models import Person, RoleHeld, db

WRONG = 422


@pages.get("/account")
@access.signed_in
def account() -> str:
    """Roles to choose from, devices, and what can be changed."""
    return _account_page()


@pages.post("/account/profile")
@access.signed_in
def change_profile() -> Response | tuple[str, int]:
    """Change the name shown and the language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _account_page(profile=form), WRONG
    begin_write()
    person = _me()
    try:
        actions.rename_oneself(person, form.display_name.data, clock.today())
    except UserError as error:
        db.session.rollback()
        form.add_error("display_name", shown(error))
        return _account_page(profile=form), WRONG
    person.language = form.language.data
    db.session.commit()
    session["language"] = form.language.data
    return _changed(gettext("Đã lưu tên hiển thị và ngôn ngữ."))


@pages.post("/account/email")
@limiter.limit("10 per hour")
@access.signed_in
def change_email() -> Response | tuple[str, int]:
    """Ask for another address for mails and codes; a code goes there first."""
    form = EmailForm()
    if not form.validate_on_submit():
        return _account_page(email=form), WRONG
    begin_write()
    try:
        waiting = addresses.ask_for(
            _me(),
            form.email.data,
            form.password.data or "",
            hash_key=current_app.config["HASH_KEY"],
            seal_key=current_app.config["SEAL_KEY"],
            now=clock.now(),
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("email", shown(error))
        return _account_page(email=form), WRONG
    db.session.commit()
    if waiting is None:
        return _changed(gettext("Đã lưu địa chỉ thư điện tử."))
    message = gettext("Đã gửi mã đến %(address)s. Xin nhập mã ở dưới.", address=waiting)
    return _changed(message, at="address")


@pages.post("/account/email/prove")
@limiter.limit("20 per hour")
@access.signed_in
def prove_email() -> Response | tuple[str, int]:
    """Prove the new address by the code that was sent there."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _account_page(proof=form), WRONG
    begin_write()
    key = current_app.config["HASH_KEY"]
    try:
        is_proved = addresses.prove(_me(), form.code.data, hash_key=key, now=clock.now())
    except UserError as error:
        db.session.rollback()
        form.add_error("code", shown(error))
        return _account_page(proof=form), WRONG
    db.session.commit()  # a wrong try is kept too
    if is_proved:
        return _changed(gettext("Đã xác nhận địa chỉ thư điện tử."))
    form.add_error("code", gettext("Mã chưa đúng hoặc đã hết hạn. Xin xem lại hoặc nhận mã mới."))
    return _account_page(proof=form), WRONG


@pages.post("/account/password")
@limiter.limit("20 per hour")
@access.signed_in
def change_password() -> Response | tuple[str, int]:
    """Change the password and sign out everywhere else."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _account_page(password=form), WRONG
    begin_write()
    try:
        actions.change_password(_me(), form.old_password.data or "", form.new_password.data)
    except UserError as error:
        db.session.rollback()
        form.add_error("new_password", shown(error))
        return _account_page(password=form), WRONG
    sessions.end_all_sessions(_me(), but=g.login)
    db.session.commit()
    return _changed(gettext("Đã đổi mật khẩu và đăng xuất khỏi các thiết bị khác."))


@pages.post("/account/devices/<session_key>/end")
@access.signed_in
def end_session(session_key: str) -> Response:
    """Sign one of the own browsers out."""
    mine = queries.sessions_of(_me(), clock.now())
    ended = [login for login in mine if login.key == session_key]
    if not ended:
        abort(404)
    begin_write()
    sessions.end_session(ended[0])
    db.session.commit()
    return _changed(gettext("Đã đăng xuất khỏi thiết bị đó."))


@pages.post("/account/devices/end-all")
@access.signed_in
def end_other_sessions() -> Response:
    """Sign out everywhere but here."""
    begin_write()
    sessions.end_all_sessions(_me(), but=g.login)
    db.session.commit()
    return _changed(gettext("Đã đăng xuất khỏi mọi thiết bị khác."))


def _account_page(
    *,
    profile: Form | None = None,
    email: Form | None = None,
    password: Form | None = None,
    proof: Form | None = None,
) -> str:
    person = _me()
    return render_template(
        "accounts/account.html",
        profile=profile
        or ProfileForm(
            formdata=None,
            display_name=person.display_name,
            language=person.language or str(get_locale()),
        ),
        email=email or EmailForm(formdata=None, email=person.email),
        password=password or PasswordForm(formdata=None),
        proof=proof or CodeForm(formdata=None),
        address_waiting=login_codes.address_waiting(person, clock.now()),
        devices=queries.sessions_of(person, clock.now()),
        this_login=g.login,
        role_choices=[_choice(hat) for hat in g.hats],
    )


def _choice(hat: RoleHeld) -> dict[str, Any]:
    """The hat for the chooser: until when it lasts and whether anybody confirmed it."""
    words = formats.hat_words(hat)
    if hat.ends_on is not None:
        words = gettext("%(hat)s, đến %(day)s", hat=words, day=formats.day(hat.ends_on))
    if not hat.confirmed:
        words = gettext("%(hat)s (chưa xác minh)", hat=words)
    worn = access.current_hat()
    return {"id": hat.id, "label": words, "current": worn is not None and worn.id == hat.id}


def _me() -> Person:
    person = access.current_person()
    if person is None:
        abort(403)
    return person


def _changed(message: str, at: str | None = None) -> Response:
    flash(message, "done")
    return redirect(url_for("accounts.account", _anchor=at))
