"""How Word prints a count: 4 as "4", "IV", "iv", "D", "d", "04" or "bốn"."""

from __future__ import annotations

from collections.abc import Callable

_UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MOST_ROMAN = 3999
_LONGEST_LETTERS = 30


def printed_count(count: int, number_format: str) -> str:
    """`count` in a format of numbering.xml; an unknown format prints digits, as Word falls back."""
    return _FORMATS.get(number_format, str)(count)


def upper_roman(count: int) -> str:
    """14 as "XIV"; digits where Rome had no numeral."""
    if not 1 <= count <= _MOST_ROMAN:
        return str(count)
    numeral = ""
    for worth, letters in _ROMAN:
        numeral += letters * (count // worth)
        count %= worth
    return numeral


def lower_letter(count: int) -> str:
    """Word's own letters: a … z, then aa, bb … zz; never đ."""
    if not 1 <= count <= 26 * _LONGEST_LETTERS:
        return str(count)
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def vietnamese_words(count: int) -> str:
    """21 as "hai mươi mốt"; digits from 100 on."""
    if not 0 <= count <= 99:
        return str(count)
    tens, unit = divmod(count, 10)
    if tens == 0:
        return _UNITS[unit]
    start = "mười" if tens == 1 else f"{_UNITS[tens]} mươi"
    if unit == 0:
        return start
    # After mươi one says mốt, after any ten lăm.
    spoken = {1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(unit, _UNITS[unit])
    return f"{start} {spoken}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperRoman": upper_roman,
    "lowerRoman": lambda count: upper_roman(count).lower(),
    "upperLetter": lambda count: lower_letter(count).upper(),
    "lowerLetter": lower_letter,
    "decimalZero": lambda count: f"{count:02d}",
    "vietnameseCounting": vietnamese_words,
    "none": lambda count: "",
}
