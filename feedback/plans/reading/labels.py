"""How clauses are numbered in Vietnamese documents: markers at the start of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum


class Mark(StrEnum):
    """A family of numbers or bullets that count together."""

    annex = "annex"  # PHỤ LỤC I
    part = "part"  # PHẦN I, PHẦN THỨ NHẤT
    chapter = "chapter"  # CHƯƠNG I
    division = "division"  # MỤC 1 inside a chapter
    subdivision = "subdivision"  # TIỂU MỤC 1 inside a division
    capital = "capital"  # A.
    roman = "roman"  # I.
    article = "article"  # Điều 1.
    number = "number"  # 1. and 1.1.
    number_bracket = "number_bracket"  # 1)
    number_brackets = "number_brackets"  # (1)
    letter = "letter"  # a)
    small_roman = "small_roman"  # i)
    star = "star"  # *
    dash = "dash"  # -
    dot = "dot"  # •
    plus = "plus"  # +


STRUCTURE = (
    Mark.annex, Mark.part, Mark.chapter, Mark.division, Mark.subdivision,
    Mark.capital, Mark.roman, Mark.article,
)  # fmt: skip
BULLETS = (Mark.star, Mark.dash, Mark.dot, Mark.plus)
NUMBERS = (Mark.number, Mark.number_bracket, Mark.number_brackets)

# The order of the letters in a Vietnamese list leaves out f, j, w and z and puts đ after d
# (NĐ 30/2020, Phụ lục I); Word counts by the English alphabet.
VIETNAMESE_LETTERS = "abcdđeghiklmnopqrstuvxy"
ENGLISH_LETTERS = "abcdefghijklmnopqrstuvwxyz"

# For character classes: capital and small letters alternate between Ạ (U+1EA0) and ỹ (U+1EF9).
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))

LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơư" + "".join(chr(code) for code in range(0x1EA1, 0x1EFA, 2))

_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_CARDINALS = {"một": 1, "nhì": 2, "bốn": 4}
_ROMAN = r"X{0,3}(?:IX|IV|V?I{0,3})(?<=[IVX])"
_START = rf"(?=[{UPPER}“\"'‘(\[\d])"


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before the text of a line.

    `values` count (several for 1.2.3), `name` is what the marker gives to a citing label,
    `printed` is how it stands on paper, `rest` the text after it.
    """

    mark: Mark
    values: tuple[int, ...]
    name: str
    printed: str
    rest: str


_WORDED = re.compile(
    rf"(?P<word>PHỤ LỤC|Phụ lục|PHẦN|Phần|CHƯƠNG|Chương|(?:TIỂU |Tiểu )?(?:MỤC|Mục|mục))"
    rf"(?: SỐ| số)?\s+"
    rf"(?P<value>(?:THỨ|thứ|Thứ)\s+\w+|{_ROMAN}\b|\d{{1,3}}\b|[A-EĐ]\b|"
    rf"(?:MỘT|HAI|BA|BỐN|NĂM|SÁU|BẢY|TÁM|CHÍN|MƯỜI)\b)\s*"
    rf"(?:(?P<stop>[.:\-–—])\s*|$|(?=[{UPPER}(“\"]{{2}})|(?=\((?:kèm|Kèm|KÈM)))"
)
# "Chương I Quy định chung": without a stop only what is short and no sentence is a heading.
_WORDED_HEADING = re.compile(
    rf"(?P<word>Phụ lục|PHẦN|Phần|CHƯƠNG|Chương)(?: số)?\s+(?P<value>{_ROMAN}\b|\d{{1,2}}\b)"
    rf"\s+(?=[{UPPER}][^.;:,]{{3,90}}$)"
)
_WORDED_MARKS = {
    "phụ lục": Mark.annex, "phần": Mark.part, "chương": Mark.chapter, "mục": Mark.division,
    "tiểu mục": Mark.subdivision,
}  # fmt: skip
_ARTICLE = re.compile(
    r"(?:Điều|ĐIỀU|điều)\s*(?P<value>\d{1,3})(?P<letter>[a-zđ])?\s*"
    rf"(?:[.:/]\s*|[-–—]\s*(?=[{UPPER}])|$)"
)
_ARTICLE_WITHOUT_NUMBER = re.compile(rf"ĐIỀU\s*[.:]?\s+(?=[{UPPER}][{LOWER}])")
NO_NUMBER = (0,)  # an article that lost its number in the making of the file
_ROMAN_NUMBER = re.compile(
    rf"(?P<roman>{_ROMAN})\.(?P<values>\d{{1,2}}(?:\.\d{{1,2}}){{0,4}})[.)]?\s+"
)
_ROMAN_ONLY = re.compile(
    rf"(?P<roman>{_ROMAN})\s?(?:[.)/:]\s*{_START}|\s?[-–—]\s+{_START}"
    rf"|[-–—](?=[{UPPER}]{{2}})|\.$)"
)
_CAPITAL = re.compile(
    rf"(?P<value>[A-HĐ])(?:(?:[.)/:]|\s?[-–—])\s+(?=[{UPPER}“\"(])|[./](?=[{UPPER}]{{2}}))"
)
_DECIMAL = re.compile(
    rf"(?P<values>\d{{1,2}}(?:\.\d{{1,2}}){{1,5}})(?:[.):/]\s*(?=\D)|\s*{_START}(?=\D)"
    rf"|\s?[-–]\s*(?=[{UPPER}]))"
)
_NUMBER = re.compile(
    rf"(?P<value>\d{{1,3}})(?P<stop>[.)])(?:\s+(?=\S)|(?=[{UPPER}“\"])|$)"
    rf"|(?P<slashed>\d{{1,3}})(?:[/:]\s+{_START}|/(?=[{UPPER}][{LOWER}])|\s?[-–]\s*(?=[{UPPER}]))"
)
_IN_BRACKETS = re.compile(r"\((?P<value>\d{1,3})\)\s*")
_LETTER = re.compile(
    rf"\(?(?P<value>[a-zđ])(?P<sub>\d{{1,2}})?"
    rf"(?:\s?\)\s*|[./]\s+(?=[{UPPER}“\"(\d])|\.\s+(?=[{LOWER}]{{2}})|[/](?=[{UPPER}])|\s?[-–]\s+(?=[{UPPER}])|,\s+(?=[{UPPER}])|[./]$)"
)
# "II.4.a) …", "1.a) …": a letter printed behind the numbers it stands under.
_LETTER_IN_FULL = re.compile(
    rf"(?:{_ROMAN}\.)?\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}(?:\.(?P<value>[a-zđ])(?:\)\s*|\.\s+)|(?P<tight>[a-zđ])\)\s*)"
)
_ADDED_NUMBER = re.compile(rf"(?P<value>\d{{1,2}})(?P<letter>[a-zđ])\.\s+(?=[{UPPER}“\"])")
_SMALL_ROMAN = re.compile(r"\(?(?P<value>(?:i{2,3}|iv|vi{1,3}|ix))(?:\)\s*|\.\s+)")
_BULLET = re.compile(
    r"(?P<sign>[-–—−+*•·▪■●○◦‣⁃➢➤❖✓✔►▶→⇒☑✦◆◇※])(?:\s+(?=\S)|(?=[^\W\d_]|[“\"(\d]))"
)
_ROUND_BULLET = re.compile(rf"o\s+(?=[{UPPER}])")  # the hollow bullet of old word processors
_BULLET_BEFORE_NUMBER = re.compile(r"[-–+*•]\s*(?=(?:[a-zđ]|\d{1,2})\)|\d{1,2}(?:\.\d{1,2})*\.\s)")


def marker_of(line: str) -> Marker | None:
    """The marker that `line` begins with, or None for running text."""
    doubled = _BULLET_BEFORE_NUMBER.match(line)
    if doubled:
        inner = marker_of(line[doubled.end() :])
        if inner is not None and inner.mark not in BULLETS:
            return replace(inner, printed=f"{line[: doubled.end()].strip()} {inner.printed}")
    for read in (
        _worded,
        _article,
        _letter_in_full,
        _roman,
        _capital,
        _decimal,
        _number,
        _small_roman,
        _letter,
    ):
        marker = read(line)
        if marker is not None:
            return marker
    return _bullet(line)


_BARE = re.compile(
    rf"(?:(?P<article>Điều|ĐIỀU)\s+)?(?P<value>\d{{1,2}}|[1-9]\d{{3}}(?=[.)]))[.)]?\s+(?=[{UPPER}])"
    r"(?!(?:Luật|Bộ luật|Nghị|Thông tư)\b)"
)


_NEAR = 40  # lines between two numbers that count on


def bare_marker_of(line: str) -> Marker | None:
    """A number without its stop ("1 Nhằm…", "Điều 2 Nguyên tắc"), which may be a mere amount; or
    one of four digits, which may be a year.

    Only the numbers beside it tell; see `counted_on`.
    """
    found = _BARE.match(line)
    if not found:
        return None
    value = int(found["value"])
    if found["article"]:
        return _marker(Mark.article, (value,), f"Điều {value}", line, found.end())
    return _marker(Mark.number, (value,), str(value), line, found.end())


def counted_on(lines: list[str]) -> dict[int, Marker]:
    """The bare numbers among `lines`, by place from 0, that a neighbour counts on or from."""
    found = [(at, marker) for at, line in enumerate(lines) if (marker := _bare_alone(line))]
    kept: dict[int, Marker] = {}
    last: dict[Mark, tuple[int, Marker]] = {}
    for at, marker in found:
        before = last.get(marker.mark)
        near = before is not None and at - before[0] <= _NEAR
        if before and near and before[1].values[0] + 1 == marker.values[0]:
            kept[before[0]], kept[at] = before[1], marker
        last[marker.mark] = (at, marker)
    return kept


def roman_ones(lines: list[str]) -> dict[int, Marker]:
    """The lines, from 0, on which "i)" is a small one: the next of its kind is "ii)" and not "k)"."""
    kept: dict[int, Marker] = {}
    open_at: tuple[int, Marker] | None = None
    for at, line in enumerate(lines):
        marker = marker_of(line) if line[:1] in "(ik" else None
        if marker is None or marker.mark not in (Mark.letter, Mark.small_roman):
            continue
        if open_at and marker.mark is Mark.small_roman and marker.values == (2,):
            kept[open_at[0]] = replace(open_at[1], mark=Mark.small_roman, values=(1,))
        is_i = marker.mark is Mark.letter and marker.name == "i"
        open_at = (at, marker) if is_i else None
    return kept


def _bare_alone(line: str) -> Marker | None:
    return None if marker_of(line) else bare_marker_of(line)


def _marker(mark: Mark, values: tuple[int, ...], name: str, line: str, end: int) -> Marker:
    return Marker(mark, values, name, line[:end].strip(), line[end:].strip())


def _worded(line: str) -> Marker | None:
    found = _WORDED.match(line) or _WORDED_HEADING.match(line)
    if not found:
        return None
    word = found["word"].lower()
    value = found["value"]
    count = _value_of(value.split()[-1])
    if count is None:
        return None
    spelt = " " in value or value.lower() in (*_ORDINALS, *_CARDINALS)
    name = f"{word.capitalize()} {value.lower() if spelt else value}"
    return _marker(_WORDED_MARKS[word], (count,), name, line, found.end())


def _value_of(numeral: str) -> int | None:
    if numeral.isdecimal():
        return int(numeral)
    if numeral.lower() in _ORDINALS:
        return _ORDINALS.index(numeral.lower()) + 1
    if numeral.lower() in _CARDINALS:
        return _CARDINALS[numeral.lower()]
    if re.fullmatch(_ROMAN, numeral):
        return roman_value(numeral)
    return letter_value(numeral.lower()) if len(numeral) == 1 else None


def _article(line: str) -> Marker | None:
    found = _ARTICLE.match(line)
    if not found:
        lost = _ARTICLE_WITHOUT_NUMBER.match(line)
        return _marker(Mark.article, NO_NUMBER, "", line, lost.end()) if lost else None
    name = f"Điều {int(found['value'])}{found['letter'] or ''}"
    return _marker(Mark.article, (int(found["value"]),), name, line, found.end())


def _roman(line: str) -> Marker | None:
    found = _ROMAN_NUMBER.match(line)
    if found:
        # Printed in full: "II.4. …" counts as 4 inside II.
        values = tuple(int(value) for value in found["values"].split("."))
        return _marker(Mark.number, values, ".".join(map(str, values)), line, found.end())
    found = _ROMAN_ONLY.match(line)
    if not found or not found["roman"]:
        return None
    return _marker(Mark.roman, (roman_value(found["roman"]),), found["roman"], line, found.end())


def _capital(line: str) -> Marker | None:
    found = _CAPITAL.match(line)
    if not found:
        return None
    value = found["value"]
    return _marker(Mark.capital, (letter_value(value.lower()),), value, line, found.end())


def _decimal(line: str) -> Marker | None:
    found = _DECIMAL.match(line)
    if not found:
        return None
    values = tuple(int(value) for value in found["values"].split("."))
    return _marker(Mark.number, values, ".".join(map(str, values)), line, found.end())


def _number(line: str) -> Marker | None:
    found = _IN_BRACKETS.match(line)
    if found:
        value = int(found["value"])
        return _marker(Mark.number_brackets, (value,), f"({value})", line, found.end())
    found = _ADDED_NUMBER.match(line)
    if found:  # "1a.", put in between 1 and 2 when a text was amended
        name = f"{int(found['value'])}{found['letter']}"
        return _marker(Mark.number, (int(found["value"]),), name, line, found.end())
    found = _NUMBER.match(line)
    if not found:
        return None
    value = int(found["value"] or found["slashed"])
    mark = Mark.number_bracket if found["stop"] == ")" else Mark.number
    return _marker(mark, (value,), str(value), line, found.end())


def _letter(line: str) -> Marker | None:
    found = _LETTER.match(line)
    if not found:
        return None
    values = (letter_value(found["value"]), *([int(found["sub"])] if found["sub"] else []))
    return _marker(Mark.letter, values, found["value"] + (found["sub"] or ""), line, found.end())


def _letter_in_full(line: str) -> Marker | None:
    found = _LETTER_IN_FULL.match(line)
    if not found:
        return None
    value = found["value"] or found["tight"]
    return _marker(Mark.letter, (letter_value(value),), value, line, found.end())


def _small_roman(line: str) -> Marker | None:
    found = _SMALL_ROMAN.match(line)
    if not found:
        return None
    value = found["value"]
    return _marker(Mark.small_roman, (roman_value(value.upper()),), value, line, found.end())


def _bullet(line: str) -> Marker | None:
    found = _BULLET.match(line)
    if not found:
        hollow = _ROUND_BULLET.match(line)
        return _marker(Mark.dot, (), "", line, hollow.end()) if hollow else None
    sign = found["sign"]
    marks = {"+": Mark.plus, "*": Mark.star}
    mark = Mark.dash if sign in "-–—−⁃" else marks.get(sign, Mark.dot)
    return _marker(mark, (), "", line, found.end())


def roman_value(numeral: str) -> int:
    """14 for "XIV"; letters other than I, V and X count nothing."""
    worth = {"I": 1, "V": 5, "X": 10}
    amounts = [worth.get(letter, 0) for letter in numeral]
    after = [*amounts[1:], 0]
    return sum(-one if one < two else one for one, two in zip(amounts, after, strict=True))


def letter_value(letter: str) -> int:
    """The place of `letter` in a Vietnamese list, from 1; letters outside it come after y."""
    place = VIETNAMESE_LETTERS.find(letter)
    return place + 1 if place >= 0 else 100 + ENGLISH_LETTERS.find(letter)


def letter_follows(before: str, after: str) -> bool:
    """Whether `after` comes next in a Vietnamese list (d, đ, e) or in Word's own (d, e, f)."""
    return any(
        before in letters and letters[letters.index(before) + 1 :][:1] == after
        for letters in (VIETNAMESE_LETTERS, ENGLISH_LETTERS)
    )
