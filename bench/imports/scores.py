"""What was read beside what is printed: how much of it is right, and what is not."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bench.imports.places import bare, bare_text, beginnings, first_words
from bench.imports.truth import Example, TrueClause, TrueTask, Truth
from feedback.plans.reading import ReadClause, ReadDocument, ReadTask

HEAD = (
    "type", "number", "issued_on", "place", "issuer", "superior", "title", "legal_bases",
    "recipients", "signer",
)  # fmt: skip
TASK = ("lead", "supporting", "time", "due", "deliverable", "form")
_NEARLY = 0.9  # of a damaged text, whose lost letters a reader may mend
_MENDED = 0.5  # of its clauses, where more letters are
_SHOWN = 60


@dataclass
class Count:
    """So many are printed, so many were read, so many of these are right."""

    printed: int = 0
    read: int = 0
    right: int = 0

    def add(self, other: Count) -> None:
        """Counts `other` in."""
        self.printed += other.printed
        self.read += other.read
        self.right += other.right

    @property
    def precision(self) -> float:
        """The share of what was read that is right."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """The share of what is printed that was read right."""
        return self.right / self.printed if self.printed else 1.0

    @property
    def f1(self) -> float:
        """Both in one: their harmonic mean."""
        return 2 * self.right / (self.printed + self.read) if self.printed + self.read else 1.0


@dataclass
class Score:
    """How well one document, or several together, was read.

    `starts` counts clauses that begin where they should, `clauses` those of them whose label and
    kind are right too; `depth` and `text` count, of these, a right depth and a whole text.
    """

    name: str
    head: Count = field(default_factory=Count)
    starts: Count = field(default_factory=Count)
    clauses: Count = field(default_factory=Count)
    depth: Count = field(default_factory=Count)
    text: Count = field(default_factory=Count)
    tasks: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in TASK})
    mistakes: list[str] = field(default_factory=list)

    @property
    def every_task_value(self) -> Count:
        """All fields of all tasks together."""
        total = Count()
        for count in self.tasks.values():
            total.add(count)
        return total

    def add(self, other: Score) -> None:
        """Counts `other` in, its mistakes aside."""
        for name in ("head", "starts", "clauses", "depth", "text"):
            getattr(self, name).add(getattr(other, name))
        for name, count in other.tasks.items():
            self.tasks[name].add(count)


def scored(example: Example, read: ReadDocument) -> Score:
    """How well `read` says what `example` prints."""
    score, truth = Score(example.name), example.truth
    _score_head(score, truth, read)
    printed = bare_text(truth.printed)
    places = [printed.at(clause.start) for clause in truth.clauses]
    begun = beginnings(read.clauses, printed, starts=sorted(places), by_line=example.is_text)
    at_place = {place: number for number, place in enumerate(places)}
    pairs = [None if place is None else at_place.get(place) for place in begun]
    _score_clauses(score, truth, read.clauses, pairs)
    _score_tasks(score, truth, read, pairs)
    return score


def together(name: str, scores: Iterable[Score]) -> Score:
    """All `scores` as one."""
    total = Score(name)
    for score in scores:
        total.add(score)
    return total


def _cut(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _score_head(score: Score, truth: Truth, read: ReadDocument) -> None:
    for name in HEAD:
        value = getattr(read.document, name)
        answers = truth.head[name]
        is_right = any(_same(name, value, answer, truth.is_damaged) for answer in answers)
        score.head.add(Count(1, 1, int(is_right)))
        if not is_right:
            score.mistakes.append(f"head: {name} is {_said(answers[0])}, read {_said(value)}")


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"{len(value)}: " + " | ".join(_cut(one) for one in value)
    return "nothing" if value is None else f"“{_cut(str(value))}”"


def _same(name: str, value: Any, answer: Any, is_damaged: bool) -> bool:
    if name == "number":
        return "".join((value or "").split()) == "".join((answer or "").split())
    if name == "issued_on":
        return bool(_day(value) == answer)
    if name == "signer":
        # The block may be told line by line or office by office; the name is the last of it.
        last = [bare(lines[-1]) for lines in (value, answer) if lines]
        return bare(" ".join(value)) == bare(" ".join(answer)) and len({*last}) <= 1
    if isinstance(answer, list):
        return [bare(one) for one in value] == [bare(one) for one in answer]
    if is_damaged and value and answer:
        return _alike(bare(value), bare(answer)) >= _NEARLY
    return bare(value or "") == bare(answer or "")


def _alike(one: str, two: str) -> float:
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()


def _group(kind: str) -> str:
    """Kinds that a number alone tells apart count as one."""
    return "numbered" if kind in ("section", "point") else kind


def _score_clauses(
    score: Score, truth: Truth, clauses: Sequence[ReadClause], pairs: Sequence[int | None]
) -> None:
    found = Counter(pairs)
    score.starts.add(
        Count(len(truth.clauses), len(clauses), sum(number is not None for number in pairs))
    )
    right = 0
    for clause, number in zip(clauses, pairs, strict=True):
        words = _cut(f"{clause.printed} {first_words(clause)}")
        if number is None:
            score.mistakes.append(f"clause: {clause.kind} “{clause.label}” is none: {words}")
            continue
        true = truth.clauses[number]
        if (clause.label, _group(clause.kind)) != (true.label, _group(true.kind)):
            score.mistakes.append(
                f"clause: {true.kind} “{true.label}” was read as {clause.kind} “{clause.label}”: {words}"
            )
            continue
        right += 1
        _score_inside(score, truth, clause, true)
    score.clauses.add(Count(len(truth.clauses), len(clauses), right))
    for number, true in enumerate(truth.clauses):
        if number not in found:
            words = _cut(truth.printed[true.start : true.end])
            score.mistakes.append(f"clause: {true.kind} “{true.label}” was not read: {words}")


def _score_inside(score: Score, truth: Truth, clause: ReadClause, true: TrueClause) -> None:
    same_depth = clause.depth == true.depth
    score.depth.add(Count(1, 1, int(same_depth)))
    place = clause.reference or _cut(first_words(clause))
    if not same_depth:
        score.mistakes.append(f"depth: {place} stands at {true.depth}, read at {clause.depth}")
    parts = [(true.start, true.end), *true.folded]
    printed = bare("".join(truth.printed[start:end] for start, end in parts))
    own = bare(f"{clause.printed} {clause.heading} {clause.text}")
    is_whole = own == printed or (truth.is_damaged and _alike(own, printed) >= _MENDED)
    score.text.add(Count(1, 1, int(is_whole)))
    if not is_whole:
        score.mistakes.append(f"text: {place}: {_difference(printed, own)}")


def _difference(printed: str, read: str) -> str:
    at = next(
        (at for at, (one, two) in enumerate(zip(printed, read, strict=False)) if one != two), -1
    )
    at = min(len(printed), len(read)) if at < 0 else at
    return f"is …{printed[at : at + 30] or 'nothing'}…, read …{read[at : at + 30] or 'nothing'}…"


def _score_tasks(
    score: Score, truth: Truth, read: ReadDocument, pairs: Sequence[int | None]
) -> None:
    by_position = {clause.position: number for number, clause in enumerate(read.clauses)}
    labelled = {task.clause: task for task in truth.tasks}
    met: set[int] = set()
    for task in read.tasks:
        number = pairs[by_position[task.position]] if task.position in by_position else None
        true = labelled.get(number) if number is not None else None
        if true is None:
            score.mistakes.append(f"task: {task.clause} is none: {_said(task.lead)}")
        elif true.optional:
            continue
        met.update({true.clause} if true else ())
        _score_task(score, task.clause, true or TrueTask(-1), task)
    for true in truth.tasks:
        if true.clause not in met and not true.optional:
            clause = truth.clauses[true.clause]
            place = clause.label or _cut(truth.printed[clause.start : clause.end])
            score.mistakes.append(f"task: {place} was not read")
            _score_task(score, place, true, None)


def _score_task(score: Score, place: str, true: TrueTask, read: ReadTask | None) -> None:
    for name in TASK:
        said = _read(name, read)
        printed = _printed(name, true, said)
        right = sum((Counter(printed) & Counter(said)).values())
        score.tasks[name].add(Count(len(printed), len(said), right))
        if read and true.clause >= 0 and not right == len(printed) == len(said):
            score.mistakes.append(f"task {place}: {name} is {printed}, read {said}")


def _printed(name: str, true: TrueTask, said: Sequence[Any]) -> list[Any]:
    """What is right for a field; where several answers are, the one that was read."""
    if name in ("lead", "supporting"):
        return [bare(one) for one in getattr(true, name)]
    answers = [bare(one) if isinstance(one, str) else one for one in getattr(true, name)]
    fits = next((one for one in answers if [one] == said or (one is None and not said)), answers[0])
    return [] if fits is None else [fits]


def _read(name: str, read: ReadTask | None) -> list[Any]:
    if read is None:
        return []
    if name in ("lead", "supporting"):
        return [bare(one) for one in getattr(read, name)]
    if name == "due":
        due = read.due
        return [(_day(due.start), _day(due.end), due.repeats)] if due else []
    value = getattr(read, "time_text" if name == "time" else name)
    return [bare(value)] if value else []


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
