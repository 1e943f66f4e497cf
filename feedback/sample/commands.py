"""The sample city from the command line."""

from __future__ import annotations

import click
import flask_migrate
from flask import current_app
from flask.cli import AppGroup

from feedback import clock
from feedback.comments.identities import Keys
from feedback.database import begin_write
from feedback.home import queries
from feedback.sample import loader
from models import db

sample = AppGroup("sample", help="The sample city.")


@sample.command("load")
def load() -> None:
    """Fill an empty database with the sample city."""
    flask_migrate.upgrade()
    if not queries.is_untouched():
        raise click.ClickException("Cơ sở dữ liệu đã có dữ liệu; thành phố mẫu chỉ vào nơi trống.")
    keys = Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])
    begin_write()
    loader.load_sample_city(keys, clock.now(), click.echo)
    db.session.commit()
    for line in loader.sample_accounts():
        click.echo(line)


COMMANDS = [sample]
