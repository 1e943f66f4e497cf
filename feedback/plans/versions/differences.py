"""What was added and what was taken out between two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A word with the spaces behind it, or a line's end, so that the pieces together are the text.
_WORD = re.compile(r"\n+|[^\s]+[^\S\n]*|[^\S\n]+")
_SENTENCE = re.compile(r"[^\n.;!?]+[.;!?]*\s*|\n+|[.;!?]+\s*")
# Comparing costs about the product of the lengths: beyond this, sentences instead of words.
_MOST_WORDS = 1_500
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
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _MOST_WORDS:
        before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    return _spaced(_joined(list(_pieces(before, after))))


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


def _spaced(pieces: list[Piece]) -> list[Piece]:
    """A text's last word has no space behind it; inside a comparison it may need one."""
    return [
        piece if piece.text[-1:].isspace() else Piece(piece.change, f"{piece.text} ")
        for piece in pieces[:-1]
    ] + pieces[-1:]


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
