"""What a person should look at in the numbers: doubled, jumping, empty, none at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from feedback.errors import N_
from feedback.plans.reading.labels import NO_NUMBER, NUMBERS, STRUCTURE, Mark, letter_follows
from feedback.plans.reading.model import ReadWarning
from feedback.plans.reading.nodes import Node

_COUNTED = {*STRUCTURE, *NUMBERS, Mark.letter, Mark.small_roman} - {Mark.article, Mark.annex}
_BEGIN_ANYWHERE = (Mark.annex, Mark.part, Mark.chapter, Mark.division, Mark.subdivision)


def numbering_doubts(root: Node, positions: Mapping[Node, int]) -> list[ReadWarning]:
    """The doubts about the numbers of each document in the file, none across two of them."""
    labelled = [node for node in root.walk() if node.label]
    if not labelled:
        message = N_("Văn bản không có mục nào được đánh số.")
        return [ReadWarning("no_clause", message, "")]
    doubts = [*_doubled(labelled, positions)]
    for siblings in _rows_of_numbers(root):
        doubts.extend(_jumps(siblings, positions))
    return [*doubts, *_without_number(root, positions), *_empty(labelled, positions)]


def _doubled(labelled: list[Node], positions: Mapping[Node, int]) -> Iterator[ReadWarning]:
    nodes: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in labelled:
        nodes[node.annex, node.label].append(node)
    for (_, label), same in nodes.items():
        if len(same) > 1:
            message = N_("Ký hiệu mục này được dùng %(count)s lần.")
            count = {"count": str(len(same))}
            yield ReadWarning("duplicate_label", message, label, count, positions.get(same[1]))


def _rows_of_numbers(root: Node) -> Iterator[list[Node]]:
    """The clauses that count together: brothers under one clause; the articles of one document."""
    articles: dict[str, list[Node]] = defaultdict(list)
    for parent in [root, *root.walk()]:
        rows: dict[tuple[Mark, str], list[Node]] = defaultdict(list)
        for child in parent.children:
            if child.mark is Mark.article and child.label:
                articles[child.annex].append(child)
            elif child.mark in _COUNTED:
                rows[child.mark, child.annex].append(child)
        yield from rows.values()
    yield from articles.values()


def _jumps(siblings: list[Node], positions: Mapping[Node, int]) -> Iterator[ReadWarning]:
    before: Node | None = None
    for node in siblings:
        if not _follows(before, node):
            if before is None:
                message, params = N_("Danh sách không bắt đầu từ số một."), {}
            else:
                message = N_("Số mục nhảy từ %(before)s sang %(after)s.")
                params = {"before": _printed(before), "after": _printed(node)}
            yield ReadWarning("number_jump", message, node.label, params, positions.get(node))
        before = node


def _printed(node: Node) -> str:
    return node.marker.name if node.marker else ""


def _follows(before: Node | None, node: Node) -> bool:
    """Whether a number comes next after its elder sibling; a doubled one is told elsewhere."""
    if node.marker is None or (before is not None and before.marker is None):
        return True
    values = node.marker.values
    if before is None or before.marker is None:
        return values[-1] == 1 or node.mark in _BEGIN_ANYWHERE
    if before.label == node.label:
        return True
    if node.mark is Mark.letter and len(values) == 1:
        return letter_follows(before.marker.name[:1], node.marker.name)
    if values == before.marker.values:
        return True  # "Điều 5a" after "Điều 5": put in later, as amended texts are
    return values[-1] == before.marker.values[-1] + 1 or (values[-1] == 1 and len(values) > 1)


def _without_number(root: Node, positions: Mapping[Node, int]) -> Iterator[ReadWarning]:
    message = N_("Điều này mất số; hãy ghi lại theo bản gốc.")
    for node in root.walk():
        if node.marker and node.marker.values == NO_NUMBER:
            place = f"dòng {node.source_from}"
            yield ReadWarning("number_missing", message, place, {}, positions.get(node))


def _empty(nodes: list[Node], positions: Mapping[Node, int]) -> Iterator[ReadWarning]:
    message = N_("Mục này không có nội dung.")
    for node in nodes:
        if not node.paragraphs and not node.folded and not node.children:
            yield ReadWarning("empty_clause", message, node.label, {}, positions.get(node))
