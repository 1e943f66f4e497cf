"""A process of its own for what strangers send: little memory, little time, no network, no secrets.

The parent `ask`s; the child, started as `python -m <module>`, first calls `limit_this_process`,
reads standard input and answers on standard output. A hostile file that breaks a parser breaks
that process and no other.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

GIGABYTE = 1024 * 1024 * 1024
_NICENESS = 10
_CLONE_NEW_USER, _CLONE_NEW_NETWORK = 0x10000000, 0x40000000
_PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Bounds:
    """What a child may use: `memory` and `file_bytes` (of each file it writes) in bytes."""

    cpu_seconds: int = 20
    memory: int = GIGABYTE
    file_bytes: int = 0
    open_files: int = 64


# ------------------------------------------------------------------ in the parent


def ask(
    module: str,
    data: bytes,
    *,
    wall_seconds: int,
    most_answer: int,
    arguments: Sequence[str] = (),
    silent: bool = False,
) -> tuple[bytes, int]:
    """What the child said about `data`, at most `most_answer` bytes, and how it ended.

    A negative end says by which signal it was killed: by its limits, or by us after
    `wall_seconds`, and everything it started with it. `silent` keeps its errors out of our log.
    """
    with subprocess.Popen(  # noqa: S603 - our own module under our own Python
        [sys.executable, "-B", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if silent else None,
        cwd=_PROJECT,
        env=bare_environment(),
        start_new_session=True,
    ) as child:
        assert child.stdin
        assert child.stdout
        watchdog = threading.Timer(wall_seconds, _end_all, [child])
        feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
        watchdog.start()
        feeder.start()
        try:
            raw = child.stdout.read(most_answer)
            child.stdout.close()
            code = child.wait()
        finally:
            _end_all(child)
            watchdog.cancel()
            feeder.join()
    return raw, code


def bare_environment() -> dict[str, str]:
    """What Python needs to start, and none of the keys and passwords of the web process."""
    needed = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONHOME")
    return {name: os.environ[name] for name in needed if name in os.environ}


def _end_all(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started: they are a group of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.close()
    except OSError:
        # The child died before it had read everything; its answer, or silence, tells.
        pass


# ------------------------------------------------------------------ in the child


def limit_this_process(bounds: Bounds) -> None:
    """No network, no more than `bounds`, no core left behind.

    It also steps back before those who only read pages.
    """
    leave_the_network()
    os.nice(_NICENESS)
    for what, most in (
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_CPU, bounds.cpu_seconds),
        (resource.RLIMIT_NOFILE, bounds.open_files),
        (resource.RLIMIT_FSIZE, bounds.file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def leave_the_network() -> None:
    """From now on this process and what it starts have no network, where the system allows it.

    A namespace of its own has not even a loopback. Some containers forbid making one; there the
    hook still refuses every socket that Python itself would open.
    """
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "unshare"):
        library.unshare(_CLONE_NEW_USER | _CLONE_NEW_NETWORK)
    sys.addaudithook(_refuse_sockets)


def _refuse_sockets(event: str, _arguments: object) -> None:
    if event.startswith("socket."):
        raise PermissionError("a file being read opens no connection")
