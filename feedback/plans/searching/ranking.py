"""How well a clause fits what was looked for; nothing here depends on what else there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.excerpts import Wanted, wanted, written_alike
from feedback.full_text import NEAR
from feedback.search import fold

MOST_TYPED = 200  # characters; what comes behind is not looked for
MOST_WORDS = 12
_SLOWNESS = 1.2  # how soon a word said again adds little
_USUAL_LENGTH = 120  # words of a clause

# "II.4.a", "2.1", "IV.", "a)": numbers and letters joined by dots or spaces.
_NUMBER = r"(?:[ivx]+|\d{1,3}[a-zđ]?|[a-zđ])(?:\.(?:\d{1,3}|[a-zđ]))*(?!\w)"
_PLAIN_LABEL = re.compile(r"(?:[ivx]+|\d{1,3}|[a-hđ])(?:[.\s]+(?:\d{1,3}|[a-zđ]))*[.)]?")
_PARTS = re.compile(
    r"(?P<word>điểm|diem|khoản|khoan|mục|muc|điều|dieu|chương|chuong|phần|phan|phụ lục|phu luc)"
    rf"\s+(?P<number>{_NUMBER})"
)
_JOINING = " ,;.của"
# From the outermost in; some are printed with their word, and so labelled.
_ORDER = ("phu luc", "phan", "chuong", "muc", "dieu", "khoan", "diem")
_LABELLED_WITH_WORD = {
    "phu luc": "Phụ lục ",
    "phan": "Phần ",
    "chuong": "Chương ",
    "dieu": "Điều ",
}


@dataclass(frozen=True)
class Asked:
    """What a person looks for, as typed, as folded words, and as the labels it may cite."""

    typed: str
    words: tuple[str, ...]
    wanted: Wanted
    labels: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """The words in the order typed."""
        return " ".join(self.words)


@dataclass(frozen=True)
class Fit:
    """How well a clause fits; the greater stands first."""

    cites: int  # 2: the very label, 1: the same but for marks
    written_alike: bool
    place: int  # 6 phrase in the heading, 5 phrase, 4 near in the heading, 3 near, 2 there, 1 any
    weight: float


def read_query(typed: str) -> Asked:
    """What is looked for. Whatever was typed can be asked: signs are only signs."""
    line = " ".join(typed[:MOST_TYPED].split())
    words = tuple(dict.fromkeys(word[:40] for word in fold(line).split()))[:MOST_WORDS]
    return Asked(line, words, wanted(line), labels_cited(line))


def labels_cited(typed: str) -> tuple[str, ...]:
    """The labels that the whole of what was typed may name; none when it is words.

    Capitals aside: "II.4.a" → ii.4.a; "điểm a khoản 2 điều 5" → Điều 5.2.a; "mục 3" → 3, Mục 3.
    """
    line = " ".join(typed.lower().strip(" .)").split())
    if _PLAIN_LABEL.fullmatch(line):
        return (".".join(part for part in re.split(r"[.\s)]+", line) if part),)
    parts = {fold(found["word"]): found["number"] for found in _PARTS.finditer(line)}
    if not parts or _PARTS.sub("", line).strip(_JOINING):
        return ()
    inside = [word for word in _ORDER if word in parts]
    label = ".".join(_LABELLED_WITH_WORD.get(word, "") + parts[word] for word in inside)
    return (label, f"Mục {label}") if inside[0] == "muc" else (label,)


def fit_of(asked: Asked, label: str, heading: str, body: str, folded: str) -> Fit:
    """How well one clause fits; `folded` as `search.folded_clause` makes it."""
    head, _end, rest = folded.rpartition("\n")
    head_words, words = head.split(), [*head.split(), *rest.split()]
    return Fit(
        cites=_cites(asked, label),
        written_alike=written_alike(asked.wanted, f"{label} {heading} {body}"),
        place=_place(asked, head_words, words),
        weight=_weight(asked.words, words) + _weight(asked.words, head_words),
    )


def _cites(asked: Asked, label: str) -> int:
    if not label or not asked.labels:
        return 0
    if any(label.lower() == cited.lower() for cited in asked.labels):
        return 2
    return 1 if any(fold(label) == fold(cited) for cited in asked.labels) else 0


def _place(asked: Asked, head: Sequence[str], words: Sequence[str]) -> int:
    wanted = set(asked.words)
    if f" {asked.phrase} " in f" {' '.join(head)} ":
        return 6
    if f" {asked.phrase} " in f" {' '.join(words)} ":
        return 5
    if _stand_near(wanted, head):
        return 4
    if _stand_near(wanted, words):
        return 3
    return 2 if wanted <= set(head) else 1


def _stand_near(wanted: set[str], words: Sequence[str]) -> bool:
    """Whether some stretch of the text holds every word wanted and few others."""
    room = len(wanted) + NEAR
    last: dict[str, int] = {}
    for at, word in enumerate(words):
        if word in wanted:
            last[word] = at
            if len(last) == len(wanted) and at - min(last.values()) < room:
                return True
    return False


def _weight(wanted: Sequence[str], words: Sequence[str]) -> float:
    """How much the text speaks of the words: BM25's share of one text, all words alike.

    Its other share, how rare a word is among all texts, would tell of texts one may not read.
    """
    slowness = _SLOWNESS * (0.25 + 0.75 * len(words) / _USUAL_LENGTH)
    counts = [words.count(word) for word in wanted]
    return sum(count / (count + slowness) for count in counts)
