"""What people settled in the text in force and need not settle again in the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from feedback.clock import day_of
from feedback.organisation import rules as units
from feedback.plans import queries
from feedback.plans.preparing import corrections, doubts, namings, undoing
from feedback.plans.rules import Doubt
from models import ClauseText, Part, PlanVersion, TaskUnit, db


@dataclass(frozen=True)
class Followed:
    """An old clause and the new one that it certainly is, by the row numbers of their texts."""

    old: int
    new: int
    is_unchanged: bool  # word for word, wherever it stands


def carry_over(version: PlanVersion, last: PlanVersion, followed: Sequence[Followed]) -> None:
    """Let a version in the making keep whom people chose for a printed name in `last`, and what
    they marked as looked at in clauses that did not change.

    What somebody chose or cleared in the version itself stays; a unit that is no more is asked
    about again. Safe to be done again.
    """
    old = {text.id: text for text in queries.clauses_of(last)}
    texts = queries.clauses_of(version)
    new = {text.id: text for text in texts}
    settled = undoing.names_settled(version)
    for one in followed:
        _carry_units(old[one.old], new[one.new], settled)
    db.session.flush()
    origins = {
        new[one.new].clause.key: old[one.old] for one in followed if one.is_unchanged
    }  # by the provisional key
    undoing.forget_carried_looks(version)
    marks = undoing.marks_looked_at(last)
    if marks:
        for doubt in _every_doubt(version, texts):
            origin = origins.get(doubt.clause_key)
            if origin is not None and _as_about(doubt, origin).mark in marks:
                undoing.carry_look(version, doubt.mark)
    db.session.flush()


def hand_looks_on(
    version: PlanVersion, found: Sequence[Doubt], identities: Mapping[str, str]
) -> None:
    """Let what was looked at be known by the identities that clauses get on publication, so that
    the version after this one finds it: `identities` are the lasting keys by the provisional ones.
    """
    marks = undoing.marks_looked_at(version)
    for doubt in found:
        if doubt.mark in marks and doubt.clause_key in identities:
            lasting = replace(doubt, clause_key=identities[doubt.clause_key])
            undoing.carry_look(version, lasting.mark)


def _carry_units(old: ClauseText, new: ClauseText, settled: frozenset[str]) -> None:
    if old.task is None or new.task is None:
        return
    on = new.version.issued_on
    for part in Part:
        printed = set(namings.printed_names(new.task, part)) - settled
        printed -= {name for row in _of_part(new, part) for name in namings.chosen_names(row)}
        for row in _of_part(old, part):
            if on is None or units.is_in_force(row.unit, on):
                for name in namings.chosen_names(row):
                    if name in printed:
                        namings.choose_unit(new.task, part, name, row.unit)


def _of_part(text: ClauseText, part: Part) -> list[TaskUnit]:
    return [row for row in text.task.units if row.part is part] if text.task else []


def _every_doubt(version: PlanVersion, texts: Sequence[ClauseText]) -> list[Doubt]:
    on = version.issued_on or day_of(version.created_at)
    return doubts.every_doubt(version, texts, namings.namings_of(texts, on))


def _as_about(doubt: Doubt, origin: ClauseText) -> Doubt:
    """The same doubt as it was told of the older clause."""
    params = dict(doubt.params)
    if "place" in params:
        params["place"] = corrections.place_of(origin)
    return replace(doubt, clause_key=origin.clause.key, params=params)
