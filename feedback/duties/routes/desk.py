"""A unit's desk of duties, and one duty with what was reported of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback import pages as page_tools
from feedback.attachments import BadFile
from feedback.database import begin_write
from feedback.duties import actions, queries, rules, shown, succession
from feedback.duties.actions import Entered
from feedback.duties.forms import DisseminationForm, HandOnForm, ReportForm, StepForm, TakeBackForm
from feedback.duties.queries import Folder
from feedback.duties.routes import pages
from feedback.errors import UserError
from feedback.organisation import queries as organisation
from feedback.uploads import keep, taken_in
from models import Duty, DutyEntry, DutyEntryKind, DutyState, Role, db

Answer = str | Response | tuple[str, int]
AT_WORK = (
    Role.OFFICER,
    Role.HEAD,
    Role.MODERATOR,
    Role.STAFF,
    Role.OFFICE,
    Role.PERSONNEL,
    Role.LEADERSHIP,
)
WATCHING = (Role.MONITOR, Role.PARENTS_BOARD)


@pages.get("/duties")
@access.for_roles(*AT_WORK, *WATCHING)
def desk() -> Answer:
    """What this unit owes of the plans' tasks, what is due first standing first."""
    hat, today, folder = access.hat_required(), clock.today(), _folder()
    if hat.role in rules.WATCHING and not any(queries.counts_at(hat, today).values()):
        return redirect(url_for("duties.list_tasks"))
    page = queries.duties_at(hat, folder, today, request.args.get("after"))
    return render_template(
        "duties/desk.html",
        page=page,
        folder=folder,
        folders=_folders(folder),
        texts=queries.texts_of({duty.clause_id for duty in page.rows}),
        oversees=hat.role in rules.OVERSEEING | rules.WATCHING,
        reads_registers=hat.role in {*AT_WORK, Role.MONITOR},
        reports=bool(queries.reported_unit_ids(hat, today)),
        shown=shown,
        today=today,
    )


@pages.get("/duties/<duty_key>")
@access.for_roles(*AT_WORK, *WATCHING)
def show_duty(duty_key: str) -> str:
    """One duty: what is asked, what was reported, and the forms to report."""
    return _show(_duty_or_404(duty_key), {})


@pages.post("/duties/<duty_key>/report")
@access.for_roles(*rules.REPORTING, *rules.WATCHING)
def report(duty_key: str) -> Answer:
    """Keep how far the unit is, with files."""
    form = ReportForm()
    state = form.state.data or None
    return _enter(
        duty_key,
        "report",
        form,
        "files",
        lambda files: Entered(
            DutyEntryKind.PROGRESS if state else DutyEntryKind.EVIDENCE,
            form.happened_on.data,
            form.body.data or "",
            state=state,
            files=files,
        ),
    )


@pages.post("/duties/<duty_key>/disseminations")
@access.for_roles(*rules.REPORTING, *rules.WATCHING)
def disseminate(duty_key: str) -> Answer:
    """Keep one dissemination: when, how, to whom, how many."""
    form = DisseminationForm()
    return _enter(
        duty_key,
        "disseminate",
        form,
        "papers",
        lambda files: Entered(
            DutyEntryKind.DISSEMINATION,
            form.day.data,
            form.note.data or "",
            form=form.form.data,
            addressees=form.addressees.data,
            head_count=form.head_count.data,
            files=files,
        ),
    )


@pages.get("/duties/<duty_key>/entries/<entry_key>/take-back")
@access.for_roles(*rules.REPORTING, *rules.WATCHING)
def ask_take_back(duty_key: str, entry_key: str) -> str:
    """Ask why an entry is taken back, before it is."""
    duty, entry = _entry_or_404(duty_key, entry_key)
    form = TakeBackForm(formdata=None, data={"revision": duty.revision})
    return render_template("duties/take_back.html", duty=duty, entry=entry, form=form)


@pages.post("/duties/<duty_key>/entries/<entry_key>/take-back")
@access.for_roles(*rules.REPORTING, *rules.WATCHING)
def take_back(duty_key: str, entry_key: str) -> Answer:
    """Take an entry back; it stays to be read as such."""
    duty, entry = _entry_or_404(duty_key, entry_key)
    form = TakeBackForm()
    if not form.validate_on_submit():
        return render_template("duties/take_back.html", duty=duty, entry=entry, form=form), 422
    begin_write()
    try:
        actions.take_back(
            entry, form.reason.data, by=access.hat_required(), now=clock.now(), revision=form.seen
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("reason", page_tools.shown(error))
        form.revision.data = str(duty.revision)
        return render_template("duties/take_back.html", duty=duty, entry=entry, form=form), 422
    db.session.commit()
    flash(_("Đã rút lại. Mục này vẫn đọc được và không tính nữa."), "done")
    return redirect(url_for("duties.show_duty", duty_key=duty_key))


@pages.post("/duties/<duty_key>/hand-on")
@access.for_roles(*rules.OVERSEEING)
def hand_on(duty_key: str) -> Answer:
    """Let another unit answer for the duty."""
    duty, form = _duty_or_404(duty_key), HandOnForm()
    form.offer(organisation.units_in_order(clock.today()))
    if not form.validate_on_submit():
        return _show(duty, {"hand_on": form}), 422
    begin_write()
    heir = organisation.unit_by_key(form.unit.data) or abort(404)
    try:
        actions.hand_to(duty, heir, by=access.hat_required(), now=clock.now(), revision=form.seen)
    except UserError as error:
        db.session.rollback()
        form.add_error("unit", page_tools.shown(error))
        return _show(duty, {"hand_on": form}), 422
    db.session.commit()
    flash(_("Đã chuyển nhiệm vụ; đơn vị thực hiện tiếp được thông báo."), "done")
    return redirect(url_for("duties.show_duty", duty_key=duty_key))


# ------------------------------------------------------------------ steps of the above


def _enter(
    duty_key: str,
    name: str,
    form: StepForm,
    files_field: str,
    entered_with: Callable[[Any], Entered],
) -> Answer:
    """Check the form, keep the entry in one transaction, or show what was refused."""
    duty = _duty_or_404(duty_key)
    if not form.validate_on_submit():
        return _show(duty, {name: form}), 422
    try:
        files = taken_in(form[files_field].data or ())
        begin_write()
        actions.report(
            duty,
            entered_with(files),
            by=access.hat_required(),
            now=clock.now(),
            revision=form.seen,
        )
        keep(files, current_app.config["FILES_FOLDER"])
    except UserError as error:
        db.session.rollback()
        words = {"report": "body", "disseminate": "form"}[name]
        form.add_error(
            files_field if isinstance(error, BadFile) else words, page_tools.shown(error)
        )
        form.revision.data = str(duty.revision)
        return _show(duty, {name: form}), 422
    db.session.commit()
    flash(_("Đã ghi nhận."), "done")
    return redirect(url_for("duties.show_duty", duty_key=duty_key))


def _duty_or_404(key: str) -> Duty:
    return queries.duty_for(g.hats, key, clock.today()) or abort(404)


def _entry_or_404(duty_key: str, entry_key: str) -> tuple[Duty, DutyEntry]:
    duty = _duty_or_404(duty_key)
    if duty.holder_unit_id not in queries.reported_unit_ids(access.hat_required(), clock.today()):
        abort(404)
    return duty, queries.entry_of(duty, entry_key) or abort(404)


def _folder() -> Folder:
    word = request.args.get("folder", Folder.TODO.value)
    return Folder(word) if word in list(Folder) else abort(404)


def _folders(current: Folder) -> list[dict[str, Any]]:
    names = {
        Folder.TODO: _("Phải làm"),
        Folder.LATE: _("Quá hạn"),
        Folder.DONE: _("Đã hoàn thành"),
        Folder.ENDED: _("Không còn giao"),
    }
    counts = queries.counts_at(access.hat_required(), clock.today())
    return [
        {
            "label": names[each],
            "url": url_for("duties.desk", folder=each.value),
            "count": counts[each],
            "late": each is Folder.LATE and counts[each] > 0,
            "current": each is current,
        }
        for each in Folder
    ]


def _show(duty: Duty, refused: dict[str, Any]) -> str:
    hat, today = access.hat_required(), clock.today()
    entries = queries.entries_of(duty)
    may_hand_on = succession.may_hand_to(duty, hat, today)
    reports = duty.holder_unit_id in queries.reported_unit_ids(hat, today)
    texts = queries.texts_of([duty.clause_id])
    return render_template(
        "duties/show_duty.html",
        duty=duty,
        text=texts.get(duty.clause_id),
        entries=entries,
        heads=sum(entry.head_count or 0 for entry in entries if entry.taken_back_at is None),
        reminders=queries.reminders_of(duty),
        former=queries.former_duties(duty),
        may_report=reports and duty.ended_on is None,
        may_remind=_is_owed(duty) and queries.may_remind(hat, [duty], today),
        forms=_forms(duty, today, may_hand_on=may_hand_on) | refused,
        refused=refused,
        may_hand_on=may_hand_on,
        shown=shown,
        today=today,
    )


def _is_owed(duty: Duty) -> bool:
    return duty.ended_on is None and duty.done_on is None


def _forms(duty: Duty, today: date, *, may_hand_on: bool) -> dict[str, StepForm]:
    seen = {"revision": duty.revision}
    is_new = duty.state is DutyState.NOT_REPORTED
    state = DutyState.IN_PROGRESS if is_new else duty.state
    forms: dict[str, StepForm] = {
        "report": ReportForm(formdata=None, data=seen | {"happened_on": today, "state": state}),
        "disseminate": DisseminationForm(formdata=None, data=seen | {"day": today}),
    }
    if may_hand_on:
        hand_on = HandOnForm(formdata=None, data=seen)
        hand_on.offer(organisation.units_in_order(today))
        forms["hand_on"] = hand_on
    return forms
