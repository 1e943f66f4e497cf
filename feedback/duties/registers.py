"""What the two registers share: who reads an entry, who writes it, and changes by two at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from feedback import formats, record
from feedback.duties import queries, rules
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.plans import queries as plans
from feedback.plans.queries import Reader
from feedback.plans.rules import STAFF
from models import (
    Duty,
    Plan,
    PlanKind,
    PlanState,
    Regulation,
    ReviewedDocument,
    Role,
    RoleHeld,
    db,
)

MOST_OFFERED = 200
Row = TypeVar("Row")


def works_in_the_sector(hats: Iterable[RoleHeld]) -> bool:
    """Whether one of the hats is that of somebody who works here, or watches by mandate."""
    return any(hat.role in STAFF or hat.role is Role.MONITOR for hat in hats)


def written_unit_ids(hat: RoleHeld, on: date) -> frozenset[int]:
    """The units for which the hat writes into the registers."""
    return queries.reported_unit_ids(hat, on) if hat.role in rules.REPORTING else frozenset()


def check_may_write(entry: ReviewedDocument | Regulation, by: RoleHeld, on: date) -> None:
    """Let pass who reports for the entry's unit. Raises RuleBroken for anybody else."""
    if entry.unit_id not in written_unit_ids(by, on):
        raise RuleBroken(N_("Dòng này do đơn vị khác ghi."))


def lock(entry: ReviewedDocument | Regulation, revision: int | None) -> None:
    """Take the entry for this change alone.

    Raises Overtaken, saying who did what, when somebody changed it after `revision` was shown.
    """
    db.session.flush()
    db.session.refresh(entry, with_for_update={"of": type(entry)})
    if revision is None or revision == entry.revision:
        return
    rows = record.timeline_of_subject(entry.key)
    if not rows:
        raise Overtaken(N_("Nội dung vừa thay đổi. Xin xem lại rồi gửi."))
    raise Overtaken(
        N_("Nội dung vừa thay đổi: %(what)s (%(who)s, %(when)s). Xin xem lại rồi gửi."),
        what=rows[-1].what,
        who=rows[-1].who,
        when=formats.moment(rows[-1].at),
    )


def changes(entry: object, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that differ from the entry's own."""
    return {name: value for name, value in values.items() if getattr(entry, name) != value}


def plans_to_link(reader: Reader, kinds: Iterable[PlanKind]) -> list[Plan]:
    """The newest published plans of these kinds that the reader may read, to choose one from."""
    query = (
        select(Plan)
        .where(plans.scope(reader), Plan.kind.in_(list(kinds)), Plan.state == PlanState.PUBLISHED)
        .order_by(Plan.published_at.desc(), Plan.id.desc())
        .limit(MOST_OFFERED)
    )
    return list(db.session.scalars(query))


def duties_to_serve(hat: RoleHeld, on: date) -> list[Duty]:
    """The open duties of the hat's units that an entry may serve, what is due first."""
    return list(queries.duties_at(hat, queries.Folder.TODO, on).rows)


def with_kept(rows: list[Row], row: Row | None) -> list[Row]:
    """The rows to choose from, with the one chosen before, which may be no longer offered."""
    return rows if row is None or row in rows else [row, *rows]


def readable_ids(plan_ids: Iterable[int | None], reader: Reader) -> set[int]:
    """Those of the plans that the reader may read: others are not linked to."""
    numbers = [number for number in plan_ids if number is not None]
    query = select(Plan.id).where(Plan.id.in_(numbers), plans.scope(reader))
    return set(db.session.scalars(query))
