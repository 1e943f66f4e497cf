"""Yearly democracy plans: who owes one, comparison with the year before, and the six mottos."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock, formats, labels, tables
from feedback import pages as page_tools
from feedback.database import begin_write
from feedback.duties import mottos, queries, shown, yearly
from feedback.duties.forms import MottosForm, RemindForm
from feedback.duties.routes import pages
from feedback.duties.routes.desk import AT_WORK, WATCHING
from feedback.duties.routes.tasks import MEDIA_TYPES, as_table
from feedback.duties.yearly import Owed, Show
from feedback.errors import UserError
from feedback.organisation.queries import unit_by_key
from feedback.paging import row_number
from feedback.plans import queries as plans
from feedback.plans.access import reader_of_request
from feedback.plans.rules import PREPARING
from models import Motto, Plan, PlanKind, PlanVersion, Unit, db

Answer = str | Response | tuple[str, int]
UNITS_ON_A_PAGE = 100
FIRST_YEAR, YEARS_AHEAD = 2023, 1


@pages.get("/duties/yearly-plans")
@access.for_roles(*AT_WORK, *WATCHING)
def yearly_plans() -> str:
    """Who owes a yearly democracy plan, who has issued it and when, who has not."""
    year, show = _year(), _show()
    rows = _owed(year)
    listed = yearly.narrowed(rows, show)
    start = _place_after(listed, request.args.get("after"))
    page = listed[start : start + UNITS_ON_A_PAGE]
    more = len(listed) > start + UNITS_ON_A_PAGE
    today = clock.today()
    return render_template(
        "duties/yearly_plans.html",
        rows=page,
        next_after=page[-1].unit.key if more else None,
        sentence=_sentence(rows, year),
        tabs=_tabs(rows, year, show),
        years=_years(year),
        year=year,
        show=show,
        due_on=_due_on(year),
        reminders=yearly.reminders_of([row.unit for row in page], year),
        confirms=_confirmed_unit_ids(),
        reminds=bool(yearly.units_reminded_by(access.hat_required(), today)),
        today=today,
    )


@pages.get("/duties/yearly-plans/export.<form>")
@access.for_roles(*AT_WORK, *WATCHING)
def export_yearly_plans(form: str) -> Response:
    """The same list as Excel or CSV."""
    if form not in MEDIA_TYPES:
        abort(404)
    rows: list[list[tables.Cell]] = [
        [
            row.unit.name,
            row.due_on,
            row.plan.title if row.plan and row.may_read else "",
            row.issued_on,
            _standing_words(row),
        ]
        for row in yearly.narrowed(_owed(_year()), _show())
    ]
    head = [_("Đơn vị"), _("Hạn"), _("Kế hoạch"), _("Ngày ban hành"), _("Tình trạng")]
    return as_table(_("Kế hoạch dân chủ"), head, rows, form)


@pages.get("/duties/yearly-plans/remind")
@access.for_roles(*yearly.REMINDING)
def review_yearly_reminders() -> str:
    """Who has not issued the year's plan, and the words that go with the reminder."""
    year = _year()
    rows = _missing(year)
    chosen = request.args.getlist("unit") or [row.unit.key for row in rows]
    return _reminder_page(year, rows, RemindForm(formdata=None, data={"duties": chosen}))


@pages.post("/duties/yearly-plans/remind")
@access.for_roles(*yearly.REMINDING)
def remind_yearly() -> Answer:
    """Remind the chosen units of the year's plan, each at most once a day."""
    year, form = _year(), RemindForm()
    rows = _missing(year)
    if not form.validate_on_submit():
        return _reminder_page(year, rows, form), 422
    begin_write()
    chosen = [row for row in _missing(year) if row.unit.key in set(form.duties.data or ())]
    try:
        count = yearly.remind(
            chosen, form.words.data or "", year, by=access.hat_required(), now=clock.now()
        )
    except UserError as error:
        db.session.rollback()
        form.add_error("words", page_tools.shown(error))
        return _reminder_page(year, rows, form), 422
    db.session.commit()
    flash(
        _("Đã đôn đốc %(n)s đơn vị; đơn vị đã được nhắc hôm nay không nhắc lại.", n=count), "done"
    )
    return redirect(url_for("duties.yearly_plans", year=year))


@pages.get("/duties/yearly-plans/<unit_key>/compare")
@access.for_roles(*AT_WORK, *WATCHING)
def compare_yearly(unit_key: str) -> str:
    """A unit's plan of the year beside that of the year before, motto by motto."""
    unit, year = _seen_unit(unit_key), _year()
    now, then = (_readable(yearly.plan_of(unit, each)) for each in (year, year - 1))
    both = now is not None and then is not None
    return render_template(
        "duties/compare_yearly.html",
        unit=unit,
        year=year,
        now=now,
        then=then,
        compared=mottos.compare(_carried(then), _carried(now)) if both else [],
        shown=shown,
    )


@pages.get("/plans/<plan_key>/mottos")
@access.for_roles(*PREPARING)
def review_mottos(plan_key: str) -> str:
    """Which clauses carry each of the six mottos, to confirm or correct."""
    version = _version_or_404(plan_key)
    carried, form = mottos.carried_by(version), MottosForm(formdata=None)
    form.offer(mottos.texts_of(version), carried, mottos.hints_for(version, carried))
    return render_template(
        "duties/review_mottos.html",
        plan=version.plan,
        form=form,
        carried=carried,
        missing=[labels.label(motto) for motto in carried.missing],
        Motto=Motto,
    )


@pages.post("/plans/<plan_key>/mottos")
@access.for_roles(*PREPARING)
def confirm_mottos(plan_key: str) -> Answer:
    """Keep which clauses carry each motto."""
    form = MottosForm()
    if not form.validate_on_submit():
        abort(400)
    begin_write()
    version = _version_or_404(plan_key)
    mottos.confirm(version, form.chosen(), by=access.hat_required(), now=clock.now())
    db.session.commit()
    flash(_("Đã ghi nhận các mục thể hiện sáu phương châm."), "done")
    return redirect(url_for("duties.review_mottos", plan_key=plan_key))


# ------------------------------------------------------------------ steps of the above


def _owed(year: int) -> list[Owed]:
    """The units of this reader's sight that owe a plan for the year."""
    among = queries.unit_ids_seen(g.hats, clock.today())
    return yearly.owed_for(year, _due_on(year), reader_of_request(), among=among)


def _confirmed_unit_ids() -> frozenset[int]:
    """The units whose plans the hat worn may prepare, and so say what carries the mottos."""
    hat = access.hat_required()
    if hat.role not in PREPARING:
        return frozenset()
    return queries.reported_unit_ids(hat, clock.today())


def _missing(year: int) -> list[Owed]:
    allowed = yearly.units_reminded_by(access.hat_required(), clock.today())
    rows = yearly.owed_for(year, _due_on(year), reader_of_request(), among=allowed)
    return yearly.narrowed(rows, Show.MISSING)


def _due_on(year: int) -> Any:
    return yearly.due_day(year, current_app.config["YEARLY_PLAN_DUE"])


def _year() -> int:
    this_year = clock.today().year
    if "year" not in request.args:
        return this_year
    year = row_number(request.args["year"]) or 0
    return year if FIRST_YEAR <= year <= this_year + YEARS_AHEAD else abort(404)


def _show() -> Show:
    word = request.args.get("show", Show.ALL.value)
    return Show(word) if word in list(Show) else abort(404)


def _place_after(rows: list[Owed], key: str | None) -> int:
    places = (at for at, row in enumerate(rows, start=1) if row.unit.key == key)
    return next(places, 0)


def _seen_unit(key: str) -> Unit:
    unit = unit_by_key(key)
    if unit is None or unit.id not in queries.unit_ids_seen(g.hats, clock.today()):
        abort(404)
    return unit


def _readable(plan: Plan | None) -> Plan | None:
    return plans.plan_for(reader_of_request(), plan.key) if plan else None


def _carried(plan: Plan | None) -> mottos.Carried:
    assert plan is not None  # compared only when both are there
    return mottos.carried_by(plan.current_version)


def _sentence(rows: list[Owed], year: int) -> str:
    if not rows:
        return ""
    issued = [row for row in rows if row.plan is not None]
    on_time = sum(row.was_on_time is True for row in rows)
    return _(
        "%(issued)s trong %(all)s đơn vị phải lập đã ban hành kế hoạch năm %(year)s; "
        "%(on_time)s đúng hạn, %(missing)s chưa ban hành.",
        issued=len(issued),
        all=len(rows),
        year=year,
        on_time=on_time,
        missing=len(rows) - len(issued),
    )


def _tabs(rows: list[Owed], year: int, show: Show) -> list[dict[str, Any]]:
    names = {
        Show.ALL: _("Tất cả"),
        Show.MISSING: _("Chưa ban hành"),
        Show.ON_TIME: _("Đúng hạn"),
        Show.LATE: _("Trễ hạn"),
    }
    is_past = _due_on(year) < clock.today()
    counts = {each: len(yearly.narrowed(rows, each)) for each in Show}
    return [
        {
            "label": names[each],
            "count": counts[each],
            "current": each is show,
            "late": each is Show.MISSING and is_past and counts[each] > 0,
            "url": url_for("duties.yearly_plans", year=year, show=each.value),
        }
        for each in Show
    ]


def _years(current: int) -> list[dict[str, Any]]:
    this_year = clock.today().year
    return [
        {
            "label": str(year),
            "url": url_for("duties.yearly_plans", year=year),
            "current": year == current,
        }
        for year in range(max(FIRST_YEAR, this_year - 3), this_year + YEARS_AHEAD + 1)
    ]


def _standing_words(row: Owed) -> str:
    if row.was_on_time is None:
        late = row.due_on < clock.today()
        return _("Quá hạn, chưa ban hành") if late else _("Chưa ban hành")
    return _("Đúng hạn") if row.was_on_time else _("Trễ hạn")


def _reminder_page(year: int, rows: list[Owed], form: RemindForm) -> str:
    told = yearly.reminders_of([row.unit for row in rows], year)
    form.duties.choices = [(row.unit.key, _reminder_words(row, told)) for row in rows]
    return render_template(
        "duties/review_yearly_reminders.html",
        rows=rows,
        form=form,
        year=year,
        due_on=_due_on(year),
    )


def _reminder_words(row: Owed, told: dict[str, Any]) -> str:
    last = told.get(row.unit.key)
    if last is None:
        return row.unit.name
    when = formats.day_of_moment(last.at)
    return _("%(unit)s · đã đôn đốc ngày %(day)s", unit=row.unit.name, day=when)


def _version_or_404(plan_key: str) -> PlanVersion:
    plan = plans.prepared_plan_for(access.hat_required(), plan_key, clock.today())
    if plan is None or plan.kind is not PlanKind.DEMOCRACY_PLAN:
        abort(404)
    return plan.version_in_the_making or plan.current_version
