"""Where passages stand in two versions: beneath what, beside what, and what is paired so far."""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from feedback.plans.versions.likeness import Said, Vocabulary


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause of one version, as matching sees it; `parent` is an index, None for outermost."""

    key: str
    label: str
    printed: str
    heading: str
    text: str
    depth: int
    parent: int | None
    kind: str = "point"
    annex: str = ""


class Side:
    """One version: its passages, their words, and the order they stand in."""

    def __init__(self, passages: Sequence[Passage], vocabulary: Vocabulary) -> None:
        self.passages = passages
        self.said: list[Said] = [vocabulary.said(one.heading, one.text) for one in passages]
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for index, one in enumerate(passages):
            self.children[one.parent].append(index)

    def __len__(self) -> int:
        return len(self.passages)

    @cached_property
    def places(self) -> list[int]:
        """The place of each passage among its siblings, from 0."""
        found = [0] * len(self)
        for siblings in self.children.values():
            for place, index in enumerate(siblings):
                found[index] = place
        return found

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        """The passages that say the same, by what they say."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, said in enumerate(self.said):
            found[said.key].append(index)
        return found

    def twins(self, index: int) -> list[int]:
        """The other passages that say the same."""
        return [other for other in self.by_key[self.said[index].key] if other != index]

    def parent(self, index: int) -> int | None:
        """What the passage lies under; None for an outermost one."""
        return self.passages[index].parent

    def siblings(self, index: int) -> list[int]:
        """All that lie under the same, in order, itself included."""
        return self.children[self.parent(index)]

    def beside(self, index: int, step: int) -> int | None:
        """The sibling before (-1) or after (+1); None at the end."""
        siblings, place = self.siblings(index), self.places[index] + step
        return siblings[place] if 0 <= place < len(siblings) else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What around two passages says that they are one; each is true only by what is certain."""

    above: bool  # what they lie under is one
    before: bool  # what stands directly before them is one
    after: bool
    below: bool  # something that lies under both is one

    @property
    def is_pinned(self) -> bool:
        """Whether the two stand in the very same gap."""
        return self.before and self.after

    @property
    def is_strong(self) -> bool:
        """Whether a passage moved here from elsewhere would have had to hit the very gap."""
        return self.below or self.is_pinned or (self.above and self.is_flanked)

    @property
    def is_flanked(self) -> bool:
        """Whether a neighbour is one."""
        return self.before or self.after

    @property
    def strength(self) -> int:
        """How many things say so."""
        return self.above + self.before + self.after + self.below

    @property
    def is_there(self) -> bool:
        """Whether there is any."""
        return self.strength > 0


class Pairing:
    """Which old passage is which new one, as far as that is certain."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.new_of: dict[int, int] = {}
        self.old_of: dict[int, int] = {}
        self.closed_old: set[int] = set()  # a person said what became of them: no pair
        self.closed_new: set[int] = set()

    def pair(self, old: int, new: int) -> None:
        """Let the two be one."""
        self.new_of[old] = new
        self.old_of[new] = old

    def open_old(self) -> list[int]:
        """The old passages of which nothing is certain yet."""
        return [i for i in range(len(self.old)) if self.is_open(i, None)]

    def open_new(self) -> list[int]:
        """The new passages of which nothing is certain yet."""
        return [j for j in range(len(self.new)) if self.is_open(None, j)]

    def is_open(self, old: int | None, new: int | None) -> bool:
        """Whether nothing is said yet about any of the two."""
        is_taken = old in self.new_of or old in self.closed_old
        return not (is_taken or new in self.old_of or new in self.closed_new)

    def evidence(self, old: int, new: int) -> Evidence:
        """What around the two says that they are one."""
        above_old, above_new = self.old.parent(old), self.new.parent(new)
        are_outermost = above_old is None and above_new is None
        above = (
            above_old is not None and above_new is not None and self._are_one(above_old, above_new)
        )
        return Evidence(
            above=above,
            before=self._beside(old, new, -1, same_parent=above or are_outermost),
            after=self._beside(old, new, 1, same_parent=above or are_outermost),
            below=self._share_a_child(old, new),
        )

    def gaps(self) -> Iterator[tuple[range, range]]:
        """The runs between neighbouring pairs that stand in the same order in both versions."""
        last_old = last_new = -1
        ends = [*sorted(self.new_of.items()), (len(self.old), len(self.new))]
        for old, new in ends:
            yield range(last_old + 1, old), range(last_new + 1, max(new, last_new + 1))
            last_old, last_new = old, new

    def gap_numbers(self) -> tuple[list[int], list[int]]:
        """For every old and every new passage after how many pairs it stands, counting those pairs
        that stand in the same order in both versions.
        """
        rising = sorted(_longest_rising([(new, old) for old, new in sorted(self.new_of.items())]))
        ends = [self.new_of[old] for old in rising]
        return (
            [bisect(rising, place) for place in range(len(self.old))],
            [bisect(ends, place) for place in range(len(self.new))],
        )

    def _beside(self, old: int, new: int, step: int, *, same_parent: bool) -> bool:
        mine, theirs = self.old.beside(old, step), self.new.beside(new, step)
        if mine is None and theirs is None:
            are_one = same_parent  # both at the end of the same list
        else:
            are_one = mine is not None and theirs is not None and self._are_one(mine, theirs)
        return are_one or self._are_one(old + step, new + step)

    def _are_one(self, old: int, new: int) -> bool:
        return old in self.new_of and self.new_of[old] == new

    def _share_a_child(self, old: int, new: int) -> bool:
        return any(
            self.new.parent(self.new_of[child]) == new
            for child in self.old.children.get(old, ())
            if child in self.new_of
        )


def in_order(pairing: Pairing, old: Side) -> set[int]:
    """The old passages that stand among their siblings in the order they had."""
    kept: set[int] = set()
    for siblings in old.children.values():
        paired = [i for i in siblings if i in pairing.new_of]
        kept.update(_longest_rising([(pairing.new_of[i], i) for i in paired]))
    return kept


def _longest_rising(places: Sequence[tuple[int, int]]) -> list[int]:
    """Of (place, name) pairs the names whose places rise, as many as can be."""
    ends: list[int] = []  # for each length the index of the lowest last place
    lowest: list[int] = []  # and that place
    before: list[int | None] = []
    for index, (place, _) in enumerate(places):
        length = bisect_left(lowest, place)
        before.append(ends[length - 1] if length else None)
        ends[length : length + 1] = [index]
        lowest[length : length + 1] = [place]
    kept = []
    at = ends[-1] if ends else None
    while at is not None:
        kept.append(places[at][1])
        at = before[at]
    return kept
