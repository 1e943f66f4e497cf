"""The time a task is given, from words to days: "Quý I và Quý II năm 2023" → 1/1–30/6/2023."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from feedback.errors import N_
from feedback.plans.reading.model import Due

YEARLY = "yearly"
CONSTANT = "constant"

IMPOSSIBLE = ("impossible_date", N_("Thời gian này có ngày không có trong lịch."))
UNKNOWN_YEAR = ("year_missing", N_("Thời gian này không ghi năm."))
ASSUMED_YEAR = ("year_assumed", N_("Thời gian này không ghi năm; lấy năm của văn bản."))
NOT_UNDERSTOOD = ("time_not_understood", N_("Chưa xác định được ngày từ thời gian này."))

_ROMAN_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}
_QUARTER = r"(?:IV|I{1,3}|[1-4])"
_YEAR_AFTER = r"(?:\s*,?\s*(?:/|năm|-)\s*(?P<year>\d{4}))?"
_SCHOOL_YEAR = r"(?P<first>\d{4})\s*[-–]\s*(?P<second>\d{4})"


@dataclass(frozen=True, slots=True)
class Known:
    """What the document says around a time: its month of issue, its school year's first year.

    `orders` is False for a report or a regulation, whose chapters on units give them no work.
    """

    issued: date | None = None
    school_year: int | None = None
    orders: bool = True


@dataclass(frozen=True, slots=True)
class _Mention:
    """A time named in the text; `year` is None where the text does not say it."""

    at: int
    end: int
    year: int | None
    first: Callable[[int], date]
    last: Callable[[int], date]
    month: int = 1
    whole_year: bool = False
    is_day: bool = False
    is_span: bool = False  # it names its own first and last


class _ImpossibleDateError(ValueError):
    """A day that no calendar has."""


def read_due(text: str, known: Known) -> tuple[Due | None, tuple[str, str] | None]:
    """The days that `text` means, and the doubt about them (code and message) if there is one.

    None with a doubt when days are meant and cannot be told; None without when no day is meant
    ("Thường xuyên").
    """
    repeats = YEARLY if _YEARLY.search(text) else None
    try:
        mentions = sorted(_mentions(text), key=lambda mention: mention.at)
        if _CONSTANT.search(text) and all(mention.year is None for mention in mentions):
            return Due(None, None, repeats or CONSTANT), None
        if not mentions:
            if repeats:
                return Due(None, None, repeats), None
            return None, None if _WITHOUT_DAY.search(text) else NOT_UNDERSTOOD
        return _due(text, mentions, known, repeats)
    except (_ImpossibleDateError, OverflowError):
        return None, IMPOSSIBLE


_YEARLY = re.compile(
    r"(?:hàng|hằng|mỗi)\s+năm|thường\s+niên|(?:các|những)\s+năm\s+(?:tiếp\s+theo|sau|kế tiếp)",
    re.IGNORECASE,
)
_CONSTANT = re.compile(
    r"thường xuyên|liên tục|(?:hằng|hàng|mỗi)\s+(?:ngày|tuần|tháng|quý)|suốt|quanh năm",
    re.IGNORECASE,
)
_WITHOUT_DAY = re.compile(
    r"định kỳ|đột xuất|theo (?:quy định|kế hoạch|hướng dẫn|yêu cầu)|"
    r"khi (?:có|triển khai|thành lập)|sau khi|từ ngày (?:thành lập|ký)|từ khi",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:trước|chậm nhất(?: là)?|muộn nhất(?: là)?|đến hết|(?<!từ )đến|hạn|hết|không quá|xong)\s*"
    r"(?:ngày|vào)?\s*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?<!trong )trước\s*$", re.IGNORECASE)
_SINCE = re.compile(r"(?:từ|kể từ|bắt đầu|sau)\s*(?:ngày)?\s*$", re.IGNORECASE)


def _due(
    text: str, mentions: list[_Mention], known: Known, repeats: str | None
) -> tuple[Due | None, tuple[str, str] | None]:
    years, doubt = _years(mentions, known, repeats)
    if years is None:
        return None, doubt
    pairs = list(zip(mentions, years, strict=True))
    start: date | None = min(mention.first(year) for mention, year in pairs)
    end: date | None = max(mention.last(year) for mention, year in pairs)
    before = text[: mentions[0].at]
    if _UNTIL.search(before):
        if len(mentions) == 1 and _BEFORE.search(before) and not mentions[0].is_day:
            # "Trước quý III" is over when the quarter begins.
            end = mentions[0].first(years[0]) - timedelta(days=1)
        start = None
    elif len(mentions) == 1 and _SINCE.search(before) and not mentions[0].is_span:
        end = None
    if repeats and mentions[0].whole_year:
        end = None
    if repeats and end is not None and all(mention.year is None for mention in mentions):
        start, end = _first_occurrence(start, end, known)
    return Due(start, end, repeats), doubt


def _first_occurrence(start: date | None, end: date, known: Known) -> tuple[date | None, date]:
    """A yearly time moved to the first year in which it ends after the document was issued."""
    if known.issued is None or end >= known.issued:
        return start, end
    return (_a_year_later(start) if start else None), _a_year_later(end)


def _a_year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, monthrange(day.year + 1, day.month)[1]))


def _years(
    mentions: list[_Mention], known: Known, repeats: str | None
) -> tuple[list[int] | None, tuple[str, str] | None]:
    """The year of each mention: its own, the next one's, the one before, the document's."""
    years: list[int] = []
    doubt: tuple[str, str] | None = None
    for at, mention in enumerate(mentions):
        nearby = [other.year for other in [*mentions[at:], *reversed(mentions[:at])] if other.year]
        if nearby:
            years.append(nearby[0])
            continue
        year = _document_year(mention.month, known)
        if year is None:
            return None, UNKNOWN_YEAR
        years.append(year)
        doubt = None if repeats else ASSUMED_YEAR
    return years, doubt


def _document_year(month: int, known: Known) -> int | None:
    if known.school_year is not None:
        # A school year begins in August with the pupils' return.
        return known.school_year + (0 if month >= 8 else 1)
    return known.issued.year if known.issued else None


def _mentions(text: str) -> Iterator[_Mention]:
    """Every time named in `text`, the longer form first where two would overlap."""
    free = list(text)
    for pattern, build in _FORMS:
        for found in pattern.finditer("".join(free)):
            yield build(found)
            free[found.start() : found.end()] = "\0" * (found.end() - found.start())


def spans_of_days(text: str) -> list[tuple[int, int]]:
    """Where `text` names a time, from and to, in order; impossible ones left out."""
    spans: list[tuple[int, int]] = []
    free = list(text)
    for pattern, build in _FORMS:
        for found in pattern.finditer("".join(free)):
            with suppress(_ImpossibleDateError, OverflowError):
                mention = build(found)
                spans.append((mention.at, mention.end))
            free[found.start() : found.end()] = "\0" * (found.end() - found.start())
    return sorted(spans)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _ImpossibleDateError from error


def _last_day(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise _ImpossibleDateError
    return _day(year, month, monthrange(year, month)[1])


def _year_in(found: re.Match[str]) -> int | None:
    year = found.groupdict().get("year")
    if year is None:
        return None
    if not 1900 <= int(year) <= 2200:
        raise _ImpossibleDateError
    return int(year)


def _span(
    found: re.Match[str], first: tuple[int, int], last: tuple[int, int], year: int | None
) -> _Mention:
    """A mention from the first day of a month to the last day of one: (years later, month)."""
    _last_day(2000, first[1])
    return _Mention(
        found.start(), found.end(), year,
        lambda y: _day(y + first[0], first[1], 1), lambda y: _last_day(y + last[0], last[1]),
        month=first[1],
    )  # fmt: skip


def _full_day(found: re.Match[str]) -> _Mention:
    day, month = int(found["day"]), int(found["month"])
    year = _year_in(found)
    _day(year or 2000, month, day)
    return _Mention(
        found.start(), found.end(), year,
        lambda y: _day(y, month, day), lambda y: _day(y, month, day), month=month, is_day=True,
    )  # fmt: skip


def _month(found: re.Match[str]) -> _Mention:
    month = int(found["month"])
    return _span(found, (0, month), (0, month), _year_in(found))


def _months(found: re.Match[str]) -> _Mention:
    numbers = [int(number) for number in re.findall(r"\d{1,2}", found["months"])]
    year, later = _year_in(found), 0
    if numbers[-1] < numbers[0]:  # "tháng 11, 12, 1" runs into the next year
        year, later = year - 1 if year else None, 1
    mention = _span(found, (0, numbers[0]), (later, numbers[-1]), year)
    return replace(mention, is_span=True)


def _days(found: re.Match[str]) -> _Mention:
    first, last, month = int(found["day"]), int(found["last"]), int(found["month"])
    year = _year_in(found)
    _day(year or 2000, month, first)
    return _Mention(
        found.start(), found.end(), year,
        lambda y: _day(y, month, first), lambda y: _day(y, month, last), month=month, is_span=True,
    )  # fmt: skip


def _quarters(found: re.Match[str]) -> _Mention:
    names = re.findall(_QUARTER, found["quarters"].upper())
    numbers = [_ROMAN_QUARTERS.get(name) or int(name) for name in names]
    first, last = min(numbers), max(numbers)
    return _span(found, (0, first * 3 - 2), (0, last * 3), _year_in(found))


def _half_year(found: re.Match[str]) -> _Mention:
    if found["half"].lower() == "đầu":
        return _span(found, (0, 1), (0, 6), _year_in(found))
    return _span(found, (0, 7), (0, 12), _year_in(found))


def _first_school_year(found: re.Match[str]) -> int | None:
    first = found.groupdict().get("first")
    return int(first) if first and 1900 <= int(first) <= 2200 else None


def _semester(found: re.Match[str]) -> _Mention:
    # The first semester ends in January, the second with May, as the yearly timetables set it.
    year = _first_school_year(found)
    if found["semester"].upper() in ("I", "1"):
        return _span(found, (0, 9), (1, 1), year)
    return _span(found, (1, 1), (1, 5), year)


def _school_year(found: re.Match[str]) -> _Mention:
    return _span(found, (0, 9), (1, 5), _first_school_year(found))


def _years_between(found: re.Match[str]) -> _Mention:
    first, second = int(found["first"]), int(found["second"])
    if not 1900 <= first <= second <= 2200:
        raise _ImpossibleDateError
    return _span(found, (0, 1), (second - first, 12), first)


def _whole_year(found: re.Match[str]) -> _Mention:
    mention = _span(found, (0, 1), (0, 12), _year_in(found))
    return _Mention(
        mention.at, mention.end, mention.year, mention.first, mention.last, whole_year=True
    )


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Mention]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (
            r"ngày\s*(?P<day>\d{1,2})(?:\s*,\s*\d{1,2}(?!/))*\s*(?:,|và|đến|-|–)\s*(?:hết\s+)?(?:ngày\s*)?(?P<last>\d{1,2})"
            r"\s*(?:tháng\s*|/)(?P<month>\d{1,2})(?!\d)" + _YEAR_AFTER,
            _days,
        ),
        (
            r"(?<![\d/])(?P<day>\d{1,2})\s*[-–]\s*(?P<last>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
            _days,
        ),
        (
            r"(?:ngày\s*)?(?<!\d)(?P<day>\d{1,2})\s*(?P<sign>[/.-])\s*(?P<month>\d{1,2})\s*(?P=sign)\s*"
            r"(?P<year>\d{4})(?!\d)",
            _full_day,
        ),
        (
            r"(?:ngày\s*)?(?<!\d)(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})(?!\d)" + _YEAR_AFTER,
            _full_day,
        ),
        (
            rf"học\s+k[ỳì]\s+(?P<semester>I{{1,2}}|[12])\b(?:\s*,?\s*năm học\s*{_SCHOOL_YEAR})?",
            _semester,
        ),
        (rf"năm\s+học\s+{_SCHOOL_YEAR}", _school_year),
        (rf"(?:năm|giai đoạn)\s+{_SCHOOL_YEAR}", _years_between),
        (r"(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<year>\d{4}))?", _half_year),
        (
            rf"quý\s+(?P<quarters>{_QUARTER}\b(?:\s*(?:,|và|-|–|đến)\s*(?:quý\s+)?{_QUARTER}\b)*)"
            + _YEAR_AFTER,
            _quarters,
        ),
        (
            r"tháng\s+(?P<months>\d{1,2}(?:\s*(?:,|và|-|–|đến)\s*(?:tháng\s+)?\d{1,2}(?![\d/]\d?[^\d\s]))+)"
            + _YEAR_AFTER,
            _months,
        ),
        (r"tháng\s+(?P<month>\d{1,2})(?![\d/]\d?[^\d\s])" + _YEAR_AFTER, _month),
        (r"\bT\.?\s?(?P<month>\d{1,2})(?:\s*[/-]\s*(?P<year>\d{4}))?(?![\d/])", _month),
        (r"(?<![\d/])(?P<month>\d{1,2})/(?P<year>\d{4})(?!\d)", _month),
        (r"ngày\s*(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])", _full_day),
        (
            r"(?<![\d/])(?P<day>[0-3]?\d)/(?P<month>0?[1-9]|1[0-2])(?![\d/])",
            _full_day,
        ),
        (r"(?:năm|trong|hết|từ|đến)\s+(?P<year>(?:19|20)\d{2})(?!\d)", _whole_year),
        (r"^\s*(?P<year>20\d{2})\s*$", _whole_year),
        (r"(?:trong|cả|suốt)\s+năm\s+học(?!\s*\d)", _school_year),
        (r"(?:trong|cả)\s+năm(?!\s*(?:\d|học))\b", _whole_year),
    )
)
