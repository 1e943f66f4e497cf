"""Undo and redo at the preview desk: every act keeps what stood before, and gives it back.

A step holds a patch: for each clause it touched the fields as they were (or that the clause was
not there), the stretch of the order it changed, the head if it touched that. Applying a patch
gives the patch that leads back, so that undoing and redoing are one act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from feedback.errors import N_, RuleBroken
from feedback.plans import queries
from feedback.plans.preparing import drafts
from models import (
    Actor,
    Clause,
    ClauseText,
    DraftStep,
    Part,
    PlanKind,
    PlanVersion,
    RoleHeld,
    Task,
    TaskUnit,
    db,
)

WORDING = (
    "label", "printed", "depth", "heading", "body", "kind", "annex", "cells",
    "source_from", "source_to",
)  # fmt: skip
WHOLE = (*WORDING, "task")
TASK = ("lead_text", "supporting_text", "time_text", "repeats", "deliverable", "form")
TASK_PRINTED = ("lead_text", "supporting_text", "time_text", "deliverable", "form")
TASK_DAYS = ("due_from", "due_to")
HEAD = (
    "type_name", "number", "issued_on_text", "place", "issuer", "superior", "title",
    "legal_bases", "recipients", "signer",
)  # fmt: skip
LOOKED_AT = "looked_at"
LOOK_CARRIED = "look_carried"  # marked in the version before; no act that could be undone
NAMED = "named"

Patch = dict[str, Any]


@dataclass
class Seen:
    """How the clauses stood before an act: their order, and the fields it is about to change."""

    order: list[str]
    clauses: dict[str, dict[str, Any] | None]
    head: dict[str, Any] | None = None


# ------------------------------------------------------------------ keeping a step


def seen(
    texts: Sequence[ClauseText], touched: Iterable[ClauseText], fields: Sequence[str] = WHOLE
) -> Seen:
    """What an act that changes `fields` of the clauses `touched` must keep; call it before."""
    return Seen(
        [text.clause.key for text in texts],
        {text.clause.key: _state_of(text, fields) for text in touched},
    )


def seen_head(version: PlanVersion) -> Seen:
    """What a change of the head must keep; call it before."""
    return Seen([], {}, _head_of(version))


def keep_step(
    version: PlanVersion, kind: str, before: Seen, after: Sequence[ClauseText] = (), *,
    about: str = "", place: str = "", visit: str = "", by: RoleHeld | Actor, now: datetime,
) -> bool:  # fmt: skip
    """Keep what stood before an act that has just changed the clauses to `after`.

    `about` is the key of the clause it was about and `place` what that is called. With `visit`,
    further saves of the same person at the same clause belong to the step kept first, and give
    False.
    """
    _forget_undone(version)
    last = last_step(version)
    hat_id = by.id if isinstance(by, RoleHeld) else None
    if last and visit and _continues(last, kind, visit, hat_id):
        return False
    patch: Patch = {"about": about, "place": place, "visit": visit, "clauses": before.clauses}
    if before.head is not None:
        patch["head"] = before.head
    order = [text.clause.key for text in after]
    if before.order and before.order != order:
        patch["order"] = _stretch(before.order, order)
        for key in set(order) - set(before.order):
            patch["clauses"][key] = None
    step = DraftStep(
        version_id=version.id, kind=kind, made_at=now, role_held_id=hat_id, before=patch
    )
    db.session.add(step)
    db.session.flush()
    return True


def _continues(last: DraftStep, kind: str, visit: str, hat_id: int | None) -> bool:
    return last.kind == kind and last.role_held_id == hat_id and last.before["visit"] == visit


def _forget_undone(version: PlanVersion) -> None:
    undone = (DraftStep.version_id == version.id, DraftStep.undone_at.is_not(None))
    db.session.execute(delete(DraftStep).where(*undone))


def _stretch(before: Sequence[str], after: Sequence[str]) -> list[Any]:
    """Where the two orders differ: [from, how many now, the keys that stood there]."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    most = min(len(before), len(after)) - start
    while end < most and before[-1 - end] == after[-1 - end]:
        end += 1
    return [start, len(after) - start - end, list(before[start : len(before) - end])]


# ------------------------------------------------------------------ what can be undone and redone


def last_step(version: PlanVersion) -> DraftStep | None:
    """The newest act that is not undone."""
    return _first(version, DraftStep.undone_at.is_(None), DraftStep.id.desc())


def next_step(version: PlanVersion) -> DraftStep | None:
    """The act that was undone last."""
    return _first(version, DraftStep.undone_at.is_not(None), DraftStep.id.asc())


def _first(version: PlanVersion, condition: Any, order: Any) -> DraftStep | None:
    query = select(DraftStep).where(
        DraftStep.version_id == version.id, DraftStep.kind != LOOK_CARRIED, condition
    )
    return db.session.scalars(query.order_by(order).limit(1)).first()


def who_made(step: DraftStep) -> RoleHeld | None:
    """The hat under which a step was made; None when the system made it."""
    if step.role_held_id is None:
        return None
    return db.session.scalars(
        select(RoleHeld).where(RoleHeld.id == step.role_held_id).options(joinedload(RoleHeld.unit))
    ).first()


def marks_looked_at(version: PlanVersion) -> frozenset[str]:
    """The doubts that somebody marked as looked at, here or in the version before, by `Doubt.mark`."""
    rows = db.session.scalars(
        select(DraftStep.before).where(
            DraftStep.version_id == version.id,
            DraftStep.kind.in_([LOOKED_AT, LOOK_CARRIED]),
            DraftStep.undone_at.is_(None),
        )
    )
    return frozenset(str(row["mark"]) for row in rows)


def keep_look(
    version: PlanVersion, mark: str, *, about: str, place: str, by: RoleHeld | Actor, now: datetime
) -> None:
    """Keep that a person has looked at a doubt and lets it stand."""
    keep_step(version, LOOKED_AT, Seen([], {}), about=about, place=place, by=by, now=now)
    step = last_step(version)
    if step is not None:
        step.before = step.before | {"mark": mark}


def carry_look(version: PlanVersion, mark: str) -> None:
    """Keep that a person looked at a doubt in the version before, where it stood alike."""
    step = DraftStep(
        version_id=version.id, kind=LOOK_CARRIED, made_at=version.created_at, before={"mark": mark}
    )
    db.session.add(step)


def forget_carried_looks(version: PlanVersion) -> None:
    """Let no doubt count as looked at because it was in the version before."""
    carried = (DraftStep.version_id == version.id, DraftStep.kind == LOOK_CARRIED)
    db.session.execute(delete(DraftStep).where(*carried))


def names_settled(version: PlanVersion) -> frozenset[str]:
    """The printed names for which a person chose a unit, or chose none any more, in this version."""
    steps = db.session.scalars(
        select(DraftStep.before).where(
            DraftStep.version_id == version.id,
            DraftStep.kind == NAMED,
            DraftStep.undone_at.is_(None),
        )
    )
    return frozenset(str(step["place"]) for step in steps)


# ------------------------------------------------------------------ undoing and redoing


def undo(version: PlanVersion, *, now: datetime) -> DraftStep:
    """Take the newest act back. Raises RuleBroken when there is none."""
    step = last_step(version)
    if step is None:
        raise RuleBroken(N_("Không còn thao tác nào để hoàn tác."))
    _swap(version, step)
    step.undone_at = now
    return step


def redo(version: PlanVersion) -> DraftStep:
    """Do the act that was undone last once more. Raises RuleBroken when there is none."""
    step = next_step(version)
    if step is None:
        raise RuleBroken(N_("Không còn thao tác nào để làm lại."))
    _swap(version, step)
    step.undone_at = None
    return step


def _swap(version: PlanVersion, step: DraftStep) -> None:
    texts = queries.clauses_of(version)
    patch, back = step.before, dict(step.before)
    if "head" in patch:
        back["head"] = _head_of(version)
        _write_head(version, patch["head"])
    back["clauses"] = {
        key: _state_now(texts, key, state) for key, state in patch["clauses"].items()
    }
    order = [text.clause.key for text in texts]
    if "order" in patch:
        start, count, keys = patch["order"]
        back["order"] = [start, len(keys), order[start : start + count]]
        order[start : start + count] = keys
    _write_clauses(version, texts, patch["clauses"], order)
    step.before = back


def _state_now(
    texts: Sequence[ClauseText], key: str, wanted: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    there = next((text for text in texts if text.clause.key == key), None)
    return _state_of(there, tuple(wanted) if wanted else WHOLE) if there else None


def _write_clauses(
    version: PlanVersion,
    texts: Sequence[ClauseText],
    states: Mapping[str, Mapping[str, Any] | None],
    order: Sequence[str],
) -> None:
    there = {text.clause.key: text for text in texts}
    leaving = [there.pop(key) for key, state in states.items() if state is None and key in there]
    for key, state in states.items():
        if state is not None:
            text = there.get(key)
            if text is None:
                place = len(texts) + len(there)
                text = there[key] = _new_text(version, key, place)
            _write_state(text, state)
    _leave_children([*texts, *there.values()], leaving)
    for text in leaving:
        drafts.delete_text(text)
    drafts.put_in_order([there[key] for key in order])


def _new_text(version: PlanVersion, key: str, position: int) -> ClauseText:
    text = ClauseText(
        version=version, clause=Clause(key=key, plan=version.plan), position=position,
        depth=1, label="", printed="", heading="", body="",
    )  # fmt: skip
    db.session.add(text)
    return text


def _leave_children(texts: Iterable[ClauseText], leaving: Sequence[ClauseText]) -> None:
    for text in texts:
        if text.parent in leaving:
            text.parent = None
    db.session.flush()


# ------------------------------------------------------------------ states as they are kept


def split_task(first: ClauseText, second: ClauseText, fields: Collection[str]) -> None:
    """Let the named printed fields of a clause's task, with what they mean, go to another clause
    that has none; a task of which nothing is left is none.
    """
    whole = _task_state(first.task)
    if whole is None or not fields:
        return
    left, gone = dict(whole), dict(whole)
    for name in TASK_PRINTED:
        (left if name in fields else gone)[name] = ""
    days = left if "time_text" in fields else gone
    days.update(dict.fromkeys((*TASK_DAYS, "repeats")))
    parts = {"lead_text": Part.LEAD.value, "supporting_text": Part.SUPPORTING.value}
    moved = {part for name, part in parts.items() if name in fields}
    left["units"] = [row for row in whole["units"] if row[1] not in moved]
    gone["units"] = [row for row in whole["units"] if row[1] in moved]
    _write_task(second, gone)
    is_left = any(left[name] for name in TASK_PRINTED)
    _write_task(first, left if is_left else None)


def _state_of(text: ClauseText, fields: Sequence[str]) -> dict[str, Any]:
    return {
        name: _task_state(text.task) if name == "task" else getattr(text, name) for name in fields
    }


def _task_state(task: Task | None) -> dict[str, Any] | None:
    if task is None:
        return None
    days = {name: _iso(getattr(task, name)) for name in TASK_DAYS}
    units = [[row.unit_id, row.part.value, row.through_group, row.chosen_for] for row in task.units]
    return {name: getattr(task, name) for name in TASK} | days | {"units": units}


def _write_state(text: ClauseText, state: Mapping[str, Any]) -> None:
    for name, value in state.items():
        if name == "task":
            _write_task(text, value)
        else:
            setattr(text, name, value)
    text.folded = drafts.folded_text(text.label, text.heading, text.body)


def _write_task(text: ClauseText, state: Mapping[str, Any] | None) -> None:
    if state is None:
        text.task = None
        return
    if text.task is None:
        text.task = Task(lead_text="", supporting_text="", time_text="", deliverable="", form="")
    for name in TASK:
        setattr(text.task, name, state[name])
    for name in TASK_DAYS:
        setattr(text.task, name, _day(state[name]))
    text.task.units[:] = []
    db.session.flush()
    for unit_id, part, through_group, chosen_for in state["units"]:
        row = TaskUnit(
            unit_id=unit_id, part=Part(part), through_group=through_group, chosen_for=chosen_for
        )
        text.task.units.append(row)


def _head_of(version: PlanVersion) -> dict[str, Any]:
    head = {name: getattr(version, name) for name in HEAD}
    return head | {"issued_on": _iso(version.issued_on), "kind": version.plan.kind.value}


def _write_head(version: PlanVersion, head: Mapping[str, Any]) -> None:
    for name in HEAD:
        setattr(version, name, head[name])
    version.issued_on = _day(head["issued_on"])
    if version.is_current:  # a version beside the one in force leaves the plan as it is
        version.plan.kind = PlanKind(head["kind"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
