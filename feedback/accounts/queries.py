"""People, their roles and browsers, and the invitations that may still be used."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from feedback import codes, paging
from feedback.accounts import rules
from feedback.organisation import queries as organisation
from feedback.search import fold
from models import (
    Deputyship,
    Invitation,
    LoginSession,
    Person,
    Role,
    RoleHeld,
    Unit,
    UnitKind,
    db,
)

INVITATION_PURPOSE = "invitation"
PEOPLE_ON_A_PAGE = 50
_INSIDE_THE_DEPARTMENT = (UnitKind.DEPARTMENT, UnitKind.OFFICE, UnitKind.DIVISION)


def person_by_login(typed: str) -> Person | None:
    """The person with an open account who signs in by this name or e-mail address."""
    name = rules.login_name_of(typed)
    return db.session.scalars(
        select(Person).where(
            or_(Person.login_name == name, Person.email == name), Person.closed_at.is_(None)
        )
    ).first()


def person_by_key(key: str) -> Person | None:
    """The person whom an address names, with all roles and their units."""
    return db.session.scalars(
        select(Person)
        .where(Person.key == key)
        .options(selectinload(Person.roles).joinedload(RoleHeld.unit))
    ).first()


def anybody_is_there() -> bool:
    """Whether the installation has people."""
    return db.session.scalar(select(Person.id).limit(1)) is not None


def is_login_taken(name: str, *, but: Person | None = None) -> bool:
    """Whether another person already signs in by `name` or has it as address."""
    found = select(Person.id).where(or_(Person.login_name == name, Person.email == name))
    if but is not None:
        found = found.where(Person.id != but.id)
    return db.session.scalar(found.limit(1)) is not None


def sessions_of(person: Person, now: datetime) -> list[LoginSession]:
    """The browsers on which the person is signed in, the last used first."""
    return list(
        db.session.scalars(
            select(LoginSession)
            .where(LoginSession.person_id == person.id, LoginSession.expires_at > now)
            .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
        )
    )


# ------------------------------------------------------------------ people


def may_see(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    """Restricts a query on Person to those whom the wearer of `hat` may see.

    An administrator sees everybody, the head and the moderator of a unit those who hold or
    held a role there, anybody else nobody.
    """
    if hat.role is Role.ADMINISTRATOR:
        return true()
    if hat.role not in rules.INVITING_ROLES:
        return ~true()
    return exists().where(
        RoleHeld.person_id == Person.id,
        RoleHeld.unit_id == hat.unit_id,
        RoleHeld.starts_on <= today,
    )


def people_seen_by(
    hat: RoleHeld, today: date, *, search: str = "", after: str = ""
) -> paging.Page[Person]:
    """One page of the people, by the Vietnamese alphabet, whose name or login holds `search`.

    `after` is the key of the last person on the page before. Roles and units come along in
    two more queries.
    """
    query = select(Person).where(may_see(hat, today), _is_called(search))
    last = person_by_key(after) if after else None
    if last is not None:
        query = query.where(
            or_(
                Person.sort_key > last.sort_key,
                and_(Person.sort_key == last.sort_key, Person.id > last.id),
            )
        )
    found = db.session.scalars(
        query.options(selectinload(Person.roles).joinedload(RoleHeld.unit))
        .order_by(Person.sort_key, Person.id)
        .limit(PEOPLE_ON_A_PAGE + 1)
    ).all()
    return paging.cut(found, PEOPLE_ON_A_PAGE, lambda person: person.key)


def person_seen_by(hat: RoleHeld, key: str, today: date) -> Person | None:
    """The person, when the wearer of `hat` may see them."""
    return db.session.scalars(
        select(Person)
        .where(Person.key == key, may_see(hat, today))
        .options(selectinload(Person.roles).joinedload(RoleHeld.unit))
    ).first()


def hats_seen_by(hat: RoleHeld, person: Person) -> list[RoleHeld]:
    """The person's roles that the wearer of `hat` may see: all, or those at the own unit."""
    everything = hat.role is Role.ADMINISTRATOR
    return [held for held in person.roles if everything or held.unit_id == hat.unit_id]


def active_administrators(today: date) -> list[Person]:
    """Who administrates on `today`, earliest first."""
    return list(
        db.session.scalars(
            select(Person)
            .join(RoleHeld, RoleHeld.person_id == Person.id)
            .where(RoleHeld.role == Role.ADMINISTRATOR, organisation.held(today))
            .order_by(Person.id)
            .distinct()
        )
    )


def who_watches_roles_at(unit: Unit, today: date) -> list[Person]:
    """Who is told when a sensitive role is given at the unit, earliest first.

    Whoever is confidential officer, leads or heads there, or at the Department, its office and
    divisions.
    """
    places = {unit.id}
    department = organisation.department(today)
    if department is not None:
        below = organisation.unit_ids_under(department, today)
        inside = select(Unit.id).where(Unit.id.in_(below), Unit.kind.in_(_INSIDE_THE_DEPARTMENT))
        places.update(db.session.scalars(inside))
    return list(
        db.session.scalars(
            select(Person)
            .join(RoleHeld, RoleHeld.person_id == Person.id)
            .where(
                RoleHeld.unit_id.in_(places),
                RoleHeld.role.in_({*rules.SENSITIVE_ROLES, Role.HEAD}),
                organisation.held(today),
            )
            .order_by(Person.id)
            .distinct()
        )
    )


def _is_called(search: str) -> ColumnElement[bool]:
    wanted = fold(search)
    if not wanted:
        return true()
    return or_(
        Person.folded.contains(wanted, autoescape=True),
        Person.login_name.contains(rules.login_name_of(search), autoescape=True),
    )


# ------------------------------------------------------------------ invitations


def usable_invitation(typed: str, *, hash_key: bytes, now: datetime) -> Invitation | None:
    """The invitation that the code opens at `now`; None when unknown, used up, revoked or expired."""
    code = codes.normalise_secret(typed)
    if code is None:
        return None
    found = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.code_hash == codes.keyed_hash(code, hash_key, INVITATION_PURPOSE),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
            Invitation.uses_left > 0,
        )
        .options(joinedload(Invitation.unit))
    ).first()
    return found


def open_invitations(role: Role, now: datetime) -> list[Invitation]:
    """The invitations to `role` that may still be used, earliest first."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(
                Invitation.role == role,
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > now,
                Invitation.uses_left > 0,
            )
            .order_by(Invitation.id)
        )
    )


def invitations_seen_by(hat: RoleHeld, *, limit: int = 200) -> list[Invitation]:
    """The invitations that the wearer of `hat` may see, the latest first."""
    query = select(Invitation).options(joinedload(Invitation.unit))
    if hat.role is not Role.ADMINISTRATOR:
        query = query.where(Invitation.unit_id == hat.unit_id)
    return list(
        db.session.scalars(
            query.order_by(Invitation.made_at.desc(), Invitation.id.desc()).limit(limit)
        )
    )


def invitation_seen_by(hat: RoleHeld, key: str) -> Invitation | None:
    """The invitation, when the wearer of `hat` may see it."""
    query = select(Invitation).where(Invitation.key == key)
    if hat.role is not Role.ADMINISTRATOR:
        query = query.where(Invitation.unit_id == hat.unit_id)
    return db.session.scalars(query).first()


def units_to_give_roles_at(hat: RoleHeld, today: date) -> list[Unit]:
    """The units at which the wearer of `hat` may give a role: every one, or the own."""
    return organisation.units_in_order(today) if hat.role is Role.ADMINISTRATOR else [hat.unit]


# ------------------------------------------------------------------ deputies


def deputyships_of(unit: Unit, *, limit: int = 50) -> list[Deputyship]:
    """Who signed, signs or will sign for the head of the unit, the latest first."""
    return list(
        db.session.scalars(
            select(Deputyship)
            .where(Deputyship.unit_id == unit.id)
            .options(joinedload(Deputyship.person))
            .order_by(Deputyship.starts_on.desc(), Deputyship.id.desc())
            .limit(limit)
        )
    )


def deputyship_of(unit: Unit, number: int) -> Deputyship | None:
    """The deputyship with this row number, when it is one of the unit."""
    return db.session.scalars(
        select(Deputyship).where(Deputyship.unit_id == unit.id, Deputyship.id == number)
    ).first()


def possible_deputies(unit: Unit, today: date, *, but: Collection[Person]) -> list[Person]:
    """The unit's staff, officers and moderators, who may be named deputy, without `but`."""
    taken = {person.id for person in but}
    found = organisation.people_with(
        unit, (Role.HEAD, Role.OFFICER, Role.STAFF, Role.MODERATOR), today
    )
    return sorted(
        (person for person in found if person.id not in taken),
        key=lambda person: (person.sort_key, person.id),
    )
