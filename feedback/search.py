"""Vietnamese as people search, compare and sort it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz

# FTS5's own folding leaves đ alone; old fonts and foreign keyboards also give the Icelandic ð.
_CROSSED_D = str.maketrans({"đ": "d", "ð": "d"})
# Open syllables where y and i are both right: an initial, then y, then nothing: kỳ/kì, lý/lí,
# mỹ/mĩ, quý/quí, tỷ/tỉ, sỹ/sĩ, hy/hi, y tế/i tế. After a vowel they differ (tay ≠ tai, thúy ≠
# thúi), and before other letters too (quyết, khuyên), so those stay.
_Y_LIKE_I = re.compile(r"\b((?:qu|ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|[bcdghklmnprstvx])?)y\b")
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306": "1", "\u0302": "1", "\u031b": "2"}
_PIECES = re.compile(r"[0-9]+|.", re.DOTALL)
MOST_WORDS = 12  # of what a person types into a search; each is a condition of the query
_FEW_WORDS = 4
_LIKELY = 82.0
_OPPOSED = 25.0


def fold(text: str) -> str:
    """The text as it is searched and compared: `Hằng năm, Sở GDĐT` → `hang nam so gddt`.

    Lower case, without marks, đ as d, final y as i in open syllables (kỳ = kì, quý = quí),
    everything but letters and digits one space. So hòa/hoà, uỷ/ủy, hằng năm/hàng năm and text
    typed without any marks are equal. Folding twice changes nothing.
    """
    split = unicodedata.normalize("NFKD", text).lower()
    split = unicodedata.normalize("NFKD", split).translate(_CROSSED_D)
    bare = "".join(one for one in split if not unicodedata.category(one).startswith("M"))
    words = "".join(one if one.isalnum() else " " for one in bare).split()
    return _Y_LIKE_I.sub(r"\1i", " ".join(words))


def words_typed(text: str) -> tuple[str, ...]:
    """The folded words of what a person looks for, each once; no more than MOST_WORDS."""
    return tuple(dict.fromkeys(fold(text).split()))[:MOST_WORDS]


def folded_clause(label: str, heading: str, body: str) -> str:
    """A clause as it is searched: label and heading folded on the first line, the text below."""
    return f"{fold(f'{label} {heading}')}\n{fold(body)}"


_STANCES = "đồng ý|nhất trí|tán thành|ủng hộ|nên|cần|hợp lý|phù hợp|đúng".split("|")
_AGAINST = re.compile(rf"\b(?:khong|chua) (?:{'|'.join(map(fold, _STANCES))})\b")


def near_duplicates(
    text: str,
    candidates: Iterable[tuple[int, str]],
    limit: int = 5,
    threshold: float = _LIKELY,
) -> list[tuple[int, float]]:
    """The candidates (id, text) that say nearly the same, most alike first, as (id, 0 to 100).

    At most `limit`, none below `threshold`; equal likeness in the order of ids. 50 candidates
    cost about a millisecond; folded candidates may be given, folding again changes nothing.
    """
    folded = fold(text)
    if not folded:
        return []
    scored = [(known, _likeness(folded, fold(other))) for known, other in candidates]
    close = [(known, score) for known, score in scored if score >= threshold]
    return sorted(close, key=lambda pair: (-pair[1], pair[0]))[:limit]


def _likeness(one: str, other: str) -> float:
    """Shared words for long texts, letters for short ones.

    `token_set_ratio` alone gives 100 whenever one text's words all occur in the other, so
    "Đồng ý" would equal every letter that agrees with something. Below four words the texts
    must be nearly the same; above, the more their lengths differ, the more of the score comes
    from comparing the whole.
    """
    shorter, longer = sorted((len(one.split()), len(other.split())))
    whole = fuzz.token_sort_ratio(one, other)
    if shorter < _FEW_WORDS:
        return min(whole, fuzz.ratio(one, other))
    weight = shorter / longer
    likeness = weight * fuzz.token_set_ratio(one, other) + (1 - weight) * whole
    # One word apart and the opposite is meant: nobody should be led to support that.
    are_opposed = bool(_AGAINST.search(one)) != bool(_AGAINST.search(other))
    return max(likeness - _OPPOSED, 0.0) if are_opposed else likeness


def vietnamese_sort_key(text: str) -> str:
    """A key that sorts by the Vietnamese alphabet (a ă â b c d đ e ê …), then by tone.

    Tones order as in dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng. A space sorts before
    every letter and a run of digits by its number ("Lớp 9A" before "Lớp 10A"). The key is of
    lower-case ASCII letters and digits only, so every database orders it alike, whatever its
    collation: store it beside the name.
    """
    codes, tones = [], []
    for piece in _PIECES.findall(unicodedata.normalize("NFC", text).lower()):
        if piece.isascii() and piece.isdigit():
            number = piece.lstrip("0")
            codes.append(f"1{len(number):03d}{number}")
            continue
        code, tone = _letter_code(piece)
        codes.append(code)
        tones.append(tone)
    return "".join(codes) + "00" + "".join(tones)


def _letter_code(letter: str) -> tuple[str, str]:
    """The letter's place (its Latin letter and a digit for its shape) and its tone.

    Anything that is no Latin letter counts as a space.
    """
    split = unicodedata.normalize("NFKD", letter.translate(_CROSSED_D))
    base, marks = split[0], split[1:]
    if not "a" <= base <= "z":
        return "01", ""
    shape = "1" if letter in "đð" else next((_SHAPES[m] for m in marks if m in _SHAPES), "0")
    if base == "a" and "\u0302" in marks:
        shape = "2"
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    return base + shape, tone
