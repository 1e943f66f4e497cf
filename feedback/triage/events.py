"""How the record's entries of triage read."""

from __future__ import annotations

from feedback.record import Event

EVENTS: dict[str, Event] = {}
