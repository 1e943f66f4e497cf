"""Logs as JSON, one line an event, without texts, secrets or network addresses."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, g, request
from werkzeug.wrappers import Response

log = logging.getLogger("feedback.requests")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what `extra` named."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            line["exception"] = places_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def places_of(error: BaseException | None) -> list[str]:
    """What failed and where, the first cause last: ["KeyError", "feedback/x.py:12 in find"].

    What an exception says of itself is left out: it may quote a text, an address or a code.
    """
    places = []
    while error is not None:
        places.append(f"{type(error).__module__}.{type(error).__qualname__}")
        frames = traceback.extract_tb(error.__traceback__)
        places += [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in reversed(frames)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return places


def prepare(app: Flask) -> None:
    """Send every log line to standard error as JSON, and log each request."""
    if not app.testing:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
        logging.getLogger("huey").setLevel(logging.WARNING)
        logging.getLogger("alembic").setLevel(logging.WARNING)
    app.before_request(_start)
    app.after_request(_log_request)
    # Flask's own line would name the path, which carries keys, invitations and audience tokens.
    app.log_exception = _log_failure  # type: ignore[method-assign]


def _start() -> None:
    g.started = time.perf_counter()
    g.reference = secrets.token_hex(4)


def _log_request(response: Response) -> Response:
    if request.endpoint not in ("static", "home.health"):
        spent = (time.perf_counter() - g.started) * 1000 if "started" in g else 0
        answered = {"status": response.status_code, "milliseconds": round(spent, 1)}
        log.info("request", extra=_asked() | answered)
    return response


def _log_failure(exc_info: Any) -> None:
    log.error("failure", exc_info=exc_info, extra=_asked())


def _asked() -> dict[str, str | None]:
    """Which page was asked for: its endpoint, never its path."""
    return {
        "endpoint": request.endpoint,
        "method": request.method,
        "reference": g.get("reference", ""),
    }
