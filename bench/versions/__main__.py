"""`make bench-versions`: scripted edits on plans of real size, matched and counted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.versions.judge import Score, judged
from bench.versions.scripts import SCRIPTS, edited
from bench.versions.texts import STYLES, Node, a_text, in_order, tree_of
from feedback.plans.reading import UnreadableDocument, read_document
from feedback.plans.versions.structure import Passage

LEAST_MATCHED = 0.97
LONGEST_SECONDS = 2.0
MOST_SHOWN = 5


@dataclass(frozen=True)
class Text:
    """A plan to be edited, and what it is called in the table."""

    name: str
    roots: list[Node]

    @property
    def clauses(self) -> int:
        """How many clauses it has."""
        return sum(1 for _ in in_order(self.roots))


def written_texts(seed: int) -> list[Text]:
    """The plans that the seed writes, one for each style."""
    return [
        Text(f"written {number}", a_text(style, Random(f"{seed}-{number}")))
        for number, style in enumerate(STYLES, 1)
    ]


def texts_in(folder: Path) -> Iterator[Text]:
    """The documents of a folder that the importer reads."""
    for path in sorted(folder.iterdir()):
        try:
            read = read_document(path.read_bytes(), path.name)
        except (UnreadableDocument, OSError):
            continue
        passages = [
            Passage(str(one.position), one.label, one.printed, one.heading, one.text, one.depth,
                    one.parent, one.kind.value, one.annex)
            for one in read.clauses
        ]  # fmt: skip
        if passages:
            yield Text(path.name[:30], tree_of(passages))


def measured(texts: Sequence[Text], seed: int) -> tuple[dict[str, Score], dict[str, Score]]:
    """The counts by script and by text."""
    by_script = {script: Score() for script in SCRIPTS}
    by_text = {text.name: Score() for text in texts}
    for text in texts:
        for script in SCRIPTS:
            score = judged(edited(text.roots, script, Random(f"{seed}-{text.name}-{script}")))
            by_script[script].add(score)
            by_text[text.name].add(score)
    return by_script, by_text


def table(title: str, scores: Mapping[str, Score]) -> Iterator[str]:
    """The counts as a person reads them."""
    yield f"{title:32} {'clauses':>8} {'wrong':>6} {'matched':>8} {'doubts/plan':>12} {'longest s':>10}"
    for name, score in scores.items():
        yield (
            f"{name:32} {score.clauses:8,} {len(score.wrong):6} {share(score):8.1%}"
            f" {score.doubts / max(score.plans, 1):12.1f} {score.seconds:10.2f}"
        )


def share(score: Score) -> float:
    """Of the clauses that the script left, moved, renumbered or reworded up to 15 %: how many were
    matched without a person.
    """
    return score.matched / score.easy if score.easy else 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit code whether every budget is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another seed, other texts and edits")
    parser.add_argument("--folder", type=Path, help="documents to edit besides those written here")
    parser.add_argument("--show", action="store_true", help="print every wrong match")
    chosen = parser.parse_args(arguments)
    texts = [*written_texts(chosen.seed), *(texts_in(chosen.folder) if chosen.folder else ())]
    by_script, by_text = measured(texts, chosen.seed)
    whole = Score()
    for score in by_script.values():
        whole.add(score)
    print(f"{len(texts)} texts of {min(t.clauses for t in texts)} to {max(t.clauses for t in texts)}"
          f" clauses, {len(SCRIPTS)} scripts each, seed {chosen.seed}\n")  # fmt: skip
    print("\n".join(table("Script", by_script)), end="\n\n")
    print("\n".join(table("Text", by_text)), end="\n\n")
    print("\n".join(table("Together", {"all": whole})), end="\n\n")
    for wrong in whole.wrong[: None if chosen.show else MOST_SHOWN]:
        print(f"WRONG: {wrong}")
    is_kept = not whole.wrong and share(whole) >= LEAST_MATCHED and whole.seconds < LONGEST_SECONDS
    print(f"0 wrong, {LEAST_MATCHED:.0%} matched, under {LONGEST_SECONDS:.0f} s:"
          f" {'kept' if is_kept else 'BROKEN'}")  # fmt: skip
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
