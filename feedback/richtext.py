"""The one place where text becomes HTML, and HTML becomes something a template trusts.

Three gates stand one behind the other: everything typed is escaped, bleach keeps what is on
the list, nh3 (another parser, another language) keeps what is on the same list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import MutableMapping
from functools import lru_cache
from html import escape
from typing import Any

import bleach
import nh3
from markupsafe import Markup

TAGS = frozenset(
    "p br a strong em u s mark ins del sub sup ul ol li blockquote hr h3 h4 h5"
    " table caption thead tbody tr th td".split()
)
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start", "type"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_SCHEMES = frozenset({"http", "https"})
_REL = "nofollow noopener ugc"

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_TRAILING_SPACES = re.compile(r"[ ]+$", re.MULTILINE)
_MANY_BLANK_LINES = re.compile(r"\n{4,}")
_PARAGRAPHS = re.compile(r"\n{2,}")
# Letters that draw nothing: Hangul fillers and the empty braille cell.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_MOST_MARKS = 3
_FIRST_LAST_NONCHARACTERS = (0xFDD0, 0xFDEF)


def clean_text(raw: str) -> str:
    """What a person typed, as it is stored: NFC, LF line ends, only characters that show.

    Control, zero-width, direction-changing and private characters are gone, every kind of space
    is a plain one, no spaces end a line, at most two blank lines follow each other, nothing
    blank stands at either end, and no letter carries more than three marks. "" if nothing is
    left. Cleaning twice changes nothing.
    """
    lines = _LINE_ENDS.sub("\n", raw)
    visible = "".join(_as_shown(one) for one in lines)
    composed = _with_few_marks(unicodedata.normalize("NFC", visible))
    trimmed = _TRAILING_SPACES.sub("", composed)
    return _MANY_BLANK_LINES.sub("\n\n\n", trimmed).strip("\n ")


def _as_shown(one: str) -> str:
    if one == "\n" or " " < one <= "~":
        return one
    category = unicodedata.category(one)
    if one == "\t" or category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Co", "Cs") or one in _BLANK_LETTERS or _is_noncharacter(one):
        return ""
    return one


def _is_noncharacter(one: str) -> bool:
    first, last = _FIRST_LAST_NONCHARACTERS
    return first <= ord(one) <= last or ord(one) & 0xFFFE == 0xFFFE


def _with_few_marks(text: str) -> str:
    """Cuts towers of combining marks, which would cover the lines above and below."""
    kept, marks = [], 0
    for one in text:
        marks = marks + 1 if unicodedata.combining(one) else 0
        if marks <= _MOST_MARKS:
            kept.append(one)
    return "".join(kept)


def text_to_html(text: str) -> str:
    r"""Cleaned text as HTML: paragraphs, line breaks, links for what begins with http(s)://.

    `Xin xem\nhttps://example.org` becomes
    `<p>Xin xem<br><a href="https://example.org" rel="nofollow noopener ugc">…</a></p>`.
    """
    escaped = escape(text, quote=False)
    paragraphs = [part.strip("\n") for part in _PARAGRAPHS.split(escaped) if part.strip()]
    html = "".join("<p>" + part.replace("\n", "<br>") + "</p>" for part in paragraphs)
    linked = bleach.linkify(html, callbacks=[_only_written_out], parse_email=False)
    listed = bleach.clean(
        linked,
        tags=TAGS,
        attributes={tag: [*names, "rel"] for tag, names in _ATTRIBUTES.items()},
        protocols=_SCHEMES,
        strip=True,
    )
    return _last_gate(listed)


def _only_written_out(attributes: MutableMapping[Any, str], new: bool = False) -> Any:
    """Links only full addresses: "nghi.vn" in a sentence is more often a missing space.

    None, which bleach's published types forget, makes no link.
    """
    shown = attributes.get("_text", "").lower()
    if new and not shown.startswith(("http://", "https://")):
        return None
    attributes[(None, "rel")] = _REL
    return attributes


def _last_gate(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(_SCHEMES),
        link_rel=_REL,
        strip_comments=True,
    )


def to_markup(html: str) -> Markup:
    """HTML that a template may print as it is, whatever came in."""
    return Markup(_last_gate(html))  # noqa: S704 - this is the one place where this is allowed


@lru_cache(maxsize=512)
def richtext(text: str) -> Markup:
    """The template filter `|richtext`: cleaned text as HTML."""
    return to_markup(text_to_html(text))


def kept_html(html: str) -> Markup:
    """The template filter `|kept_html`: HTML rendered earlier and stored beside its text."""
    return to_markup(html)


def excerpt(text: str, length: int) -> str:
    """The beginning of the text on one line, at most `length` characters, "…" included.

    Cut between words where there is a space in the second half, else in the word.
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    room = line[: max(length - 1, 0)]
    cut = len(room) if line[len(room) : len(room) + 1] == " " else room.rfind(" ")
    if cut < length // 2:
        cut = len(room)
    return room[:cut].rstrip(" ,;:.-–—") + "…" if length > 0 else ""
