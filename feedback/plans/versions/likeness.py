"""How alike two passages are, word by word, and what in them must not be taken for the same.

Every distinct word becomes one letter, so that whole passages are compared as short strings.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel, LCSseq

COMMON = 2  # so few words in common do not part two changes
PHRASE = 3  # words together: another matter, not another wording of the same
MOST_WORDS = 1_500  # compared of one passage; a longer one is told apart by its beginning
_WORD = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")
_ROMAN = re.compile(r"[IVXLC]+")
_SENTENCE_ENDS = ".!?:;-–+*•"
_BETWEEN = " \t“\"'("
_NEGATIONS = frozenset({"không", "chưa", "chẳng", "đừng", "cấm", "trừ", "miễn", "bỏ", "hủy", "huỷ"})
_SURROGATES = 0xD800
_FIRST = 0x100


@dataclass(frozen=True)
class Said:
    """The words of one passage.

    `key` is equal for texts that differ in spaces, marks of punctuation and capitals alone.
    `coded` has one letter for each word, `marked` those of numbers and names,
    `begun` those that begin a sentence with a capital. `numbers` are its numbers and dates, `names` its proper
    names and abbreviations, `negations` what turns a sentence round.
    """

    key: str
    coded: str
    numbers: Counter[str]
    names: Counter[str]
    negations: Counter[str]
    marked: frozenset[str]
    begun: frozenset[str]

    @property
    def length(self) -> int:
        """How many words are compared."""
        return len(self.coded)

    @property
    def names_much(self) -> bool:
        """Whether a quarter of its words or more are names and numbers."""
        return 4 * sum(letter in self.marked for letter in self.coded) >= self.length

    @cached_property
    def bag(self) -> Counter[str]:
        """The letters of its words, counted."""
        return Counter(self.coded)


class Vocabulary:
    """Gives every distinct word its letter; one for all passages that are compared."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def said(self, heading: str, text: str) -> Said:
        """The words of a passage with this heading and text."""
        whole = unicodedata.normalize("NFC", f"{heading}\n{text}")
        words = [word.lower() for word in _WORD.findall(whole)]
        numbers, names = _marked_words(whole)
        return Said(
            key=" ".join(words),
            coded="".join(self._letter(word) for word in words[:MOST_WORDS]),
            numbers=numbers,
            names=names,
            negations=Counter(word for word in words if word in _NEGATIONS),
            marked=frozenset(self._letter(word) for word in (*numbers, *names)),
            begun=frozenset(self._letter(word) for word in _first_words(whole)),
        )

    def _letter(self, word: str) -> str:
        known = self._letters.get(word)
        if known is None:
            number = len(self._letters) + _FIRST
            known = chr(number if number < _SURROGATES else number + 0x800)
            self._letters[word] = known
        return known


def likeness(one: Said, other: Said) -> float:
    """The share of words that both have in the same order: 0…1; 1 for two empty passages."""
    if not one.coded and not other.coded:
        return 1.0
    return Indel.normalized_similarity(one.coded, other.coded)


def nearest(
    said: Said, others: Sequence[Said], *, limit: int, least: float
) -> list[tuple[int, float]]:
    """The indices of the passages most like `said`, best first, none below `least`."""
    found = process.extract(
        said.coded,
        [other.coded for other in others],
        scorer=Indel.normalized_similarity,
        processor=None,
        limit=limit,
        score_cutoff=least,
    )
    return [(index, score) for _, score, index in found]


def share_within(part: str, whole: str) -> float:
    """How much of `part`, as letters, stands in `whole` in the same order: 0…1."""
    return LCSseq.similarity(part, whole) / len(part) if part else 0.0


def part_of(one: Said, other: Said) -> float:
    """How like the shorter is to some run of the longer: 0…1. Words that only stand far apart in the
    longer count little, unlike in `share_within`.
    """
    return fuzz.partial_ratio(one.coded, other.coded) / 100


def shared(one: Said, other: Said) -> int:
    """How many words both have in the same order."""
    return int(LCSseq.similarity(one.coded, other.coded))


def nearness(one: Said, other: Said) -> float:
    """How much of either passage stands in the other: 0…1. High for parts of a split or merger."""
    shorter = min(one.length, other.length)
    if not shorter:
        return 0.0
    return LCSseq.similarity(one.coded, other.coded) / shorter


def longest_run(one: Said, other: Said) -> int:
    """How many words on end both have."""
    matcher = SequenceMatcher(None, one.coded, other.coded, autojunk=False)
    return matcher.find_longest_match().size


def left_out(one: Said, other: Said) -> str:
    """The letters of `one` that the best alignment finds no partner for in `other`."""
    return "".join(
        one.coded[edit.src_pos]
        for edit in Indel.editops(one.coded, other.coded)
        if edit.tag == "delete"
    )


def contradicts(one: Said, other: Said) -> bool:
    """Whether a number, a name, a "không" or a whole phrase differs: then nothing is certain."""
    if one.negations != other.negations or names_others(one, other):
        return True
    return any(
        # Other first words perhaps speak of somebody else.
        _is_a_phrase(lost, gained, one, other) or (place == 0 and max(len(lost), len(gained)) > 1)
        for place, (lost, gained) in enumerate(_changes(one, other))
    )


def names_others(one: Said, other: Said) -> bool:
    """Whether either names a number, or somebody, that the other does not."""
    return any(
        mine - theirs and theirs - mine
        for mine, theirs in ((one.numbers, other.numbers), (one.names, other.names))
    )


def _changes(one: Said, other: Said) -> Iterator[tuple[str, str]]:
    """What was lost and what was gained at each place where the two differ; at first what stands
    before all that is equal. One or two words in common part no two places.
    """
    lost = gained = ""
    for step in Indel.opcodes(one.coded, other.coded):
        if step.tag != "equal":
            lost += one.coded[step.src_start : step.src_end]
            gained += other.coded[step.dest_start : step.dest_end]
        elif step.src_end - step.src_start > COMMON or not (lost or gained):
            yield lost, gained
            lost = gained = ""
    yield lost, gained


def _is_a_phrase(lost: str, gained: str, one: Said, other: Said) -> bool:
    """Whether a phrase stands for another, or one came or went that names somebody, a number, or
    begins a sentence.
    """
    if min(len(lost), len(gained)) >= PHRASE:
        return True
    if min(len(lost), len(gained)) > 1 and (one.begun & set(lost) or other.begun & set(gained)):
        return True  # another begins the sentence: perhaps another unit, whose name nothing shows
    names = bool((one.marked | one.begun) & set(lost) or (other.marked | other.begun) & set(gained))
    return names and max(len(lost), len(gained)) >= PHRASE


def has_equal_marks(one: Said, other: Said) -> bool:
    """Whether both name the same numbers, dates and names, and as often."""
    return (one.numbers, one.names, one.negations) == (other.numbers, other.names, other.negations)


def speaks_for(one: Said, other: Said, rival: Said) -> bool:
    """Whether the words by which `one` and `rival` differ say that `other` belongs to `one`."""
    rivals = (rival.bag & other.bag) - one.bag
    own = (one.bag & other.bag) - rival.bag
    return own.total() > 2 * rivals.total()


def _marked_words(whole: str) -> tuple[Counter[str], Counter[str]]:
    """The numbers and the names in a text. A line in capitals shows no names by them."""
    numbers: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for line in whole.split("\n"):
        in_capitals = _mostly_capitals(line)
        for found in _WORD.finditer(line):
            word = found[0]
            is_roman = _ROMAN.fullmatch(word) and not in_capitals
            if is_roman or any(letter.isdigit() for letter in word):
                numbers[word.lower()] += 1
            elif not in_capitals and _is_name(word, line, found.start()):
                names[word.lower()] += 1
    return numbers, names


def _first_words(whole: str) -> list[str]:
    """The words in capitals that begin a sentence."""
    return [
        found[0].lower()
        for line in whole.split("\n")
        for found in _WORD.finditer(line)
        if found[0][0].isupper() and _begins_sentence(line, found.start())
    ]


def _is_name(word: str, line: str, start: int) -> bool:
    if not word[0].isupper():
        return False
    return (len(word) > 1 and word.isupper()) or not _begins_sentence(line, start)


def _begins_sentence(line: str, start: int) -> bool:
    before = start - 1
    while before >= 0 and line[before] in _BETWEEN:
        before -= 1
    return before < 0 or line[before] in _SENTENCE_ENDS


def _mostly_capitals(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha()]
    return sum(map(str.isupper, letters)) * 2 > len(letters)
