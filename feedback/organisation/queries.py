"""Units, who stands over them, who acts for them, and which unit a printed name means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from feedback.organisation import rules
from feedback.organisation.naming import KnownNames, Resolved
from feedback.search import vietnamese_sort_key
from models import (
    Deputyship,
    LineKind,
    Mandate,
    Person,
    Role,
    RoleHeld,
    Unit,
    UnitGroup,
    UnitKind,
    UnitLine,
    UnitName,
    UnitSuccession,
    db,
)

ANSWERING = (Role.HEAD, Role.OFFICER)
_KIND_ORDER = {kind: place for place, kind in enumerate(UnitKind)}
# Who decides over a unit, before who guides its profession; a mass line gives no orders.
_SUPERIOR_ORDER = (LineKind.ADMINISTRATIVE, LineKind.PROFESSIONAL)


@dataclass(frozen=True)
class AnsweringUnit:
    """Who answers; `fell_from` is the unit that should have, when it cannot."""

    unit: Unit
    fell_from: Unit | None = None


@dataclass
class Lines:
    """All lines in force on a day, read once: who is directly above and below whom."""

    above: Mapping[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    below: Mapping[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def unit_by_key(key: str) -> Unit | None:
    """The unit that an address or a form names."""
    return db.session.scalars(select(Unit).where(Unit.key == key)).first()


def in_force(on: date) -> ColumnElement[bool]:
    """Restricts a query on Unit to those in force on `on`."""
    return and_(
        or_(Unit.starts_on.is_(None), Unit.starts_on <= on),
        or_(Unit.ends_on.is_(None), Unit.ends_on >= on),
    )


def names_of_all_units() -> set[str]:
    """Every name by which a unit is or was called, ended units included."""
    own, others = select(Unit.name, Unit.short_name), select(UnitName.name)
    return {name for row in (*db.session.execute(own), *db.session.execute(others)) for name in row}


def units_in_order(on: date) -> list[Unit]:
    """The units in force on `on`, by kind, then by the Vietnamese alphabet."""
    return in_order(db.session.scalars(select(Unit).where(in_force(on))).all())


def in_order(units: Collection[Unit]) -> list[Unit]:
    """The units by kind, then by the Vietnamese alphabet."""
    return sorted(
        units, key=lambda unit: (_KIND_ORDER[unit.kind], vietnamese_sort_key(unit.name), unit.id)
    )


def department(on: date) -> Unit | None:
    """The Department (Sở) in force on `on`; None before it was entered."""
    return db.session.scalars(
        select(Unit).where(Unit.kind == UnitKind.DEPARTMENT, in_force(on)).order_by(Unit.id)
    ).first()


# ------------------------------------------------------------------ lines


def lines_in_force(on: date, kinds: Collection[LineKind] = tuple(LineKind)) -> Lines:
    """Who is directly above and below whom on `on`, by lines of `kinds`, in one query."""
    lines = Lines()
    found = db.session.execute(
        select(UnitLine.upper_id, UnitLine.lower_id).where(
            UnitLine.kind.in_(kinds), _line_in_force(on)
        )
    )
    for upper_id, lower_id in found:
        lines.above[lower_id].add(upper_id)
        lines.below[upper_id].add(lower_id)
    return lines


def superior_of(unit: Unit, on: date) -> Unit | None:
    """The unit over this one on `on`: by the administrative line, else by the professional.

    Over a unit that has ended is whoever stood over it on its last day. A superior that has
    ended is replaced by its successor.
    """
    stood_on = min(on, unit.ends_on) if unit.ends_on else on
    found = db.session.scalars(
        select(UnitLine)
        .where(UnitLine.lower_id == unit.id, _line_in_force(stood_on))
        .options(joinedload(UnitLine.upper))
        .order_by(UnitLine.id)
    ).all()
    for kind in _SUPERIOR_ORDER:
        for line in found:
            if line.kind is kind:
                return standing_unit(line.upper, on)
    return None


def superiors_of(unit: Unit, on: date) -> Iterator[Unit]:
    """The superior, its superior and so on upwards; a circle ends."""
    seen = {unit.id}
    upper = superior_of(unit, on)
    while upper is not None and upper.id not in seen:
        seen.add(upper.id)
        yield upper
        upper = superior_of(upper, on)


def unit_ids_under(unit: Unit, on: date, *, itself: bool = True) -> set[int]:
    """The row numbers of the units under this one by any line, however far, on `on`."""
    found = rules.reachable([unit.id], lines_in_force(on).below)
    return found if itself else found - {unit.id}


def unit_ids_above(unit: Unit, on: date, *, itself: bool = True) -> set[int]:
    """The row numbers of the units over this one by any line, however far, on `on`."""
    found = rules.reachable([unit.id], lines_in_force(on).above)
    return found if itself else found - {unit.id}


def standing_unit(unit: Unit, on: date) -> Unit:
    """The unit itself while in force on `on`, else its successor, followed until one is.

    Of several successors the one that took over first; a unit that ended without a
    successor in force stays itself, so that nothing is lost on the way.
    """
    return rules.standing(unit, successors_of, on)


def successors_of(unit: Unit) -> list[Unit]:
    """The units that took over from this one, earliest first."""
    return list(
        db.session.scalars(
            select(Unit)
            .join(UnitSuccession, UnitSuccession.new_unit_id == Unit.id)
            .where(UnitSuccession.old_unit_id == unit.id)
            .order_by(UnitSuccession.happened_on, UnitSuccession.id)
        )
    )


# ------------------------------------------------------------------ who acts for a unit


def active_hats(unit: Unit, roles: Collection[Role], on: date) -> list[RoleHeld]:
    """Who holds one of `roles` at the unit on `on` with an open account, earliest first."""
    return list(
        db.session.scalars(
            select(RoleHeld)
            .join(RoleHeld.person)
            .where(RoleHeld.unit_id == unit.id, RoleHeld.role.in_(roles), held(on))
            .options(joinedload(RoleHeld.person))
            .order_by(RoleHeld.id)
        )
    )


def people_with(unit: Unit, roles: Collection[Role], on: date) -> list[Person]:
    """The people behind `active_hats`, each once."""
    found = {hat.person.id: hat.person for hat in active_hats(unit, roles, on)}
    return list(found.values())


def held(on: date) -> ColumnElement[bool]:
    """Restricts a query on RoleHeld joined with Person to roles held on `on`."""
    return and_(
        RoleHeld.starts_on <= on,
        or_(RoleHeld.ends_on.is_(None), RoleHeld.ends_on >= on),
        Person.closed_at.is_(None),
    )


def intake_unit_for(unit: Unit, on: date) -> Unit:
    """Where what is said to `unit` is received.

    The unit itself when it has an active moderator; else the office directly below it that
    has one; else the same of its superior, upwards; finally any office at all.
    """
    standing = standing_unit(unit, on)
    for place in _standing_places(standing, on):
        for candidate in (place, *_offices_below(place, on)):
            if active_hats(candidate, [Role.MODERATOR], on):
                return candidate
    offices = _offices(on)
    staffed = [office for office in offices if active_hats(office, [Role.MODERATOR], on)]
    return (staffed or offices or [standing])[0]


def _standing_places(unit: Unit, on: date) -> list[Unit]:
    """The unit and those over it, without what has ended: whoever is left there acts no more."""
    places = (unit, *superiors_of(unit, on))
    return [place for place in places if rules.is_in_force(place, on)]


def answering_unit_for(unit: Unit, on: date) -> AnsweringUnit:
    """Who answers for `unit` on `on`, and whether it fell from the unit named.

    The unit, or its successor when it has ended, while it has an active head or officer;
    else the office of its superior, the superior itself, and so on upwards. When nobody
    anywhere can answer it stays with the unit.
    """
    standing = standing_unit(unit, on)
    for candidate in _answering_candidates(standing, on):
        if active_hats(candidate, ANSWERING, on):
            return AnsweringUnit(candidate, unit if candidate.id != unit.id else None)
    return AnsweringUnit(standing, unit if standing.id != unit.id else None)


def may_sign_for(person: Person, unit: Unit, on: date) -> bool:
    """Whether `person` may approve in the name of `unit` on `on`.

    As its active head, or as the deputy its head named for these days while still
    belonging to the unit.
    """
    roles = db.session.scalars(
        select(RoleHeld.role)
        .join(RoleHeld.person)
        .where(RoleHeld.unit_id == unit.id, RoleHeld.person_id == person.id, held(on))
    ).all()
    if not roles or Role.HEAD in roles:
        return bool(roles)
    return any(each.person_id == person.id for each in deputyships_in_force(unit, on))


def deputyships_in_force(unit: Unit, on: date) -> list[Deputyship]:
    """Who signs for the head of the unit on `on`, earliest first."""
    return list(
        db.session.scalars(
            select(Deputyship)
            .where(
                Deputyship.unit_id == unit.id,
                Deputyship.starts_on <= on,
                Deputyship.ends_on >= on,
                Deputyship.ended_at.is_(None),
            )
            .options(joinedload(Deputyship.person))
            .order_by(Deputyship.starts_on, Deputyship.id)
        )
    )


def mandated_unit_ids(body: Unit, on: date) -> set[int]:
    """The row numbers of the units that a mass organisation may watch on `on`."""
    mandates = db.session.scalars(
        select(Mandate).where(
            Mandate.body_id == body.id,
            Mandate.starts_on <= on,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on),
        )
    ).all()
    whole = [mandate.unit_id for mandate in mandates if mandate.includes_below]
    below = rules.reachable(whole, lines_in_force(on).below) if whole else set()
    return below | {mandate.unit_id for mandate in mandates}


# ------------------------------------------------------------------ printed names


def resolve_unit_names(names: list[str], on: date) -> list[Resolved]:
    """For each printed name the units it means on `on`, in the order given.

    Knows names, short names, abbreviations and former names without regard to accents, and
    the groups "các phòng, đơn vị thuộc và trực thuộc Sở" and the like; suggests up to three
    units for a name nobody knows. An ended unit is given as named: see `standing_unit`.
    """
    if not names:
        return []
    units = in_order(db.session.scalars(select(Unit).options(selectinload(Unit.names))).all())
    known = KnownNames(units, _members_of_groups(units, on), on)
    return [known.resolve(name) for name in names]


def groups_with_members(on: date) -> list[tuple[UnitGroup, list[Unit]]]:
    """All groups by the Vietnamese alphabet, each with its units in force on `on`, in order."""
    return _with_members(units_in_order(on), on)


def groups_in_order() -> list[UnitGroup]:
    """All groups by the Vietnamese alphabet."""
    found = db.session.scalars(select(UnitGroup).options(joinedload(UnitGroup.under))).all()
    return sorted(found, key=lambda group: (vietnamese_sort_key(group.name), group.id))


def _members_of_groups(units: Collection[Unit], on: date) -> dict[str, list[Unit]]:
    standing = [unit for unit in units if rules.is_in_force(unit, on)]
    return {
        rules.bare_group_name(group.name): members for group, members in _with_members(standing, on)
    }


def _with_members(standing: Collection[Unit], on: date) -> list[tuple[UnitGroup, list[Unit]]]:
    groups = groups_in_order()
    # Groups are many, the kinds of lines by which they reach down few: each is read once.
    wanted = {frozenset(group.lines) for group in groups}
    below = {
        kinds: lines_in_force(on, [LineKind(word) for word in kinds]).below for kinds in wanted
    }
    found = []
    for group in groups:
        reached = rules.reachable([group.under_id], below[frozenset(group.lines)])
        members = [unit for unit in standing if unit.kind in group.kinds and unit.id in reached]
        found.append((group, members))
    return found


# ------------------------------------------------------------------ steps of the above


def _answering_candidates(standing: Unit, on: date) -> Iterator[Unit]:
    if rules.is_in_force(standing, on):
        yield standing
        yield from _offices_below(standing, on)
    for upper in superiors_of(standing, on):
        yield from _offices_below(upper, on)
        if rules.is_in_force(upper, on):
            yield upper


def _offices_below(unit: Unit, on: date) -> list[Unit]:
    return list(
        db.session.scalars(
            select(Unit)
            .join(UnitLine, UnitLine.lower_id == Unit.id)
            .where(
                UnitLine.upper_id == unit.id,
                Unit.kind == UnitKind.OFFICE,
                in_force(on),
                _line_in_force(on),
            )
            .order_by(Unit.id)
        ).unique()
    )


def _offices(on: date) -> list[Unit]:
    return list(
        db.session.scalars(
            select(Unit).where(Unit.kind == UnitKind.OFFICE, in_force(on)).order_by(Unit.id)
        )
    )


def _line_in_force(on: date) -> ColumnElement[bool]:
    return and_(
        or_(UnitLine.starts_on.is_(None), UnitLine.starts_on <= on),
        or_(UnitLine.ends_on.is_(None), UnitLine.ends_on >= on),
    )
