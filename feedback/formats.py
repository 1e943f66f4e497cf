"""How days, times, numbers, hats and units read on a page."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext

from feedback.clock import local
from feedback.labels import LABELS, label

if TYPE_CHECKING:
    from models import RoleHeld, Unit


def day(value: date | None) -> str:
    """ "30/11/2026"; a dash for no date."""
    return value.strftime("%d/%m/%Y") if value else "–"


def moment(value: datetime | None) -> str:
    """ "14:05, 30/11/2026", as clocks in Vietnam show it."""
    return local(value).strftime("%H:%M, %d/%m/%Y") if value else "–"


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
    return f"{hat.title or label(hat.role)}, {where.short_name}"


def sender_words(kept: str) -> str:
    """A kept label ("Cha mẹ học sinh (tự khai), THPT Mẫu") in the reader's language."""
    who, comma, where = kept.partition(", ")
    role, bracket, doubt = who.rstrip(")").partition(" (")
    words = gettext(role) if role else ""
    return words + (f" ({gettext(doubt)})" if bracket else "") + comma + where


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
