"""Which units the printed names of a version's tasks mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from feedback.organisation import queries as organisation
from feedback.organisation import rules as units
from feedback.organisation.naming import Resolved
from feedback.plans.preparing.drafts import split_names
from feedback.search import fold
from models import ClauseText, Part, Task, TaskUnit, Unit, UnitKind, db

BETWEEN_CHOSEN = "\n"
_MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Name:
    """One printed name in a task: what it means, or whom a person chose for it.

    `ended` is the unit that bore the name and had ended before the plan's day, with
    `successors` that stand for it then.
    """

    resolved: Resolved
    chosen: list[Unit] = field(default_factory=list)
    ended: Unit | None = None
    successors: list[Unit] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As printed."""
        return self.resolved.text

    @property
    def units(self) -> list[Unit]:
        """The units meant; [] when nobody knows."""
        return self.chosen or self.resolved.units

    @property
    def is_empty_group(self) -> bool:
        """Whether a group is meant to which nobody belonged on the plan's day."""
        return self.resolved.through_group and not self.units

    @property
    def is_open(self) -> bool:
        """Whether a person should say who is meant."""
        return not self.chosen and (not self.resolved.units or self.ended is not None)

    @property
    def suggestions(self) -> list[Unit]:
        """Up to three units to choose from, the likeliest first."""
        return self.successors[:_MOST_SUGGESTIONS] or self.resolved.suggestions


@dataclass
class Naming:
    """How a task names the units of one part."""

    names: list[Name]

    @property
    def open_names(self) -> list[Name]:
        """The names about which a person should say who is meant."""
        return [name for name in self.names if name.is_open]


def printed_names(task: Task, part: Part) -> list[str]:
    """The names that the task prints for one part."""
    return split_names(task.lead_text if part is Part.LEAD else task.supporting_text)


def namings_of(texts: Sequence[ClauseText], on: date) -> dict[tuple[int, Part], Naming]:
    """How every task among the clauses names its units on `on`, by task and part."""
    wanted = [
        (text.task, part, names)
        for text in texts
        if text.task
        for part in Part
        if (names := printed_names(text.task, part))
    ]
    every_name = sorted({name for _, _, names in wanted for name in names})
    resolved = _with_own_first(organisation.resolve_unit_names(every_name, on), texts, on)
    known = {name: _name(one, on) for name, one in zip(every_name, resolved, strict=True)}
    return {
        (task.id, part): Naming([_with_choice(known[name], task, part) for name in names])
        for task, part, names in wanted
    }


def _with_own_first(
    resolved: list[Resolved], texts: Sequence[ClauseText], on: date
) -> list[Resolved]:
    """In a school's plan a bare "Ban đại diện cha mẹ học sinh" most likely is the school's own."""
    school = texts[0].version.plan.unit if texts else None
    if school is None or school.kind is not UnitKind.SCHOOL:
        return resolved
    if all(one.units for one in resolved):
        return resolved
    below = organisation.unit_ids_under(school, on, itself=False)
    own = [unit for unit in organisation.units_in_order(on) if unit.id in below]
    return [one if one.units else _suggesting_first(one, own) for one in resolved]


def _suggesting_first(resolved: Resolved, own: list[Unit]) -> Resolved:
    begins = f"{fold(resolved.text)} "
    bodies = [
        unit for unit in own if any(alias.startswith(begins) for alias in units.aliases_of(unit))
    ]
    suggestions = list(dict.fromkeys([*bodies, *resolved.suggestions]))
    return replace(resolved, suggestions=suggestions[:_MOST_SUGGESTIONS])


def _name(resolved: Resolved, on: date) -> Name:
    alone = resolved.units[0] if len(resolved.units) == 1 and not resolved.through_group else None
    if alone is None or units.is_in_force(alone, on):
        return Name(resolved)
    if alone.ends_on is None or on <= alone.ends_on:
        return Name(resolved)  # not yet begun: said on the document's day, so meant
    standing = organisation.standing_unit(alone, on)
    return Name(resolved, ended=alone, successors=[] if standing is alone else [standing])


def _with_choice(name: Name, task: Task, part: Part) -> Name:
    chosen = [
        row.unit
        for row in task.units
        if row.part is part and name.text in row.chosen_for.split(BETWEEN_CHOSEN)
    ]
    return Name(name.resolved, chosen, name.ended, name.successors) if chosen else name


def choose_unit(task: Task, part: Part, name: str, unit: Unit | None) -> None:
    """Let a unit stand for a printed name of the task; with None nobody does any more.

    Nothing changes when the task prints no such name.
    """
    if name not in printed_names(task, part):
        return
    for row in task.units:
        if row.part is part:
            kept = [one for one in chosen_names(row) if one != name]
            row.chosen_for = BETWEEN_CHOSEN.join(kept)
    if unit is None:
        return
    standing = [one for one in task.units if one.unit_id == unit.id and one.part is part]
    if not standing:
        new = TaskUnit(unit=unit, unit_id=unit.id, part=part, through_group=False, chosen_for="")
        task.units.append(new)
        standing = [new]
    standing[0].chosen_for = BETWEEN_CHOSEN.join([*chosen_names(standing[0]), name])


def name_units(texts: Sequence[ClauseText], on: date) -> None:
    """Write which units each task names on `on`, groups as their members of that day.

    Who was chosen for a name that the task still prints stays.
    """
    found = namings_of(texts, on)
    for text in texts:
        if text.task:
            wanted = {
                part: _meant(naming.names)
                for part in Part
                if (naming := found.get((text.task.id, part)))
            }
            _write_units(text.task, wanted)
    db.session.flush()


def _meant(names: Sequence[Name]) -> dict[int, TaskUnit]:
    """The rows there should be, by unit; one named itself is not only one of a group."""
    meant: dict[int, TaskUnit] = {}
    for name in sorted(names, key=lambda one: not one.chosen and one.resolved.through_group):
        by_group = not name.chosen and name.resolved.through_group
        for unit in name.units:
            row = meant.setdefault(
                unit.id, TaskUnit(unit_id=unit.id, through_group=by_group, chosen_for="")
            )
            if name.chosen:
                row.chosen_for = BETWEEN_CHOSEN.join([*chosen_names(row), name.text])
    return meant


def _write_units(task: Task, wanted: dict[Part, dict[int, TaskUnit]]) -> None:
    there = {(row.part, row.unit_id): row for row in task.units}
    for (part, unit_id), row in there.items():
        new = wanted.get(part, {}).get(unit_id)
        if new is None:
            task.units.remove(row)
        else:
            row.through_group, row.chosen_for = new.through_group, new.chosen_for
    for part, rows in wanted.items():
        for unit_id, new in rows.items():
            if (part, unit_id) not in there:
                new.part = part
                task.units.append(new)


def chosen_names(row: TaskUnit) -> list[str]:
    """The printed names that the unit stands for because a person said so."""
    return [name for name in row.chosen_for.split(BETWEEN_CHOSEN) if name]
