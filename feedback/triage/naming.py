"""Units as a moderator types them."""

from __future__ import annotations

from datetime import date

from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from models import Unit


def units_called(text: str, on: date) -> tuple[Unit, ...]:
    """The units that the lines of `text` name, each once, in the order given.

    Raises RuleBroken, with like names to choose from, for a name that nobody knows, and for
    one that means several units.
    """
    names = [line.strip(" -;,.") for line in text.replace(";", "\n").splitlines()]
    units: dict[int, Unit] = {}
    for resolved in organisation.resolve_unit_names([name for name in names if name], on):
        if len(resolved.units) > 1:
            raise RuleBroken(
                N_("“%(name)s” gồm nhiều đơn vị; xin ghi từng đơn vị."), name=resolved.text
            )
        if not resolved.units and resolved.suggestions:
            raise RuleBroken(
                N_("Chưa rõ “%(name)s”. Có phải: %(names)s?"),
                name=resolved.text,
                names="; ".join(unit.name for unit in resolved.suggestions),
            )
        if not resolved.units:
            raise RuleBroken(N_("Không có đơn vị nào tên “%(name)s”."), name=resolved.text)
        units.setdefault(resolved.units[0].id, resolved.units[0])
    return tuple(units.values())


def unit_called(text: str, on: date) -> Unit | None:
    """The one unit that `text` names, None for an empty one. Raises as `units_called`."""
    units = units_called(text, on)
    if len(units) > 1:
        raise RuleBroken(N_("Chỉ ghi một đơn vị."))
    return units[0] if units else None
