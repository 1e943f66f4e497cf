"""Telling those who handle a case, and never the one whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from feedback import notices
from feedback.clock import day_of
from feedback.triage import queries as triage
from models import Case, RoleHeld


def tell_once(
    hats: Iterable[RoleHeld],
    kind: str,
    case: Case,
    now: datetime,
    *,
    event: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Tell the people behind the hats, once for `event` (else for this state of the case)."""
    allowed = triage.unexcluded(hats, case, day_of(now))
    notices.tell(
        [hat.person for hat in allowed],
        kind,
        event_key=f"{kind}:{event or f'{case.key}:{case.revision}'}",
        now=now,
        case=case,
        details=details,
    )
