"""What a messenger shows of a link to a plan or a clause, and whether a search engine may list it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from feedback.plans import shown
from feedback.plans.shown import ShownClause
from feedback.richtext import excerpt
from models import Audience, Plan, PlanState, PlanVersion

LONGEST_TITLE = 90
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Preview:
    """Title and text of a link; withdrawn texts can be read but are not listed."""

    title: str
    text: str
    is_listed: bool


def preview_of_plan(plan: Plan, version: PlanVersion, clauses: list[ShownClause]) -> Preview | None:
    """Unit, number, until when opinions are taken, how many there are; None unless public.

    A link to what only some may read is shown to whoever is sent it: it tells nothing.
    """
    if plan.audience is not Audience.PUBLIC:
        return None
    opinions = sum(clause.opinions for clause in clauses)
    number = version.number if version.number and not version.number.startswith("/") else ""
    parts = (
        plan.unit.name,
        _("số %(number)s", number=number) if number else "",
        _window(plan),
        _("%(n)s ý kiến", n=opinions) if opinions else "",
    )
    text = " · ".join(part.rstrip(".") for part in parts if part)
    return Preview(excerpt(plan.title, LONGEST_TITLE), text, _is_listed(plan))


def preview_of_clause(plan: Plan, clause: ShownClause) -> Preview | None:
    """The clause's label and how it begins; None unless its plan is public."""
    if plan.audience is not Audience.PUBLIC:
        return None
    name = f"{clause.label}. {clause.name}" if clause.label else clause.name
    beginning = " ".join(clause.paragraphs) or plan.title
    return Preview(excerpt(name, LONGEST_TITLE), excerpt(beginning, LONGEST_TEXT), _is_listed(plan))


def _window(plan: Plan) -> str:
    if plan.state is PlanState.WITHDRAWN:
        return _("Đã thu hồi")
    return shown.whole_window_words(plan)


def _is_listed(plan: Plan) -> bool:
    return plan.state is PlanState.PUBLISHED
