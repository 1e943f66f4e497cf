"""Whom a few typed words mean: "ông Trưởng phòng KHTC", "Giám đốc Sở", "Chánh Văn phòng".

Only what leaves no doubt is taken: two units in one text, or a name that several units share,
give nothing, so that a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_COURTESY = ("dong chi", "ong", "ba", "thay", "co", "anh", "chi")
_BETWEEN = ("cua", "tai", "o", "thuoc")
# Some titles end before the word with which the unit's own name begins.
_BEFORE = {"truong": ("phong", "ban"), "pho truong": ("phong", "ban"), "pho": ("phong",)} | {
    "chanh": ("van", "thanh"),
    "pho chanh": ("van", "thanh"),
}
_HEADS = frozenset(
    {"hieu truong", "ht", "giam doc", "gd", "chu tich", "thu truong", "nguoi dung dau"}
    | {"truong", "chanh"}
)
_OF_A_SCHOOL = frozenset({"hieu truong", "pho hieu truong", "hieu pho", "ht", "pht"}) | {
    "ban giam hieu",
    "nha truong",
}
_TITLES = sorted(
    _HEADS
    | _OF_A_SCHOOL
    | set(_BEFORE)
    | {"pho giam doc", "pgd", "ban giam doc", "pho chu tich", "lanh dao", "ban lanh dao"}
    | {"can bo", "cong chuc", "vien chuc", "chuyen vien", "nhan vien", "giao vien", "ke toan"}
    | {"van thu", "bao ve"},
    key=len,
    reverse=True,
)


@dataclass(frozen=True)
class Words:
    """Folded words taken apart: the title they begin with, and what comes after it."""

    title: str
    rest: str

    @property
    def is_head(self) -> bool:
        """Whether the title is that of who heads a unit."""
        return self.title in _HEADS

    @property
    def is_of_a_school(self) -> bool:
        """Whether only a school has such a title."""
        return self.title in _OF_A_SCHOOL


def take_apart(folded: str) -> Words:
    """The words without courtesies: "ong truong phong khtc" gives "truong" and "phong khtc"."""
    rest = _without_first(folded, _COURTESY)
    title = next((one for one in _TITLES if _begins_with_title(rest, one)), "")
    rest = rest[len(title) :].strip()
    return Words(title, _without_first(rest, _BETWEEN))


def units_named_within(folded: str, aliases: Mapping[str, Iterable[int]]) -> set[int]:
    """The units (row numbers) whose names stand among the words, the longest name at each place.

    A name of one word ("so", "vp") is too short to be told from an ordinary word: when nothing
    but such names are found the set is empty; beside a longer one they stay as a doubt.
    """
    words, place = folded.split(), 0
    longest = max((alias.count(" ") + 1 for alias in aliases), default=0)
    found: set[int] = set()
    is_sure = False
    while place < len(words):
        length = _longest_name_at(words, place, longest, aliases)
        if length:
            found.update(aliases[" ".join(words[place : place + length])])
            is_sure = is_sure or length > 1
        place += length or 1
    return found if is_sure else set()


def _longest_name_at(
    words: list[str], place: int, longest: int, aliases: Mapping[str, Iterable[int]]
) -> int:
    for length in range(min(longest, len(words) - place), 0, -1):
        if " ".join(words[place : place + length]) in aliases:
            return length
    return 0


def _begins_with_title(text: str, title: str) -> bool:
    if text != title and not text.startswith(f"{title} "):
        return False
    after = text[len(title) :].split()
    return title not in _BEFORE or bool(after and after[0] in _BEFORE[title])


def _without_first(text: str, words: Iterable[str]) -> str:
    for word in words:
        if text.startswith(f"{word} "):
            return _without_first(text[len(word) + 1 :], words)
    return text
