"""What others said about a clause, saying that one thinks the same, and the files sent along."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, attachments, clock, limits
from feedback import pages as page_tools
from feedback.comments import actions, queries, rules, shown
from feedback.comments.routes import pages, visits
from feedback.comments.routes.files import may_open
from feedback.database import begin_write
from feedback.errors import UserError
from models import Case, db


@pages.app_template_filter("public_state")
def public_state(case: Case) -> shown.ShownState:
    """How a case stands for everybody, for whichever page lists opinions."""
    return shown.public_state(case, clock.today(), visits.calendar())


@pages.app_template_filter("sender_state")
def sender_state(case: Case) -> shown.ShownState:
    """The same for the one who sent it."""
    return shown.sender_state(case, clock.today(), visits.calendar(), explained=False)


pages.add_app_template_filter(rules.shown_name, "sender_name")
pages.add_app_template_filter(rules.shown_text, "public_text")


@pages.get("/plans/<plan_key>/comments")
@pages.get("/plans/<plan_key>/clauses/<clause_key>/comments")
@access.open_to_all
def list_comments(plan_key: str, clause_key: str | None = None) -> str:
    """The public comments on a clause, or on the plan as a whole, newest first."""
    place = visits.place_or_404(plan_key, clause_key)
    page = queries.published_comments(place.plan, place.clause, request.args.get("after"))
    return render_template("comments/list_comments.html", place=place, page=page)


@pages.get("/comments/<comment_key>/support")
@access.open_to_all
def show_support(comment_key: str) -> str:
    """Ask before counting one's support, and let it be taken back."""
    comment = visits.public_comment_or_404(comment_key)
    given = queries.supported_by(visits.supporter_tag(), [comment])
    return render_template("comments/show_support.html", comment=comment, is_given=bool(given))


@pages.post("/comments/<comment_key>/support")
@limits.limiter.limit("60 per hour")
@access.open_to_all
def support(comment_key: str) -> Response:
    """Count one more who thinks the same, or one less."""
    comment = visits.public_comment_or_404(comment_key)
    takes_back = request.form.get("take_back") == "yes"
    act = actions.take_back_support if takes_back else actions.count_support
    tag = visits.supporter_tag()
    begin_write()
    try:
        act(comment, tag, now=clock.now())
    except UserError as error:
        db.session.rollback()
        flash(page_tools.shown(error), "late")
        return redirect(url_for("plans.show_plan", plan_key=comment.plan.key))
    db.session.commit()
    if not page_tools.wants_fragment():
        thanks = _("Đã ghi nhận: ông/bà cũng nghĩ vậy.")
        flash(_("Đã rút lại sự đồng tình.") if takes_back else thanks, "done")
    return redirect(url_for("comments.show_support", comment_key=comment_key))


@pages.get("/files/<attachment_key>")
@access.open_to_all
def download(attachment_key: str) -> Response:
    """A kept file, to whoever may read what it belongs to."""
    file = queries.attachment_by_key(attachment_key)
    if file is None or not may_open(file):
        abort(404)
    content = attachments.open_stored(current_app.config["FILES_FOLDER"], file.sha256)
    is_picture = file.media_type.startswith("image/")
    answer = send_file(
        content,
        mimetype=file.media_type,
        download_name=file.name,
        as_attachment=not is_picture or "download" in request.args,
    )
    # Even a file that a reader's program takes for a page may run nothing here.
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
