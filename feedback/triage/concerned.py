"""Whom an opinion concerns, as its sender typed it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from feedback.organisation import queries as organisation
from feedback.organisation.rules import aliases_of, is_in_force
from feedback.organisation.titles import Words, take_apart, units_named_within
from feedback.search import fold
from feedback.triage import rules
from models import Case, Comment, Person, RoleHeld, Unit, UnitKind, db


@dataclass(frozen=True)
class Whom:
    """The unit that was meant, and the person when the words leave no doubt about that too."""

    unit: Unit
    person: Person | None = None


def whom_meant(comment: Comment, on: date) -> Whom | None:
    """Whom the typed words mean: a unit's name, a title with it, or a hat's own title.

    "Hiệu trưởng" alone means the head of the school that the opinion is about. None when
    nothing was typed, nothing is recognised, or more than one unit could be meant.
    """
    folded = fold(comment.concerns_text or "")
    if not folded:
        return None
    hats = _hats_of_handlers(on)
    words = take_apart(folded)
    by_title = _by_own_title(words, hats)
    if by_title is not None:
        return by_title
    unit = _unit_named(folded, words, on) or _school_meant(words, comment)
    if unit is None:
        return None
    standing = organisation.standing_unit(unit, on)
    return Whom(standing, _head_of(standing, hats) if words.is_head else None)


def people_in_play(case: Case, lead: Unit | None, on: date) -> list[RoleHeld]:
    """Who handles opinions at the units that the case touches, unit by unit; the one recorded too.

    `lead` is the unit to which the case would be routed.
    """
    touched = (
        case.concerns_unit,
        case.comment.for_unit,
        lead,
        case.lead_unit,
        case.comment.plan.unit,
        case.intake_unit,
    )
    places = {unit.id: place for place, unit in reversed(list(enumerate(touched))) if unit}
    found = [
        hat
        for hat in _hats_of_handlers(on)
        if hat.unit_id in places or hat.person_id == case.concerns_person_id
    ]
    return sorted(found, key=lambda hat: (places.get(hat.unit_id, -1), hat.id))


def hat_numbered(number: str, on: date) -> RoleHeld | None:
    """The hat with this row number, when somebody handles opinions under it on `on`."""
    return next((hat for hat in _hats_of_handlers(on) if str(hat.id) == number), None)


def _hats_of_handlers(on: date) -> list[RoleHeld]:
    return list(
        db.session.scalars(
            select(RoleHeld)
            .join(RoleHeld.person)
            .where(RoleHeld.role.in_(rules.HANDLING), organisation.held(on))
            .options(
                joinedload(RoleHeld.person), joinedload(RoleHeld.unit).selectinload(Unit.names)
            )
            .order_by(RoleHeld.id)
        )
    )


def _by_own_title(words: Words, hats: list[RoleHeld]) -> Whom | None:
    """Who has this very title, alone or with the unit's name after it."""
    spoken = f"{words.title} {words.rest}".strip()
    found = [hat for hat in hats if hat.title and _is_called(spoken, hat)]
    units = {hat.unit_id: hat.unit for hat in found}
    people = {hat.person_id: hat.person for hat in found}
    if len(units) != 1:
        return None
    (unit,) = units.values()
    return Whom(unit, next(iter(people.values())) if len(people) == 1 else None)


def _is_called(spoken: str, hat: RoleHeld) -> bool:
    # What stands in brackets explains the title: "Phó Hiệu trưởng (ký thay khi …)".
    title = fold((hat.title or "").partition("(")[0])
    names = {f"{title} {alias}" for alias in aliases_of(hat.unit)}
    return bool(title) and (spoken == title or spoken in names)


def _unit_named(folded: str, words: Words, on: date) -> Unit | None:
    """The one unit whose name the words are, or that stands among them."""
    named = db.session.scalars(select(Unit).options(selectinload(Unit.names))).all()
    units = {unit.id: unit for unit in named}
    aliases: dict[str, set[int]] = defaultdict(set)
    for unit in units.values():
        for alias in aliases_of(unit):
            aliases[alias].add(unit.id)
    for numbers in (
        aliases.get(folded, set()),
        aliases.get(words.rest, set()),
        units_named_within(folded, aliases),
    ):
        standing = {number for number in numbers if is_in_force(units[number], on)} or numbers
        if len(standing) == 1:
            return units[next(iter(standing))]
        if standing:
            return None
    return None


def _school_meant(words: Words, comment: Comment) -> Unit | None:
    if words.rest or not words.is_of_a_school:
        return None
    about = (comment.for_unit, comment.plan.unit)
    return next((unit for unit in about if unit and unit.kind is UnitKind.SCHOOL), None)


def _head_of(unit: Unit, hats: list[RoleHeld]) -> Person | None:
    heads = {
        hat.person_id: hat.person
        for hat in hats
        if hat.unit_id == unit.id and hat.role in rules.HEADING
    }
    return next(iter(heads.values())) if len(heads) == 1 else None
