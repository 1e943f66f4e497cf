"""The form beside a clause, what it sends, and the receipt."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response

from feedback import access, clock, deadlines, limits, official_names, uploads
from feedback import pages as page_tools
from feedback.attachments import BadFile, CleanFile
from feedback.attachments_kinds import Reason
from feedback.comments import actions, notices, queries, receipts, rules, shown
from feedback.comments.actions import Posted, Said
from feedback.comments.forms import CommentForm, kind_sent
from feedback.comments.places import Place
from feedback.comments.routes import pages, visits
from feedback.database import begin_write
from feedback.errors import RuleBroken, UserError
from feedback.organisation.queries import names_of_all_units, unit_by_key
from feedback.paging import row_number
from feedback.plans.rules import takes_comments
from feedback.qr import qr_of
from feedback.security import csrf
from feedback.triage.intake import open_case
from feedback.triage.rules import HANDLING
from models import Appearance, Audience, Case, ClockEvent, Comment, CommentKind, UnitKind, db

Answer = str | Response | tuple[str, int]


@pages.get("/plans/<plan_key>/comment")
@pages.get("/plans/<plan_key>/clauses/<clause_key>/comment")
@access.open_to_all
def open_form(plan_key: str, clause_key: str | None = None) -> Answer:
    """The form for saying something about a clause or the whole plan, as a page or a piece."""
    place = visits.place_or_404(plan_key, clause_key)
    if len(place.successors) == 1 and place.is_gone:
        (now_there,) = place.successors
        clause_key = now_there.clause.key
        return redirect(url_for("comments.open_form", plan_key=plan_key, clause_key=clause_key))
    if place.is_gone:
        flash(_("Mục này không còn trong bản hiện hành. Xin chọn mục tương ứng dưới đây."), "info")
        return redirect(url_for("plans.show_plan", plan_key=plan_key))
    if not takes_comments(place.plan, clock.now()):
        return render_template("comments/closed.html", place=place, now=clock.now()), 410
    form = _form(place)
    form.token.data = receipts.new_send_token()
    form.seen.data = str(place.text.version.position) if place.text else ""
    return _show(place, form)


# The token is checked by the form itself, so that one that ran out costs nobody a word typed.
@pages.post("/plans/<plan_key>/comment")
@pages.post("/plans/<plan_key>/clauses/<clause_key>/comment")
@csrf.exempt  # type: ignore[untyped-decorator]
@access.open_to_all
def send(plan_key: str, clause_key: str | None = None) -> Answer:
    """Keep the comment, open its case and give the receipt."""
    place = _place_sent(plan_key, clause_key)
    kind = kind_sent(request.form.get("kind"))
    if rules.leaves_by_exit(kind):
        # Nothing else of the form is read: no text of a denunciation may be stored.
        return redirect(url_for(f"comments.guide_{kind}", plan=plan_key), 303)
    form = _form(place)
    if not form.validate_on_submit() or not _may_show_name(form):
        return _show(place, form, 400 if _is_expired(form) else 422)
    if place.must_be_chosen:
        form.add_error("body", _("Trong lúc ông/bà viết, văn bản đã được ban hành lại."))
        return _show(place, form, 422)
    try:
        # Before any file is opened: that costs more than all the rest.
        _count_one_post()
    except RateLimitExceeded:
        form.add_error("body", _("Mạng này vừa gửi nhiều ý kiến. Xin chờ ít phút rồi bấm gửi lại."))
        return _show(place, form, 429)
    files, bad = uploads.cleaned(form.files.data)
    if bad:
        return _refuse_files(place, form, bad)
    return _keep_and_show(place, form, files)


# A post, though nothing is kept: what somebody is still writing belongs into no address or log.
@pages.post("/plans/<plan_key>/alike")
@pages.post("/plans/<plan_key>/clauses/<clause_key>/alike")
@limits.limiter.limit("600 per hour")
@access.open_to_all
def alike(plan_key: str, clause_key: str | None = None) -> str:
    """What others have said on the same clause, close to the text sent along."""
    place = visits.place_or_404(plan_key, clause_key)
    text = request.form.get("text", "")[: rules.LONGEST_TEXT]
    found = queries.alike(place.plan, place.clause, text)
    return render_template("comments/alike.html", items=_offered(found))


def _place_sent(plan_key: str, clause_key: str | None) -> Place:
    """What the opinion is about: the words that were read, or what the sender chose since."""
    chosen = request.form.get("about_now")
    if chosen == "plan":
        return visits.place_or_404(plan_key, None)
    seen = None if chosen else row_number(request.form.get("seen"))
    return visits.place_or_404(plan_key, chosen or clause_key, seen)


def _form(place: Place) -> CommentForm:
    form = CommentForm()
    if place.plan.audience is Audience.SCHOOL_PARENTS and request.method == "GET":
        form.visitor_role.data = "parent"  # nobody else was given the link
    hats = visits.hats_to_speak_under()
    about_schools = place.plan.unit.kind is UnitKind.DEPARTMENT and not hats
    schools = queries.standing_units(UnitKind.SCHOOL, clock.today()) if about_schools else []
    has_own_road = bool(_obstacle_address(place))
    kinds = [k for k in _kinds() if not (has_own_road and k is CommentKind.OBSTACLE)]
    form.offer(kinds, hats, schools)
    return form


def _show(place: Place, form: CommentForm, status: int = 200) -> tuple[str, int]:
    limit = deadlines.limit_in_force(ClockEvent.ANSWER, clock.today())
    hats = visits.hats_to_speak_under()
    page = render_template(
        "comments/open_form.html",
        place=place,
        form=form,
        is_expired=_is_expired(form),
        limit=limit,
        hints={kind: _(words) for kind, words in shown.KIND_HINTS.items()},
        names_one=any(_names_one(hat) for hat in hats),
        handles=any(hat.role in HANDLING for hat in hats),
        person=access.current_person(),
        obstacle_url=_obstacle_address(place),
    )
    return page, status


def _is_expired(form: CommentForm) -> bool:
    return "csrf_token" in form and bool(form["csrf_token"].errors)


def _names_one(hat: Any) -> bool:
    holders = queries.holders_of(hat.role, hat.unit, clock.today())
    return rules.names_one_person(hat.role, holders)


def _kinds() -> tuple[CommentKind, ...]:
    worn = access.current_hat()
    return rules.kinds_offered(worn.role if worn else None)


def _obstacle_address(place: Place) -> str:
    """Where those who carry the plan out bring what stands in their way; else empty."""
    is_there = "obstacles.new" in current_app.view_functions
    if not is_there or CommentKind.OBSTACLE not in _kinds():
        return ""
    clause_key = place.clause.key if place.clause else None
    return url_for("obstacles.new", plan=place.plan.key, clause=clause_key)


def _may_show_name(form: CommentForm) -> bool:
    """Whether the name typed is a private person's; who has an account stands under it."""
    if form.appearance.data is Appearance.NAME and access.current_person() is None:
        try:
            official_names.check_private(form.name.data, names_of_all_units())
        except RuleBroken as error:
            form.add_error("name", page_tools.shown(error))
    return not form.name.errors


def _refuse_files(place: Place, form: CommentForm, bad: list[BadFile]) -> tuple[str, int]:
    """What is wrong with the files; while others' are being opened, only that one should wait."""
    for error in bad:
        form.add_error("files", page_tools.shown(error))
    is_busy = bad[0].reason is Reason.BUSY
    if is_busy and page_tools.wants_fragment():
        # A whole page never takes the form's place: the files chosen stay chosen.
        return render_template("comments/busy.html"), 503
    return _show(place, form, 503 if is_busy else 422)


def _poster() -> str:
    person = access.current_person()
    return f"person:{person.key}" if person else limits.network()


@limits.limiter.limit(limits.posts_per_hour, key_func=_poster)
def _count_one_post() -> None:
    """Counts a form that was filled in rightly; raises RateLimitExceeded above the limit."""


def _keep_and_show(place: Place, form: CommentForm, files: tuple[CleanFile, ...]) -> Answer:
    said = _said(form, files)
    now = clock.now()
    begin_write()
    try:
        posted = actions.post_comment(
            place.plan,
            place.text,
            said=said,
            sender=visits.who_speaks(form.hat.data if "hat" in form else None),
            keys=visits.keys(),
            now=now,
        )
        case = _case_of(posted, now)
    except UserError as error:
        db.session.rollback()
        form.add_error("body", page_tools.shown(error))
        return _show(place, form, 422)
    uploads.keep(files, current_app.config["FILES_FOLDER"])
    visits.remember_receipt(posted.comment)
    db.session.commit()
    return _confirm(place, posted, case)


def _said(form: CommentForm, files: tuple[CleanFile, ...]) -> Said:
    school = unit_by_key(form.school.data) if "school" in form and form.school.data else None
    return Said(
        body=form.body.data,
        kind=CommentKind(form.kind.data),
        appearance=Appearance(form.appearance.data),
        visitor_role=form.visitor_role.data if "visitor_role" in form else "",
        name=form.name.data,
        email=_address_typed(form),
        concerns=form.concerns.data,
        for_unit=school,
        files=files,
        token=form.token.data or "",
    )


def _address_typed(form: CommentForm) -> str:
    """Where to write besides the account; who has an address there needs none in the open."""
    person = access.current_person()
    sealed = form.appearance.data is Appearance.SEALED
    hears_anyway = person is not None and person.email is not None and not sealed
    return "" if hears_anyway else form.email.data


def _case_of(posted: Posted, now: Any) -> Case:
    if posted.is_copy:
        return queries.cases_of([posted.comment.id])[posted.comment.id]
    case = open_case(posted.comment, now=now)
    notices.tell_sender(case, "received", now=now)
    return case


def _confirm(place: Place, posted: Posted, case: Case) -> str:
    calendar = visits.calendar()
    comment = posted.comment
    address = f"{current_app.config['BASE_ADDRESS']}{url_for('comments.track')}"
    near = queries.alike(place.plan, place.clause, comment.body, but=comment)
    return render_template(
        "comments/sent.html",
        place=place,
        comment=comment,
        case=case,
        secret=posted.secret,
        qr=qr_of(f"{address}#{posted.secret}"),
        track_address=address,
        steps=shown.next_steps(
            case,
            received_at=comment.received_at,
            hours=current_app.config["OFFICE_HOURS"],
            calendar=calendar,
        ),
        explanation=shown.how_computed(case.clocks, calendar),
        items=_offered(near),
    )


def _offered(comments: list[Comment]) -> list[dict[str, Any]]:
    return [
        {
            "text": rules.shown_text(comment),
            "count": comment.support_count,
            "support_url": url_for("comments.show_support", comment_key=comment.key),
        }
        for comment in comments
    ]
