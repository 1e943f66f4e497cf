"""Answers that wait for a signature."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, deadlines
from feedback import pages as page_tools
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.responses import actions, climbing, queries, signing
from feedback.responses.forms import ActForm, ReasonForm
from feedback.responses.routes import pages
from feedback.responses.routes.visits import register_of
from feedback.triage import words
from models import Answer, Case, RoleHeld, db


@pages.get("/approvals")
@access.signed_in
def approvals() -> str:
    """Answers that wait for this hat's signature, what is due first standing first."""
    return _show(None, ReasonForm(formdata=None))


@pages.get("/approvals/<answer_key>")
@access.signed_in
def approval(answer_key: str) -> str:
    """One answer as it would be published, with the opinion it answers."""
    answer = _answer_or_404(answer_key)
    return _show(answer, ReasonForm(formdata=None, data={"revision": answer.case.revision}))


@pages.post("/approvals/<answer_key>/publish")
@access.signed_in
def publish(answer_key: str) -> Any:
    """Approve the answer and publish it in the name of the unit; the next one opens."""
    answer, form = _answer_or_404(answer_key), ActForm()
    if not form.validate_on_submit():
        abort(400)
    begin_write()
    try:
        actions.approve_answer(answer.case, by=_signer(), now=clock.now(), revision=form.seen)
    except UserError as error:
        return _refused(error, answer_key)
    db.session.commit()
    return _to_next(_("Đã ban hành trả lời hồ sơ số %(number)s.", number=answer.case.number))


@pages.post("/approvals/<answer_key>/send-back")
@access.signed_in
def send_back(answer_key: str) -> Any:
    """Give the draft back to its writers with a reason; the next one opens."""
    answer, form = _answer_or_404(answer_key), ReasonForm()
    if not form.validate_on_submit():
        return _show(answer, form), 422
    begin_write()
    try:
        actions.send_back(
            answer.case, form.reason.data, by=_signer(), now=clock.now(), revision=form.seen
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("reason", page_tools.shown(error))
        form.revision.data = str(answer.case.revision)
        return _show(answer, form), 422
    db.session.commit()
    return _to_next(_("Đã trả lại dự thảo hồ sơ số %(number)s.", number=answer.case.number))


def _signer() -> RoleHeld:
    hat = access.hat_required()
    if not signing.units_signed_by(hat, clock.today()):
        abort(403)
    return hat


def _answer_or_404(key: str) -> Answer:
    answer = queries.answer_to_sign(_signer(), key, clock.today())
    if answer is None:
        _redirect_when_decided(key)
        abort(404)
    return answer


def _redirect_when_decided(key: str) -> None:
    """Somebody else decided meanwhile: say so instead of "not found"."""
    answer = queries.answer_by_key(key)
    is_theirs = answer is not None and climbing.may_sign(_signer(), answer.case, clock.today())
    if is_theirs and request.method == "POST":
        flash(_("Bản trình này vừa được người khác quyết định hoặc được rút lại."), "late")
        abort(redirect(url_for("responses.approvals")))


def _show(answer: Answer | None, form: ReasonForm) -> str:
    hat, today = _signer(), clock.today()
    case: Case | None = answer.case if answer else None
    return render_template(
        "responses/approvals.html" if answer is None else "responses/approval.html",
        page=queries.answers_to_sign(hat, today, request.args.get("after")),
        answer=answer,
        case=case,
        form=form,
        notes=queries.words_on(case) if case else (),
        register=register_of(case, public_only=False) if case else (),
        is_own=answer is not None and answer.drafted_by_id == hat.person_id,
        today=today,
        calendar=deadlines.load_calendar(),
        words=words,
    )


def _refused(error: UserError, answer_key: str) -> Response:
    db.session.rollback()
    flash(page_tools.shown(error), "late")
    return redirect(url_for("responses.approval", answer_key=answer_key))


def _to_next(message: str) -> Response:
    flash(message, "done")
    waiting = queries.answers_to_sign(_signer(), clock.today()).rows
    if not waiting:
        return redirect(url_for("responses.approvals"))
    return redirect(url_for("responses.approval", answer_key=waiting[0].key))
