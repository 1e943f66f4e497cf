"""Where something is said: a plan, and a clause of it or the plan as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.comments import queries
from feedback.plans.versions.lineage import Outcome, outcome_of
from models import Clause, ClauseText, Plan


@dataclass(frozen=True)
class Place:
    """A clause of a plan, or without one the plan as a whole.

    `text` is what the clause says now, or said in the version that the sender read; for a clause
    that the text in force no longer has, what it said last, and `is_gone` is true. `outcome` says
    what became of a text that is no longer in force.
    """

    plan: Plan
    text: ClauseText | None
    is_gone: bool = False
    outcome: Outcome | None = None

    @property
    def successors(self) -> tuple[ClauseText, ...]:
        """Where a clause that is gone leads to now: to none, to one, or to several."""
        return self.outcome.now if self.outcome else ()

    @property
    def must_be_chosen(self) -> bool:
        """Whether only the sender can say which of several clauses an opinion is about now.

        About a clause that was taken out it stays an opinion about the words that were read.
        """
        return self.is_gone and len(self.successors) > 1

    @property
    def clause(self) -> Clause | None:
        """The clause whatever its text."""
        return self.text.clause if self.text else None

    @property
    def keys(self) -> dict[str, str]:
        """The parts of an address that name the place."""
        clause = self.clause
        return {"plan_key": self.plan.key} | ({"clause_key": clause.key} if clause else {})


def place_in(plan: Plan, clause_key: str | None, seen: int | None = None) -> Place | None:
    """The place an address names in `plan`; None when it never had such a clause.

    `seen` is the version that the sender read when beginning to write: the opinion is about
    those words, though a newer version may be in force by now.
    """
    if clause_key is None:
        return Place(plan, None)
    clause = queries.clause_by_key(plan, clause_key)
    last = queries.last_text_of(clause) if clause else None
    if clause is None or last is None:
        return None
    text = (queries.text_in_version(clause, seen) if seen else None) or last
    outcome = None if text.version.is_current else outcome_of(text)
    return Place(plan, text, is_gone=not last.version.is_current, outcome=outcome)
