"""Opening duties of what was published before there were any."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from feedback import clock
from feedback.database import begin_write
from feedback.duties import opening
from models import Actor, Plan, db

duties = AppGroup("duties", help="What plans order, as work of units.")


@duties.command("open")
def open_all() -> None:
    """Give every unit its duties of all plans in force; what is open already stays as it is."""
    opened = 0
    for plan_id in opening.plans_in_force():
        begin_write()
        plan = db.session.get_one(Plan, plan_id)
        opened += opening.open_duties(plan, by=Actor.SYSTEM, now=clock.now()).opened
        db.session.commit()
    click.echo(opened)


COMMANDS = [duties]
