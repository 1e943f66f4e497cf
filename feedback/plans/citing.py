"""How a clause is cited outside its document: by its label and document, a row by what it asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from models import ClauseText

# What a cell holds beside the matter itself: a running number, a day or a term, who does it.
_NUMBER = re.compile(r"[\dIVXLC.\-)]*")
_TIME = re.compile(
    r"(?:trước|từ|tháng|quý|ngày|hằng|hàng|năm|chậm nhất|xong|cuối|đầu|thường xuyên|\d+/\d+)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:các )?(?:trường|phòng|sở|ban (?!hành)|văn phòng|công đoàn|đơn vị|hiệu trưởng|ủy ban)\b",
    re.IGNORECASE,
)


def citing_label(text: ClauseText) -> str:
    """ "II.4.a", or "II.4.a, Kế hoạch kèm theo" in a document issued with the first one.

    Empty for a paragraph or a dash without a number.
    """
    return f"{text.label}, {text.annex}" if text.label and text.annex else text.label


def matter_of(cells: Iterable[Mapping[str, Any]], besides: Iterable[str] = ()) -> str:
    """What the row is about: its longest cell that is no number, term or unit; "" of no cells.

    `besides` are texts known to be something else, as a task's printed lead and time.

    >>> matter_of([{"text": "3"}, {"text": "Tập huấn"}, {"text": "Trước 20/01/2027"}])
    'Tập huấn'
    """
    texts = [" ".join(str(cell["text"]).split()) for cell in cells]
    others = {" ".join(text.split()) for text in besides}
    fit = [text for text in texts if text not in others and not _NUMBER.fullmatch(text)]
    told = [text for text in fit if not (_TIME.match(text) or _UNIT.match(text))]
    return max(told or fit or texts, key=len, default="")
