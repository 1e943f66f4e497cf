"""The preview desk: what was read beside its source, to be put right and saved as it is typed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.errors import N_, RuleBroken, UserError
from feedback.organisation.naming import units_holding
from feedback.organisation.queries import units_in_order
from feedback.pages import shown as words_of
from feedback.pages import wants_fragment
from feedback.plans.forms import ClauseForm, HeadForm
from feedback.plans.preparing import corrections, desk, drafts, reshaping, undoing
from feedback.plans.routes import pages
from feedback.plans.routes.preparing import prepared_plan
from feedback.plans.rules import PREPARING
from models import ClauseText, Plan, PlanVersion, Role, db

Answer = str | Response | tuple[str, int] | tuple[Response, int]
MOST_FOUND = 12  # units offered for what was typed


@pages.get("/plans/<plan_key>/preview")
@access.for_roles(*PREPARING)
def preview_plan(plan_key: str) -> str:
    """What was read, to be checked: first the head of the document."""
    plan = prepared_plan(plan_key)
    return _head_page(plan, HeadForm.filled(version_shown(plan)))


@pages.post("/plans/<plan_key>/preview")
@access.for_roles(*PREPARING)
def correct_head(plan_key: str) -> Answer:
    """Put the head of the document right; with a fragment's header, while it is being typed."""
    plan, form = prepared_plan(plan_key), HeadForm()
    version_sent(plan)
    if not form.validate():
        return _not_saved(form) or (_head_page(plan, form), 422)
    begin_write()
    seen, visit = form.seen(), form.visit_sent()
    hat, now = access.hat_required(), clock.now()
    try:
        version = corrections.correct_head(
            plan, form.head(), revision=seen, visit=visit, by=hat, now=now
        )
    except UserError as error:
        _keep_typed(form, plan, error)
        return _not_saved(form, error) or (_head_page(plan, form), 409)
    db.session.commit()
    return _saved(version) or _told(_("Đã lưu phần đầu văn bản."), desk.address_of(plan, ""))


@pages.get("/plans/<plan_key>/preview/clauses/<clause_key>")
@access.for_roles(*PREPARING)
def preview_clause(plan_key: str, clause_key: str) -> str:
    """One clause as it was read, beside its lines in the file."""
    plan = prepared_plan(plan_key)
    text = drafts.clause_in(version_shown(plan), clause_key) or abort(404)
    return _clause_page(plan, text, ClauseForm.filled(text))


@pages.post("/plans/<plan_key>/preview/clauses/<clause_key>")
@access.for_roles(*PREPARING)
def correct_clause(plan_key: str, clause_key: str) -> Answer:
    """Put one clause and its task right; with a fragment's header, while it is being typed."""
    plan, text = plan_and_clause(plan_key, clause_key)
    form = ClauseForm()
    if not form.validate():
        return _not_saved(form) or (_clause_page(plan, text, form), 422)
    begin_write()
    seen, visit = form.seen(), form.visit_sent()
    hat, now = access.hat_required(), clock.now()
    try:
        version = corrections.correct_clause(
            plan, text, form.wording(), form.duty(), revision=seen, visit=visit, by=hat, now=now
        )
    except UserError as error:
        _keep_typed(form, plan, error)
        return _not_saved(form, error) or (_clause_page(plan, text, form), 409)
    db.session.commit()
    goes_on = request.form.get("then") == "next"
    return _saved(version) or _told(_("Đã lưu mục."), desk.address_after(plan, text, go_on=goes_on))


def version_shown(plan: Plan) -> PlanVersion:
    """The version in the making; where there is none, the page leads to the plan."""
    version = plan.version_in_the_making
    return version or abort(redirect(url_for("plans.show_plan", plan_key=plan.key)))


def version_sent(plan: Plan) -> PlanVersion:
    """The version in the making. Raises RuleBroken when it was published meanwhile."""
    version = plan.version_in_the_making
    if version is None:
        raise RuleBroken(N_("Văn bản đã công bố; lời văn không sửa được nữa."))
    return version


def plan_and_clause(plan_key: str, clause_key: str) -> tuple[Plan, ClauseText]:
    """The plan and the clause of its version in the making to which something is sent."""
    plan = prepared_plan(plan_key)
    return plan, drafts.clause_in(version_sent(plan), clause_key) or abort(404)


def desk_around(plan: Plan, here: ClauseText | None) -> dict[str, Any]:
    """What every page of the desk shows: the list, what to look at, the source, what to undo."""
    version, hat = version_shown(plan), access.hat_required()
    tree = desk.tree_of(version, today=clock.today())
    following = tree.remark_behind(here)
    return {
        "plan": plan,
        "version": version,
        "tree": tree,
        "window": tree.window(here),
        "undo": desk.step_shown(undoing.last_step(version), hat),
        "redo": desk.step_shown(undoing.next_step(version), hat),
        "next_remark_url": desk.address_of_remark(plan, following) if following else "",
        "address_of_remark": desk.address_of_remark,
    }


def _head_page(plan: Plan, form: HeadForm) -> str:
    around = desk_around(plan, None)
    pane = desk.pane_beside(around["tree"], None)
    return render_template("plans/preview_plan.html", form=form, pane=pane, **around)


def _clause_page(plan: Plan, text: ClauseText, form: ClauseForm) -> str:
    around = desk_around(plan, text)
    tree, units = around["tree"], units_in_order(clock.today())
    typed = request.args.get("typed", "")
    return render_template(
        "plans/preview_clause.html",
        text=text,
        form=form,
        pane=desk.pane_beside(tree, text),
        namings=tree.namings_of(text),
        units=units,
        asked={"name": request.args.get("asked"), "typed": typed},
        units_found=units_holding(units, typed)[:MOST_FOUND],
        may_remember=access.hat_required().role is Role.ADMINISTRATOR,
        places=reshaping.places_to_split(text.body),
        table=tree.table_around(text),
        **around,
    )


def _keep_typed(form: HeadForm | ClauseForm, plan: Plan, error: UserError) -> None:
    db.session.rollback()
    if plan.discarded_at is not None:
        abort(404)  # nothing is there any more: somebody gave the draft up in between
    form.form_errors.append(words_of(error))
    form.revision.data = version_sent(plan).revision  # a second press saves what is in the boxes


def _told(words: str, address: str) -> Response:
    flash(words, "done")
    return redirect(address)


def _saved(version: PlanVersion) -> Response | None:
    """What the page's script is told after it has saved; None for a press on the button."""
    if not wants_fragment():
        return None
    words = _("Đã lưu lúc %(time)s", time=clock.local(clock.now()).strftime("%H:%M"))
    return jsonify(revision=version.revision, words=words)


def _not_saved(
    form: HeadForm | ClauseForm, error: UserError | None = None
) -> tuple[Response, int] | None:
    """What the page's script is told when nothing was saved; None for a press on the button."""
    if not wants_fragment():
        return None
    if error is not None:
        return jsonify(words=words_of(error)), 409
    first = next(message for messages in form.errors.values() for message in messages)
    return jsonify(words=_("Chưa lưu: %(why)s", why=first)), 422
