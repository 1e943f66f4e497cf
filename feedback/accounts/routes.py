"""Pages of accounts: signing in, invitations, roles, sessions."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, g, session
from flask_login import LoginManager, UserMixin, current_user

from feedback import access, clock, notices
from feedback.accounts import sessions
from models import LoginSession

pages = Blueprint("accounts", __name__)
login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps in the cookie: the session's token, never the person's number."""

    def __init__(self, token: str, login: LoginSession) -> None:
        self.token = token
        self.login = login

    def get_id(self) -> str:
        """The token by which the session is found again."""
        return self.token


def prepare_sign_in(app: Flask) -> None:
    """Let every request know its person and the hat worn."""
    login_manager.init_app(app)
    app.before_request(load_person)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    """The person behind the cookie, while the session stands in our table."""
    found = sessions.find_session(token, key=current_app.config["HASH_KEY"], now=clock.now())
    return SignedIn(token, found) if found and found.person.closed_at is None else None


def load_person() -> None:
    """Put person, hats and the hat worn where `access` and the layouts find them."""
    if "_user_id" not in session or not current_user.is_authenticated:
        return
    login: LoginSession = current_user.login
    today = clock.today()
    g.login = login
    g.person = login.person
    g.hats = [hat for hat in login.person.roles if access.is_active(hat, today)]
    chosen = [hat for hat in g.hats if hat.id == login.role_held_id]
    g.hat = (chosen or g.hats or [None])[0]
    g.unread_notices = notices.unread_count(login.person)
