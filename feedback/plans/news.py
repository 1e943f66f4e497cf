"""What happened to plans that everybody may read, as entries of a feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from feedback import formats
from feedback.feeds import MOST_ENTRIES, Entry
from feedback.plans import shown
from feedback.richtext import excerpt
from models import (
    Audience,
    Consultation,
    Note,
    Plan,
    PlanState,
    PlanVersion,
    Postponement,
    RecordEntry,
    Unit,
    db,
)

LONGEST_REASON = 400
MOST_IN_A_SITEMAP = 10_000  # five times as many are allowed


def is_for_everybody() -> ColumnElement[bool]:
    """Restricts a query on Plan to what is read without account or link, withdrawn ones included."""
    return and_(Plan.state != PlanState.DRAFT, Plan.audience == Audience.PUBLIC)


def public_plan(key: str) -> Plan | None:
    """The plan at the address, when everybody may read it: whoever asks, link or account."""
    query = select(Plan).where(Plan.key == key, is_for_everybody())
    return db.session.scalars(query.options(joinedload(Plan.unit))).first()


def newest_public_plans() -> list[tuple[str, datetime]]:
    """Key and latest publication of the plans in force that everybody may read, newest first."""
    found = db.session.execute(
        select(Plan.key, PlanVersion.published_at)
        .join(PlanVersion, and_(PlanVersion.plan_id == Plan.id, PlanVersion.is_current))
        .where(is_for_everybody(), Plan.state == PlanState.PUBLISHED)
        .order_by(PlanVersion.published_at.desc(), Plan.id.desc())
        .limit(MOST_IN_A_SITEMAP)
    )
    return [(key, at) for key, at in found if at is not None]


def for_everybody(plan: Plan | None = None, unit: Unit | None = None) -> ColumnElement[bool]:
    """The same for one plan or the plans of one unit; for all when neither is given."""
    wanted = [is_for_everybody()]
    if plan is not None:
        wanted.append(Plan.id == plan.id)
    if unit is not None:
        wanted.append(Plan.unit_id == unit.id)
    return and_(*wanted)


def news_of_plans(within: ColumnElement[bool], *, now: datetime) -> list[Entry]:
    """The newest entries, up to `now`, of the plans that `within` means; in no order.

    In six queries, however many.
    """
    reasons = _reasons_of_new_versions(within)
    return [
        *(_issued(version, reasons) for version in _versions(within)),
        *(_opened(one) for one in _rounds_opened(within, now)),
        *(entry for one in _rounds_ending(within, now) for entry in _ending(one, now)),
        *(_put_off(one) for one in _postponements(within)),
        *(_withdrawn(one) for one in _withdrawals(within)),
    ]


# ------------------------------------------------------------------ what there is


def _versions(within: ColumnElement[bool]) -> list[PlanVersion]:
    return list(
        db.session.scalars(
            select(PlanVersion)
            .join(PlanVersion.plan)
            .where(within, PlanVersion.published_at.is_not(None))
            .options(contains_eager(PlanVersion.plan).joinedload(Plan.unit))
            .order_by(PlanVersion.published_at.desc(), PlanVersion.id.desc())
            .limit(MOST_ENTRIES)
        )
    )


def _reasons_of_new_versions(within: ColumnElement[bool]) -> dict[tuple[int, int], Note]:
    """Why texts were issued anew, by the plan's row number and the version's position."""
    found = db.session.execute(
        select(RecordEntry.plan_id, RecordEntry.details, Note)
        .join(Note, Note.id == RecordEntry.note_id)
        .join(Plan, Plan.id == RecordEntry.plan_id)
        .where(within, RecordEntry.kind == "plan.reissued")
        .order_by(RecordEntry.id.desc())
        .limit(MOST_ENTRIES)
    )
    return {(plan_id, details.get("version", 0)): note for plan_id, details, note in found}


def _rounds_opened(within: ColumnElement[bool], now: datetime) -> list[Consultation]:
    """Rounds that have begun, but for those that began with the plan: its own entry tells of them."""
    return list(
        db.session.scalars(
            select(Consultation)
            .join(Consultation.plan)
            .where(
                within,
                Consultation.opens_at <= now,
                Consultation.opens_at > Plan.published_at,
                or_(
                    Consultation.ended_at.is_(None),
                    Consultation.ended_at > Consultation.opens_at,
                ),
            )
            .options(contains_eager(Consultation.plan).joinedload(Plan.unit))
            .order_by(Consultation.opens_at.desc(), Consultation.id.desc())
            .limit(MOST_ENTRIES)
        )
    )


def _rounds_ending(within: ColumnElement[bool], now: datetime) -> list[Consultation]:
    """Rounds over, or of which was told that they soon will be."""
    return list(
        db.session.scalars(
            select(Consultation)
            .join(Consultation.plan)
            .where(
                within,
                or_(
                    Consultation.ended_at.is_not(None),
                    Consultation.told_closing_at.is_not(None),
                    Consultation.closes_at <= now,
                ),
            )
            .options(
                contains_eager(Consultation.plan).joinedload(Plan.unit),
                joinedload(Consultation.end_reason),
            )
            .order_by(Consultation.id.desc())
            .limit(MOST_ENTRIES)
        )
    )


def _postponements(within: ColumnElement[bool]) -> list[Postponement]:
    return list(
        db.session.scalars(
            select(Postponement)
            .join(Postponement.consultation)
            .join(Consultation.plan)
            .where(within)
            .options(
                joinedload(Postponement.reason),
                contains_eager(Postponement.consultation)
                .contains_eager(Consultation.plan)
                .joinedload(Plan.unit),
            )
            .order_by(Postponement.id.desc())
            .limit(MOST_ENTRIES)
        )
    )


def _withdrawals(within: ColumnElement[bool]) -> list[tuple[Plan, Note | None]]:
    found = db.session.execute(
        select(Plan, Note)
        .join(RecordEntry, RecordEntry.plan_id == Plan.id)
        .outerjoin(Note, Note.id == RecordEntry.note_id)
        .where(within, Plan.state == PlanState.WITHDRAWN, RecordEntry.kind == "plan.withdrawn")
        .options(joinedload(Plan.unit))
        .order_by(RecordEntry.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [(plan, note) for plan, note in found]


# ------------------------------------------------------------------ what is said of it


def _issued(version: PlanVersion, reasons: Mapping[tuple[int, int], Note]) -> Entry:
    plan = version.plan
    assert version.published_at is not None  # the query asks for published ones
    if version.position == 1:
        title, path = _("Công bố: %(title)s", title=plan.title), _address(plan)
        summary = _about(plan, version.number) + " " + shown.whole_window_words(plan)
    else:
        title = _("Ban hành lại, bản thứ %(n)s: %(title)s", n=version.position, title=plan.title)
        path = url_for("plans.list_versions", plan_key=plan.key)
        summary = " ".join(
            (
                _about(plan, version.number),
                _("Trang này ghi mục nào thêm, bỏ, sửa lời văn so với bản trước."),
                _reason(reasons.get((plan.id, version.position))),
            )
        )
    key = f"plans/{plan.key}/versions/{version.position}"
    return Entry(key, version.published_at, title, summary, plan.unit.name, path)


def _opened(one: Consultation) -> Entry:
    title = _("Bắt đầu lấy ý kiến: %(title)s", title=one.plan.title)
    return _of_round(one, "opened", one.opens_at, title, _until(one))


def _ending(one: Consultation, now: datetime) -> Iterator[Entry]:
    plan, closes_at = one.plan, one.closes_at
    if one.ended_at is not None:
        if one.ended_at > one.opens_at:
            title = _("Kết thúc sớm việc lấy ý kiến: %(title)s", title=plan.title)
            yield _of_round(one, "ended", one.ended_at, title, _reason(one.end_reason))
        return
    if closes_at is None or (plan.withdrawn_at and plan.withdrawn_at < closes_at):
        return
    day = closes_at.date().isoformat()
    if one.told_closing_at is not None:
        title = _("Sắp hết thời gian nhận ý kiến: %(title)s", title=plan.title)
        yield _of_round(one, f"closing/{day}", one.told_closing_at, title, _until(one))
    if closes_at <= now:
        title = _("Hết thời gian nhận ý kiến: %(title)s", title=plan.title)
        yield _of_round(one, f"closed/{day}", closes_at, title, "")


def _put_off(one: Postponement) -> Entry:
    title = _("Kéo dài thời gian nhận ý kiến: %(title)s", title=one.consultation.plan.title)
    summary = " ".join(
        (
            _("Nhận ý kiến đến %(when)s.", when=formats.until(one.new_closes_at)),
            _reason(one.reason),
        )
    )
    day = one.new_closes_at.date().isoformat()
    return _of_round(one.consultation, f"put-off/{day}", one.made_at, title, summary)


def _withdrawn(found: tuple[Plan, Note | None]) -> Entry:
    plan, note = found
    assert plan.withdrawn_at is not None  # the query asks for withdrawn ones
    title = _("Thu hồi: %(title)s", title=plan.title)
    key = f"plans/{plan.key}/withdrawn"
    return Entry(key, plan.withdrawn_at, title, _reason(note), plan.unit.name, _address(plan))


def _of_round(one: Consultation, what: str, at: datetime, title: str, summary: str) -> Entry:
    key = f"consultations/{one.key}/{what}"
    return Entry(key, at, title, summary, one.plan.unit.name, _address(one.plan))


def _about(plan: Plan, number: str | None) -> str:
    unit: Unit = plan.unit
    if number and not number.startswith("/"):
        return _("%(unit)s, số %(number)s.", unit=unit.name, number=number)
    return f"{unit.name}."


def _until(one: Consultation) -> str:
    if one.closes_at is None:
        return _("Nhận ý kiến trong suốt thời gian thực hiện.")
    return _("Nhận ý kiến đến %(when)s.", when=formats.until(one.closes_at))


def _reason(note: Note | None) -> str:
    if note is None or not note.body:
        return ""
    return _("Lý do: %(reason)s", reason=excerpt(note.body, LONGEST_REASON))


def _address(plan: Plan) -> str:
    return url_for("plans.show_plan", plan_key=plan.key)
