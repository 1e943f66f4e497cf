"""A tree of clauses written out: labels, headings and texts, references, doubts."""

from __future__ import annotations

import re
from collections import Counter

from feedback.errors import N_
from feedback.plans.reading.labels import NUMBERS, STRUCTURE, Mark, letter_follows
from feedback.plans.reading.model import ClauseKind, Line, ReadClause, ReadWarning
from feedback.plans.reading.tree import Node, Tree

_SENTENCE_END = re.compile(r"[.;!?…/]['\"”’)]*$")
_COUNTED = (*STRUCTURE, *NUMBERS, Mark.letter, Mark.small_roman)
_HEADED = (ClauseKind.part, ClauseKind.section, ClauseKind.article)
_WORDED = (Mark.annex, Mark.part, Mark.chapter, Mark.division)


def tree_of(lines: list[Line], opening: list[Line]) -> Node:
    """The root of the tree that the body makes, the opening as its first clause."""
    tree = Tree()
    if opening:
        texts = [line.text for line in opening]
        first = Node(ClauseKind.opening, None, texts, opening[0].number, tree.root)
        tree.root.children.append(first)
    for line in lines:
        tree.grow(line)
    counts: Counter[tuple[Node | None, ClauseKind]] = Counter()
    for node in tree.root.walk():
        node.label = _label(node)
        # Counted as printed, before label lines are folded away: a reader counts every dash.
        counts[node.parent, node.kind] += 1
        node.ordinal = counts[node.parent, node.kind]
    return tree.root


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
        if above.label and not inside_number:
            return f"{above.label}.{marker.name}"
    return marker.name


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
            )
        )
    return positions, clauses


def _heading_and_text(node: Node) -> tuple[str, str]:
    """The heading a clause prints on its own line, and its text."""
    paragraphs = [*node.paragraphs, *node.folded]
    if node.kind is ClauseKind.annex:
        titles = [text for text in node.paragraphs[1:] if _is_title(text)]
        others = [text for text in node.paragraphs[1:] if text not in titles]
        return " ".join([*node.paragraphs[:1], *titles]), "\n".join(others)
    if not paragraphs or not node.paragraphs or not _has_heading(node, paragraphs):
        return "", "\n".join(paragraphs)
    return paragraphs[0], "\n".join(paragraphs[1:])


def _is_title(text: str) -> bool:
    return text.startswith("(") or text.split("(")[0].isupper()


def _has_heading(node: Node, paragraphs: list[str]) -> bool:
    if node.marker is None or node.is_bullet:
        return False
    if _SENTENCE_END.search(paragraphs[0]):
        return False
    return node.kind in _HEADED or len(paragraphs) > 1 or bool(node.children)


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
        return (
            node.paragraphs[0].capitalize()
            + " kèm theo"
            + (f" {node.ordinal}" if node.ordinal > 1 else "")
        )
    words = {
        ClauseKind.bullet: "gạch đầu dòng" if not (parent and parent.is_bullet) else "ý",
        ClauseKind.row: "dòng bảng",
    }
    return f"{above} {words.get(node.kind, 'đoạn')} {node.ordinal}".strip()


def doubts_about(root: Node) -> list[ReadWarning]:
    """What a person should look at: doubled and jumping numbers, empty clauses, none at all."""
    warnings: list[ReadWarning] = []
    labelled = [node for node in root.walk() if node.label]
    if not labelled:
        message = N_("Văn bản không có mục nào được đánh số.")
        return [ReadWarning("no_clause", message, "")]
    counts = Counter(node.label for node in labelled)
    for label in (label for label, count in counts.items() if count > 1):
        message = N_("Ký hiệu mục này được dùng %(count)s lần.")
        warnings.append(
            ReadWarning("duplicate_label", message, label, {"count": str(counts[label])})
        )
    for node in [root, *root.walk()]:
        for mark in _COUNTED:
            if mark is not Mark.article:
                siblings = [child for child in node.children if child.mark is mark]
                warnings.extend(_jumps(siblings))
    articles = [node for node in labelled if node.mark is Mark.article]
    return [*warnings, *_jumps(articles), *_empty(labelled)]


def _jumps(siblings: list[Node]) -> list[ReadWarning]:
    warnings = []
    before: Node | None = None
    for node in siblings:
        if not _follows(before, node):
            if before is None:
                message, params = N_("Danh sách không bắt đầu từ số một."), {}
            else:
                message = N_("Số mục nhảy từ %(before)s sang %(after)s.")
                params = {"before": _printed(before), "after": _printed(node)}
            warnings.append(ReadWarning("number_jump", message, node.label, params))
        before = node
    return warnings


def _printed(node: Node) -> str:
    return node.marker.name if node.marker else ""


def _follows(before: Node | None, node: Node) -> bool:
    """Whether a number comes next after its elder sibling; a doubled one is told elsewhere."""
    if node.marker is None or (before is not None and before.marker is None):
        return True
    values = node.marker.values
    if before is None or before.marker is None:
        return values[-1] == 1 or node.mark in _WORDED
    if before.label == node.label:
        return True
    if node.mark is Mark.letter and len(values) == 1:
        return letter_follows(before.marker.name[:1], node.marker.name)
    return values[-1] == before.marker.values[-1] + 1 or (values[-1] == 1 and len(values) > 1)


def _empty(nodes: list[Node]) -> list[ReadWarning]:
    message = N_("Mục này không có nội dung.")
    return [
        ReadWarning("empty_clause", message, node.label)
        for node in nodes
        if not node.paragraphs and not node.folded and not node.children
    ]
