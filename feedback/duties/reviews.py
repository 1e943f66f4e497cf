"""The register of reviewed documents: what each unit found in them and proposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import joinedload

from feedback import codes, record
from feedback.clock import day_of
from feedback.duties import queries, registers
from feedback.errors import N_, RuleBroken
from feedback.paging import Page, cut
from feedback.plans.queries import Reader
from feedback.search import fold, words_typed
from models import (
    Duty,
    Plan,
    ReviewedDocument,
    ReviewProposal,
    ReviewState,
    RoleHeld,
    Unit,
    db,
)

ROWS_ON_A_PAGE = 40


@dataclass(frozen=True)
class Reviewed:
    """What is entered of a document; `number` and `issued_on` as the document prints them."""

    name: str
    number: str
    issuer: str
    issued_on: date | None
    finding: str
    proposal: ReviewProposal | None
    plan: Plan | None = None
    duty: Duty | None = None


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to."""

    words: str = ""
    unit_id: int | None = None
    proposal: ReviewProposal | None = None
    state: ReviewState | None = None


def scope(reader: Reader) -> ColumnElement[bool]:
    """Restricts a query on ReviewedDocument: what is proposed is for the whole sector.

    What is still being reviewed is for its unit, those above it, and those who watch over it.
    """
    if not registers.works_in_the_sector(reader.hats):
        return false()
    seen = queries.unit_ids_seen(reader.hats, reader.on)
    return or_(ReviewedDocument.state != ReviewState.REVIEWING, ReviewedDocument.unit_id.in_(seen))


def reviews_for(
    reader: Reader, wanted: Wanted, after: str | None, *, size: int = ROWS_ON_A_PAGE
) -> Page[ReviewedDocument]:
    """The register as the reader may see it, newest entry first."""
    query = _whole().where(scope(reader), *_narrowed(wanted))
    if after:
        last = select(ReviewedDocument.id).where(ReviewedDocument.key == after).scalar_subquery()
        query = query.where(ReviewedDocument.id < last)
    found = db.session.scalars(query.order_by(ReviewedDocument.id.desc()).limit(size + 1)).all()
    return cut(found, size, lambda row: row.key)


def review_for(reader: Reader, key: str) -> ReviewedDocument | None:
    """One entry, when the reader may see it."""
    return db.session.scalars(_whole().where(ReviewedDocument.key == key, scope(reader))).first()


def units_in_register(reader: Reader) -> list[Unit]:
    """The units with an entry that the reader may see."""
    numbers = select(ReviewedDocument.unit_id).where(scope(reader))
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(numbers)).order_by(Unit.name)))


def enter(unit: Unit, entered: Reviewed, *, by: RoleHeld, now: datetime) -> ReviewedDocument:
    """Write a document into the register. Raises RuleBroken for another unit, or without a name."""
    _check(entered)
    review = ReviewedDocument(
        key=codes.new_key(),
        unit=unit,
        unit_id=unit.id,
        state=ReviewState.REVIEWING,
        made_at=now,
        changed_at=now,
        revision=0,
        **_values(entered),
    )
    registers.check_may_write(review, by, day_of(now))
    db.session.add(review)
    db.session.flush()
    record.write("review.entered", by=by, at=now, unit=unit, subject=review.key)
    return review


def change(
    review: ReviewedDocument,
    entered: Reviewed,
    *,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Correct an entry; the record says which parts. Nothing is written when nothing differs."""
    registers.lock(review, revision)
    registers.check_may_write(review, by, day_of(now))
    _check(entered)
    changed = registers.changes(review, _values(entered))
    if not changed:
        return
    if entered.proposal is None and review.state is not ReviewState.REVIEWING:
        raise RuleBroken(N_("Đã đề xuất thì phải nêu đề xuất gì."))
    for name, value in changed.items():
        setattr(review, name, value)
    _touch(review, now)
    record.write(
        "review.changed",
        by=by,
        at=now,
        unit=review.unit,
        subject=review.key,
        parts=sorted(set(changed) - {"folded"}),
    )


def move(
    review: ReviewedDocument,
    state: ReviewState,
    *,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Say how far the proposal is. Raises RuleBroken while nothing is proposed."""
    registers.lock(review, revision)
    registers.check_may_write(review, by, day_of(now))
    if state is review.state:
        return
    if state is not ReviewState.REVIEWING and review.proposal is None:
        raise RuleBroken(N_("Xin chọn đề xuất (sửa đổi, bổ sung, thay thế …) trước."))
    review.state = state
    _touch(review, now)
    record.write(
        "review.state", by=by, at=now, unit=review.unit, subject=review.key, state_word=state
    )


def _check(entered: Reviewed) -> None:
    if not entered.name.strip():
        raise RuleBroken(N_("Xin ghi tên văn bản được rà soát."))


def _values(entered: Reviewed) -> dict[str, object]:
    return {
        "name": entered.name,
        "number": entered.number,
        "issuer": entered.issuer,
        "issued_on": entered.issued_on,
        "folded": fold(f"{entered.name} {entered.number} {entered.issuer}"),
        "finding": entered.finding,
        "proposal": entered.proposal,
        "plan_id": entered.plan.id if entered.plan else None,
        "duty_id": entered.duty.id if entered.duty else None,
    }


def _touch(review: ReviewedDocument, now: datetime) -> None:
    review.changed_at = now
    review.revision += 1
    db.session.flush()
    db.session.refresh(review, ["plan", "duty"])


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        ReviewedDocument.folded.contains(word, autoescape=True)
        for word in words_typed(wanted.words)
    ]
    if wanted.unit_id is not None:
        conditions.append(ReviewedDocument.unit_id == wanted.unit_id)
    if wanted.proposal is not None:
        conditions.append(ReviewedDocument.proposal == wanted.proposal)
    if wanted.state is not None:
        conditions.append(ReviewedDocument.state == wanted.state)
    return conditions


def _whole() -> Select[ReviewedDocument]:
    return select(ReviewedDocument).options(
        joinedload(ReviewedDocument.unit),
        joinedload(ReviewedDocument.plan),
        joinedload(ReviewedDocument.duty).joinedload(Duty.plan),
    )
