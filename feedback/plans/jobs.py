"""What the worker does about plans."""

from __future__ import annotations

import logging
from datetime import datetime

from flask import current_app

from feedback import attachments, clock
from feedback.clock import day_of
from feedback.database import begin_write
from feedback.deadlines import compute
from feedback.errors import UserError
from feedback.plans.preparing import uploads
from feedback.plans.reading.safely import read_safely
from feedback.plans.rounds import publication, telling
from feedback.plans.rounds.telling import Moment
from feedback.plans.versions import fates
from feedback.worker import Job
from models import ClockEvent, DocumentUpload, PlanVersion, db

log = logging.getLogger(__name__)
MOST_READ_IN_ONE_ROUND = 50


def tell_consultations(now: datetime) -> int:
    """Tell of rounds of opinions that opened, are about to close or closed; how many rounds.

    Without a row in the table of limits that says what "about to" means: on the last day.
    """
    today, rulebook = day_of(now), publication.load_rulebook()
    near = rulebook.limit(ClockEvent.CONSULTATION_CLOSING, today)
    closing_until = compute(today, near, rulebook.calendar).due_on if near else today
    told = 0
    for moment in Moment:
        for round_id in telling.rounds_to_tell(moment, now, closing_until):
            _tell_in_parts(round_id, moment, now)
            told += 1
    return told


def tell_what_must_be_published(now: datetime) -> int:
    """Tell units of texts that must be public soon, or should be already; how many heard it."""
    heard = 0
    for version_id in publication.versions_owed(day_of(now)):
        begin_write()
        heard += publication.tell_owed(version_id, now)
        db.session.commit()
    return heard


def _tell_in_parts(round_id: int, moment: Moment, now: datetime) -> None:
    is_done = False
    while not is_done:
        begin_write()
        is_done = telling.tell(round_id, moment, now)
        db.session.commit()


def read_uploads(now: datetime) -> int:
    """Read every document that waits; returns how many were read or refused.

    Nothing is open in the database while a document is read, and a worker that dies loses only
    its own try.
    """
    done = 0
    for _ in range(MOST_READ_IN_ONE_ROUND):
        reading = uploads.lease_next(clock.now() if done else now)
        db.session.commit()
        if reading is None:
            break
        _read(reading)
        db.session.commit()
        done += 1
    return done


def _read(reading: uploads.Reading) -> None:
    reader = current_app.extensions.get("document_reader", read_safely)
    try:
        file = attachments.open_stored(current_app.config["FILES_FOLDER"], reading.sha256)
        read = reader(file.getvalue(), reading.name)
    except UserError as refusal:
        uploads.keep_failure(reading, refusal, clock.now())
    except Exception:
        log.exception("upload %s could not be read, try %s", reading.upload_id, reading.attempt)
        uploads.give_back(reading)
    else:
        uploads.keep_read(reading, read, clock.now())
        db.session.commit()
        _match(reading)


def _match(reading: uploads.Reading) -> None:
    """Match a new version as soon as it is read, so that the desk asks nothing settled before."""
    version = _made_of(reading)
    if version is None:
        return
    prepared = fates.prepare(version.plan.current_version, version)
    begin_write()
    version = _made_of(reading)
    if version is not None:
        fates.keep(version, prepared)


def _made_of(reading: uploads.Reading) -> PlanVersion | None:
    """The new version of a published plan that an upload became, while it is in the making."""
    upload = db.session.get_one(DocumentUpload, reading.upload_id)
    version = upload.reissues.version_in_the_making if upload.reissues else None
    return version if version is not None and version.id == upload.version_id else None


JOBS = {
    "read_uploads": Job(read_uploads, every_minutes=1),
    "tell_consultations": Job(tell_consultations, every_minutes=5),
    "tell_what_must_be_published": Job(tell_what_must_be_published, every_minutes=30),
}
