"""Two versions of a plan beside each other, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from feedback.plans.versions.differences import Change, Piece, word_differences
from feedback.plans.versions.lineage import Outcome, wording
from models import ClauseText, Fate


@dataclass(frozen=True)
class ComparedClause:
    """What stands in the older and in the newer version; `fate` None: it is new."""

    old: tuple[ClauseText, ...]
    new: tuple[ClauseText, ...]
    fate: Fate | None

    @property
    def is_changed(self) -> bool:
        """Whether a reader sees any difference."""
        return self.fate is not Fate.KEPT

    @property
    def pieces(self) -> list[Piece]:
        """What was added and taken out; a clause that is new or gone is one piece."""
        before, after = (_wording(texts) for texts in (self.old, self.new))
        if not self.new:
            return [Piece(Change.REMOVED, before)] if before else []
        if not self.old:
            return [Piece(Change.ADDED, after)] if after else []
        return word_differences(before, after)


def compared(new: Sequence[ClauseText], outcomes: Mapping[int, Outcome]) -> list[ComparedClause]:
    """Every clause of both versions in the order of the newer, those taken out where they stood.

    `new` are the texts of the newer version in order, `outcomes` what became of each older text
    in it, in order. The parts of a split, and the sources of a merger, are one row.
    """
    families = _families(outcomes)
    rows: list[tuple[tuple[int, int, int], ComparedClause]] = []
    last = -1
    for outcome in outcomes.values():
        if outcome.now:
            last = outcome.now[0].position
        else:
            row = ComparedClause((outcome.old,), (), Fate.REMOVED)
            rows.append(((last, 1, outcome.old.position), row))
    shown: set[int] = set()
    for text in new:
        family = families.get(text.id, [])
        parts = {one.id: one for outcome in family for one in outcome.now} or {text.id: text}
        if text.id not in shown:
            shown |= parts.keys()
            rows.append(((text.position, 0, 0), _row(family, list(parts.values()))))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def gathered(rows: Sequence[ComparedClause]) -> Iterator[tuple[bool, list[ComparedClause]]]:
    """The rows in runs: (True, changed ones), (False, those that stayed as they were)."""
    for is_changed, run in groupby(rows, key=lambda row: row.is_changed):
        yield is_changed, list(run)


def counts_of(rows: Sequence[ComparedClause]) -> dict[str, int]:
    """How many rows there are of each fate; "new" for what the older version has not."""
    counts: dict[str, int] = {}
    for row in rows:
        word = row.fate.value if row.fate else "new"
        counts[word] = counts.get(word, 0) + 1
    return counts


def _families(outcomes: Mapping[int, Outcome]) -> dict[int, list[Outcome]]:
    """The outcomes that lead to each newer text, with those that share a text with them."""
    families: dict[int, list[Outcome]] = {}
    for outcome in outcomes.values():
        together = [outcome]
        for text in outcome.now:
            for one in families.get(text.id, []):
                if one not in together:
                    together.append(one)
        for one in together:
            families.update({text.id: together for text in one.now})
    return families


def _row(family: list[Outcome], new: list[ClauseText]) -> ComparedClause:
    if not family:
        return ComparedClause((), tuple(new), None)
    in_order = sorted(family, key=lambda outcome: outcome.old.position)
    old = tuple(outcome.old for outcome in in_order)
    fates = {outcome.fate for outcome in family}
    fate = next((one for one in (Fate.SPLIT, Fate.MERGED) if one in fates), in_order[0].fate)
    return ComparedClause(old, tuple(sorted(new, key=lambda text: text.position)), fate)


def _wording(texts: Sequence[ClauseText]) -> str:
    return "\n".join(wording(text) for text in texts)
