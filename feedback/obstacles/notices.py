"""How the notices of obstacles read."""

from __future__ import annotations

from feedback.notices import NoticeKind

NOTICES: dict[str, NoticeKind] = {}
