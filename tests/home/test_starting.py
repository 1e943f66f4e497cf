"""`flask start`: what it says, what it fills, and that nothing is left when it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bench.installation import settings_in
from bench.servers import HOUSE, PROCESSES, SESSION
from feedback import programs
from feedback.database import begin_write
from feedback.programs import STOPS
from models import Comment, Person, Plan, db
from tests.builders import a_unit

PATIENCE = 60  # seconds for a start on a busy machine
FLASK = [sys.executable, "-m", "flask", "--app", "app"]


def started(folder: Path, port: int, words: Path) -> subprocess.Popen[bytes]:
    """`flask start` in a session of its own, once its web server answers."""
    with words.open("wb") as out, words.with_suffix(".log").open("wb") as log:
        program = subprocess.Popen(
            [*FLASK, "start"],
            cwd=HOUSE,
            env=os.environ | settings_in(folder, port),
            stdout=out,
            stderr=log,
            start_new_session=True,
        )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and program.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return program
    program.kill()
    pytest.fail(words.with_suffix(".log").read_text(encoding="utf-8"))


def left_in(session: int) -> list[str]:
    """What still runs in that session, a moment for dying being granted."""
    until = time.monotonic() + 3
    while running_in(session) and time.monotonic() < until:
        time.sleep(0.05)
    return running_in(session)


def running_in(session: int) -> list[str]:
    """The programs of that session that run."""
    found = []
    for file in PROCESSES.glob("[0-9]*/stat"):
        try:
            words, fields = file.read_text(), file.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if int(fields[SESSION]) == session and fields[0] != "Z":
            found.append(words)
    return found


@pytest.mark.skipif(not PROCESSES.is_dir(), reason="no /proc to see processes in")
def test_an_empty_start_says_to_set_up_and_ctrl_c_leaves_nothing_running(
    tmp_path: Path, port: int
) -> None:
    words = tmp_path / "words.txt"
    program = started(tmp_path / "house", port, words)
    programs = len(running_in(program.pid))

    os.killpg(program.pid, signal.SIGINT)  # Ctrl-C reaches everything that the terminal holds
    code = program.wait(timeout=PATIENCE)

    assert programs >= 3  # ours, the web server, the worker
    assert left_in(program.pid) == []
    assert code == 0
    assert "flask --app app setup" in words.read_text(encoding="utf-8")
    for line in words.with_suffix(".log").read_text(encoding="utf-8").splitlines():
        assert json.loads(line)["level"] == "info", line


# ------------------------------------------------------------------------- programs side by side

RUN = "import sys; from feedback.programs import run_until_stopped as run; sys.exit(run({}))"
PATIENT = ["sh", "-c", "echo ready; sleep 60 & wait"]  # it has a child of its own


def running(*programs: list[str]) -> subprocess.Popen[str]:
    """Programs side by side, in a session of their own."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN.format(list(programs))],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.skipif(not PROCESSES.is_dir(), reason="no /proc to see processes in")
@pytest.mark.parametrize("asked", STOPS)
def test_a_stop_that_is_asked_for_ends_every_program_and_its_children(asked: int) -> None:
    running_ones = running(PATIENT, PATIENT)
    with running_ones:
        assert running_ones.stdout
        said = [running_ones.stdout.readline(), running_ones.stdout.readline()]
        os.kill(running_ones.pid, asked)
        code = running_ones.wait(timeout=PATIENCE)

    assert said == ["ready\n", "ready\n"]
    assert code == 0
    assert left_in(running_ones.pid) == []


def test_when_one_program_dies_the_other_ends_too_and_the_start_has_failed() -> None:
    with running(["sh", "-c", "exit 3"], PATIENT) as running_ones:
        code = running_ones.wait(timeout=PATIENCE)

    assert code == 1
    assert left_in(running_ones.pid) == []


# ------------------------------------------------------------------------- before programs run


def test_a_port_that_somebody_has_is_not_shared_with_them(app: Flask, port: int) -> None:
    app.config["PORT"] = str(port)

    with socket.create_server(("127.0.0.1", port)):
        ran = app.test_cli_runner().invoke(args=["start"])

    assert ran.exit_code != 0
    assert f"Cổng {port}" in ran.output


@pytest.fixture
def start(app: Flask, port: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Runs `flask start --sample` up to where its programs would run; what it says."""
    app.config["PORT"] = str(port)
    monkeypatch.setattr(programs, "run_until_stopped", lambda _programs: 0)

    def run() -> str:
        ran = app.test_cli_runner().invoke(args=["start", "--sample"])
        assert ran.exit_code == 0, ran.output
        return str(ran.output)

    return run


def test_the_sample_city_is_filled_in_once_and_what_was_done_in_it_stays(
    app: Flask, start: Callable[[], str]
) -> None:
    first = start()
    with app.app_context():
        begin_write()
        db.session.execute(update(Plan).values(title="Đã sửa sau lần chạy đầu"))
        db.session.commit()
        comments = db.session.scalar(select(func.count(Comment.id)))

    second = start()

    with app.app_context():
        assert set(db.session.scalars(select(Plan.title))) == {"Đã sửa sau lần chạy đầu"}
        assert comments == db.session.scalar(select(func.count(Comment.id)))
    assert "Các văn bản mẫu" in first
    assert "Các văn bản mẫu" not in second
    assert "Tài khoản mẫu" in first
    assert "Tài khoản mẫu" in second


@pytest.mark.parametrize("words", [["start", "--sample"], ["sample", "load"]])
def test_the_sample_city_never_comes_into_an_installation_that_was_set_up(
    app: Flask, session: Session, start: Callable[[], str], words: list[str]
) -> None:
    a_unit("Sở Giáo dục và Đào tạo")
    session.commit()

    ran = app.test_cli_runner().invoke(args=words)

    assert isinstance(ran.exception, SystemExit | None), ran.exception
    assert db.session.scalar(select(func.count(Person.id))) == 0
