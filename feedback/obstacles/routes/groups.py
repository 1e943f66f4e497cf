"""Gathering like with like, submitting to the Director, deciding, answering everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, deadlines
from feedback import pages as page_tools
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.obstacles import actions, queries, rules
from feedback.obstacles.forms import (
    AnswerAllForm,
    DecisionForm,
    GatherForm,
    GroupForm,
    MemberForm,
    SendBackForm,
    StepForm,
)
from feedback.obstacles.queries import Folder
from feedback.obstacles.routes import pages
from feedback.obstacles.rules import Stage
from feedback.triage import words
from models import Case, CaseGroup, Role, db

Answer = str | Response | tuple[str, int]
DESK = (*rules.GATHERING, Role.LEADERSHIP)


@pages.get("/obstacles")
@access.for_roles(*rules.RAISING)
def list_obstacles() -> Answer:
    """Obstacles: to gather for the office, to decide for the leadership, one's own for others."""
    hat, today = access.hat_required(), clock.today()
    if not queries.gathers(hat, today) and not queries.decides(hat):
        return redirect(url_for("obstacles.mine"))
    folder = _folder()
    if folder is Folder.NEW:
        return _show_new(GatherForm(formdata=None, data={"cases": request.args.getlist("pick")}))
    return render_template(
        "obstacles/list_groups.html",
        page=queries.groups_in(hat, folder, today, request.args.get("after")),
        **_around(folder),
    )


@pages.post("/obstacles/groups")
@access.for_roles(*DESK)
def gather() -> Answer:
    """Gather the chosen obstacles into a new group."""
    hat, today, form = access.hat_required(), clock.today(), GatherForm()
    if not form.validate_on_submit():
        return _show_new(form), 422
    begin_write()
    cases = queries.obstacles_by_key(hat, form.cases.data or (), today)
    try:
        group = actions.gather(
            cases,
            title=form.title.data,
            summary=form.summary.data or "",
            by=hat,
            now=clock.now(),
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("cases", page_tools.shown(error))
        return _show_new(form), 422
    key = group.key
    db.session.commit()
    flash(
        _("Đã gom %(n)s vướng mắc. Bỏ từng mục khỏi nhóm được, khi chưa trình.", n=len(cases)),
        "done",
    )
    return redirect(url_for("obstacles.show_group", group_key=key))


@pages.get("/obstacles/groups/<group_key>")
@access.for_roles(*DESK)
def show_group(group_key: str) -> str:
    """A group with its obstacles, its steps, and what this hat does next."""
    return _show_group(_group_or_404(group_key), {})


@pages.post("/obstacles/groups/<group_key>/describe")
@access.for_roles(*DESK)
def describe(group_key: str) -> Answer:
    """Rename the group or reword what the Director is asked."""
    group, form = _group_or_404(group_key), GroupForm()

    def act() -> None:
        actions.describe_group(
            group, title=form.title.data, summary=form.summary.data or "", **_by(form)
        )

    return _perform(group, "describe", form, "summary", act, _("Đã lưu."))


@pages.post("/obstacles/groups/<group_key>/add")
@access.for_roles(*DESK)
def add(group_key: str) -> Answer:
    """Put one more obstacle into the group."""
    group, form = _group_or_404(group_key), MemberForm()

    def act() -> None:
        actions.add_to_group(group, _waiting_or_404(form.case.data or ""), **_by(form))

    return _perform(group, "add", form, "", act, _("Đã thêm vào nhóm."))


@pages.post("/obstacles/groups/<group_key>/remove")
@access.for_roles(*DESK)
def remove(group_key: str) -> Answer:
    """Take one obstacle out of the group; it waits again as before."""
    group, form = _group_or_404(group_key), MemberForm()
    is_last = len(group.cases) == 1

    def act() -> None:
        case = next((each for each in group.cases if each.key == form.case.data), None)
        actions.take_out_of_group(group, case or abort(404), **_by(form))

    done = _("Đã đưa vướng mắc ra khỏi nhóm; hồ sơ lại chờ tổng hợp như trước.")
    answer = _perform(group, "remove", form, "", act, done)
    went = is_last and isinstance(answer, Response)
    return redirect(url_for("obstacles.list_obstacles")) if went else answer


@pages.post("/obstacles/groups/<group_key>/submit")
@access.for_roles(*DESK)
def submit(group_key: str) -> Answer:
    """Submit the group to the Director."""
    group, form = _group_or_404(group_key), StepForm()

    def act() -> None:
        actions.submit_group(group, **_by(form))

    return _perform(group, "submit", form, "", act, _("Đã trình Giám đốc."))


@pages.post("/obstacles/groups/<group_key>/decide")
@access.for_roles(Role.LEADERSHIP)
def decide(group_key: str) -> Answer:
    """Keep the Director's decision; the office then answers."""
    group, form = _group_or_404(group_key), DecisionForm()

    def act() -> None:
        actions.decide(group, form.text.data, **_by(form))

    return _perform(group, "decide", form, "text", act, _("Đã quyết định; Văn phòng Sở trả lời."))


@pages.post("/obstacles/groups/<group_key>/send-back")
@access.for_roles(Role.LEADERSHIP)
def send_back(group_key: str) -> Answer:
    """Give the group back to the office with a reason."""
    group, form = _group_or_404(group_key), SendBackForm()

    def act() -> None:
        actions.send_group_back(group, form.reason.data, **_by(form))

    answer = _perform(group, "send_back", form, "reason", act, _("Đã trả lại Văn phòng Sở."))
    # The group lies with the office again, out of the Director's sight.
    is_done = isinstance(answer, Response)
    return redirect(url_for("obstacles.list_obstacles")) if is_done else answer


@pages.post("/obstacles/groups/<group_key>/answer")
@access.for_roles(*DESK)
def answer_all(group_key: str) -> Answer:
    """Publish the one answer to everybody who asked."""
    group, form = _group_or_404(group_key), AnswerAllForm()

    def act() -> None:
        actions.answer_group(group, form.outcome_chosen(), form.explanation.data, **_by(form))

    return _perform(group, "answer", form, "explanation", act, _("Đã trả lời mọi nơi đã hỏi."))


# ------------------------------------------------------------------ steps of the above


def _perform(
    group: CaseGroup, name: str, form: Any, field: str, act: Callable[[], None], done: str
) -> Answer:
    """Check the form, do the act in one transaction, or show the group with what was refused."""
    key = group.key
    if not form.validate_on_submit():
        return _show_group(group, {name: form}), 422
    begin_write()
    try:
        act()
    except UserError as error:
        db.session.rollback()
        if not field:
            flash(page_tools.shown(error), "late")
            return redirect(url_for("obstacles.show_group", group_key=key))
        form.add_error(field, page_tools.shown(error))
        form.revision.data = str(group.revision)
        return _show_group(group, {name: form}), 422
    db.session.commit()
    flash(done, "done")
    return redirect(url_for("obstacles.show_group", group_key=key))


def _by(form: StepForm) -> dict[str, Any]:
    return {"by": access.hat_required(), "now": clock.now(), "revision": form.seen}


def _group_or_404(key: str) -> CaseGroup:
    return queries.group_for(access.hat_required(), key, clock.today()) or abort(404)


def _waiting_or_404(key: str) -> Case:
    found = queries.obstacles_by_key(access.hat_required(), [key], clock.today())
    return found[0] if found else abort(404)


def _folder() -> Folder:
    usual = Folder.SUBMITTED if queries.decides(access.hat_required()) else Folder.NEW
    word = request.args.get("folder", usual.value)
    if word not in list(Folder):
        abort(404)
    return Folder(word)


def _show_new(form: GatherForm) -> str:
    hat, today = access.hat_required(), clock.today()
    if not queries.gathers(hat, today):
        abort(404)
    page = queries.new_obstacles(hat, today, request.args.get("after"))
    form.cases.choices = [(case.key, case.number) for case in page.rows]
    return render_template(
        "obstacles/list_new.html",
        page=page,
        form=form,
        alike=queries.alike_among(page.rows),
        **_around(Folder.NEW),
    )


def _around(folder: Folder | None) -> dict[str, Any]:
    """What every page of the desk shows around its list."""
    hat, today = access.hat_required(), clock.today()
    names = {
        Folder.NEW: _("Mới đến"),
        Folder.GATHERED: _("Đang tổng hợp"),
        Folder.SUBMITTED: _("Đã trình Giám đốc"),
        Folder.DECIDED: _("Đã quyết định, chờ trả lời"),
        Folder.ANSWERED: _("Đã trả lời"),
    }
    counts = queries.counts(hat, today)
    gathers = queries.gathers(hat, today)
    seen = list(Folder) if gathers else [Folder.SUBMITTED, Folder.DECIDED, Folder.ANSWERED]
    return {
        "folder": folder,
        "gathers": gathers,
        "decides": queries.decides(hat),
        "folders": [
            {
                "label": names[each],
                "url": url_for("obstacles.list_obstacles", folder=each.value),
                "count": counts[each] if each is not Folder.ANSWERED else None,
                "current": each is folder,
            }
            for each in seen
        ],
        "today": today,
        "calendar": deadlines.load_calendar(),
        "words": words,
    }


def _show_group(group: CaseGroup, refused: dict[str, Any]) -> str:
    hat, today = access.hat_required(), clock.today()
    stage = rules.stage_of(group)
    around = _around(Folder(stage.value))
    may_change = around["gathers"] and stage is Stage.GATHERED
    forms = _forms(group) | refused
    return render_template(
        "obstacles/show_group.html",
        group=group,
        stage=stage,
        Stage=Stage,
        steps=rules.steps_of(min(_received(group)), group),
        suggested=queries.like_group(group, hat, today) if may_change else [],
        may_change=may_change,
        forms=forms,
        refused=refused,
        answers=queries.answers_to_group(group) if stage is Stage.ANSWERED else [],
        **around,
    )


def _received(group: CaseGroup) -> list[Any]:
    return [case.comment.received_at for case in group.cases] or [group.gathered_at]


def _forms(group: CaseGroup) -> dict[str, Any]:
    seen = {"revision": group.revision}
    said = {"title": group.title, "summary": group.summary}
    return {
        "describe": GroupForm(formdata=None, data=seen | said),
        "decide": DecisionForm(formdata=None, data=seen),
        "send_back": SendBackForm(formdata=None, data=seen),
        "answer": AnswerAllForm(formdata=None, data=seen | {"explanation": group.decision or ""}),
    }
