"""What an office does to a plan before it issues it anew, by a seed, with the truth kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from bench.versions.texts import BOILERPLATE, Node, in_order, near_copy, sentence

OTHER_WORDS = (
    "kịp thời đầy đủ cụ thể rõ ràng nghiêm túc chủ động từng bước phù hợp thực tế bảo đảm hiệu quả "
    "thiết thực đồng bộ toàn diện công bằng minh bạch dân chủ đúng quy định tăng cường nâng cao"
).split()


SOME_PAIRS = 0.3  # of two words on end: fewer are left only of what was split and reworded too


@dataclass(frozen=True)
class Draft:
    """What a script works on: the clauses, its chance, and every text the plan had before."""

    roots: list[Node]
    chance: Random
    known: frozenset[str]


@dataclass(frozen=True)
class Edited:
    """A plan and its edited copy; `origins` of the new say from which old clauses each comes."""

    old: list[Node]
    new: list[Node]
    scheme: int


def settle(old: list[Node], new: list[Node]) -> None:
    """Let the truth say no more than what a reader of both versions could find out."""
    _settle_what_nobody_could_tell(old, new)
    _mark_twins_that_nobody_could_tell_apart(old, new)


def _settle_what_nobody_could_tell(old: list[Node], new: list[Node]) -> None:
    """What was taken out in one place and put in, word for word, in another has been moved; the
    very words of a clause that left its place are not put there by way of another.
    """
    stood = dict(_families(old))
    for parent, nodes in _families(new):
        stay = {node.origins for node in nodes if node.origins}
        left = {words_of(one) for one in stood.get(parent, ()) if one.origins not in stay}
        changed = {
            words_of(one)
            for one in stood.get(parent, ())
            if all(words_of(node) != words_of(one) for node in nodes if node.origins == one.origins)
        }
        nodes[:] = [node for node in nodes if words_of(node) not in left | changed]
        _let_twins_keep_their_order(nodes)
    _forget_what_is_worded_away(old, new)
    gone = {node.origins for node in in_order(old)}
    gone -= {(origin,) for node in in_order(new) for origin in node.origins}
    for node in [node for node in in_order(new) if not node.origins]:
        same = [
            one for one in in_order(old) if one.origins in gone and words_of(one) == words_of(node)
        ]
        if same:
            node.origins = same[0].origins
            gone.remove(node.origins)


def _forget_what_is_worded_away(old: list[Node], new: list[Node]) -> None:
    """Of what was merged and then reworded so much that not half its words are left, or next to none
    beside each other, nobody could tell that it ever was in there.
    """
    said = {node.origins[0]: words_of(node).split() for node in in_order(old)}

    def is_left(origin: int, words: list[str]) -> bool:
        mine, theirs = set(said[origin]), set(words)
        pairs, others = set(pairwise(said[origin])), set(pairwise(words))
        is_beside = len(pairs & others) >= SOME_PAIRS * len(pairs)
        return is_beside and 2 * len(mine & theirs) >= len(mine)

    for node in in_order(new):
        if len(node.origins) > 1:
            words = words_of(node).split()
            node.origins = tuple(one for one in node.origins if is_left(one, words))


def _mark_twins_that_nobody_could_tell_apart(old: list[Node], new: list[Node]) -> None:
    """Clauses whose very words stand more than once in a version, where the list they stand in has
    not as many of them as before: which one left it, came, or was taken out, no reader could say.
    """
    stood = {parent: Counter(map(words_of, nodes)) for parent, nodes in _families(old)}
    every = Counter(map(words_of, in_order(old)))
    since = Counter(map(words_of, in_order(new)))
    home = {node.origins: parent for parent, nodes in _families(old) for node in nodes}
    lists = [(node.origins, node.children) for node in in_order(new)]
    for parent, nodes in [((), new), *lists]:
        here = Counter(map(words_of, nodes))
        for node in nodes:
            words = words_of(node)
            before = stood[parent][words] if parent in stood else 0
            is_at_home = home.get(node.origins) == parent and before == here[words]
            node.is_any_twin = max(every[words], since[words]) > 1 and not is_at_home


def _let_twins_keep_their_order(siblings: list[Node]) -> None:
    """Of siblings that say the same nobody could tell that they changed places."""
    twins: dict[str, list[Node]] = {}
    for node in siblings:
        if len(node.origins) == 1 and not node.children:
            twins.setdefault(words_of(node), []).append(node)
    for alike in twins.values():
        origins = sorted(node.origins for node in alike)
        for node, own in zip(alike, origins, strict=True):
            node.origins = own


def _families(roots: list[Node]) -> list[tuple[tuple[int, ...], list[Node]]]:
    """Every list of siblings, by the origins of what they lie under."""
    under = [(node.origins, node.children) for node in in_order(roots) if node.origins]
    return [((), roots), *under]


def words_of(node: Node) -> str:
    """What a clause says, without marks and capitals."""
    return " ".join(re.findall(r"\w+", f"{node.heading} {node.text}".lower()))


def reword(node: Node, share: float, chance: Random) -> None:
    """Change at most this share of the words, any of them: numbers and names are words too."""
    heading, text = node.heading.split(), node.text.split()
    places = range(len(heading) + len(text))
    chosen = chance.sample(places, int(share * len(places)))
    node.changed += len(chosen) / max(len(places), 1)
    words = [[word] for word in (*heading, *text)]
    for place in chosen:
        other = chance.choice(OTHER_WORDS)
        words[place] = chance.choice(([other], [], [*words[place], other]))
    node.heading = " ".join(word for one in words[: len(heading)] for word in one)
    node.text = " ".join(word for one in words[len(heading) :] for word in one)


def lists(roots: list[Node]) -> list[list[Node]]:
    """Every list of siblings that is not empty."""
    return [roots, *(node.children for node in in_order(roots) if node.children)]


def some_leaves(draft: Draft, share: float) -> list[Node]:
    """So large a share of the clauses under which nothing lies, by chance."""
    leaves = [node for node in in_order(draft.roots) if not node.children]
    return draft.chance.sample(leaves, int(share * len(leaves)))


def where(draft: Draft, wanted: Node) -> tuple[list[Node], int]:
    """The list a clause stands in, and its place there."""
    return next(
        (nodes, at)
        for nodes in lists(draft.roots)
        for at, node in enumerate(nodes)
        if node is wanted
    )


def reword_some(draft: Draft, *, most: float) -> None:
    """Reword half of all clauses, each by a share of its own."""
    every = list(in_order(draft.roots))
    for node in draft.chance.sample(every, len(every) // 2):
        reword(node, draft.chance.uniform(0.02, most), draft.chance)


def move_some(draft: Draft) -> None:
    """Move one leaf in ten to anywhere, and a section and a point among their like."""
    chance = draft.chance
    for node in some_leaves(draft, 0.1):
        nodes, at = where(draft, node)
        others = [one for one in lists(draft.roots) if one is not draft.roots]
        target = chance.choice(others or [draft.roots])
        nodes.pop(at)
        target.insert(chance.randint(0, len(target)), node)
    for nodes in (draft.roots, chance.choice(lists(draft.roots))):
        if nodes:
            node = nodes.pop(chance.randrange(len(nodes)))
            nodes.insert(chance.randint(0, len(nodes)), node)


def split_some(draft: Draft) -> None:
    """Split one long leaf in ten anywhere; the second part follows as a clause of its own."""
    for node in some_leaves(draft, 0.1):
        words = node.text.split()
        if len(words) >= 8 and len(node.origins) == 1:
            at = draft.chance.randint(3, len(words) - 3)
            nodes, place = where(draft, node)
            # Should the other part be taken out, each has lost that much of what it was.
            rest = Node(
                "",
                " ".join(words[at:]),
                node.kind,
                origins=node.origins,
                changed=at / len(words),
            )
            node.text, node.changed = " ".join(words[:at]), 1 - at / len(words)
            nodes.insert(place + 1, rest)


def merge_some(draft: Draft) -> None:
    """Merge one leaf in ten with the one before it."""
    for node in some_leaves(draft, 0.1):
        nodes, at = where(draft, node)
        before = nodes[at - 1] if at else None
        if before and not before.children and _is_whole(draft, node) and _is_whole(draft, before):
            before.text = f"{before.text} {node.heading} {node.text}".strip()
            before.origins = (*before.origins, *node.origins)
            nodes.pop(at)


def _is_whole(draft: Draft, node: Node) -> bool:
    """Whether it comes from one old clause, and all of that stands in it."""
    sharing = [one for one in in_order(draft.roots) if set(one.origins) & set(node.origins)]
    return len(node.origins) == 1 and len(sharing) == 1


def delete_some(draft: Draft) -> None:
    """Delete one leaf in ten, and one clause with all that lies under it."""
    for node in some_leaves(draft, 0.1):
        nodes, at = where(draft, node)
        nodes.pop(at)
    nodes = draft.chance.choice(lists(draft.roots))
    if len(nodes) > 1:
        nodes.pop(draft.chance.randrange(len(nodes)))


def insert_some(draft: Draft) -> None:
    """Insert new clauses: other sentences, what many say, and near copies of their neighbours."""
    chance = draft.chance
    for node in some_leaves(draft, 0.12):
        nodes, at = where(draft, node)
        like = something_like(node.text, draft)
        text = chance.choice((sentence(chance), chance.choice(BOILERPLATE), like))
        nodes.insert(at + chance.randint(0, 1), Node("", text, node.kind))


def replace_some(draft: Draft) -> None:
    """Delete one leaf in ten and put a near copy of it, or of its neighbour, in its place."""
    chance = draft.chance
    for node in some_leaves(draft, 0.1):
        nodes, at = where(draft, node)
        model = chance.choice(nodes) if chance.random() < 0.5 else node
        nodes[at] = Node("", something_like(model.text, draft), node.kind)


def something_like(text: str, draft: Draft) -> str:
    """A near copy that says what no clause said: an equal one could not be told from it."""
    copy = near_copy(text, draft.chance)
    while words_of(Node("", copy)) in draft.known:
        copy = near_copy(copy, draft.chance)
    return copy


def swap_some(draft: Draft) -> None:
    """Let neighbours change places."""
    for node in some_leaves(draft, 0.1):
        nodes, at = where(draft, node)
        # What is word for word the same cannot change places: nobody could tell.
        if at and nodes[at - 1].text != node.text:
            nodes[at - 1], nodes[at] = nodes[at], nodes[at - 1]


def everything(draft: Draft) -> None:
    """All at once, in an order of chance."""
    steps: list[Callable[[Draft], None]] = [
        move_some, split_some, merge_some, delete_some, insert_some, replace_some, swap_some,
    ]  # fmt: skip
    draft.chance.shuffle(steps)
    for step in steps:
        step(draft)
    every = [node for node in in_order(draft.roots) if node.origins]
    for node in draft.chance.sample(every, len(every) // 4):
        reword(node, draft.chance.uniform(0.02, 0.4), draft.chance)
