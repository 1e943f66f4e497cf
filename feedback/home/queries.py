"""What the front page, the notices and the health page read."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from feedback import outbox, paging
from models import Notice, Person, Unit, db

NOTICES_ON_A_PAGE = 30
OUTBOX_MAY_WAIT = timedelta(minutes=15)


def notices_of(person: Person, after: int | None) -> paging.Page[Notice]:
    """What `person` was told, newest first, after the notice numbered `after`."""
    wanted = select(Notice).where(Notice.person_id == person.id).options(joinedload(Notice.case))
    if after is not None:
        wanted = wanted.where(Notice.id < after)
    found = db.session.scalars(wanted.order_by(Notice.id.desc()).limit(NOTICES_ON_A_PAGE + 1)).all()
    return paging.cut(found, NOTICES_ON_A_PAGE, lambda notice: str(notice.id))


def notice_of(person: Person, key: str) -> Notice | None:
    """One notice of `person`, or None."""
    return db.session.scalars(
        select(Notice).where(Notice.person_id == person.id, Notice.key == key)
    ).first()


def mark_all_read(person: Person, now: datetime) -> None:
    """Count every notice of `person` as read at `now`."""
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person.id, Notice.read_at.is_(None))
        .values(read_at=now)
    )


def is_untouched() -> bool:
    """Whether nobody has an account and no unit was entered: a sample may be filled in."""
    anything = select(Person.id).union_all(select(Unit.id)).limit(1)
    return db.session.scalar(anything) is None


def health(now: datetime) -> dict[str, object]:
    """Whether the database answers and the outbox moves; "ok" for each that does."""
    try:
        waiting_since = outbox.oldest_waiting(now)
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": "unreachable", "outbox": "unknown", "outbox_waiting_since": None}
    stuck = waiting_since is not None and now - waiting_since > OUTBOX_MAY_WAIT
    return {
        "database": "ok",
        "outbox": "stuck" if stuck else "ok",
        "outbox_waiting_since": waiting_since.isoformat() if waiting_since else None,
    }
