"""How the counting of a date reads, a sentence for each day."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from feedback import formats
from feedback.deadlines import Step
from feedback.errors import N_

WEEKDAYS = (
    N_("thứ Hai"),
    N_("thứ Ba"),
    N_("thứ Tư"),
    N_("thứ Năm"),
    N_("thứ Sáu"),
    N_("thứ Bảy"),
    N_("Chủ nhật"),
)


def weekday_and_day(day: date) -> str:
    """ "thứ Hai 30/11/2026"."""
    return _("%(weekday)s %(day)s", weekday=_(WEEKDAYS[day.weekday()]), day=formats.day(day))


def step_words(step: Step) -> str:
    """One day of a computation: "thứ Ba 24/11/2026: không tính (Ngày Văn hóa Việt Nam)."."""
    day, note = weekday_and_day(step.day), step.note
    if step.is_estimated:
        note = _("%(note)s; dự kiến, chưa có thông báo chính thức", note=note)
    if step.count is None:
        reason = note or _("ngày nghỉ cuối tuần")
        return _("%(day)s: không tính (%(reason)s).", day=day, reason=reason)
    if note:
        return _("%(day)s: ngày thứ %(n)s (%(note)s).", day=day, n=step.count, note=note)
    return _("%(day)s: ngày thứ %(n)s.", day=day, n=step.count)
