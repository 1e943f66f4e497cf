"""How the notices of responses read."""

from __future__ import annotations

from feedback.notices import NoticeKind

NOTICES: dict[str, NoticeKind] = {}
