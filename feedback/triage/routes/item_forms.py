"""The forms that stand beside an item, each with a prefix that keeps their fields apart."""

from __future__ import annotations

from typing import Any

from feedback.fields import Form
from feedback.triage import forms
from feedback.triage.forms import ActForm
from feedback.triage.suggestion import Suggestion
from models import Case, Role

AT_THE_DESK = (Role.MODERATOR, Role.OFFICE, Role.LEADERSHIP)
FORMS: dict[str, type[ActForm]] = {
    "accept": forms.AcceptForm,
    "route": forms.RouteForm,
    "classify": forms.ClassifyForm,
    "concern": forms.ConcernForm,
    "hold": forms.HoldForm,
    "request-details": forms.NoteForm,
    "return": forms.GuidanceForm,
    "archive": forms.NoteForm,
    "transfer": forms.TransferForm,
    "publish": forms.PublishForm,
    "unpublish": forms.NoteForm,
    "quarantine": ActForm,
    "take-back": ActForm,
    "decide-extension": forms.DecisionForm,
}


def form_sent(name: str) -> Any:
    """The form of one act, as it was sent."""
    return FORMS[name](prefix=name)


def forms_for(case: Case, suggestion: Suggestion | None) -> dict[str, Form]:
    """Every form of the page, filled in with what the case and the plan itself say."""
    concerned = case.concerns_unit.name if case.concerns_unit else ""
    values: dict[str, dict[str, Any]] = {
        "classify": {"kind": case.kind},
        "concern": {"unit": concerned},
        "publish": {"summary": case.comment.public_text or ""},
    }
    if suggestion is not None:
        values["accept"] = {"lead": suggestion.lead.key}
        values["route"] = {
            "lead": suggestion.lead.name,
            "supporting": "\n".join(unit.name for unit in suggestion.supporting),
            "unit_due_on": suggestion.unit_due_on,
            "publish": not case.comment.arrived_late,
        }
    return {
        # Without formdata=None a form would look for itself in what another one sent.
        name: kind(None, prefix=name, data={"revision": case.revision} | values.get(name, {}))
        for name, kind in FORMS.items()
    }
