"""The desk of a unit: what waits for it, and one case with all that is known of it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback import pages as page_tools
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.responses import actions
from feedback.responses.forms import ActForm, ExtensionForm, NoteForm
from feedback.responses.queries import Folder
from feedback.responses.routes import pages
from feedback.responses.routes.visits import case_at_desk, desk_page, folder_of, hat_at_desk
from feedback.triage import actions as triage
from models import CaseState, db

Answer = str | Response | tuple[str, int]


@pages.get("/desk")
@access.signed_in
def desk() -> str:
    """What waits for this unit, by folder, what is due first standing first."""
    word = request.args.get("folder", Folder.TO_DO.value)
    if word not in list(Folder):
        abort(404)
    return desk_page(Folder(word))


@pages.get("/desk/<case_key>")
@access.signed_in
def desk_item(case_key: str) -> str:
    """One case at the desk; when its lead unit opens it first, that moment is kept."""
    case, hat = case_at_desk(case_key), hat_at_desk()
    # Reading is an act of its own here: heads answer for what was not detected in time, so
    # the record must tell when the unit first read the case.
    if case.state is CaseState.ROUTED and case.lead_unit_id == hat.unit_id:
        begin_write()
        actions.take_up(case, by=hat, now=clock.now())
        db.session.commit()
    return desk_page(folder_of(case, hat), case)


@pages.post("/desk/<case_key>/note")
@access.signed_in
def write_note(case_key: str) -> Answer:
    """Add a word among those who handle the case."""
    case, hat, form = case_at_desk(case_key), hat_at_desk(), NoteForm()
    if not form.validate_on_submit():
        return desk_page(folder_of(case, hat), case, note_form=form), 422
    begin_write()
    try:
        actions.write_note(case, form.text.data, by=hat, now=clock.now())
    except UserError as error:
        db.session.rollback()
        form.add_error("text", page_tools.shown(error))
        return desk_page(folder_of(case, hat), case, note_form=form), 422
    db.session.commit()
    return redirect(url_for("responses.desk_item", case_key=case_key, _anchor="words"))


@pages.post("/desk/<case_key>/input")
@access.signed_in
def give_input(case_key: str) -> Answer:
    """Send the input of a supporting unit to the lead unit."""
    case, hat, form = case_at_desk(case_key), hat_at_desk(), NoteForm()
    if not form.validate_on_submit():
        return desk_page(folder_of(case, hat), case, note_form=form), 422
    begin_write()
    try:
        actions.give_input(case, form.text.data, by=hat, now=clock.now())
    except UserError as error:
        db.session.rollback()
        form.add_error("text", page_tools.shown(error))
        return desk_page(folder_of(case, hat), case, note_form=form), 422
    db.session.commit()
    flash(_("Đã gửi ý kiến phối hợp cho đơn vị chủ trì."), "done")
    return redirect(url_for("responses.desk", folder=Folder.SUPPORT.value))


@pages.get("/desk/<case_key>/extension")
@access.signed_in
def extension_form(case_key: str) -> str:
    """Where a later date is asked for."""
    case = case_at_desk(case_key)
    form = ExtensionForm(data={"revision": case.revision})
    return render_template("responses/extension_form.html", case=case, form=form)


@pages.post("/desk/<case_key>/extension")
@access.signed_in
def ask_extension(case_key: str) -> Answer:
    """Ask the intake for a later date."""
    case, hat, form = case_at_desk(case_key), hat_at_desk(), ExtensionForm()
    if not form.validate_on_submit():
        return render_template("responses/extension_form.html", case=case, form=form), 422
    day, reason = form.new_due_on.data, form.reason.data
    begin_write()
    try:
        triage.ask_extension(case, day, reason=reason, by=hat, now=clock.now(), revision=form.seen)
    except UserError as error:
        db.session.rollback()
        form.add_error("reason", page_tools.shown(error))
        form.revision.data = str(case.revision)
        return render_template("responses/extension_form.html", case=case, form=form), 422
    db.session.commit()
    flash(_("Đã gửi đề nghị gia hạn; nơi tiếp nhận quyết định và ông/bà được thông báo."), "done")
    return redirect(url_for("responses.desk_item", case_key=case_key))


@pages.post("/desk/<case_key>/recall")
@access.signed_in
def recall(case_key: str) -> Response:
    """Take a submitted draft back to go on writing."""
    case, form = case_at_desk(case_key), ActForm()
    if not form.validate_on_submit():
        abort(400)
    begin_write()
    try:
        actions.recall_answer(case, by=hat_at_desk(), now=clock.now(), revision=form.seen)
    except UserError as error:
        db.session.rollback()
        flash(page_tools.shown(error), "late")
    db.session.commit()
    return redirect(url_for("responses.desk_item", case_key=case_key))
