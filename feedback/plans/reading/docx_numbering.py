"""The number that Word prints before a paragraph, from Word's own numbering definitions.

The text of a paragraph holds no number: word/numbering.xml says how each level looks and counts,
styles may bring a paragraph into a list, and lists that share a definition count on together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from feedback.plans.reading.docx_formats import printed_count
from feedback.plans.reading.docx_styles import ON, Styles, W, number_of, value_of

_PLACE = re.compile(r"%([1-9])")
_BARE_COUNT = re.compile(r"\d{1,3}|[IVX]+|[A-Za-zĐđ]")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list looks and counts (ECMA-376, 17.9.6)."""

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts_after: int | None = None  # the level, from 1, whose use restarts this one; 0: never
    all_decimal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Numbering:
    """A list definition by its levels, and the lists (numId) that use it."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by abstractNumId
    abstract_of: dict[str, str] = field(default_factory=dict)  # numId -> abstractNumId
    own_levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by numId
    own_starts: dict[str, dict[int, int]] = field(default_factory=dict)  # by numId


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands before a paragraph: its number as text, or a bullet of a level from 0."""

    text: str
    is_bullet: bool = False
    level: int = 0


def read_numbering(root: Element | None, styles: Styles) -> Numbering:
    """The lists that word/numbering.xml defines; none when the file has no such part."""
    numbering = Numbering()
    if root is None:
        return numbering
    links: dict[str, str] = {}
    for abstract in root.findall(W + "abstractNum"):
        name = abstract.get(W + "abstractNumId") or ""
        numbering.levels[name] = dict(_levels(abstract))
        link = value_of(abstract, "numStyleLink")
        if link is not None:
            links[name] = link
    for num in root.findall(W + "num"):
        _read_num(num, numbering)
    for name, style in links.items():
        # The definition is a list style: its own list holds the levels.
        target = numbering.abstract_of.get(styles.numbering_of(style)[0] or "")
        if target is not None and not numbering.levels[name]:
            for num_id, abstract_id in list(numbering.abstract_of.items()):
                if abstract_id == name:
                    numbering.abstract_of[num_id] = target
    return numbering


def _read_num(num: Element, numbering: Numbering) -> None:
    name = num.get(W + "numId") or ""
    numbering.abstract_of[name] = value_of(num, "abstractNumId") or ""
    for override in num.findall(W + "lvlOverride"):
        depth = number_of(override.get(W + "ilvl"))
        if depth is None:
            continue
        numbering.own_levels.setdefault(name, {}).update(_levels(override))
        start = number_of(value_of(override, "startOverride"))
        if start is not None:
            numbering.own_starts.setdefault(name, {})[depth] = start


def _levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for element in parent.findall(W + "lvl"):
        depth = number_of(element.get(W + "ilvl"))
        if depth is None:
            continue
        start = number_of(value_of(element, "start"))
        legal = element.find(W + "isLgl")
        yield (
            depth,
            Level(
                number_format=value_of(element, "numFmt") or "decimal",
                text=value_of(element, "lvlText") or "",
                start=0 if start is None else start,
                restarts_after=number_of(value_of(element, "lvlRestart")),
                all_decimal=legal is not None and legal.get(W + "val", "1") in ON,
                style=value_of(element, "pStyle"),
            ),
        )


class Counter:
    """Counts paragraph by paragraph, in the order of the document."""

    def __init__(self, numbering: Numbering, styles: Styles) -> None:
        self._numbering = numbering
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}  # by abstractNumId
        self._begun: set[tuple[str, int]] = set()

    def printed_before(self, properties: Element | None) -> Printed | None:
        """What Word prints before the paragraph with these <w:pPr>; None for no list."""
        place = self._place(properties)
        if place is None:
            return None
        num_id, depth = place
        levels = self._levels_of(num_id)
        level = levels.get(depth)
        if level is None:
            return None
        if level.number_format == "bullet":
            return Printed(level.text, is_bullet=True, level=depth)
        counts = self._count(num_id, depth, levels)
        return Printed(self._text(level, counts, levels), level=depth)

    def _place(self, properties: Element | None) -> tuple[str, int] | None:
        """The list and the level of a paragraph: its own, else those of its style."""
        style = value_of(properties, "pStyle") or self._styles.default
        own = properties.find(W + "numPr") if properties is not None else None
        num_id = value_of(own, "numId")
        depth = number_of(value_of(own, "ilvl"))
        if num_id is None:
            num_id, style_depth, says = self._styles.numbering_of(style)
            if depth is None and num_id is not None:
                depth = self._depth_of_style(num_id, says, style_depth)
        if num_id is None or num_id == "0" or num_id not in self._numbering.abstract_of:
            return None
        return num_id, depth or 0

    def _depth_of_style(self, num_id: str, style: str | None, otherwise: int | None) -> int:
        """The level that names the style; a heading's level stands there and not in the style."""
        for depth, level in self._levels_of(num_id).items():
            if level.style is not None and level.style == style:
                return depth
        return otherwise or 0

    def _levels_of(self, num_id: str) -> dict[int, Level]:
        numbering = self._numbering
        levels = numbering.levels.get(numbering.abstract_of.get(num_id, ""), {})
        merged = {**levels, **numbering.own_levels.get(num_id, {})}
        for depth, start in numbering.own_starts.get(num_id, {}).items():
            if depth in merged:
                merged[depth] = replace(merged[depth], start=start)
        return merged

    def _count(self, num_id: str, depth: int, levels: dict[int, Level]) -> dict[int, int]:
        counts = self._counts.setdefault(self._numbering.abstract_of[num_id], {})
        overridden = depth in self._numbering.own_starts.get(num_id, {})
        # A start of its own restarts the count the first time this list reaches the level.
        if depth not in counts or (overridden and (num_id, depth) not in self._begun):
            counts[depth] = levels[depth].start
        else:
            counts[depth] += 1
        self._begun.add((num_id, depth))
        for deeper in [other for other in counts if other > depth]:
            after = levels[deeper].restarts_after if deeper in levels else None
            if after is None or (after > 0 and depth + 1 <= after):
                del counts[deeper]
        return counts

    def _text(self, level: Level, counts: dict[int, int], levels: dict[int, Level]) -> str:
        def count_of(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            other = levels.get(depth, Level())
            count = counts.get(depth, other.start)
            decimal = level.all_decimal and other.number_format != "none"
            return printed_count(count, "decimal" if decimal else other.number_format)

        printed = _PLACE.sub(count_of, level.text).strip()
        # Word sets a bare count apart by a tab; in a line of text a stop must do it.
        return f"{printed}." if _BARE_COUNT.fullmatch(printed) else printed
