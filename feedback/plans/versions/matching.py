"""Which clause of a re-issued text is which of the one before: certain, or for a person to say.

Pure: no database. The law is that nothing certain is ever wrong; what could be either waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from feedback.plans.versions import likeness
from feedback.plans.versions.guessing import Guesses
from feedback.plans.versions.likeness import Said, Vocabulary
from feedback.plans.versions.rivals import LONG, SOME_WORDS, Excuses, Rivals
from feedback.plans.versions.structure import Evidence, Pairing, Passage, Side, in_order
from models import Fate

# Measured on scripted edits (bench/versions): a sixth of the words may change, not a quarter.
LIKE_IN_PLACE = 0.80
LIKE_NEARBY = 0.85
LIKE_ELSEWHERE = 0.92
LIKE_FAR = 0.88
CLEAR_LEAD = 0.10
CLEAR_LEAD_ALONE = 0.25
SEVERAL_WORDS = 3
FEW_WORDS = 6  # shorter passages, "Thường xuyên.", may be equal by chance
MANY_WORDS = 12
PART_OF = 0.45  # so much of a passage in what another lost: that was perhaps split
RIVALS = 12


@dataclass(frozen=True, slots=True)
class Old:
    """What became of one old passage: its fate, the new ones it leads to, how alike (0…100)."""

    fate: Fate
    new: tuple[int, ...]
    likeness: int
    is_certain: bool


@dataclass(frozen=True, slots=True)
class New:
    """Where one new passage comes from; from none when it is new."""

    old: tuple[int, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Matching:
    """For each old and each new passage, by index, what became of it and where it comes from."""

    old: tuple[Old, ...]
    new: tuple[New, ...]


def match(
    old: Sequence[Passage],
    new: Sequence[Passage],
    decided: Mapping[int, tuple[int, ...]] | None = None,
    arrived: Collection[int] = (),
) -> Matching:
    """What became of each passage of `old` in `new`, and where each of `new` comes from.

    `decided` is what people said already: to which new indices an old one leads, none when it
    was removed; `arrived` are new indices of which they said that they are new. They are not
    asked again, and nothing else leads there. About a second for 500
    passages that were all reworded, a tenth when most stayed.
    """
    vocabulary = Vocabulary()
    matcher = _Matcher(Side(old, vocabulary), Side(new, vocabulary))
    matcher.take(decided or {}, arrived)
    matcher.pair_all()
    return matcher.told()


class _Matcher:
    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.pairing = Pairing(old, new)
        self.decided: Mapping[int, tuple[int, ...]] = {}
        self.exact_old, self.exact_new = old.by_key, new.by_key
        self.rivals = Rivals(self.pairing)
        self.excuses = Excuses(self.pairing)
        self._rivals_of_old: dict[int, list[tuple[int, float]]] = {}
        self._rivals_of_new: dict[int, list[tuple[int, float]]] = {}

    def take(self, decided: Mapping[int, tuple[int, ...]], arrived: Collection[int]) -> None:
        """Begin with what people said."""
        self.decided = decided
        self.pairing.closed_new.update(arrived)
        leading = [index for targets in decided.values() for index in targets]
        for old, targets in decided.items():
            if len(targets) == 1 and leading.count(targets[0]) == 1:
                self.pairing.pair(old, targets[0])
            else:
                self.pairing.closed_old.add(old)
                self.pairing.closed_new.update(targets)

    # -------------------------------------------------------------- what is certain

    def pair_all(self) -> None:
        """Pair whatever is certain; each pair is evidence for its neighbours, so go on until
        nothing more follows.
        """
        self._pair_unique()
        found = True
        while found:
            found = (
                self._pair_equal_in_place(is_last=False)
                or self._pair_equal_in_gaps()
                or self._pair_alike()
                or self._pair_equal_in_place(is_last=True)
            )

    def _pair_unique(self) -> None:
        """Longer texts that stand once, word for word, in either version, beside the same."""
        for key, mine in self.exact_old.items():
            theirs = self.exact_new.get(key, [])
            if (
                len(mine) == len(theirs) == 1
                and self.old.said[mine[0]].length >= SOME_WORDS
                and self._has_equal_neighbour(mine[0], theirs[0])
            ):
                self._pair_if_open(mine[0], theirs[0])

    def _has_equal_neighbour(self, old: int, new: int) -> bool:
        return any(
            0 <= old + step < len(self.old)
            and 0 <= new + step < len(self.new)
            and self.old.said[old + step].key == self.new.said[new + step].key
            for step in (-1, 1)
        )

    def _pair_if_open(self, old: int, new: int) -> bool:
        if not self.pairing.is_open(old, new):
            return False
        self.pairing.pair(old, new)
        return True

    def _pair_equal_in_place(self, *, is_last: bool) -> bool:
        """Equal texts, short or repeated, whose surroundings leave one choice."""
        found = False
        for key, mine in self.exact_old.items():
            theirs = self.exact_new.get(key, [])
            open_mine = [i for i in mine if self.pairing.is_open(i, None)]
            open_theirs = [j for j in theirs if self.pairing.is_open(None, j)]
            if open_mine and open_theirs:
                are_single = len(mine) == len(theirs) and bool(key)
                are_single = are_single and len(open_mine) == len(open_theirs) == 1
                are_rare = is_last and len(mine) == 1
                found |= self._pair_equals(
                    open_mine, open_theirs, are_single=are_single, are_rare=are_rare
                )
        return found

    def _pair_equals(
        self, mine: list[int], theirs: list[int], *, are_single: bool, are_rare: bool
    ) -> bool:
        held = [
            (i, j)
            for i in mine
            for j in theirs
            if self._is_held(self.pairing.evidence(i, j), i, j, are_single=are_single)
            and not self.rivals.stand_against(i, j, are_rare=are_single and are_rare)
        ]
        found = False
        for i, j in held:
            is_only = sum(i == one for one, _ in held) == sum(j == one for _, one in held) == 1
            found |= is_only and self._pair_if_open(i, j)
        return found

    def _is_held(self, evidence: Evidence, i: int, j: int, *, are_single: bool) -> bool:
        if are_single:
            return evidence.is_there or self.old.said[i].length >= SEVERAL_WORDS
        if evidence.below:
            return True
        is_placed = evidence.is_pinned or evidence.above
        return is_placed and self._are_aligned(i, j)

    def _are_aligned(self, i: int, j: int) -> bool:
        """Whether as many say the same beside either, and the two have the same place among them:
        else one of them may have been taken out, or put in.
        """
        key = self.old.said[i].key
        beside_old = [one for one in self.old.siblings(i) if self.old.said[one].key == key]
        beside_new = [one for one in self.new.siblings(j) if self.new.said[one].key == key]
        same_count = len(beside_old) == len(beside_new)
        return same_count and beside_old.index(i) == beside_new.index(j)

    def _pair_equal_in_gaps(self) -> bool:
        """Between two neighbours that are certain, runs that are word for word the same."""
        found = False
        for mine, theirs in self.pairing.gaps():
            if len(mine) == len(theirs) > 0 and self._are_equal(mine, theirs):
                for i, j in zip(mine, theirs, strict=True):
                    found |= self._pair_if_open(i, j)
        return found

    def _are_equal(self, mine: range, theirs: range) -> bool:
        return all(
            self.old.said[i].key == self.new.said[j].key
            and self.old.passages[i].depth == self.new.passages[j].depth
            and self._are_aligned(i, j)
            for i, j in zip(mine, theirs, strict=True)
        )

    def _pair_alike(self) -> bool:
        """Reworded texts, where no other comes near and nothing contradicts."""
        open_old, open_new = self.pairing.open_old(), self.pairing.open_new()
        found = False
        for i in open_old:
            for j, score in self._rivals(i):
                if score < LIKE_IN_PLACE:
                    break
                if self.pairing.is_open(i, j) and self._is_certain(i, j, score, open_old, open_new):
                    found |= self._pair_if_open(i, j)
        return found

    def _is_certain(
        self, i: int, j: int, score: float, open_old: Sequence[int], open_new: Sequence[int]
    ) -> bool:
        mine, theirs = self.old.said[i], self.new.said[j]
        if mine.key == theirs.key or min(mine.length, theirs.length) < FEW_WORDS:
            return False
        if likeness.contradicts(mine, theirs):
            return False
        evidence = self.pairing.evidence(i, j)
        return (
            self._is_like_enough(evidence, mine, theirs, score)
            and self._leads(i, j, score, evidence)
            and not self._may_be_split(i, j, open_new)
            and not self._may_be_merged(i, j, open_old)
        )

    def _is_like_enough(self, evidence: Evidence, mine: Said, theirs: Said, score: float) -> bool:
        if evidence.is_strong:
            return score >= LIKE_IN_PLACE
        length = min(mine.length, theirs.length)
        if length >= MANY_WORDS and score >= LIKE_ELSEWHERE:
            return evidence.is_there or likeness.has_equal_marks(mine, theirs)
        least, like = (SOME_WORDS, LIKE_NEARBY) if evidence.is_there else (LONG, LIKE_FAR)
        return length >= least and score >= like and likeness.has_equal_marks(mine, theirs)

    def _leads(self, i: int, j: int, score: float, evidence: Evidence) -> bool:
        """Whether every other passage is clearly less like it, or differs where these agree.

        In the very gap where the old one stood, those that are taken are no rivals.
        """
        lead = CLEAR_LEAD if evidence.is_there else CLEAR_LEAD_ALONE
        mine, theirs = self.old.said[i], self.new.said[j]
        near_new = [other for other, near in self._rivals(i) if other != j and score - near < lead]
        near_old = [
            other for other, near in self._rivals_of(j) if other != i and score - near < lead
        ]
        return all(
            likeness.speaks_for(theirs, mine, self.new.said[other])
            for other in near_new
            if not self.excuses.of_new(i, j, other)
        ) and all(
            likeness.speaks_for(mine, theirs, self.old.said[other])
            for other in near_old
            if not self.excuses.of_old(i, j, other)
        )

    def _may_be_split(self, i: int, j: int, open_new: Sequence[int]) -> bool:
        lost = likeness.left_out(self.old.said[i], self.new.said[j])
        return self._is_elsewhere(lost, self.new, open_new, but=j)

    def _may_be_merged(self, i: int, j: int, open_old: Sequence[int]) -> bool:
        gained = likeness.left_out(self.new.said[j], self.old.said[i])
        return self._is_elsewhere(gained, self.old, open_old, but=i)

    def _is_elsewhere(self, words: str, side: Side, places: Sequence[int], *, but: int) -> bool:
        return len(words) > 1 and any(
            likeness.share_within(side.said[place].coded, words) >= PART_OF
            for place in places
            if place != but
        )

    def _rivals(self, i: int) -> list[tuple[int, float]]:
        """The new passages most like an old one, best first, those already paired too."""
        if i not in self._rivals_of_old:
            self._rivals_of_old[i] = _nearest(self.old.said[i], self.new)
        return self._rivals_of_old[i]

    def _rivals_of(self, j: int) -> list[tuple[int, float]]:
        if j not in self._rivals_of_new:
            self._rivals_of_new[j] = _nearest(self.new.said[j], self.old)
        return self._rivals_of_new[j]

    # -------------------------------------------------------------- what is left, and what is told

    def told(self) -> Matching:
        """What is certain, and the best guess about what is not."""
        guesses = Guesses(self.old, self.new, self.pairing)
        kept_order = in_order(self.pairing, self.old)
        mine = [self._old(i, guesses, kept_order) for i in range(len(self.old))]
        sources: dict[int, list[int]] = defaultdict(list)
        for i, one in enumerate(mine):
            for j in one.new:
                sources[j].append(i)
        theirs = [
            New(
                tuple(sources[j]),
                all(mine[i].is_certain for i in sources[j]) if sources[j] else guesses.is_new(j),
            )
            for j in range(len(self.new))
        ]
        return Matching(tuple(mine), tuple(theirs))

    def _old(self, i: int, guesses: Guesses, kept_order: set[int]) -> Old:
        if i in self.pairing.new_of:
            j = self.pairing.new_of[i]
            return self._one(i, j, kept_order, guesses, is_certain=True)
        if i in self.decided:
            targets = self.decided[i]
            fate = Fate.SPLIT if len(targets) > 1 else Fate.MERGED if targets else Fate.REMOVED
            return Old(fate, targets, self._likeness(i, targets), True)
        if i in guesses.new_of:
            targets = guesses.new_of[i]
            if guesses.fate[i] is Fate.KEPT:
                return self._one(i, targets[0], kept_order, guesses, is_certain=False)
            return Old(guesses.fate[i], targets, self._likeness(i, targets), False)
        return Old(Fate.REMOVED, (), 0, guesses.is_removed(i))

    def _one(
        self, i: int, j: int, kept_order: set[int], guesses: Guesses, *, is_certain: bool
    ) -> Old:
        fate = self._fate_of_pair(i, j, kept_order, guesses)
        return Old(fate, (j,), self._likeness(i, (j,)), is_certain)

    def _fate_of_pair(self, i: int, j: int, kept_order: set[int], guesses: Guesses) -> Fate:
        one, other = self.old.passages[i], self.new.passages[j]
        if (one.heading.split(), one.text.split()) != (other.heading.split(), other.text.split()):
            return Fate.REWORDED
        if self._above(one.parent, guesses) != other.parent or (
            i in self.pairing.new_of and i not in kept_order
        ):
            return Fate.MOVED
        return Fate.KEPT if one.label == other.label else Fate.RENUMBERED

    def _above(self, parent: int | None, guesses: Guesses) -> int | None:
        """What an old parent is now, as far as is known or guessed; -1 for nothing single."""
        if parent is None or parent in self.pairing.new_of:
            return None if parent is None else self.pairing.new_of[parent]
        guessed = guesses.new_of.get(parent, ())
        return guessed[0] if len(guessed) == 1 else -1

    def _likeness(self, i: int, targets: Sequence[int]) -> int:
        return max(
            (int(100 * likeness.likeness(self.old.said[i], self.new.said[j])) for j in targets),
            default=0,
        )


def _nearest(said: Said, side: Side) -> list[tuple[int, float]]:
    return likeness.nearest(said, side.said, limit=RIVALS, least=LIKE_IN_PLACE - CLEAR_LEAD_ALONE)
