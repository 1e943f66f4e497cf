"""Text typed in an old Vietnamese encoding (TCVN3 or VNI): converted where it is certain, told where not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from feedback.errors import N_
from feedback.plans.reading.model import Line, ReadWarning

# "H¶i", "d©n": signs that stand for letters in TCVN3 and never touch one in Vietnamese.
_RESIDUE = re.compile(r"(?<=[A-Za-zÀ-ỹ])[¶µ¸·¹©®ª«¬§¨»¼½¾ÆǼËÎÖ×Ø¿](?=[A-Za-zÀ-ỹ])|[¶µ©®](?=[a-z])")
# Letters that only Unicode has: where they stand, the text is no old one.
_MODERN = re.compile(r"[ăĂđơƠưƯĩĨũŨ\u1ea0-\u1ef9]")
_OLD_SIGNS = re.compile(r"[^\x00-\x7f]")

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢£¤¥¦§Đ",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐé",
        strict=True,
    )
)
_TCVN3_ONLY = re.compile(r"[¶µ¸·¹©®ª«¬§¨»¼½¾\xad](?=[^\W\d_])|(?<=[^\W\d_])[¶µ¸·¹©®ª«¬§¨»¼½¾\xad]")

_VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HAT = dict(zip("âàáåãä", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), strict=True))
_VNI_BREVE = dict(
    zip("êèéúüë", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), strict=True)
)
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_CERTAIN = re.compile(r"[aeoyôöAEOYÔÖ][øûïåäØÛÏÅÄ]|[aeoAEO][âÂ]|[ñÑ](?=[aeiouöô])|ö[ôøùûõï]")

_ENOUGH = 3  # certain signs that tell an old encoding in a whole document
_SHARE = 0.5  # of the lines that are not plain English letters
_MODERN_SHARE = 0.1


def modernised(lines: list[Line]) -> tuple[list[Line], list[ReadWarning]]:
    """`lines` in today's letters, and the doubt about those that were typed in older ones.

    Only a document that is old throughout is converted: where old and new letters are mixed the
    text was damaged before, and guessing would hide it.
    """
    convert = _conversion([line.text for line in lines])
    if convert is None:
        return [_without_soft_hyphens(line) for line in lines], _residue(lines)
    first = next(line for line in lines if _OLD_SIGNS.search(line.text))
    message = N_(
        "Tệp gõ bằng bảng mã cũ (TCVN3 hoặc VNI) đã được đổi sang Unicode; hãy soát lại chữ hoa."
    )
    doubt = ReadWarning("converted_encoding", message, f"dòng {first.number}")
    return [_converted(line, convert) for line in lines], [doubt]


def is_old(text: str) -> bool:
    """Whether a whole text is certainly in one of the old encodings."""
    return _conversion(text.splitlines()) is not None


def _conversion(texts: list[str]) -> Callable[[str], str] | None:
    old = [text for text in texts if _OLD_SIGNS.search(text)]
    if not old or sum(bool(_MODERN.search(text)) for text in old) > _MODERN_SHARE * len(old):
        return None
    for sign, convert in ((_TCVN3_ONLY, _from_tcvn3), (_VNI_CERTAIN, _from_vni)):
        found = sum(len(sign.findall(text)) for text in old)
        if found >= _ENOUGH and sum(bool(sign.search(text)) for text in old) >= _SHARE * len(old):
            return convert
    return None


def _converted(line: Line, convert: Callable[[str], str]) -> Line:
    cells = tuple(replace(cell, text=convert(cell.text)) for cell in line.cells)
    return replace(line, text=convert(line.text), cells=cells)


def _from_tcvn3(text: str) -> str:
    if _MODERN.search(text):
        return text
    converted = "".join(_TCVN3.get(letter, letter) for letter in text)
    return _in_capitals(text, converted)


def _in_capitals(before: str, after: str) -> str:
    """Capitals with a mark share the code of the small letter: the letters beside them tell."""
    if _all_capitals(before):
        return after.upper()
    old, new = before.split(" "), after.split(" ")
    capitals = [_all_capitals(word) for word in old]
    for at, word in enumerate(old):
        # "KÕ HO¹CH": one capital alone may begin a name; beside a word in capitals it does not.
        beside = any(capitals[max(0, at - 1) : at + 2])
        if capitals[at] or (beside and _plain_letters(word).isupper()):
            new[at] = new[at].upper()
    return " ".join(new)


def _all_capitals(text: str) -> bool:
    plain = _plain_letters(text)
    return len(plain) >= 2 and plain.isupper()


def _plain_letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isalpha())


def _from_vni(text: str) -> str:
    if _MODERN.search(text):
        return text
    letters: list[str] = []
    at = 0
    while at < len(text):
        pair = _vni_pair(text[at].lower(), text[at + 1 : at + 2].lower())
        new = pair or _VNI_SINGLE.get(text[at].lower()) or text[at]
        letters.append(new.upper() if text[at].isupper() else new)
        at += 2 if pair else 1
    return unicodedata.normalize("NFC", "".join(letters))


def _vni_pair(letter: str, mark: str) -> str | None:
    """What a vowel and the sign behind it stand for: "a" and "ø" for "à"; None for no pair."""
    vowel = {"ô": "ơ", "ö": "ư"}.get(letter, letter)
    if letter in "aeouyôö" and mark in _VNI_TONES:
        return vowel + _VNI_TONES[mark]
    if letter in "aeo" and mark in _VNI_HAT:
        return f"{letter}\u0302{_VNI_HAT[mark]}"
    if letter == "a" and mark in _VNI_BREVE:
        return f"a\u0306{_VNI_BREVE[mark]}"
    return None


def _residue(lines: list[Line]) -> list[ReadWarning]:
    """A warning that names the first line with letters of an old encoding, or nothing."""
    for line in lines:
        if _RESIDUE.search(line.text):
            message = N_("Có chữ gõ bằng bảng mã cũ (TCVN3); hãy chuyển tệp sang Unicode.")
            return [ReadWarning("legacy_encoding", message, f"dòng {line.number}")]
    return []


def _without_soft_hyphens(line: Line) -> Line:
    return replace(line, text=line.text.replace("\xad", "")) if "\xad" in line.text else line
