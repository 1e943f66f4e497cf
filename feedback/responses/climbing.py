"""Who signs the answer to one case, when it concerns who would sign.

Where the head of a unit is concerned, or sent the opinion, nobody else there signs alone: the
answer climbs to who signs for the unit above. To an opinion under seal the unit above may
always sign as well, whoever sent it, so that its signature says nothing about the sender
(docs/decisions/0012-a-sealed-sender-steps-aside-unseen.md).
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import aliased

from feedback.organisation import queries as organisation
from feedback.responses import signing
from feedback.triage import queries as triage
from feedback.triage.rules import HANDLING
from models import Appearance, Case, CaseState, Comment, Deputyship, RoleHeld, db


def signers_for(case: Case, on: date) -> list[RoleHeld]:
    """The hats that may sign the answer to the case on `on`; none whose wearer it concerns.

    When nobody further up can sign, whoever at the nearest place is not concerned.
    """
    if case.lead_unit is None:
        return []
    places = list(signing.signers_upwards(case.lead_unit, on))
    wanted = 2 if case.comment.appearance is Appearance.SEALED else 1
    able = [place for place in places if not _head_is_out(place, case, on)][:wanted]
    for row in (able, places):
        found = [hat for place in row for hat in triage.unexcluded(place, case, on)]
        if found:
            return found
    return []


def may_sign(hat: RoleHeld, case: Case, on: date) -> bool:
    """Whether the answer to the case may be signed under `hat`, by whom it does not concern."""
    if triage.is_excluded(hat, case, on) or case.lead_unit is None:
        return False
    usual = signing.signers_of(case.lead_unit, on)
    nobody_is_out = len(triage.unexcluded(usual, case, on, but_sealed=True)) == len(usual)
    if nobody_is_out and case.lead_unit_id in signing.units_signed_by(hat, on):
        return True
    return hat.id in {signer.id for signer in signers_for(case, on)}


def signed_by(hat: RoleHeld, on: date) -> ColumnElement[bool]:
    """Restricts a query on Case to those whose answer `hat` may sign: `may_sign` for the database.

    Cases with somebody concerned among the signers are few, and judged one by one.
    """
    reach = signing.reach_of(hat, on)
    judged = _with_signers_concerned(reach, on)
    granted = [case.id for case in judged if may_sign(hat, case, on)]
    sealed = aliased(Comment)
    under_seal = select(sealed.id).where(sealed.appearance == Appearance.SEALED)
    usual = or_(
        Case.lead_unit_id.in_(reach.own),
        and_(Case.lead_unit_id.in_(reach.next_below), Case.comment_id.in_(under_seal)),
    )
    unjudged = and_(usual, Case.id.not_in([case.id for case in judged]))
    return and_(or_(unjudged, Case.id.in_(granted)), not_(triage.concerning(hat, on)))


def _head_is_out(place: list[RoleHeld], case: Case, on: date) -> bool:
    """Whether who heads the place is openly concerned, or everybody there is."""
    openly = {hat.id for hat in triage.unexcluded(place, case, on, but_sealed=True)}
    heads_out = [hat for hat in place if hat.role in signing.SIGNING and hat.id not in openly]
    return bool(heads_out) or not openly


def _with_signers_concerned(reach: signing.Reach, on: date) -> list[Case]:
    """Submitted cases within reach that may concern one of those who sign there."""
    units = reach.own | reach.below
    signers = select(RoleHeld.person_id, RoleHeld.unit_id).where(
        RoleHeld.role.in_(signing.SIGNING), RoleHeld.unit_id.in_(units)
    )
    deputies = select(Deputyship.person_id, Deputyship.unit_id).where(
        Deputyship.unit_id.in_(units), Deputyship.starts_on <= on, Deputyship.ends_on >= on
    )
    found = [*db.session.execute(signers), *db.session.execute(deputies)]
    people = {person_id for person_id, _ in found}
    elsewhere = _who_work_in_several_units(people, on)
    by_another_hat = {unit_id for person_id, unit_id in found if person_id in elsewhere}
    submitted = select(Case).where(Case.state == CaseState.SUBMITTED).join(Case.comment)
    concerned = or_(
        Case.concerns_person_id.in_(people),
        Comment.sender_id.in_(people),
        and_(Case.concerns_unit_id.is_not(None), Case.lead_unit_id.in_(by_another_hat)),
    )
    return list(db.session.scalars(submitted.where(Case.lead_unit_id.in_(units), concerned)))


def _who_work_in_several_units(people: set[int], on: date) -> set[int]:
    held = (
        select(RoleHeld.person_id, RoleHeld.unit_id)
        .join(RoleHeld.person)
        .where(RoleHeld.person_id.in_(people), RoleHeld.role.in_(HANDLING), organisation.held(on))
        .distinct()
    )
    places = Counter(person_id for person_id, _ in db.session.execute(held))
    return {person_id for person_id, number in places.items() if number > 1}
