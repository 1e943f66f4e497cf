"""Sending what the outbox holds."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from feedback import mail, notices, outbox
from feedback.accounts import login_codes
from feedback.comments import identities
from feedback.comments.notices import SEALED_SENTENCE
from feedback.worker import Job
from models import Appearance, Comment, OutboxMessage, db

log = logging.getLogger(__name__)
MOST_IN_ONE_ROUND = 500
# A server that lets every mail wait must not keep the other jobs waiting, and a round ends
# before the lease of its last message.
LONGEST_ROUND = 120  # seconds


def deliver_outbox(now: datetime) -> int:
    """Send every message that is due; returns how many went.

    A message that the mail server refuses, or that cannot be written, is tried again later and
    does not stop the others; one without address is dropped.
    """
    sent, began = 0, time.monotonic()
    for _ in range(MOST_IN_ONE_ROUND):
        sending = outbox.lease_next(now)
        if sending is None:
            break
        db.session.commit()
        sent += _try_to_send(sending, now)
        db.session.commit()
        if time.monotonic() - began > LONGEST_ROUND:
            break
    return sent


def _try_to_send(sending: outbox.Sending, now: datetime) -> bool:
    message = db.session.get_one(OutboxMessage, sending.message_id)
    try:
        address = _address_of(message)
        if address is not None:
            subject, text = _written(message)
            mail.send(message, to=address, subject=subject, text=text)
    except (OSError, SMTPException) as error:
        return _failed(sending, error, now)
    except Exception as error:
        log.exception("mail %s could not be written", sending.message_id)
        return _failed(sending, error, now)
    outbox.mark_sent(sending, now)
    return address is not None


def _failed(sending: outbox.Sending, error: Exception, now: datetime) -> bool:
    # The kind of error only: what it says may quote the address.
    name = type(error).__name__
    log.warning("mail %s did not go, try %s: %s", sending.message_id, sending.attempt, name)
    outbox.mark_failed(sending, name, now)
    return False


def _address_of(message: OutboxMessage) -> str | None:
    if message.kind == login_codes.PROOF_MAIL_KIND:
        return login_codes.address_in(message, seal_key=current_app.config["SEAL_KEY"])
    if message.person is not None:
        return message.person.email
    comment = _comment_of(message)
    if comment is None:
        return None
    return identities.contact_of(comment, key=current_app.config["SEAL_KEY"])


def _comment_of(message: OutboxMessage) -> Comment | None:
    return db.session.get(Comment, message.comment_id) if message.comment_id else None


def _written(message: OutboxMessage) -> tuple[str, str]:
    """Subject and text of a mail in its receiver's language; the first line is the subject."""
    language = (message.person.language if message.person else None) or "vi"
    address = current_app.config["BASE_ADDRESS"]
    with current_app.test_request_context(base_url=address), force_locale(language):
        written = render_template(f"emails/{message.kind}.txt", **_places(message))
    subject, _, text = written.partition("\n")
    return subject.strip(), text.strip() + "\n"


def _places(message: OutboxMessage) -> dict[str, Any]:
    seal_key = current_app.config["SEAL_KEY"]
    is_code = message.kind in (login_codes.MAIL_KIND, login_codes.PROOF_MAIL_KIND)
    return {
        "code": login_codes.code_in(message, seal_key=seal_key) if is_code else "",
        "message": message,
        "details": message.details,
        "case": message.case,
        "base_address": current_app.config["BASE_ADDRESS"],
        "sentence": _sentence(message),
    }


def _sentence(message: OutboxMessage) -> str:
    kind, comment = message.details.get("notice_kind"), _comment_of(message)
    if comment is not None and comment.appearance is Appearance.SEALED:
        return gettext(SEALED_SENTENCE)
    return notices.sentence(kind, message.details, message.case) if kind else ""


JOBS = {"deliver_outbox": Job(deliver_outbox, every_minutes=1)}
