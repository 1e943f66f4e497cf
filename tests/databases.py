"""A fresh, fully migrated database for every test: migrated once, then copied.

PostgreSQL is used where its ordinary variables (PGHOST and so on) say where a server is;
`pg_virtualenv` sets them for a server that lives as long as the tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from app import create_app
from feedback.plans.reading import read_document
from models import db
from tests.hurrying import TEMPLATES, compile_addresses_once, share_statements

compile_addresses_once()


MIGRATIONS = Path(__file__).parent.parent / "migrations"


def settings_inside(folder: Path, database_url: str) -> dict[str, Any]:
    """Settings that keep a test inside `folder` and let it post without a form's token."""
    return {
        "TESTING": True,
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
        "BASE_ADDRESS": "http://localhost",
        "DATABASE_URL": database_url,
        "SMTP_SERVER": "",
        "JOBS_URL": f"sqlite:///{folder / 'jobs.db'}",
        "INSTANCE_FOLDER": folder,
    }


def migrate(folder: Path, database_url: str) -> None:
    """Bring the database at `database_url` to the newest form, as an operator would."""
    app = create_app(settings_inside(folder, database_url))
    with app.app_context():
        upgrade(str(MIGRATIONS))
    dispose(app)


def hurry(app: Flask) -> None:
    """Compile each template once, and let SQLite not wait for the disk.

    A test's database need not outlive a power cut. What wakes the worker is done at once, and
    documents are read without a process of their own: starting one takes longer than reading.
    """
    app.jinja_env.bytecode_cache = TEMPLATES
    app.extensions["jobs"].immediate = True
    app.extensions["document_reader"] = read_document
    with app.app_context():
        share_statements(db.engine)
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _do_not_wait)


def _do_not_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def dispose(app: Flask) -> None:
    """Close every connection that `app` holds to its database."""
    with app.app_context():
        db.engine.dispose()


class SqliteCopies:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.original = folder / "original.db"
        migrate(folder, f"sqlite:///{self.original}")

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The address of a fresh copy inside `folder`."""
        file = folder / "feedback.db"
        shutil.copyfile(self.original, file)
        yield f"sqlite:///{file}"


class PostgresqlCopies:
    """Databases made from one migrated template, on the server that PGHOST names."""

    def __init__(self, folder: Path) -> None:
        self.original = f"feedback_{uuid4().hex}"
        self._say(f"CREATE DATABASE {self.original} ENCODING 'UTF8' TEMPLATE template0")
        migrate(folder, _postgresql_address(self.original))

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The address of a fresh copy; it is dropped afterwards."""
        name = f"feedback_{uuid4().hex}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {self.original}")
        try:
            yield _postgresql_address(name)
        finally:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _say(self, sentence: str) -> None:
        with psycopg.connect(dbname="postgres", autocommit=True) as connection:
            connection.execute(sentence)


def _postgresql_address(name: str) -> str:
    # Host, port, user and password come from the PG… variables.
    return f"postgresql+psycopg:///{name}"


class Copies:
    """The migrated original of each kind, made when first asked for."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._made: dict[str, SqliteCopies | PostgresqlCopies] = {}

    def of(self, kind: str) -> SqliteCopies | PostgresqlCopies:
        """What copies databases of `kind`: "sqlite" or "postgresql"."""
        if kind not in self._made:
            make = SqliteCopies if kind == "sqlite" else PostgresqlCopies
            self._made[kind] = make(self._folders.mktemp(kind))
        return self._made[kind]
