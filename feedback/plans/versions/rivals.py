"""Whether something else may have become of a passage whose very words stand in the new version."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from feedback.plans.versions import likeness
from feedback.plans.versions.guessing import LIKELY
from feedback.plans.versions.likeness import Said
from feedback.plans.versions.structure import Evidence, Pairing, Side

SOME_WORDS = 8  # shorter passages may be equal by chance
LONG = 16  # nobody writes so long a text twice by chance
HALF = 0.50  # the longer of two parts is at least so like the whole
CLOSE = 0.80
ALL_BUT = 0.95
WHOLE = 1.2  # so much longer is what holds a passage and something else


IsParted = Callable[[], bool]


class Rivals:
    """Looks for what an old passage may have become instead, or a new one may come from instead.

    What stands word for word in the other version too is no rival.
    """

    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.old: Side = pairing.old
        self.new: Side = pairing.new

    def stand_against(self, i: int, j: int, *, are_rare: bool) -> bool:
        """Whether an open passage is as good a partner for one of two equal ones: a reworded one in
        the old place, or one into which the old one was merged. `are_rare` when all evidence is in
        and the text stands once in either version: then a long one is less easily doubted.
        """
        evidence = self.pairing.evidence(i, j)
        if evidence.is_strong:
            return False
        are_rare = are_rare and self.old.said[i].length >= LONG
        return any(
            self._may_have_become(i, other, evidence, are_rare=are_rare)
            for other in self.pairing.open_new()
            if self.new.said[other].key not in self.old.by_key
        ) or any(
            self._may_have_been(other, j, evidence, are_rare=are_rare)
            for other in self.pairing.open_old()
            if self.old.said[other].key not in self.new.by_key
        )

    def _may_have_become(self, i: int, rival: int, known: Evidence, *, are_rare: bool) -> bool:
        """Whether the old one was perhaps reworded into the rival, merged into it, or split."""
        mine, other = self.old.said[i], self.new.said[rival]
        if mine.length < SOME_WORDS:
            return self._may_be_short(
                mine, other, i, rival, known.strength, lambda: self._is_merger(i, rival)
            )
        if other.length >= WHOLE * mine.length:
            least = ALL_BUT if are_rare else CLOSE if known.is_there else LIKELY
            if likeness.part_of(mine, other) >= least and self._is_merger(i, rival):
                return True
        if are_rare and known.above:
            return False
        if _is_an_end(other, mine) and not are_rare:
            return not known.is_there or self._has_more(i, rival, known.strength)
        if likeness.likeness(mine, other) < (LIKELY if known.is_there else HALF):
            return False
        if likeness.names_others(mine, other):
            return False  # the very words stand elsewhere: this is about somebody else
        return self._has_more(i, rival, known.strength) or not (known.is_there or are_rare)

    def _is_merger(self, i: int, rival: int) -> bool:
        """Whether what holds the old one holds another old one too, and none of its twins is nearer."""
        mine, whole = self.old.said[i], self.new.said[rival]
        others = (
            self.old.said[other]
            for other in self.pairing.open_old()
            if other != i and not _had(self.old.said[other], mine, whole)
        )
        return _is_among(likeness.left_out(whole, mine), others) and not self._is_of_a_twin(
            i, rival
        )

    def _is_split(self, rival: int, j: int) -> bool:
        """Whether what held the new one stands in another new one with the rest of its words."""
        rest = likeness.left_out(self.old.said[rival], self.new.said[j])
        return _is_among(rest, (self.new.said[n] for n in self.pairing.open_new() if n != j))

    def _is_of_a_twin(self, i: int, rival: int) -> bool:
        """Whether another old one that says the same stands nearer to what holds it."""
        strength = self.pairing.evidence(i, rival).strength
        return any(
            self.pairing.is_open(twin, None) and self._has_more(twin, rival, strength)
            for twin in self.old.twins(i)
        )

    def _may_have_been(self, rival: int, j: int, known: Evidence, *, are_rare: bool) -> bool:
        """Whether the new one was perhaps split off the rival, or is the rival reworded."""
        theirs, other = self.new.said[j], self.old.said[rival]
        if theirs.length < SOME_WORDS:
            return self._may_be_short(
                theirs, other, rival, j, known.strength, lambda: self._is_split(rival, j)
            )
        if other.length >= WHOLE * theirs.length:
            least = ALL_BUT if are_rare else CLOSE
            if likeness.part_of(theirs, other) >= least and self._is_split(rival, j):
                return True
        if (are_rare and known.above) or likeness.likeness(theirs, other) < LIKELY:
            return False
        is_about_another = likeness.names_others(theirs, other)
        return not is_about_another and self._has_more(rival, j, known.strength)

    def _may_be_short(
        self, said: Said, other: Said, i: int, j: int, strength: int, is_parted: IsParted
    ) -> bool:
        shorter, longer = sorted((said, other), key=lambda one: one.length)
        if _is_an_end(shorter, longer) and is_parted():
            return not strength or self._has_more(i, j, strength)
        alike = likeness.likeness(said, other)
        has_more = self._has_more(i, j, strength) or (alike >= CLOSE and not strength)
        return alike >= LIKELY and has_more

    def _has_more(self, i: int, j: int, strength: int) -> bool:
        return self.pairing.evidence(i, j).strength > strength


def _is_among(words: str, others: Iterable[Said]) -> bool:
    """Whether some other passage makes up a good part of these words."""
    return any(
        2 * other.length >= len(words) > 0
        and other.coded
        and likeness.share_within(other.coded, words) >= LIKELY
        for other in others
    )


def _is_an_end(part: Said, whole: Said) -> bool:
    """Whether a passage of two words or more is, word for word, how the other begins or ends."""
    is_end = whole.coded.startswith(part.coded) or whole.coded.endswith(part.coded)
    return part.length > 1 and is_end


def _had(source: Said, part: Said, whole: Said) -> bool:
    """Whether the source of a whole had a short part as often: then that did not come to it."""
    return part.length < SOME_WORDS and (
        0 < source.coded.count(part.coded) >= whole.coded.count(part.coded)
    )


class Excuses:
    """Says which of the passages that come near a reworded one are no rivals of its partner."""

    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.old, self.new = pairing.old, pairing.new

    def of_new(self, i: int, j: int, other: int) -> bool:
        """Whether another new one is surely not what `i` became, if `j` may be."""
        evidence = self.pairing.evidence(i, j)
        rival = self.new.said[other]
        if other in self.pairing.old_of:
            return self._is_settled(evidence, i, j, rival)
        if not evidence.is_strong or self.pairing.evidence(i, other).is_strong:
            return False
        return self._is_about_another(i, j, rival) or any(
            self.pairing.evidence(twin, other).is_strong for twin in self._twins(i)
        )

    def of_old(self, i: int, j: int, other: int) -> bool:
        """Whether `j` surely did not come from another old one, if it may come from `i`."""
        evidence = self.pairing.evidence(i, j)
        rival = self.old.said[other]
        if other in self.pairing.new_of:
            return self._is_settled(evidence, i, j, rival)
        if not evidence.is_strong or self.pairing.evidence(other, j).is_strong:
            return False
        return self._is_about_another(i, j, rival) or (
            other in self._twins(i) and self._has_a_place(other)
        )

    def _is_settled(self, evidence: Evidence, i: int, j: int, rival: Said) -> bool:
        """Whether a rival that has its partner is none: in the very gap whatever it says, else when
        it says what the old one said, or the two that are left name the same.
        """
        if evidence.is_pinned or not evidence.is_strong:
            return evidence.is_pinned
        mine, theirs = self.old.said[i], self.new.said[j]
        return rival.key == mine.key or likeness.has_equal_marks(mine, theirs)

    def _is_about_another(self, i: int, j: int, rival: Said) -> bool:
        """Whether the two name the same numbers and names, and the rival others."""
        mine, theirs = self.old.said[i], self.new.said[j]
        return likeness.has_equal_marks(mine, theirs) and likeness.names_others(mine, rival)

    def _twins(self, i: int) -> list[int]:
        """Old ones that say the same elsewhere; of twins in one list nobody knows which is gone."""
        siblings = self.old.siblings(i)
        return [
            twin
            for twin in self.old.twins(i)
            if twin not in siblings and self.pairing.is_open(twin, None)
        ]

    def _has_a_place(self, twin: int) -> bool:
        """Whether something like it stands in its own gap."""
        return any(
            self.pairing.evidence(twin, other).is_strong
            and likeness.likeness(self.old.said[twin], self.new.said[other]) >= CLOSE
            for other in self.pairing.open_new()
        )
