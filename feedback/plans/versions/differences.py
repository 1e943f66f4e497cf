"""What was added and what was taken out between two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\s*\n\s*|\S+")
_SENTENCE = re.compile(r"\s*\n\s*|[^\s.;!?][^\n.;!?]*[.;!?]*|[.;!?]+")
# Comparing costs about the product of the lengths: beyond this many characters, sentences.
_LONGEST_BY_WORDS = 8_000
# Two changes with no more than this between them read better as one.
_SHORT = 2


class Change(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    REMOVED = "removed"  # bỏ
    ADDED = "added"  # thêm


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that all had the same happen to them."""

    change: Change
    text: str


def word_differences(old: str, new: str) -> list[Piece]:
    """How `old` became `new`, in reading order; what was taken out stands before what came in.

    The pieces that are not ADDED together are `old`, those not REMOVED are `new`, but for spaces.
    `[]` for two empty texts. Texts of 50,000 characters take about a second at worst.
    """
    both_short = max(len(old), len(new)) <= _LONGEST_BY_WORDS
    cut = _WORD if both_short else _SENTENCE
    return _trimmed(_joined(list(_pieces(_cut(old, cut), _cut(new, cut)))))


def is_reworded(old: str, new: str) -> bool:
    """Whether the words differ; spaces and line ends alone are no rewording."""
    return old.split() != new.split()


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    bare_before = [word.strip() for word in before]
    bare_after = [word.strip() for word in after]
    matcher = SequenceMatcher(None, bare_before, bare_after, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(Change.SAME, "".join(after[from_new:to_new]))
            continue
        if to_old > from_old:
            yield Piece(Change.REMOVED, "".join(before[from_old:to_old]))
        if to_new > from_new:
            yield Piece(Change.ADDED, "".join(after[from_new:to_new]))


def _cut(text: str, pattern: re.Pattern[str]) -> list[str]:
    """The words, or sentences, with one space behind each, to be taken apart and put together."""
    parts = pattern.findall(text)
    return ["\n" if part.isspace() else f"{part.strip()} " for part in parts]


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    if not pieces:
        return []
    *before, last = pieces
    return [*before, Piece(last.change, last.text.rstrip(" "))]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring changes gathered, a word or two between them taken along on both sides."""
    joined: list[Piece] = []
    removed, added = "", ""
    for at, piece in enumerate(pieces):
        between = bool(removed or added) and at + 1 < len(pieces)
        if piece.change is Change.REMOVED:
            removed += piece.text
        elif piece.change is Change.ADDED:
            added += piece.text
        elif between and len(piece.text.split()) <= _SHORT and "\n" not in piece.text:
            removed, added = removed + piece.text, added + piece.text
        else:
            joined += _changed(removed, added)
            removed = added = ""
            joined.append(piece)
    return joined + _changed(removed, added)


def _changed(removed: str, added: str) -> list[Piece]:
    pieces = [Piece(Change.REMOVED, removed), Piece(Change.ADDED, added)]
    return [piece for piece in pieces if piece.text]
