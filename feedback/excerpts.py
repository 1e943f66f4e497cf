"""Found words shown in the text as it was written: which letters to mark, which part to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from feedback.search import fold

# A word with all its marks, composed or not.
_MARK = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARK}])*")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_CROSSED = "đð"
_BETWEEN = re.compile(r"[\s.,;:()/–—-]{1,3}")
_TO_START_OF_SENTENCE = 60


@dataclass(frozen=True)
class Piece:
    """A part of a text, found or not."""

    text: str
    is_found: bool = False


Span = tuple[int, int]
Spelling = tuple[str, str, str]  # letters, their shapes in order (â, ơ, đ …), tone


@dataclass(frozen=True)
class Wanted:
    """The folded words to be found, and how those typed with marks are spelled."""

    words: frozenset[str]
    spellings: frozenset[Spelling] = frozenset()
    as_typed: tuple[re.Pattern[str], ...] = ()  # the words with marks, letter by letter


def wanted(typed: str) -> Wanted:
    """The words of what was typed."""
    line = unicodedata.normalize("NFC", typed)
    spelled = [word for word in _WORD.findall(line) if _has_marks(word)]
    patterns = tuple(re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in spelled)
    return Wanted(frozenset(fold(line).split()), frozenset(map(_spelling, spelled)), patterns)


def found_in(text: str, wanted: Wanted) -> list[Span]:
    """Where the wanted words stand in the text, in order; neighbours are one place.

    A place ends behind the last mark of its last letter. A word typed with marks is the one
    spelled so where the text has it ("bàn", not "bản"), else any that is alike but for marks.
    """
    found = [
        (folded[0], _spelling(one[0]) in wanted.spellings, one.span())
        for one in _WORD.finditer(text)
        if not wanted.words.isdisjoint(folded := _folded(one[0]))
    ]
    spelled_so = {word for word, is_alike, _span in found if is_alike}
    places = [
        _with_marks(text, span)
        for word, is_alike, span in found
        if is_alike or word not in spelled_so
    ]
    return _neighbours_joined(text, places)


def marked(text: str, wanted: Wanted) -> list[Piece]:
    """The whole text in pieces, those with wanted words marked as found; none of an empty one."""
    return _pieces(text, found_in(text, wanted), (0, len(text)))


def excerpt(text: str, wanted: Wanted, length: int) -> list[Piece]:
    """The part of the text that shows most of the wanted words, in pieces; "…" where it is cut.

    About `length` characters, cut between words. The beginning where none of them stands.
    """
    line = " ".join(text.split())
    places = found_in(line, wanted)
    start, end = _best_part(line, places, length)
    pieces = _pieces(line, places, (start, end))
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if end < len(line) else []
    return [*before, *pieces, *after]


def written_alike(wanted: Wanted, text: str) -> bool:
    """Whether each wanted word typed with marks stands so in the text: "bàn" is not "bản".

    Where the tone stands in a word (hòa, hoà) and y or i at its end (kỳ, kì) make no difference.
    A word typed without marks says nothing.
    """
    if all(pattern.search(text) for pattern in wanted.as_typed):
        return True  # mostly so, and found much faster
    return wanted.spellings <= {_spelling(word) for word in _WORD.findall(text)}


def _neighbours_joined(text: str, places: Sequence[Span]) -> list[Span]:
    joined: list[Span] = list(places[:1])
    for before, place in pairwise(places):
        if _BETWEEN.fullmatch(text, before[1], place[0]):
            joined[-1] = (joined[-1][0], place[1])
        else:
            joined.append(place)
    return joined


def _pieces(text: str, places: Sequence[Span], within: Span) -> list[Piece]:
    pieces, at = [], within[0]
    for start, end in places:
        if start < within[0] or end > within[1]:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:end], is_found=True)]
        at = end
    return [piece for piece in [*pieces, Piece(text[at : within[1]])] if piece.text]


def _best_part(line: str, places: Sequence[Span], length: int) -> Span:
    if len(line) <= length or not places:
        return 0, _end_before(line, length)
    best = max(places, key=lambda one: (_shown_from(one[0], places, length), -one[0]))
    start = max(best[0] - _TO_START_OF_SENTENCE, 0)
    if len(line) - start < length:
        start = len(line) - length
    start = _start_of_word(line, start, best[0])
    return start, max(best[1], _end_before(line, start + length))


def _shown_from(start: int, places: Sequence[Span], length: int) -> int:
    """How much a part beginning shortly before `start` shows; words together count for more."""
    end = start + length - _TO_START_OF_SENTENCE
    shown = [place for place in places if start <= place[0] and place[1] <= end]
    return sum((place[1] - place[0]) ** 2 for place in shown)


def _start_of_word(line: str, at: int, latest: int) -> int:
    """Where the first word at or behind `at` begins; `latest`, where one does, if none is nearer."""
    if at <= 0 or at >= latest:
        return max(min(at, latest), 0)
    space = line.find(" ", at - 1, latest)
    return latest if space < 0 else space + 1


def _end_before(line: str, at: int) -> int:
    if at >= len(line):
        return len(line)
    space = line.rfind(" ", 0, at + 1)
    return _with_marks(line, (0, at))[1] if space <= 0 or at - space > at // 2 else space


def _with_marks(text: str, span: Span) -> Span:
    start, end = span
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return start, end


@lru_cache(maxsize=20_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(fold(word).split())


@lru_cache(maxsize=20_000)
def _has_marks(word: str) -> bool:
    split = unicodedata.normalize("NFD", word.lower())
    return any(one in _CROSSED or unicodedata.category(one) == "Mn" for one in split)


@lru_cache(maxsize=20_000)
def _spelling(word: str) -> Spelling:
    split = unicodedata.normalize("NFD", word.lower())
    marks = [one for one in split if one in _CROSSED or unicodedata.category(one) == "Mn"]
    tone = "".join(one for one in marks if one in _TONES)
    return fold(word), "".join(one for one in marks if one not in _TONES), tone
