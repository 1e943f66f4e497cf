"""The desk where a draft is put right: its clauses in order, and what to look at in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from feedback.plans import drafts, queries
from feedback.plans.drafts import Naming
from feedback.plans.rules import Doubt
from feedback.richtext import excerpt
from models import ClauseText, Part, Plan

_LONGEST_NAME = 80


@dataclass(frozen=True)
class Row:
    """One clause in the list at the left."""

    key: str
    label: str
    name: str
    depth: int
    has_task: bool
    remarks: list[str]


@dataclass(frozen=True)
class Tree:
    """A draft as its desk shows it."""

    rows: list[Row]
    doubts: list[Doubt]
    remarks: list[tuple[str, str]]  # what to look at, with the clause's key or nothing
    namings: Mapping[tuple[int, Part], Naming]

    def namings_of(self, text: ClauseText) -> dict[Part, Naming]:
        """How the clause's task names its units, by part."""
        if text.task is None:
            return {}
        task_id = text.task.id
        return {
            part: self.namings[task_id, part] for part in Part if (task_id, part) in self.namings
        }


def tree_of(plan: Plan, *, today: date) -> Tree:
    """The draft's clauses with what to look at in each."""
    version = plan.current_version
    texts = queries.clauses_of(version)
    on = version.issued_on or today
    namings = drafts.namings_of(texts, on)
    doubts = drafts.doubts_about(version, texts, namings)
    remarks = _remarks(version.warnings, texts)
    beside = defaultdict(list)
    remarks += [(gettext(doubt.message) % doubt.params, doubt.clause_key) for doubt in doubts]
    for words, key in remarks:
        beside[key].append(words)
    return Tree([_row(text, beside[text.clause.key]) for text in texts], doubts, remarks, namings)


def address_after(plan: Plan, text: ClauseText, *, go_on: bool) -> str:
    """Where to go after a clause was saved: to itself, or to the next one in reading order."""
    key = text.clause.key
    if go_on:
        texts = queries.clauses_of(text.version)
        following = [one for one in texts if one.position > text.position]
        if not following:
            return url_for("plans.review_publication", plan_key=plan.key)
        key = following[0].clause.key
    return url_for("plans.preview_clause", plan_key=plan.key, clause_key=key)


def _remarks(
    warnings: Sequence[dict[str, object]], texts: Sequence[ClauseText]
) -> list[tuple[str, str]]:
    keys = {text.label: text.clause.key for text in texts if text.label}
    return [
        (
            gettext(str(warning["message"])) % warning.get("params", {}),
            keys.get(str(warning["place"]), ""),
        )
        for warning in warnings
    ]


def _row(text: ClauseText, remarks: list[str]) -> Row:
    return Row(
        key=text.clause.key,
        label=text.label or text.printed,
        name=excerpt(text.heading or text.body, _LONGEST_NAME) or gettext("(trống)"),
        depth=text.depth,
        has_task=text.task is not None,
        remarks=remarks,
    )
