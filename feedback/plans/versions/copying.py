"""The text in force copied as a version in the making, to be corrected and issued anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from feedback import codes
from feedback.plans import queries
from feedback.plans.preparing import drafts
from feedback.plans.versions import carrying
from models import Clause, ClauseText, Plan, PlanVersion, Task, TaskUnit, VersionSource, db

_HEAD = (
    "type_name", "number", "issued_on", "issued_on_text", "place", "issuer", "superior", "title",
    "legal_bases", "signer", "recipients", "source_name", "source_sha256",
)  # fmt: skip
_WORDING = (
    "position", "depth", "label", "printed", "heading", "body", "kind", "annex", "cells",
    "source_from", "source_to", "folded",
)  # fmt: skip
_TASK = (
    "lead_text", "supporting_text", "time_text", "due_from", "due_to", "repeats", "deliverable",
    "form",
)  # fmt: skip
_UNIT = ("unit_id", "part", "through_group", "chosen_for")


def copy_in_force(plan: Plan, *, now: datetime) -> PlanVersion:
    """A version in the making that says what the one in force says, clauses and tasks alike.

    Every clause of it has an identity of its own until it is published.
    """
    last = plan.current_version
    version = PlanVersion(
        plan=plan,
        position=next_position(plan),
        is_current=False,
        warnings=[],
        created_at=now,
        revision=0,
        **{name: getattr(last, name) for name in _HEAD},
    )
    db.session.add(version)
    before = queries.clauses_of(last)
    texts = [_copied(text, version) for text in before]
    db.session.add_all(texts)
    drafts.set_parents(texts)
    lines = drafts.source_of(last)
    if lines:
        db.session.add(VersionSource(version=version, lines=lines))
    db.session.flush()
    pairs = zip(before, texts, strict=True)
    followed = [carrying.Followed(old.id, new.id, is_unchanged=True) for old, new in pairs]
    carrying.carry_over(version, last, followed)
    return version


def next_position(plan: Plan) -> int:
    """The place of the plan's next version, one given up counted too."""
    last = select(func.max(PlanVersion.position)).where(PlanVersion.plan_id == plan.id)
    return (db.session.scalar(last) or 0) + 1


def _copied(text: ClauseText, version: PlanVersion) -> ClauseText:
    copy = ClauseText(
        version=version,
        clause=Clause(key=codes.new_key(), plan=version.plan),
        **{name: getattr(text, name) for name in _WORDING},
    )
    if text.task is not None:
        copy.task = Task(**{name: getattr(text.task, name) for name in _TASK})
        copy.task.units = [
            TaskUnit(**{name: getattr(row, name) for name in _UNIT}) for row in text.task.units
        ]
    return copy
