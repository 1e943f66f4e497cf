"""What became of each clause, kept in rows: the matching of a version in the making.

Every old clause has at least one fate, and every new one a fate that leads to it or an arrival.
Matching again, after the text was corrected, keeps what people decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased, joinedload

from feedback.plans import rules
from feedback.plans.versions import carrying
from feedback.plans.versions.lineage import texts_of
from feedback.plans.versions.matching import Matching, match
from feedback.plans.versions.structure import Passage
from models import ClauseArrival, ClauseFate, ClauseText, Fate, PlanVersion, RoleHeld, db

ONE_TO_ONE = frozenset({Fate.KEPT, Fate.REWORDED, Fate.MOVED, Fate.RENUMBERED})


@dataclass(frozen=True)
class Prepared:
    """A matching that was computed outside the transaction, and of which wording."""

    old: tuple[int, ...]  # row numbers of the texts, by index
    new: tuple[int, ...]
    matching: Matching
    wording: str


def passages_of(texts: Sequence[ClauseText]) -> list[Passage]:
    """The clauses of one version, in reading order, as matching sees them."""
    parents = rules.parents_by_depth([text.depth for text in texts])
    return [
        Passage(
            key=str(text.id),
            label=text.label,
            printed=text.printed,
            heading=text.heading,
            text=text.body,
            depth=text.depth,
            parent=parent,
            kind=text.kind,
            annex=text.annex,
        )
        for text, parent in zip(texts, parents, strict=True)
    ]


def wording_hash(texts: Iterable[ClauseText]) -> str:
    """Of all clauses together: another as soon as a word, a label or the order changes."""
    digest = sha256()
    for text in texts:
        parts = (text.id, text.depth, text.label, text.annex, text.heading, text.body)
        digest.update(repr(parts).encode())
    return digest.hexdigest()


def is_fresh(version: PlanVersion, new: Sequence[ClauseText]) -> bool:
    """Whether the version, of which `new` are the clauses, was matched as it stands now."""
    return version.matched_as == wording_hash(new)


def prepare(before: PlanVersion, version: PlanVersion) -> Prepared:
    """Match a version in the making with the one before it; about a second for 500 clauses.

    Reads only: call it before writing begins, and `keep` what it gives afterwards.
    """
    old, new = texts_of(before), texts_of(version)
    place_of_old = {text.id: place for place, text in enumerate(old)}
    place_of_new = {text.id: place for place, text in enumerate(new)}
    decided = {
        place_of_old[number]: tuple(sorted(place_of_new[one] for one in targets))
        for number, targets in _decisions(version).items()
    }
    arrived = [
        place_of_new[one.text_id] for one in arrivals_of(version) if one.decided_by_id is not None
    ]
    return Prepared(
        tuple(place_of_old),
        tuple(place_of_new),
        match(passages_of(old), passages_of(new), decided, arrived),
        wording_hash(new),
    )


def keep(version: PlanVersion, prepared: Prepared) -> bool:
    """Keep a matching; False, and nothing changes, when the text was corrected meanwhile."""
    if not is_fresh_as(version, prepared.wording):
        return False
    decided = _decisions(version)
    asked = {one.old_text_id for one in fates_of(version) if not one.is_decided}
    by_people = {
        (one.old_text_id, one.new_text_id): one
        for one in fates_of(version)
        if one.decided_by_id is not None and one.old_text_id in decided
    }
    arrived = {one.text_id for one in arrivals_of(version) if one.decided_by_id is not None}
    _forget_guesses(version, by_people.values())
    for fate in _fates_told(version, prepared):
        kept = by_people.get((fate.old_text_id, fate.new_text_id))
        if kept is None:
            # What waited for a person is not settled by what is said of another clause.
            if fate.fate is Fate.REMOVED and fate.old_text_id in asked:
                fate.is_decided = False
            db.session.add(fate)
        else:
            kept.fate, kept.likeness = fate.fate, fate.likeness
    for place, told in enumerate(prepared.matching.new):
        number = prepared.new[place]
        if not told.old and number not in arrived:
            row = ClauseArrival(text_id=number, version_id=version.id, is_decided=told.is_certain)
            db.session.add(row)
    version.matched_as = prepared.wording
    db.session.flush()
    carrying.carry_over(version, version.plan.current_version, _followed(version))
    return True


def _followed(version: PlanVersion) -> list[carrying.Followed]:
    return [
        carrying.Followed(one.old_text_id, one.new_text_id, one.fate is not Fate.REWORDED)
        for one in fates_of(version)
        if one.is_decided and one.fate in ONE_TO_ONE and one.new_text_id is not None
    ]


def is_fresh_as(version: PlanVersion, wording: str) -> bool:
    """Whether the version still stands in this wording."""
    return wording_hash(texts_of(version)) == wording


def _fates_told(version: PlanVersion, prepared: Prepared) -> list[ClauseFate]:
    return [
        ClauseFate(
            version_id=version.id,
            old_text_id=prepared.old[place],
            new_text_id=None if target is None else prepared.new[target],
            fate=told.fate,
            is_decided=told.is_certain,
            likeness=told.likeness,
        )
        for place, told in enumerate(prepared.matching.old)
        for target in (told.new or (None,))
    ]


def _forget_guesses(version: PlanVersion, kept: Iterable[ClauseFate]) -> None:
    """Delete all that no person decided, and what is left of a decision that lost its half."""
    numbers = [one.id for one in kept]
    fates = delete(ClauseFate).where(ClauseFate.version_id == version.id)
    db.session.execute(fates.where(ClauseFate.id.not_in(numbers)))
    db.session.execute(
        delete(ClauseArrival).where(
            ClauseArrival.version_id == version.id, ClauseArrival.decided_by_id.is_(None)
        )
    )


def _decisions(version: PlanVersion) -> Mapping[int, list[int]]:
    """What people decided: the new texts that each old one leads to, none when it was removed."""
    found: dict[int, list[int]] = defaultdict(list)
    fates: dict[int, Fate] = {}
    for one in fates_of(version):
        if one.decided_by_id is not None:
            found[one.old_text_id] += [] if one.new_text_id is None else [one.new_text_id]
            fates[one.old_text_id] = one.fate
    return {
        number: targets
        for number, targets in found.items()
        # A part that was taken out of the text took its half of the decision with it.
        if fates[number] is not Fate.SPLIT or len(targets) > 1
    }


# ------------------------------------------------------------------ reading the rows


def identities_of(version: PlanVersion) -> dict[int, int]:
    """The clauses of the text in force by the provisional ones that go on as them, by row number."""
    old, new = aliased(ClauseText), aliased(ClauseText)
    query = (
        select(new.clause_id, old.clause_id)
        .select_from(ClauseFate)
        .join(old, old.id == ClauseFate.old_text_id)
        .join(new, new.id == ClauseFate.new_text_id)
        .where(ClauseFate.version_id == version.id, ClauseFate.fate.in_(ONE_TO_ONE))
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def fates_of(version: PlanVersion) -> list[ClauseFate]:
    """All fates of the version's matching, in the order of the older text."""
    query = (
        select(ClauseFate)
        .join(ClauseFate.old_text)
        .where(ClauseFate.version_id == version.id)
        .options(joinedload(ClauseFate.decided_by).joinedload(RoleHeld.unit))
        .order_by(ClauseText.position, ClauseFate.id)
    )
    return list(db.session.scalars(query))


def arrivals_of(version: PlanVersion) -> list[ClauseArrival]:
    """The clauses of the version that are new, in reading order."""
    query = (
        select(ClauseArrival)
        .join(ClauseArrival.text)
        .where(ClauseArrival.version_id == version.id)
        .options(joinedload(ClauseArrival.decided_by).joinedload(RoleHeld.unit))
        .order_by(ClauseText.position)
    )
    return list(db.session.scalars(query))


def doubts_left(version: PlanVersion) -> int:
    """How many old and new clauses still wait for a person."""
    old = select(func.count(ClauseFate.old_text_id.distinct())).where(
        ClauseFate.version_id == version.id, ClauseFate.is_decided.is_(False)
    )
    new = select(func.count(ClauseArrival.text_id)).where(
        ClauseArrival.version_id == version.id, ClauseArrival.is_decided.is_(False)
    )
    return (db.session.scalar(old) or 0) + (db.session.scalar(new) or 0)
