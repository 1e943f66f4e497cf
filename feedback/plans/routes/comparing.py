"""Pages of what a plan said before: its versions, what changed between two, its older clauses."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback import access, clock, kept_pages
from feedback.comments import queries as comments
from feedback.paging import row_number
from feedback.plans import queries, rules, shown
from feedback.plans.access import reader_of_request
from feedback.plans.routes import pages
from feedback.plans.tables import blocks_of
from feedback.plans.versions import comparison, lineage, words
from models import ClauseText, Plan, PlanVersion

pages.add_app_template_filter(words.name_of, "clause_name")
pages.add_app_template_filter(words.outcome_words, "outcome_words")
pages.add_app_template_filter(words.said_of_words, "said_of_words")
pages.add_app_template_filter(words.version_name, "version_name")
pages.add_app_template_filter(lineage.wording, "wording")
pages.add_app_template_filter(words.pieces_of, "pieces")
# For a page about one case; a list reads the outcomes of all its rows at once.
pages.add_app_template_filter(lineage.outcome_of, "outcome")


@pages.get("/plans/<plan_key>/versions")
@access.open_to_all
def list_versions(plan_key: str) -> str:
    """Every version that was published, with what each changed."""
    plan = _plan_or_404(plan_key)
    changes = lineage.changes_by_version(plan)
    versions = lineage.published_versions(plan)
    _keep(plan)
    return render_template(
        "plans/list_versions.html",
        plan=plan,
        versions=versions[::-1],
        changes={one.id: words.changes_words(changes.get(one.id, {})) for one in versions[1:]},
        reasons=lineage.reasons_of(plan),
    )


@pages.get("/plans/<plan_key>/versions/<int:position>")
@access.open_to_all
def show_version(plan_key: str, position: int) -> str:
    """A version as it was published, for ever at this address; each clause says what it is now."""
    plan = _plan_or_404(plan_key)
    version = lineage.published_version(plan, position) or abort(404)
    texts = queries.clauses_of(version)
    clauses, became = shown.shown_clauses(texts, {}), lineage.outcomes_of(texts)
    outcomes = {text.clause.key: became[text.id] for text in texts if text.id in became}
    _keep(plan)
    return render_template(
        "plans/show_version.html",
        plan=plan,
        version=version,
        head=shown.shown_head(version, plan.unit),
        blocks=blocks_of(clauses),
        entries=shown.contents(clauses),
        outcomes=outcomes,
    )


@pages.get("/plans/<plan_key>/compare")
@access.open_to_all
def compare_versions(plan_key: str) -> str:
    """Two versions beside each other; without a choice the two newest."""
    plan = _plan_or_404(plan_key)
    versions = lineage.published_versions(plan)
    old, new = _two_of(versions)
    outcomes = lineage.outcomes_between(old, new)
    rows = comparison.compared(lineage.texts_of(new), outcomes)
    _keep(plan)
    return render_template(
        "plans/compare_versions.html",
        plan=plan,
        versions=versions,
        old=old,
        new=new,
        runs=list(comparison.gathered(rows)),
        summary=words.changes_words(comparison.counts_of(rows)),
    )


def older_clause(plan: Plan, clause_key: str) -> str | Response | None:
    """What answers for a clause that the version in force no longer has; None for no such clause.

    One that became a single other clause leads on to it, which says so.
    """
    clause = comments.clause_by_key(plan, clause_key)
    text = comments.last_text_of(clause) if clause else None
    outcome = lineage.outcome_of(text) if text else None
    if clause is None or outcome is None:
        return None
    if len(outcome.now) == 1 and "stay" not in request.args:
        return redirect(_address_of(plan, outcome.now[0], coming_from=clause_key))
    _keep(plan)
    return render_template(
        "plans/show_older_clause.html",
        plan=plan,
        text=text,
        outcome=outcome,
        page=comments.published_comments(plan, clause, request.args.get("after")),
    )


def clause_left_for(plan: Plan, text: ClauseText) -> lineage.Outcome | None:
    """The older clause that the reader wanted when an old link led to `text`."""
    clause = comments.clause_by_key(plan, request.args.get("from", ""))
    older = comments.last_text_of(clause) if clause else None
    outcome = lineage.outcome_of(older) if older else None
    return outcome if outcome and text in outcome.now else None


def _address_of(plan: Plan, text: ClauseText, *, coming_from: str) -> str:
    address = url_for("plans.show_clause", plan_key=plan.key, clause_key=text.clause.key)
    return f"{address}?{urlencode({'from': coming_from})}"


def _two_of(versions: list[PlanVersion]) -> tuple[PlanVersion, PlanVersion]:
    """The two that the address names, the older first; else the two newest."""
    by_position = {one.position: one for one in versions}
    if len(by_position) < 2:
        abort(404)
    wanted = {row_number(request.args.get(name, "")) for name in ("from", "to")}
    chosen = sorted(one for one in wanted if one in by_position and one is not None)
    if len(chosen) != 2:
        chosen = sorted(by_position)[-2:]
    return by_position[chosen[0]], by_position[chosen[1]]


def _keep(plan: Plan) -> None:
    now = clock.now()
    kept_pages.keep(plan, now=now, until=rules.next_change(plan, now))


def _plan_or_404(plan_key: str) -> Plan:
    return queries.plan_for(reader_of_request(), plan_key) or abort(404)
