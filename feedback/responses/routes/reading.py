"""A case as everybody may read it, and the whole file on paper for those who handle it."""

from __future__ import annotations

from flask import abort, current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, deadlines
from feedback.comments import queries as comments
from feedback.obstacles.queries import group_for
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from feedback.responses import queries, rules
from feedback.responses.routes import pages
from feedback.responses.routes.visits import register_of
from feedback.triage import words
from feedback.triage.queries import case_for
from models import Case


@pages.get("/cases/<case_key>")
@access.open_to_all
def show_case(case_key: str) -> str | Response:
    """A case: for staff all that their hat may see, for others its public side."""
    case = _staff_case(case_key)
    is_staff = case is not None
    case = case or _public_case(case_key)
    if case is None:
        return _to_tracking(case_key)
    among_handlers = is_staff and _is_among_handlers(case)
    return render_template(
        "responses/show_case.html",
        case=case,
        is_staff=is_staff,
        work=_work_on(case),
        answers=queries.published_answers_of(case),
        notes=queries.words_on(case, among_handlers=among_handlers) if is_staff else (),
        register=register_of(case, public_only=not is_staff, among_handlers=among_handlers),
        ratings=queries.ratings_of_unit(case.lead_unit) if case.lead_unit else None,
        today=clock.today(),
        calendar=deadlines.load_calendar(),
        words=words,
    )


@pages.get("/cases/<case_key>/file")
@access.signed_in
def print_case(case_key: str) -> str:
    """The whole case file as one document: letter, files, register, inputs, answers."""
    case = _staff_case(case_key) or abort(404)
    among_handlers = _is_among_handlers(case)
    return render_template(
        "responses/print_case.html",
        case=case,
        answers=queries.published_answers_of(case),
        notes=queries.words_on(case, among_handlers=among_handlers),
        among_handlers=among_handlers,
        register=register_of(case, public_only=False, among_handlers=among_handlers),
        today=clock.today(),
        calendar=deadlines.load_calendar(),
        words=words,
    )


def _work_on(case: Case) -> list[tuple[str, str]]:
    """Where this hat works on the case: words and address; empty for those who only read."""
    hat, today = access.current_hat(), clock.today()
    if hat is None:
        return []
    found = []
    answer = queries.submitted_answer_of(case)
    if answer is not None and queries.answer_to_sign(hat, answer.key, today) is not None:
        address = url_for("responses.approval", answer_key=answer.key)
        found.append((_("Đọc và phê duyệt bản trình"), address))
    elif hat.role in rules.DRAFTING and queries.desk_case(hat, case.key, today) is not None:
        address = url_for("responses.desk_item", case_key=case.key)
        found.append((_("Mở ở bàn xử lý"), address))
    group = case.group
    if group is not None and group_for(hat, group.key, today) is not None:
        address = url_for("obstacles.show_group", group_key=group.key)
        found.append((_("Mở nhóm vướng mắc"), address))
    return found


def _staff_case(key: str) -> Case | None:
    hat = access.current_hat()
    if hat is None:
        return None
    today = clock.today()
    return case_for(hat, key, today) or queries.case_to_sign(hat, key, today)


def _is_among_handlers(case: Case) -> bool:
    return queries.is_among_handlers(access.hat_required(), case, clock.today())


def _public_case(key: str) -> Case | None:
    case = queries.public_case(key)
    if case is None or plans.plan_for(reader_of_request(), case.comment.plan.key) is None:
        return None
    return case


def _to_tracking(key: str) -> Response:
    """The sender's own side of a case that is not public; nothing for anybody else."""
    person = access.current_person()
    comment = queries.comment_of_case(key)
    if person is None or comment is None:
        abort(404)
    if comment.id not in comments.own_comment_ids(person, key=current_app.config["HASH_KEY"]):
        abort(404)
    return redirect(url_for("comments.show_tracked", comment_key=comment.key))
