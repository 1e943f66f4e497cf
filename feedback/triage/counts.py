"""How many public opinions a clause has and how they stand: written with every change."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from feedback.plans import actions as plans
from feedback.triage import rules
from models import Case, Clause, Comment, db

STATES = ("received", "processing", "answered", "closed")


def recount_clause(clause_id: int | None) -> bool:
    """Write the counters of a clause anew from its published comments; True when one was wrong.

    Also says that the plan's public page changed. Nothing happens for a comment on a plan as
    a whole (None). Call it in the transaction of every change that the public can see.
    """
    if clause_id is None:
        return False
    db.session.flush()
    clause = db.session.get_one(Clause, clause_id)
    counts = counted(clause_id)
    changed = False
    for state in STATES:
        name = f"{state}_count"
        changed = changed or getattr(clause, name) != counts[state]
        setattr(clause, name, counts[state])
    plans.touch(clause.plan)
    db.session.flush()
    return changed


def public_page_changed(case: Case) -> None:
    """Write anew what the plan's public page shows of the case."""
    if case.comment.clause_id is None:
        plans.touch(case.comment.plan)
    else:
        recount_clause(case.comment.clause_id)


def counted(clause_id: int) -> Counter[str]:
    """The public comments of a clause by what the public sees of their handling."""
    found = db.session.execute(
        select(Case.state, func.count(Case.id))
        .join(Case.comment)
        .where(
            Comment.clause_id == clause_id,
            Comment.published_at.is_not(None),
            Comment.withdrawn_at.is_(None),
            Case.state.not_in(rules.HIDDEN),
        )
        .group_by(Case.state)
    )
    counts: Counter[str] = Counter()
    for state, number in found:
        counts[rules.public_state(state)] += number
    return counts


def clause_ids() -> list[int]:
    """All clauses, for a recount of everything."""
    return list(db.session.scalars(select(Clause.id).order_by(Clause.id)))
