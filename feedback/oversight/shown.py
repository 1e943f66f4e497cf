"""Figures as they read: sentences, and cells the public may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from feedback import formats
from feedback.oversight import rules
from feedback.oversight.rules import UnitFigures
from models import Unit

PUBLIC_COUNTS = (
    "open_in_time",
    "overdue",
    "waiting_for_sender",
    "answered_on_time",
    "answered_late",
    "settled_otherwise",
)


@dataclass(frozen=True)
class PublicRow:
    """One unit in the public table; a count is None where too few people stand behind it."""

    unit: Unit
    counts: dict[str, int | None]
    median_age: float | None
    oldest_open: int | None

    @property
    def owed(self) -> int | None:
        """Answers that were due; None when a part of them is not shown."""
        parts = [self.counts[name] for name in ("overdue", "answered_on_time", "answered_late")]
        return None if None in parts else sum(part or 0 for part in parts)


def sentence(figures: UnitFigures) -> str:
    """The figures as one would read them aloud: "9 trong 12 ý kiến đến hạn đã được trả lời đúng hạn; …"."""
    if not figures.total:
        return gettext("Chưa có ý kiến nào.")
    parts = [_on_time(figures), _median(figures), _oldest(figures)]
    return "; ".join(part for part in parts if part) + "."


def public_sentence(figures: UnitFigures) -> str:
    """The same for everybody, without what too few people stand behind; "" if nothing is left."""
    good, bad = figures.answered_on_time, figures.owed - figures.answered_on_time
    parts = []
    if figures.owed and not any(0 < part < rules.FEWEST for part in (good, bad)):
        parts.append(_on_time(figures))
    if figures.answered >= rules.FEWEST:
        parts.append(_median(figures))
    if figures.open >= rules.FEWEST:
        parts.append(_oldest(figures))
    return "; ".join(part for part in parts if part) + "." if any(parts) else ""


def public_rows(all_figures: Sequence[UnitFigures], units: dict[int, Unit]) -> list[PublicRow]:
    """The public table, every cell under five people suppressed and none derivable."""
    cells = [[getattr(figures, name) for name in PUBLIC_COUNTS] for figures in all_figures]
    shown = rules.suppressed_columns(cells)
    return [
        PublicRow(
            unit=units[figures.unit_id],
            counts=dict(zip(PUBLIC_COUNTS, row, strict=True)),
            median_age=figures.median_age if figures.answered >= rules.FEWEST else None,
            oldest_open=figures.oldest_open if figures.open >= rules.FEWEST else None,
        )
        for figures, row in zip(all_figures, shown, strict=True)
    ]


def count(value: int | None) -> str:
    """A public count: the number, or that it is not shown."""
    return gettext("không nêu") if value is None else formats.number(value)


def age(value: float | None) -> str:
    """Working days: "4", "4,5", or a dash."""
    return "–" if value is None else f"{value:g}".replace(".", ",")


def _on_time(figures: UnitFigures) -> str:
    if not figures.owed:
        return gettext("Chưa có ý kiến nào đến hạn trả lời")
    return gettext(
        "%(good)s trong %(all)s ý kiến đến hạn đã được trả lời đúng hạn",
        good=figures.answered_on_time,
        all=figures.owed,
    )


def _median(figures: UnitFigures) -> str:
    if figures.median_age is None:
        return ""
    if not figures.median_age:
        return gettext("một nửa được trả lời ngay trong ngày")
    return gettext(
        "một nửa được trả lời trong %(days)s ngày làm việc", days=age(figures.median_age)
    )


def _oldest(figures: UnitFigures) -> str:
    if figures.oldest_open is None:
        return ""
    if not figures.oldest_open:
        return gettext("ý kiến chờ lâu nhất mới đến hôm nay")
    return gettext("ý kiến chờ lâu nhất đã %(days)s ngày làm việc", days=figures.oldest_open)
