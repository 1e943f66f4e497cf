"""The documents that are measured, each with its labels."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bench.imports.forms import forms_of
from bench.imports.truth import Example, labelled, truth_of

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / "tests" / "plans" / "reading" / "fixtures"
FORMS = {".txt": "text", ".docx": "Word", ".html": "web page", ".pdf": "PDF"}
PUBLIC = Path(__file__).parent / "truth"


def own_examples(name: str = "*") -> Iterator[Example]:
    """The project's own fixtures called so: each text with its labels, in the forms people send."""
    for file in sorted(OWN.glob(f"{name}.json")):
        labels = labelled(file)
        data = file.with_suffix(".txt").read_bytes()
        truth = truth_of(labels, data, data)
        yield Example(f"{file.stem}.txt", f"{file.stem}.txt", data, truth)
        for ending, content in forms_of(data.decode(), labels.get("word")):
            yield Example(file.stem + ending, file.stem + ending, content, truth)


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
        yield Example(document.name, document.name, data, truth_of(content, data, text))
