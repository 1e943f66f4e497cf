"""Clearing away what nobody needs any more."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from feedback import remembering, uploads
from feedback.database import begin_write
from feedback.worker import Job
from models import db


def clear_files(now: datetime) -> int:
    """Remove the kept files that no row has named for a day; returns how many."""
    begin_write()
    cleared = uploads.clear_unnamed(current_app.config["FILES_FOLDER"], now)
    db.session.commit()
    return cleared


def forget_receipts(now: datetime) -> int:
    """Delete what browsers were allowed to open and may no longer; returns how many."""
    begin_write()
    forgotten = remembering.forget_expired(now)
    db.session.commit()
    return forgotten


JOBS = {
    "clear_files": Job(clear_files, every_minutes=59),
    "forget_receipts": Job(forget_receipts, every_minutes=10),
}
