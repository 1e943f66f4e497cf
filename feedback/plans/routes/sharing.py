"""Pages by which a published plan reaches its readers: audience, links, the sheet for the wall."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, codes, paper
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.pages import shown as words_of
from feedback.plans import actions, queries, shown
from feedback.plans.access import reader_of_request
from feedback.plans.rounds import audiences
from feedback.plans.routes import pages
from feedback.plans.routes.publishing import may_ask_staff, published_plan
from feedback.plans.routes.publishing_forms import AudienceForm, offer_audiences
from feedback.plans.rules import PREPARING
from feedback.qr import qr_of
from models import Audience, AudienceLink, Plan, PlanState, Role, db

Answer = str | Response | tuple[str, int]
SHARING = (Role.MODERATOR, Role.HEAD)


@pages.get("/plans/<plan_key>/audience")
@access.for_roles(*SHARING)
def review_audience(plan_key: str) -> str:
    """For whom a published plan is, and the choice of others."""
    plan = published_plan(plan_key)
    return _audience_page(plan, AudienceForm(data={"audience": plan.audience}))


@pages.post("/plans/<plan_key>/audience")
@access.for_roles(*SHARING)
def change_audience(plan_key: str) -> Answer:
    """Let more or fewer people read the plan from now on."""
    plan, form = published_plan(plan_key), AudienceForm()
    offer_audiences(form.audience, plan)
    if not form.validate():
        return _audience_page(plan, form), 422
    begin_write()
    hat, now = access.hat_required(), clock.now()
    try:
        audiences.change_audience(plan, form.audience.data, form.reason.data, by=hat, now=now)
    except UserError as error:
        db.session.rollback()
        form.form_errors.append(words_of(error))
        return _audience_page(plan, form), 422
    db.session.commit()
    flash(_("Đã đổi người đọc; có hiệu lực ngay."), "done")
    return redirect(url_for("plans.show_consultation", plan_key=plan_key))


# ------------------------------------------------------------------ links for parents


@pages.get("/plans/<plan_key>/audience-links")
@access.for_roles(*SHARING)
def list_links(plan_key: str) -> str:
    """The links by which parents enter the plan."""
    return _links_page(published_plan(plan_key))


@pages.post("/plans/<plan_key>/audience-links")
@access.for_roles(*SHARING)
def make_link(plan_key: str) -> Answer:
    """A new link; it is shown this once."""
    return _with_new_link(published_plan(plan_key))


@pages.post("/plans/<plan_key>/audience-links/<link_key>/renew")
@access.for_roles(*SHARING)
def renew_link(plan_key: str, link_key: str) -> Answer:
    """A new link in place of another, which ends at once."""
    return _with_new_link(published_plan(plan_key), link_key)


@pages.post("/plans/<plan_key>/audience-links/<link_key>/revoke")
@access.for_roles(*SHARING)
def revoke_link(plan_key: str, link_key: str) -> Response:
    """End a link, also for those who entered by it."""
    plan = published_plan(plan_key)
    begin_write()
    link = _link(plan, link_key)
    actions.revoke_link(plan, link, by=access.hat_required(), now=clock.now())
    db.session.commit()
    flash(_("Đã thu hồi liên kết. Ai vào bằng liên kết này không đọc được nữa."), "done")
    return redirect(url_for("plans.list_links", plan_key=plan_key))


def _with_new_link(plan: Plan, replaced_key: str = "") -> Answer:
    begin_write()
    key, hat, now = current_app.config["HASH_KEY"], access.hat_required(), clock.now()
    try:
        if replaced_key:
            old = _link(plan, replaced_key)
            token = actions.renew_link(plan, old, key=key, by=hat, now=now)
        else:
            token = actions.make_link(plan, key=key, by=hat, now=now)
    except UserError as error:
        db.session.rollback()
        return _links_page(plan, refusal=words_of(error)), 422
    db.session.commit()
    return _links_page(plan, new_address=_link_address(token), token=token)


def _link(plan: Plan, link_key: str) -> AudienceLink:
    found = next((link for link in queries.links_of(plan) if link.key == link_key), None)
    return found or abort(404)


# ------------------------------------------------------------------ the sheet for the wall


@pages.get("/k/<short_key>")
@access.open_to_all
def follow_short_address(short_key: str) -> Answer:
    """Leads from the short address on a sheet to its plan, for those who may read it."""
    plan = queries.plan_by_short_key(reader_of_request(), codes.meant_key(short_key))
    if plan is None:
        # The same words for what is not there and what is not meant for this reader.
        return render_template("plans/unknown_short_address.html", short_key=short_key), 404
    return redirect(url_for("plans.show_plan", plan_key=plan.key))


@pages.get("/plans/<plan_key>/sheet")
@access.for_roles(*PREPARING)
def show_sheet(plan_key: str) -> Answer:
    """A sheet to print and hang up: what the plan is, what one can do, and how to get there."""
    plan = published_plan(plan_key)
    if plan.audience is Audience.SCHOOL_PARENTS:  # its readers enter by a link, which is secret
        return redirect(url_for("plans.list_links", plan_key=plan_key))
    return _sheet(plan, _short_address(plan))


@pages.get("/plans/<plan_key>/sheet.pdf")
@access.for_roles(*PREPARING)
def download_sheet(plan_key: str) -> Answer:
    """The same sheet as a PDF file, where the machine can make one."""
    plan = published_plan(plan_key)
    if plan.audience is Audience.SCHOOL_PARENTS:
        abort(404)
    page = _sheet(plan, _short_address(plan), template="plans/sheet_paper.html")
    made = paper.pdf_of(page, styles=("poster.css",))
    if made is None:
        flash(_("Máy chủ chưa tạo được tệp PDF; xin in từ trang này."), "late")
        return redirect(url_for("plans.show_sheet", plan_key=plan_key))
    name = f'attachment; filename="to-niem-yet-{plan.short_key or plan.key}.pdf"'
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": name})


@pages.post("/plans/<plan_key>/sheet")
@access.for_roles(*SHARING)
def show_link_sheet(plan_key: str) -> str:
    """The same sheet with a link just made; the link is posted, so that it stays in no history."""
    plan, token = published_plan(plan_key), request.form.get("token", "")
    link = queries.link_by_hash(actions.link_hash(token, current_app.config["HASH_KEY"]))
    if link is None or link.plan_id != plan.id:
        abort(404)
    return _sheet(plan, _link_address(token))


def _sheet(plan: Plan, address: str, template: str = "plans/show_sheet.html") -> str:
    return render_template(
        template,
        plan=plan,
        head=shown.shown_head(plan.current_version, plan.unit),
        address=address,
        qr=qr_of(address),
        window=shown.whole_window_words(plan),
        by_link=plan.audience is Audience.SCHOOL_PARENTS,
    )


def _short_address(plan: Plan) -> str:
    if plan.short_key is None:
        return _address(url_for("plans.show_plan", plan_key=plan.key))
    return _address(url_for("plans.follow_short_address", short_key=plan.short_key))


def _link_address(token: str) -> str:
    return _address(url_for("plans.enter_by_link", token=token))


def _address(path: str) -> str:
    base: str = current_app.config["BASE_ADDRESS"]
    return base + path


def _audience_page(plan: Plan, form: AudienceForm) -> str:
    offer_audiences(form.audience, plan)
    may_ask = may_ask_staff(plan)
    return render_template("plans/review_audience.html", plan=plan, form=form, may_ask=may_ask)


def _links_page(plan: Plan, new_address: str = "", token: str = "", refusal: str = "") -> str:
    links = queries.links_of(plan)
    return render_template(
        "plans/list_links.html",
        plan=plan,
        links=links,
        uses=audiences.uses_lately(links, clock.today()),
        may_make=plan.audience is Audience.SCHOOL_PARENTS and plan.state is PlanState.PUBLISHED,
        new_address=new_address,
        token=token,
        refusal=refusal,
        may_ask=may_ask_staff(plan),
    )
