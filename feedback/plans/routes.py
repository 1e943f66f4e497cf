"""Pages of plans for those who read them."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from feedback import access, clock
from feedback.plans import queries, rules, shown
from feedback.plans.access import reader_of_request
from models import Plan

pages = Blueprint("plans", __name__)


@pages.get("/plans/<plan_key>")
@access.open_to_all
def show_plan(plan_key: str) -> str:
    """The whole plan, clause by clause, with the place to speak beside each."""
    plan, now = _plan_or_404(plan_key), clock.now()
    texts = queries.clauses_of(plan.current_version)
    successors = queries.successors_named_in(texts, clock.day_of(now))
    clauses = shown.shown_clauses(texts, successors)
    return render_template(
        "plans/show_plan.html",
        plan=plan,
        head=shown.shown_head(plan.current_version, plan.unit),
        clauses=clauses,
        entries=shown.contents(clauses),
        window=shown.window_words(plan, now),
        takes_comments=rules.takes_comments(plan, now),
        withdrawal_reason=queries.withdrawal_reason(plan) if plan.withdrawn_at else None,
    )


@pages.get("/plans/<plan_key>/clauses/<clause_key>")
@access.open_to_all
def show_clause(plan_key: str, clause_key: str) -> str:
    """One clause with what people said about it and what was answered."""
    plan, now = _plan_or_404(plan_key), clock.now()
    text = queries.clause_of(plan, clause_key) or abort(404)
    texts = queries.clauses_of(text.version)
    successors = queries.successors_named_in(texts, clock.day_of(now))
    every_clause = shown.shown_clauses(texts, successors)
    return render_template(
        "plans/show_clause.html",
        plan=plan,
        head=shown.shown_head(text.version, plan.unit),
        clause=every_clause[text.position],
        beneath=shown.beneath(every_clause, text.position),
        path=shown.path_to(every_clause, text.position),
        window=shown.window_words(plan, now),
        takes_comments=rules.takes_comments(plan, now),
    )


def _plan_or_404(plan_key: str) -> Plan:
    return queries.plan_for(reader_of_request(), plan_key) or abort(404)
