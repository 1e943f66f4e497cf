"""How days, times, numbers, hats and units read on a page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext

from feedback.clock import LOCAL, local
from feedback.labels import LABELS, label

if TYPE_CHECKING:
    from models import RoleHeld, Unit


def day(value: date | None) -> str:
    """ "30/11/2026"; a dash for no date."""
    return value.strftime("%d/%m/%Y") if value else "–"


def moment(value: datetime | None) -> str:
    """ "14:05, 30/11/2026", as clocks in Vietnam show it."""
    return local(value).strftime("%H:%M, %d/%m/%Y") if value else "–"


def until(value: datetime) -> str:
    """The end of a time: "hết ngày 10/12/2026" where a day ends, else the moment."""
    end = local(value)
    if end.time() == time():
        return gettext("hết ngày %(day)s", day=day(end.date() - timedelta(days=1)))
    return moment(value)


def since(value: datetime) -> str:
    """The beginning of a time: "ngày 11/12/2026" where a day begins, else the moment."""
    start = local(value)
    if start.time() == time():
        return gettext("ngày %(day)s", day=day(start.date()))
    return moment(value)


def first_day(value: datetime) -> date:
    """The day on which a time begins, in Vietnam."""
    return local(value).date()


def end_of(value: date) -> datetime:
    """The first moment after a day in Vietnam."""
    return datetime.combine(value + timedelta(days=1), time(), LOCAL)


def last_day(value: datetime) -> date:
    """The last day of a time that ends at `value`: midnight belongs to the day before."""
    end = local(value)
    return end.date() - timedelta(days=1) if end.time() == time() else end.date()


def day_of_moment(value: datetime | None) -> str:
    """The day of a time, as calendars in Vietnam show it."""
    return day(local(value).date()) if value else "–"


def official_day(value: date) -> str:
    """ "ngày 05 tháng 01 năm 2026" (NĐ 30/2020, Phụ lục I)."""
    return f"ngày {value.day:02d} tháng {value.month:02d} năm {value.year}"


def number(value: int) -> str:
    """ "12.345"."""
    return f"{value:,}".replace(",", ".")


def size(octets: int) -> str:
    """ "1,4 MB"."""
    if octets < 1024 * 1024:
        return f"{max(1, octets // 1024)} KB"
    return f"{octets / 1024 / 1024:.1f} MB".replace(".", ",")


def hat_words(hat: RoleHeld, unit: Unit | None = None) -> str:
    """Who acts, by role and unit, never by name: "Cán bộ tiếp nhận, Văn phòng Sở"."""
    where = unit or hat.unit
    return _at(hat.title or label(hat.role), where.short_name)


def sender_words(kept: str) -> str:
    """A kept label ("Cha mẹ học sinh (tự khai), THPT Mẫu") in the reader's language."""
    role, bracket, rest = kept.partition(" (")
    if bracket:
        doubt, _end, where = rest.partition(")")
        return f"{gettext(role)} ({gettext(doubt)}){where}"
    role, where = _role_and_unit(kept)
    words = gettext(role) if role else ""
    return _at(words, where) if where else words


def _role_and_unit(kept: str) -> tuple[str, str]:
    """A kept label taken apart: "Cán bộ, giáo viên, nhân viên" is one role, commas and all."""
    roles = [words for name, words in LABELS.items() if name.startswith("Role.")]
    for role in roles:
        if f"{kept}, ".startswith(f"{role}, "):
            return role, kept[len(role) + 2 :]
    who, _comma, where = kept.partition(", ")
    return who, where


def _at(role: str, unit: str) -> str:
    """A role at a unit, what both say said once: "Chánh Văn phòng Sở"; else "Kế toán, Phòng A"."""
    said, named = role.split(), unit.split()
    for count in range(min(len(said), len(named)), 0, -1):
        if [word.casefold() for word in said[-count:]] == [
            word.casefold() for word in named[:count]
        ]:
            return " ".join([*said, *named[count:]])
    return f"{role}, {unit}"


def unit_today(unit: Unit, successor: Unit | None) -> str:
    """The unit's name, with what it is now when it has ended: "Thanh tra Sở (nay là …)"."""
    if successor is None:
        return unit.name
    return gettext("%(name)s (nay là %(now)s)", name=unit.name, now=successor.name)


def word_label(name: str) -> str:
    """How a word kept in the record reads: "CaseState.new" → "Mới gửi"."""
    return gettext(LABELS[name])


def working_days(count: int) -> str:
    """ "3 ngày làm việc"."""
    return ngettext("%(num)s ngày làm việc", "%(num)s ngày làm việc", count)
