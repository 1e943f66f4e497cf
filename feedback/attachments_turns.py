"""Whose files are opened next: one sender's at a time, and only one waits.

Opening a stranger's file takes seconds of a processor and a thread of the web server. Whoever
comes while one is served and one waits is told at once to send again, so that with four threads
two always remain for those who only read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 3
_MOST_INSIDE = 2  # the one served and the one waiting

_door = threading.BoundedSemaphore(_MOST_INSIDE)
_turn = threading.Lock()


@contextmanager
def a_turn() -> Iterator[bool]:
    """Whether it is this thread's turn; it lasts until the block ends. Takes at most 3 seconds."""
    if not _door.acquire(blocking=False):
        yield False
        return
    try:
        mine = _turn.acquire(timeout=PATIENCE_SECONDS)
        try:
            yield mine
        finally:
            if mine:
                _turn.release()
    finally:
        _door.release()
