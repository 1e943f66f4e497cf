"""Documents issued with the first one in the same file: annexes, and a plan behind a decision."""

from __future__ import annotations

import re

from feedback.plans.reading.labels import Mark, marker_of
from feedback.plans.reading.model import Line
from feedback.plans.reading.paragraphs import document_type, is_head_piece, opening_type

_BARE_ANNEX = re.compile(
    r"(?P<word>PHỤ LỤC|Phụ lục)(?:\s+(?:KÈM THEO|kèm theo|BAN HÀNH|ban hành)\b.*)?\s*[:.]?$"
)
_FORM = re.compile(
    r"(?P<name>(?:BIỂU MẪU|Biểu mẫu|MẪU|Mẫu|BIỂU|Biểu)\s+(?:SỐ|số)?\s*\d{1,3}[a-zđ]?)\s*(?:[:.]\s*|$)"
)
_TITLE_REACH = 12  # lines between a signature and the title of what follows it


def opens_annex(line: Line) -> bool:
    """Whether a document of its own begins here: "PHỤ LỤC", or a type in capitals alone."""
    text = line.text
    if line.is_row or (text.endswith(":") and not _BARE_ANNEX.match(text)):
        return False
    if is_annexed(text):
        return True
    is_type = bool(document_type(text))
    return is_type and (text.isupper() or line.begins_anew)


def is_annexed(text: str) -> bool:
    """Whether the line itself says that it is an annex, wherever it stands: "PHỤ LỤC", "Mẫu số 1"."""
    return bool(_BARE_ANNEX.match(text) or _FORM.match(text))


def opens_after_signature(lines: list[Line]) -> int | None:
    """The line, counted from 0, that names the document behind a signature; None when none does.

    A signature ends a document: what comes under a title in capitals is another one, even where
    the title block is printed a second time.
    """
    for at, line in enumerate(lines[:_TITLE_REACH]):
        marker = None if line.is_row else marker_of(line.text)
        if opens_annex(line) or (marker is not None and marker.mark is Mark.annex):
            return at
        if opening_type(line.text) and line.text.isupper():
            return at
        if marker is not None or line.is_row:
            return None
        if at == 0 and line.text.isupper() and not is_head_piece(line.text) and _is_alone(lines):
            return at
    return None


def _is_alone(lines: list[Line]) -> bool:
    """Whether the first of `lines` is a title and not the first line of a title block."""
    return not any(is_head_piece(line.text) for line in lines[1:_TITLE_REACH])


def name_of(first: str, label: str) -> str:
    """How the document is called: "Phụ lục I", "Kế hoạch kèm theo", "Mẫu số 2"."""
    if label:
        return label
    if _BARE_ANNEX.match(first):
        return "Phụ lục kèm theo"
    form = _FORM.match(first)
    if form:
        return form["name"].capitalize()
    opened = opening_type(first)
    kind = document_type(first) or (opened[0] if opened else "")
    if kind:
        return f"{kind} kèm theo"
    short = first if len(first) <= 60 else f"{first[:60].rsplit(' ', 1)[0]}…"
    return f"{short.capitalize()} (kèm theo)"
