"""Bringing plans in, and looking at what would be read, from the command line."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from feedback import clock, formats, labels
from feedback.database import begin_write
from feedback.duties import actions as duties
from feedback.errors import UserError
from feedback.organisation import queries as organisation
from feedback.pages import shown as words_of
from feedback.plans import actions, queries, rules
from feedback.plans.actions import Opening
from feedback.plans.preparing import desk
from feedback.plans.reading import ReadDocument, as_json
from feedback.plans.reading.safely import read_safely
from models import Actor, Audience, PlanKind, PlanState, Unit, db

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

plans = AppGroup("plans", help="Read plans from files and publish them.")


@plans.command("inspect", with_appcontext=False)
@click.argument("file", type=FILE)
@click.option("--json", "in_json", is_flag=True, help="Print everything as JSON.")
def inspect_plan(file: Path, in_json: bool) -> None:
    """Print what the product reads in FILE; nothing is stored."""
    read = _read(file)
    if in_json:
        click.echo(json.dumps(as_json(read), ensure_ascii=False, indent=2))
        return
    head = read.document
    click.echo(f"{head.type or '…'} {head.number or '…'}: {head.title or '…'}")
    for clause in read.clauses:
        click.echo(f"{'  ' * clause.depth}{clause.reference or '¶'} {clause.heading}".rstrip())
    for warning in read.warnings:
        click.echo(f"! {warning.place}: {warning}" if warning.place else f"! {warning}")


@plans.command("import")
@click.argument("file", type=FILE)
@click.option("--unit", "unit_name", required=True, metavar="NAME|KEY", help="Whose plan it is.")
@click.option("--kind", type=click.Choice([kind.value for kind in PlanKind]), default="plan")
@click.option("--publish", is_flag=True, help="Publish at once, doubts included.")
@click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    default="public",
    help="For whom, with --publish.",
)
@click.option(
    "--closes-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With --publish: the last day of opinions; a draft needs one.",
)
@click.option("--again", is_flag=True, help="Bring it in though this very file was read before.")
def import_plan(
    file: Path,
    unit_name: str,
    kind: str,
    publish: bool,
    audience: str,
    closes_on: datetime | None,
    again: bool,
) -> None:
    """Bring FILE in as a plan of a unit: a draft to check, or with --publish public at once."""
    read, now = _read(file), clock.now()
    source = actions.Source(file.name, sha256(file.read_bytes()).hexdigest())
    begin_write()
    unit = _unit(unit_name)
    if not again:
        _refuse_known(source)
    plan = actions.store_draft(read, unit, PlanKind(kind), source, by=Actor.SYSTEM, now=now)
    for remark in desk.tree_of(plan.current_version, today=clock.day_of(now)).remarks:
        click.echo(f"! {remark.words}")
    if publish:
        opening = Opening(
            Audience(audience),
            closes_at=formats.end_of(closes_on.date()) if closes_on else None,
            takes_opinions=closes_on is not None or plan.kind not in rules.ONLY_TO_READ,
        )
        try:
            actions.publish(plan, opening, confirmed=True, by=Actor.SYSTEM, now=now)
            duties.open_duties(plan, by=Actor.SYSTEM, now=now)
        except UserError as error:
            raise click.ClickException(words_of(error)) from error
    db.session.commit()
    click.echo(f"/plans/{plan.key}" if publish else f"/plans/{plan.key}/preview")


def _read(file: Path) -> ReadDocument:
    try:
        return read_safely(file.read_bytes(), file.name)
    except UserError as error:
        raise click.ClickException(str(error)) from error


def _refuse_known(source: actions.Source) -> None:
    known = queries.plans_from_file(source.sha256, None, clock.today())
    for plan in known:
        page = "/preview" if plan.state is PlanState.DRAFT else ""
        click.echo(f"/plans/{plan.key}{page}: {plan.unit.name}, {labels.label(plan.state)}")
    if known:
        raise click.ClickException(
            _("Tệp này đã được nạp (ở trên). Muốn có thêm một bản soạn, xin thêm --again.")
        )


def _unit(name_or_key: str) -> Unit:
    found = organisation.unit_by_key(name_or_key)
    if found:
        return found
    (resolved,) = organisation.resolve_unit_names([name_or_key], clock.today())
    if len(resolved.units) == 1:
        return resolved.units[0]
    like = ", ".join(unit.name for unit in resolved.suggestions) or "–"
    raise click.ClickException(
        _("Không có đơn vị nào tên “%(name)s”. Gần giống: %(like)s.", name=name_or_key, like=like)
    )


COMMANDS = [plans]
