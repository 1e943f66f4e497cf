"""What the sender may still do with a comment, from the tracking page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback import pages as page_tools
from feedback.comments import queries
from feedback.comments.forms import RatingForm, TextForm, WithdrawForm
from feedback.comments.routes import pages, visits
from feedback.comments.routes.tracking import show
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.fields import Form
from feedback.responses.sender import rate_answer, reopen_case
from feedback.triage.sender import add_details, correct_comment, resend_held, withdraw_comment
from models import Case, db

Answer = Response | tuple[str, int]
Act = Callable[[Case, datetime], object]


@pages.post("/track/<comment_key>/correct")
@access.open_to_all
def correct(comment_key: str) -> Answer:
    """Put another text in the comment's place, while nobody has acted on it."""
    form = TextForm()
    return _do(
        comment_key,
        "correct",
        form,
        lambda case, now: correct_comment(case, form.body.data, now=now),
        _("Đã sửa. Số ý kiến và ngày nhận không đổi."),
    )


@pages.post("/track/<comment_key>/withdraw")
@access.open_to_all
def withdraw(comment_key: str) -> Answer:
    """Take the comment back, while it has not gone on to a unit."""
    return _do(
        comment_key,
        "withdraw",
        WithdrawForm(),
        lambda case, now: withdraw_comment(case, now=now),
        _("Đã rút ý kiến. Ý kiến không hiện công khai và không được xử lý tiếp."),
    )


@pages.post("/track/<comment_key>/resend")
@access.open_to_all
def resend(comment_key: str) -> Answer:
    """Mend what was held back and send it again under the same number."""
    form = TextForm()
    return _do(
        comment_key,
        "resend",
        form,
        lambda case, now: resend_held(case, form.body.data, now=now),
        _("Đã gửi lại. Ý kiến giữ số cũ và ngày gửi đầu tiên."),
    )


@pages.post("/track/<comment_key>/details")
@access.open_to_all
def add(comment_key: str) -> Answer:
    """Give the details that the intake asked for."""
    form = TextForm()
    return _do(
        comment_key,
        "details",
        form,
        lambda case, now: add_details(case, form.body.data, now=now),
        _("Đã bổ sung. Việc xử lý tiếp tục."),
    )


@pages.post("/track/<comment_key>/rate")
@access.open_to_all
def rate(comment_key: str) -> Answer:
    """Say whether the answer met the question, and whether one is content."""
    form = RatingForm()
    return _do(
        comment_key,
        "rate",
        form,
        lambda case, now: _rate_last_answer(case, form, now),
        _("Đã ghi nhận đánh giá."),
    )


@pages.post("/track/<comment_key>/reopen")
@access.open_to_all
def reopen(comment_key: str) -> Answer:
    """Ask for a second look, once, with a reason that the unit and its superior read."""
    form = TextForm()
    return _do(
        comment_key,
        "reopen",
        form,
        lambda case, now: reopen_case(case, form.body.data, now=now),
        _("Đã mở lại. Lý do được gửi đến đơn vị trả lời và cấp trên của đơn vị."),
    )


def _do(comment_key: str, name: str, form: Form, act: Act, done: str) -> Answer:
    """Do one act of the sender; a form that is not right comes back with what was typed."""
    comment = visits.own_comment_or_404(comment_key)
    if not form.validate_on_submit():
        return show(comment, {name: form}), 422
    begin_write()
    case = queries.cases_of([comment.id]).get(comment.id) or abort(404)
    try:
        act(case, clock.now())
    except UserError as error:
        db.session.rollback()
        flash(page_tools.shown(error), "late")
        return show(comment, {name: form}), 422
    db.session.commit()
    flash(done, "done")
    return redirect(url_for("comments.show_tracked", comment_key=comment_key))


def _rate_last_answer(case: Case, form: RatingForm, now: datetime) -> None:
    (opinion,) = queries.opinions_of([case.comment])
    if not opinion.answers:
        abort(404)
    rate_answer(
        opinion.answers[-1],
        answers_the_question=form.answers_the_question.data == "yes",
        is_satisfied=form.is_satisfied.data == "yes",
        is_anonymous=form.is_anonymous.data,
        now=now,
    )
