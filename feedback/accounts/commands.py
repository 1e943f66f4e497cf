"""The first steps of a new installation."""

from __future__ import annotations

from datetime import datetime, timedelta

import click
import flask_migrate
from flask import current_app, url_for
from flask.cli import with_appcontext

from feedback import clock, pages
from feedback.accounts import actions, queries
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.organisation import actions as units
from feedback.organisation import queries as organisation
from feedback.triage import defaults
from models import Actor, LineKind, Role, Unit, UnitKind, db

LINK_LASTS = timedelta(hours=24)


@click.command()
@click.option("--department", help="Name of the Department, as on its seal.")
@click.option("--office", help="Name of the Department's office.")
@click.option("--new-link", is_flag=True, help="Only a new link for the first administrator.")
@with_appcontext
def setup(department: str | None, office: str | None, new_link: bool) -> None:
    """Prepare an empty installation and print the first administrator's link, good for 24 hours."""
    flask_migrate.upgrade()
    now = clock.now()
    if new_link:
        _print_new_link(now)
        return
    _refuse_unless_empty()
    department = department or click.prompt("Tên Sở (như trên con dấu)", type=str)
    office = office or click.prompt("Tên văn phòng", default="Văn phòng Sở")
    begin_write()
    try:
        unit = _first_units(department, office, now)
        defaults.seed(now)
        code = _administrator_code(unit, now)
    except UserError as error:
        db.session.rollback()
        raise click.ClickException(pages.shown(error)) from error
    db.session.commit()
    click.echo(f"Đã tạo hai đơn vị đầu tiên: {department}; {office}.")
    click.echo("Đã ghi lịch nghỉ lễ và bảng thời hạn; người quản trị sửa được trên trang web.")
    _print_link(code)


def _refuse_unless_empty() -> None:
    if queries.anybody_is_there():
        raise click.ClickException("Hệ thống đã có người dùng; không cài đặt lại được.")
    if organisation.department(clock.today()) is not None:
        raise click.ClickException(
            "Đã cài đặt nhưng chưa ai vào quản trị. Lấy đường dẫn mới: flask setup --new-link"
        )


def _first_units(department: str, office: str, now: datetime) -> Unit:
    by = Actor.SYSTEM
    short = department.split(" thành phố ")[0].split(" tỉnh ")[0]
    facts = units.UnitFacts(name=department, short_name=short, kind=UnitKind.DEPARTMENT)
    upper = units.add_unit(facts, by=by, now=now)
    lower = units.add_unit(units.UnitFacts(name=office, kind=UnitKind.OFFICE), by=by, now=now)
    units.place_under(lower, upper, LineKind.ADMINISTRATIVE, starts_on=None, by=by, now=now)
    units.add_usual_groups(upper, by=by, now=now)
    return upper


def _administrator_code(unit: Unit, now: datetime) -> str:
    return actions.invite(
        Role.ADMINISTRATOR,
        unit,
        title=None,
        uses=1,
        expires_at=now + LINK_LASTS,
        role_ends_on=None,
        by=Actor.SYSTEM,
        hash_key=current_app.config["HASH_KEY"],
        now=now,
    ).code


def _print_new_link(now: datetime) -> None:
    """A link for an installation whose administrator has not come in yet."""
    today = clock.today()
    if queries.active_administrators(today):
        raise click.ClickException("Đã có người quản trị; hãy dùng mã mời trên trang web.")
    begin_write()
    unit = organisation.department(today)
    if unit is None:
        db.session.rollback()
        raise click.ClickException("Chưa cài đặt. Hãy chạy: flask setup")
    for earlier in queries.open_invitations(Role.ADMINISTRATOR, now):
        actions.revoke_invitation(earlier, by=Actor.SYSTEM, now=now)
    code = _administrator_code(unit, now)
    db.session.commit()
    _print_link(code)


def _print_link(code: str) -> None:
    with current_app.test_request_context(base_url=current_app.config["BASE_ADDRESS"]):
        address = current_app.config["BASE_ADDRESS"] + url_for("accounts.join", code=code)
    click.echo("Đường dẫn cho người quản trị đầu tiên (dùng một lần, trong 24 giờ):")
    click.echo(address)


COMMANDS = [setup]
