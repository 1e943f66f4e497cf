"""The sample city from the command line."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from feedback import clock
from feedback.comments.identities import Keys
from feedback.database import begin_write
from feedback.sample import loader
from models import Person, db

sample = AppGroup("sample", help="The sample city.")


@sample.command("load")
def load() -> None:
    """Fill an empty database with the sample city."""
    if db.session.scalar(select(Person.id).limit(1)) is not None:
        raise click.ClickException(
            "Cơ sở dữ liệu đã có người dùng; thành phố mẫu chỉ vào nơi trống."
        )
    keys = Keys(current_app.config["HASH_KEY"], current_app.config["SEAL_KEY"])
    begin_write()
    loader.load_sample_city(keys, clock.now(), click.echo)
    db.session.commit()
    for line in loader.sample_accounts():
        click.echo(line)


COMMANDS = [sample]
