"""What the unit promised: owed, kept, and the report on each."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from feedback import access, clock
from feedback import pages as page_tools
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.responses import actions, promises
from feedback.responses.forms import KEPT, PromiseReportForm
from feedback.responses.routes import pages
from feedback.responses.routes.visits import folder_links, hat_at_desk
from models import Commitment, db


@pages.get("/commitments")
@access.signed_in
def commitments() -> str:
    """What this unit promised in its answers, what is due first standing first."""
    hat = hat_at_desk()
    shows_kept = request.args.get("show") == "kept"
    return render_template(
        "responses/commitments.html",
        folders=folder_links(hat, None),
        page=promises.promises_of(
            hat, clock.today(), open_only=not shows_kept, after=request.args.get("after")
        ),
        shows_kept=shows_kept,
        today=clock.today(),
    )


@pages.get("/commitments/<promise_key>")
@access.signed_in
def commitment(promise_key: str) -> str:
    """One promise and the form in which its unit reports on it."""
    promise = _promise_or_404(promise_key)
    return render_template(
        "responses/commitment.html",
        promise=promise,
        form=PromiseReportForm(),
        today=clock.today(),
    )


@pages.post("/commitments/<promise_key>")
@access.signed_in
def report(promise_key: str) -> Any:
    """Keep what the unit reports: done, with evidence, or not yet, with a reason."""
    promise, form = _promise_or_404(promise_key), PromiseReportForm()
    page = {"promise": promise, "form": form, "today": clock.today()}
    if not form.validate_on_submit():
        return render_template("responses/commitment.html", **page), 422
    begin_write()
    try:
        actions.report_commitment(
            promise,
            kept=form.outcome.data == KEPT,
            words=form.words.data,
            until=form.until.data,
            by=hat_at_desk(),
            now=clock.now(),
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("words", page_tools.shown(error))
        return render_template("responses/commitment.html", **page), 422
    db.session.commit()
    flash(_("Đã ghi nhận báo cáo về cam kết; người gửi được thông báo."), "done")
    return redirect(url_for("responses.commitments"))


def _promise_or_404(key: str) -> Commitment:
    return promises.promise_by_key(hat_at_desk(), key, clock.today()) or abort(404)
