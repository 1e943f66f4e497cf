"""The process that makes a PDF of a page: it reads what it is given, and fetches nothing.

Started by `paper.py` as `python -m feedback.paper_sandbox`: JSON on standard input, the file on
standard output.
"""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

from weasyprint import CSS, HTML

from feedback.sandbox import Bounds, limit_this_process


def main() -> None:
    """Write the PDF of the page that standard input holds."""
    limit_this_process(Bounds(cpu_seconds=30))
    asked = json.load(sys.stdin)
    styles = [CSS(string=text, url_fetcher=_fetch_nothing) for text in asked["styles"]]
    page = HTML(string=asked["html"], url_fetcher=_fetch_nothing)
    sys.stdout.buffer.write(page.write_pdf(stylesheets=styles))


def _fetch_nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    raise ValueError(f"a page on paper fetches nothing, not even {url}")


if __name__ == "__main__":
    main()
