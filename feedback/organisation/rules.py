"""What holds among units: being in force, standing under, and how printed names are compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from feedback.search import fold
from models import Unit, UnitKind

# Words that lists of units carry or leave out as the writer likes.
_LOOSE_WORDS = frozenset({"cac", "va", "cua", "nhung", "cung", "voi"})
SHORTEST_ABBREVIATION = 2
# Those who watch: mass organisations, parents' boards, people's inspection boards.
BODY_KINDS = frozenset(
    {
        UnitKind.UNION,
        UnitKind.FRONT,
        UnitKind.YOUTH,
        UnitKind.WOMEN,
        UnitKind.VETERANS,
        UnitKind.PARENTS_BOARD,
        UnitKind.INSPECTION_BOARD,
    }
)


class Lasting(Protocol):
    """Anything with a first and a last day."""

    @property
    def starts_on(self) -> date | None:
        """The first day; None: from the beginning."""

    @property
    def ends_on(self) -> date | None:
        """The last day; None: open-ended."""


def is_in_force(thing: Lasting, on: date) -> bool:
    """Whether `on` lies within the thing's first and last day, both included."""
    started = thing.starts_on is None or thing.starts_on <= on
    lasts = thing.ends_on is None or on <= thing.ends_on
    return started and lasts


def is_same_unit(unit: Unit, name: str, days: Lasting, on: date) -> bool:
    """Whether a unit of this name and these days is `unit`, and not one that bore its name before.

    A name in force on `on` has one bearer. Of units in force at other times, those with the same
    first or the same last day are one, and days that say nothing do not tell a new one from it.
    """
    if fold(name) != fold(unit.name):
        return False
    if is_in_force(unit, on) or (days.starts_on is None and days.ends_on is None):
        return True
    same_start = days.starts_on is not None and days.starts_on == unit.starts_on
    return same_start or (days.ends_on is not None and days.ends_on == unit.ends_on)


def ended_last(units: Sequence[Unit], on: date) -> list[Unit]:
    """Of units none of which is in force on `on`, those that ended last before it; else all."""
    ends = [unit.ends_on for unit in units if unit.ends_on is not None and unit.ends_on < on]
    return [unit for unit in units if unit.ends_on == max(ends)] if ends else list(units)


def reachable(start: Iterable[int], steps: Mapping[int, Collection[int]]) -> set[int]:
    """Every number reached from `start` along `steps`, the start included; circles end."""
    found: set[int] = set()
    waiting = list(start)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting.extend(steps.get(number, ()))
    return found


def standing(unit: Unit, successors_of: Callable[[Unit], Sequence[Unit]], on: date) -> Unit:
    """The unit itself, or the first in the row of its successors that has not ended before `on`.

    The unit itself again when there is none.
    """
    seen: set[int] = set()
    waiting = [unit]
    while waiting:
        current = waiting.pop(0)
        if current.ends_on is None or on <= current.ends_on:
            return current
        if current.id not in seen:
            seen.add(current.id)
            waiting.extend(successors_of(current))
    return unit


def stands_under(unit_id: int, upper_id: int, uppers: Mapping[int, Collection[int]]) -> bool:
    """Whether the unit is `upper_id` itself or stands under it, however far.

    `uppers` gives the units directly above each unit. Nobody moderates, answers or approves
    what concerns the office they head: the head of `upper_id` heads all that stands under it.
    """
    return upper_id in reachable([unit_id], uppers)


def aliases_of(unit: Unit) -> set[str]:
    """The folded names by which a document may call the unit, former ones included.

    `Phòng Tổ chức cán bộ` is also known as `Phòng Tổ chức cán bộ Sở`, the office of the
    Department as `Văn phòng`, the Department as `Sở`.
    """
    names = {fold(unit.name), fold(unit.short_name), *(name.folded for name in unit.names)}
    if unit.abbreviation and len(unit.abbreviation) >= SHORTEST_ABBREVIATION:
        names.add(fold(unit.abbreviation))
    if unit.kind is UnitKind.OFFICE:
        names.update({"van phong", "van phong so"})
    if unit.kind is UnitKind.DEPARTMENT:
        names.update({"so", "co quan so", "lanh dao so", "so gd dt", "so gddt", "so giao duc"})
    if unit.kind is UnitKind.DIVISION:
        names.update({f"{name} so" for name in names if not name.endswith(" so")})
    return names - {""}


def bare_group_name(name: str) -> str:
    """A group's name without the words writers drop or exchange.

    "Các phòng, đơn vị thuộc và trực thuộc Sở" and "Các phòng, đơn vị thuộc, trực thuộc Sở"
    both give `phong don vi thuoc truc thuoc so`.
    """
    return " ".join(word for word in fold(name).split() if word not in _LOOSE_WORDS)


def would_close_a_circle(
    upper_id: int, lower_id: int, uppers: Mapping[int, Collection[int]]
) -> bool:
    """Whether putting `lower` under `upper` would make a unit stand under itself."""
    return stands_under(upper_id, lower_id, uppers)
