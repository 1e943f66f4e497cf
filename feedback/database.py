"""How the database is opened, and the one way to begin writing.

Reading happens in an ordinary transaction. Before the first change a page calls
`begin_write()`: on SQLite it ends the reading, waits in line on a file lock (two writers on
busy_timeout alone wait up to half a second) and begins the write transaction at once, so
that it can never fail half-way because somebody else wrote meanwhile.
"""

from __future__ import annotations

import fcntl
import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from models import db

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL lost acknowledged writes when the power failed
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",  # what is erased leaves no trace in the file
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
)
EXPECTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}


class UnsafeDatabase(RuntimeError):
    """The database does not give the durability the product promises."""


class NotWriting(RuntimeError):
    """A change was about to be stored outside `begin_write()`."""


def prepare(app: Flask) -> None:
    """Set up every connection of the application's engine and check what it promises."""
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite":
            lock = Path(engine.url.database or "feedback").with_suffix(".lock")
            _prepare_sqlite(engine, lock)
            _assert_durable(engine)


def begin_write() -> None:
    """Begin the write transaction of this request or job; what was read so far is read afresh."""
    session: Session = db.session()
    session.rollback()
    session.connection(execution_options={"begin_write": True})
    session.info["writing"] = True


def clear_traces() -> None:
    """Take what was erased out of SQLite's write-ahead log too; call it after the commit.

    While somebody reads an older state the log cannot be cut; the next checkpoint does it.
    """
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def insert_only_while_writing(session: Session, *_: object) -> None:
    """Refuse a flush that `begin_write()` did not announce.

    Raises NotWriting: the code forgot it, and under load the write would fail at random.
    """
    if not session.info.get("writing"):
        raise NotWriting("call begin_write() before changing anything")


def _end_writing(session: Session, transaction: SessionTransaction) -> None:
    # A savepoint or a flush inside the transaction ends too, and does not end the writing.
    if transaction.parent is None:
        session.info.pop("writing", None)


def _prepare_sqlite(engine: Engine, lock: Path) -> None:
    def on_connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN below is the only one
        for pragma in PRAGMAS:
            connection.execute(pragma)

    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("begin_write"):
            _wait_in_line(connection, lock)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    event.listen(engine, "commit", _leave_line)
    event.listen(engine, "rollback", _leave_line)


def _wait_in_line(connection: Connection, lock: Path) -> None:
    file = lock.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    connection.info["line"] = file


def _leave_line(connection: Connection) -> None:
    file = connection.info.pop("line", None)
    if file is not None:
        # The lock is let go just before the COMMIT itself; BEGIN IMMEDIATE of the next one
        # then waits on SQLite for that moment only.
        file.close()


def _assert_durable(engine: Engine) -> None:
    with engine.connect() as connection:
        for name, expected in EXPECTED.items():
            found: Any = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            if found != expected:
                raise UnsafeDatabase(f"PRAGMA {name} is {found!r}, not {expected!r}")


event.listen(Session, "before_flush", insert_only_while_writing)
event.listen(Session, "after_transaction_end", _end_writing)
