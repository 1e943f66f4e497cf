"""A title in capitals as lists show it: in the letters that the document itself uses elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models import ClauseText, PlanVersion

_LONGEST_PHRASE = 8
_OFTEN = 3
_MARKS = " ,.;:()[]“”\"'–-"


def listed_title(version: PlanVersion, texts: Iterable[ClauseText]) -> str:
    """The version's title as lists and the heads of pages show it."""
    lines = [part for text in texts for part in (text.heading, *text.body.split("\n"))]
    names = [version.plan.unit.name, version.place or "", *map(str, version.legal_bases)]
    return in_sentence_case(version.title, [*lines, *names])


def in_sentence_case(title: str, document: Iterable[str]) -> str:
    """ "TRIỂN KHAI CHỈ THỊ 15-CT/TU Ở HẢI ĐÔNG" → "Triển khai Chỉ thị 15-CT/TU ở Hải Đông".

    Names and abbreviations cannot be told from other words in capitals, but the text of the
    `document` writes nearly all of them: every phrase is written as it stands there, the longest
    first. A title with a word that the text does not have stays as it is: better loud than wrong.
    """
    words = title.split()
    if not title.isupper() or not words:
        return title
    known = _Phrases(document)
    written: list[str] = []
    while len(written) < len(words):
        found = known.longest(words[len(written) :])
        if not found:
            return title
        written += found
    text = " ".join(written)
    return text[0].upper() + text[1:]


class _Phrases:
    """The words of a document in running text, to be looked up without regard to capitals."""

    def __init__(self, document: Iterable[str]) -> None:
        # What is itself in capitals, a heading, says nothing about how words are written.
        running = [words for line in document if not line.isupper() and (words := line.split())]
        self._lines = [[_bare(word) for word in words] for words in running]
        self._found = [f" {' '.join(words).lower()} " for words in self._lines]

    def longest(self, words: Sequence[str]) -> list[str]:
        """The first of `words`, as many as stand together in the text, as written there."""
        if not _bare(words[0]) or _bare(words[0]).isdigit():
            return [words[0]]
        for count in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
            bare = [_bare(word) for word in words[:count]]
            ways = list(self._ways(" ".join(bare).lower(), count))
            if ways and (count > 1 or _is_sure(ways)):
                best = min(ways, key=lambda way: sum(map(str.isupper, "".join(way))))
                pairs = zip(words, bare, best, strict=False)
                return [word.replace(plain, way) for word, plain, way in pairs]
        return []

    def _ways(self, phrase: str, count: int) -> Iterable[list[str]]:
        for line, found in zip(self._lines, self._found, strict=True):
            place = found.find(f" {phrase} ")
            while place >= 0:
                start = found.count(" ", 0, place + 1) - 1
                yield line[start : start + count]
                place = found.find(f" {phrase} ", place + 1)


def _is_sure(ways: Sequence[list[str]]) -> bool:
    """Whether a word alone is surely no part of a name: an abbreviation, or used all the time."""
    words = [way[0] for way in ways]
    return all(map(str.isupper, words)) or sum(map(str.islower, words)) >= _OFTEN


def _bare(word: str) -> str:
    return word.strip(_MARKS)
