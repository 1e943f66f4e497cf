"""A clause in the making, while the tree of a document grows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.plans.reading.labels import Mark, Marker
from feedback.plans.reading.model import Cell, ClauseKind


@dataclass(eq=False)
class Node:
    """A clause in the making: its marker, its paragraphs (the first beside the marker).

    `source_from` and `source_to` are the lines of the source, `outline` the level of a heading
    where the format knows it, `annex` the document issued with the first in which it stands.
    """

    kind: ClauseKind
    marker: Marker | None
    paragraphs: list[str]
    source_from: int
    parent: Node | None = None
    source_to: int = 0
    children: list[Node] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()
    outline: int | None = None
    is_bold: bool = False
    label: str = ""
    annex: str = ""
    ordinal: int = 1  # among the clauses of its kind beside it
    folded: list[str] = field(default_factory=list)  # lines of task labels taken into the text

    @property
    def mark(self) -> Mark | None:
        return self.marker.mark if self.marker else None

    @property
    def is_bullet(self) -> bool:
        return self.kind is ClauseKind.bullet

    @property
    def is_bare_heading(self) -> bool:
        """Whether it is a heading that prints no number."""
        return self.kind is ClauseKind.section and self.marker is None

    def walk(self) -> Iterator[Node]:
        """The clauses below, in reading order."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def ancestors(self) -> Iterator[Node]:
        """The clauses around, the nearest first; not the root."""
        above = self.parent
        while above is not None and above.parent is not None:
            yield above
            above = above.parent

    def take(self, text: str, last: int) -> None:
        """Adds a paragraph that ends at line `last` of the source."""
        self.paragraphs.append(text)
        self.source_to = max(self.source_to, last)
