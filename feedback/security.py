"""What every answer carries and every request must show: headers, Host, CSRF."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

csrf = CSRFProtect()


def prepare(app: Flask) -> None:
    """Refuse foreign hosts and forged posts; send the security headers with every answer."""
    base = urlsplit(app.config["BASE_ADDRESS"])
    hosts = {base.netloc.lower()}
    if base.hostname == "127.0.0.1":
        hosts.add(base.netloc.replace("127.0.0.1", "localhost"))
    hosts.update(app.config["EXTRA_HOSTS"].lower().split())
    app.extensions["hosts"] = frozenset(hosts)
    app.before_request(_refuse_foreign_host)
    app.before_request(_refuse_foreign_post)
    csrf.init_app(app)
    app.after_request(_add_headers)


def _refuse_foreign_host() -> None:
    # granian lets two Host headers through; links are built from BASE_ADDRESS, never from Host.
    if request.headers.getlist("Host") != [request.host]:
        abort(400)
    if request.host.lower() not in current_app.extensions["hosts"]:
        abort(400)


def _refuse_foreign_post() -> None:
    """Refuse what another site makes a browser send, before anything is read or answered.

    The form's own token would refuse it too, but with an answer that sets a new cookie, and
    that would sign out whoever was lured there.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(400)
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc.lower() not in current_app.extensions["hosts"]:
        abort(400)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response
