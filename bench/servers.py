"""Servers of the measurement's own, started with the very words that start the product."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import PATIENCE, Refused
from feedback.config import DEFAULTS
from feedback.home.commands import web_program

HOUSE = Path(__file__).parent.parent
PROCESSES = Path("/proc")
# Places in /proc/<pid>/stat after the name of the program: its session, its processor time.
SESSION, USER_TIME, SYSTEM_TIME = 3, 11, 12


@dataclass(frozen=True)
class Server:
    """A server that answers on a port of the loopback."""

    port: int
    session: int

    def processor_seconds(self) -> float | None:
        """How long all its processes have computed; None where the system does not tell."""
        if not PROCESSES.is_dir():
            return None
        ticks = 0
        for file in PROCESSES.glob("[0-9]*/stat"):
            try:
                fields = file.read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            if int(fields[SESSION]) == self.session:
                ticks += int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])
        return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port on the loopback that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serve(application: str, port: int, settings: dict[str, str], log: Path) -> Iterator[Server]:
    """The server of `application` with these settings and no others of ours, until the block ends.

    Raises Refused with the end of its log when it does not start.
    """
    # Settings of an installation that stands on this machine must not reach the measurement.
    outside = {name: value for name, value in os.environ.items() if name not in DEFAULTS}
    with log.open("wb") as words:
        program = subprocess.Popen(
            web_program(str(port), application),
            env=outside | settings,
            cwd=HOUSE,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
    try:
        _wait_for(program, port, log)
        yield Server(port, program.pid)
    finally:
        program.terminate()
        try:
            program.wait(timeout=15)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def _wait_for(program: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and program.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise Refused(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
