"""The forms that stand beside an item, each with a prefix that keeps their fields apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedback.fields import Form
from feedback.triage import forms
from feedback.triage.forms import ActForm
from feedback.triage.suggestion import Suggestion
from models import Case, Role, RoleHeld

AT_THE_DESK = (Role.MODERATOR, Role.OFFICE, Role.LEADERSHIP)
FORMS: dict[str, type[ActForm]] = {
    "accept": forms.AcceptForm,
    "route": forms.RouteForm,
    "classify": forms.ClassifyForm,
    "concern": forms.ConcernForm,
    "hold": forms.HoldForm,
    "request-details": forms.NoteForm,
    "return": forms.GuidanceForm,
    "archive": forms.ArchiveForm,
    "transfer": forms.TransferForm,
    "publish": forms.PublishForm,
    "unpublish": forms.HoldForm,
    "quarantine": ActForm,
    "take-back": ActForm,
    "decide-extension": forms.DecisionForm,
}


def form_sent(name: str) -> Any:
    """The form of one act, as it was sent."""
    return FORMS[name](prefix=name)


def forms_for(
    case: Case, suggestion: Suggestion | None, people: Sequence[RoleHeld]
) -> dict[str, Form]:
    """Every form of the page, filled in with what the case and the plan itself say.

    `people` are the hats among whom the one concerned may be chosen.
    """
    concerned = case.concerns_unit.name if case.concerns_unit else ""
    chosen = (str(hat.id) for hat in people if hat.person_id == case.concerns_person_id)
    values: dict[str, dict[str, Any]] = {
        "classify": {"kind": case.kind},
        "concern": {"unit": concerned, "person": next(chosen, "")},
        "publish": {"summary": case.comment.public_text or ""},
    }
    if suggestion is not None:
        values["accept"] = {"lead": suggestion.lead.key}
        values["route"] = {
            "lead": suggestion.lead.name,
            "supporting": "\n".join(unit.name for unit in suggestion.supporting),
            "unit_due_on": suggestion.unit_due_on,
            "publish": case.kept_back_for is None,
            "keep_back_for": case.kept_back_for,
        }
    return {
        # Without formdata=None a form would look for itself in what another one sent.
        name: kind(None, prefix=name, data={"revision": case.revision} | values.get(name, {}))
        for name, kind in FORMS.items()
    }
