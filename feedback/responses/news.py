"""Answers that everybody may read, as entries of a feed; nothing of who asked."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from feedback import labels
from feedback.comments.queries import published
from feedback.feeds import MOST_ENTRIES, Entry
from feedback.plans.citing import citing_label
from feedback.richtext import excerpt
from feedback.triage.rules import HIDDEN
from models import Answer, AnswerState, Appearance, Case, Comment, Plan, db

LONGEST_EXPLANATION = 600


def news_of_answers(within: ColumnElement[bool]) -> list[Entry]:
    """The newest published answers to public opinions on plans that `within` means, in one query.

    Never of an opinion whose sender is sealed: a feed is
    copied at once and for good, and the moment of an answer may tell those near who asked.
    """
    found = db.session.scalars(
        select(Answer)
        .join(Answer.case)
        .join(Case.comment)
        .join(Comment.plan)
        .where(
            within,
            published(),
            Comment.appearance != Appearance.SEALED,
            Case.state.not_in(HIDDEN),
            Answer.state == AnswerState.PUBLISHED,
        )
        .options(
            contains_eager(Answer.case).contains_eager(Case.comment).contains_eager(Comment.plan),
            contains_eager(Answer.case)
            .contains_eager(Case.comment)
            .joinedload(Comment.clause_text),
        )
        .order_by(Answer.published_at.desc(), Answer.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [_entry(answer, answer.case.comment.plan) for answer in found]


def _entry(answer: Answer, plan: Plan) -> Entry:
    assert answer.published_at is not None  # the query asks for published ones
    text = answer.case.comment.clause_text
    if text is not None and text.label:
        title = _(
            "Trả lời ý kiến về mục %(label)s: %(title)s", label=citing_label(text), title=plan.title
        )
    else:
        title = _("Trả lời ý kiến: %(title)s", title=plan.title)
    decision = labels.label(answer.decision)
    return Entry(
        key=f"answers/{answer.key}",
        at=answer.published_at,
        title=title,
        summary=f"{decision}. {excerpt(answer.explanation, LONGEST_EXPLANATION)}",
        author=answer.signed_as,
        path=url_for("responses.show_case", case_key=answer.case.key),
    )
