"""Running other programs side by side and leaving nothing of them behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from types import FrameType

GRACE = 15  # seconds to end in, before a program is ended
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run_until_stopped(programs: list[list[str]]) -> int:
    """Run all programs until one ends or a stop is asked for, then end the others and all of theirs.

    Returns the exit code: 0 when asked by SIGTERM, SIGINT (Ctrl-C) or SIGHUP (the terminal is
    gone), 1 when a program ended by itself.
    """
    running: list[subprocess.Popen[bytes]] = []
    asked = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        for program in running:
            program.terminate()

    # Before the first program runs: a stop asked for in between must reach it too.
    for signal_number in STOPS:
        signal.signal(signal_number, stop)
    for words in programs:
        if asked:
            break
        # In a group of its own: Ctrl-C reaches us alone, and who gets it twice does not end.
        running.append(subprocess.Popen(words, process_group=0))  # noqa: S603 - the caller's own words
    if not asked:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    for program in running:
        program.terminate()
    for program in running:
        _end(program)
    return 0 if asked else 1


def _end(program: subprocess.Popen[bytes]) -> None:
    """Wait for a program that was told to end, then end what is left of it and its children."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(timeout=GRACE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
