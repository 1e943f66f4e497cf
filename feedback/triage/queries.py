"""Cases as those who handle, lead or watch them may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from feedback.comments import identities
from feedback.deadlines import Computation, WorkCalendar
from feedback.organisation import queries as organisation
from feedback.organisation.rules import is_in_force, reachable
from feedback.plans import queries as plans
from feedback.plans.queries import Reader
from feedback.triage import clocks, rules
from feedback.triage.rules import Concern, Handler
from models import (
    Appearance,
    Case,
    CaseState,
    Clock,
    Comment,
    Extension,
    Person,
    Plan,
    Role,
    RoleHeld,
    SupportingUnit,
    Unit,
    UnitKind,
    db,
)

OVERSEEING = frozenset({Role.LEADERSHIP, Role.PERSONNEL, Role.OFFICE})
# They watch for a mass organisation, by its mandate, and handle nothing.
MONITORING = frozenset({Role.MONITOR, Role.PARENTS_BOARD})
# Nobody here stands above them: what concerns them is kept from their own hats alone.
ON_TOP = frozenset({UnitKind.DEPARTMENT, UnitKind.EXTERNAL})


# ------------------------------------------------------------------ who may see what


def cases_visible_to(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    """Restricts a query on Case to what may be seen under `hat`.

    Intake: what their unit receives. Officers and heads: what their unit leads or supports.
    Leadership, personnel and office: what `watched_unit_ids` gives them. Monitors and parents'
    boards: what their mandate covers, of parents' boards no more than was said on texts meant
    for them; what a sender withdrew reaches none of those who watch.
    Nobody who handles sees what concerns themselves or a unit over theirs; quarantined cases
    are seen by confidential officers alone, taken out ones by nobody.
    """
    if hat.role is Role.CONFIDENTIAL:
        allowed = and_(Case.state == CaseState.QUARANTINED, Case.holder_unit_id == hat.unit_id)
    else:
        allowed = and_(_in_reach(hat, today), Case.state.not_in(rules.HIDDEN))
    return and_(allowed, not_(concerning(hat, today)))


def open_to(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    """Leaves out what nobody may see any more and what concerns the person under `hat`.

    For queries that reach a case from beside, as by its promises; how far the hat reaches is
    theirs to say, but that of texts not meant for a parents' board it sees nothing.
    """
    return and_(
        Case.state.not_in(rules.HIDDEN),
        *_said_on_readable(hat, today),
        not_(concerning(hat, today)),
    )


def case_for(hat: RoleHeld, key: str, today: date) -> Case | None:
    """The case at the address, with what its page shows; None when it may not be seen."""
    return db.session.scalars(
        whole_case().where(Case.key == key, cases_visible_to(hat, today))
    ).first()


def whole_case() -> Select[Case]:
    """A query on Case that brings its comment, units, clocks and extensions in few queries."""
    return select(Case).options(
        joinedload(Case.comment).joinedload(Comment.plan).joinedload(Plan.unit),
        joinedload(Case.comment).joinedload(Comment.clause_text),
        joinedload(Case.comment).joinedload(Comment.for_unit),
        joinedload(Case.comment).selectinload(Comment.attachments),
        joinedload(Case.intake_unit),
        joinedload(Case.lead_unit),
        joinedload(Case.holder_unit),
        joinedload(Case.concerns_unit),
        selectinload(Case.supporting).joinedload(SupportingUnit.unit),
        selectinload(Case.clocks).selectinload(Clock.extensions).joinedload(Extension.reason),
    )


def concern_of(case: Case, on: date) -> Concern:
    """Whom the case concerns, for `rules.is_excluded`."""
    unit, comment = case.concerns_unit, case.comment
    sealed = comment.appearance is Appearance.SEALED
    tag = identities.tag_of(comment) if sealed else None
    concern = Concern(None, case.concerns_person_id, sender_id=comment.sender_id, sealed_tag=tag)
    if unit is None:
        return concern
    under = frozenset(organisation.unit_ids_under(unit, on))
    return replace(concern, unit_id=unit.id, under=under, has_superior=unit.kind not in ON_TOP)


def handler_of(hat: RoleHeld, on: date) -> Handler:
    """The person under `hat` with every hat held on `on` by which they could be concerned.

    One may not change hats to look. Who watches for a mass organisation handles nothing, and
    is kept out only as the head of the unit concerned.
    """
    counting = rules.HEADING if hat.role in MONITORING else rules.HANDLING
    held = [
        (each.role, each.unit_id)
        for each in hat.person.roles
        if each.role in counting and is_in_force(each, on)
    ]
    return Handler(hat.person_id, tuple(held), _owner_tag(hat), only_watches=hat.role in MONITORING)


def _owner_tag(hat: RoleHeld) -> str:
    return identities.owner_tag(hat.person, key=current_app.config["HASH_KEY"])


def is_excluded(hat: RoleHeld, case: Case, on: date) -> bool:
    """Whether the person under `hat` must not handle the case, because it concerns them."""
    return rules.is_excluded(handler_of(hat, on), concern_of(case, on))


def barred_units(case: Case, on: date) -> frozenset[int]:
    """The row numbers of the units that may not be given the case, because it concerns them."""
    concern = concern_of(case, on)
    if concern.unit_id is None:
        return frozenset()
    return concern.under if concern.has_superior else frozenset({concern.unit_id})


def unexcluded(
    people_hats: Iterable[RoleHeld], case: Case, on: date, *, but_sealed: bool = False
) -> list[RoleHeld]:
    """Those of the hats whose wearers the case does not concern, in the order given.

    With `but_sealed` a sender under seal stays among them, for what others would see of it.
    """
    concern, hats = concern_of(case, on), list(people_hats)
    if but_sealed:
        concern = replace(concern, sealed_tag=None)
    _load_every_hat_of(hat.person_id for hat in hats)
    return [hat for hat in hats if not rules.is_excluded(handler_of(hat, on), concern)]


def people_to_tell(unit: Unit, roles: Collection[Role], case: Case, on: date) -> list[Person]:
    """Who holds one of the roles at the unit and may hear of the case: whom it does not concern."""
    hats = organisation.active_hats(unit, roles, on)
    return list({hat.person_id: hat.person for hat in unexcluded(hats, case, on)}.values())


def excluded_among(person_ids: Collection[int | None], case: Case, on: date) -> set[int]:
    """Those of the people whom the case concerns, under whatever hat but a monitor's."""
    held = select(RoleHeld).where(
        RoleHeld.person_id.in_([one for one in person_ids if one is not None]),
        RoleHeld.role.not_in(MONITORING),
    )
    hats = list(db.session.scalars(held))
    allowed = {hat.id for hat in unexcluded(hats, case, on)}
    return {hat.person_id for hat in hats if hat.id not in allowed}


def _load_every_hat_of(person_ids: Iterable[int]) -> None:
    """Read in two queries what `handler_of` would read person by person."""
    wanted = select(Person).where(Person.id.in_(set(person_ids)))
    db.session.scalars(wanted.options(selectinload(Person.roles))).all()


def _in_reach(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    reach: list[ColumnElement[bool]] = []
    if hat.role in rules.MODERATING:
        reach.append(Case.intake_unit_id == hat.unit_id)
    if hat.role in (Role.OFFICER, Role.HEAD, Role.LEADERSHIP):
        supports = select(SupportingUnit.case_id).where(SupportingUnit.unit_id == hat.unit_id)
        reach += [Case.lead_unit_id == hat.unit_id, Case.id.in_(supports)]
    if hat.role in OVERSEEING | MONITORING:
        watched = _of_units(watched_unit_ids(hat, today))
        readable = _said_on_readable(hat, today)
        reach.append(and_(watched, Case.state != CaseState.WITHDRAWN, *readable))
    return or_(*reach) if reach else false()


def watched_unit_ids(hat: RoleHeld, today: date) -> set[int]:
    """The row numbers of the units whose handling the hat watches.

    Of a mass organisation by its mandate. Leadership, personnel and office of the Department
    with its office and divisions: all under the Department; of any other unit: that unit and
    what is below it.
    """
    if hat.role in MONITORING:
        return organisation.mandated_unit_ids(hat.unit, today)
    if hat.role not in OVERSEEING:
        return set()
    top = hat.unit
    if hat.unit.kind in (UnitKind.OFFICE, UnitKind.DIVISION):
        top = organisation.superior_of(hat.unit, today) or hat.unit
    return organisation.unit_ids_under(top, today)


def _of_units(unit_ids: set[int]) -> ColumnElement[bool]:
    on_theirs = select(Comment.id).join(Comment.plan).where(Plan.unit_id.in_(unit_ids))
    return or_(
        Case.lead_unit_id.in_(unit_ids),
        Case.intake_unit_id.in_(unit_ids),
        Case.comment_id.in_(on_theirs),
    )


def _said_on_readable(hat: RoleHeld, today: date) -> list[ColumnElement[bool]]:
    """What keeps from a parents' board the opinions on texts for staff; none for other hats."""
    if hat.role is not Role.PARENTS_BOARD:
        return []
    readable = plans.scope(Reader((hat,), frozenset(), today))
    said = select(Comment.id).join(Comment.plan).where(readable)
    return [Case.comment_id.in_(said)]


def concerning(hat: RoleHeld, today: date) -> ColumnElement[bool]:
    """Finds the cases that concern the person under `hat`: `rules.is_excluded` for the database."""
    handler = handler_of(hat, today)
    concerns_them = Case.concerns_person_id.is_not_distinct_from(handler.person_id)
    if not handler.only_watches:
        concerns_them = or_(concerns_them, _sent_by(handler))
    own = {unit_id for _, unit_id in handler.hats}
    if not own:
        return concerns_them
    barring = reachable(own, organisation.lines_in_force(today).above)
    tops = select(Unit.id).where(Unit.id.in_(barring - own), Unit.kind.in_(ON_TOP))
    barring -= set(db.session.scalars(tops))
    concerns_theirs = and_(Case.concerns_unit_id.is_not(None), Case.concerns_unit_id.in_(barring))
    return or_(concerns_them, concerns_theirs)


def _sent_by(handler: Handler) -> ColumnElement[bool]:
    sent = aliased(Comment)  # apart from the comments the query itself may ask for
    return or_(
        Case.comment_id.in_(select(sent.id).where(sent.sender_id == handler.person_id)),
        Case.comment_id.in_(identities.sent_under(handler.owner_tag)),
    )


# ------------------------------------------------------------------ how a date came about


@dataclass(frozen=True)
class Explained:
    """How the date of a clock came about: the count, the days it stood still, what moved it."""

    computation: Computation
    due_on: date
    paused_days: int
    extensions: tuple[tuple[date, date], ...]
    set_by_hand: bool


def explained(clock: Clock, calendar: WorkCalendar) -> Explained:
    """Each day from the start of the clock to its date, for "cách tính" on every page."""
    approved = tuple(
        (extension.old_due_on, extension.new_due_on)
        for extension in clock.extensions
        if extension.approved
    )
    return Explained(
        computation=clocks.computation_of(clock, calendar),
        due_on=clock.due_on,
        paused_days=clock.paused_days,
        extensions=approved,
        set_by_hand=clock.basis == clocks.SET_BY_HAND,
    )
