"""Signing in by password or by a code sent by e-mail, signing out, choosing the hat."""

from __future__ import annotations

from flask import (
    Response as FlaskResponse,
)
from flask import abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.wrappers import Response

from feedback import access, clock, codes, remembering
from feedback.accounts import login_codes, passwords, queries, rules, sessions
from feedback.accounts.forms import AskCodeForm, CodeForm, SignInForm
from feedback.accounts.routes.blueprint import inside_address, pages
from feedback.accounts.routes.signed_in import sign_in_here
from feedback.database import begin_write
from feedback.home import navigation
from feedback.limits import limiter, network, posts_per_hour
from models import db

WRONG = 422


def account_typed() -> str:
    """A keyed hash of the account that somebody tries to open, to count the tries by."""
    return _hash_of_account()


def account_typed_here() -> str:
    """The same together with the network: tries made elsewhere do not lock the owner out."""
    return f"{_hash_of_account()}:{network()}"


def _hash_of_account() -> str:
    name = request.form.get("name") or session.get("code_for", "")
    return codes.keyed_hash(
        rules.login_name_of(name), current_app.config["HASH_KEY"], "sign-in limit"
    )


def was_refused(response: FlaskResponse) -> bool:
    """Only failures count: a school's many parents share one address."""
    return response.status_code == WRONG


@pages.get("/sign-in")
@access.open_to_all
def sign_in() -> str | Response:
    """The form to sign in; one who is signed in already goes on."""
    if access.current_person():
        return redirect(inside_address(request.args.get("next", "")))
    return _sign_in_page(SignInForm())


@pages.post("/sign-in")
@limiter.limit(posts_per_hour, deduct_when=was_refused)
@limiter.limit("10 per 15 minutes", key_func=account_typed_here, deduct_when=was_refused)
@limiter.limit("300 per day", key_func=account_typed, deduct_when=was_refused)
@access.open_to_all
def check_password() -> str | Response | tuple[str, int]:
    """Sign in by password."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), WRONG
    person = queries.person_by_login(form.name.data)
    stored = person.password_hash if person else None
    if not passwords.is_password(form.password.data, stored) or person is None:
        form.add_error("password", gettext("Tên đăng nhập hoặc mật khẩu chưa đúng."))
        return _sign_in_page(form), WRONG
    begin_write()
    sign_in_here(person)
    db.session.commit()
    return redirect(inside_address(request.args.get("next", "")))


@pages.get("/sign-in/code")
@access.open_to_all
def ask_code() -> str:
    """The form to ask for a code by e-mail."""
    form = AskCodeForm(name=request.args.get("name", ""))
    return render_template("accounts/ask_code.html", form=form, onward=_onward())


@pages.post("/sign-in/code")
@limiter.limit(posts_per_hour)
@limiter.limit("5 per hour", key_func=account_typed)
@access.open_to_all
def send_code() -> Response | tuple[str, int]:
    """Send a code, if there is such an account; the answer is the same if there is none."""
    form = AskCodeForm()
    if not form.validate_on_submit():
        return render_template("accounts/ask_code.html", form=form, onward=_onward()), WRONG
    begin_write()
    person = queries.person_by_login(form.name.data)
    if person is not None:
        login_codes.send_code(
            person,
            hash_key=current_app.config["HASH_KEY"],
            seal_key=current_app.config["SEAL_KEY"],
            now=clock.now(),
        )
    db.session.commit()
    session["code_for"] = form.name.data
    return redirect(url_for("accounts.enter_code", next=_onward().get("next")))


@pages.get("/sign-in/code/enter")
@access.open_to_all
def enter_code() -> str | Response:
    """The form for the code that came by e-mail."""
    if "code_for" not in session:
        return redirect(url_for("accounts.ask_code", next=_onward().get("next")))
    return _enter_code_page(CodeForm())


@pages.post("/sign-in/code/enter")
@limiter.limit(posts_per_hour, deduct_when=was_refused)
@limiter.limit("15 per hour", key_func=account_typed, deduct_when=was_refused)
@access.open_to_all
def check_code() -> str | Response | tuple[str, int]:
    """Sign in by the code."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _enter_code_page(form), WRONG
    begin_write()
    person = queries.person_by_login(session.get("code_for", ""))
    key = current_app.config["HASH_KEY"]
    is_right = login_codes.use_code(person, form.code.data, hash_key=key, now=clock.now())
    if person is not None and is_right:
        sign_in_here(person)
    db.session.commit()
    if is_right:
        return redirect(inside_address(request.args.get("next", "")))
    form.add_error("code", gettext("Mã chưa đúng hoặc đã hết hạn. Xin xem lại hoặc nhận mã mới."))
    return _enter_code_page(form), WRONG


@pages.get("/arrive")
@access.signed_in
def arrive() -> Response:
    """On to the page that the hat worn needs first."""
    return redirect(navigation.landing_address())


@pages.post("/sign-out")
@access.open_to_all
def sign_out() -> Response:
    """Sign this browser out; its cookie, and every copy of it, opens nothing any more."""
    begin_write()
    remembering.forget_all()
    if access.current_person():
        sessions.end_session(g.login)
    db.session.commit()
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
    flash(gettext("Đã đăng xuất."), "left")
    return redirect(url_for("home.front"))


@pages.post("/hat")
@access.signed_in
def choose_hat() -> Response:
    """Wear another of the own hats."""
    chosen = [hat for hat in g.hats if str(hat.id) == request.form.get("hat")]
    if not chosen:
        abort(404)
    begin_write()
    g.login.role_held_id = chosen[0].id
    db.session.commit()
    return redirect(url_for("accounts.arrive"))


def _onward() -> dict[str, str]:
    wanted = request.args.get("next", "")
    return {"next": wanted} if wanted else {}


def _sign_in_page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form, onward=_onward())


def _enter_code_page(form: CodeForm) -> str:
    return render_template(
        "accounts/enter_code.html",
        form=form,
        onward=_onward(),
        minutes=int(login_codes.LASTS.total_seconds()) // 60,
    )
