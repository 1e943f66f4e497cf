"""`make bench-import`: reads every labelled document and says how much of it was read right."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.imports import report
from bench.imports.examples import FORMS, PUBLIC, examples_in, own_examples
from bench.imports.scores import Score, scored, together
from bench.imports.truth import Example
from feedback.plans.reading import DocumentHead, ReadDocument, read_document


def measured(examples: Sequence[Example]) -> list[Score]:
    """Each example read and compared, in the same order."""
    return [_measured(one) for one in examples]


def _measured(example: Example) -> Score:
    """A document that cannot be read, or that breaks the reader, counts as read empty."""
    try:
        return scored(example, read_document(example.data, example.filename))
    except Exception as error:  # noqa: BLE001 - whatever breaks the reader is a result here
        score = scored(example, ReadDocument(DocumentHead(), (), (), ()))
        score.mistakes.insert(0, f"NOT READ: {error!r}")
        return score


def measurement(
    groups: dict[str, Sequence[Example]], *, only: str = "", mistakes: bool
) -> Iterator[str]:
    """The report on all groups that have an example whose name begins with `only`."""
    scores: list[Score] = []
    totals: list[Score] = []
    for name, examples in groups.items():
        found = measured([one for one in examples if one.name.startswith(only)])
        scores += found
        totals += [together(f"{name} ({len(found)})", found)] if found else []
    yield from report.lines(scores, totals, mistakes=mistakes)


def _by_form(name: str, examples: Sequence[Example]) -> dict[str, Sequence[Example]]:
    return {
        f"{name}, {form}": [one for one in examples if one.filename.endswith(ending)]
        for ending, form in FORMS.items()
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--plans", type=Path, help="a folder with documents that have labels")
    parser.add_argument("--truth", type=Path, default=PUBLIC, help="the folder of their labels")
    parser.add_argument("--only", default="", help="documents whose name begins so")
    parser.add_argument("-v", "--verbose", action="store_true", help="name every mistake")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    began = time.monotonic()
    groups = _by_form("own fixtures", [*own_examples()])
    if arguments.plans:
        documents = [*examples_in(arguments.plans, arguments.truth)]
        groups |= _by_form("labelled documents", documents)
    for line in measurement(groups, only=arguments.only, mistakes=arguments.verbose):
        print(line)
    print(f"\nRead in {time.monotonic() - began:.1f} s.")


if __name__ == "__main__":
    main()
