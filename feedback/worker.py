"""Work that nobody waits for: huey runs it, our own tables say what is to be done.

Jobs take the time and no other argument; each commits its own short transactions and may be
run again at any moment without harm, so huey losing one loses nothing.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, request
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from werkzeug.wrappers import Response

from feedback import clock, outbox

log = logging.getLogger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Job:
    """Something the worker does by itself every so many minutes (1…59)."""

    run: Callable[[datetime], Any]
    every_minutes: int


class JsonSerializer(Serializer):  # type: ignore[misc]
    """Tasks as JSON: what stands in a queue must never be able to run as code."""

    def _serialize(self, data: Any) -> bytes:
        if not isinstance(data, Message):
            return json.dumps(data).encode()
        plain = data._asdict()
        for name in ("eta", "expires_resolved"):
            plain[name] = plain[name].isoformat() if plain[name] else None
        return json.dumps(plain).encode()

    def _deserialize(self, data: bytes) -> Any:
        plain = json.loads(bytes(data))
        if not isinstance(plain, dict) or "id" not in plain:
            return plain
        for name in ("eta", "expires_resolved"):
            plain[name] = datetime.fromisoformat(plain[name]) if plain[name] else None
        return Message(**plain | {"args": tuple(plain["args"] or ())})


def prepare(app: Flask, jobs: Mapping[str, Job]) -> None:
    """Make the queue that the settings name and register every job in it."""
    queue = _queue(app.config["JOBS_URL"])
    app.extensions["jobs"] = queue
    app.extensions["job_tasks"] = {name: _task(app, queue, name, job) for name, job in jobs.items()}
    app.after_request(_deliver_soon)


def wake(name: str) -> None:
    """Ask the worker to run a job at once; call it after the commit.

    When the queue is away nothing is lost: the job runs by itself every so many minutes.
    """
    try:
        current_app.extensions["job_tasks"][name]()
    except Exception:
        log.warning("the job queue did not take a wake-up", exc_info=True)


def _queue(address: str) -> Huey:
    options = {"results": False, "serializer": JsonSerializer(), "utc": True}
    if address.startswith("redis"):
        return RedisHuey("feedback", url=address, **options)
    if address.startswith("postgres"):
        return PostgresHuey("feedback", dsn=address.replace("+psycopg", ""), **options)
    return SqliteHuey("feedback", filename=address.removeprefix("sqlite:///"), **options)


def _task(app: Flask, queue: Huey, name: str, job: Job) -> Any:
    def run() -> None:
        with app.app_context():
            log.debug("job %s", name)
            job.run(clock.now())

    run.__name__ = name
    when = crontab(minute=f"*/{job.every_minutes}")
    return queue.periodic_task(when, name=name)(run)


def _deliver_soon(response: Response) -> Response:
    """After something was written, look into the outbox now and once the time to undo is over."""
    if request.method in SAFE_METHODS or response.status_code >= 400:
        return response
    kept = current_app.extensions
    second = int(time.monotonic())
    if kept.get("woken_at") != second:
        kept["woken_at"] = second
        deliver = kept["job_tasks"]["deliver_outbox"]
        for wait in (timedelta(seconds=1), outbox.UNDO_TIME + timedelta(seconds=1)):
            try:
                deliver.schedule(delay=wait)
            except Exception:
                log.warning("the job queue did not take a wake-up", exc_info=True)
    return response
