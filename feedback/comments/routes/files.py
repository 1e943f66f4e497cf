"""Who may open a kept file: whoever may read the comment or the answer it belongs to."""

from __future__ import annotations

from flask import g

from feedback import clock
from feedback.comments import queries, rules
from feedback.comments.routes import visits
from feedback.duties import queries as duties
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from feedback.triage.queries import case_for
from feedback.triage.rules import HIDDEN
from models import AnswerState, Attachment, Case, Comment


def may_open(file: Attachment) -> bool:
    """Whether the person on this request may open the file.

    The public opens what belongs to a published comment on a plan it may read, and published
    answers to such comments; the sender opens their own; staff what belongs to a case they see.
    What a unit reports of a duty is for those who may read its reports.
    """
    if file.duty_entry is not None:
        return duties.sees(g.get("hats", ()), file.duty_entry.duty, clock.today())
    comment = file.comment or (file.answer.case.comment if file.answer else None)
    if comment is None:
        return False
    case = queries.cases_of([comment.id]).get(comment.id)
    if _staff_see(case):
        return True
    if case is not None and case.state in HIDDEN:
        return False
    is_out = file.answer is None or file.answer.state is AnswerState.PUBLISHED
    return is_out and (_public_sees(comment, file) or visits.may_follow(comment))


def _public_sees(comment: Comment, file: Attachment) -> bool:
    if not rules.is_shown(comment):
        return False
    if file.comment is not None and comment.public_text is not None:
        # Where the public reads a summary only, the files stay with those who handle it.
        return False
    return plans.plan_for(reader_of_request(), comment.plan.key) is not None


def _staff_see(case: Case | None) -> bool:
    today = clock.today()
    return case is not None and any(
        case_for(hat, case.key, today) is not None for hat in g.get("hats", ())
    )
