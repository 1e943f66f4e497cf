"""A backup under load, and an installation that comes back from it."""

from __future__ import annotations

import gzip
import io
import json
import re
import sqlite3
import tarfile
import threading
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from app import create_app
from bench import installation, servers
from feedback.errors import UserError
from feedback.home import backups
from feedback.home.backups import BadBackup
from models import Comment, db
from tests.comments.conftest import secret_in
from tests.databases import dispose

WHEN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
WRITERS = 3
BEFORE, AFTER = 8, 5  # comments acknowledged before the backup begins, and after it ended


def run(folder: Path, *words: str) -> Result:
    """Run a command of the installation in `folder`."""
    app = app_in(folder)
    ran: Result = app.test_cli_runner().invoke(args=list(words))
    dispose(app)
    return ran


def app_in(folder: Path) -> Flask:
    settings = installation.loaded(installation.settings_in(folder, 80))
    return create_app(settings | {"WTF_CSRF_ENABLED": False, "BASE_ADDRESS": "http://localhost"})


def rows(database: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# ------------------------------------------------------------------------- people who go on posting


@dataclass
class Posting:
    """What visitors posted from several threads: the secret of each comment by its text."""

    form: str
    secrets: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    news: threading.Condition = field(default_factory=threading.Condition)

    def go_on(self, writer: int) -> None:
        number = 0
        while not self.stopped.is_set():
            text = f"Người {writer} viết ý kiến thứ {number}."
            try:
                secret = secret_in(self.post(text))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a post that failed
                self.failures.append(f"{text} {error!r}")
                self.stopped.set()
                secret = ""
            with self.news:
                self.secrets[text] = secret
                self.news.notify_all()
            number += 1

    def post(self, text: str, *, attached: bytes = b"") -> str:
        """The receipt for a comment of a visitor of its own."""
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = read(browser.open(self.form, timeout=30))
        hidden = dict(re.findall(r'name="(csrf_token|token)" type="hidden" value="([^"]+)"', page))
        fields: dict[str, Any] = hidden | {
            "kind": "suggestion",
            "school": "",
            "appearance": "role",
            "visitor_role": "parent",
            "body": text,
        }
        if attached:
            fields["files"] = FileStorage(io.BytesIO(attached), "anh.png")
        stream, length, boundary = stream_encode_multipart(fields)
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(length),
        }
        sent = urllib.request.Request(self.form, stream.read(), headers)
        return read(browser.open(sent, timeout=30))

    def wait_for(self, count: int) -> dict[str, str]:
        """What is acknowledged once so many comments are."""
        with self.news:
            assert self.news.wait_for(
                lambda: len(self.secrets) >= count or self.stopped.is_set(), timeout=60
            )
            return dict(self.secrets)


def read(answer: Any) -> str:
    body = answer.read()
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return str((gzip.decompress(body) if is_packed else body).decode())


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(file, "PNG")
    return file.getvalue()


@dataclass
class BackedUp:
    """An installation that was backed up while people posted."""

    folder: Path
    archive: Path
    plan: str
    said: str
    failures: list[str]
    acknowledged_before: dict[str, str]
    acknowledged_meanwhile: int


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> BackedUp:
    """One real web server, three people posting, one backup."""
    root = tmp_path_factory.mktemp("backup")
    settings = installation.settings_in(root / "house", servers.free_port())
    places = installation.prepare(settings, opinions=1)
    port = int(settings["PORT"])
    with servers.serve("app:create_app", port, settings, root / "web.log"):
        posting = Posting(f"http://127.0.0.1:{port}{places.form}")
        threads = [threading.Thread(target=posting.go_on, args=[n]) for n in range(WRITERS)]
        posting.secrets["Xem ảnh."] = secret_in(posting.post("Xem ảnh.", attached=picture()))
        for thread in threads:
            thread.start()
        meanwhile = 0
        while not meanwhile and not posting.failures:
            before = posting.wait_for(BEFORE)
            ran = run(root / "house", "backup", str(root / "archives"), "--keep", "1")
            meanwhile = len(posting.secrets) - len(before)
        posting.wait_for(len(posting.secrets) + AFTER)
        posting.stopped.set()
        for thread in threads:
            thread.join(timeout=30)
    assert ran.exit_code == 0, ran.output
    (archive,) = (root / "archives").glob("*.tar")
    return BackedUp(
        root / "house", archive, places.plan, ran.output, posting.failures, before, meanwhile
    )


@pytest.fixture
def unpacked(backed_up: BackedUp, tmp_path: Path) -> Path:
    """The archive's content, as any tar shows it."""
    with tarfile.open(backed_up.archive) as tar:
        tar.extractall(tmp_path / "unpacked", filter="data")
    return tmp_path / "unpacked"


@pytest.fixture
def restored(backed_up: BackedUp, tmp_path: Path) -> Path:
    """An installation made from the archive, still with keys of its own."""
    ran = run(tmp_path / "house", "restore", str(backed_up.archive))
    assert ran.exit_code == 0, ran.output
    return tmp_path / "house"


# ------------------------------------------------------------------------------------ what is in it


def test_posting_goes_on_while_a_backup_is_made(backed_up: BackedUp) -> None:
    assert backed_up.failures == []
    assert backed_up.acknowledged_meanwhile > 0


def test_every_comment_acknowledged_before_the_backup_began_is_in_it(
    backed_up: BackedUp, unpacked: Path
) -> None:
    kept = {body for (body,) in rows(unpacked / "feedback.db", "SELECT body FROM comments")}

    assert len(backed_up.acknowledged_before) >= BEFORE
    assert backed_up.acknowledged_before.keys() <= kept


def test_a_backup_holds_only_whole_transactions(unpacked: Path) -> None:
    # What one request writes: comment, receipt, case, its clock, its entry in the record.
    halves = """
        SELECT comments.id FROM comments
        LEFT JOIN cases ON cases.comment_id = comments.id
        LEFT JOIN receipts ON receipts.comment_id = comments.id
        LEFT JOIN clocks ON clocks.case_id = cases.id
        LEFT JOIN record_entries ON record_entries.case_id = cases.id
        WHERE cases.id IS NULL OR receipts.comment_id IS NULL OR clocks.id IS NULL
            OR record_entries.id IS NULL
    """

    assert rows(unpacked / "feedback.db", halves) == []
    assert rows(unpacked / "feedback.db", "PRAGMA integrity_check") == [("ok",)]


def test_every_file_that_a_row_names_is_in_the_backup(backed_up: BackedUp, unpacked: Path) -> None:
    named = rows(unpacked / "feedback.db", "SELECT sha256 FROM attachments")

    assert named
    assert all((unpacked / "files" / name[:2] / name[2:]).is_file() for (name,) in named)
    assert backups.files_missing(backed_up.archive) == []


def test_no_key_is_in_a_backup_and_only_its_owner_reads_it(backed_up: BackedUp) -> None:
    with tarfile.open(backed_up.archive) as tar:
        names = tar.getnames()

    assert not [name for name in names if name.endswith(".key")]
    assert backed_up.archive.stat().st_mode & 0o077 == 0
    assert "*.key" in backed_up.said


# --------------------------------------------------------------------------------------- restoring


def test_a_restored_installation_is_exactly_what_was_saved(restored: Path, unpacked: Path) -> None:
    assert dump(restored / "feedback.db") == dump(unpacked / "feedback.db")
    assert files_in(restored / "files") == files_in(unpacked / "files")


def test_with_the_old_keys_in_place_the_site_answers_and_a_code_opens_its_comment(
    backed_up: BackedUp, restored: Path
) -> None:
    text, secret = next(iter(backed_up.acknowledged_before.items()))
    without_keys = ask_for(restored, secret)
    for key in backed_up.folder.glob("*.key"):
        (restored / key.name).write_bytes(key.read_bytes())

    with_keys = ask_for(restored, secret)

    assert text not in without_keys
    assert text in with_keys


def ask_for(folder: Path, secret: str) -> str:
    """The page that a code leads to."""
    app = app_in(folder)
    with app.app_context():
        plan = db.session.query(Comment).first().plan.key  # type: ignore[union-attr]
    client = app.test_client()
    assert client.get(f"/plans/{plan}").status_code == 200
    page = client.post("/track", data={"secret": secret}, follow_redirects=True).text
    dispose(app)
    return page


def test_restoring_never_overwrites_what_is_there(backed_up: BackedUp, restored: Path) -> None:
    with closing(sqlite3.connect(restored / "feedback.db")) as connection, connection:
        connection.execute("UPDATE comments SET folded = 'viết sau khi khôi phục'")
    before = dump(restored / "feedback.db")

    ran = run(restored, "restore", str(backed_up.archive))

    assert ran.exit_code != 0
    assert "Đã có cơ sở dữ liệu ở đây" in ran.output
    assert dump(restored / "feedback.db") == before


def test_a_file_that_is_lost_on_disk_is_said_and_the_rest_is_saved(
    restored: Path, tmp_path: Path
) -> None:
    lost = next(path for path in (restored / "files").rglob("*") if path.is_file())
    lost.unlink()

    ran = run(restored, "backup", str(tmp_path / "archives"))

    assert ran.exit_code != 0
    assert lost.name in ran.output
    assert len(list((tmp_path / "archives").glob("*.tar"))) == 1


# ------------------------------------------------------------------------- archives one cannot trust


def rewritten(archive: Path, change: Callable[[tarfile.TarInfo, bytes], bytes | None]) -> bytes:
    """The archive with each member as `change` gives it; None leaves it out."""
    file = io.BytesIO()
    with tarfile.open(archive) as old, tarfile.open(fileobj=file, mode="w") as new:
        for member in old.getmembers():
            content = change(member, old.extractfile(member).read())  # type: ignore[union-attr]
            if content is not None:
                member.size = len(content) if member.isreg() else 0
                new.addfile(member, io.BytesIO(content))
    return file.getvalue()


def cut_short(archive: Path) -> bytes:
    whole = archive.read_bytes()
    return whole[: len(whole) // 2]


def without_its_end(archive: Path) -> bytes:
    return rewritten(archive, lambda member, data: None if "manifest" in member.name else data)


def without_a_file(archive: Path) -> bytes:
    return rewritten(archive, lambda member, data: None if "files/" in member.name else data)


def with_one_bit_turned(archive: Path) -> bytes:
    def turn(member: tarfile.TarInfo, data: bytes) -> bytes:
        middle = len(data) // 2
        turned = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        return turned if member.name == "feedback.db" else data

    return rewritten(archive, turn)


def with_manifest(archive: Path, change: Callable[[dict[str, str]], object]) -> bytes:
    """The archive with other sums written into its manifest."""

    def rewrite(member: tarfile.TarInfo, data: bytes) -> bytes:
        if member.name != "manifest.json":
            return data
        read = json.loads(data)
        return json.dumps(read | {"sums": change(read["sums"])}).encode()

    return rewritten(archive, rewrite)


def naming_a_key(archive: Path) -> bytes:
    """A file with its right sum under a name that leads to the keys."""
    place, content = "files/../cookie.key", b"theirs"
    listed = with_manifest(archive, lambda sums: sums | {place: sha256(content).hexdigest()})
    return with_a_member(listed, tarfile.TarInfo(place), content)


def led_outside(archive: Path) -> bytes:
    return with_manifest(archive, lambda sums: sums | {"files/../../outside": "0" * 64})


def climbing_out(archive: Path) -> bytes:
    return with_a_member(archive.read_bytes(), tarfile.TarInfo("../outside"), b"theirs")


def with_a_link_outside(archive: Path) -> bytes:
    return with_a_member(archive.read_bytes(), link_to("../../../outside"))


def with_a_link_to_the_database(archive: Path) -> bytes:
    """A link with the right sum of what it points to."""
    link = link_to("../../feedback.db")
    listed = with_manifest(archive, lambda sums: sums | {link.name: sums["feedback.db"]})
    return with_a_member(listed, link)


def link_to(place: str) -> tarfile.TarInfo:
    link = tarfile.TarInfo(f"files/aa/{'a' * 62}")
    link.type, link.linkname = tarfile.SYMTYPE, place
    return link


def with_a_member(archive: bytes, member: tarfile.TarInfo, content: bytes = b"") -> bytes:
    file = io.BytesIO(archive)
    member.size = len(content)
    with tarfile.open(fileobj=file, mode="a") as tar:
        tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


def squeezed(archive: Path) -> bytes:
    return gzip.compress(archive.read_bytes(), 1)  # what is packed could unpack without end


def with_sums_that_are_none(archive: Path) -> bytes:
    return with_manifest(archive, lambda _sums: ["feedback.db"])


def of_something_else(archive: Path) -> bytes:
    return b"PK\x03\x04" + b"no archive of ours " * 100


def with_another_database(archive: Path) -> bytes:
    """A well-formed database that is none of ours, with its right sum."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE anything (x)")
        other = connection.serialize()
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        member = tarfile.TarInfo("feedback.db")
        member.size = len(other)
        tar.addfile(member, io.BytesIO(other))
        sums = {"sums": {"feedback.db": sha256(other).hexdigest()}}
        words = json.dumps(sums).encode()
        manifest = tarfile.TarInfo("manifest.json")
        manifest.size = len(words)
        tar.addfile(manifest, io.BytesIO(words))
    return file.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [
        cut_short, without_its_end, without_a_file, with_one_bit_turned, naming_a_key, led_outside,
        climbing_out, with_a_link_outside, with_a_link_to_the_database, squeezed,
        with_sums_that_are_none, of_something_else,
        with_another_database, lambda _archive: b"",
    ],
    ids=lambda spoil: spoil.__name__,
)  # fmt: skip
def test_an_archive_that_is_damaged_or_hostile_restores_nothing(
    backed_up: BackedUp, tmp_path: Path, spoil: Callable[[Path], bytes]
) -> None:
    bad = tmp_path / "bad.tar"
    bad.write_bytes(spoil(backed_up.archive))
    house = tmp_path / "house"
    house.mkdir()
    (house / "cookie.key").write_bytes(b"ours")

    with pytest.raises(BadBackup):
        backups.put_in_place(bad, house / "feedback.db", house / "files")

    assert files_in(tmp_path) == {"bad.tar": bad.read_bytes(), "house/cookie.key": b"ours"}


def test_the_command_says_that_an_archive_is_bad(backed_up: BackedUp, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar"
    bad.write_bytes(with_one_bit_turned(backed_up.archive))

    ran = run(tmp_path / "house", "restore", str(bad))

    assert ran.exit_code != 0
    assert "bị hỏng ở tệp feedback.db" in ran.output
    assert (
        not (tmp_path / "house" / "feedback.db").exists()
        or rows(tmp_path / "house" / "feedback.db", "SELECT name FROM sqlite_master") == []
    )


# ------------------------------------------------------------------------------ what is kept of them


@pytest.fixture
def database(database_url: str) -> Path:
    """A migrated database with nothing in it."""
    return Path(database_url.removeprefix("sqlite:///"))


def make(database: Path, folder: Path, *, days: int = 0, keep: int = 2) -> Path:
    files = database.with_name("files")
    return backups.make(database, files, folder, now=WHEN + timedelta(days=days), keep=keep)


def test_a_file_that_comes_while_the_database_is_copied_is_in_the_backup(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = database.with_name("files") / "ab" / ("c" * 62)
    copy_online = backups.copy_online

    def copy_after_an_upload(source: Path, copy: Path) -> None:
        late.parent.mkdir(parents=True)
        late.write_bytes(b"uploaded meanwhile")
        (late.parent / ".new-x").write_bytes(b"half an upload")
        copy_online(source, copy)

    monkeypatch.setattr(backups, "copy_online", copy_after_an_upload)
    archive = make(database, tmp_path / "archives")

    assert set(backups.verify(archive)) == {"feedback.db", f"files/ab/{'c' * 62}"}


def test_only_the_newest_backups_are_kept_and_nothing_else_is_touched(
    database: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "archives"
    folder.mkdir()
    (folder / "ghi-chu.txt").write_text("giữ")
    made = [make(database, folder, days=day) for day in range(4)]

    left = sorted(folder.glob("[!.]*"))

    assert left == [*made[-2:], folder / "ghi-chu.txt"]


def test_a_backup_that_fails_deletes_none_and_leaves_nothing_half_done(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archives"
    made = [make(database, folder, days=day) for day in range(2)]

    def refuse(_archive: Path) -> None:
        raise BadBackup("bad")

    monkeypatch.setattr(backups, "verify", refuse)
    with pytest.raises(UserError):
        make(database, folder, days=2, keep=1)

    assert sorted(folder.glob("[!.]*")) == made
    assert not list(folder.glob(".unfinished-*"))


def test_what_a_backup_left_that_was_killed_goes_with_the_next(
    database: Path, tmp_path: Path
) -> None:
    left = tmp_path / "archives" / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "feedback.db").write_bytes(b"what the law ordered removed")

    make(database, tmp_path / "archives")

    assert not left.exists()


def test_a_copy_ends_though_somebody_writes_all_the_time(tmp_path: Path) -> None:
    with written_to_without_pause(tmp_path / "busy.db") as busy:
        copying = threading.Thread(
            target=backups.copy_online, args=[busy, tmp_path / "copy.db"], daemon=True
        )
        copying.start()
        copying.join(timeout=5)

    assert not copying.is_alive()
    assert rows(tmp_path / "copy.db", "PRAGMA integrity_check") == [("ok",)]


class written_to_without_pause:  # noqa: N801 - read as a phrase
    """A database of many pages, with a writer on it until the block ends."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.over = threading.Event()
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE texts (body)")
            connection.execute("INSERT INTO texts VALUES (zeroblob(30000000))")

    def __enter__(self) -> Path:
        self.writer = threading.Thread(target=self.write, daemon=True)
        self.writer.start()
        return self.file

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.writer.join()

    def write(self) -> None:
        with closing(sqlite3.connect(self.file, timeout=30)) as connection:
            while not self.over.is_set():
                with connection:
                    connection.execute("INSERT INTO texts VALUES ('ý kiến')")
