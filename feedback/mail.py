"""How a mail leaves: by SMTP, or as a file until a mail server is set."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_mailman import EmailMessage as OutgoingMessage
from flask_mailman import Mail

from feedback import codes
from models import OutboxMessage

SMTP_TIMEOUT = 20  # seconds


def prepare(app: Flask) -> None:
    """Tell Flask-Mailman which server the settings name."""
    app.config.from_mapping(
        MAIL_SERVER=app.config["SMTP_SERVER"],
        MAIL_PORT=app.config["SMTP_PORT"],
        MAIL_USERNAME=app.config["SMTP_USER"] or None,
        MAIL_PASSWORD=app.config["SMTP_PASSWORD"] or None,
        MAIL_USE_TLS=app.config["SMTP_TLS"],
        MAIL_TIMEOUT=SMTP_TIMEOUT,
        MAIL_DEFAULT_SENDER=app.config["MAIL_FROM"],
    )
    Mail(app)


def message_id(message: OutboxMessage) -> str:
    """The Message-ID of every try at sending `message`; its event key is not readable in it."""
    root = codes.keyed_hash(message.event_key, current_app.config["HASH_KEY"], "message-id")
    return f"<{root[:40]}@{urlsplit(current_app.config['BASE_ADDRESS']).hostname}>"


def send(message: OutboxMessage, *, to: str, subject: str, text: str) -> None:
    """Hand a mail to the server, or write it to a file when none is set.

    Raises OSError or smtplib.SMTPException when the server does not take it.
    """
    headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    if not current_app.config["SMTP_SERVER"]:
        _write_file(message, to, subject, text, headers)
        return
    mail = OutgoingMessage(subject=subject, body=text, to=[to], headers=headers)
    mail.send()


def _write_file(
    message: OutboxMessage, to: str, subject: str, text: str, headers: dict[str, str]
) -> None:
    mail = EmailMessage()
    mail["From"] = formataddr((current_app.config["SITE_NAME"], current_app.config["MAIL_FROM"]))
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(message.made_at)
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(text, charset="utf-8", cte="8bit")
    folder: Path = current_app.config["MAIL_FOLDER"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{message.id:08d}.eml").write_bytes(bytes(mail))
