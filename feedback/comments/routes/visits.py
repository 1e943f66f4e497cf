"""Who is on this request, as comments need to know it, and what this browser remembers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, current_app, g, session

from feedback import access, clock, codes, remembering
from feedback.comments import actions, queries, rules
from feedback.comments.identities import Keys
from feedback.comments.places import Place, place_in
from feedback.deadlines import WorkCalendar, load_calendar
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from models import Comment, Person, RoleHeld

BROWSER = "browser"  # a random mark, so that one browser supports a comment once


def keys() -> Keys:
    """The keys of this installation."""
    return Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])


def calendar() -> WorkCalendar:
    """The working days, read once for a request."""
    if "work_calendar" not in g:
        g.work_calendar = load_calendar()
    kept: WorkCalendar = g.work_calendar
    return kept


def place_or_404(plan_key: str, clause_key: str | None, seen: int | None = None) -> Place:
    """The plan or clause at the address, when the person on this request may read it.

    `seen` is the version that the person read when beginning to write.
    """
    plan = plans.plan_for(reader_of_request(), plan_key)
    place = place_in(plan, clause_key, seen) if plan is not None else None
    return place or abort(404)


def public_comment_or_404(comment_key: str) -> Comment:
    """A comment that is public in a plan that the person on this request may read."""
    comment = queries.comment_by_key(comment_key)
    if comment is None or not rules.is_shown(comment):
        abort(404)
    if plans.plan_for(reader_of_request(), comment.plan.key) is None:
        abort(404)
    return comment


def hats_to_speak_under() -> Sequence[RoleHeld]:
    """The hats held today, the one worn first."""
    worn = access.current_hat()
    return sorted(g.get("hats", ()), key=lambda hat: (hat is not worn, hat.id))


def who_speaks(hat_id: str | None) -> RoleHeld | Person | None:
    """The hat chosen among one's own, the person without any, or None for a visitor."""
    chosen = [hat for hat in hats_to_speak_under() if str(hat.id) == hat_id]
    return chosen[0] if chosen else access.current_person()


def remember_receipt(comment: Comment) -> None:
    """Let this browser open the tracking page of `comment` for a while without its code.

    The caller has begun writing and commits. What is under the account opens by it alone.
    """
    if not is_own(comment):
        remembering.remember(comment, now=clock.now())


def is_own(comment: Comment) -> bool:
    """Whether the person on this request sent `comment`, openly or under seal."""
    person = access.current_person()
    if person is None:
        return False
    return comment.id in queries.own_comment_ids(person, key=keys().hash_key)


def may_follow(comment: Comment) -> bool:
    """Whether the sender's side of `comment` opens to this request."""
    return is_own(comment) or remembering.opens(comment, now=clock.now())


def own_comment_or_404(comment_key: str) -> Comment:
    """The comment, when the sender's side of it opens to this request."""
    comment = queries.comment_by_key(comment_key)
    if comment is None or not may_follow(comment):
        abort(404)
    return comment


def supporter_tag() -> str:
    """By what the support of this person or browser is counted once."""
    browser = session.setdefault(BROWSER, codes.new_key(26))
    return actions.supporter_tag(access.current_person(), browser, key=keys().hash_key)
