"""Acts on the tree of a version in the making: clauses set higher or deeper, merged, split, moved.

Every act keeps a step to undo it by; a clause keeps its key whatever happens to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback import codes
from feedback.errors import N_, RuleBroken
from feedback.plans import queries
from feedback.plans.preparing import corrections, drafts, undoing
from feedback.plans.preparing.corrections import DEEPEST, By, claim, place_of, write_act
from feedback.plans.reading.labels import BULLETS, STRUCTURE, Mark, marker_of
from feedback.plans.reading.model import ClauseKind
from feedback.richtext import excerpt
from feedback.search import fold
from models import Clause, ClauseText, DraftStep, Plan, PlanVersion, Task, db

MOST_PLACES = 60
_LONGEST_BEGINNING = 60
_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+(?=\S)|\n+")
_DEPTH = ("depth",)


@dataclass(frozen=True)
class Place:
    """Where a clause's text may be split: before the character `at`, where `words` begin."""

    at: int
    words: str


# ------------------------------------------------------------------ higher, deeper, up, down


def promote(plan: Plan, text: ClauseText, *, revision: int, by: By, now: datetime) -> ClauseText:
    """Set a clause one step shallower, with all that lies in it. Raises RuleBroken at depth 1."""
    version = claim(plan, revision)
    if text.depth <= 1:
        raise RuleBroken(N_("Mục đã ở cấp ngoài cùng."))
    return _shift(version, text, -1, "promoted", by=by, now=now)


def demote(plan: Plan, text: ClauseText, *, revision: int, by: By, now: datetime) -> ClauseText:
    """Set a clause one step deeper, with all that lies in it.

    Raises RuleBroken when the clause before it could not hold it, or nothing lies deeper.
    """
    return _shift(claim(plan, revision), text, 1, "demoted", by=by, now=now)


def _shift(
    version: PlanVersion, text: ClauseText, by_steps: int, kind: str, *, by: By, now: datetime
) -> ClauseText:
    texts = queries.clauses_of(version)
    block = _block(texts, text)
    if by_steps > 0:
        above = texts[text.position - 1].depth if text.position else 0
        if text.depth > above or max(one.depth for one in block) >= DEEPEST:
            raise RuleBroken(N_("Không đặt sâu hơn được: mục ngay trước không chứa được mục này."))
    before = undoing.seen([], block, _DEPTH)
    for one in block:
        one.depth += by_steps
    drafts.set_parents(texts)
    db.session.flush()
    _keep(version, kind, before, (), text, by=by, now=now)
    return text


def move_up(plan: Plan, text: ClauseText, *, revision: int, by: By, now: datetime) -> ClauseText:
    """Let a clause and all in it change places with the one before it at its depth.

    Raises RuleBroken when it is the first where it stands.
    """
    version = claim(plan, revision)
    texts = queries.clauses_of(version)
    neighbour = next(
        (one for one in reversed(texts[: text.position]) if one.depth <= text.depth), None
    )
    if neighbour is None or neighbour.depth < text.depth:
        raise RuleBroken(N_("Mục đã đứng đầu trong phần chứa nó."))
    return _exchange(version, texts, neighbour, text, "moved_up", about=text, by=by, now=now)


def move_down(plan: Plan, text: ClauseText, *, revision: int, by: By, now: datetime) -> ClauseText:
    """Let a clause and all in it change places with the one behind it at its depth.

    Raises RuleBroken when it is the last where it stands.
    """
    version = claim(plan, revision)
    texts = queries.clauses_of(version)
    behind = text.position + len(_block(texts, text))
    if behind >= len(texts) or texts[behind].depth < text.depth:
        raise RuleBroken(N_("Mục đã đứng cuối trong phần chứa nó."))
    return _exchange(version, texts, text, texts[behind], "moved_down", about=text, by=by, now=now)


def _exchange(
    version: PlanVersion, texts: list[ClauseText], first: ClauseText, second: ClauseText,
    kind: str, *, about: ClauseText, by: By, now: datetime,
) -> ClauseText:  # fmt: skip
    before = undoing.seen(texts, [])
    upper, lower = _block(texts, first), _block(texts, second)
    start, end = upper[0].position, lower[-1].position + 1
    order = [*texts[:start], *lower, *upper, *texts[end:]]
    drafts.put_in_order(order)
    _keep(version, kind, before, order, about, by=by, now=now)
    return about


# ------------------------------------------------------------------ adding and removing


def add_clause(
    plan: Plan, after: ClauseText | None, *, revision: int, by: By, now: datetime
) -> ClauseText:
    """A new empty clause behind `after`, as deep as it; at the very front when None."""
    version = claim(plan, revision)
    texts = queries.clauses_of(version)
    before = undoing.seen(texts, [])
    added = _insert(version, texts, after.position + 1 if after else 0, like=after)
    _keep(version, "added", before, texts, added, by=by, now=now)
    return added


def remove_clause(
    plan: Plan, text: ClauseText, *, revision: int, by: By, now: datetime
) -> ClauseText | None:
    """Take a clause out; what lay inside it stays, under the clause above.

    Gives the clause that stands in its place now, or the one before it; None when none is left.
    """
    version = claim(plan, revision)
    texts = queries.clauses_of(version)
    before, place, key = undoing.seen(texts, [text]), place_of(text), text.clause.key
    position = text.position
    left = _without(texts, text)
    undoing.keep_step(version, "removed", before, left, about=key, place=place, by=by, now=now)
    write_act(version, "plan.reshaped", None, by=by, now=now)
    return left[min(position, len(left) - 1)] if left else None


def _insert(
    version: PlanVersion, texts: list[ClauseText], place: int, *, like: ClauseText | None
) -> ClauseText:
    """A new empty clause at `place` among `texts`, which it joins."""
    added = ClauseText(
        version=version,
        clause=Clause(key=codes.new_key(), plan=version.plan),
        position=len(texts),
        depth=like.depth if like else 1,
        annex=like.annex if like else "",
        kind=ClauseKind.paragraph.value,
        label="",
        printed="",
        heading="",
        body="",
    )
    db.session.add(added)
    db.session.flush()
    texts.insert(place, added)
    drafts.put_in_order(texts)
    return added


def _without(texts: Sequence[ClauseText], text: ClauseText) -> list[ClauseText]:
    left = [one for one in texts if one is not text]
    for one in left:
        if one.parent is text:
            one.parent = text.parent
    db.session.flush()
    drafts.delete_text(text)
    drafts.put_in_order(left)
    return left


# ------------------------------------------------------------------ merging and splitting


def merge(plan: Plan, text: ClauseText, *, revision: int, by: By, now: datetime) -> ClauseText:
    """Put a clause at the end of the one before it, number and all; gives that one.

    What lay in it lies in that one now; a task goes along where that one has none, else its
    names and time are added to it. Raises RuleBroken for the first clause.
    """
    version = claim(plan, revision)
    texts = queries.clauses_of(version)
    if not text.position:
        raise RuleBroken(N_("Mục đầu tiên không có mục nào ở trước để gộp vào."))
    into, inside = texts[text.position - 1], _block(texts, text)[1:]
    before = undoing.seen(texts, [into, text])
    for one in inside:
        before.clauses[one.clause.key] = {"depth": one.depth}
        one.depth = min(one.depth + into.depth - text.depth, DEEPEST)
    place = place_of(text)
    _join(into, text)
    left = _without(texts, text)
    undoing.keep_step(
        version, "merged", before, left, about=into.clause.key, place=place, by=by, now=now
    )
    write_act(version, "plan.reshaped", into, by=by, now=now)
    return into


def _join(into: ClauseText, text: ClauseText) -> None:
    if into.cells and text.cells and len(into.cells) == len(text.cells):
        pairs = zip(into.cells, text.cells, strict=True)
        into.cells = [one | {"text": f"{one['text']}\n{two['text']}".strip()} for one, two in pairs]
    else:
        into.cells = None
    mark = "" if text.cells else text.printed
    first = " ".join(part for part in (mark, text.heading) if part)
    if not text.heading:
        first, body = f"{mark} {text.body}".strip(), ""
    else:
        body = text.body
    into.body = "\n".join(part for part in (into.body, first, body) if part)
    into.folded = drafts.folded_text(into.label, into.heading, into.body)
    lines = [one for one in (into.source_from, text.source_from) if one is not None]
    ends = [one for one in (into.source_to, text.source_to) if one is not None]
    into.source_from, into.source_to = min(lines, default=None), max(ends, default=None)
    _join_tasks(into, text)
    db.session.flush()


def _join_tasks(into: ClauseText, text: ClauseText) -> None:
    other = text.task
    if other is None:
        return
    task = into.task
    if task is None:
        task = into.task = Task(
            lead_text="", supporting_text="", time_text="", deliverable="", form=""
        )
    for name in ("lead_text", "supporting_text"):
        names = [
            *drafts.split_names(getattr(task, name)),
            *drafts.split_names(getattr(other, name)),
        ]
        setattr(task, name, drafts.join_names(list(dict.fromkeys(names))))
    for name in ("time_text", "deliverable", "form"):
        parts = dict.fromkeys(filter(None, (getattr(task, name), getattr(other, name))))
        setattr(task, name, "; ".join(parts))
    task.due_from, task.due_to = task.due_from or other.due_from, task.due_to or other.due_to
    task.repeats = task.repeats or other.repeats


def places_to_split(body: str) -> list[Place]:
    """Where a text may be split: before each further paragraph or sentence, at most 60 places."""
    ends = [found.end() for found in _SENTENCE_END.finditer(body)]
    paragraphs = [at for at in ends if body[at - 1] == "\n"]
    kept = sorted((paragraphs if len(ends) > MOST_PLACES else ends)[:MOST_PLACES])
    return [Place(at, excerpt(body[at:], _LONGEST_BEGINNING)) for at in kept if body[at:].strip()]


def split(
    plan: Plan, text: ClauseText, at: int, *, revision: int, by: By, now: datetime
) -> ClauseText:
    """Let what stands from the character `at` of a clause's text on be the next clause.

    A number that it begins with becomes its label; what of the task is printed there alone goes
    along. Raises RuleBroken when nothing would be left
    on one of the two sides.
    """
    version = claim(plan, revision)
    first, second = text.body[: max(at, 0)].strip(), text.body[max(at, 0) :].strip()
    if not second or not (first or text.heading):
        raise RuleBroken(N_("Xin chọn chỗ tách ở giữa nội dung của mục."))
    texts = queries.clauses_of(version)
    before = undoing.seen(texts, [text])
    text.body, text.cells = first, None
    text.folded = drafts.folded_text(text.label, text.heading, text.body)
    added = _insert(version, texts, text.position + 1, like=text)
    added.source_from, added.source_to = text.source_from, text.source_to
    added.body = second
    _number(added, text)
    added.folded = drafts.folded_text(added.label, added.heading, added.body)
    undoing.split_task(text, added, _printed_only_in(second, text))
    db.session.flush()
    _keep(version, "split", before, texts, text, by=by, now=now)
    return added


def _printed_only_in(second: str, first: ClauseText) -> list[str]:
    """The fields of the first half's task that are printed in the second half and not in it."""
    here, there = fold(f"{first.heading}\n{first.body}"), fold(second)
    found = []
    for name in undoing.TASK_PRINTED if first.task else ():
        words = [fold(one) for one in drafts.split_names(getattr(first.task, name))]
        is_gone = all(one in there and one not in here for one in words)
        found += [name] if words and is_gone else []
    return found


def _number(added: ClauseText, before: ClauseText) -> None:
    """Give the second half the number it begins with; it stands where its kind of number would."""
    marker = marker_of(added.body)
    if marker is None:
        return
    added.printed, added.body = marker.printed, marker.rest
    if marker.mark in BULLETS:
        added.kind = ClauseKind.bullet.value
        return
    added.kind = _kind_of(marker.mark).value
    above = before.parent if _is_beside(before, marker.mark) else before
    if above is before:
        added.depth = min(before.depth + 1, DEEPEST)
    prefix = above.label if above is not None and marker.mark not in STRUCTURE else ""
    added.label = f"{prefix}.{marker.name}" if prefix and marker.name else marker.name


def _is_beside(before: ClauseText, mark: Mark) -> bool:
    own = marker_of(f"{before.printed} X") if before.printed else None
    return own is None or own.mark == mark


def _kind_of(mark: Mark) -> ClauseKind:
    if mark is Mark.article:
        return ClauseKind.article
    if mark in (Mark.capital, Mark.roman):
        return ClauseKind.section
    return ClauseKind.part if mark in STRUCTURE else ClauseKind.point


# ------------------------------------------------------------------ undo and redo


def undo(plan: Plan, *, revision: int, by: By, now: datetime) -> DraftStep:
    """Take the newest act at the desk back, whoever did it. Raises RuleBroken when none is left."""
    version = claim(plan, revision)
    step = undoing.undo(version, now=now)
    return _after(version, step, "plan.step_undone", by=by, now=now)


def redo(plan: Plan, *, revision: int, by: By, now: datetime) -> DraftStep:
    """Do what was undone last once more. Raises RuleBroken when nothing was."""
    version = claim(plan, revision)
    return _after(version, undoing.redo(version), "plan.reshaped", by=by, now=now)


def _after(version: PlanVersion, step: DraftStep, kind: str, *, by: By, now: datetime) -> DraftStep:
    if "head" in step.before and version.is_current:
        corrections.list_anew(version)
    write_act(version, kind, None, by=by, now=now)
    return step


# ------------------------------------------------------------------ steps of the above


def _block(texts: Sequence[ClauseText], text: ClauseText) -> list[ClauseText]:
    """The clause with all that lies in it, in reading order."""
    block = [text]
    for one in texts[text.position + 1 :]:
        if one.depth <= text.depth:
            break
        block.append(one)
    return block


def _keep(
    version: PlanVersion, kind: str, before: undoing.Seen, after: Sequence[ClauseText],
    text: ClauseText, *, by: By, now: datetime,
) -> None:  # fmt: skip
    key, place = text.clause.key, place_of(text)
    undoing.keep_step(version, kind, before, after, about=key, place=place, by=by, now=now)
    write_act(version, "plan.reshaped", text, by=by, now=now)
