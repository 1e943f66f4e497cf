"""Headings that print no number: told by what the file says, or by how they stand."""

from __future__ import annotations

import re

from feedback.plans.reading.labels import BULLETS, NUMBERS, Mark, marker_of
from feedback.plans.reading.model import ClauseKind, Line
from feedback.plans.reading.nodes import Node
from feedback.plans.reading.task_labels import labelled_parts
from feedback.plans.reading.titles import title_length

_SENTENCE_END = re.compile(r"[.;,!?…]['\"”’)]*$")
_LONGEST = 150
_LONGEST_WITHOUT_STYLE = 80
_TITLED = (Mark.annex, Mark.part, Mark.chapter, Mark.division, Mark.subdivision)
_UNITS = (ClauseKind.part, ClauseKind.annex)


def is_bare_heading(line: Line, after: Line | None) -> bool:
    """Whether a line without number heads what comes `after` it.

    A file that knows outlines and bold letters says so itself; in plain text a short line without
    a stop is one when a list follows, or when it is all capitals.
    """
    text = line.text
    if len(text) > _LONGEST or _SENTENCE_END.search(text) or labelled_parts(text):
        return False
    if line.outline is not None or line.is_bold:
        return True
    if len(text) > _LONGEST_WITHOUT_STYLE or text.endswith(":") or not text[0].isupper():
        return False
    if text.isupper():
        return " " in text
    marker = marker_of(after.text) if after is not None and not after.is_row else None
    opens_list = marker is not None and (marker.mark in BULLETS or marker.values == (1,))
    return opens_list and after is not None and not labelled_parts(marker.rest if marker else "")


def takes_as_title(node: Node, text: str) -> bool:
    """Whether `text` is the title of a chapter that printed its number alone on a line."""
    if node.kind is ClauseKind.annex and not node.children:
        begun = node.paragraphs[1:] if node.marker is None else node.paragraphs
        return title_length([Line(text, 0)], [Line(one, 0) for one in begun]) == 1
    if node.mark not in _TITLED or node.children:
        return False
    return not node.paragraphs or (text.isupper() and node.paragraphs[-1].isupper())


def place_of(path: list[Node], line: Line) -> int:
    """How much of `path` stays above the bare heading on `line`; at least the root."""
    if line.outline is not None:
        for depth, node in enumerate(path):
            if node.outline is not None and node.outline >= line.outline:
                return max(depth, 1)
        upper = [depth for depth, node in enumerate(path) if node.outline is not None]
        if upper:
            return upper[-1] + 1
    for depth, node in enumerate(path):
        if node.is_bare_heading and node.paragraphs[0].isupper() == line.text.isupper():
            return depth
    if line.text.isupper():
        return next(
            (at for at, node in enumerate(path) if at and node.kind not in _UNITS), len(path)
        )
    return _below_headings(path)


def _below_headings(path: list[Node]) -> int:
    """Up to the deepest clause of `path` that is itself a heading."""
    for depth in range(len(path) - 1, 0, -1):
        node = path[depth]
        first = node.paragraphs[0] if node.paragraphs else ""
        heads = node.is_bare_heading or (node.marker is not None and not node.is_bullet)
        is_item = node.mark in (Mark.letter, Mark.small_roman, *NUMBERS[1:])
        if heads and not is_item and not _SENTENCE_END.search(first):
            return depth + 1
    return 1
