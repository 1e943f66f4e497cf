"""Backups of a SQLite installation: database and files in one archive, checked before it counts.

The keys (cookie.key, hash.key, seal.key) are never in it: they are kept apart, or a lost
backup would open the sealed identities.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from feedback.errors import N_, UserError

DATABASE = "feedback.db"
MANIFEST = "manifest.json"
PREFIX = "backup-"


class BadBackup(UserError):
    """The archive is not one of ours, or is damaged."""


def make(database: Path, files: Path, folder: Path, *, now: datetime, keep: int) -> Path:
    """Write and verify an archive in `folder` while people go on working; returns its path.

    Older archives beyond the newest `keep` are deleted, so that what the law ordered removed
    leaves the backups too. Raises BadBackup when the copy does not verify.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}.tar"
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        copy = Path(scratch) / DATABASE
        copy_online(database, copy)
        unfinished = Path(scratch) / target.name
        _pack(unfinished, copy, files, now)
        verify(unfinished)
        unfinished.rename(target)
    for old in sorted(folder.glob(f"{PREFIX}*.tar"))[:-keep]:
        old.unlink()
    return target


def copy_online(database: Path, copy: Path) -> None:
    """A consistent copy of a database in use; writers wait for no more than a page at a time."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=2000, sleep=0.01)
        target.execute("PRAGMA journal_mode=DELETE")


def verify(archive: Path) -> dict[str, str]:
    """The checksums in the archive, after every file was compared and the database examined.

    Raises BadBackup when anything differs.
    """
    with tempfile.TemporaryDirectory(dir=archive.parent) as scratch:
        sums = unpack(archive, Path(scratch))
    return sums


def unpack(archive: Path, folder: Path) -> dict[str, str]:
    """Unpack into `folder` and check everything; returns the checksums by name."""
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        sums: dict[str, str] = json.loads((folder / MANIFEST).read_text())["sums"]
    except (tarfile.TarError, OSError, ValueError, KeyError) as error:
        raise BadBackup(N_("Tệp này không phải bản sao lưu của hệ thống.")) from error
    for name, expected in sums.items():
        if not (folder / name).is_file() or _sum(folder / name) != expected:
            raise BadBackup(N_("Bản sao lưu bị hỏng ở tệp %(name)s."), name=name)
    _examine(folder / DATABASE)
    return sums


def put_in_place(archive: Path, database: Path, files: Path) -> int:
    """Restore `archive` where nothing stands yet; returns how many files it held.

    Raises BadBackup when it does not verify, UserError when a database is there.
    """
    if database.exists():
        raise UserError(N_("Đã có cơ sở dữ liệu ở đây; hãy chuyển nó đi nơi khác trước."))
    database.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=database.parent) as scratch:
        folder = Path(scratch)
        sums = unpack(archive, folder)
        for name in sums:
            if name != DATABASE:
                target = files / Path(name).relative_to("files")
                target.parent.mkdir(parents=True, exist_ok=True)
                (folder / name).rename(target)
        (folder / DATABASE).rename(database)
    return len(sums) - 1


def _pack(archive: Path, copy: Path, files: Path, now: datetime) -> None:
    members = {DATABASE: copy}
    if files.exists():
        stored = sorted(path for path in files.rglob("*") if path.is_file())
        members |= {f"files/{path.relative_to(files)}": path for path in stored}
    sums = {name: _sum(path) for name, path in members.items()}
    manifest = copy.with_name(MANIFEST)
    manifest.write_text(json.dumps({"made_at": now.isoformat(), "sums": sums}, indent=1))
    with tarfile.open(archive, "w") as tar:
        for name, path in (members | {MANIFEST: manifest}).items():
            tar.add(path, name)


def _examine(database: Path) -> None:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BadBackup(N_("Cơ sở dữ liệu trong bản sao lưu bị hỏng."))
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BadBackup(N_("Cơ sở dữ liệu trong bản sao lưu thiếu dòng liên kết."))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
