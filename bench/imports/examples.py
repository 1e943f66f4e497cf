"""The documents that are measured, each with its labels."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bench.imports.truth import Example, labelled, truth_of
from tests.plans.reading.word_fixtures import as_word

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / "tests" / "plans" / "reading" / "fixtures"
PUBLIC = Path(__file__).parent / "truth"


def own_examples() -> Iterator[Example]:
    """The project's own fixtures: a text with its labels, some of them as a Word file too."""
    for file in sorted(OWN.glob("*.json")):
        labels = labelled(file)
        text = file.with_suffix(".txt").read_bytes()
        truth = truth_of(labels, text, text)
        yield Example(file.stem, f"{file.stem}.txt", text, truth)
        if "word" in labels:
            name = f"{file.stem}.docx"
            yield Example(name, name, as_word(text.decode(), labels["word"]), truth)


def examples_in(folder: Path, labels: Path = PUBLIC) -> Iterator[Example]:
    """The files in `folder` that a file in `labels` was made for, known by their SHA-256."""
    files = {
        sha256(file.read_bytes()).hexdigest(): file
        for file in sorted(folder.iterdir())
        if file.is_file()
    }
    for file in sorted(labels.glob("*.json")):
        content = labelled(file)
        document = files.get(content["sha256"])
        if document is None:
            continue
        data = document.read_bytes()
        printed = content.get("printed")
        text = (file.parent / printed).read_bytes() if printed else data
        yield Example(file.stem, document.name, data, truth_of(content, data, text))
