"""What is most likely of clauses of which nothing is certain, for a person to confirm or change."""

from __future__ import annotations

from collections import defaultdict

from feedback.plans.versions import likeness
from feedback.plans.versions.likeness import Said
from feedback.plans.versions.structure import Pairing, Passage, Side
from feedback.search import fold
from models import Fate

NEAR = 0.40  # so much of one in the other: they may have to do with each other
LIKELY = 0.60
ANY = 0.25  # of so few words one that is left may tell
FEW_WORDS = 4
MANY_WORDS = 12
LONG_RUN = 8  # words on end: a phrase that is not said by chance
WEIGHT_OF_PLACE = 0.05


class Guesses:
    """The most likely fate of what is not certain, for a person to confirm or change."""

    def __init__(self, old: Side, new: Side, pairing: Pairing) -> None:
        self.old, self.new, self.pairing = old, new, pairing
        self.open_old, self.open_new = pairing.open_old(), pairing.open_new()
        self.gap_of_old, self.gap_of_new = pairing.gap_numbers()
        self.new_of: dict[int, tuple[int, ...]] = {}
        self.fate: dict[int, Fate] = {}
        self._near = {
            (i, j): likeness.nearness(old.said[i], new.said[j])
            for i in self.open_old
            for j in self.open_new
        }
        self._pair_best(pairing)
        self._join_parts()
        self._pair_namesakes()

    def is_removed(self, i: int) -> bool:
        """Whether nothing new comes near an old passage that leads nowhere."""
        return all(self._is_far(i, j) for j in self.open_new)

    def is_new(self, j: int) -> bool:
        """Whether nothing old comes near a new passage that comes from nowhere."""
        return all(self._is_far(i, j) for i in self.open_old)

    def _is_far(self, i: int, j: int) -> bool:
        """Whether the two share too little for one to come from the other, even in part."""
        shorter = min(self.old.said[i].length, self.new.said[j].length)
        if self._near.get((i, j), 0.0) >= (NEAR if shorter > FEW_WORDS else ANY):
            return False
        if self._may_be_another_name(i, j):
            return False
        return likeness.longest_run(self.old.said[i], self.new.said[j]) < LONG_RUN

    def _may_be_another_name(self, i: int, j: int) -> bool:
        """Whether the place says that the two are one, and they are too short for words to deny it:
        a heading that names a unit shares nothing with the same unit's new name.
        """
        around = self.pairing.evidence(i, j)
        longer = max(self.old.said[i].length, self.new.said[j].length)
        is_near = around.is_there or self.gap_of_old[i] == self.gap_of_new[j]
        is_short = longer < MANY_WORDS
        if MANY_WORDS <= longer < 2 * MANY_WORDS:
            mine, theirs = self.old.said[i], self.new.said[j]
            is_short = likeness.shared(mine, theirs) > 0 or (mine.names_much and theirs.names_much)
        return around.below or (is_near and is_short)

    def _pair_best(self, pairing: Pairing) -> None:
        scored = []
        for (i, j), near in self._near.items():
            if near >= NEAR:
                around = pairing.evidence(i, j)
                place = sum((around.above, around.before, around.after, around.below))
                alike = likeness.likeness(self.old.said[i], self.new.said[j])
                scored.append((alike + WEIGHT_OF_PLACE * place, -i, -j))
        taken: set[int] = set()
        for _, i, j in sorted(scored, reverse=True):
            if -i not in self.new_of and -j not in taken:
                taken.add(-j)
                self.new_of[-i], self.fate[-i] = (-j,), Fate.KEPT

    def _join_parts(self) -> None:
        """What stands to a large part in a passage that is guessed already was split off or merged."""
        taken = {targets[0]: i for i, targets in self.new_of.items()}
        for j in self.open_new:
            whole = [
                i for i in self.new_of if self._is_part(self.new.said[j], self.old.said[i], i, j)
            ]
            if j not in taken and whole:
                best = max(whole, key=lambda i: (self._near[i, j], -i))
                self.new_of[best] = tuple(sorted((*self.new_of[best], j)))
                self.fate[best] = Fate.SPLIT
        for i in self.open_old:
            if i in self.new_of:
                continue
            into = [j for j in taken if self._is_part(self.old.said[i], self.new.said[j], i, j)]
            into = [j for j in into if self.fate[taken[j]] is not Fate.SPLIT]
            if into:
                best = max(into, key=lambda j: (self._near[i, j], -j))
                self.new_of[i] = (best,)
                self.fate[i] = self.fate[taken[best]] = Fate.MERGED

    def _pair_namesakes(self) -> None:
        """One number and one heading in either version, and a body that says something else: a
        person says whether that is the clause rewritten or another one.
        """
        taken = {j for targets in self.new_of.values() for j in targets}
        free: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for j in self.open_new:
            if j not in taken:
                free[_name(self.new.passages[j])].append(j)
        for i in self.open_old:
            name = _name(self.old.passages[i])
            if i not in self.new_of and all(name[1:]) and free[name]:
                self.new_of[i], self.fate[i] = (free[name].pop(0),), Fate.KEPT

    def _is_part(self, part: Said, whole: Said, i: int, j: int) -> bool:
        return part.length < whole.length and self._near[i, j] >= LIKELY


def _name(passage: Passage) -> tuple[str, str, str]:
    """By what a clause is called: its document, its number and its heading."""
    return passage.annex, passage.label, fold(passage.heading)
