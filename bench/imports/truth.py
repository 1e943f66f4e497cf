"""The labels that people made: read from JSON, checked against the document they belong to."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

Place = tuple[int, int]


@dataclass(frozen=True)
class TrueClause:
    """A clause as labelled; places count in the printed text."""

    label: str
    kind: str
    depth: int
    start: int
    heading_end: int | None
    end: int
    folded: tuple[Place, ...] = ()


@dataclass(frozen=True)
class TrueTask:
    """A task as labelled, in words as printed.

    Of `time`, `due`, `deliverable` and `form` any one is right; None says that none is printed.
    """

    clause: int
    optional: bool = False
    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    time: tuple[str | None, ...] = (None,)
    due: tuple[tuple[Any, ...] | None, ...] = (None,)  # (from, to, repeats)
    deliverable: tuple[str | None, ...] = (None,)
    form: tuple[str | None, ...] = (None,)


@dataclass(frozen=True)
class Truth:
    """What a document prints. `head` has for each field the answers that are right."""

    printed: str
    head: dict[str, list[Any]]
    clauses: tuple[TrueClause, ...]
    tasks: tuple[TrueTask, ...]
    is_damaged: bool = False


@dataclass(frozen=True)
class Example:
    """A document with its labels: `data` is read as a file called `filename`."""

    name: str
    filename: str
    data: bytes = field(repr=False)
    truth: Truth = field(repr=False)

    @property
    def is_text(self) -> bool:
        """Whether its lines are those of the printed text."""
        return self.filename.endswith((".txt", ".md"))


class WrongText(ValueError):
    """The text is not the one that was labelled."""


def text_of(data: bytes) -> str:
    """The text that places count in."""
    return unicodedata.normalize("NFC", data.decode("utf-8-sig"))


def labelled(file: Path) -> dict[str, Any]:
    """What stands in one file of labels."""
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def truth_of(labels: dict[str, Any], document: bytes, printed: bytes) -> Truth:
    """The labels with the words they point at.

    Raises WrongText when `document` is another than the labelled one, byte for byte.
    """
    if sha256(document).hexdigest() != labels["sha256"]:
        raise WrongText("The document has changed since it was labelled.")
    text = text_of(printed)
    return Truth(
        printed=text,
        head={name: _answers(value, text) for name, value in labels["document"].items()},
        clauses=tuple(_clause(row) for row in labels["clauses"]),
        tasks=tuple(_task(row, text) for row in labels["tasks"]),
        is_damaged=labels.get("damaged", False),
    )


def _clause(row: list[Any]) -> TrueClause:
    folded = tuple((start, end) for start, end in (row[6] if len(row) > 6 else ()))
    return TrueClause(row[0], row[1], row[2], row[3], row[4], row[5], folded)


def _task(row: dict[str, Any], text: str) -> TrueTask:
    if row.get("optional"):
        return TrueTask(row["clause"], optional=True)
    return TrueTask(
        clause=row["clause"],
        lead=tuple(_words(row["lead"], text)),
        supporting=tuple(_words(row["supporting"], text)),
        time=tuple(_answers(row["time"], text)),
        due=tuple(_rule(one) for one in _either(row["due"])),
        deliverable=tuple(_answers(row["deliverable"], text)),
        form=tuple(_answers(row.get("form"), text)),
    )


def _rule(due: dict[str, Any] | None) -> tuple[Any, ...] | None:
    return (due["from"], due["to"], due["repeats"]) if due else None


def _either(value: Any) -> list[Any]:
    return list(value["either"]) if isinstance(value, dict) and "either" in value else [value]


def _answers(value: Any, text: str) -> list[Any]:
    return [_words(one, text) for one in _either(value)]


def _words(value: Any, text: str) -> Any:
    """The words at a place, those at each place of a list, or the value itself."""
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], int):
        return text[value[0] : value[1]]
    return [text[start:end] for start, end in value]
