"""Backups of a SQLite installation: database and files in one archive, checked before it counts.

The keys (cookie.key, hash.key, seal.key) are never in it: they are kept apart, or a lost
backup would open the sealed identities.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from feedback.errors import N_, UserError

DATABASE = "feedback.db"
MANIFEST = "manifest.json"
PREFIX = "backup-"
UNFINISHED = ".unfinished-"
# Only what attachments.store names can stand in an archive; ".." or "/" has no place in it.
STORED_FILE = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{62}")
OURS_ALONE = 0o600
# A document that was given up or could not be read may have been cleared away.
_FILES_NAMED = """
SELECT sha256 FROM attachments
UNION SELECT document_uploads.sha256 FROM document_uploads
LEFT JOIN plans ON plans.id = document_uploads.plan_id
WHERE document_uploads.state <> 'failed' AND plans.discarded_at IS NULL
ORDER BY 1
"""
BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")


class BadBackup(UserError):
    """The archive is not one of ours, or is damaged."""


def make(database: Path, files: Path, folder: Path, *, now: datetime, keep: int) -> Path:
    """Write and verify an archive in `folder` while people go on working; returns its path.

    Older archives beyond the newest `keep` are deleted, so that what the law ordered removed
    leaves the backups too. Raises BadBackup when the copy does not verify.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}.tar"
    with _alone_in(folder), tempfile.TemporaryDirectory(dir=folder, prefix=UNFINISHED) as scratch:
        copy = Path(scratch) / DATABASE
        copy_online(database, copy)
        unfinished = Path(scratch) / target.name
        _pack(unfinished, copy, files, now)
        verify(unfinished)
        _make_lasting(unfinished)
        unfinished.rename(target)
        _make_lasting(folder)
        for old in sorted(folder.glob(f"{PREFIX}*.tar"))[:-keep]:
            old.unlink()
    return target


def copy_online(database: Path, copy: Path) -> None:
    """A consistent copy of a database in use; nobody who reads or writes waits for it."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        # In one step: a copy in pieces begins anew after every write, and under load never ends.
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def files_missing(archive: Path) -> list[str]:
    """The files that the archive's database speaks of and the archive does not hold."""
    with (
        tempfile.TemporaryDirectory(dir=archive.parent, prefix=UNFINISHED) as scratch,
        tarfile.open(archive, "r:") as tar,
    ):
        held = set(tar.getnames())
        tar.extract(DATABASE, scratch, filter="data")
        with closing(sqlite3.connect(Path(scratch) / DATABASE)) as connection:
            rows = connection.execute(_FILES_NAMED)
            named = [f"files/{sha256[:2]}/{sha256[2:]}" for (sha256,) in rows]
    return [name for name in named if name not in held]


def verify(archive: Path) -> dict[str, str]:
    """The checksums in the archive, after every file was compared and the database examined.

    Raises BadBackup when anything differs.
    """
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix=UNFINISHED) as scratch:
        return unpack(archive, Path(scratch))


def unpack(archive: Path, folder: Path) -> dict[str, str]:
    """Unpack into `folder` and check everything; returns the checksums by name.

    Raises BadBackup for anything but an archive of ours, whole and unchanged.
    """
    try:
        with tarfile.open(archive, "r:") as tar:
            names = _names_of(tar)
            tar.extractall(folder, filter="data")
        sums = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sums"])
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as error:
        raise BadBackup(N_("Tệp này không phải bản sao lưu của hệ thống.")) from error
    for name in sorted(sums.keys() | names - {MANIFEST}):
        if name not in names or _sum(folder / name) != sums.get(name):
            raise BadBackup(N_("Bản sao lưu bị hỏng ở tệp %(name)s."), name=name)
    _examine(folder / DATABASE)
    return sums


def put_in_place(archive: Path, database: Path, files: Path) -> int:
    """Restore `archive` where nothing stands yet; returns how many files it held.

    Raises BadBackup when it does not verify, UserError when a database is there.
    """
    if _holds_something(database):
        raise UserError(N_("Đã có cơ sở dữ liệu ở đây; hãy chuyển nó đi nơi khác trước."))
    database.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=UNFINISHED) as scratch:
        folder = Path(scratch)
        sums = unpack(archive, folder)
        for name in sums.keys() - {DATABASE}:
            target = files / Path(name).relative_to("files")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(folder / name, target)
        for ending in BESIDE_A_DATABASE:
            database.with_name(database.name + ending).unlink(missing_ok=True)
        # The database comes last: a restoring that broke off can simply be done again.
        (folder / DATABASE).replace(database)
    os.sync()
    return len(sums) - 1


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Waits for another backup into the same folder, and removes what one that died left."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left)
        yield


def _pack(archive: Path, copy: Path, files: Path, now: datetime) -> None:
    sums = {}
    archive.touch(OURS_ALONE)
    with tarfile.open(archive, "w") as tar:
        sums[DATABASE] = _add(tar, copy, DATABASE)
        for path in sorted(files.rglob("*")):
            name = f"files/{path.relative_to(files)}"
            if STORED_FILE.fullmatch(name):
                try:
                    sums[name] = _add(tar, path, name)
                except FileNotFoundError:
                    continue  # taken out by law since the list was made
        words = json.dumps({"made_at": now.isoformat(), "sums": sums}, indent=1).encode()
        manifest = tarfile.TarInfo(MANIFEST)
        manifest.size, manifest.mode, manifest.mtime = len(words), OURS_ALONE, int(now.timestamp())
        tar.addfile(manifest, io.BytesIO(words))


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Put a file into the archive, readable by its owner alone; returns its checksum."""
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        member = tar.gettarinfo(arcname=name, fileobj=file)
        member.mode = OURS_ALONE
        tar.addfile(member, file)
    return checksum


def _names_of(tar: tarfile.TarFile) -> set[str]:
    """What stands in the archive. Raises ValueError for what we never put into one."""
    names: set[str] = set()
    for member in tar.getmembers():
        known = member.name in (DATABASE, MANIFEST) or STORED_FILE.fullmatch(member.name)
        plain = member.isreg() and not member.issparse()
        if not known or not plain or member.name in names:
            raise ValueError(member.name)
        names.add(member.name)
    if DATABASE not in names:
        raise ValueError(DATABASE)
    return names


def _examine(database: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BadBackup(N_("Cơ sở dữ liệu trong bản sao lưu bị hỏng.")) from error
    if not whole:
        raise BadBackup(N_("Cơ sở dữ liệu trong bản sao lưu bị hỏng."))
    if orphan is not None:
        raise BadBackup(N_("Cơ sở dữ liệu trong bản sao lưu thiếu dòng liên kết."))


def _holds_something(database: Path) -> bool:
    """Whether a database is there; one without any table, made by looking at it, is none."""
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(database)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    except sqlite3.Error:
        return True  # damaged, and still somebody's


def _make_lasting(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
