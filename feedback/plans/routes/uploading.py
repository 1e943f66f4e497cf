"""Pages to bring a document in and to see how its reading goes."""

from __future__ import annotations

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, attachments, clock, worker
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.organisation.queries import unit_by_key
from feedback.pages import shown as words_of
from feedback.plans import queries
from feedback.plans.forms import PASTED_NAME, UploadForm
from feedback.plans.preparing import uploads
from feedback.plans.reading.formats import format_of
from feedback.plans.routes import pages
from feedback.plans.rules import PREPARING
from models import DocumentUpload, Plan, PlanKind, Unit, UploadState, db

Answer = str | Response | tuple[str, int]


@pages.get("/plans/new")
@access.for_roles(*PREPARING)
def upload_plan() -> str:
    """The page to bring in a document."""
    return _form_page(_upload_form())


@pages.post("/plans/new")
@access.for_roles(*PREPARING)
def bring_in_plan() -> Answer:
    """Keep the document; the worker reads it at once."""
    form = _upload_form()
    sent = form.content() if form.validate() else None
    if sent is None:
        return _refused(form, "" if form.errors else _("Xin chọn tệp hoặc dán nội dung."))
    try:
        format_of(*sent)
    except UserError as error:
        return _refused(form, words_of(error))
    begin_write()  # before looking for the same file: a second click waits here for the first
    known = _known(uploads.source_file(*sent).sha256)
    if any(known) and request.form.get("then") != "again":
        db.session.rollback()
        return _form_page(form, *known), 409
    unit = unit_by_key(form.unit.data) or abort(404)
    return redirect(_address(take_in(*sent, unit, form.kind.data)))


@pages.get("/plans/uploads/<upload_key>")
@access.for_roles(*PREPARING)
def show_upload(upload_key: str) -> Answer:
    """How the reading of a document goes; once it is read, the way to what it became."""
    upload = uploads.upload_for(access.hat_required(), upload_key, clock.today()) or abort(404)
    if upload.state is UploadState.READ:
        if upload.plan is None or upload.plan.discarded_at is not None:
            abort(404)
        return redirect(url_for("plans.preview_plan", plan_key=upload.plan.key))
    form = None
    if upload.state is UploadState.FAILED and upload.reissues is None:
        form = _upload_form()
        form.choose_again(upload, _pasted(upload))
    return render_template(
        "plans/show_upload.html", upload=upload, failure=_failure(upload), form=form
    )


def take_in(
    data: bytes, name: str, unit: Unit, kind: PlanKind, *, reissues: Plan | None = None
) -> DocumentUpload:
    """Keep a document to be read and wake the worker; call it while writing, it commits.

    Raises RuleBroken when `reissues` has a version in the making already.
    """
    file = uploads.source_file(data, attachments.safe_name(name))
    upload = uploads.store(
        file, unit, kind, by=access.hat_required(), now=clock.now(), reissues=reissues
    )
    db.session.flush()
    attachments.store(current_app.config["FILES_FOLDER"], file)
    db.session.commit()
    worker.wake("read_uploads")
    return upload


def _address(upload: DocumentUpload) -> str:
    return url_for("plans.show_upload", upload_key=upload.key)


def _known(digest: str) -> tuple[list[Plan], list[DocumentUpload]]:
    """What was made of the same file before, and what is being made of it now."""
    hat, today = access.hat_required(), clock.today()
    return (
        queries.plans_from_file(digest, hat, today),
        uploads.uploads_of_file(digest, hat, today),
    )


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.offer(queries.units_to_prepare_for(access.hat_required(), clock.today()))
    return form


def _refused(form: UploadForm, message: str) -> tuple[str, int]:
    if message:
        form.add_error("pasted" if form.pasted.data else "file", message)
    return _form_page(form), 422


def _form_page(
    form: UploadForm, known: list[Plan] | None = None, underway: list[DocumentUpload] | None = None
) -> str:
    return render_template(
        "plans/upload_plan.html", form=form, known=known or [], underway=underway or []
    )


def _failure(upload: DocumentUpload) -> str:
    """Why it could not be read, in the reader's language; empty while it is not known."""
    if upload.failure is None:
        return ""
    return words_of(UserError(upload.failure["message"], **upload.failure["params"]))


def _pasted(upload: DocumentUpload) -> str:
    """What was pasted, to be put right where it was; empty for a file."""
    if upload.name != PASTED_NAME:
        return ""
    folder = current_app.config["FILES_FOLDER"]
    return attachments.open_stored(folder, upload.sha256).getvalue().decode()
