"""How the record's entries of oversight read."""

from __future__ import annotations

from feedback.record import Event

EVENTS: dict[str, Event] = {}
