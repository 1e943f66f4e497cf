"""How often one network may do what costs or could be guessed."""

from __future__ import annotations

import hashlib
import hmac

from flask import Flask, current_app, request
from flask_limiter import Limiter
from werkzeug.middleware.proxy_fix import ProxyFix


def network() -> str:
    """A keyed hash of where the request comes from, so that no address is kept in clear."""
    address = (request.remote_addr or "").encode()
    digest = hmac.new(current_app.config["HASH_KEY"], b"network:" + address, hashlib.sha256)
    return digest.hexdigest()[:32]


limiter = Limiter(key_func=network, default_limits=[], headers_enabled=True)


def prepare(app: Flask) -> None:
    """Attach the limiter; pages name their own limit with @limiter.limit(…).

    Behind proxies of ours (PROXIES) the sender is whom they name in X-Forwarded-For; without,
    the header is anybody's word and not read.
    """
    proxies = int(app.config["PROXIES"])
    if proxies:
        believed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0)
        app.wsgi_app = believed  # type: ignore[method-assign]
    limiter.init_app(app)


def posts_per_hour() -> str:
    """The limit for what visitors send, from the settings."""
    return f"{current_app.config['POSTS_PER_HOUR']} per hour"
