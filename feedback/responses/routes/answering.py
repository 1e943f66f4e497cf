"""Drafting the answer of a unit, submitting it, entering one that was signed on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback import pages as page_tools
from feedback.attachments import BadFile
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.responses import actions, drafts, queries
from feedback.responses.forms import AnswerForm, PaperForm
from feedback.responses.routes import pages
from feedback.responses.routes.visits import (
    answer_form,
    case_at_desk,
    desk_page,
    folder_of,
    hat_at_desk,
)
from feedback.responses.rules import Paper
from feedback.uploads import keep, taken_in
from models import Case, db

Answer = str | Response | tuple[str, int]


@pages.post("/desk/<case_key>/answer")
@access.signed_in
def draft_answer(case_key: str) -> Answer:
    """Keep the draft or submit it; after submitting the next case opens."""
    case, hat = case_at_desk(case_key), hat_at_desk()
    form = answer_form(case, hat, drafts.draft_of(case))
    if not form.validate_on_submit():
        return _again(case, form)
    try:
        files = taken_in(form.files.data or ())
        drafted = form.drafted(files)
        begin_write()
        act = actions.submit_answer if form.submits else actions.save_draft
        act(case, drafted, by=hat, now=clock.now(), revision=form.seen)
        keep(files, _folder())
    except UserError as error:
        return _refused(case, form, error)
    db.session.commit()
    if not form.submits:
        flash(_("Đã lưu dự thảo."), "done")
        return redirect(url_for("responses.desk_item", case_key=case_key))
    return to_next(_("Đã trình duyệt hồ sơ số %(number)s.", number=case.number))


@pages.get("/desk/<case_key>/paper")
@access.signed_in
def paper_form(case_key: str) -> str:
    """Where an answer that was signed on paper is entered."""
    case = case_at_desk(case_key)
    form = PaperForm(data={"revision": case.revision})
    form.offer(case)
    return render_template("responses/paper_form.html", case=case, form=form)


@pages.post("/desk/<case_key>/paper")
@access.signed_in
def enter_paper(case_key: str) -> Answer:
    """Enter an answer signed on paper and submit it for confirmation."""
    case, hat, form = case_at_desk(case_key), hat_at_desk(), PaperForm()
    form.offer(case)
    if not form.validate_on_submit():
        return render_template("responses/paper_form.html", case=case, form=form), 422
    try:
        (scan,) = taken_in([form.scan.data])
        paper = Paper(
            form.number.data, form.signed_on.data, form.decision.data, form.summary.data, scan
        )
        begin_write()
        actions.enter_paper_answer(case, paper, by=hat, now=clock.now(), revision=form.seen)
        keep([scan], _folder())
    except UserError as error:
        db.session.rollback()
        form.add_error(_place(error, "scan", "summary"), page_tools.shown(error))
        form.revision.data = str(case.revision)
        return render_template("responses/paper_form.html", case=case, form=form), 422
    db.session.commit()
    return to_next(_("Đã nhập văn bản trả lời, chờ người đứng đầu xác nhận."))


def to_next(message: str) -> Response:
    """Say what was done and open the next case that waits for the unit."""
    flash(message, "done")
    waiting = queries.next_to_do(hat_at_desk(), clock.today())
    if waiting is None:
        return redirect(url_for("responses.desk"))
    return redirect(url_for("responses.desk_item", case_key=waiting.key))


def _refused(case: Case, form: AnswerForm, error: UserError) -> tuple[str, int]:
    db.session.rollback()
    form.add_error(_place(error, "files", "explanation"), page_tools.shown(error))
    # What was typed stays; sent once more it stands against the case as it is now.
    form.revision.data = str(case.revision)
    return _again(case, form)


def _again(case: Case, form: AnswerForm) -> tuple[str, int]:
    return desk_page(folder_of(case, hat_at_desk()), case, form=form), 422


def _folder() -> Path:
    folder: Path = current_app.config["FILES_FOLDER"]
    return folder


def _place(error: UserError, for_file: str, for_words: str) -> Any:
    return for_file if isinstance(error, BadFile) else for_words
