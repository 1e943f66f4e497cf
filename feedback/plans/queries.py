"""Plans as their readers and those who prepare them may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import joinedload

from feedback import codes
from feedback.organisation import queries as organisation
from feedback.organisation.queries import Lines
from feedback.organisation.rules import reachable
from feedback.paging import Page, cut, row_number
from feedback.plans import rules
from feedback.plans.rules import Seat
from feedback.search import words_typed
from models import (
    Audience,
    AudienceLink,
    Clause,
    ClauseText,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
    RecordEntry,
    Role,
    RoleHeld,
    Task,
    TaskUnit,
    Unit,
    UnitKind,
    db,
)

ROWS_ON_A_PAGE = 20
SHORT_KEY_LENGTH = 6
# They speak for the body they are part of: what it publishes for its staff is theirs to read.
PARTS_OF_A_BODY = (UnitKind.OFFICE, UnitKind.DIVISION, UnitKind.PARENTS_BOARD)


@dataclass(frozen=True)
class Reader:
    """Who reads: all hats held today, the plans whose shared links were opened, and the day."""

    hats: tuple[RoleHeld, ...]
    linked_plan_ids: frozenset[int]
    on: date


@dataclass(frozen=True)
class Wanted:
    """What a list of plans is narrowed to."""

    words: str = ""
    unit_id: int | None = None
    kind: PlanKind | None = None
    open_only: bool = False


# ------------------------------------------------------------------ who may read


def seats_of(hats: Iterable[RoleHeld], on: date) -> tuple[Seat, ...]:
    """The hats as the rules see them: one query for all lines, one more for each monitor."""
    hats = tuple(hats)
    lines = organisation.lines_in_force(on) if hats else Lines()
    return tuple(_seat(hat, lines, on) for hat in hats)


def scope(reader: Reader) -> ColumnElement[bool]:
    """Restricts a query on Plan to what the reader may read: `rules.may_read` for the database."""
    seats = seats_of(reader.hats, reader.on)
    allowed = [_audience_scope(audience, seats) for audience in Audience]
    if reader.linked_plan_ids:
        linked = Plan.id.in_(reader.linked_plan_ids)
        allowed.append(and_(Plan.audience == Audience.SCHOOL_PARENTS, linked))
    return and_(Plan.state != PlanState.DRAFT, or_(*allowed))


def drafting_scope(hat: RoleHeld, on: date) -> ColumnElement[bool]:
    """Restricts a query on Plan to those the hat may prepare, publish and withdraw."""
    (seat,) = seats_of([hat], on)
    if seat.role not in rules.PREPARING:
        return false()
    return and_(Plan.unit_id.in_(seat.drafting), Plan.discarded_at.is_(None))


def _audience_scope(audience: Audience, seats: tuple[Seat, ...]) -> ColumnElement[bool]:
    units = rules.readable_units(audience, seats)
    if units is None:
        return Plan.audience == audience
    return and_(Plan.audience == audience, Plan.unit_id.in_(units)) if units else false()


def _seat(hat: RoleHeld, lines: Lines, on: date) -> Seat:
    own = frozenset({hat.unit_id})
    bodies = lines.above.get(hat.unit_id, set()) if hat.unit.kind in PARTS_OF_A_BODY else set()
    home = own | bodies
    if hat.role is Role.MONITOR:
        return Seat(hat.role, own, frozenset(organisation.mandated_unit_ids(hat.unit, on)))
    below = frozenset(reachable(home, lines.below))
    # The records office files for the whole house; a division drafts for itself alone.
    drafting = below if hat.unit.kind is UnitKind.OFFICE else reachable(own, lines.below)
    return Seat(hat.role, home, below, frozenset(drafting))


# ------------------------------------------------------------------ one plan


def plan_for(reader: Reader, key: str) -> Plan | None:
    """The published or withdrawn plan at the address, when the reader may read it."""
    return db.session.scalars(_whole_plan().where(Plan.key == key, scope(reader))).first()


def prepared_plan_for(hat: RoleHeld, key: str, on: date) -> Plan | None:
    """The plan in any state, when the hat may prepare plans of its unit."""
    query = _whole_plan().where(Plan.key == key, drafting_scope(hat, on))
    return db.session.scalars(query).first()


def clauses_of(version: PlanVersion) -> list[ClauseText]:
    """All clauses in reading order with their counts, tasks and units, in three queries."""
    return list(
        db.session.scalars(
            select(ClauseText)
            .where(ClauseText.version_id == version.id)
            .options(
                joinedload(ClauseText.clause),
                joinedload(ClauseText.task).selectinload(Task.units).joinedload(TaskUnit.unit),
            )
            .order_by(ClauseText.position)
        )
    )


def clause_of(plan: Plan, clause_key: str) -> ClauseText | None:
    """The clause's text in the version in force; None when the plan has no such clause now."""
    return db.session.scalars(
        select(ClauseText)
        .join(ClauseText.clause)
        .join(ClauseText.version)
        .where(Clause.key == clause_key, Clause.plan_id == plan.id, PlanVersion.is_current)
        .options(
            joinedload(ClauseText.clause),
            joinedload(ClauseText.version),
            joinedload(ClauseText.task).selectinload(Task.units).joinedload(TaskUnit.unit),
        )
    ).first()


def current_text(clause: Clause) -> ClauseText:
    """What the clause says in the version in force. Raises NoResultFound when it was removed."""
    return db.session.scalars(
        select(ClauseText)
        .join(ClauseText.version)
        .where(ClauseText.clause_id == clause.id, PlanVersion.is_current)
    ).one()


def successors_named_in(texts: Iterable[ClauseText], on: date) -> dict[int, Unit]:
    """Which unit each ended one is now that the clauses' tasks name, by the ended one's number."""
    named = {row.unit for text in texts if text.task for row in text.task.units}
    ended = [unit for unit in named if unit.ends_on and unit.ends_on < on]
    today = {unit.id: organisation.standing_unit(unit, on) for unit in ended}
    return {number: unit for number, unit in today.items() if unit.id != number}


def last_act_on(plan: Plan) -> RecordEntry | None:
    """The newest entry of the record about the plan, with who acted."""
    return db.session.scalars(
        select(RecordEntry)
        .where(RecordEntry.plan_id == plan.id)
        .options(joinedload(RecordEntry.role_held), joinedload(RecordEntry.unit))
        .order_by(RecordEntry.id.desc())
    ).first()


def clause_keys_corrected(plan: Plan) -> frozenset[str]:
    """The clauses of a draft that somebody has saved since it was brought in."""
    rows = db.session.scalars(
        select(RecordEntry.details).where(
            RecordEntry.plan_id == plan.id, RecordEntry.kind == "plan.corrected"
        )
    )
    return frozenset(details.get("clause", "") for details in rows)


def label_of_clause(plan: Plan, clause_key: str) -> str | None:
    """Under which label the clause stands now; None for one without, or no longer there."""
    text = clause_of(plan, clause_key)
    return text.label if text and text.label else None


def withdrawal_reason(plan: Plan) -> str | None:
    """Why the plan was withdrawn; None when it was not, or the reason had to be removed."""
    entry = db.session.scalars(
        select(RecordEntry)
        .where(RecordEntry.plan_id == plan.id, RecordEntry.kind == "plan.withdrawn")
        .options(joinedload(RecordEntry.note))
        .order_by(RecordEntry.id.desc())
    ).first()
    return entry.note.body if entry and entry.note else None


def free_short_key() -> str:
    """Six characters for the address on a poster that no plan has yet: a billion to guess from."""
    while True:
        key = codes.new_key(SHORT_KEY_LENGTH)
        if db.session.scalar(select(Plan.id).where(Plan.short_key == key)) is None:
            return key


def plan_by_short_key(reader: Reader, short_key: str) -> Plan | None:
    """The plan whose poster has this address, when the reader may read it."""
    query = _whole_plan().where(Plan.short_key == short_key, scope(reader))
    return db.session.scalars(query).first()


def _whole_plan() -> Select[Plan]:
    return select(Plan).options(joinedload(Plan.unit), joinedload(Plan.current_version))


# ------------------------------------------------------------------ lists


def plans_for(reader: Reader, wanted: Wanted, after: str | None, *, now: datetime) -> Page[Plan]:
    """The plans the reader may read: first those open for opinions at `now`, then the newest.

    `after` is the place a page before gave; a wrong one begins at the top.
    """
    place = case((_is_open(now), 0), else_=1)
    query = (
        _whole_plan()
        .add_columns(place)
        .where(scope(reader), *_narrowed(wanted, now))
        .order_by(place, Plan.published_at.desc(), Plan.id.desc())
        .limit(ROWS_ON_A_PAGE + 1)
    )
    seen = _place_in_list(after)
    if seen:
        rank, published_at, key = seen
        number = select(Plan.id).where(Plan.key == key).scalar_subquery()
        older = or_(
            Plan.published_at < published_at,
            and_(Plan.published_at == published_at, Plan.id < number),
        )
        query = query.where(or_(place > literal(rank), and_(place == rank, older)))
    found = db.session.execute(query).all()
    page = cut(found, ROWS_ON_A_PAGE, lambda row: _written_place(row[0], row[1]))
    return Page([row[0] for row in page.rows], page.next_after)


def plans_open_for_comments(reader: Reader, now: datetime, limit: int) -> list[Plan]:
    """The plans the reader may speak on at `now`: those that close soonest first."""
    query = (
        _whole_plan()
        .where(scope(reader), _is_open(now))
        .order_by(Plan.closes_at.is_(None), Plan.closes_at, Plan.published_at.desc(), Plan.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def opinions_on(plans: Iterable[Plan]) -> dict[int, int]:
    """How many public opinions each plan's clauses have, by plan, in one query."""
    counts = (
        Clause.received_count
        + Clause.processing_count
        + Clause.answered_count
        + Clause.closed_count
    )
    found = db.session.execute(
        select(Clause.plan_id, func.sum(counts))
        .where(Clause.plan_id.in_([plan.id for plan in plans]))
        .group_by(Clause.plan_id)
    )
    return {plan_id: int(count) for plan_id, count in found}


def units_with_plans(reader: Reader) -> list[Unit]:
    """The units that have published something the reader may read, in order."""
    published = select(Plan.unit_id).where(scope(reader))
    return organisation.in_order(
        db.session.scalars(select(Unit).where(Unit.id.in_(published))).all()
    )


def plans_prepared_by(
    hat: RoleHeld, on: date, after: str | None = None, *, state: PlanState | None = None
) -> Page[Plan]:
    """The plans of the hat's units in every state, newest first."""
    query = _whole_plan().where(drafting_scope(hat, on)).order_by(Plan.id.desc())
    query = query.options(joinedload(Plan.version_in_the_making))
    if state:
        query = query.where(Plan.state == state)
    if after:
        query = query.where(Plan.id < select(Plan.id).where(Plan.key == after).scalar_subquery())
    found = db.session.scalars(query.limit(ROWS_ON_A_PAGE + 1)).all()
    return cut(found, ROWS_ON_A_PAGE, lambda plan: plan.key)


def plans_from_file(sha256: str, hat: RoleHeld | None, on: date) -> list[Plan]:
    """The plans read from a file of these bytes, newest first; discarded drafts are not among them.

    Of those the hat may prepare; of all when None, which is the operator.
    """
    within = drafting_scope(hat, on) if hat else Plan.discarded_at.is_(None)
    same = select(PlanVersion.plan_id).where(PlanVersion.source_sha256 == sha256)
    query = _whole_plan().where(Plan.id.in_(same), within).order_by(Plan.id.desc())
    return list(db.session.scalars(query))


def unit_ids_to_prepare_for(hat: RoleHeld, on: date) -> frozenset[int]:
    """The units whose plans the hat may bring in, correct and publish, ended ones included."""
    (seat,) = seats_of([hat], on)
    return seat.drafting if seat.role in rules.PREPARING else frozenset()


def units_to_prepare_for(hat: RoleHeld, on: date) -> list[Unit]:
    """The units for which the hat may bring in plans, in order."""
    drafting = unit_ids_to_prepare_for(hat, on)
    in_reach = select(Unit).where(Unit.id.in_(drafting), organisation.in_force(on))
    return organisation.in_order(db.session.scalars(in_reach).all())


def _is_open(now: datetime) -> ColumnElement[bool]:
    """`rules.takes_comments` for the database."""
    return and_(
        Plan.state == PlanState.PUBLISHED,
        Plan.is_only_to_read.is_(False),
        or_(Plan.opens_at.is_(None), Plan.opens_at <= now),
        or_(Plan.closes_at.is_(None), Plan.closes_at > now),
    )


def _narrowed(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Plan.folded.contains(word, autoescape=True) for word in words_typed(wanted.words)
    ]
    if wanted.unit_id:
        conditions.append(Plan.unit_id == wanted.unit_id)
    if wanted.kind:
        conditions.append(Plan.kind == wanted.kind)
    if wanted.open_only:
        conditions.append(_is_open(now))
    return conditions


def _written_place(plan: Plan, rank: int) -> str:
    published = plan.published_at.isoformat() if plan.published_at else ""
    return f"{rank}~{published}~{plan.key}"


def _place_in_list(after: str | None) -> tuple[int, datetime, str] | None:
    try:
        rank, published, key = (after or "").split("~")
        at = datetime.fromisoformat(published)
        place = row_number(rank)
        return None if place is None or at.tzinfo is None else (place, at.astimezone(UTC), key)
    except (ValueError, OverflowError):
        return None


# ------------------------------------------------------------------ links for parents


def links_of(plan: Plan) -> list[AudienceLink]:
    """The plan's links for parents, newest first, revoked ones included."""
    query = select(AudienceLink).where(AudienceLink.plan_id == plan.id)
    maker = joinedload(AudienceLink.role_held).joinedload(RoleHeld.unit)
    return list(db.session.scalars(query.options(maker).order_by(AudienceLink.id.desc())))


def link_by_hash(token_hash: str) -> AudienceLink | None:
    """The link still in force whose token has this hash."""
    return db.session.scalars(
        select(AudienceLink)
        .where(AudienceLink.token_hash == token_hash, AudienceLink.revoked_at.is_(None))
        .options(joinedload(AudienceLink.plan))
    ).first()


def plan_ids_linked(link_keys: Iterable[str]) -> frozenset[int]:
    """The plans opened by these links, as far as they are still in force."""
    keys = list(link_keys)
    if not keys:
        return frozenset()
    query = select(AudienceLink.plan_id).where(
        AudienceLink.key.in_(keys), AudienceLink.revoked_at.is_(None)
    )
    return frozenset(db.session.scalars(query))
