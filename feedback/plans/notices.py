"""How the notices of plans read."""

from __future__ import annotations

from feedback.notices import NoticeKind

NOTICES: dict[str, NoticeKind] = {}
