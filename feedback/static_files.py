"""Style, scripts and icons: addressed by their content, kept by browsers for a year, packed.

One sum stands for the whole folder, in the path and not behind a question mark, so that a
script that imports its neighbour gets the same copy as the page that named it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from feedback import packing

PACKED_KINDS = {"text/css", "text/javascript", "application/javascript", "image/svg+xml"}
YEAR = 365 * 24 * 3600
_NAMED = re.compile(r"v-([0-9a-f]{12})/(.+)")


def prepare(app: Flask) -> None:
    """Put the sum of all static files into their addresses, take it out again, pack what is sent."""
    app.url_default_functions.setdefault(None, []).append(_name_content)
    app.url_value_preprocessors.setdefault(None, []).append(_find_content)
    app.after_request(_pack)


def _name_content(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values:
        values["filename"] = f"v-{_sum_now()}/{values['filename']}"


def _find_content(endpoint: str | None, values: dict[str, Any] | None) -> None:
    found = _NAMED.fullmatch(values["filename"]) if endpoint == "static" and values else None
    if found and values:
        g.static_sum, values["filename"] = found.groups()


def _pack(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code != 200:
        return response
    if g.get("static_sum") == _sum_now():
        # The address changes with the content, so this content never goes stale.
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    if response.mimetype in PACKED_KINDS:
        response.headers["Vary"] = "Accept-Encoding"
        if packing.unpacks(request.environ):
            file = _folder() / (request.view_args or {})["filename"]
            response.direct_passthrough = False
            response.set_data(_packed(file, file.stat().st_mtime_ns))
            response.headers["Content-Encoding"] = "gzip"
    return response


def _folder() -> Path:
    return Path(current_app.static_folder or "")


def _sum_now() -> str:
    """The sum of the folder, looked at once for all the files that a page names."""
    if "static_sum_now" not in g:
        files = sorted(path for path in _folder().rglob("*") if path.is_file())
        g.static_sum_now = _sum_of(tuple((path, path.stat().st_mtime_ns) for path in files))
    found: str = g.static_sum_now
    return found


@lru_cache(maxsize=8)
def _sum_of(files: tuple[tuple[Path, int], ...]) -> str:
    whole = sha256()
    for path, _written in files:
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()[:12]


@lru_cache(maxsize=128)
def _packed(file: Path, _written: int) -> bytes:
    return packing.packed(file.read_bytes())
