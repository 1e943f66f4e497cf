"""Paragraphs into a tree of clauses, by their markers and their headings."""

from __future__ import annotations

import re
from dataclasses import replace

from feedback.plans.reading.annexes import is_annexed, opens_annex
from feedback.plans.reading.ends import is_office, is_person
from feedback.plans.reading.headings import is_bare_heading, place_of, takes_as_title
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
from feedback.plans.reading.nodes import Node
from feedback.plans.reading.task_labels import labelled_parts

_SENTENCE_END = re.compile(r"[.;!?…/]['\"”’)]*$")
_CLOSING = re.compile(
    r"Trên đây (?:là|,)|(?:Nghị quyết|Quy chế|Quy ước|Hương ước|Điều lệ|Quy định) này (?:đã )?được .*thông qua|(?:Đề nghị|Yêu cầu) các [^\n]*/\.$"
)
_KIND_OF_MARK = {
    Mark.annex: ClauseKind.annex, Mark.part: ClauseKind.part, Mark.chapter: ClauseKind.part,
    Mark.division: ClauseKind.part, Mark.subdivision: ClauseKind.part,
    Mark.article: ClauseKind.article,
    Mark.capital: ClauseKind.section, Mark.roman: ClauseKind.section,
}  # fmt: skip

# Items of a list inside a clause, for which one time or owner may be told together.
_ITEMS = (Mark.letter, Mark.number_bracket, Mark.number_brackets, Mark.small_roman)
_APART = (ClauseKind.annex, ClauseKind.closing, ClauseKind.opening)
_FEW = 60  # elder items looked at; a longer list is no list that one time is told for


class Tree:
    """Grows line by line; `path` leads from the root to the clause being read."""

    def __init__(self) -> None:
        self.root = Node(ClauseKind.part, None, [], 0)
        self.path = [self.root]
        self._finished = False  # whether the words read last end a document

    def open_annex(self, line: Line, head: list[Line]) -> None:
        """Begins another document at `line`; the lines of its own title block stay in its text."""
        self.path = [self.root]
        self._add(ClauseKind.annex, line, marker_of(line.text))
        self._top().folded.extend(piece.text for piece in head)
        self._top().source_from = min(piece.number for piece in [line, *head])

    def grow(self, line: Line, after: Line | None = None, known: Marker | None = None) -> None:
        """Puts one paragraph of the body where it belongs.

        `after` is the next one; `known` is its marker where only the lines around tell it.
        """
        if line.begins_anew:
            self.path = [self.root]
        marker = None if line.is_row else known or marker_of(line.text)
        if line.is_row:
            self._leave_bullets()
            self._add(ClauseKind.row, line, None, stay=True)
        elif opens_annex(line) and (line.begins_anew or is_annexed(line.text) or self._finished):
            self.open_annex(line, [])
        elif marker is not None:
            self._add_marked(self._in_context(marker), line)
        elif self._closes(line.text):
            self.path = [self.root]
            self._add(ClauseKind.closing, line, None)
        elif self._heads(line, after):
            self._leave_apart()
            del self.path[place_of(self.path, line) :]
            self._add(ClauseKind.section, line, None)
        else:
            self._add_text(line)
        self._finished = line.text.endswith("/.") or is_person(line.text) or is_office(line.text)

    def _closes(self, text: str) -> bool:
        """Whether running text ends the whole document rather than the clause above it."""
        if _CLOSING.match(text):
            return True
        top = self._top()
        finished = top.is_bullet or len(top.paragraphs) > 1 or _ended("".join(top.paragraphs[-1:]))
        return finished and text.endswith("/.") and self._find(Mark.article) is None

    def _heads(self, line: Line, after: Line | None) -> bool:
        top = self._top()
        if takes_as_title(top, line.text) or not is_bare_heading(line, after):
            return False
        if line.outline is not None or line.is_bold or top is self.root:
            return line.outline is not None or line.is_bold or bool(self.root.children)
        last = top.paragraphs[-1] if top.paragraphs else ""
        # A line under an open sentence goes on with it; under a heading or a full stop it does not.
        return top.kind not in _APART and (len(top.paragraphs) == 1 or _ended(last))

    def _top(self) -> Node:
        return self.path[-1]

    def _add(
        self, kind: ClauseKind, line: Line, marker: Marker | None, *, stay: bool = False
    ) -> None:
        text = marker.rest if marker else line.text
        parent = self._top()
        node = Node(
            kind, marker, [text] if text else [], line.number, parent,
            source_to=line.last, cells=line.cells, outline=line.outline,
            is_bold=line.is_bold,
        )  # fmt: skip
        parent.children.append(node)
        if not stay:
            self.path.append(node)

    def _add_marked(self, marker: Marker, line: Line) -> None:
        self._leave_apart()
        if marker.mark is Mark.annex:
            self.path = [self.root]
        self._leave_headings_of_rank(line.outline)
        self._make_room(marker, is_bold=line.is_bold)
        kind = ClauseKind.bullet if marker.mark in BULLETS else ClauseKind.point
        self._add(_KIND_OF_MARK.get(marker.mark, kind), line, marker)

    def _leave_headings_of_rank(self, outline: int | None) -> None:
        """Leaves headings without number that a file ranks no higher than the one that opens."""
        for depth, node in enumerate(self.path):
            ranked = outline is not None and node.is_bare_heading and node.outline is not None
            if ranked and (node.outline or 0) >= (outline or 0):
                self._cut(depth)
                return

    def _leave_apart(self) -> None:
        if self._top().kind in _APART:
            self.path.pop()

    def _add_text(self, line: Line) -> None:
        """Running text: of the clause being read, or after a finished bullet on its own."""
        top = self._top()
        if top is self.root:
            self._add(ClauseKind.paragraph, line, None, stay=True)
        elif top.is_bullet and _ended(top.paragraphs[-1] if top.paragraphs else ""):
            self._leave_bullets()
            self._add(ClauseKind.paragraph, line, None, stay=True)
        elif top.children:
            self._add(ClauseKind.paragraph, line, None, stay=True)
        else:
            top.take(line.text, line.last)

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

    def _make_room(self, marker: Marker, *, is_bold: bool) -> None:
        """Shortens the path to the parent of the clause that `marker` opens."""
        if marker.mark not in BULLETS and self._goes_under_bare_heading(marker):
            return
        same = self._find(marker.mark)
        if marker.mark is Mark.number and len(marker.values) > 1:
            self._make_room_for_decimal(marker.values)
        elif same is not None:
            is_number = marker.mark is Mark.number
            self._cut(self._depth_of_number(marker, is_bold=is_bold) if is_number else same)
        elif marker.mark in STRUCTURE:
            self._make_room_for_structure(marker)
        elif marker.mark in BULLETS:
            self._make_room_for_bullet(marker)
        else:
            self._make_room_for_point(marker)

    def _goes_under_bare_heading(self, marker: Marker) -> bool:
        """Whether a list begins or counts on under the nearest heading without number.

        A heading that printed no number stands in the row of those that do: "Mục đích", then
        "2. Yêu cầu". Such a heading is left, and the number goes beside it.
        """
        for depth in range(len(self.path) - 1, 0, -1):
            heading = self.path[depth]
            if heading.mark is marker.mark:
                return False
            if not heading.is_bare_heading:
                continue
            alone = not heading.children and len(heading.paragraphs) == 1
            if marker.values == (1,) or alone or _counts_on(heading, marker):
                self._cut(depth + 1)
                return True
            self._cut(depth)
        return False

    def _make_room_for_structure(self, marker: Marker) -> None:
        rank = STRUCTURE.index(marker.mark)
        while len(self.path) > 1:
            top = self._top().mark
            if top in STRUCTURE:
                # Romans stand above articles in a regulation, below them in a decision; "A." may
                # begin a list inside "I." as well as hold one.
                either_way = {top, marker.mark} == {Mark.roman, Mark.article} or (
                    {top, marker.mark} == {Mark.roman, Mark.capital} and marker.values == (1,)
                )
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
        beside = parent.children[-_FEW:]
        elder = [child for child in beside if child.mark is top.mark and child is not top]
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

    def _depth_of_number(self, marker: Marker, *, is_bold: bool) -> int:
        """Where the next single number goes: beside the first, or into a bold one as a plain list."""
        first = self._first_number() or len(self.path)
        numbers = [at for at, node in enumerate(self.path) if node.mark is Mark.number]
        if is_bold or not self.path[first].is_bold:
            return first
        plain = [
            at for at in numbers if not self.path[at].is_bold and not _is_decimal(self.path[at])
        ]
        if plain:
            return plain[0]
        opens = marker.values == (1,) and numbers == [first]
        return first + 1 if opens else first

    def _first_number(self) -> int | None:
        return next((at for at, node in enumerate(self.path) if node.mark is Mark.number), None)

    def _in_context(self, marker: Marker) -> Marker:
        """`marker` read by what stands before it: "i)" after "b)", "3)" after "2."."""
        if marker.mark is Mark.letter:
            before = self._values_of(Mark.small_roman) or ()
            for letter, value, open_values in (("i", 1, ()), ("v", 5, (4,)), ("x", 10, (9,))):
                if marker.name == letter and before == open_values and not self._after_h(letter):
                    return replace(marker, mark=Mark.small_roman, values=(value,))
        after_capital_h = self._values_of(Mark.capital) == (letter_value("h"),)
        if marker.mark is Mark.roman and marker.name == "I" and after_capital_h:
            return replace(marker, mark=Mark.capital, values=(letter_value("i"),))
        if marker.mark in NUMBERS and self._find(marker.mark) is None and len(marker.values) == 1:
            for mark in NUMBERS:
                if self._values_of(mark) == (marker.values[0] - 1,):
                    return replace(marker, mark=mark)
        return marker

    def _after_h(self, letter: str) -> bool:
        open_values = self._values_of(Mark.letter)
        return letter == "i" and open_values in (None, (letter_value("h"),))


def _is_decimal(node: Node) -> bool:
    return node.marker is not None and len(node.marker.values) > 1


def _ended(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def _has_label(node: Node) -> bool:
    return bool(node.paragraphs and labelled_parts(node.paragraphs[0]))


def _counts_on(heading: Node, marker: Marker) -> bool:
    """Whether `marker` goes on counting from the last number under the heading before."""
    beside = heading.parent.children if heading.parent else []
    for elder in reversed(beside[-_FEW:]):
        for child in reversed(elder.children[-_FEW:]):
            if child.marker and child.mark is marker.mark:
                return child.marker.values[-1] + 1 == marker.values[-1]
    return False
