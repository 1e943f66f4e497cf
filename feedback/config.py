"""Settings: read once from the environment, each with a default that is safe on one machine."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DEFAULTS: dict[str, str] = {
    "SITE_NAME": "Góp ý kế hoạch",
    "PORT": "8000",
    "BASE_ADDRESS": "",  # links in mails and QR codes, and the one Host accepted; empty: loopback
    "EXTRA_HOSTS": "",  # further host names accepted, separated by spaces
    "INSTANCE_FOLDER": "instance",
    "DATABASE_URL": "",  # empty: feedback.db in the instance folder
    "SMTP_SERVER": "",  # empty: mails become files under mail/ in the instance folder
    "SMTP_PORT": "587",
    "SMTP_USER": "",
    "SMTP_PASSWORD": "",
    "SMTP_TLS": "yes",
    "MAIL_FROM": "khong-tra-loi@example.vn",
    "PROXIES": "0",  # how many servers of ours stand in front and name the sender's address
    "LIMITS_STORAGE": "memory://",  # redis://… when several web servers share the limits
    "JOBS_URL": "",  # empty: jobs.db in the instance folder; redis://… otherwise
    "POSTS_PER_HOUR": "60",  # comments and failed sign-ins from one network, which a school shares
    "OFFICE_HOURS": "07:30-17:00",
    "YEARLY_PLAN_DUE": "31/03",  # by when units issue their yearly democracy plan
}
MEGABYTE = 1024 * 1024
NUMBERS = {  # least and most
    "PORT": (1, 65_535),
    "SMTP_PORT": (1, 65_535),
    "PROXIES": (0, 9),
    "POSTS_PER_HOUR": (1, 1_000_000),
}


class ConfigError(SystemExit):
    """The settings cannot be used: a sentence for each that is wrong.

    Whatever starts the product, a command or a web server, ends with these sentences on its
    error output and without a traceback: Python does so with every SystemExit.
    """


def load_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """All settings for `app.config`, from `environment` over the defaults.

    Makes the instance folder and its secret keys (0600) when they are missing. Raises
    ConfigError, before anything is made, when a setting cannot be used.
    """
    words = {name: str(environment.get(name, default)) for name, default in DEFAULTS.items()}
    wrong = [*_wrong_numbers(words), *_wrong_words(words)]
    if wrong:
        raise ConfigError("\n".join(wrong))
    folder = Path(words["INSTANCE_FOLDER"]).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.umask(0o077)  # what is written here on is for the owner alone: data, mails, archives
    words["BASE_ADDRESS"] = words["BASE_ADDRESS"].rstrip("/") or f"http://127.0.0.1:{words['PORT']}"
    database = words["DATABASE_URL"] or f"sqlite:///{folder / 'feedback.db'}"
    return words | {
        "INSTANCE_FOLDER": folder,
        "FILES_FOLDER": folder / "files",
        "MAIL_FOLDER": folder / "mail",
        "JOBS_URL": words["JOBS_URL"] or f"sqlite:///{folder / 'jobs.db'}",
        "SQLALCHEMY_DATABASE_URI": database,
        # What is stored is not quoted in errors, which end up in logs and on consoles.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "SECRET_KEY": secret_file(folder / "cookie.key").hex(),
        "HASH_KEY": secret_file(folder / "hash.key"),
        "SEAL_KEY": secret_file(folder / "seal.key"),
        "SMTP_PORT": int(words["SMTP_PORT"]),
        "SMTP_TLS": words["SMTP_TLS"] == "yes",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": words["BASE_ADDRESS"].startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "MAX_CONTENT_LENGTH": 34 * MEGABYTE,  # three files of 10 MB and the text
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "WTF_CSRF_TIME_LIMIT": 8 * 3600,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "RATELIMIT_STORAGE_URI": words["LIMITS_STORAGE"],
    }


def _wrong_numbers(words: Mapping[str, str]) -> Iterator[str]:
    for name, (least, most) in NUMBERS.items():
        given = words[name]
        # int() would take "1_000" and " 8", too.
        if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
            yield f"Thiết lập {name} phải là một số từ {least} đến {most}, không phải “{given}”."


def _wrong_words(words: Mapping[str, str]) -> Iterator[str]:
    address = words["BASE_ADDRESS"]
    if address and not _is_base_address(address):
        yield (
            "Thiết lập BASE_ADDRESS phải viết như https://gop-y.example.vn, "
            f"không có đường dẫn phía sau, không phải “{address}”."
        )
    hours = words["OFFICE_HOURS"]
    if not _is_office_hours(hours):
        yield f"Thiết lập OFFICE_HOURS phải viết như 07:30-17:00, không phải “{hours}”."
    yearly = words["YEARLY_PLAN_DUE"]
    if not _is_day_of_the_year(yearly):
        yield f"Thiết lập YEARLY_PLAN_DUE phải viết như 31/03, không phải “{yearly}”."
    encrypted = words["SMTP_TLS"]
    if encrypted not in {"yes", "no"}:
        yield f"Thiết lập SMTP_TLS phải là yes hoặc no, không phải “{encrypted}”."


def _is_base_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    rest = parts.path.strip("/") or parts.query or parts.fragment
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port_is_right and not rest


def _is_office_hours(hours: str) -> bool:
    try:
        opens, closes = (time.fromisoformat(word.strip()) for word in hours.split("-"))
    except ValueError:
        return False
    return opens < closes


def _is_day_of_the_year(words: str) -> bool:
    try:
        # A year without 29 February: the day must be there every year.
        return len(words) == 5 and bool(datetime.strptime(f"{words}/2023", "%d/%m/%Y"))  # noqa: DTZ007
    except ValueError:
        return False


def secret_file(path: Path) -> bytes:
    """The 32 secret bytes kept in `path`, made on first use and readable by the owner alone."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    # Written aside and linked, so that two processes starting at once agree on one key.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_bytes()
