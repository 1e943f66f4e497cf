"""Who signs for the head of a unit while the head is away: named, and ended."""

from __future__ import annotations

from datetime import date, datetime

from feedback import notices, record
from feedback.accounts import queries
from feedback.clock import day_of
from feedback.errors import N_, RuleBroken
from models import Deputyship, Person, Role, RoleHeld, Unit, db


def name_deputy(
    unit: Unit, person: Person, starts_on: date, ends_on: date, *, by: RoleHeld, now: datetime
) -> Deputyship:
    """`person` approves for the head of the unit from the first to the last day, recorded.

    Raises RuleBroken when the hat worn is not the head's of this unit, the person does not
    belong to it, the days are wrong, or another deputy is named for some of them.
    """
    _check_is_head(by, unit)
    today = day_of(now)
    if starts_on < today or ends_on < starts_on:
        raise RuleBroken(N_("Ủy quyền từ hôm nay trở đi, ngày cuối không trước ngày đầu."))
    if person not in queries.possible_deputies(unit, today, but=[by.person]):
        raise RuleBroken(N_("Chỉ ủy quyền được cho người đang làm việc tại đơn vị."))
    for other in queries.deputyships_of(unit):
        if other.ended_at is None and other.starts_on <= ends_on and starts_on <= other.ends_on:
            raise RuleBroken(N_("Những ngày này đã có người được ủy quyền; xin chấm dứt trước."))
    deputyship = Deputyship(unit=unit, person=person, starts_on=starts_on, ends_on=ends_on)
    db.session.add(deputyship)
    db.session.flush()
    record.write(
        "deputy.named",
        by=by,
        at=now,
        at_unit=unit,
        starts_on=starts_on,
        ends_on=ends_on,
        of_person_number=person.id,
    )
    notices.tell([person], "deputy.named", event_key=f"deputy.named:{deputyship.id}", now=now)
    return deputyship


def end_deputyship(deputyship: Deputyship, *, by: RoleHeld, now: datetime) -> None:
    """Let the deputy sign no more, from now on.

    Raises RuleBroken when the hat worn is not the head's of the unit or it has ended already.
    """
    _check_is_head(by, deputyship.unit)
    if deputyship.ended_at is not None or deputyship.ends_on < day_of(now):
        raise RuleBroken(N_("Việc ủy quyền này đã kết thúc từ trước."))
    deputyship.ended_at = now
    record.write(
        "deputy.ended",
        by=by,
        at=now,
        at_unit=deputyship.unit,
        of_person_number=deputyship.person_id,
    )
    notices.tell(
        [deputyship.person], "deputy.ended", event_key=f"deputy.ended:{deputyship.id}", now=now
    )


def _check_is_head(hat: RoleHeld, unit: Unit) -> None:
    if hat.role is not Role.HEAD or hat.unit_id != unit.id:
        raise RuleBroken(N_("Chỉ người đứng đầu đơn vị ủy quyền được cho người ký thay."))
