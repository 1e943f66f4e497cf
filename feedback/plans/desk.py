"""The desk where a draft is put right: its clauses in order, and what to look at in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from feedback.plans import doubts, drafts, queries
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
class Remark:
    """One thing to look at; `clause_key` is empty for the head. `must_fix` forbids publication."""

    words: str
    clause_key: str
    must_fix: bool


@dataclass(frozen=True)
class Tree:
    """A draft as its desk shows it; every page of the desk counts the same `remarks`."""

    rows: list[Row]
    remarks: list[Remark]
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
    remarks = [_remark(doubt) for doubt in doubts.doubts_about(version, texts, namings)]
    beside = defaultdict(list)
    for remark in remarks:
        beside[remark.clause_key].append(remark.words)
    return Tree([_row(text, beside[text.clause.key]) for text in texts], remarks, namings)


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


def _remark(doubt: Doubt) -> Remark:
    words = gettext(doubt.message) % doubt.params
    if doubt.place:
        words = gettext("Mục %(place)s: %(words)s", place=doubt.place, words=words)
    return Remark(words, doubt.clause_key, doubt.must_fix)


def _row(text: ClauseText, remarks: list[str]) -> Row:
    return Row(
        key=text.clause.key,
        label=text.label or text.printed,
        name=excerpt(text.heading or text.body, _LONGEST_NAME) or gettext("(trống)"),
        depth=text.depth,
        has_task=text.task is not None,
        remarks=remarks,
    )
