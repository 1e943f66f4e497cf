"""Paragraphs into a tree of clauses, by their markers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from feedback.plans.reading.labels import (
    BULLETS,
    NUMBERS,
    STRUCTURE,
    Mark,
    Marker,
    letter_value,
    marker_of,
)
from feedback.plans.reading.model import ClauseKind, Line
from feedback.plans.reading.paragraphs import document_type
from feedback.plans.reading.task_labels import labelled_parts

_SENTENCE_END = re.compile(r"[.;!?…/]['\"”’)]*$")
_CLOSING = re.compile(r"Trên đây (?:là|,)|(?:Đề nghị|Yêu cầu) các [^\n]*/\.$")
_KIND_OF_MARK = {
    Mark.annex: ClauseKind.part, Mark.part: ClauseKind.part, Mark.chapter: ClauseKind.part,
    Mark.division: ClauseKind.part, Mark.article: ClauseKind.article,
    Mark.capital: ClauseKind.section, Mark.roman: ClauseKind.section,
}  # fmt: skip

# Items of a list inside a clause, for which one time or owner may be told together.
_ITEMS = (Mark.letter, Mark.number_bracket, Mark.number_brackets, Mark.small_roman)


@dataclass(eq=False)
class Node:
    """A clause in the making: its marker, its paragraphs (the first beside the marker)."""

    kind: ClauseKind
    marker: Marker | None
    paragraphs: list[str]
    number: int  # the line of the source
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    label: str = ""
    ordinal: int = 1  # among the clauses of its kind beside it
    folded: list[str] = field(default_factory=list)  # lines of task labels taken into the text

    @property
    def mark(self) -> Mark | None:
        return self.marker.mark if self.marker else None

    @property
    def is_bullet(self) -> bool:
        return self.kind is ClauseKind.bullet

    def walk(self) -> Iterator[Node]:
        """The clauses below, in reading order."""
        for child in self.children:
            yield child
            yield from child.walk()

    def ancestors(self) -> Iterator[Node]:
        """The clauses around, the nearest first; not the root."""
        above = self.parent
        while above is not None and above.parent is not None:
            yield above
            above = above.parent


def _has_label(node: Node) -> bool:
    return bool(node.paragraphs and labelled_parts(node.paragraphs[0]))


class Tree:
    """Grows line by line; `path` leads from the root to the clause being read."""

    def __init__(self) -> None:
        self.root = Node(ClauseKind.part, None, [], 0)
        self.path = [self.root]

    def grow(self, line: Line) -> None:
        """Puts one paragraph of the body where it belongs."""
        if line.begins_anew:
            self.path = [self.root]
        marker = None if line.is_row else marker_of(line.text)
        if line.is_row:
            self._leave_bullets()
            self._add(ClauseKind.row, line, None, stay=True)
        elif marker is not None:
            self._add_marked(self._in_context(marker), line)
        elif document_type(line.text) and not line.text.endswith(":"):
            self.path = [self.root]
            self._add(ClauseKind.annex, line, None)
        elif self._closes(line.text):
            self.path = [self.root]
            self._add(ClauseKind.closing, line, None)
        else:
            self._add_text(line)

    def _closes(self, text: str) -> bool:
        """Whether running text ends the whole document rather than the clause above it."""
        if _CLOSING.match(text):
            return True
        finished = self._top().is_bullet or len(self._top().paragraphs) > 1
        return finished and text.endswith("/.") and self._find(Mark.article) is None

    def _top(self) -> Node:
        return self.path[-1]

    def _add(
        self, kind: ClauseKind, line: Line, marker: Marker | None, *, stay: bool = False
    ) -> None:
        text = marker.rest if marker else line.text
        parent = self._top()
        node = Node(kind, marker, [text] if text else [], line.number, parent)
        parent.children.append(node)
        if not stay:
            self.path.append(node)

    def _add_marked(self, marker: Marker, line: Line) -> None:
        if self._top().kind in (ClauseKind.annex, ClauseKind.closing):
            self.path.pop()
        self._make_room(marker)
        kind = ClauseKind.bullet if marker.mark in BULLETS else ClauseKind.point
        self._add(_KIND_OF_MARK.get(marker.mark, kind), line, marker)

    def _add_text(self, line: Line) -> None:
        """Running text: of the clause being read, or after a finished bullet on its own."""
        top = self._top()
        if top is self.root:
            self._add(ClauseKind.paragraph, line, None, stay=True)
        elif top.is_bullet and _SENTENCE_END.search(top.paragraphs[-1] if top.paragraphs else ""):
            self._leave_bullets()
            self._add(ClauseKind.paragraph, line, None, stay=True)
        elif top.children:
            self._add(ClauseKind.paragraph, line, None, stay=True)
        else:
            top.paragraphs.append(line.text)

    def _leave_bullets(self) -> None:
        while self._top().is_bullet:
            self.path.pop()

    def _find(self, *marks: Mark) -> int | None:
        """How deep in the path the nearest clause with one of `marks` stands."""
        for depth in range(len(self.path) - 1, 0, -1):
            if self.path[depth].mark in marks:
                return depth
        return None

    def _values_of(self, mark: Mark) -> tuple[int, ...] | None:
        depth = self._find(mark)
        marker = self.path[depth].marker if depth is not None else None
        return marker.values if marker else None

    def _cut(self, depth: int) -> None:
        del self.path[depth:]

    def _make_room(self, marker: Marker) -> None:
        """Shortens the path to the parent of the clause that `marker` opens."""
        same = self._find(marker.mark)
        if marker.mark is Mark.number and len(marker.values) > 1:
            self._make_room_for_decimal(marker.values)
        elif same is not None:
            self._cut(self._first_number() or same if marker.mark is Mark.number else same)
        elif marker.mark in STRUCTURE:
            self._make_room_for_structure(marker.mark)
        elif marker.mark in BULLETS:
            self._make_room_for_bullet(marker)
        else:
            self._make_room_for_point(marker)

    def _make_room_for_structure(self, mark: Mark) -> None:
        rank = STRUCTURE.index(mark)
        while len(self.path) > 1:
            top = self._top().mark
            if top in STRUCTURE:
                # Romans stand above articles in a regulation, below them in a decision.
                either_way = {top, mark} == {Mark.roman, Mark.article}
                if either_way or STRUCTURE.index(top) < rank:
                    return
            self.path.pop()

    def _make_room_for_bullet(self, marker: Marker) -> None:
        rank = BULLETS.index(marker.mark)
        while True:
            top = self._top().mark
            if top not in BULLETS or BULLETS.index(top) < rank:
                break
            self.path.pop()
        if labelled_parts(marker.rest) and self._tells_of_the_whole_list():
            self.path.pop()

    def _tells_of_the_whole_list(self) -> bool:
        """Whether a task label after "a) … b) …" belongs to the clause that holds the list.

        It does when no earlier item of the list has a label of its own.
        """
        top, parent = self._top(), self._top().parent
        if top.mark not in _ITEMS or parent is None or parent.parent is None:
            return False
        elder = [child for child in parent.children if child.mark is top.mark and child is not top]
        return bool(elder) and not any(_has_label(node) for item in elder for node in item.walk())

    def _make_room_for_point(self, marker: Marker) -> None:
        top = self._top()
        opens_list = bool(top.paragraphs) and top.paragraphs[-1].endswith(":")
        if not (top.is_bullet and opens_list and marker.values == (1,)):
            self._leave_bullets()
        letter = self._find(Mark.letter)
        if marker.mark in NUMBERS and marker.values != (1,) and letter is not None:
            self._cut(letter)

    def _make_room_for_decimal(self, values: tuple[int, ...]) -> None:
        """1.1 goes into 1; without its 1 it goes where other numbers stand."""
        for depth in range(len(self.path) - 1, 0, -1):
            marker = self.path[depth].marker
            if marker is None or marker.mark is not Mark.number:
                continue
            if len(marker.values) < len(values) and values[: len(marker.values)] == marker.values:
                self._cut(depth + 1)
                return
        first = self._first_number()
        if first is not None:
            self._cut(first)
        else:
            self._leave_bullets()

    def _first_number(self) -> int | None:
        return next((at for at, node in enumerate(self.path) if node.mark is Mark.number), None)

    def _in_context(self, marker: Marker) -> Marker:
        """`marker` read by what stands before it: "i)" after "b)", "3)" after "2."."""
        if marker.mark is Mark.letter:
            before = self._values_of(Mark.small_roman) or ()
            for letter, value, open_values in (("i", 1, ()), ("v", 5, (4,)), ("x", 10, (9,))):
                if marker.name == letter and before == open_values and not self._after_h(letter):
                    return replace(marker, mark=Mark.small_roman, values=(value,))
        if marker.mark in NUMBERS and self._find(marker.mark) is None and len(marker.values) == 1:
            for mark in NUMBERS:
                if self._values_of(mark) == (marker.values[0] - 1,):
                    return replace(marker, mark=mark)
        return marker

    def _after_h(self, letter: str) -> bool:
        open_values = self._values_of(Mark.letter)
        return letter == "i" and open_values in (None, (letter_value("h"),))
