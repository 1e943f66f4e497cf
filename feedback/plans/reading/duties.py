"""Yearly duties that a plan orders in running prose: "Định kỳ quý I hằng năm, … ban hành …"."""

from __future__ import annotations

import re

from feedback.plans.reading.dates import Known, read_due
from feedback.plans.reading.model import ReadClause, ReadTask
from feedback.plans.reading.names import names_in

_SENTENCE = re.compile(r"(?<=[.;])\s+|\n")
_DUTY = re.compile(
    r"(?P<time>(?:(?:định kỳ|vào|trong|trước|chậm nhất|muộn nhất|đến)\b)?[^,;]{0,60}?"
    r"(?:hàng|hằng|mỗi)\s+năm)\s*,\s*"
    r"(?P<who>(?:các|cơ quan|đơn vị|sở|phòng|văn phòng|trường|ban|ủy ban|uỷ ban|thanh tra|tổ|hội|"
    r"công đoàn|hiệu trưởng|trung tâm)\b.{0,160}?)\s+"
    r"(?:có trách nhiệm\s+|phải\s+)?"
    r"(?P<verb>ban hành|báo cáo|gửi|nộp|công khai|xây dựng|lập|tổng hợp|rà soát|sơ kết|tổng kết)\s+"
    r"(?P<what>[^,;.]{3,300})",
    re.IGNORECASE,
)
# What is issued or drawn up is itself the result; a report sent is named with its verb.
_MAKES = ("ban hành", "xây dựng", "lập")
_SENDS = ("gửi", "nộp")
_WHERE_TO = re.compile(r"\s+(?:về|cho|gửi|tới|đến|để|qua)\s")


def duty_in(clause: ReadClause, known: Known) -> ReadTask | None:
    """The yearly duty that the text of `clause` orders, if it does.

    The task's `due.end` is the first day it falls due after the document was issued, None where
    the text names no day of the year.
    """
    for sentence in _SENTENCE.split(clause.text):
        found = _DUTY.match(sentence)
        if not found:
            continue
        due, _ = read_due(found["time"], known)
        if due is None:
            continue
        verb, what = found["verb"].lower(), _WHERE_TO.split(found["what"])[0].strip()
        return ReadTask(
            clause=clause.label or clause.reference,
            position=clause.position,
            lead=tuple(names_in(found["who"])),
            supporting=(),
            time_text=found["time"].strip(),
            due=due,
            deliverable=what if verb in (*_MAKES, *_SENDS) else f"{verb} {what}",
            form=None,
        )
    return None
