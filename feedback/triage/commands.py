"""Proving the counters and keeping the calendar, from the command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from feedback import clock
from feedback.database import begin_write
from feedback.triage import counts, defaults
from models import db

clauses = AppGroup("clauses", help="What is counted beside each clause.")
clocks = AppGroup("clocks", help="Time limits and the calendar.")


@clauses.command("recount")
def recount() -> None:
    """Count the public opinions of every clause anew and say how many counters were wrong."""
    wrong = 0
    for clause_id in counts.clause_ids():
        begin_write()
        changed = counts.recount_clause(clause_id)
        db.session.commit() if changed else db.session.rollback()
        wrong += changed
    count = len(counts.clause_ids())
    click.echo(f"{wrong} trong {count} mục có số ý kiến sai; nay đã đúng cả.")


@clocks.command("seed")
def seed() -> None:
    """Add missing limits, and the days off of last year, this year and the next two."""
    begin_write()
    defaults.seed(clock.now())
    db.session.commit()
    click.echo("Bảng thời hạn và lịch nghỉ đã đủ; dòng đã có giữ nguyên.")


COMMANDS = (clauses, clocks)
