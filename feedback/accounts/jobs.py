"""Forgetting sessions and codes that open nothing any more."""

from __future__ import annotations

from datetime import datetime

from feedback.accounts import login_codes, sessions
from feedback.database import begin_write
from feedback.worker import Job
from models import db


def forget_expired(now: datetime) -> int:
    """Delete the sessions and one-time codes that ended before `now`; returns how many."""
    begin_write()
    forgotten = sessions.forget_expired(now) + login_codes.forget_expired(now)
    db.session.commit()
    return forgotten


JOBS = {"forget_expired": Job(forget_expired, every_minutes=59)}
