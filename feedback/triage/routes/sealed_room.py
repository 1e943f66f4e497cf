"""The sealed room: what turned out to be a tố cáo waits here to be handed over on paper."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, attachments, clock
from feedback.database import begin_write, clear_traces
from feedback.errors import UserError
from feedback.pages import shown
from feedback.triage import desk, queries, words
from feedback.triage.forms import ActForm
from feedback.triage.quarantine import (
    confirm_taken_out,
    files_nobody_keeps,
    read_quarantined,
    release,
)
from feedback.triage.routes import pages
from models import Case, Role, db


@pages.get("/quarantine")
@access.for_roles(Role.CONFIDENTIAL)
def quarantine_room() -> str:
    """What waits to be handed over: numbers and days, no text."""
    cases = desk.quarantined_for(access.hat_required(), clock.today())
    return render_template("triage/quarantine_room.html", cases=cases)


@pages.post("/quarantine/<case_key>")
@access.for_roles(Role.CONFIDENTIAL)
def read_sealed(case_key: str) -> str:
    """The text, to be read and printed. Every opening is recorded, so it is a sending."""
    begin_write()
    case = _case(case_key)
    read_quarantined(case, by=access.hat_required(), now=clock.now())
    db.session.commit()
    return _page(case)


@pages.post("/quarantine/<case_key>/taken-out")
@access.for_roles(Role.CONFIDENTIAL)
def take_out(case_key: str) -> str | Response:
    """Erase it, once it was handed over."""
    form = ActForm(prefix="taken-out")
    begin_write()
    try:
        case = _case(case_key)
        out = confirm_taken_out(case, by=access.hat_required(), now=clock.now(), revision=form.seen)
        db.session.commit()
    except UserError as error:
        return _refused(error)
    clear_traces()
    for sha256 in files_nobody_keeps(out.sha256s):
        attachments.remove_stored(current_app.config["FILES_FOLDER"], sha256)
    flash(_("Hồ sơ %(number)s đã được gỡ khỏi hệ thống.", number=case.number), "done")
    return redirect(url_for("triage.quarantine_room"), 303)


@pages.post("/quarantine/<case_key>/release")
@access.for_roles(Role.CONFIDENTIAL)
def release_sealed(case_key: str) -> str | Response:
    """Give back what is no tố cáo."""
    form = ActForm(prefix="release")
    begin_write()
    try:
        case = _case(case_key)
        release(case, by=access.hat_required(), now=clock.now(), revision=form.seen)
        db.session.commit()
    except UserError as error:
        return _refused(error)
    flash(_("Hồ sơ %(number)s trở lại bước trước khi ẩn.", number=case.number), "done")
    return redirect(url_for("triage.quarantine_room"), 303)


def _case(case_key: str) -> Case:
    return queries.case_for(access.hat_required(), case_key, clock.today()) or abort(404)


def _refused(error: UserError) -> Response:
    db.session.rollback()
    flash(shown(error), "late")
    return redirect(url_for("triage.quarantine_room"), 303)


def _page(case: Case) -> str:
    return render_template(
        "triage/read_sealed.html",
        case=case,
        comment=case.comment,
        place=words.place_of(case.comment),
        sender=words.sender_of(case.comment),
        taken_out=ActForm(None, prefix="taken-out", data={"revision": case.revision}),
        release=ActForm(None, prefix="release", data={"revision": case.revision}),
    )
