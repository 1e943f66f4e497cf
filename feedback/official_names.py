"""Names that would let a visitor speak as an office: a unit's, or an official's title.

Compared as people read: capitals, spaces, misplaced or missing marks make no difference, but
"Trương Phong" is a person and "Trưởng phòng" is not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from feedback.errors import N_, RuleBroken
from feedback.search import fold

TITLES = (
    "giám đốc",
    "hiệu trưởng",
    "hiệu phó",
    "trưởng phòng",
    "phó phòng",
    "chánh văn phòng",
    "chánh thanh tra",
    "thanh tra sở",
    "chủ tịch",
    "bí thư",
    "thủ trưởng",
    "ban giám hiệu",
    "ban giám đốc",
    "lãnh đạo",
    "người phát ngôn",
    "đại diện sở",
    "sở giáo dục",
    "bộ giáo dục",
    "phòng giáo dục",
    "ủy ban nhân dân",
    "văn phòng sở",
    "trả lời chính thức",
    "quản trị viên",
    "quản trị hệ thống",
    "kiểm duyệt",
)
# A place's bare name ("Kiến An") is many people's own; with its kind it has three words.
_FEWEST_WORDS = 3


class OfficialName(RuleBroken):
    """A name that an office or an official would have; the message says what to write instead."""


def check_private(name: str, unit_names: Iterable[str] = ()) -> None:
    """Let pass a name that no reader takes for an office's.

    Raises OfficialName when it holds a title or one of `unit_names`, or mixes alphabets so
    that it only looks like other words.
    """
    words = _words(name)
    units = (_words(unit) for unit in unit_names)
    official = [_words(title) for title in TITLES]
    official += [unit for unit in units if len(unit) >= _FEWEST_WORDS]
    if _mixes_alphabets(name) or any(_holds(words, phrase) for phrase in official):
        raise OfficialName(
            N_(
                "Tên này dễ bị hiểu là của một cơ quan hoặc người có chức vụ. Xin ghi họ tên của"
                " ông/bà, viết có dấu, hoặc cách gọi như “Phụ huynh lớp 10A”; đơn vị trả lời bằng"
                " tài khoản của đơn vị."
            )
        )


def _words(text: str) -> list[tuple[str, str]]:
    """Each word without its marks, and its marks in any order."""
    plain = unicodedata.normalize("NFKC", text).lower()
    spaced = "".join(one if one.isalnum() or unicodedata.combining(one) else " " for one in plain)
    return [(folded, _marks(word)) for word in spaced.split() if (folded := fold(word))]


def _marks(word: str) -> str:
    split = unicodedata.normalize("NFD", word)
    return "".join(sorted(one for one in split if one == "đ" or unicodedata.combining(one)))


def _holds(words: list[tuple[str, str]], phrase: list[tuple[str, str]]) -> bool:
    windows = (words[at : at + len(phrase)] for at in range(len(words) - len(phrase) + 1))
    writes_marks = any(marks for _, marks in words)
    return any(_reads_as(window, phrase, writes_marks=writes_marks) for window in windows)


def _reads_as(
    window: list[tuple[str, str]], phrase: list[tuple[str, str]], *, writes_marks: bool
) -> bool:
    """Marks may be missing; but who writes them elsewhere means "Bi Thu", not "bí thư"."""
    pairs = list(zip(window, phrase, strict=True))
    if any(word[0] != meant[0] or word[1] not in ("", meant[1]) for word, meant in pairs):
        return False
    return not writes_marks or any(word == meant for word, meant in pairs)


def _mixes_alphabets(name: str) -> bool:
    letters = [one for one in unicodedata.normalize("NFKC", name) if one.isalpha()]
    latin = [unicodedata.name(one, "").startswith("LATIN") for one in letters]
    return any(latin) and not all(latin)
