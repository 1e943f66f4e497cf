"""Who reads plans on this request."""

from __future__ import annotations

from flask import g, session

from feedback import clock
from feedback.plans import queries
from feedback.plans.queries import Reader

LINKS = "audience_links"  # in the signed cookie: keys of the links by which this browser entered


def reader_of_request() -> Reader:
    """Every hat held today, and the plans whose shared links this browser opened."""
    linked = queries.plan_ids_linked(session.get(LINKS, ()))
    return Reader(tuple(g.get("hats", ())), linked, clock.today())


def knows_link(link_key: str) -> bool:
    """Whether this browser has come in by the link before."""
    return link_key in session.get(LINKS, ())


def remember_link(link_key: str) -> None:
    """Let this browser read the plan of the link, for as long as the link is in force."""
    kept = [key for key in session.get(LINKS, ()) if key != link_key]
    session[LINKS] = [*kept, link_key][-20:]  # a cookie holds 4 KB
