"""The days of the sample city, all laid around today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from feedback import deadlines
from feedback.clock import LOCAL
from feedback.deadlines import WorkCalendar
from models import DayUnit

SCHOOL_YEAR_STARTS = (9, 5)
SCHOOL_YEAR_ENDS = (5, 31)


@dataclass(frozen=True)
class Days:
    """Today, and the calendar by which working days are counted back and ahead."""

    today: date
    calendar: WorkCalendar

    def ago(self, working_days: int, *, minute: int = 0) -> datetime:
        """A morning so many working days back; `minute` spreads what happened on one day."""
        day = self.today
        if working_days:
            day = deadlines.working_days_before(self.today, working_days, self.calendar)
        return datetime.combine(day, time(8, 5), LOCAL) + timedelta(minutes=minute)

    def ahead(self, working_days: int) -> date:
        """The day so many working days ahead; negative counts back."""
        if working_days <= 0:
            return deadlines.working_days_before(self.today, -working_days, self.calendar)
        return self.after(self.today, working_days)

    def after(self, day: date, working_days: int) -> date:
        """The day so many working days after `day`."""
        limit = deadlines.Limit(working_days, DayUnit.WORKING, "")
        return deadlines.compute(day, limit, self.calendar).due_on

    def in_days(self, calendar_days: int) -> date:
        """The day so many calendar days ahead; negative counts back."""
        return self.today + timedelta(days=calendar_days)

    def named(self, word: str | None) -> date | None:
        """A day by its name in city.json; None for None."""
        if word is None:
            return None
        first = self.school_year
        return {
            "year_start": date(self.today.year, 1, 1),
            "year_end": date(self.today.year, 12, 31),
            "school_year_start": date(first, *SCHOOL_YEAR_STARTS),
            "school_year_end": date(first + 1, *SCHOOL_YEAR_ENDS),
        }[word]

    @property
    def school_year(self) -> int:
        """The year in which the school year that runs, or comes next, began."""
        begins_this_year = (self.today.month, self.today.day) > SCHOOL_YEAR_ENDS
        return self.today.year if begins_this_year else self.today.year - 1

    @property
    def school_year_words(self) -> str:
        """The school year as printed: "2026 - 2027"."""
        return f"{self.school_year} - {self.school_year + 1}"
