"""The table of limits and the calendar: read by everybody, changed by an administrator."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, formats
from feedback.database import begin_write
from feedback.deadlines import SET_BY_SYSTEM
from feedback.errors import UserError
from feedback.labels import label
from feedback.pages import shown
from feedback.paging import row_number
from feedback.triage import limits
from feedback.triage.forms import CalendarForm, LimitForm
from feedback.triage.limits import NewLimit
from feedback.triage.routes import pages
from models import ClockEvent, Role, db

Answer = str | Response | tuple[str, int]


@pages.get("/clocks")
@access.open_to_all
def clocks() -> str:
    """The table of limits, with what each rests on."""
    return render_template(
        "triage/clocks.html",
        rows=limits.limits_in_order(clock.today()),
        past=limits.past_limits(),
        set_by_system=SET_BY_SYSTEM,
        today=clock.today(),
        may_change=_may_change(),
    )


@pages.get("/clocks/<event>")
@access.for_roles(Role.ADMINISTRATOR)
def change_clock(event: str) -> str:
    """The form for a new row of the table."""
    before = limits.latest_limit(_event(event))
    form = LimitForm(None, obj=before, data={"valid_from": clock.today()})
    form.valid_from.data = clock.today()
    if form.basis.data == SET_BY_SYSTEM:
        form.basis.data = ""
    return render_template("triage/change_clock.html", form=form, event=_event(event))


@pages.post("/clocks/<event>")
@access.for_roles(Role.ADMINISTRATOR)
def save_clock(event: str) -> Answer:
    """Put a new row in force; the old one ends the day before."""
    wanted, form = _event(event), LimitForm()
    if form.validate():
        begin_write()
        try:
            limits.set_limit(wanted, _limit(form), by=access.hat_required(), now=clock.now())
            db.session.commit()
        except UserError as error:
            db.session.rollback()
            form.add_error("valid_from", shown(error))
        else:
            flash(_("Đã ghi thời hạn mới cho “%(event)s”.", event=label(wanted)), "done")
            return redirect(url_for("triage.clocks"), 303)
    return render_template("triage/change_clock.html", form=form, event=wanted), 422


@pages.get("/calendar")
@access.open_to_all
def calendar() -> str:
    """The days of a year on which offices are closed, or work though it is a weekend."""
    form = CalendarForm(None)
    asked = request.args.get("day", "")
    row = limits.calendar_day(_day(asked)) if asked else None
    if row is not None:
        form = CalendarForm(None, obj=row)
    return _calendar_page(form)


@pages.post("/calendar")
@access.for_roles(Role.ADMINISTRATOR)
def save_day() -> Answer:
    """Enter or correct a day; every running date follows."""
    form = CalendarForm()
    if not form.validate():
        return _calendar_page(form), 422
    begin_write()
    try:
        moved = limits.set_day(
            form.day.data,
            form.kind.data,
            form.note.data,
            form.source.data,
            estimated=form.estimated.data,
            by=access.hat_required(),
            now=clock.now(),
        )
        db.session.commit()
    except UserError as error:
        db.session.rollback()
        form.add_error("day", shown(error))
        return _calendar_page(form), 422
    return _back_to_calendar(form.day.data, moved)


@pages.post("/calendar/<day>/remove")
@access.for_roles(Role.ADMINISTRATOR)
def remove_day(day: str) -> Answer:
    """Make a day an ordinary one again; every running date follows."""
    begin_write()
    try:
        moved = limits.remove_day(_day(day), by=access.hat_required(), now=clock.now())
        db.session.commit()
    except UserError as error:
        db.session.rollback()
        flash(shown(error), "late")
        return redirect(url_for("triage.calendar"), 303)
    return _back_to_calendar(_day(day), moved)


def _calendar_page(form: CalendarForm) -> str:
    asked = row_number(request.args.get("year"))
    year = asked if asked is not None and 1900 < asked < 2200 else clock.today().year
    if form.day.data is not None and asked is None:
        year = form.day.data.year
    return render_template(
        "triage/calendar.html",
        form=form,
        year=year,
        years=limits.years_known() or (year, year),
        days=limits.days_of_year(year),
        may_change=_may_change(),
    )


def _back_to_calendar(day: date, moved: int) -> Response:
    told = _("%(n)s hạn đang chạy đã được tính lại.", n=moved) if moved else ""
    flash(_("Đã cập nhật ngày %(day)s.", day=formats.day(day)) + " " + told, "done")
    return redirect(url_for("triage.calendar", year=day.year), 303)


def _may_change() -> bool:
    hat = access.current_hat()
    return hat is not None and hat.role is Role.ADMINISTRATOR


def _event(name: str) -> ClockEvent:
    return ClockEvent(name) if name in set(ClockEvent) else abort(404)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _limit(form: LimitForm) -> NewLimit:
    return NewLimit(
        amount=form.amount.data or 0,
        day_unit=form.day_unit.data,
        basis=form.basis.data,
        to_check=form.to_check.data,
        valid_from=form.valid_from.data,
    )
