"""Runs migrations on the application's own engine, the same on SQLite and PostgreSQL."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from models import UtcDateTime, db


def plain_types(kind: str, thing: Any, _: object) -> str | bool:
    """Write our column types as the plain ones they are, so that old migrations never import us."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(thing, sa.Enum):
        return f"sa.String(length={thing.length})"
    return False


def run() -> None:
    """Bring the database to the wanted revision in one transaction."""
    arguments = current_app.extensions["migrate"].configure_args
    with db.engine.connect().execution_options(begin_write=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=plain_types,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
