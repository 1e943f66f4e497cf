"""The least an application can do: hand out bytes that are there, under the same server."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.load import Answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ANSWERS = "BENCH_ANSWERS"  # in the environment: the file that `keep` wrote
OF_THE_SERVER = {"server", "date", "connection"}  # granian adds what it needs of these itself


def keep(answers: Sequence[Answer], file: Path) -> None:
    """Write down the answers for the bare application: the first is found at /0, and so on."""
    kept = [[headers_of(one), base64.b64encode(one.body).decode()] for one in answers]
    file.write_text(json.dumps(kept))


def headers_of(answer: Answer) -> list[tuple[str, str]]:
    """The headers that the application gave, without those of the server."""
    lines = answer.head.decode("latin-1").split("\r\n")[1:-2]
    pairs = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return sorted(pair for pair in pairs if pair[0].lower() not in OF_THE_SERVER)


def create_app() -> WSGIApplication:
    """The bare application, for granian."""
    read = json.loads(Path(os.environ[ANSWERS]).read_text())
    kept = {
        f"/{place}": ([(name, value) for name, value in headers], base64.b64decode(body))
        for place, (headers, body) in enumerate(read)
    }

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        headers, body = kept[environ["PATH_INFO"]]
        start_response("200 OK", headers)
        return [body]

    return application
