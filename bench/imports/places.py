"""Where in the printed text each clause that was read begins, whatever its format did to it."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.plans.reading import ReadClause

# So many letters tell one beginning from another; more would fail on a word that was mended.
_ENOUGH = 60
_MOST_PLACES = 300
# A number that a list should have printed and did not moves the beginning by so much at most.
_LONGEST_NUMBER = 10


def bare(text: str) -> str:
    """Only the letters and digits, small: "- a) Văn phòng;" is "avănphòng"."""
    return "".join(
        letter.lower()[0] for letter in unicodedata.normalize("NFC", text) if letter.isalnum()
    )


@dataclass(frozen=True)
class BareText:
    """The letters and digits of a text, and where each stood."""

    letters: str
    offsets: list[int]
    lines: list[int]  # the letter that each line of the text begins with

    def at(self, offset: int) -> int:
        """Which letter is the first at or after `offset`."""
        return bisect_left(self.offsets, offset)

    def places_of(self, words: str) -> list[int]:
        """Every beginning of `words`, in order."""
        places: list[int] = []
        at = self.letters.find(words) if words else -1
        while at >= 0 and len(places) < _MOST_PLACES:
            places.append(at)
            at = self.letters.find(words, at + 1)
        return places


def bare_text(text: str) -> BareText:
    """The text that clauses are looked for in."""
    offsets = [at for at, letter in enumerate(text) if letter.isalnum()]
    starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
    letters = "".join(text[at].lower()[0] for at in offsets)
    return BareText(letters, offsets, [bisect_left(offsets, start) for start in starts])


def first_words(clause: ReadClause) -> str:
    """What a clause prints first, its number aside."""
    return clause.heading or clause.text.split("\n", 1)[0]


def beginnings(
    clauses: Sequence[ReadClause], printed: BareText, *, starts: Sequence[int], by_line: bool
) -> list[int | None]:
    """The letter at which each clause begins; None for one that stands nowhere, or out of order.

    `starts` are the labelled beginnings: a clause read without its number is put at the number.
    `by_line` says that the lines of the source are those of the printed text.
    """
    lines = printed.lines if by_line else []
    candidates = [_candidates(clause, printed, starts, lines) for clause in clauses]
    chosen = _longest_row(candidates)
    cursor = 0
    for at, place in enumerate(chosen):
        if place is None:
            continue
        # Of the places that fit, the first after the clause before is meant.
        limit = next((one for one in chosen[at + 1 :] if one is not None), len(printed.letters))
        fitting = (one for one in sorted(candidates[at]) if cursor <= one < limit)
        begun = chosen[at] = next(fitting, place)
        cursor = _end(clauses[at], printed, begun)
    return chosen


def _candidates(
    clause: ReadClause, printed: BareText, starts: Sequence[int], lines: Sequence[int]
) -> list[int]:
    words = bare(first_words(clause))
    places = printed.places_of((bare(clause.printed) + words)[:_ENOUGH])
    if not places:
        places = [_numbered(place, starts) for place in printed.places_of(words[:_ENOUGH])]
    if not places and lines and clause.source_from:
        places = [lines[min(clause.source_from, len(lines)) - 1]]
    return places


def _numbered(place: int, starts: Sequence[int]) -> int:
    before = bisect_left(starts, place + 1) - 1
    close = before >= 0 and place - starts[before] <= _LONGEST_NUMBER
    return starts[before] if close else place


def _end(clause: ReadClause, printed: BareText, place: int) -> int:
    """The letter after what `clause` shares with the text from `place` on."""
    own = bare(f"{clause.printed} {clause.heading} {clause.text}")
    text = printed.letters[place : place + len(own)]
    same = next((at for at, pair in enumerate(zip(own, text, strict=False)) if len({*pair}) > 1), 0)
    return place + max(1, same or len(text))


def _longest_row(candidates: Sequence[Sequence[int]]) -> list[int | None]:
    """For each its place, so that as many as possible stand in rising order."""
    ends: list[int] = []
    chain: list[tuple[int, int, int]] = []  # a clause, its place, the link before it
    at_end: list[int] = []
    for at, places in enumerate(candidates):
        for place in sorted(set(places), reverse=True):
            length = bisect_left(ends, place)
            chain.append((at, place, at_end[length - 1] if length else -1))
            if length == len(ends):
                ends.append(place)
                at_end.append(len(chain) - 1)
            else:
                ends[length], at_end[length] = place, len(chain) - 1
    chosen: list[int | None] = [None] * len(candidates)
    link = at_end[-1] if at_end else -1
    while link >= 0:
        at, place, link = chain[link]
        chosen[at] = place
    return chosen
