"""Bringing up what stands in the way of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback.attachments import CleanFile
from feedback.clock import day_of
from feedback.comments import actions as comments
from feedback.comments import queries as comment_queries
from feedback.comments.actions import Said
from feedback.comments.identities import Keys
from feedback.comments.notices import tell_sender
from feedback.errors import N_, RuleBroken
from feedback.obstacles import rules
from feedback.organisation import queries as organisation
from feedback.responses.telling import tell_once
from feedback.triage.intake import open_case
from models import Appearance, Case, ClauseText, CommentKind, Plan, RoleHeld


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way, as written; `token` is the random token of the form."""

    body: str
    files: tuple[CleanFile, ...] = ()
    token: str = ""


@dataclass(frozen=True)
class Raised:
    """An obstacle that was kept: its case, the secret code, and whether it had come before."""

    case: Case
    secret: str
    is_copy: bool


def raise_obstacle(
    plan: Plan,
    clause_text: ClauseText | None,
    obstacle: Obstacle,
    *,
    by: RoleHeld,
    keys: Keys,
    now: datetime,
) -> Raised:
    """Bring up what stands in the way of a plan: a case at the Department's office, not public.

    The clock starts at once; the office is told. Raises RuleBroken for an empty or too long
    text, a hat that carries no plan out, or a plan that was withdrawn.
    """
    if by.role not in rules.RAISING:
        raise RuleBroken(N_("Vướng mắc do đơn vị, cán bộ thực hiện kế hoạch gửi."))
    said = Said(
        body=obstacle.body,
        kind=CommentKind.OBSTACLE,
        appearance=Appearance.ROLE,
        files=obstacle.files,
        token=obstacle.token,
    )
    posted = comments.post_comment(plan, clause_text, said=said, sender=by, keys=keys, now=now)
    if posted.is_copy:
        case = comment_queries.cases_of([posted.comment.id])[posted.comment.id]
        return Raised(case, posted.secret, is_copy=True)
    case = open_case(posted.comment, now=now)
    tell_sender(case, "received", now=now)
    if case.intake_unit is not None:
        hats = organisation.active_hats(case.intake_unit, tuple(rules.GATHERING), day_of(now))
        tell_once(hats, "obstacle.raised", case, now)
    return Raised(case, posted.secret, is_copy=False)
