"""What somebody would script who wants a clause to be taken for another."""

from __future__ import annotations

from collections.abc import Callable

from bench.versions.edits import (
    Draft,
    lists,
    merge_some,
    reword,
    some_leaves,
    something_like,
    split_some,
    where,
    words_of,
)  # fmt: skip
from bench.versions.texts import UNITS, Node, in_order

SLIGHTLY = 0.10
UP_TO = 0.15


def swap_alike(draft: Draft) -> None:
    """Let clauses that are most alike change places, and reword both slightly."""
    for node in some_leaves(draft, 0.1):
        nodes, at = where(draft, node)
        others = [other for other in nodes if other is not node and not other.children]
        others = [other for other in others if words_of(other) != words_of(node)]
        if others:
            like = max(others, key=lambda other: len(_bag(other) & _bag(node)))
            to = next(place for place, other in enumerate(nodes) if other is like)
            nodes[at], nodes[to] = nodes[to], nodes[at]
            _reword_once(node, draft)
            _reword_once(like, draft)


def put_lookalikes_beside(draft: Draft) -> None:
    """Take a clause out and put something like it into another list; reword its neighbour."""
    chance = draft.chance
    for node in some_leaves(draft, 0.1):
        nodes, at = where(draft, node)
        nodes.pop(at)
        target = chance.choice([one for one in lists(draft.roots) if one])
        place = chance.randint(0, len(target))
        target.insert(place, Node("", something_like(node.text, draft), node.kind))
        if nodes:
            _reword_once(chance.choice(nodes), draft)


def move_between_lists(draft: Draft) -> None:
    """Move a clause into the same place of another list of its kind."""
    for node in some_leaves(draft, 0.1):
        nodes, at = where(draft, node)
        kin = [one for one in lists(draft.roots) if one is not nodes and one]
        kin = [one for one in kin if one[0].kind == node.kind]
        if kin:
            target = draft.chance.choice(kin)
            nodes.pop(at)
            target.insert(min(at, len(target)), node)


def split_and_reword(draft: Draft) -> None:
    """Split some, then reword half of everything up to 15 %."""
    split_some(draft)
    _reword_half(draft)


def merge_and_reword(draft: Draft) -> None:
    """Merge some, then reword half of everything up to 15 %; all is numbered anew."""
    merge_some(draft)
    _reword_half(draft)


def copy_and_reword(draft: Draft) -> None:
    """Put something like a clause at the end of another list, and reword what was copied."""
    for node in some_leaves(draft, 0.1):
        target = draft.chance.choice([one for one in lists(draft.roots) if one])
        target.append(Node("", something_like(node.text, draft), node.kind))
        _reword_once(node, draft)


def change_years(draft: Draft) -> None:
    """Let every year be the next."""
    _replace_everywhere(draft, lambda text: text.replace("2026", "2027").replace("2025", "2026"))


def change_units(draft: Draft) -> None:
    """Give every unit a new name that no clause had."""

    def renamed(text: str) -> str:
        for number, unit in enumerate(UNITS):
            text = text.replace(unit, f"Đơn vị Hợp Nhất {number + 31}")
        return text

    _replace_everywhere(draft, renamed)


def _replace_everywhere(draft: Draft, other: Callable[[str], str]) -> None:
    for node in in_order(draft.roots):
        before = (node.heading, node.text)
        node.heading, node.text = other(node.heading), other(node.text)
        if before != (node.heading, node.text):
            node.changed = 1.0  # the same for another day or unit: that is for a person to say


def _reword_half(draft: Draft) -> None:
    every = list(in_order(draft.roots))
    for node in draft.chance.sample(every, len(every) // 2):
        reword(node, draft.chance.uniform(0.02, UP_TO), draft.chance)


def _reword_once(node: Node, draft: Draft) -> None:
    if not node.changed and node.origins:
        reword(node, SLIGHTLY, draft.chance)


def _bag(node: Node) -> set[str]:
    return set(words_of(node).split())
