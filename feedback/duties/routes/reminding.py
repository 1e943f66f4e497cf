"""Reminding units of what they have still to do: first who and with what words, then sent."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback import pages as page_tools
from feedback.database import begin_write
from feedback.duties import actions, queries, rules, shown, tallies
from feedback.duties.forms import RemindForm
from feedback.duties.routes import pages
from feedback.errors import UserError
from feedback.organisation.rules import BODY_KINDS
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from models import Clause, ClauseText, Duty, DutyState, Plan, Role, db

Answer = str | Response | tuple[str, int]
REMINDING = (*sorted(rules.REPORTING), Role.LEADERSHIP)


class Ticked(StrEnum):
    """Which lines are ticked beforehand."""

    PRESSING = "pressing"
    LATE = "late"
    SILENT = "silent"
    ALL = "all"
    NONE = "none"


@pages.get("/plans/<plan_key>/duties/remind")
@access.for_roles(*REMINDING)
def review_reminders(plan_key: str) -> str:
    """Who has still to report, those late or silent ticked, and the words that go with it."""
    plan, clause = _place_or_404(plan_key)
    owed = tallies.to_remind(access.hat_required(), plan, clock.today(), clause)
    ticked = [duty.key for duty in owed if _is_ticked(duty, _ticked())]
    chosen = request.args.getlist("duty") or ticked
    return _show(plan, clause, owed, RemindForm(formdata=None, data={"duties": chosen}))


@pages.post("/plans/<plan_key>/duties/remind")
@access.for_roles(*REMINDING)
def remind(plan_key: str) -> Answer:
    """Remind the chosen units, each at most once a day."""
    plan, clause = _place_or_404(plan_key)
    hat, form = access.hat_required(), RemindForm()
    begin_write()
    owed = tallies.to_remind(hat, plan, clock.today(), clause)
    chosen = [duty for duty in owed if duty.key in set(form.duties.data or ())]
    try:
        if not form.validate_on_submit():
            db.session.rollback()
            return _show(plan, clause, owed, form), 422
        done = actions.remind(chosen, form.words.data or "", by=hat, now=clock.now())
    except UserError as error:
        db.session.rollback()
        form.add_error("words", page_tools.shown(error))
        return _show(plan, clause, owed, form), 422
    db.session.commit()
    words = _("Đã đôn đốc %(n)s nhiệm vụ của %(units)s đơn vị.", n=done.reminded, units=done.units)
    if done.left_out:
        words += " " + _(
            "%(n)s nhiệm vụ đã được đôn đốc hôm nay nên không nhắc lại.", n=done.left_out
        )
    flash(words, "done")
    return redirect(url_for("duties.plan_tasks", plan_key=plan_key))


def _place_or_404(plan_key: str) -> tuple[Plan, Clause | None]:
    plan = plans.plan_for(reader_of_request(), plan_key) or abort(404)
    if not queries.reminds_of(access.hat_required(), plan, clock.today()):
        abort(404)
    key = request.args.get("clause")
    return plan, (tallies.clause_of_plan(plan, key) or abort(404)) if key else None


def _show(plan: Plan, clause: Clause | None, owed: list[Duty], form: RemindForm) -> str:
    texts = queries.texts_of({duty.clause_id for duty in owed})
    told = queries.reminded_on([duty.id for duty in owed], clock.today())
    still = [duty for duty in owed if duty.id not in told]
    form.duties.choices = [(duty.key, _words_of(duty, texts)) for duty in still]
    return render_template(
        "duties/review_reminders.html",
        plan=plan,
        clause=clause,
        owed=still,
        reminded=[_words_of(duty, texts) for duty in owed if duty.id in told],
        tabs=_tabs(plan, clause, still),
        form=form,
    )


def _ticked() -> Ticked:
    word = request.args.get("chosen", Ticked.PRESSING.value)
    return Ticked(word) if word in list(Ticked) else abort(404)


def _is_ticked(duty: Duty, ticked: Ticked) -> bool:
    """Whether the line is ticked; of bodies that watch over the sector only by choice."""
    if ticked in (Ticked.ALL, Ticked.NONE):
        return ticked is Ticked.ALL
    if ticked is Ticked.SILENT:
        return duty.state is DutyState.NOT_REPORTED
    standing = (duty.state, duty.due_on, duty.ended_on, clock.today())
    if ticked is Ticked.LATE:
        return rules.is_late(*standing)
    return duty.holder_unit.kind not in BODY_KINDS and rules.is_pressing(*standing)


def _tabs(plan: Plan, clause: Clause | None, owed: list[Duty]) -> list[dict[str, Any]]:
    """Which lines are ticked beforehand: links, so that choosing works without script."""
    names = {
        Ticked.PRESSING: _("Chọn quá hạn và chưa báo cáo"),
        Ticked.LATE: _("Chọn quá hạn"),
        Ticked.SILENT: _("Chọn chưa báo cáo"),
        Ticked.ALL: _("Chọn cả"),
        Ticked.NONE: _("Bỏ chọn hết"),
    }
    place: dict[str, Any] = {"plan_key": plan.key, "clause": clause.key if clause else None}
    return [
        {
            "label": names[each],
            "count": sum(_is_ticked(duty, each) for duty in owed),
            "current": each is _ticked() and "duty" not in request.args,
            "url": url_for("duties.review_reminders", chosen=each.value, **place),
        }
        for each in Ticked
    ]


def _words_of(duty: Duty, texts: dict[int, ClauseText]) -> str:
    name = shown.name_of(texts.get(duty.clause_id))
    standing = shown.standing(duty, clock.today())
    due = _("hạn %(day)s", day=shown.due_words(duty)) if duty.due_on else ""
    said = [shown.unit_words(duty), name, due, standing.word, standing.more]
    return " · ".join(part for part in said if part)
