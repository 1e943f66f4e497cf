"""Compares what was matched with what the script did."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.versions.edits import Edited
from bench.versions.texts import Node, in_order, passages_of
from feedback.plans.versions.matching import Matching, match
from models import Fate

EASY = 0.15  # reworded so far, a clause should need nobody
ALONE = (Fate.KEPT, Fate.REWORDED, Fate.MOVED, Fate.RENUMBERED)


@dataclass
class Score:
    """The count over one or more pairs of texts."""

    clauses: int = 0
    easy: int = 0  # left unchanged, moved, renumbered, or reworded up to 15 %
    matched: int = 0  # of those, without a person
    doubts: int = 0
    plans: int = 0
    seconds: float = 0.0  # the longest matching
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another's together with this."""
        self.clauses += other.clauses
        self.easy += other.easy
        self.matched += other.matched
        self.doubts += other.doubts
        self.plans += other.plans
        self.seconds = max(self.seconds, other.seconds)
        self.wrong += other.wrong


def judged(edited: Edited) -> Score:
    """How the matching of the two texts stands beside the script."""
    old, new = passages_of(edited.old), passages_of(edited.new, scheme=edited.scheme)
    began = time.perf_counter()
    matching = match(old, new)
    seconds = time.perf_counter() - began
    return scored(matching, list(in_order(edited.old)), list(in_order(edited.new)), seconds)


def scored(
    matching: Matching, old: Sequence[Node], new: Sequence[Node], seconds: float = 0.0
) -> Score:
    """The count for one pair of texts, given what was told of them."""
    truth: dict[int, list[int]] = {index: [] for index in range(len(old))}
    for place, node in enumerate(new):
        for origin in node.origins:
            truth[origin].append(place)
    score = Score(clauses=len(old), plans=1, seconds=seconds)
    for index, told in enumerate(matching.old):
        targets = truth[index]
        is_easy = len(targets) == 1 and _is_easy(new[targets[0]])
        score.easy += is_easy
        score.doubts += not told.is_certain
        if told.is_certain:
            is_right = _is_right(told.fate, told.new, targets, new)
            score.matched += is_easy and is_right
            if not is_right:
                score.wrong.append(_said(index, told.fate, told.new, targets, old, new))
    for place, came in enumerate(matching.new):
        if not came.old:
            score.doubts += not came.is_certain
            if came.is_certain and new[place].origins:
                score.wrong.append(f"new {place} is not new: {new[place].text!r}")
    return score


def _is_easy(node: Node) -> bool:
    return len(node.origins) == 1 and node.changed <= EASY and not node.is_any_twin


def _is_right(fate: Fate, told: Sequence[int], truth: Sequence[int], new: Sequence[Node]) -> bool:
    if list(told) != list(truth):
        return False
    return fate not in ALONE or len(new[told[0]].origins) == 1


def _said(
    index: int, fate: Fate, told: Iterable[int], truth: Iterable[int],
    old: Sequence[Node], new: Sequence[Node],
) -> str:  # fmt: skip
    def words(places: Iterable[int]) -> str:
        return "; ".join(f"{new[place].heading} {new[place].text}"[:150] for place in places)

    return (
        f"{index} {old[index].heading} {old[index].text}"[:150]
        + f"\n    told {fate} {tuple(told)}: {words(told)}\n    true {tuple(truth)}: {words(truth)}"
    )
