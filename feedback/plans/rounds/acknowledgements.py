"""Staff who say that they have read a document, where their unit asks for it ("đã đọc").

Each version is read anew. Only the unit's own head and moderators see names; others a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from feedback import notices, record
from feedback.clock import day_of
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries as organisation
from feedback.plans import rules
from feedback.plans.rounds import concerned
from feedback.richtext import excerpt
from models import Acknowledgement, Person, Plan, Role, RoleHeld, db

_LONGEST_TITLE = 140
ASKING = frozenset({Role.HEAD, Role.MODERATOR})


@dataclass(frozen=True)
class Standing:
    """Who of the unit's staff has read the version in force, and who has not, by name."""

    done: list[tuple[RoleHeld, datetime]]
    missing: list[RoleHeld]

    @property
    def expected(self) -> int:
        """How many work there."""
        return len(self.done) + len(self.missing)


def standing_of(plan: Plan, on: date) -> Standing:
    """How far the staff of `on` have come with the plan's version in force."""
    read_at = {
        row.person_id: row.made_at
        for row in db.session.scalars(
            select(Acknowledgement).where(Acknowledgement.version_id == plan.current_version.id)
        )
    }
    staff = concerned.staff_of(plan.unit, on)
    done = [(hat, read_at[hat.person_id]) for hat in staff if hat.person_id in read_at]
    return Standing(done, [hat for hat in staff if hat.person_id not in read_at])


def read_at(plan: Plan, person: Person) -> datetime | None:
    """When the person said that they have read the version in force; None when never."""
    return db.session.scalar(
        select(Acknowledgement.made_at).where(
            Acknowledgement.version_id == plan.current_version.id,
            Acknowledgement.person_id == person.id,
        )
    )


def hat_of_staff(plan: Plan, person: Person, on: date) -> RoleHeld | None:
    """The hat by which the person is of the unit's staff on `on`; None for everybody else."""
    return db.session.scalars(
        select(RoleHeld)
        .join(RoleHeld.person)
        .where(
            RoleHeld.person_id == person.id,
            concerned.staff_at(concerned.body_ids(plan.unit, on)),
            organisation.held(on),
        )
        .order_by(RoleHeld.id)
        .limit(1)
    ).first()


def may_ask(plan: Plan, hat: RoleHeld, on: date) -> bool:
    """Whether the hat may ask the unit's staff, and see who has not answered, by name."""
    return hat.role in ASKING and hat.unit_id in concerned.body_ids(plan.unit, on)


def may_count(plan: Plan, hat: RoleHeld, on: date) -> bool:
    """Whether the hat learns how many have answered: also who published it for the unit."""
    return hat.role in ASKING and (plan.asks_acknowledgement or may_ask(plan, hat, on))


# ------------------------------------------------------------------ acts


def ask(plan: Plan, *, by: RoleHeld, now: datetime) -> None:
    """Ask the staff to read the plan and say so. A second time changes nothing."""
    rules.check_is_public_text(plan)
    if not plan.asks_acknowledgement:
        plan.asks_acknowledgement = True
        record.write("plan.acknowledgement_asked", by=by, at=now, plan=plan)


def stop_asking(plan: Plan, *, by: RoleHeld, now: datetime) -> None:
    """Ask no more; what was said stays."""
    if plan.asks_acknowledgement:
        plan.asks_acknowledgement = False
        record.write("plan.acknowledgement_ended", by=by, at=now, plan=plan)


def acknowledge(plan: Plan, *, position: int, by: RoleHeld, now: datetime) -> None:
    """Note that the person has read the version at `position`; a second time changes nothing.

    Raises RuleBroken when nobody asks, when the person is not of the unit's staff, and when
    another version was published meanwhile: that one is to be read.
    """
    rules.check_is_public_text(plan)
    if not plan.asks_acknowledgement or hat_of_staff(plan, by.person, day_of(now)) is None:
        raise RuleBroken(N_("Đơn vị không đề nghị ông/bà xác nhận đã đọc văn bản này."))
    version = plan.current_version
    if version.position != position:
        raise RuleBroken(N_("Văn bản vừa có bản mới; xin đọc bản mới rồi xác nhận."))
    if read_at(plan, by.person) is not None:
        return
    try:
        with db.session.begin_nested():  # pressed twice at once: the second finds the first
            db.session.add(
                Acknowledgement(version=version, person_id=by.person_id, role_held=by, made_at=now)
            )
    except IntegrityError:
        return
    record.write("plan.acknowledged", by=by, at=now, plan=plan)


def remind(plan: Plan, *, by: RoleHeld, now: datetime) -> int:
    """Remind all who have not answered, each at most once a day; returns how many heard it."""
    if not plan.asks_acknowledgement:
        raise RuleBroken(N_("Đơn vị chưa đề nghị ai xác nhận đã đọc văn bản này."))
    rules.check_is_public_text(plan)
    told = tell_asked(plan, now=now)
    if told:
        record.write("plan.acknowledgement_reminded", by=by, at=now, plan=plan, count=told)
    return told


def tell_asked(plan: Plan, *, now: datetime) -> int:
    """Tell those who have not read the version in force that they are asked to; how many heard.

    Nobody twice on a day; nobody at all where nobody is asked.
    """
    if not plan.asks_acknowledgement:
        return 0
    on = day_of(now)
    missing = [hat.person for hat in standing_of(plan, on).missing]
    key = f"plans.acknowledgement:{plan.key}:{plan.current_version.position}:{on.isoformat()}"
    return notices.tell(
        missing,
        "plans.acknowledgement_asked",
        event_key=key,
        now=now,
        plan=plan,
        page=f"/plans/{plan.key}",
        details={"unit": plan.unit.short_name, "title": excerpt(plan.title, _LONGEST_TITLE)},
    )
