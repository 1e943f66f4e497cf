"""How the record's entries of organisation read."""

from __future__ import annotations

from feedback.record import Event

EVENTS: dict[str, Event] = {}
