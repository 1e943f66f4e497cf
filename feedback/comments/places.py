"""Where something is said: a plan, and a clause of it or the plan as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.comments import queries
from models import Clause, ClauseText, Plan


@dataclass(frozen=True)
class Place:
    """A clause of a plan, or without one the plan as a whole.

    `text` is what the clause says now; for a clause that the text in force no longer has, what
    it said last, and `is_gone` is true.
    """

    plan: Plan
    text: ClauseText | None
    is_gone: bool = False

    @property
    def clause(self) -> Clause | None:
        """The clause whatever its text."""
        return self.text.clause if self.text else None

    @property
    def keys(self) -> dict[str, str]:
        """The parts of an address that name the place."""
        clause = self.clause
        return {"plan_key": self.plan.key} | ({"clause_key": clause.key} if clause else {})


def place_in(plan: Plan, clause_key: str | None) -> Place | None:
    """The place an address names in `plan`; None when it never had such a clause."""
    if clause_key is None:
        return Place(plan, None)
    clause = queries.clause_by_key(plan, clause_key)
    text = queries.last_text_of(clause) if clause else None
    if text is None:
        return None
    return Place(plan, text, is_gone=not text.version.is_current)
