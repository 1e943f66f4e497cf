"""Acts at the preview desk: on the tree of clauses, on printed names, undo and redo."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.errors import N_, RuleBroken, UserError
from feedback.organisation import actions as organisation
from feedback.organisation.naming import units_holding
from feedback.organisation.queries import resolve_unit_names, unit_by_key, units_in_order
from feedback.organisation.rules import aliases_of
from feedback.pages import shown as words_of
from feedback.plans.forms import NameForm, StepForm
from feedback.plans.preparing import corrections, desk, drafts, reshaping
from feedback.plans.routes import pages
from feedback.plans.routes.correcting import plan_and_clause, version_sent
from feedback.plans.routes.preparing import prepared_plan
from feedback.plans.rules import PREPARING
from feedback.search import fold
from models import DraftStep, Plan, Role, Unit, db

DESK = "/plans/<plan_key>/preview"
ACTS = {
    "promote": reshaping.promote,
    "demote": reshaping.demote,
    "move-up": reshaping.move_up,
    "move-down": reshaping.move_down,
    "merge": reshaping.merge,
    "remove": reshaping.remove_clause,
}
_ANY_ACT = ",".join(f"'{act}'" for act in ACTS)


@pages.post(f"{DESK}/clauses/<clause_key>/<any({_ANY_ACT}):act>")
@access.for_roles(*PREPARING)
def reshape_clause(plan_key: str, clause_key: str, act: str) -> Response:
    """Set a clause higher or deeper, move it, merge it with the one before, or take it out."""
    plan, text = plan_and_clause(plan_key, clause_key)
    form, hat, now = StepForm(), access.hat_required(), clock.now()
    begin_write()
    try:
        here = ACTS[act](plan, text, revision=form.seen(), by=hat, now=now)
    except UserError as error:
        return _refused(plan, error, clause_key)
    return _done(plan, here.clause.key if here else "")


@pages.post(f"{DESK}/clauses/<clause_key>/split")
@access.for_roles(*PREPARING)
def split_clause(plan_key: str, clause_key: str) -> Response:
    """Let what stands from a place in the text on be the next clause."""
    plan, text = plan_and_clause(plan_key, clause_key)
    form, hat, now = StepForm(), access.hat_required(), clock.now()
    begin_write()
    try:
        at = form.place.data or 0
        added = reshaping.split(plan, text, at, revision=form.seen(), by=hat, now=now)
    except UserError as error:
        return _refused(plan, error, clause_key)
    return _done(plan, added.clause.key)


@pages.post(f"{DESK}/clauses")
@access.for_roles(*PREPARING)
def add_clause(plan_key: str) -> Response:
    """Put a new, empty clause behind another, or at the very front."""
    plan, form = prepared_plan(plan_key), StepForm()
    after = drafts.clause_in(version_sent(plan), form.at.data or "")
    hat, now = access.hat_required(), clock.now()
    begin_write()
    try:
        added = reshaping.add_clause(plan, after, revision=form.seen(), by=hat, now=now)
    except UserError as error:
        return _refused(plan, error, form.at.data or "")
    return _done(plan, added.clause.key)


@pages.post(f"{DESK}/undo")
@access.for_roles(*PREPARING)
def undo_step(plan_key: str) -> Response:
    """Take the newest act at the desk back."""
    return _stepped(plan_key, reshaping.undo)


@pages.post(f"{DESK}/redo")
@access.for_roles(*PREPARING)
def redo_step(plan_key: str) -> Response:
    """Do what was undone last once more."""
    return _stepped(plan_key, reshaping.redo)


@pages.post(f"{DESK}/looks")
@access.for_roles(*PREPARING)
def look_at_remark(plan_key: str) -> Response:
    """Mark a point as looked at: it stays as it is and is asked no more."""
    plan, form = prepared_plan(plan_key), StepForm()
    tree = desk.tree_of(version_sent(plan), today=clock.today())
    remark = next((one for one in tree.remarks if one.mark == form.mark.data), None) or abort(404)
    hat, now = access.hat_required(), clock.now()
    begin_write()
    try:
        corrections.look_at(
            plan, remark.mark, remark.clause_key, revision=form.seen(), by=hat, now=now
        )
    except UserError as error:
        return _refused(plan, error, form.at.data or "")
    return _done(plan, form.at.data or "")


@pages.post(f"{DESK}/names")
@access.for_roles(*PREPARING)
def choose_unit(plan_key: str) -> Response:
    """Say which unit a printed name means, in this document and, if wished, in all to come."""
    plan, form = prepared_plan(plan_key), NameForm()
    version_sent(plan)
    hat, now, at = access.hat_required(), clock.now(), form.at.data or ""
    unit = None
    begin_write()
    try:
        unit = _unit_meant(form)
        corrections.choose_unit(plan, form.name.data, unit, revision=form.seen(), by=hat, now=now)
        if unit and form.remember.data:
            _remember(unit, form.name.data)
    except UserError as error:
        if unit is None and form.other.data and drafts.clause_in(version_sent(plan), at):
            return _asked_again(plan, at, form)
        return _refused(plan, error, at)
    return _done(plan, at)


def _asked_again(plan: Plan, clause_key: str, form: NameForm) -> Response:
    """Back to the question, with what was typed; the page offers the units found by it."""
    db.session.rollback()
    return redirect(
        url_for(
            "plans.preview_clause",
            plan_key=plan.key,
            clause_key=clause_key,
            asked=form.name.data,
            typed=form.other.data,
        )
    )


def _unit_meant(form: NameForm) -> Unit | None:
    """The unit chosen; None to ask anew. Raises RuleBroken when none is, or nobody knows it."""
    if not form.validate():
        raise RuleBroken(N_("Xin chọn một đơn vị."))
    if form.anew.data:
        return None
    typed, key = form.other.data, str(form.unit.data or "")
    if typed and not (key and typed == form.searched.data):
        return _unit_typed(typed)
    unit = unit_by_key(key)
    if unit is None:
        raise RuleBroken(N_("Xin chọn một đơn vị."))
    return unit


def _unit_typed(typed: str) -> Unit:
    today = clock.today()
    (named,) = resolve_unit_names([typed], today)
    if len(named.units) == 1 and not named.through_group:
        return named.units[0]
    found = units_holding(units_in_order(today), typed)
    if len(found) == 1:
        return found[0]
    raise RuleBroken(N_("Không có một đơn vị duy nhất tên “%(name)s”."), name=typed)


def _remember(unit: Unit, name: str) -> None:
    hat = access.hat_required()
    if hat.role is Role.ADMINISTRATOR and fold(name) not in aliases_of(unit):
        organisation.add_name(unit, name, by=hat, now=clock.now())


def _stepped(plan_key: str, act: Callable[..., DraftStep]) -> Response:
    plan, form = prepared_plan(plan_key), StepForm()
    version_sent(plan)
    begin_write()
    at = form.at.data or ""
    try:
        step = act(plan, revision=form.seen(), by=access.hat_required(), now=clock.now())
    except UserError as error:
        return _refused(plan, error, at)
    about = "" if step.kind == "head" else step.before.get("about") or at
    return _done(plan, about)


def _done(plan: Plan, clause_key: str, anchor: str = "") -> Response:
    """Store it and go on at the clause, as far as it is still there."""
    db.session.commit()
    version = version_sent(plan)
    key = clause_key if clause_key and drafts.clause_in(version, clause_key) else ""
    return redirect(desk.address_of(plan, key, anchor))


def _refused(plan: Plan, error: UserError, clause_key: str) -> Response:
    db.session.rollback()
    if plan.discarded_at is not None:
        abort(404)
    version = version_sent(plan)
    flash(words_of(error), "late")
    key = clause_key if clause_key and drafts.clause_in(version, clause_key) else ""
    return redirect(desk.address_of(plan, key))
