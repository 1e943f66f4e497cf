"""Finding a comment again by its code or under one's account, and what its sender may do."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, limits, record, remembering
from feedback.comments import queries, receipts, shown
from feedback.comments.forms import RatingForm, TextForm, TrackForm, WithdrawForm
from feedback.comments.routes import pages, visits
from feedback.database import begin_write
from feedback.fields import Form
from feedback.responses.rules import may_reopen
from feedback.responses.sender import rating_of
from feedback.triage.rules import HIDDEN, Act, may
from models import Comment, NoteKind, db

Answer = str | Response | tuple[str, int]


@pages.get("/track")
@access.open_to_all
def track() -> str:
    """Where a code is entered, and the comments this browser knows."""
    return _show_entry(TrackForm())


@pages.post("/track")
@limits.limiter.limit("30 per hour")
@access.open_to_all
def find() -> Answer:
    """Open the tracking page for the code entered."""
    form = TrackForm()
    if not form.validate_on_submit():
        return _show_entry(form), 422
    comment = receipts.comment_by_secret(form.secret.data, key=visits.keys().hash_key)
    if comment is None:
        form.add_error(
            "secret", _("Không tìm thấy ý kiến nào theo mã này. Xin xem lại từng nhóm chữ và số.")
        )
        return _show_entry(form), 422
    begin_write()
    visits.remember_receipt(comment)
    db.session.commit()
    return redirect(url_for("comments.show_tracked", comment_key=comment.key))


@pages.post("/track/forget")
@access.open_to_all
def forget() -> Response:
    """Forget every code on this browser, for a device that others use too."""
    begin_write()
    remembering.forget_all()
    db.session.commit()
    return redirect(url_for("comments.track"))


@pages.get("/track/lost-code")
@access.open_to_all
def lost_code() -> str:
    """What one can do without the code, honestly."""
    return render_template("comments/lost_code.html")


@pages.get("/track/<comment_key>")
@access.open_to_all
def show_tracked(comment_key: str) -> str:
    """The comment as its sender sees it: state, date, every step, the answer, what one may do."""
    return show(visits.own_comment_or_404(comment_key), {})


@pages.get("/my-comments")
@access.signed_in
def my_comments() -> str:
    """Everything this person sent, under seal too; or, as a notice says, all on one plan."""
    person = access.person_required()
    own = queries.own_comment_ids(person, key=visits.keys().hash_key)
    plan_key = request.args.get("plan", "")
    page = queries.comments_numbered(own, request.args.get("after"), plan_key=plan_key)
    return render_template("comments/my_comments.html", page=page, plan_key=plan_key or None)


def show(comment: Comment, typed: dict[str, Form]) -> str:
    """The tracking page; `typed` holds the forms that came back, by the name of their act."""
    (opinion,) = queries.opinions_of([comment])
    case = opinion.case
    if case is None:
        abort(404)
    return render_template(
        "comments/show_tracked.html",
        opinion=opinion,
        state=shown.sender_state(case, clock.today(), visits.calendar(), explained=True),
        is_out=case.state in HIDDEN,
        timeline=record.timeline_of_case(case, public_only=True, by_sender=True),
        word_due=shown.informed_by(case),
        told=queries.notes_of(case, NoteKind.TO_SENDER),
        added=queries.notes_of(case, NoteKind.FROM_SENDER),
        forms=_forms_for(opinion) | typed,
        by_code=not visits.is_own(comment),
    )


def _forms_for(opinion: queries.Opinion) -> dict[str, Form]:
    """A fresh form for each act that the sender may do now."""
    case = opinion.case
    if case is None:
        return {}
    text = opinion.comment.body
    forms: dict[str, Form] = {}
    if may(Act.RESEND, case.state):
        forms["resend"] = TextForm(formdata=None, body=text)
    if may(Act.ADD_DETAILS, case.state):
        forms["details"] = TextForm(formdata=None)
    if opinion.answers and rating_of(opinion.answers[-1]) is None:
        forms["rate"] = RatingForm(formdata=None)
    if may_reopen(case):
        forms["reopen"] = TextForm(formdata=None)
    if may(Act.CORRECT, case.state):
        forms["correct"] = TextForm(formdata=None, body=text)
    if may(Act.WITHDRAW, case.state):
        forms["withdraw"] = WithdrawForm(formdata=None)
    return forms


def _show_entry(form: TrackForm) -> str:
    known = queries.comments_with_keys(remembering.listed(now=clock.now()))
    return render_template("comments/track.html", form=form, known=known)
