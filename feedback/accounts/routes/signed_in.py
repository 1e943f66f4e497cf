"""Who asks: the person behind the cookie and the hat worn, known to every request."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from feedback import access, clock, notices, remembering
from feedback.accounts import sessions
from feedback.database import begin_write
from models import LoginSession, Person, RoleHeld, db

SEEN_EVERY = timedelta(hours=1)  # how exact "last used" on the list of devices is

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
    if "_user_id" not in session or request.endpoint == "static":
        return
    if not current_user.is_authenticated:
        return
    login: LoginSession = current_user.login
    _note_seen(login)
    today = clock.today()
    g.login = login
    g.person = login.person
    g.hats = [hat for hat in login.person.roles if access.is_active(hat, today)]
    chosen = [hat for hat in g.hats if hat.id == login.role_held_id]
    g.hat = (chosen or g.hats or [None])[0]
    g.unread_notices = notices.unread_count(login.person)


def sign_in_here(person: Person) -> None:
    """Start a session for this browser and put its token into the cookie.

    The caller has begun writing and commits. What another person left in the cookie goes,
    so that nothing planted before signing in is carried along.
    """
    language = session.get("language")
    remembering.forget_all()
    session.clear()
    if language:
        session["language"] = language
    session.permanent = True
    now = clock.now()
    token = sessions.start_session(
        person,
        hat=_first_hat(person),
        device=device_words(),
        key=current_app.config["HASH_KEY"],
        now=now,
    )
    db.session.flush()
    found = sessions.find_session(token, key=current_app.config["HASH_KEY"], now=now)
    if found is not None:
        login_user(SignedIn(token, found))


def device_words() -> str:
    """The browser and system of this request, as the list of devices shows them."""
    words = request.headers.get("User-Agent", "")
    systems = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
    browsers = ("Zalo", "coc_coc_browser", "Edg", "OPR", "Firefox", "Chrome", "Safari")
    system = next((name for name in systems if name in words), "")
    browser = next((name for name in browsers if name in words), "")
    names = {"Edg": "Edge", "OPR": "Opera", "coc_coc_browser": "Cốc Cốc", "Macintosh": "Mac"}
    return ", ".join(names.get(name, name) for name in (browser, system) if name)


def _first_hat(person: Person) -> RoleHeld | None:
    today = clock.today()
    return next((hat for hat in person.roles if access.is_active(hat, today)), None)


def _note_seen(login: LoginSession) -> None:
    now = clock.now()
    if now - login.seen_at >= SEEN_EVERY:
        begin_write()
        login.seen_at = now
        db.session.commit()
