"""A page as a PDF file, made by a process of its own that sees no file and no network.

WeasyPrint needs Pango, which is not on every machine: where it is missing there is no file, and
the page is printed from the browser instead.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from feedback import sandbox

log = logging.getLogger(__name__)
LONGEST_SECONDS = 40
LARGEST = 8 * 1024 * 1024
_CHILD = "feedback.paper_sandbox"
_STYLES = Path(__file__).resolve().parent.parent / "static" / "css"


def pdf_of(html: str, *, styles: Sequence[str]) -> bytes | None:
    """The page as PDF by the named style sheets of ours; None where none can be made."""
    sheets = [(_STYLES / name).read_text(encoding="utf-8") for name in styles]
    sent = json.dumps({"html": html, "styles": sheets}).encode()
    made, code = sandbox.ask(_CHILD, sent, wall_seconds=LONGEST_SECONDS, most_answer=LARGEST)
    if code != 0 or not made.startswith(b"%PDF-"):
        log.warning("no PDF could be made: the process ended with %s", code)
        return None
    return made
