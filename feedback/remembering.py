"""Which comments a browser may open without their code, for a while and until it is told to forget.

The cookie alone opens nothing: it carries a random mark, and a row whose tag only mark and
comment together give says until when. So whoever copied a cookie loses with it what was
forgotten, signed out or ended elsewhere. The rows tell neither browser nor comment. A sealed
comment stands in no cookie by name and is open for one visit only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g, session
from sqlalchemy import delete, select

from feedback import codes
from models import Appearance, Comment, RememberedReceipt, db

COOKIE = "receipts"
LASTS = timedelta(days=7)
VISIT_LASTS = timedelta(minutes=30)
MOST_REMEMBERED = 20  # a cookie holds 4 KB
_LOGIN = ("_user_id", "_fresh", "_id")  # what Flask-Login leaves of a session that ended


def remember(comment: Comment, *, now: datetime) -> None:
    """Let this browser open `comment` without its code: a week, under seal for half an hour.

    The caller has begun writing and commits.
    """
    if _login_ended():
        for name in (COOKIE, *_LOGIN):
            session.pop(name, None)
    kept = _kept() or {"mark": codes.new_secret(), "keys": [], "sealed": []}
    tag, sealed = tag_of(kept["mark"], comment.key), comment.appearance is Appearance.SEALED
    _end([tag])
    lasts = VISIT_LASTS if sealed else LASTS
    db.session.add(RememberedReceipt(tag=tag, expires_at=now + lasts))
    place, what = ("sealed", tag) if sealed else ("keys", comment.key)
    listed = [one for one in kept[place] if one != what] + [what]
    gone, kept[place] = listed[:-MOST_REMEMBERED], listed[-MOST_REMEMBERED:]
    _end(gone if sealed else [tag_of(kept["mark"], key) for key in gone])
    session[COOKIE] = kept


def opens(comment: Comment, *, now: datetime) -> bool:
    """Whether this browser may open `comment` at `now` without its code."""
    kept = _kept()
    return bool(kept) and bool(_in_force([tag_of(kept["mark"], comment.key)], now))


def listed(*, now: datetime) -> list[str]:
    """The keys of the comments open to this browser that are not sealed, the last opened last."""
    kept = _kept()
    tags = {tag_of(kept["mark"], key): key for key in kept.get("keys", ())}
    in_force = _in_force(list(tags), now)
    return [key for tag, key in tags.items() if tag in in_force]


def forget_all() -> None:
    """Let this browser, and whoever copied its cookie, open nothing any more.

    The caller has begun writing and commits.
    """
    kept = session.pop(COOKIE, None)
    if isinstance(kept, dict):
        _end([tag_of(kept["mark"], key) for key in kept["keys"]] + kept["sealed"])


def forget_expired(now: datetime) -> int:
    """Delete the rows that open nothing any more; returns how many."""
    gone = db.session.execute(
        delete(RememberedReceipt)
        .where(RememberedReceipt.expires_at <= now)
        .returning(RememberedReceipt.id)
    )
    return len(gone.all())


def tag_of(mark: str, comment_key: str) -> str:
    """By what the row of a browser's mark and a comment is found."""
    return codes.keyed_hash(f"{mark}:{comment_key}", current_app.config["HASH_KEY"], "remembered")


def _kept() -> dict[str, Any]:
    """What the cookie carries; nothing when its account was signed out on another device."""
    kept = session.get(COOKIE)
    return {} if not isinstance(kept, dict) or _login_ended() else dict(kept)


def _login_ended() -> bool:
    return "_user_id" in session and g.get("person") is None


def _in_force(tags: list[str], now: datetime) -> set[str]:
    if not tags:
        return set()
    wanted = select(RememberedReceipt.tag).where(
        RememberedReceipt.tag.in_(tags), RememberedReceipt.expires_at > now
    )
    return set(db.session.scalars(wanted))


def _end(tags: list[str]) -> None:
    if tags:
        db.session.execute(delete(RememberedReceipt).where(RememberedReceipt.tag.in_(tags)))
