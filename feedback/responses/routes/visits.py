"""What the pages of responses share: who is at the desk, the page of an item, files taken in."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _

from feedback import access, clock, deadlines, record
from feedback.organisation import queries as organisation
from feedback.responses import drafts, promises, queries, rules
from feedback.responses.forms import AnswerForm, NoteForm, filled_from
from feedback.responses.queries import Folder
from feedback.triage import words
from feedback.triage.events import CONCERN
from feedback.triage.extensions import waiting_extension
from models import Answer, Case, CaseState, RoleHeld

FOLDER_OF = {
    CaseState.ROUTED: Folder.TO_DO,
    CaseState.IN_PROGRESS: Folder.TO_DO,
    CaseState.SUBMITTED: Folder.SUBMITTED,
}


def hat_at_desk() -> RoleHeld:
    """The hat worn, when it answers for its unit: officer, head, or a deputy in force."""
    hat = access.hat_required()
    if hat.role not in rules.DRAFTING and not organisation.may_sign_for(
        hat.person, hat.unit, clock.today()
    ):
        abort(403)
    return hat


def case_at_desk(key: str) -> Case:
    """The case at the address, when it lies at the desk of the hat's unit; else 404."""
    return queries.desk_case(hat_at_desk(), key, clock.today()) or abort(404)


def folder_of(case: Case, hat: RoleHeld) -> Folder:
    """Where the case lies at the desk of the hat's unit."""
    leads = case.lead_unit_id == hat.unit_id
    if leads:
        return FOLDER_OF.get(case.state, Folder.DONE)
    has_given = any(
        each.unit_id == hat.unit_id and each.given_at is not None for each in case.supporting
    )
    return Folder.DONE if has_given or case.state not in rules.AT_UNIT else Folder.SUPPORT


def register_of(
    case: Case, *, public_only: bool, among_handlers: bool = True
) -> list[dict[str, Any]]:
    """The rows of the macro timeline.

    Whom the case concerns is between its sender and the intake, and told at its desk alone.
    """
    marks = {"case.fell_overdue": "late", "commitment.broken": "late"}
    rows = record.timeline_of_case(case, public_only=public_only, among_handlers=among_handlers)
    return [
        {
            "when": row.at,
            "who": row.who,
            "what": row.what,
            "why": row.why or "",
            "kind": "answer" if row.kind.startswith("answer.published") else marks.get(row.kind),
        }
        for row in rows
        if not row.kind.startswith(CONCERN)
    ]


def desk_page(
    folder: Folder,
    case: Case | None = None,
    *,
    form: AnswerForm | None = None,
    note_form: NoteForm | None = None,
) -> str:
    """The desk: a folder's list at the left, at the right the case if one is open."""
    hat, today = hat_at_desk(), clock.today()
    calendar = deadlines.load_calendar()
    shown: dict[str, Any] = {
        "folder": folder,
        "folders": folder_links(hat, folder if case is None else folder_of(case, hat)),
        "page": queries.desk_list(hat, folder, today, request.args.get("after")),
        "today": today,
        "calendar": calendar,
        "words": words,
    }
    if case is None:
        return render_template("responses/desk.html", **shown)
    shown |= _item(case, hat, form, note_form)
    return render_template("responses/desk_item.html", **shown)


def folder_links(hat: RoleHeld, current: Folder | None) -> list[dict[str, Any]]:
    """The folders of the macro folders, with what they hold; promises stand last."""
    labels = {
        Folder.TO_DO: _("Chờ xử lý"),
        Folder.SUPPORT: _("Phối hợp"),
        Folder.SUBMITTED: _("Chờ duyệt"),
        Folder.DONE: _("Đã xử lý"),
    }
    counts = queries.desk_counts(hat, clock.today())
    links: list[dict[str, Any]] = [
        {
            "label": labels[folder],
            "url": url_for("responses.desk", folder=folder.value),
            "count": counts[folder].count,
            "late": counts[folder].late > 0,
            "current": folder is current,
        }
        for folder in Folder
    ]
    owed = promises.promises_owed(hat, clock.today())
    owed_link = {
        "label": _("Cam kết"),
        "url": url_for("responses.commitments"),
        "count": owed.count,
        "late": owed.late > 0,
        "current": current is None,
    }
    return [*links, owed_link]


def answer_form(case: Case, hat: RoleHeld, draft: Answer | None) -> AnswerForm:
    """The form of the draft, filled from what was kept before unless it was sent."""
    form = AnswerForm(data=filled_from(draft, case))
    units = drafts.units_that_may_promise(case, hat)
    form.offer(case, units, draft.attachments if draft else ())
    return form


def _item(
    case: Case, hat: RoleHeld, form: AnswerForm | None, note_form: NoteForm | None
) -> dict[str, Any]:
    draft = drafts.draft_of(case)
    leads = case.lead_unit_id == hat.unit_id
    may_draft = leads and case.state in rules.TO_DO
    return {
        "case": case,
        "leads": leads,
        "draft": draft,
        "may_draft": may_draft,
        "may_help": folder_of(case, hat) is Folder.SUPPORT,
        "form": (form or answer_form(case, hat, draft)) if may_draft else None,
        "note_form": note_form or NoteForm(formdata=None),
        "answers": queries.published_answers_of(case),
        "notes": queries.words_on(case),
        "register": register_of(case, public_only=False),
        "unit_clock": words.unit_clock_of(case),
        "extension": waiting_extension(case),
    }
