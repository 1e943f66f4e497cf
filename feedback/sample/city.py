"""The units of the sample city, their lines and groups, and its people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from feedback import codes
from feedback.accounts import passwords
from feedback.sample.days import Days
from feedback.search import fold, vietnamese_sort_key
from models import (
    Deputyship,
    LineKind,
    Mandate,
    Person,
    Role,
    RoleHeld,
    SuccessionKind,
    Unit,
    UnitGroup,
    UnitKind,
    UnitLine,
    UnitName,
    UnitSuccession,
    db,
)

PASSWORD = "gop-y-mau-2026"  # noqa: S105 - printed at start; the sample city has no secrets
ROLES_SINCE = timedelta(days=400)

Units = dict[str, Unit]
People = dict[str, Person]


def build_units(city: dict[str, Any]) -> Units:
    """Every unit with its other names, lines, successor and groups; by slug."""
    units = {row["slug"]: _unit(row) for row in city["units"]}
    db.session.add_all(units.values())
    db.session.flush()
    for row in city["units"]:
        _relate(row, units)
    for row in city["groups"]:
        for name in (row["name"], *row["other_names"]):
            _group(name, row, units)
    db.session.flush()
    return units


def build_mandates(city: dict[str, Any], units: Units, days: Days) -> None:
    """What each mass organisation may watch."""
    for row in city["mandates"]:
        basis = row["basis"].format(year=days.today.year, school_year=days.school_year_words)
        db.session.add(
            Mandate(
                body=units[row["body"]],
                unit=units[row["unit"]],
                includes_below=row["includes_below"],
                starts_on=days.named(row["starts"]) or days.today,
                ends_on=days.named(row["ends"]),
                basis=basis,
            )
        )


def build_people(city: dict[str, Any], units: Units, days: Days, now: datetime) -> People:
    """Every account with its hats and the one password, and who signs for whom; by slug."""
    password_hash = passwords.hash_password(PASSWORD)
    people = {row["slug"]: _person(row, password_hash, now) for row in city["accounts"]}
    db.session.add_all(people.values())
    db.session.flush()
    for row in city["accounts"]:
        for hat in row["hats"]:
            db.session.add(_hat(people[row["slug"]], hat, units, days))
    for row in city["deputies"]:
        db.session.add(
            Deputyship(
                unit=units[row["unit"]],
                person=people[row["deputy"]],
                starts_on=days.in_days(row["starts_in"]),
                ends_on=days.in_days(row["ends_in"]),
            )
        )
    db.session.flush()
    return people


def hat_of(person: Person, *roles: Role, unit: Unit | None = None) -> RoleHeld:
    """The person's hat of one of `roles` (any when none is named), at `unit` if given."""
    return next(
        hat
        for hat in person.roles
        if (not roles or hat.role in roles) and (unit is None or hat.unit_id == unit.id)
    )


def _unit(row: dict[str, Any]) -> Unit:
    return Unit(
        key=codes.new_key(),
        kind=UnitKind(row["kind"]),
        name=row["name"],
        short_name=row["short_name"],
        abbreviation=row["abbreviation"],
        starts_on=_day(row["starts_on"]),
        ends_on=_day(row["ends_on"]),
        email=row["email"],
        reception=_reception(row["reception"]),
    )


def _reception(row: dict[str, Any] | None) -> str | None:
    if row is None:
        return None
    lines = [row["address"], row["schedule"], row["phone"], row["note"]]
    return "\n".join(line for line in lines if line)


def _relate(row: dict[str, Any], units: Units) -> None:
    unit = units[row["slug"]]
    for former in row["former_names"]:
        name = former["name"]
        db.session.add(UnitName(unit=unit, name=name, folded=fold(name)))
    for line in row["lines"]:
        db.session.add(
            UnitLine(upper=units[line["upper"]], lower=unit, kind=LineKind(line["kind"]))
        )
    after = row["successor"]
    if after:
        db.session.add(
            UnitSuccession(
                old_unit=unit,
                new_unit=units[after["unit"]],
                kind=SuccessionKind(after["kind"]),
                happened_on=date.fromisoformat(after["happened_on"]),
            )
        )


def _group(name: str, row: dict[str, Any], units: Units) -> None:
    db.session.add(
        UnitGroup(
            name=name,
            folded=fold(name),
            kinds=row["kinds"],
            lines=row["lines"],
            under=units[row["under"]],
        )
    )


def _person(row: dict[str, Any], password_hash: str, now: datetime) -> Person:
    name = row["display_name"]
    return Person(
        key=codes.new_key(),
        display_name=name,
        folded=fold(name),
        sort_key=vietnamese_sort_key(name),
        login_name=row["login"],
        email=row["login"],
        password_hash=password_hash,
        created_at=now,
    )


def _hat(person: Person, row: dict[str, Any], units: Units, days: Days) -> RoleHeld:
    return RoleHeld(
        person=person,
        role=Role(row["role"]),
        unit=units[row["unit"]],
        title=row["title"],
        starts_on=days.today - ROLES_SINCE,
        ends_on=days.named(row["until"]),
        confirmed=True,
    )


def _day(word: str | None) -> date | None:
    return date.fromisoformat(word) if word else None
