"""The register of reviewed documents: the list, one entry, and writing it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, labels, record, tables
from feedback import pages as page_tools
from feedback.database import begin_write
from feedback.duties import queries, registers, reviews, rules
from feedback.duties.reviews import Wanted
from feedback.duties.routes import pages
from feedback.duties.routes.desk import AT_WORK
from feedback.duties.routes.register_forms import ReviewFilter, ReviewForm, ReviewStateForm
from feedback.duties.routes.tasks import MEDIA_TYPES, MOST_EXPORTED, as_table
from feedback.errors import UserError
from feedback.organisation import queries as organisation
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from models import Duty, Plan, PlanKind, ReviewedDocument, Role, Unit, db

Answer = str | Response | tuple[str, int]
READERS = (*AT_WORK, Role.MONITOR)
LINKED = (PlanKind.LEGAL_DOCUMENT, PlanKind.DRAFT, PlanKind.REGULATION)


@pages.get("/duties/reviews")
@access.for_roles(*READERS)
def list_reviews() -> str:
    """The register of reviewed documents, newest first, narrowed as asked."""
    reader, form = reader_of_request(), _filter()
    page = reviews.reviews_for(reader, _wanted(form), request.args.get("after"))
    return render_template(
        "duties/list_reviews.html",
        page=page,
        form=form,
        opinions=_opinions(page.rows),
        arguments=_arguments(),
        more_url=_address(page.next_after) if page.next_after else "",
        may_write=bool(registers.written_unit_ids(access.hat_required(), clock.today())),
    )


@pages.get("/duties/reviews/export.<form>")
@access.for_roles(*READERS)
def export_reviews(form: str) -> Response:
    """The same list as Excel or CSV."""
    if form not in MEDIA_TYPES:
        abort(404)
    page = reviews.reviews_for(reader_of_request(), _wanted(_filter()), None, size=MOST_EXPORTED)
    opinions = _opinions(page.rows)
    rows: list[list[tables.Cell]] = [
        [
            review.unit.name,
            review.name,
            review.number,
            review.issuer,
            review.issued_on,
            review.finding,
            labels.label(review.proposal) if review.proposal else "",
            labels.label(review.state),
            opinions.get(review.plan_id or 0),
            clock.day_of(review.changed_at),
        ]
        for review in page.rows
    ]
    return as_table(_("Rà soát văn bản"), _head(), rows, form)


@pages.get("/duties/reviews/new")
@access.for_roles(*rules.REPORTING)
def new_review() -> str:
    """The form for a document that was reviewed."""
    return _form_page(None, _offered(ReviewForm(formdata=None), None))


@pages.post("/duties/reviews/new")
@access.for_roles(*rules.REPORTING)
def enter_review() -> Answer:
    """Write a document into the register."""
    form = _offered(ReviewForm(), None)
    if not form.validate_on_submit():
        return _form_page(None, form), 422
    begin_write()
    unit = organisation.unit_by_key(form.unit.data) or abort(404)
    try:
        review = reviews.enter(
            unit,
            form.reviewed(_plan(form), _duty(form)),
            by=access.hat_required(),
            now=clock.now(),
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("name", page_tools.shown(error))
        return _form_page(None, form), 422
    key = review.key
    db.session.commit()
    flash(_("Đã ghi vào sổ."), "done")
    return redirect(url_for("duties.show_review", review_key=key))


@pages.get("/duties/reviews/<review_key>")
@access.for_roles(*READERS)
def show_review(review_key: str) -> str:
    """One entry with what became of it, step by step."""
    review = _review_or_404(review_key)
    return _show(review, ReviewStateForm(formdata=None, data=_state_of(review)))


@pages.get("/duties/reviews/<review_key>/edit")
@access.for_roles(*rules.REPORTING)
def edit_review(review_key: str) -> str:
    """The form to correct an entry of one's own unit."""
    review = _own_or_404(review_key)
    form = ReviewForm(formdata=None, data=ReviewForm.values_of(review))
    return _form_page(review, _offered(form, review))


@pages.post("/duties/reviews/<review_key>/edit")
@access.for_roles(*rules.REPORTING)
def change_review(review_key: str) -> Answer:
    """Correct an entry; the register says who did."""
    review = _own_or_404(review_key)
    form = _offered(ReviewForm(), review)
    if not form.validate_on_submit():
        return _form_page(review, form), 422
    begin_write()
    try:
        reviews.change(
            review,
            form.reviewed(_plan(form), _duty(form)),
            by=access.hat_required(),
            now=clock.now(),
            revision=form.seen,
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("name", page_tools.shown(error))
        return _form_page(review, form), 422
    db.session.commit()
    flash(_("Đã lưu."), "done")
    return redirect(url_for("duties.show_review", review_key=review_key))


@pages.post("/duties/reviews/<review_key>/state")
@access.for_roles(*rules.REPORTING)
def move_review(review_key: str) -> Answer:
    """Say how far the proposal is."""
    review, form = _own_or_404(review_key), ReviewStateForm()
    if not form.validate_on_submit():
        return _show(review, form), 422
    begin_write()
    try:
        reviews.move(
            review,
            form.state.data,
            by=access.hat_required(),
            now=clock.now(),
            revision=form.seen,
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("state", page_tools.shown(error))
        form.revision.data = str(review.revision)
        return _show(review, form), 422
    db.session.commit()
    flash(_("Đã lưu trạng thái."), "done")
    return redirect(url_for("duties.show_review", review_key=review_key))


# ------------------------------------------------------------------ steps of the above


def _review_or_404(key: str) -> ReviewedDocument:
    return reviews.review_for(reader_of_request(), key) or abort(404)


def _own_or_404(key: str) -> ReviewedDocument:
    review = _review_or_404(key)
    return review if _is_own(review) else abort(404)


def _is_own(review: ReviewedDocument) -> bool:
    return review.unit_id in registers.written_unit_ids(access.hat_required(), clock.today())


def _state_of(review: ReviewedDocument) -> dict[str, Any]:
    return {"revision": review.revision, "state": review.state}


def _show(review: ReviewedDocument, form: ReviewStateForm) -> str:
    readable = registers.readable_ids([review.plan_id], reader_of_request())
    return render_template(
        "duties/show_review.html",
        review=review,
        may_read_plan=review.plan_id in readable,
        opinions=_opinions([review]),
        steps=record.timeline_of_subject(review.key),
        form=form,
        may_change=_is_own(review),
    )


def _form_page(review: ReviewedDocument | None, form: ReviewForm) -> str:
    return render_template("duties/review_form.html", review=review, form=form)


def _offered(form: ReviewForm, review: ReviewedDocument | None) -> ReviewForm:
    hat, today = access.hat_required(), clock.today()
    duties = registers.duties_to_serve(hat, today)
    linked = registers.plans_to_link(reader_of_request(), LINKED)
    if review is not None:
        duties = registers.with_kept(duties, review.duty)
        linked = registers.with_kept(linked, review.plan)
    form.offer(
        own_units(), duties, queries.texts_of({d.clause_id for d in duties}), {"plan": linked}
    )
    return form


def own_units() -> list[Unit]:
    """The units for which the hat worn writes."""
    numbers = registers.written_unit_ids(access.hat_required(), clock.today())
    found = [unit for unit in organisation.units_in_order(clock.today()) if unit.id in numbers]
    return found or abort(404)


def chosen_plan(key: str | None) -> Plan | None:
    """The plan that a form links to, when its sender may read it."""
    return plans.plan_for(reader_of_request(), key) if key else None


def chosen_duty(key: str | None) -> Duty | None:
    """The duty that a form names, when it is one of the sender's units."""
    hat, today = access.hat_required(), clock.today()
    return queries.duty_for([hat], key, today) if key else None


def _plan(form: ReviewForm) -> Plan | None:
    return chosen_plan(form.plan.data)


def _duty(form: ReviewForm) -> Duty | None:
    return chosen_duty(form.duty.data)


def _opinions(rows: Any) -> dict[int, int]:
    """How many opinions each linked plan has; of plans the reader may read."""
    readable = registers.readable_ids([row.plan_id for row in rows], reader_of_request())
    linked = [row.plan for row in rows if row.plan_id in readable]
    return dict.fromkeys(readable, 0) | plans.opinions_on(linked)


def _filter() -> ReviewFilter:
    form = ReviewFilter(request.args)
    units = reviews.units_in_register(reader_of_request())
    form.unit.choices = [("", _("Mọi đơn vị")), *((unit.key, unit.name) for unit in units)]
    return form


def _wanted(form: ReviewFilter) -> Wanted:
    unit = organisation.unit_by_key(form.unit.data) if form.unit.data else None
    return Wanted(
        form.q.data or "",
        unit.id if unit else None,
        form.proposal.data or None,
        form.state.data or None,
    )


def _arguments() -> dict[str, str]:
    kept = {name: request.args.get(name, "") for name in ("q", "unit", "proposal", "state")}
    return {name: value for name, value in kept.items() if value}


def _address(after: str) -> str:
    return f"{url_for('duties.list_reviews')}?{urlencode(_arguments() | {'after': after})}"


def _head() -> list[str]:
    return [
        _("Đơn vị rà soát"),
        _("Tên văn bản"),
        _("Số, ký hiệu"),
        _("Cơ quan ban hành"),
        _("Ngày ban hành"),
        _("Kết quả rà soát"),
        _("Đề xuất"),
        _("Trạng thái"),
        _("Số ý kiến"),
        _("Cập nhật"),
    ]
