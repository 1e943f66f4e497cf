"""For whom a published document is, changed openly; and how often a shared link was used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from feedback import record
from feedback.errors import N_, RuleBroken
from feedback.plans import actions, queries, rules
from models import (
    Audience,
    AudienceLink,
    AudienceLinkUse,
    Note,
    NoteKind,
    Plan,
    RoleHeld,
    db,
)

LATELY = timedelta(days=20)


def change_audience(
    plan: Plan, audience: Audience, reason: str, *, by: RoleHeld, now: datetime
) -> None:
    """Let more or fewer people read a published document, with a reason on record.

    Kept pages are thrown away by the same act; links made for parents end when the document is
    no longer theirs alone. Raises RuleBroken for what is not published, without a reason, and
    for parents of what is no school.
    """
    rules.check_is_public_text(plan)
    rules.check_audience(audience, plan.unit)
    rules.check_reason(reason)
    old = plan.audience
    if audience is old:
        raise RuleBroken(N_("Văn bản đang dành cho chính người đọc này; xin chọn người đọc khác."))
    plan.audience = audience
    actions.touch(plan)
    if old is Audience.SCHOOL_PARENTS:
        for link in queries.links_of(plan):
            actions.revoke_link(plan, link, by=by, now=now)
    note = Note(kind=NoteKind.REASON, body=reason, unit_id=by.unit_id, written_at=now)
    db.session.add(note)
    record.write(
        "plan.audience_changed", by=by, at=now, plan=plan, note=note,
        old_word=old, audience_word=audience,
    )  # fmt: skip


def count_use(link: AudienceLink, day: date) -> None:
    """Count one more who came in by the link on `day`; nothing is kept of who it was."""
    if _one_more(link, day):
        return
    try:
        with db.session.begin_nested():
            db.session.add(AudienceLinkUse(link_id=link.id, day=day, count=1))
    except IntegrityError:  # somebody else was the first of the day at the same moment
        _one_more(link, day)


def uses_lately(links: Sequence[AudienceLink], today: date) -> dict[int, int]:
    """How often each link was used in the last twenty days, by the link's row number."""
    found = db.session.execute(
        select(AudienceLinkUse.link_id, func.sum(AudienceLinkUse.count))
        .where(
            AudienceLinkUse.link_id.in_([link.id for link in links]),
            AudienceLinkUse.day > today - LATELY,
        )
        .group_by(AudienceLinkUse.link_id)
    )
    return {link_id: int(count) for link_id, count in found}


def _one_more(link: AudienceLink, day: date) -> bool:
    counted = db.session.scalar(
        update(AudienceLinkUse)
        .where(AudienceLinkUse.link_id == link.id, AudienceLinkUse.day == day)
        .values(count=AudienceLinkUse.count + 1)
        .returning(AudienceLinkUse.count)
    )
    return counted is not None


def was_link(token_hash: str) -> bool:
    """Whether the token with this hash opened a plan once and was renewed or revoked."""
    ended = AudienceLink.revoked_at.is_not(None)
    query = select(AudienceLink.id).where(AudienceLink.token_hash == token_hash, ended)
    return db.session.scalar(query) is not None
