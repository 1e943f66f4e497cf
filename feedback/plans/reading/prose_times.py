"""The time that a sentence gives an order: "…, hoàn thành trước ngày 15/6/2026"."""

from __future__ import annotations

import re

from feedback.plans.reading.dates import spans_of_days

_LEAD_IN = re.compile(
    r"(?:\b(?:định kỳ|chậm nhất|muộn nhất|trước|trong|đến hết|vào|bắt đầu từ|kể từ|từ|hết|hạn|xong)"
    r"\s+(?:(?:là|ngày|vào|trước|thời gian|khoảng)\s+)*)+$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,|và|đến|-|–|đến hết|đến ngày|đến trước ngày)\s*(?:ngày\s*)?")
# "kế hoạch hằng năm" says which plan and not when: only where a sentence or a part of it begins,
# or behind a limit, does the year tell of a time.
_YEARLY = re.compile(
    r"(?:^|(?<=[,;:]\s))(?:(?:định kỳ|vào|trước|trong|chậm nhất|muộn nhất)\s+[^,.;]{0,40}?)?"
    r"(?:hằng|hàng|mỗi)\s+(?:năm|quý|tháng|tuần)\b"
    r"|\b(?:định kỳ|vào|trước|chậm nhất|muộn nhất)\s+[^,.;]{0,30}?(?:hằng|hàng|mỗi)\s+(?:năm|quý|tháng|tuần)\b",
    re.IGNORECASE,
)


def time_in(sentence: str) -> str | None:
    """The words of `sentence` that give a time: "trước ngày 15/6/2026"; None when there are none.

    A day without a word that makes it a limit is none: cited documents have days, too.
    """
    yearly = _YEARLY.search(sentence)
    if yearly:
        return yearly.group().strip()
    spans = spans_of_days(sentence)
    for at, (start, end) in enumerate(spans):
        opened = _LEAD_IN.search(sentence[:start])
        if not opened:
            continue
        for following, last in spans[at + 1 :]:
            if not _BETWEEN.fullmatch(sentence[end:following]):
                break
            end = last
        return re.sub(r"^xong\s+", "", sentence[opened.start() : end].strip())
    return None
