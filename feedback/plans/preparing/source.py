"""The lines of the file beside what was read in them: which clause each line became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models import ClauseText

LINES_BEFORE = 40
LINES_AFTER = 120
MOST_CHARACTERS = 30_000  # on one page, however long the lines are
LONGEST_LINE = 2_000


@dataclass(frozen=True)
class SourceLine:
    """One line of the file, counted from 1; `clause_key` is empty where no clause took it."""

    number: int
    text: str
    clause_key: str
    is_here: bool


@dataclass(frozen=True)
class Pane:
    """A stretch of the file around one clause; `above` and `below` lead further, if anywhere.

    Each of the two is how many lines there are and the clause to go to; its key may be empty.
    """

    lines: list[SourceLine]
    above: tuple[int, str]
    below: tuple[int, str]


def pane(lines: Sequence[str], texts: Sequence[ClauseText], here: ClauseText | None) -> Pane | None:
    """What to show beside the clause `here`, or beside the head; None without a kept file."""
    if not lines:
        return None
    owners = _owners(texts, len(lines))
    first, last = _lines_of(texts, here)
    start = max(first - LINES_BEFORE, 1) if here else 1
    end = min(max(first, start) + LINES_AFTER, len(lines))
    shown: list[SourceLine] = []
    room = MOST_CHARACTERS
    for number in range(start, end + 1):
        text = _cut(lines[number - 1])
        room -= len(text)
        if room < 0 and number > first:
            break
        is_here = here is not None and first <= number <= last
        shown.append(SourceLine(number, text, owners[number], is_here))
    end = shown[-1].number
    above = next((owners[at] for at in range(start - 1, 0, -1) if owners[at]), "")
    below = next((owners[at] for at in range(end + 1, len(lines) + 1) if owners[at]), "")
    return Pane(shown, (start - 1, above), (len(lines) - end, below))


def _owners(texts: Sequence[ClauseText], count: int) -> list[str]:
    """The key of the clause that took each line, by its number; of several the innermost."""
    owners = [""] * (count + 1)
    begun = [0] * (count + 1)
    for text in texts:
        if text.source_from is None:
            continue
        for number in range(max(text.source_from, 1), min(text.source_to or 0, count) + 1):
            if text.source_from > begun[number]:
                owners[number], begun[number] = text.clause.key, text.source_from
    return owners


def _lines_of(texts: Sequence[ClauseText], here: ClauseText | None) -> tuple[int, int]:
    """The first and last line of the clause; of one that a person added, where it would stand."""
    if here is None:
        return 1, 0
    if here.source_from is not None:
        return here.source_from, here.source_to or here.source_from
    before = [text.source_from for text in texts[: here.position] if text.source_from is not None]
    return (before[-1] if before else 1), 0


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
