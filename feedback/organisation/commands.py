"""Entering many units at once."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext

from feedback import clock, pages
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.organisation import importing
from models import Actor, db


@click.group()
def units() -> None:
    """Units: enter many from a table."""


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def import_units(file: Path) -> None:
    """Enter the units of FILE, a CSV table; nothing is stored while a row is wrong."""
    now, today = clock.now(), clock.today()
    begin_write()
    try:
        with file.open("rb") as table:
            reading = importing.read_units(table)
        problems = reading.problems + importing.check_uppers(reading, today)
        _stop_on(problems)
        outcome = importing.store_units(reading, by=Actor.SYSTEM, now=now, today=today)
    except UserError as error:
        db.session.rollback()
        raise click.ClickException(pages.shown(error)) from error
    db.session.commit()
    for name in outcome.skipped:
        click.echo(f"= đã có, giữ nguyên: {name}")
    for unit in outcome.added:
        click.echo(f"+ {unit.name}")
    click.echo(f"Đã thêm {len(outcome.added)} đơn vị, giữ nguyên {len(outcome.skipped)}.")


@units.command("template")
def print_template() -> None:
    """Print an empty table with the heads of its columns."""
    click.echo(importing.template(), nl=False)


def _stop_on(problems: list[importing.Problem]) -> None:
    if not problems:
        return
    for problem in importing.problems_in_order(problems):
        reason = gettext(problem.message) % dict(problem.params)
        click.echo(f"Dòng {problem.row}: {reason}", err=True)
    db.session.rollback()
    raise click.ClickException(f"Chưa nhập đơn vị nào: {len(problems)} chỗ cần sửa.")


COMMANDS = [units]
