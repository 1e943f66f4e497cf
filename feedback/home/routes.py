"""Front page, help, notices, language, style guide, health."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from feedback import access, clock, notices, paging
from feedback.database import begin_write
from feedback.home import navigation, queries
from feedback.home.specimens import specimens
from feedback.languages import LANGUAGES
from feedback.pages import leads_inside
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from models import Notice, db

pages = Blueprint("home", __name__)
prepare_navigation = navigation.prepare


@pages.get("/")
@access.open_to_all
def front() -> str:
    """What the product is for, and the plans open for opinions."""
    now = clock.now()
    open_plans = plans.plans_open_for_comments(reader_of_request(), now, limit=6)
    return render_template("home/front.html", open_plans=open_plans)


@pages.get("/help")
@access.open_to_all
def help_page() -> str:
    """How to use it, for each kind of user."""
    return render_template("home/help.html")


@pages.get("/help/rules")
@access.open_to_all
def rules() -> str:
    """Why an opinion may be held back, and what is never a reason."""
    return render_template("home/rules.html")


@pages.get("/help/accessibility")
@access.open_to_all
def accessibility() -> str:
    """What works for whom, and what is kept about people."""
    return render_template("home/accessibility.html")


@pages.get("/style-guide")
@access.open_to_all
def style_guide() -> str:
    """Every component in every state."""
    g.theme = request.args.get("theme", "")
    return render_template("home/style_guide.html", **specimens())


@pages.get("/language/<language>")
@access.open_to_all
def set_language(language: str) -> Response:
    """Read the pages in another language, and come back to the same one."""
    if language not in LANGUAGES:
        abort(404)
    session["language"] = language
    came_from = urlsplit(request.referrer or "")
    page = f"{came_from.path}?{came_from.query}".rstrip("?")
    inside = came_from.netloc == request.host and leads_inside(page)
    return redirect(page if inside else url_for("home.front"))


@pages.get("/notices")
@access.signed_in
def list_notices() -> str:
    """What this person was told."""
    page = queries.notices_of(access.person_required(), paging.row_asked())
    return render_template("home/notices.html", page=page, sentence=notices.sentence)


@pages.get("/notices/<key>")
@access.signed_in
def open_notice(key: str) -> Response:
    """Go to what a notice speaks of, and count it as read."""
    notice = queries.notice_of(access.person_required(), key)
    if notice is None:
        abort(404)
    address = _address_of(notice)
    begin_write()
    notice.read_at = notice.read_at or clock.now()
    db.session.commit()
    return redirect(address)


def _address_of(notice: Notice) -> str:
    if notice.case is None:
        page: str = notice.details.get("page", "")
        return page if leads_inside(page) else url_for("home.list_notices")
    if notice.kind.startswith("sender."):
        return url_for("comments.show_tracked", comment_key=notice.case.comment.key)
    return url_for("responses.show_case", case_key=notice.case.key)


@pages.post("/notices/read")
@access.signed_in
def read_all_notices() -> Response:
    """Count every notice as read."""
    begin_write()
    queries.mark_all_read(access.person_required(), clock.now())
    db.session.commit()
    flash(gettext("Đã đánh dấu tất cả là đã đọc."), "done")
    return redirect(url_for("home.list_notices"))


@pages.get("/healthz")
@access.open_to_all
def health() -> tuple[Response, int]:
    """Whether this installation works, for a watching program."""
    state = queries.health(clock.now())
    works = state["database"] == state["outbox"] == "ok"
    return jsonify(state), 200 if works else 503
