"""The matching desk: each old clause beside what it became, the doubtful ones first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedback.plans.versions import fates
from feedback.plans.versions.deciding import mark_of
from feedback.plans.versions.differences import Piece, word_differences
from feedback.plans.versions.likeness import Vocabulary, nearest
from feedback.plans.versions.lineage import texts_of, wording
from feedback.search import fold
from models import ClauseArrival, ClauseFate, ClauseText, Fate, Plan, PlanVersion, RoleHeld

ROWS_ON_A_PAGE = 50
CANDIDATES = 6
FOUND = 12


class Folder(StrEnum):
    """What the list shows; the other folders are the words of `Fate`."""

    DOUBTS = "doubts"  # phải quyết định
    DECIDED = "decided"  # người đã quyết định
    NEW = "new"  # mục thêm


class Kind(StrEnum):
    """What doubtful things may be confirmed together."""

    NUMBERS = "numbers"  # only numbers and days differ
    REMOVED = "removed"
    NEW = "new"


@dataclass(frozen=True)
class Item:
    """An old clause with the new ones it leads to, or a new clause that comes from none.

    `fate` is None for a new clause. `seen` goes with the form, so that a decision somebody took
    meanwhile is not overwritten.
    """

    text: ClauseText
    new: tuple[ClauseText, ...]
    fate: Fate | None
    is_decided: bool
    decided_by: RoleHeld | None
    seen: str
    partners: tuple[ClauseText, ...] = ()  # the other old clauses merged into the same new one

    @property
    def key(self) -> str:
        """What its address names it by."""
        return self.text.clause.key

    @property
    def is_old(self) -> bool:
        """Whether it is a clause of the text in force."""
        return self.fate is not None

    @property
    def folders(self) -> tuple[str, ...]:
        """In which folders it stands."""
        if not self.is_decided:
            return (Folder.DOUBTS,)
        own = self.fate.value if self.fate else Folder.NEW.value
        return (own, Folder.DECIDED) if self.decided_by else (own,)

    @property
    def kind(self) -> Kind | None:
        """With which doubtful others it may be confirmed together."""
        if self.is_decided:
            return None
        if self.fate is None:
            return Kind.NEW
        if not self.new:
            return Kind.REMOVED
        is_one = self.fate in fates.ONE_TO_ONE and len(self.new) == 1
        return Kind.NUMBERS if is_one and differs_in_numbers(self.text, self.new[0]) else None

    @property
    def pieces(self) -> list[Piece]:
        """What changed between the old words and the new."""
        after = "\n".join(wording(text) for text in self.new)
        return word_differences(wording(self.text), after)


@dataclass(frozen=True)
class Desk:
    """All that a version in the making keeps, renews and drops."""

    plan: Plan
    version: PlanVersion
    old: Sequence[ClauseText]
    new: Sequence[ClauseText]
    items: Sequence[Item]

    @property
    def doubts(self) -> list[Item]:
        """What a person still has to decide, in reading order."""
        return [item for item in self.items if not item.is_decided]

    def counts(self) -> dict[str, int]:
        """How many items each folder has."""
        found: dict[str, int] = defaultdict(int)
        for item in self.items:
            for folder in item.folders:
                found[folder] += 1
        return dict(found)

    def inside(self, folder: str) -> list[Item]:
        """What a folder shows, in reading order."""
        return [item for item in self.items if folder in item.folders]

    def item(self, key: str) -> Item | None:
        """The item at the address."""
        return next((item for item in self.items if item.key == key), None)

    def together(self) -> dict[Kind, list[Item]]:
        """The doubtful ones that may be confirmed in one act, by kind."""
        found: dict[Kind, list[Item]] = {kind: [] for kind in Kind}
        for item in self.items:
            if item.kind:
                found[item.kind].append(item)
        return {kind: items for kind, items in found.items() if len(items) > 1}

    def next_doubt(self, after: str) -> Item | None:
        """The doubtful item behind the one with this key, the first when there is none behind."""
        keys = [item.key for item in self.items]
        place = keys.index(after) if after in keys else -1
        doubts = [n for n, item in enumerate(self.items) if not item.is_decided]
        behind = [n for n in doubts if n > place]
        found = next(iter(behind or doubts), None)
        return None if found is None else self.items[found]

    def candidates(self, item: Item, words: str) -> list[ClauseText]:
        """What the item may be one with: what is guessed, then the likest, or what has `words`."""
        others = self.new if item.is_old else self.old
        if words.strip():
            wanted = fold(words)
            found = [one for one in others if wanted in fold(f"{one.label} {wording(one)}")]
            return [*item.new, *(one for one in found[:FOUND] if one not in item.new)]
        vocabulary = Vocabulary()
        said = [vocabulary.said(one.heading, one.body) for one in others]
        mine = vocabulary.said(item.text.heading, item.text.body)
        likest = [others[n] for n, _ in nearest(mine, said, limit=CANDIDATES, least=0.2)]
        return [*item.new, *(one for one in likest if one not in item.new)]


def desk_of(plan: Plan, version: PlanVersion) -> Desk:
    """The desk of a version in the making that was matched; in five queries."""
    old, new = texts_of(plan.current_version), texts_of(version)
    by_number = {text.id: text for text in (*old, *new)}
    rows: dict[int, list[ClauseFate]] = defaultdict(list)
    for fate in fates.fates_of(version):
        rows[fate.old_text_id].append(fate)
    merged = _merged_into(rows.values(), by_number)
    items = [_old_item(text, rows[text.id], by_number, merged) for text in old if text.id in rows]
    items += [_new_item(by_number[one.text_id], one) for one in fates.arrivals_of(version)]
    return Desk(plan, version, old, new, items)


def differs_in_numbers(old: ClauseText, new: ClauseText) -> bool:
    """Whether two wordings are the same but for numbers and days."""
    return _without_numbers(old) == _without_numbers(new)


def _without_numbers(text: ClauseText) -> list[str]:
    words = fold(wording(text)).split()
    return ["0" if any(map(str.isdigit, word)) else word for word in words]


def _old_item(
    text: ClauseText,
    rows: Sequence[ClauseFate],
    by_number: Mapping[int, ClauseText],
    merged: Mapping[int, Sequence[ClauseText]],
) -> Item:
    first = rows[0]
    leading = [by_number[one.new_text_id] for one in rows if one.new_text_id is not None]
    return Item(
        text,
        tuple(sorted(leading, key=lambda one: one.position)),
        first.fate,
        all(one.is_decided for one in rows),
        first.decided_by,
        mark_of(first),
        tuple(one for into in leading for one in merged.get(into.id, ()) if one is not text),
    )


def _merged_into(
    rows: Iterable[Sequence[ClauseFate]], by_number: Mapping[int, ClauseText]
) -> Mapping[int, Sequence[ClauseText]]:
    """The old clauses that are merged into each new one, by that one's row number."""
    found: dict[int, list[ClauseText]] = defaultdict(list)
    for one in (one for fates_of_one in rows for one in fates_of_one):
        if one.fate is Fate.MERGED and one.new_text_id is not None:
            found[one.new_text_id].append(by_number[one.old_text_id])
    return found


def _new_item(text: ClauseText, row: ClauseArrival) -> Item:
    return Item(text, (), None, row.is_decided, row.decided_by, mark_of(row))
