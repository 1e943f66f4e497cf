"""The documents that are measured, each with its labels."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.imports.forms import forms_of
from bench.imports.truth import Example, Truth, labelled, truth_of

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / "tests" / "plans" / "reading" / "fixtures"
FORMS = {".txt": "text", ".docx": "Word", ".html": "web page", ".pdf": "PDF"}
PUBLIC = Path(__file__).parent / "truth"


def own_examples(name: str = "*", *, prints: bool = True) -> Iterator[Example]:
    """The project's own fixtures called so: each text with its labels, in the forms people send.

    Without `prints` there is no PDF among them, which takes longest to make.
    """
    for file in sorted(OWN.glob(f"{name}.json")):
        labels = labelled(file)
        data = file.with_suffix(".txt").read_bytes()
        truth = truth_of(labels, data, data)
        yield from _in_every_form(file.stem, data, truth, labels, prints=prints)


def _in_every_form(
    name: str, data: bytes, truth: Truth, labels: dict[str, Any], *, prints: bool = True
) -> Iterator[Example]:
    yield Example(f"{name}.txt", f"{name}.txt", data, truth)
    for ending, content in forms_of(data.decode("utf-8-sig"), labels.get("word"), prints=prints):
        yield Example(name + ending, name + ending, content, truth)


def examples_in(folder: Path, labels: Path = PUBLIC) -> Iterator[Example]:
    """The files in `folder` that a file in `labels` was made for, known by their SHA-256.

    A text comes in the other forms too; where it is the print of another file, only that is read.
    """
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
        truth = truth_of(content, data, text)
        if document.suffix == ".txt":
            yield from _in_every_form(document.stem, data, truth, content)
        else:
            yield Example(document.name, document.name, data, truth)
