"""Pages for those who read plans."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, formats, kept_pages, labels
from feedback.comments import queries as comments
from feedback.database import begin_write
from feedback.duties import shown as duties
from feedback.duties.tallies import progress_of
from feedback.organisation.queries import unit_by_key
from feedback.plans import actions, previews, queries, rules, shown
from feedback.plans.access import knows_link, reader_of_request, remember_link
from feedback.plans.forms import DRAFT_KINDS, FilterForm
from feedback.plans.queries import Reader, Wanted
from feedback.plans.rounds import audiences
from feedback.plans.routes import pages
from feedback.plans.routes.comparing import clause_left_for, older_clause
from feedback.plans.routes.window import above
from feedback.plans.tables import blocks_of
from feedback.plans.versions import lineage
from models import AudienceLink, Plan, PlanKind, db

pages.add_app_template_filter(formats.until, "until")


@pages.get("/plans")
@access.open_to_all
def list_plans() -> str:
    """The plans one may read: first those open for opinions, then the newest."""
    reader, now = reader_of_request(), clock.now()
    form = _filter_form(reader)
    page = queries.plans_for(reader, _wanted(form), request.args.get("after"), now=now)
    return render_template(
        "plans/list_plans.html",
        form=form,
        rows=shown.shown_rows(page.rows, queries.opinions_on(page.rows), now),
        older_url=_list_address(page.next_after) if page.next_after else "",
        is_narrowed=bool(_arguments(after=None)),
        is_first_page="after" not in request.args,
    )


@pages.get("/plans/<plan_key>")
@access.open_to_all
def show_plan(plan_key: str) -> str:
    """The whole plan, clause by clause, with the place to speak beside each."""
    plan, now = _plan_or_404(plan_key), clock.now()
    texts = queries.clauses_of(plan.current_version)
    successors = queries.successors_named_in(texts, clock.day_of(now))
    talk = lineage.talk_on(plan, texts)
    kept_pages.keep(plan, now=now, until=rules.next_change(plan, now))
    clauses = shown.shown_clauses(texts, successors, talk.carried)
    return render_template(
        "plans/show_plan.html",
        plan=plan,
        head=shown.shown_head(plan.current_version, plan.unit),
        blocks=blocks_of(clauses),
        entries=shown.contents(clauses),
        preview=previews.preview_of_plan(plan, plan.current_version, clauses),
        standing=shown.standing_of_all(talk.spoken_on),
        gone=talk.gone,
        window=shown.window_words(plan, now),
        takes_comments=rules.takes_comments(plan, now),
        duty_lines=duties.lines_beside(texts, progress_of(plan, clock.day_of(now))),
        mottos=duties.shown_mottos(plan.current_version),
        withdrawal_reason=queries.withdrawal_reason(plan) if plan.withdrawn_at else None,
        **above(plan, now),
    )


@pages.get("/plans/<plan_key>/clauses/<clause_key>")
@access.open_to_all
def show_clause(plan_key: str, clause_key: str) -> str | Response | tuple[str, int]:
    """One clause with what people said about it and what was answered."""
    plan, now = _plan_or_404(plan_key), clock.now()
    text = queries.clause_of(plan, clause_key)
    if text is None:
        older = older_clause(plan, clause_key)
        return older or (render_template("plans/clause_gone.html", plan=plan), 404)
    texts = queries.clauses_of(text.version)
    kept_pages.keep(plan, now=now, until=rules.next_change(plan, now))
    successors = queries.successors_named_in(texts, clock.day_of(now))
    carried = lineage.talk_on(plan, texts).carried
    every_clause = shown.shown_clauses(texts, successors, carried)
    return render_template(
        "plans/show_clause.html",
        plan=plan,
        head=shown.shown_head(text.version, plan.unit),
        clause=every_clause[text.position],
        here=shown.alone(every_clause, text.position),
        beneath=blocks_of(shown.beneath(every_clause, text.position)),
        path=shown.path_to(every_clause, text.position),
        preview=previews.preview_of_clause(plan, every_clause[text.position]),
        left=clause_left_for(plan, text) if "from" in request.args else None,
        window=shown.window_words(plan, now),
        takes_comments=rules.takes_comments(plan, now),
        duty_lines=duties.lines_beside(texts, progress_of(plan, clock.day_of(now))),
        page=comments.published_comments(plan, text.clause, request.args.get("after")),
    )


@pages.get("/a/<token>")
@access.open_to_all
def enter_by_link(token: str) -> Response | tuple[str, int]:
    """Lets this browser read the plan that a school shares with its parents."""
    token_hash = actions.link_hash(token, current_app.config["HASH_KEY"])
    link = queries.link_by_hash(token_hash)
    if link is None:
        # Neither plan nor school is named: whoever holds an ended link may not be meant for it.
        ended = audiences.was_link(token_hash)
        return (render_template("plans/ended_link.html"), 410) if ended else abort(404)
    _count_use(link)
    remember_link(link.key)
    return redirect(url_for("plans.show_plan", plan_key=link.plan.key))


def _count_use(link: AudienceLink) -> None:
    """Count who comes in; one who opens the link again is in already."""
    if request.method != "GET" or knows_link(link.key):
        return
    begin_write()
    audiences.count_use(link, clock.today())
    db.session.commit()


def _plan_or_404(plan_key: str) -> Plan:
    return queries.plan_for(reader_of_request(), plan_key) or abort(404)


def _filter_form(reader: Reader) -> FilterForm:
    form = FilterForm(request.args)
    every_unit = queries.units_with_plans(reader)
    form.unit.choices = [("", _("Mọi đơn vị")), *((unit.key, unit.name) for unit in every_unit)]
    every_kind = [(kind.value, labels.label(kind)) for kind in DRAFT_KINDS]
    form.kind.choices = [("", _("Mọi loại")), *every_kind]
    return form


def _wanted(form: FilterForm) -> Wanted:
    unit = unit_by_key(form.unit.data) if form.unit.data else None
    kind = next((kind for kind in PlanKind if kind.value == form.kind.data), None)
    return Wanted(
        words=form.q.data or "",
        unit_id=unit.id if unit else None,
        kind=kind,
        open_only=form.open.data,
    )


def _list_address(after: str) -> str:
    return f"{url_for('plans.list_plans')}?{urlencode(_arguments(after))}"


def _arguments(after: str | None) -> dict[str, str]:
    kept = {name: request.args.get(name, "") for name in ("q", "unit", "kind", "open")}
    return {name: value for name, value in (kept | {"after": after or ""}).items() if value}
