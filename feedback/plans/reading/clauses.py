"""A tree of clauses written out: labels, headings and texts, references, doubts."""

from __future__ import annotations

import re
from collections import Counter

from feedback.plans.reading.annexes import name_of, opens_after_signature
from feedback.plans.reading.labels import Mark, Marker, counted_on, roman_ones
from feedback.plans.reading.model import ClauseKind, Line, ReadClause
from feedback.plans.reading.nodes import Node
from feedback.plans.reading.tables import with_heads
from feedback.plans.reading.titles import title_length
from feedback.plans.reading.tree import Tree

_SENTENCE_END = re.compile(r"[.;!?…/]['\"”’)]*$")
_HEADED = (ClauseKind.part, ClauseKind.section, ClauseKind.article)
_TITLED = (Mark.annex, Mark.part, Mark.chapter, Mark.division, Mark.subdivision)
_LONGEST_QUOTED = 60  # characters of a heading by which a clause without number is cited


def tree_of(lines: list[Line], opening: list[Line]) -> Node:
    """The root of the tree that the body makes, the opening as its first clause."""
    tree = Tree()
    if opening:
        first = Node(ClauseKind.opening, None, [], opening[0].number, tree.root)
        for line in opening:
            first.take(line.text, line.last)
        tree.root.children.append(first)
    lines = with_heads(lines)
    texts = [line.text for line in lines]
    known = counted_on(texts) | roman_ones(texts)
    at = 0
    while at < len(lines):
        length = opens_after_signature(lines[at:]) if lines[at].begins_anew else None
        if length is not None:
            tree.open_annex(lines[at + length], lines[at : at + length])
            at += length
        else:
            tree.grow(lines[at], lines[at + 1] if at + 1 < len(lines) else None, known.get(at))
        at += 1
    _name(tree.root)
    return tree.root


def _name(root: Node) -> None:
    """Gives each clause its label, its place among its like, and the document it stands in."""
    counts: Counter[tuple[Node | None, ClauseKind, str]] = Counter()
    names: Counter[str] = Counter()
    annex = ""
    for node in root.walk():
        node.label = _label(node)
        if node.kind is ClauseKind.annex:
            name = name_of(node.paragraphs[0] if node.paragraphs else "", node.label)
            names[name] += 1
            annex = f"{name} {names[name]}" if names[name] > 1 else name
        node.annex = annex
        # Counted as printed, before label lines are folded away: a reader counts every dash.
        place = (node.parent, node.kind, annex)
        counts[place] += 1
        node.ordinal = counts[place]


def _label(node: Node) -> str:
    """How a reader cites the clause: the labels on the way to it, joined by dots."""
    marker = node.marker
    if marker is None or not marker.name:
        return ""
    if marker.mark is Mark.article:
        return marker.name
    decimal = marker.mark is Mark.number and len(marker.values) > 1
    for above in node.ancestors():
        inside_number = decimal and above.mark is Mark.number
        if above.label and decimal and above.mark is Mark.article and _counts_in(above, marker):
            return (
                f"Điều {marker.name}"  # "1.1." under "Điều 1." is printed with the article's number
            )
        if above.label and not inside_number:
            return f"{above.label}.{marker.name}"
    return marker.name


def _counts_in(article: Node, marker: Marker) -> bool:
    return article.marker is not None and article.marker.values == marker.values[:1]


def read_clauses(root: Node) -> tuple[dict[Node, int], list[ReadClause]]:
    """Every clause in reading order, and the position of each node of the tree."""
    positions: dict[Node, int] = {}
    references: dict[Node, str] = {}
    clauses: list[ReadClause] = []
    for position, node in enumerate(root.walk()):
        positions[node] = position
        references[node] = _reference(node, references)
        parent = node.parent
        heading, text = _heading_and_text(node)
        clauses.append(
            ReadClause(
                label=node.label,
                printed=node.marker.printed if node.marker else "",
                depth=1 + sum(1 for _ in node.ancestors()),
                heading=heading,
                text=text,
                parent=positions.get(parent) if parent else None,
                position=position,
                kind=node.kind,
                reference=references[node],
                annex=node.annex,
                cells=node.cells,
                source_from=node.source_from,
                source_to=node.source_to,
            )
        )
    return positions, clauses


def _heading_and_text(node: Node) -> tuple[str, str]:
    """The heading a clause prints on its own line, and its text."""
    paragraphs = [*node.paragraphs, *node.folded]
    if node.kind is ClauseKind.annex:
        return _annex_heading_and_text(node)
    if not paragraphs or not node.paragraphs or not _has_heading(node, paragraphs):
        return "", "\n".join(paragraphs)
    titled = _length_of_title(node)
    return " ".join(paragraphs[:titled]), "\n".join(paragraphs[titled:])


def _annex_heading_and_text(node: Node) -> tuple[str, str]:
    begun = node.paragraphs[:1] if node.marker is None or node.marker.rest else []
    lines = [Line(text, 0) for text in node.paragraphs[len(begun) :]]
    named = [] if node.marker is None else [Line(text, 0) for text in begun]
    length = len(begun) + title_length(lines, named)
    text = [*node.paragraphs[length:], *node.folded]
    return " ".join(node.paragraphs[:length]), "\n".join(text)


def _length_of_title(node: Node) -> int:
    """How many first paragraphs are the heading: a chapter's title may take several lines."""
    length = 1
    if node.mark in _TITLED:
        while length < len(node.paragraphs) and node.paragraphs[length].isupper():
            length += 1
    return length


def _has_heading(node: Node, paragraphs: list[str]) -> bool:
    if node.is_bare_heading:
        return True
    if node.marker is None or node.is_bullet:
        return False
    if _SENTENCE_END.search(paragraphs[0]):
        return False
    styled = node.kind in _HEADED or node.outline is not None
    return styled or len(paragraphs) > 1 or bool(node.children)


def _reference(node: Node, references: dict[Node, str]) -> str:
    """How to cite a clause that may have no label: "I.1 gạch đầu dòng 2"."""
    if node.label:
        return node.label
    if node.kind is ClauseKind.opening:
        return "Lời mở đầu"
    if node.kind is ClauseKind.closing:
        return "Lời kết"
    parent = node.parent
    above = references.get(parent, "") if parent else ""
    if node.kind is ClauseKind.annex:
        return node.annex
    if node.is_bare_heading:
        return f"{above} mục “{_quoted(node.paragraphs[0])}”".strip()
    words = {
        ClauseKind.bullet: "gạch đầu dòng" if not (parent and parent.is_bullet) else "ý",
        ClauseKind.row: "dòng bảng",
    }
    return f"{above} {words.get(node.kind, 'đoạn')} {node.ordinal}".strip()


def _quoted(heading: str) -> str:
    if len(heading) <= _LONGEST_QUOTED:
        return heading
    return heading[:_LONGEST_QUOTED].rsplit(" ", 1)[0] + "…"
