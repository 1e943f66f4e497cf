"""Pages to issue a plan anew: begin a version, give it up, publish it in place of the last."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.duties.foreseeing import foresee
from feedback.duties.opening import open_duties
from feedback.duties.shown import shown_mottos
from feedback.errors import UserError
from feedback.pages import shown as words_of
from feedback.plans import queries
from feedback.plans.reading.formats import format_of
from feedback.plans.routes import pages
from feedback.plans.routes.correcting import desk_around
from feedback.plans.routes.matching import making_or_404
from feedback.plans.routes.publishing import published_plan
from feedback.plans.routes.reissuing_forms import IssueForm, NewFileForm
from feedback.plans.routes.uploading import take_in
from feedback.plans.rules import PREPARING
from feedback.plans.versions import fates, issuing, lineage, rules, words
from feedback.triage import reissues
from models import Plan, PlanVersion, db

Answer = str | Response | tuple[str, int]


@pages.get("/plans/<plan_key>/reissue")
@access.for_roles(*PREPARING)
def review_reissue(plan_key: str) -> str:
    """The two ways to a new version; or who is at one already, and the way to it."""
    return _begin_page(published_plan(plan_key), NewFileForm())


@pages.post("/plans/<plan_key>/reissue/copy")
@access.for_roles(*PREPARING)
def reissue_by_editing(plan_key: str) -> Answer:
    """Begin with the text in force, to be corrected."""
    begin_write()
    plan = published_plan(plan_key)
    try:
        issuing.begin_copy(plan, by=access.hat_required(), now=clock.now())
    except UserError as error:
        return _refused(plan, NewFileForm(), error, 409)
    db.session.commit()
    return redirect(url_for("plans.preview_plan", plan_key=plan_key))


@pages.post("/plans/<plan_key>/reissue/file")
@access.for_roles(*PREPARING)
def reissue_from_file(plan_key: str) -> Answer:
    """Begin with a new document; the worker reads it at once."""
    plan, form = published_plan(plan_key), NewFileForm()
    sent = form.content() if form.validate() else None
    if sent is None:
        form.add_error("file", _("Xin chọn tệp hoặc dán nội dung."))
        return _begin_page(plan, form), 422
    try:
        format_of(*sent)
        begin_write()
        plan = published_plan(plan_key)
        issuing.check_nobody_is_at_it(plan)
        upload = take_in(*sent, plan.unit, plan.kind, reissues=plan)
    except UserError as error:
        return _refused(plan, form, error, 422)
    return redirect(url_for("plans.show_upload", upload_key=upload.key))


@pages.get("/plans/<plan_key>/reissue/give-up")
@access.for_roles(*PREPARING)
def review_giving_up(plan_key: str) -> str:
    """What follows from giving the new version up."""
    version = making_or_404(plan_key)
    return render_template(
        "plans/review_giving_up.html", plan=version.plan, version=version,
        last=issuing.last_hand_on(version),
    )  # fmt: skip


@pages.post("/plans/<plan_key>/reissue/give-up")
@access.for_roles(*PREPARING)
def give_up_reissue(plan_key: str) -> Response:
    """Give the new version up; the text in force stays."""
    begin_write()
    version = making_or_404(plan_key)
    issuing.give_up(version.plan, by=access.hat_required(), now=clock.now())
    db.session.commit()
    flash(_("Đã bỏ bản đang soạn. Bản hiện hành giữ nguyên."), "done")
    return redirect(url_for("plans.show_plan", plan_key=plan_key))


@pages.get("/plans/<plan_key>/reissue/publish")
@access.for_roles(*PREPARING)
def review_issue(plan_key: str) -> str:
    """What the new version changes, and what is still to be decided or confirmed."""
    return _issue_page(making_or_404(plan_key), IssueForm())


@pages.post("/plans/<plan_key>/reissue/publish")
@access.for_roles(*PREPARING)
def issue(plan_key: str) -> Answer:
    """Publish the new version in place of the one in force."""
    form = IssueForm()
    if not form.validate():
        return _issue_page(making_or_404(plan_key), form), 422
    begin_write()
    plan, hat, now = published_plan(plan_key), access.hat_required(), clock.now()
    try:
        version = issuing.issue(plan, **form.answers(), by=hat, now=now)
        open_duties(plan, by=hat, now=now)
        reissues.tell(version, now=now)
    except UserError as error:
        db.session.rollback()
        if plan.version_in_the_making is None:  # somebody else issued it or gave it up just now
            return _refused(plan, NewFileForm(), error, 409)
        form.form_errors.append(words_of(error))
        return _issue_page(making_or_404(plan_key), form), 422
    db.session.commit()
    flash(_("Đã ban hành lại. Ý kiến về bản trước vẫn đọc được và ghi rõ mục nay ra sao."), "done")
    return redirect(url_for("plans.show_plan", plan_key=plan_key))


def _begin_page(plan: Plan, form: NewFileForm, refusal: str = "") -> str:
    version = plan.version_in_the_making
    return render_template(
        "plans/review_reissue.html",
        plan=plan,
        form=form,
        version=version,
        last=issuing.last_hand_on(version) if version else None,
        underway=issuing.uploads_underway(plan),
        refusal=refusal,
    )


def _refused(plan: Plan, form: NewFileForm, error: UserError, status: int) -> tuple[str, int]:
    db.session.rollback()
    return _begin_page(plan, form, words_of(error)), status


def _issue_page(version: PlanVersion, form: IssueForm) -> str:
    around = desk_around(version.plan, None)
    texts = queries.clauses_of(version)
    is_fresh = fates.is_fresh(version, texts)
    changes = lineage.changes_by_version(version.plan).get(version.id, {})
    return render_template(
        "plans/review_issue.html",
        form=form,
        is_matched=is_fresh,
        left=fates.doubts_left(version) if is_fresh else 0,
        changes=words.changes_words(changes),
        is_older=rules.is_older(version, version.plan.current_version),
        last=version.plan.current_version,
        told=reissues.told_count(version) if is_fresh else 0,
        asked=request.method == "POST",
        duties=foresee(version, fates.identities_of(version), today=clock.today()),
        mottos=shown_mottos(version),
        **around,
    )
