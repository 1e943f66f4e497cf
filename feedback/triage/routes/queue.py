"""The moderator's desk: lists at left, the item at right, and the register on paper."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from typing import Any, cast

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _

from feedback import access, clock, formats, record
from feedback.comments import queries as comments
from feedback.deadlines import WorkCalendar, load_calendar
from feedback.fields import Form
from feedback.organisation.queries import units_in_order
from feedback.richtext import excerpt
from feedback.triage import clocks, desk, rules, words
from feedback.triage.concerned import people_in_play
from feedback.triage.desk import Desk, Folder
from feedback.triage.extensions import waiting_extension
from feedback.triage.forms import ConcernForm, RegisterForm
from feedback.triage.routes import pages
from feedback.triage.routes.item_forms import AT_THE_DESK, forms_for
from feedback.triage.rules import Act
from feedback.triage.suggestion import Suggestion, publishes_personal_data, suggestion_for
from models import Case

TITLE_LENGTH = 110


@pages.get("/queue")
@access.for_roles(*AT_THE_DESK)
def queue() -> str:
    """A folder of the desk."""
    calendar = load_calendar()
    here = desk.desk_of(access.hat_required(), clock.today(), calendar)
    return render_template(
        "triage/queue.html", **list_of(here, calendar), case=None, item_open=False
    )


@pages.get("/queue/<case_key>")
@access.for_roles(*AT_THE_DESK)
def show_item(case_key: str) -> str:
    """One item with all that is needed to decide on it, beside the list it comes from."""
    calendar = load_calendar()
    here = desk.desk_of(access.hat_required(), clock.today(), calendar)
    case = desk.case_at(here, case_key) or abort(404)
    return item_page(here, case, calendar, {})


@pages.get("/queue/register")
@access.for_roles(*AT_THE_DESK)
def register() -> str:
    """The register of what came, between two days, ready to be printed."""
    calendar = load_calendar()
    here = desk.desk_of(access.hat_required(), clock.today(), calendar)
    form = RegisterForm(request.args)
    if not form.validate() or form.first.data is None or form.last.data is None:
        form.first.data = here.today.replace(day=1)
        form.last.data = here.today.replace(day=monthrange(here.today.year, here.today.month)[1])
    cases = desk.register_of(here, form.first.data, form.last.data)
    return render_template(
        "triage/register.html", form=form, cases=cases, unit=here.hat.unit, words=words
    )


def item_page(here: Desk, case: Case, calendar: WorkCalendar, refused: Mapping[str, Form]) -> str:
    """The page of an item; `refused` are forms to be shown again with what was typed."""
    comment = case.comment
    suggestion = suggestion_for(case, here.today, calendar) if _may_route(case) else None
    return render_template(
        "triage/queue.html",
        **list_of(here, calendar, case),
        case=case,
        item_open=True,
        comment=comment,
        state=words.state_of(case, here.today, calendar),
        clocks=words.explanations(case, calendar),
        sender=words.sender_of(comment),
        place=words.place_of(comment),
        suggestion=suggestion,
        publishes_personal_data=publishes_personal_data(case),
        passed=_passed(suggestion),
        suggested_steps=_steps(suggestion, here, calendar),
        alike=comments.alike(comment.plan, comment.clause, comment.body, but=comment),
        timeline=record.timeline_of_case(case, public_only=False),
        forms=_forms(case, suggestion, here, refused),
        refused=dict(refused),
        unit_names=[unit.name for unit in units_in_order(here.today)],
        extension=waiting_extension(case),
        may={act.value: rules.may(act, case.state) for act in Act},
        most_asked=rules.MOST_ASKED,
        is_overdue=clocks.is_overdue(case, here.today),
    )


def _forms(
    case: Case, suggestion: Suggestion | None, here: Desk, refused: Mapping[str, Form]
) -> dict[str, Form]:
    people = people_in_play(case, suggestion.lead if suggestion else None, here.today)
    forms = forms_for(case, suggestion, people) | dict(refused)
    cast(ConcernForm, forms["concern"]).offer(people)
    return forms


def list_of(here: Desk, calendar: WorkCalendar, current: Case | None = None) -> dict[str, Any]:
    """What the left side of the desk shows: folders with counts, and a page of rows."""
    folder = folder_asked()
    found = desk.cases_in(here, folder, request.args.get("after"))
    return {
        "folder": folder.value,
        "folder_words": _(desk.WORDS[folder]),
        "folders": _folders(here, folder),
        "rows": [_row(case, here, calendar, folder, current) for case in found.rows],
        "older_url": found.next_after
        and url_for("triage.queue", folder=folder.value, after=found.next_after),
        "done": _undoable(here),
    }


def folder_asked() -> Folder:
    """The folder that the address names; the one to be worked on when it names none."""
    asked = request.args.get("folder", "")
    return Folder(asked) if asked in set(Folder) else Folder.WAITING


def _folders(here: Desk, current: Folder) -> list[dict[str, Any]]:
    counts = desk.counts_of(here)
    return [
        {
            "label": _(desk.WORDS[folder]),
            "url": url_for("triage.queue", folder=folder.value),
            "count": counts.get(folder),
            "current": folder is current,
            "late": folder is Folder.LATE and counts[folder] > 0,
        }
        for folder in Folder
    ]


def _row(
    case: Case, here: Desk, calendar: WorkCalendar, folder: Folder, current: Case | None
) -> dict[str, Any]:
    kind, word, more = words.short_state_of(case, here.today, calendar)
    return {
        "url": url_for("triage.show_item", case_key=case.key, folder=folder.value),
        "number": case.number,
        "title": excerpt(case.comment.body, TITLE_LENGTH),
        "who": f"{words.place_of(case.comment)} · {words.sender_of(case.comment)}",
        "when": formats.day_of_moment(case.comment.received_at),
        "kind": kind,
        "word": word,
        "more": more,
        "current": current is not None and case.key == current.key,
    }


def _undoable(here: Desk) -> Case | None:
    """The case acted on just before, while the step can be taken back."""
    key = request.args.get("done")
    case = desk.case_at(here, key) if key else None
    return case if case and rules.may(Act.TAKE_BACK, case.state) else None


def _may_route(case: Case) -> bool:
    return rules.may(Act.ROUTE, case.state)


def _steps(suggestion: Suggestion | None, here: Desk, calendar: WorkCalendar) -> list[str]:
    """How the date that is suggested to the unit was computed."""
    if suggestion is None:
        return []
    return words.proposed_explanation(suggestion.unit_due_on, here.today, calendar)


def _passed(suggestion: Suggestion | None) -> list[str]:
    """Why another unit stands where the plan names one."""
    if suggestion is None:
        return []
    return [
        formats.unit_today(step.named, step.unit)
        if step.has_ended
        else _(
            "%(named)s chưa có người trả lời hoặc là nơi liên quan, nên %(unit)s trả lời thay",
            named=step.named.name,
            unit=step.unit.name,
        )
        for step in suggestion.passed
    ]
