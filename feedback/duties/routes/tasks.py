"""Tasks and how their units stand: over all plans, in one plan, and unit by unit."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, render_template, request, url_for
from flask_babel import gettext as _

from feedback import access, clock, tables
from feedback.duties import queries, rules, shown, tallies
from feedback.duties.routes import pages
from feedback.duties.routes.desk import AT_WORK, WATCHING
from feedback.duties.tallies import Show
from feedback.paging import row_asked
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from models import Clause, Plan

MOST_EXPORTED = 5000
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pages.get("/duties/tasks")
@access.open_to_all
def list_tasks() -> str:
    """The plans that give units work, with how far their units are."""
    page = tallies.plans_that_ask(reader_of_request(), request.args.get("after"))
    return render_template(
        "duties/list_tasks.html",
        page=page,
        progress=tallies.progress_by_plan(page.rows, clock.today()),
        shown=shown,
        today=clock.today(),
    )


@pages.get("/plans/<plan_key>/duties")
@access.open_to_all
def plan_tasks(plan_key: str) -> str:
    """The tasks of one plan, each with how its units stand."""
    plan, today = _plan_or_404(plan_key), clock.today()
    progress = tallies.progress_of(plan, today)
    texts = queries.texts_of(progress)
    return render_template(
        "duties/plan_tasks.html",
        plan=plan,
        progress=progress,
        texts=sorted(texts.values(), key=lambda text: (text.position, text.id)),
        reminds=_reminds(plan),
        shown=shown,
        today=today,
    )


@pages.get("/plans/<plan_key>/clauses/<clause_key>/duties")
@access.open_to_all
def task_units(plan_key: str, clause_key: str) -> str:
    """One task with every unit that owes it: state, last report, figures."""
    plan, clause = _place_or_404(plan_key, clause_key)
    today, show = clock.today(), _show()
    periods = tallies.periods_of(clause)
    period = _period(periods)
    page = tallies.units_of_task(
        clause,
        period,
        show,
        today,
        after=request.args.get("after"),
        size=tallies.UNITS_ON_A_PAGE,
    )
    progress = tallies.progress_of_task(clause, period, today)
    return render_template(
        "duties/task_units.html",
        plan=plan,
        clause=clause,
        text=queries.texts_of([clause.id]).get(clause.id),
        page=page,
        last=tallies.last_of(page.rows),
        seen=_seen(plan),
        opens=_opens_duties(),
        progress=progress,
        tabs=_tabs(plan, clause, period, show, progress),
        show=show,
        period=period,
        periods=periods,
        reminds=_reminds(plan),
        shown=shown,
        today=today,
    )


@pages.get("/plans/<plan_key>/clauses/<clause_key>/duties.<form>")
@access.open_to_all
def export_task_units(plan_key: str, clause_key: str, form: str) -> Response:
    """The same table as Excel or CSV."""
    if form not in MEDIA_TYPES:
        abort(404)
    plan, clause = _place_or_404(plan_key, clause_key)
    today, period = clock.today(), _period(tallies.periods_of(clause))
    page = tallies.units_of_task(clause, period, _show(), today, after=None, size=MOST_EXPORTED)
    seen = _seen(plan)
    rows = shown.table_rows(page.rows, tallies.last_of(page.rows), today, seen)
    head = shown.table_head(inside=seen is None or bool(seen))
    return as_table(_("Nhiệm vụ"), head, rows, form)


@pages.get("/plans/<plan_key>/clauses/<clause_key>/disseminations")
@access.open_to_all
def list_disseminations(plan_key: str, clause_key: str) -> str:
    """By what meetings and notices the units made a task known, and how many they reached."""
    plan, clause = _place_or_404(plan_key, clause_key)
    period = _period(tallies.periods_of(clause))
    return render_template(
        "duties/list_disseminations.html",
        plan=plan,
        clause=clause,
        period=period,
        text=queries.texts_of([clause.id]).get(clause.id),
        page=tallies.disseminations_of(
            clause, period, after=row_asked(), size=tallies.UNITS_ON_A_PAGE
        ),
        heads=tallies.progress_of_task(clause, period, clock.today()).heads,
        seen=_seen(plan),
        shown=shown,
    )


@pages.get("/plans/<plan_key>/clauses/<clause_key>/disseminations.<form>")
@access.open_to_all
def export_disseminations(plan_key: str, clause_key: str, form: str) -> Response:
    """The same log as Excel or CSV."""
    if form not in MEDIA_TYPES:
        abort(404)
    plan, clause = _place_or_404(plan_key, clause_key)
    period = _period(tallies.periods_of(clause))
    page = tallies.disseminations_of(clause, period, after=None, size=MOST_EXPORTED)
    head, rows = shown.log_table(page.rows, _seen(plan))
    return as_table(_("Quán triệt, tuyên truyền"), head, rows, form)


def as_table(name: str, head: list[str], rows: list[list[tables.Cell]], form: str) -> Response:
    """A table called `name` as a file of the form "csv" or "xlsx"."""
    data = tables.as_csv(head, rows) if form == "csv" else tables.as_xlsx(name, head, rows)
    disposition = tables.as_attachment(name, clock.today(), form)
    return Response(data, mimetype=MEDIA_TYPES[form], headers={"Content-Disposition": disposition})


def _plan_or_404(plan_key: str) -> Plan:
    return plans.plan_for(reader_of_request(), plan_key) or abort(404)


def _place_or_404(plan_key: str, clause_key: str) -> tuple[Plan, Clause]:
    plan = _plan_or_404(plan_key)
    return plan, tallies.clause_of_plan(plan, clause_key) or abort(404)


def _seen(plan: Plan) -> frozenset[int] | None:
    """The units whose words and files this reader may read; None: every unit's."""
    hats, today = g.get("hats", ()), clock.today()
    if queries.is_in_charge(hats, plan, today):
        return None
    return queries.unit_ids_seen(hats, today)


def _reminds(plan: Plan) -> bool:
    hat = access.current_hat()
    return hat is not None and queries.reminds_of(hat, plan, clock.today())


def _opens_duties() -> bool:
    """Whether the hat worn is one of those for whom the page of a duty is."""
    hat = access.current_hat()
    return hat is not None and hat.role in {*AT_WORK, *WATCHING}


def _show() -> Show:
    word = request.args.get("show", Show.ALL.value)
    return Show(word) if word in list(Show) else abort(404)


def _period(periods: list[str]) -> str:
    """The period asked for; else this year's, else the newest."""
    asked = request.args.get("period")
    if asked is not None:
        return asked if asked in periods else abort(404)
    this_year = str(clock.today().year)
    return this_year if this_year in periods else (periods or [""])[0]


def _tabs(
    plan: Plan, clause: Clause, period: str, show: Show, progress: rules.Progress
) -> list[dict[str, Any]]:
    counted = [
        (Show.ALL, _("Tất cả"), progress.total),
        (Show.NOT_REPORTED, _("Chưa báo cáo"), progress.not_reported),
        (Show.IN_PROGRESS, _("Đang thực hiện"), progress.in_progress),
        (Show.LATE, _("Quá hạn"), progress.late),
        (Show.NOT_DONE, _("Không thực hiện được"), progress.not_done),
        (Show.DONE, _("Đã hoàn thành"), progress.done),
    ]
    place: dict[str, Any] = {
        "plan_key": plan.key,
        "clause_key": clause.key,
        "period": period or None,
    }
    return [
        {
            "label": label,
            "count": count,
            "current": each is show,
            "late": each is Show.LATE and count > 0,
            "url": url_for("duties.task_units", show=each.value, **place),
        }
        for each, label, count in counted
    ]
