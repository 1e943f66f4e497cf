"""How the record's entries of comments read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

EVENTS: dict[str, Event] = {
    "comment.supported": Event(N_("Có thêm người đồng tình với một ý kiến")),
    "comment.support_taken_back": Event(N_("Một người rút lại sự đồng tình với một ý kiến")),
}
