"""How a clause is cited outside its document: by its label, and by the document it stands in."""

from __future__ import annotations

from models import ClauseText


def citing_label(text: ClauseText) -> str:
    """ "II.4.a", or "II.4.a, Kế hoạch kèm theo" in a document issued with the first one.

    Empty for a paragraph or a dash without a number.
    """
    return f"{text.label}, {text.annex}" if text.label and text.annex else text.label
