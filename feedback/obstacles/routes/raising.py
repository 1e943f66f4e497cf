"""Bringing up an obstacle, and following those one has brought up."""

from __future__ import annotations

from flask import abort, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, deadlines, formats
from feedback import pages as page_tools
from feedback.attachments import BadFile
from feedback.comments import queries as comments
from feedback.comments import receipts
from feedback.comments.identities import Keys
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.obstacles import actions, queries, rules
from feedback.obstacles.actions import Obstacle, Raised
from feedback.obstacles.forms import RaiseForm
from feedback.obstacles.routes import pages
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from feedback.plans.queries import Wanted
from feedback.triage import words
from feedback.uploads import keep, taken_in
from models import ClauseText, Plan, db

Answer = str | Response | tuple[str, int]


@pages.get("/obstacles/mine")
@access.for_roles(*rules.RAISING)
def mine() -> str:
    """What this person brought up, with every step and its day."""
    person = access.person_required()
    own = comments.own_comment_ids(person, key=current_app.config["HASH_KEY"])
    return render_template(
        "obstacles/mine.html",
        page=queries.own_obstacles(own, request.args.get("after")),
        steps_of=rules.steps_of,
        gathers=queries.gathers(access.hat_required(), clock.today()),
        words=words,
        today=clock.today(),
        calendar=deadlines.load_calendar(),
    )


@pages.get("/obstacles/new")
@access.for_roles(*rules.RAISING)
def new() -> str:
    """Choose the plan that something stands in the way of, then say what."""
    if "plan" not in request.args:
        page = plans.plans_for(
            reader_of_request(), Wanted(), request.args.get("after"), now=clock.now()
        )
        return render_template("obstacles/choose_plan.html", page=page)
    plan = _plan_or_404(request.args["plan"])
    form = RaiseForm(data={"clause": request.args.get("clause", "")})
    form.token.data = receipts.new_send_token()
    return _show(plan, form)


@pages.post("/obstacles/new")
@access.for_roles(*rules.RAISING)
def send() -> Answer:
    """Keep the obstacle and give its number and date."""
    plan, form = _plan_or_404(request.args.get("plan", "")), RaiseForm()
    if not form.validate_on_submit():
        return _show(plan, form), 422
    try:
        raised = _raised(plan, form)
    except UserError as error:
        db.session.rollback()
        field = "files" if isinstance(error, BadFile) else "body"
        form.add_error(field, page_tools.shown(error))
        return _show(plan, form), 422
    db.session.commit()
    return render_template(
        "obstacles/sent.html",
        case=raised.case,
        secret=raised.secret,
        steps=_next_steps(raised),
        plan=plan,
    )


def _raised(plan: Plan, form: RaiseForm) -> Raised:
    files = taken_in(form.files.data or ())
    text = plans.clause_of(plan, form.clause.data) if form.clause.data else None
    begin_write()
    raised = actions.raise_obstacle(
        plan,
        text,
        Obstacle(form.body.data, files, form.token.data or ""),
        by=access.hat_required(),
        keys=Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"]),
        now=clock.now(),
    )
    keep(files, current_app.config["FILES_FOLDER"])
    return raised


def _plan_or_404(key: str) -> Plan:
    return plans.plan_for(reader_of_request(), key) or abort(404)


def _show(plan: Plan, form: RaiseForm) -> str:
    clauses: list[ClauseText] = plans.clauses_of(plan.current_version)
    form.offer(clauses)
    return render_template("obstacles/new.html", plan=plan, form=form)


def _next_steps(raised: Raised) -> list[str]:
    due_on = raised.case.due_on
    steps = [
        _("Văn phòng Sở tổng hợp những vướng mắc giống nhau và trình Giám đốc."),
        _("Giám đốc xem xét, quyết định; Văn phòng Sở trả lời chung cho mọi nơi đã hỏi."),
    ]
    if due_on is not None:
        steps.append(_("Chậm nhất ngày %(day)s có trả lời.", day=formats.day(due_on)))
    steps.append(_("Từng bước có ngày ở trang “Vướng mắc tôi đã gửi”."))
    return steps
