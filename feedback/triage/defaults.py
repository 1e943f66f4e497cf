"""What a new installation starts with: the table of time limits and the calendar.

Every number here is data that an administrator changes on the pages; this file is only its
first state. Limits that come from law cite it; those that no law names say that the system set them
and the unit has issued no regulation yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import holidays
from sqlalchemy import select

from feedback.clock import day_of
from feedback.deadlines import SET_BY_SYSTEM
from models import CalendarDay, ClockEvent, ClockPolicy, DayKind, DayUnit, db

DENUNCIATION_LAW = "Luật Tố cáo 25/2018/QH14"
DATA_DECREE = "Nghị định 356/2025/NĐ-CP, Điều 5"
DATA_SINCE = date(2026, 1, 1)
HOUSE_SINCE = date(2023, 7, 1)  # the day Luật Thực hiện dân chủ ở cơ sở came into force
YEARS_BACK, YEARS_AHEAD = 1, 2
SATURDAY = 5
# Where a day of the first calendar was read.
PACKAGE = "Gói lịch nghỉ lễ holidays"
BY_HAND = "Hệ thống nhập sẵn, cần đối chiếu thông báo nghỉ lễ chính thức"


@dataclass(frozen=True)
class Default:
    """One row of the table of limits as it is first filled."""

    event: ClockEvent
    amount: int
    day_unit: DayUnit
    basis: str
    valid_from: date
    to_check: bool = False


WORKING, CALENDAR = DayUnit.WORKING, DayUnit.CALENDAR
LIMITS = (
    Default(ClockEvent.ANSWER, 7, WORKING, SET_BY_SYSTEM, HOUSE_SINCE),
    Default(ClockEvent.ANSWER_COMPLEX, 15, WORKING, SET_BY_SYSTEM, HOUSE_SINCE),
    Default(ClockEvent.UNIT_ANSWER, 5, WORKING, SET_BY_SYSTEM, HOUSE_SINCE),
    Default(ClockEvent.DUE_SOON, 2, WORKING, SET_BY_SYSTEM, HOUSE_SINCE),
    Default(ClockEvent.CONSULTATION_CLOSING, 3, WORKING, SET_BY_SYSTEM, HOUSE_SINCE),
    Default(ClockEvent.SENDER_SILENT, 10, WORKING, SET_BY_SYSTEM, HOUSE_SINCE),
    Default(
        ClockEvent.INFORM,
        10,
        WORKING,
        "Luật Tiếp công dân 42/2013/QH13, Điều 28",
        date(2014, 7, 1),
    ),
    Default(
        ClockEvent.TRANSFER,
        5,
        WORKING,
        f"{DENUNCIATION_LAW}, Điều 24; Nghị định 20/2008/NĐ-CP",
        date(2019, 1, 1),
    ),
    # The day on which these two decrees came into force was read in one source only.
    Default(
        ClockEvent.REFUSE,
        3,
        WORKING,
        "Nghị định 154/2026/NĐ-CP, Điều 4",
        date(2026, 7, 1),
        to_check=True,
    ),
    Default(ClockEvent.COMPLAINT_ACCEPT, 7, WORKING, "Nghị định 155/2026/NĐ-CP", date(2026, 7, 1)),
    Default(
        ClockEvent.COMPLAINT_DECIDE,
        30,
        CALENDAR,
        "Luật Khiếu nại 02/2011/QH13, Điều 28",
        date(2012, 7, 1),
    ),
    Default(
        ClockEvent.COMPLAINT_DECIDE_COMPLEX,
        45,
        CALENDAR,
        "Luật Khiếu nại 02/2011/QH13, Điều 28",
        date(2012, 7, 1),
    ),
    Default(
        ClockEvent.DENUNCIATION_FIRST,
        7,
        WORKING,
        f"{DENUNCIATION_LAW}, Điều 24 (nhiều nhất 10 ngày làm việc)",
        date(2019, 1, 1),
    ),
    Default(
        ClockEvent.DENUNCIATION_RESOLVE,
        30,
        CALENDAR,
        f"{DENUNCIATION_LAW}, Điều 30 (gia hạn được hai lần, mỗi lần 30 ngày)",
        date(2019, 1, 1),
    ),
    # Whether agencies keep such a board after the amendment of 2025 is not certain.
    Default(
        ClockEvent.BOARD_RECOMMENDATION,
        15,
        CALENDAR,
        "Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15, Điều 63",
        date(2023, 7, 1),
        to_check=True,
    ),
    Default(
        ClockEvent.PUBLISH_DECISION,
        5,
        WORKING,
        "Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15, Điều 47",
        date(2023, 7, 1),
    ),
    Default(
        ClockEvent.KEEP_POSTED,
        20,
        CALENDAR,
        "Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15, Điều 48",
        date(2023, 7, 1),
    ),
    Default(ClockEvent.DATA_ACKNOWLEDGE, 2, WORKING, DATA_DECREE, DATA_SINCE),
    Default(ClockEvent.DATA_CORRECT, 10, CALENDAR, DATA_DECREE, DATA_SINCE),
    Default(ClockEvent.DATA_WITHDRAW, 15, CALENDAR, DATA_DECREE, DATA_SINCE),
    Default(ClockEvent.DATA_DELETE, 20, CALENDAR, DATA_DECREE, DATA_SINCE),
)
# What the package does not know.
GAPS = (
    (date(2026, 1, 2), DayKind.OFF, "Nghỉ Tết Dương lịch (hoán đổi)"),
    (date(2026, 1, 10), DayKind.MAKE_UP, "Làm bù cho ngày 02/01/2026"),
)
CULTURE_DAY = "Ngày Văn hóa Việt Nam"
CULTURE_DAY_SINCE = 2026
_EXCHANGED = re.compile(r"thay cho ngày (\d{2})/(\d{2})/(\d{4})")


def seed(now: datetime) -> None:
    """Fill the table of limits and the calendar of last year, this year and the next two.

    Rows that are there already stay as they are, so that it may be run again each year.
    """
    add_missing_limits()
    today = day_of(now)
    for year in range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1):
        add_missing_days(year, estimated=year > today.year)


def add_missing_limits() -> None:
    """Add a default limit for every event that has none yet."""
    known = set(db.session.scalars(select(ClockPolicy.event)))
    for default in LIMITS:
        if default.event not in known:
            db.session.add(
                ClockPolicy(
                    event=default.event,
                    amount=default.amount,
                    day_unit=default.day_unit,
                    basis=default.basis,
                    to_check=default.to_check,
                    valid_from=default.valid_from,
                )
            )
    db.session.flush()


def add_missing_days(year: int, *, estimated: bool) -> int:
    """Add the days off and made up of `year` that are not in the calendar; returns how many."""
    known = set(db.session.scalars(select(CalendarDay.day)))
    missing: dict[date, CalendarDay] = {}
    for row in calendar_days(year, estimated):
        if row.day not in known:
            missing.setdefault(row.day, row)  # what the package knows comes first
    db.session.add_all(missing.values())
    db.session.flush()
    return len(missing)


def calendar_days(year: int, estimated: bool) -> Iterable[CalendarDay]:
    """Weekdays off and weekend days worked in `year`, as far as known beforehand."""
    for day, note in sorted(holidays.country_holidays("VN", years=year, language="vi").items()):
        if day.weekday() < SATURDAY:
            yield _day(day, DayKind.OFF, note, PACKAGE, estimated)
        made_up = _EXCHANGED.search(note)
        if made_up:
            worked = date(*(int(part) for part in reversed(made_up.groups())))
            note = f"Làm bù cho ngày {day:%d/%m/%Y}"
            yield _day(worked, DayKind.MAKE_UP, note, PACKAGE, estimated)
    for day, kind, note in GAPS:
        if day.year == year:
            yield _day(day, kind, note, BY_HAND, estimated)
    culture_day = date(year, 11, 24)
    if year >= CULTURE_DAY_SINCE and culture_day.weekday() < SATURDAY:
        yield _day(culture_day, DayKind.OFF, CULTURE_DAY, BY_HAND, estimated)


def _day(day: date, kind: DayKind, note: str, source: str, estimated: bool) -> CalendarDay:
    return CalendarDay(day=day, kind=kind, note=note, source=source, estimated=estimated)
