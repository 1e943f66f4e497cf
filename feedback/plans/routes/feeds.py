"""What programs read by themselves: Atom feeds, and which pages a search engine may list."""

from __future__ import annotations

from flask import Response, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _

from feedback import access, clock, feeds
from feedback.feeds import Feed
from feedback.organisation.queries import unit_by_key
from feedback.plans import news
from feedback.plans.routes import pages
from feedback.responses.news import news_of_answers
from models import Plan, Unit


@pages.get("/feed.atom")
@access.open_to_all
def feed_of_all() -> Response:
    """What is new in all plans that everybody may read, as Atom."""
    title = _("Kế hoạch và văn bản lấy ý kiến")
    return _answer(Feed(title, url_for("plans.feed_of_all"), url_for("plans.list_plans")))


@pages.get("/plans/<plan_key>/feed.atom")
@access.open_to_all
def feed_of_plan(plan_key: str) -> Response:
    """What is new in one plan that everybody may read, as Atom."""
    plan = news.public_plan(plan_key) or abort(404)
    page = url_for("plans.show_plan", plan_key=plan.key)
    own = url_for("plans.feed_of_plan", plan_key=plan.key)
    return _answer(Feed(plan.title, own, page), plan=plan)


@pages.get("/units/<unit_key>/feed.atom")
@access.open_to_all
def feed_of_unit(unit_key: str) -> Response:
    """What is new in the plans of one unit that everybody may read, as Atom."""
    unit = unit_by_key(unit_key) or abort(404)
    page = url_for("organisation.show_unit", unit_key=unit.key)
    own = url_for("plans.feed_of_unit", unit_key=unit.key)
    return _answer(Feed(unit.name, own, page), unit=unit)


@pages.get("/robots.txt")
@access.open_to_all
def robots() -> Response:
    """Where search engines shall not go; the pages themselves say which of them may be listed."""
    text = render_template("plans/robots.txt", base_address=current_app.config["BASE_ADDRESS"])
    return Response(text, mimetype="text/plain")


@pages.get("/sitemap.xml")
@access.open_to_all
def sitemap() -> Response:
    """The plans that everybody may read, for search engines."""
    text = render_template(
        "plans/sitemap.xml",
        plans=news.newest_public_plans(),
        base_address=current_app.config["BASE_ADDRESS"],
    )
    return Response(text, mimetype="application/xml")


def _answer(feed: Feed, *, plan: Plan | None = None, unit: Unit | None = None) -> Response:
    """The feed, the same for everybody whoever asks; 304 to one who has it already."""
    within = news.for_everybody(plan, unit)
    entries = feeds.newest([*news.news_of_plans(within, now=clock.now()), *news_of_answers(within)])
    text = feeds.as_atom(feed, entries, current_app.config["BASE_ADDRESS"])
    answer = Response(text, mimetype=feeds.MEDIA_TYPE)
    answer.last_modified = feeds.last_change(entries)
    answer.add_etag()
    answer.cache_control.public = True
    answer.cache_control.no_cache = True  # what is no longer public is not handed out again
    answer.make_conditional(request)
    return answer
