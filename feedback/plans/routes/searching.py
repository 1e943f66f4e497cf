"""Pages that find clauses and plans by words."""

from __future__ import annotations

from flask import abort, render_template, request

from feedback import access
from feedback.plans import finding, queries, ranking
from feedback.plans.access import reader_of_request
from feedback.plans.routes import pages


@pages.get("/search")
@access.open_to_all
def search() -> str:
    """Clauses and plans found by words, in everything one may read."""
    reader, asked = reader_of_request(), ranking.read_query(request.args.get("q", ""))
    return render_template(
        "plans/search.html",
        asked=asked,
        plans=finding.find_plans(asked, reader),
        most_plans=finding.MOST_PLANS,
        finding=finding.find_clauses(asked, reader, after=request.args.get("after")),
        is_first_page="after" not in request.args,
    )


@pages.get("/plans/<plan_key>/search")
@access.open_to_all
def search_plan(plan_key: str) -> str:
    """Clauses of one plan found by words."""
    reader, asked = reader_of_request(), ranking.read_query(request.args.get("q", ""))
    plan = queries.plan_for(reader, plan_key) or abort(404)
    return render_template(
        "plans/search_plan.html",
        plan=plan,
        asked=asked,
        finding=finding.find_clauses(asked, reader, plan=plan, after=request.args.get("after")),
        is_first_page="after" not in request.args,
    )
