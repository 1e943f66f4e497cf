"""Pages that find clauses and plans by words."""

from __future__ import annotations

from flask import abort, render_template, request, url_for

from feedback import access
from feedback.plans import queries
from feedback.plans.access import reader_of_request
from feedback.plans.routes import pages
from feedback.plans.searching import finding, ranking
from feedback.plans.searching.finding import Finding
from feedback.plans.searching.ranking import Asked
from models import Plan


@pages.get("/search")
@access.open_to_all
def search() -> str:
    """Clauses and plans found by words, in everything one may read."""
    reader, asked = reader_of_request(), ranking.read_query(request.args.get("q", ""))
    after, old = request.args.get("after"), _wants_old()
    return render_template(
        "plans/search.html",
        asked=asked,
        plans=[] if after else finding.find_plans(asked, reader),
        most_plans=finding.MOST_PLANS,
        **_shown(asked, finding.find_clauses(asked, reader, after=after, old=old), None),
    )


@pages.get("/plans/<plan_key>/search")
@access.open_to_all
def search_plan(plan_key: str) -> str:
    """Clauses of one plan found by words."""
    reader, asked = reader_of_request(), ranking.read_query(request.args.get("q", ""))
    plan = queries.plan_for(reader, plan_key) or abort(404)
    after, old = request.args.get("after"), _wants_old()
    found = finding.find_clauses(asked, reader, plan=plan, after=after, old=old)
    return render_template(
        "plans/search_plan.html", plan=plan, asked=asked, **_shown(asked, found, plan)
    )


def _wants_old() -> bool:
    return request.args.get("old") == "1"


def _shown(asked: Asked, found: Finding, plan: Plan | None) -> dict[str, object]:
    """What was found and where the pages around it are."""
    old, after = _wants_old(), found.page.next_after
    return {
        "finding": found,
        "first_url": _address(asked, plan, old=old) if request.args.get("after") else "",
        "next_url": _address(asked, plan, old=old, after=after) if after else "",
        "with_old": old,
        "other_url": _address(asked, plan, old=not old),
    }


def _address(asked: Asked, plan: Plan | None, *, old: bool, after: str | None = None) -> str:
    place = {"plan_key": plan.key} if plan else {}
    wanted = {"q": asked.typed, "old": "1" if old else None, "after": after}
    return url_for("plans.search_plan" if plan else "plans.search", **place, **wanted)  # type: ignore[arg-type]
