"""Every way in which a plan is edited, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random

from bench.versions.edits import (
    Draft,
    Edited,
    delete_some,
    everything,
    insert_some,
    merge_some,
    move_some,
    replace_some,
    reword_some,
    settle,
    split_some,
    swap_some,
    words_of,
)  # fmt: skip
from bench.versions.snares import (
    change_units,
    change_years,
    copy_and_reword,
    merge_and_reword,
    move_between_lists,
    put_lookalikes_beside,
    split_and_reword,
    swap_alike,
)  # fmt: skip
from bench.versions.texts import Node, in_order

Step = Callable[[Draft], None]
SCRIPTS: dict[str, Step] = {
    "nothing": lambda draft: None,
    "renumber": lambda draft: None,
    "reword up to 15 %": lambda draft: reword_some(draft, most=0.15),
    "reword up to 40 %": lambda draft: reword_some(draft, most=0.4),
    "move": move_some,
    "swap neighbours": swap_some,
    "split": split_some,
    "merge": merge_some,
    "delete": delete_some,
    "insert": insert_some,
    "delete and insert the like": replace_some,
    "swap alike, reworded": swap_alike,
    "lookalikes elsewhere": put_lookalikes_beside,
    "move between like lists": move_between_lists,
    "split and reword": split_and_reword,
    "merge and reword, renumbered": merge_and_reword,
    "copy alike and reword": copy_and_reword,
    "every year": change_years,
    "every unit": change_units,
    "all at once, renumbered": everything,
}


def edited(roots: Sequence[Node], script: str, chance: Random) -> Edited:
    """The plan after one of SCRIPTS; the plan itself is left as it is, numbered in order."""
    old = deepcopy(list(roots))
    for index, node in enumerate(in_order(old)):
        node.origins, node.changed = (index,), 0.0
    new = deepcopy(old)
    SCRIPTS[script](Draft(new, chance, frozenset(words_of(node) for node in in_order(old))))
    settle(old, new)
    return Edited(old, new, scheme=1 + chance.randrange(2) if "renumber" in script else 0)
