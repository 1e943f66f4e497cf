"""Which units a printed name means: exact names first, then groups, then likely ones to choose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz, process

from feedback.organisation import rules
from feedback.search import fold
from models import Unit

_LIKELY = 72.0
_MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Resolved:
    """What one printed name means.

    `units` is empty when nobody knows the name; then `suggestions` holds up to three units
    with a like name, most alike first. `through_group` says that the name was a group's.
    """

    text: str
    units: list[Unit] = field(default_factory=list)
    through_group: bool = False
    suggestions: list[Unit] = field(default_factory=list)


class KnownNames:
    """The names of units and groups, ready to be looked up many times."""

    def __init__(
        self, units: Sequence[Unit], groups: Mapping[str, Sequence[Unit]], on: date
    ) -> None:
        """`units` in the order of the product, ended ones too; `groups` by their bare names."""
        self._groups = groups
        self._on = on
        self._units: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            for alias in rules.aliases_of(unit):
                self._units[alias].append(unit)

    def resolve(self, text: str) -> Resolved:
        """What `text` means; a name that several units share is only suggested, never guessed."""
        named = self._named(fold(text))
        if len(named) == 1:
            return Resolved(text, units=named)
        if named:
            return Resolved(text, suggestions=named[:_MOST_SUGGESTIONS])
        members = self._groups.get(rules.bare_group_name(text))
        if members is not None:
            return Resolved(text, units=list(members), through_group=True)
        return Resolved(text, suggestions=self._alike(fold(text)))

    def _named(self, folded: str) -> list[Unit]:
        found = self._units.get(folded, [])
        # A name that passed on to another unit means the one that bore it on that day, and a name
        # that nobody bore any more the one that bore it last.
        standing = [unit for unit in found if rules.is_in_force(unit, self._on)]
        return standing or rules.ended_last(found, self._on)

    def _alike(self, folded: str) -> list[Unit]:
        if not folded:
            return []
        matches = process.extract(
            folded, self._units.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_LIKELY, limit=20
        )
        alike = [unit for alias, _, _ in matches for unit in self._named(alias)]
        return list({unit.id: unit for unit in alike}.values())[:_MOST_SUGGESTIONS]
