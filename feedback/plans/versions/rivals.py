"""Whether something else may have become of a passage whose very words stand in the new version."""

from __future__ import annotations

from collections.abc import Collection

from feedback.plans.versions import likeness
from feedback.plans.versions.guessing import LIKELY
from feedback.plans.versions.likeness import Said
from feedback.plans.versions.structure import Pairing, Side

SOME_WORDS = 8  # shorter passages may be equal by chance
LONG = 16  # nobody writes so long a text twice by chance
HALF = 0.50  # the longer of two parts is at least so like the whole
CLOSE = 0.80
WHOLE = 1.2  # so much longer is what holds a passage and something else


class Rivals:
    """Looks for what an old passage may have become instead, or a new one may come from instead.

    What stands word for word in the other version too is no rival.
    """

    def __init__(
        self, pairing: Pairing, keys_old: Collection[str], keys_new: Collection[str]
    ) -> None:
        self.pairing = pairing
        self.old: Side = pairing.old
        self.new: Side = pairing.new
        self.keys_old, self.keys_new = keys_old, keys_new

    def stand_against(self, i: int, j: int, *, are_rare: bool) -> bool:
        """Whether an open passage is as good a partner for one of two equal ones: a reworded one in
        the old place, or one into which the old one was merged. `are_rare` when all evidence is in
        and the text stands once in either version: then only what has more of it counts.
        """
        evidence = self.pairing.evidence(i, j)
        if evidence.is_strong:
            return False
        are_rare = are_rare and self.old.said[i].length >= LONG
        return any(
            self._may_have_become(i, other, evidence.strength, are_rare=are_rare)
            for other in self.pairing.open_new()
            if self.new.said[other].key not in self.keys_old
        ) or any(
            self._may_have_been(other, j, evidence.strength)
            for other in self.pairing.open_old()
            if self.old.said[other].key not in self.keys_new
        )

    def _may_have_become(self, i: int, rival: int, strength: int, *, are_rare: bool) -> bool:
        """Whether the old one was perhaps reworded into the rival, merged into it, or split."""
        mine, other = self.old.said[i], self.new.said[rival]
        if mine.length < SOME_WORDS:
            return self._may_be_short(mine, other, i, rival, strength)
        if other.length >= WHOLE * mine.length:
            least = CLOSE if strength or are_rare else LIKELY
            if likeness.part_of(mine, other) >= least:
                return True
        if likeness.likeness(mine, other) < (LIKELY if strength else HALF):
            return False
        return self._has_more(i, rival, strength) or not (strength or are_rare)

    def _may_have_been(self, rival: int, j: int, strength: int) -> bool:
        """Whether the new one was perhaps split off the rival, or is the rival reworded."""
        theirs, other = self.new.said[j], self.old.said[rival]
        if theirs.length < SOME_WORDS:
            return self._may_be_short(theirs, other, rival, j, strength)
        if other.length >= WHOLE * theirs.length and likeness.part_of(theirs, other) >= CLOSE:
            return True
        is_like = likeness.likeness(theirs, other) >= LIKELY
        return is_like and self._has_more(rival, j, strength)

    def _may_be_short(self, said: Said, other: Said, i: int, j: int, strength: int) -> bool:
        shorter, longer = sorted((said, other), key=lambda one: one.length)
        is_within = shorter.length > 1 and shorter.coded in longer.coded
        if not is_within and likeness.likeness(said, other) < LIKELY:
            return False
        return not strength or self._has_more(i, j, strength)

    def _has_more(self, i: int, j: int, strength: int) -> bool:
        return self.pairing.evidence(i, j).strength > strength
