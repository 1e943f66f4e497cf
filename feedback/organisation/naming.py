"""Which units a printed name means: exact names, the same words, groups, then likely ones to choose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz, process

from feedback.organisation import rules
from feedback.search import fold
from models import Unit

_LIKELY = 72.0
_MOST_SUGGESTIONS = 3
# Fewer words are many units' ("Phòng", "Văn phòng").
_FEWEST_WORDS = 3
# What writers put behind a division's name, or between it and the Department's.
_LOOSE_WORDS = frozenset({"cac", "va", "cua", "cung", "voi", "thuoc", "tai"})
_HOUSE = (("so", "giao", "duc", "dao", "tao"), ("so", "gd", "dt"), ("so", "gddt"), ("so",))


@dataclass(frozen=True)
class Resolved:
    """What one printed name means.

    `units` is empty when nobody knows the name; then `suggestions` holds up to three units
    with a like name, most alike first. `through_group` says that the name was a group's, and
    `by_words` that the name is not one we know but has exactly the words of one.
    """

    text: str
    units: list[Unit] = field(default_factory=list)
    through_group: bool = False
    suggestions: list[Unit] = field(default_factory=list)
    by_words: bool = False


class KnownNames:
    """The names of units and groups, ready to be looked up many times."""

    def __init__(
        self, units: Sequence[Unit], groups: Mapping[str, Sequence[Unit]], on: date
    ) -> None:
        """`units` in the order of the product, ended ones too; `groups` by their bare names."""
        self._groups = groups
        self._on = on
        self._units: dict[str, list[Unit]] = defaultdict(list)
        self._words: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._initials: dict[str, list[str]] = defaultdict(list)
        for unit in units:
            for alias in sorted(rules.aliases_of(unit)):
                self._units[alias].append(unit)
                self._words[_words_of(alias)].append(alias)
                self._initials[_initials_of(alias)].append(alias)

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
        same = self._of_the_same_words(fold(text))
        if len(same) == 1:
            return Resolved(text, units=same, by_words=True)
        return Resolved(text, suggestions=same[:_MOST_SUGGESTIONS] or self._alike(fold(text)))

    def _named(self, folded: str) -> list[Unit]:
        found = self._units.get(folded, [])
        # A name that passed on to another unit means the one that bore it on that day, and a name
        # that nobody bore any more the one that bore it last.
        standing = [unit for unit in found if rules.is_in_force(unit, self._on)]
        return standing or rules.ended_last(found, self._on)

    def _of_the_same_words(self, folded: str) -> list[Unit]:
        """Units whose name has exactly these words in this order: that is beyond doubt.

        Likeness by letters never is: two schools' names may differ by one, or by their order.
        """
        words = _words_of(folded)
        if len(words) < _FEWEST_WORDS:
            return []
        return _each_once(unit for alias in self._words[words] for unit in self._named(alias))

    def _alike(self, folded: str) -> list[Unit]:
        if not folded:
            return []
        matches = process.extract(
            folded, self._units.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_LIKELY, limit=20
        )
        aliases = [*self._initials.get(folded, []), *(alias for alias, _, _ in matches)]
        alike = _each_once(unit for alias in aliases for unit in self._named(alias))
        return alike[:_MOST_SUGGESTIONS]


def units_holding(units: Iterable[Unit], typed: str) -> list[Unit]:
    """The units one of whose names has all that was typed, words begun and without accents too.

    Those that have the words together, as typed, alone where there are any.
    """
    words = fold(typed).split()
    if not words:
        return []
    found = [
        (unit, together)
        for unit in units
        if (together := _holds_typed(rules.aliases_of(unit), words)) is not None
    ]
    closest = any(together for _, together in found)
    return [unit for unit, together in found if together or not closest]


def _holds_typed(aliases: Iterable[str], words: list[str]) -> bool | None:
    """Whether a name has the words together; None when no name has them all."""
    holding = [
        alias
        for alias in aliases
        if all(any(one.startswith(word) for one in alias.split()) for word in words)
    ]
    return any(f" {' '.join(words)}" in f" {alias}" for alias in holding) if holding else None


def _words_of(folded: str) -> tuple[str, ...]:
    """A name's words without those that writers add as they like."""
    words = [word for word in folded.split() if word not in _LOOSE_WORDS]
    for house in _HOUSE:
        if len(words) > len(house) and tuple(words[-len(house) :]) == house:
            words = words[: -len(house)]
            break
    return tuple(words)


def _initials_of(folded: str) -> str:
    """ "phong to chuc can bo" → "phong tccb", as memoranda write it."""
    first, *others = folded.split() or [""]
    return f"{first} {''.join(word[0] for word in others)}"


def _each_once(units: Iterable[Unit]) -> list[Unit]:
    return list({unit.id: unit for unit in units}.values())
