"""Word's styles: what numbering, outline and look they bring to a paragraph or a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ON = ("1", "true", "on")

_MOST_LINKS = 20  # styles based on styles; a circle ends there
_MOST_COUNT = 1_000_000
_BODY_TEXT = 9  # the outline level that is none
_CONTENTS = re.compile(r"(?:toc \d|table of figures)$", re.IGNORECASE)


def value_of(element: Element | None, name: str, attribute: str = "val") -> str | None:
    """The attribute of a direct child: "3" of <w:numId w:val="3"/>, or None."""
    child = element.find(W + name) if element is not None else None
    return child.get(W + attribute) if child is not None else None


def number_of(text: str | None) -> int | None:
    """The whole number in an attribute, or None for anything else or beyond a million."""
    try:
        number = int(text) if text is not None else None
    except ValueError:
        return None
    return number if number is not None and abs(number) <= _MOST_COUNT else None


class Styles:
    """Paragraph styles: what numbering they bring, directly or through what they are based on."""

    def __init__(self, root: Element | None) -> None:
        found = root.findall(W + "style") if root is not None else []
        paragraph = [style for style in found if style.get(W + "type") == "paragraph"]
        self._styles = {style.get(W + "styleId") or "": style for style in found}
        self.default = next(
            (style.get(W + "styleId") for style in paragraph if style.get(W + "default") in ON),
            None,
        )
        self._known: dict[tuple[str | None, str], bool | None] = {}

    def numbering_of(self, style: str | None) -> tuple[str | None, int | None, str | None]:
        """(numId, level, the style that says so) for a paragraph in `style`.

        A style may name the level alone and take the list from the one it is based on.
        """
        depth, says = None, None
        for name in self._chain(style):
            properties = self._styles[name].find(W + "pPr")
            numbering = properties.find(W + "numPr") if properties is not None else None
            if numbering is None:
                continue
            says = says or name
            depth = number_of(value_of(numbering, "ilvl")) if depth is None else depth
            number = value_of(numbering, "numId")
            if number is not None:
                return number, depth, says
        return None, None, None

    def _chain(self, style: str | None) -> Iterator[str]:
        name = style or self.default
        for _ in range(_MOST_LINKS):
            if name is None or name not in self._styles:
                return
            yield name
            name = value_of(self._styles[name], "basedOn")

    def outline_of(self, properties: Element | None) -> int | None:
        """The level of a heading with these <w:pPr>, from 1; None for the text of the body."""
        level = number_of(value_of(properties, "outlineLvl"))
        for name in self._chain(value_of(properties, "pStyle")):
            if level is not None:
                break
            level = number_of(value_of(self._styles[name].find(W + "pPr"), "outlineLvl"))
        return None if level is None or not 0 <= level < _BODY_TEXT else level + 1

    def is_of_contents(self, properties: Element | None) -> bool:
        """Whether the paragraph is a line of the table of contents, which only repeats headings."""
        style = self._styles.get(value_of(properties, "pStyle") or "")
        return bool(_CONTENTS.match(value_of(style, "name") or ""))

    def looks(self, run: Element | None, paragraph_style: str | None, what: str) -> bool:
        """Whether a run with these <w:rPr> is bold ("b"), in capitals ("caps") or the like."""
        own = _switch(run, what)
        if own is not None:
            return own
        of_run = value_of(run, "rStyle")
        said = self._says(of_run, what) if of_run else None
        return bool(self._says(paragraph_style, what) if said is None else said)

    def _says(self, style: str | None, what: str) -> bool | None:
        if (style, what) not in self._known:
            found = (
                _switch(self._styles[name].find(W + "rPr"), what) for name in self._chain(style)
            )
            self._known[style, what] = next((one for one in found if one is not None), None)
        return self._known[style, what]


def _switch(properties: Element | None, what: str) -> bool | None:
    """What <w:b/> or <w:b w:val="0"/> says; None where nothing is said."""
    found = properties.find(W + what) if properties is not None else None
    return None if found is None else found.get(W + "val", "1") in ON
