"""What became of older clauses: where each stands now, and whose opinions a newer one carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, joinedload

from feedback.plans.versions.differences import is_reworded
from models import Clause, ClauseFate, ClauseText, Fate, Plan, PlanVersion, RecordEntry, db

FAMILY = (Fate.SPLIT, Fate.MERGED)  # the newer clause is another one, and carries its parents' talk
_FURTHEST = 1_000_000


@dataclass(frozen=True)
class Outcome:
    """What became of an older text: where it stands in the version looked at, if anywhere.

    `fate` is what a reader must know first; a moved or renumbered clause may be reworded too.
    `version` is that of the older text, `ended_by` the one that took it out.
    """

    old: ClauseText
    version: PlanVersion
    now: tuple[ClauseText, ...]
    fate: Fate
    ended_by: PlanVersion | None = None

    @property
    def is_reworded(self) -> bool:
        """Whether a clause that is still one says something in other words."""
        return len(self.now) == 1 and is_reworded(wording(self.old), wording(self.now[0]))

    @property
    def is_renumbered(self) -> bool:
        """Whether a clause that is still one is cited otherwise."""
        return len(self.now) == 1 and self.old.label != self.now[0].label


def wording(text: ClauseText) -> str:
    """All that the clause says."""
    return "\n".join(part for part in (text.heading, text.body) if part)


# ------------------------------------------------------------------ forwards


@dataclass(frozen=True)
class _Step:
    """One row of `clause_fates` on the way from a text to what it is now."""

    start: int
    new_text_id: int | None
    old_text_id: int
    fate: Fate
    version_id: int


def outcomes_of(texts: Iterable[ClauseText]) -> dict[int, Outcome]:
    """What became of each text that a published newer version replaced, by its row number.

    Texts of versions in force are not in it. Two queries, however many.
    """
    known = {text.id: text for text in texts}
    if not known:
        return {}
    return _outcomes(known, _steps(ClauseText.id.in_(known)))


def outcomes_between(old: PlanVersion, new: PlanVersion) -> dict[int, Outcome]:
    """What became of every text of `old` in `new`, a later version of the same plan."""
    known = {text.id: text for text in texts_of(old)}
    found = _outcomes(known, _steps(ClauseText.version_id == old.id, until=new.position))
    return {number: found[number] for number in known if number in found}


def outcome_of(text: ClauseText) -> Outcome | None:
    """What became of one text; None when it is in force."""
    return outcomes_of([text]).get(text.id)


def _steps(starts: ColumnElement[bool], until: int = _FURTHEST) -> list[_Step]:
    first = select(ClauseText.id.label("start"), ClauseText.id.label("at")).where(starts)
    walk = first.cte("walk", recursive=True)
    walk = walk.union(_onward(select(walk.c.start, ClauseFate.new_text_id), walk, until))
    columns = select(
        walk.c.start,
        ClauseFate.new_text_id,
        ClauseFate.old_text_id,
        ClauseFate.fate,
        ClauseFate.version_id,
    )
    return [_Step(*row) for row in db.session.execute(_onward(columns, walk, until))]


def _onward(query: Select[Any], walk: CTE, until: int) -> Select[Any]:
    """From where the walk stands, one published version further."""
    return (
        query.select_from(walk)
        .join(ClauseFate, ClauseFate.old_text_id == walk.c.at)
        .join(PlanVersion, PlanVersion.id == ClauseFate.version_id)
        .where(
            PlanVersion.published_at.is_not(None),
            PlanVersion.position <= until,
            ClauseFate.is_decided,
        )
    )


def _outcomes(known: Mapping[int, ClauseText], steps: Sequence[_Step]) -> dict[int, Outcome]:
    walked: dict[int, list[_Step]] = defaultdict(list)
    for step in steps:
        walked[step.start].append(step)
    left = {(step.start, step.old_text_id) for step in steps}
    ends = {
        start: [step for step in way if (start, step.new_text_id) not in left]
        for start, way in walked.items()
    }
    texts = _texts_by_id({one.new_text_id for last in ends.values() for one in last})
    versions = _versions_by_id(
        {one.version_id for last in ends.values() for one in last}
        | {known[start].version_id for start in ends}
    )
    found = {}
    for start, last in ends.items():
        old = known[start]
        numbers = {step.new_text_id for step in last} & texts.keys()
        now = tuple(sorted((texts[number] for number in numbers), key=lambda one: one.position))
        fate = _fate(old, now, {step.fate for step in walked[start]})
        ended_by = None if now else versions[last[-1].version_id]
        found[start] = Outcome(old, versions[old.version_id], now, fate, ended_by)
    return found


def _fate(old: ClauseText, now: Sequence[ClauseText], seen: set[Fate]) -> Fate:
    if not now:
        return Fate.REMOVED
    for fate in FAMILY:
        if fate in seen:
            return fate
    if is_reworded(wording(old), wording(now[0])):
        return Fate.REWORDED
    if Fate.MOVED in seen:
        return Fate.MOVED
    return Fate.KEPT if old.label == now[0].label else Fate.RENUMBERED


def _texts_by_id(numbers: set[int | None]) -> dict[int | None, ClauseText]:
    wanted = numbers - {None}
    if not wanted:
        return {}
    query = select(ClauseText).where(ClauseText.id.in_(wanted))
    found = db.session.scalars(query.options(joinedload(ClauseText.clause)))
    return {text.id: text for text in found}


def _versions_by_id(numbers: set[int]) -> dict[int, PlanVersion]:
    if not numbers:
        return {}
    found = db.session.scalars(select(PlanVersion).where(PlanVersion.id.in_(numbers)))
    return {version.id: version for version in found}


# ------------------------------------------------------------------ backwards


def parents_in(plan: Plan) -> dict[int, frozenset[int]]:
    """The older clauses whose opinions each split or merged clause carries, by row numbers.

    Their own parents are among them. One query; empty for a plan that never split or merged.
    """
    old, new = aliased(ClauseText), aliased(ClauseText)
    pairs = db.session.execute(
        select(old.clause_id, new.clause_id)
        .select_from(ClauseFate)
        .join(old, old.id == ClauseFate.old_text_id)
        .join(new, new.id == ClauseFate.new_text_id)
        .join(PlanVersion, PlanVersion.id == ClauseFate.version_id)
        .where(
            PlanVersion.plan_id == plan.id,
            PlanVersion.published_at.is_not(None),
            ClauseFate.is_decided,
            ClauseFate.fate.in_(FAMILY),
        )
    ).all()
    above: dict[int, set[int]] = defaultdict(set)
    for older, newer in pairs:
        if older != newer:
            above[newer].add(older)
    return {newer: frozenset(_all_above(newer, above)) for newer in above}


def _all_above(clause: int, above: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [clause]
    while waiting:
        for parent in above.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found - {clause}


@dataclass(frozen=True)
class Talk:
    """Where people have spoken on a plan, older versions included.

    `carried` names the older clauses whose opinions a newer one shows, by the newer one's row
    number; `gone` are the last texts of those that no clause in force carries.
    """

    spoken_on: list[Clause]
    carried: dict[int, list[Clause]]
    gone: list[ClauseText]


def talk_on(plan: Plan, texts: Sequence[ClauseText]) -> Talk:
    """The talk on a plan whose version in force has `texts`; at most three queries."""
    counts = (
        Clause.received_count
        + Clause.processing_count
        + Clause.answered_count
        + Clause.closed_count
    )
    query = select(Clause).where(Clause.plan_id == plan.id, counts > 0).order_by(Clause.id)
    spoken_on = list(db.session.scalars(query))
    by_id = {clause.id: clause for clause in spoken_on}
    in_force = {text.clause_id for text in texts}
    older = by_id.keys() - in_force
    if not older:
        return Talk(spoken_on, {}, [])
    carried = {
        newer: [by_id[parent] for parent in sorted(parents & older)]
        for newer, parents in parents_in(plan).items()
        if newer in in_force
    }
    left = older - {clause.id for parents in carried.values() for clause in parents}
    return Talk(spoken_on, carried, _last_texts(left))


def _last_texts(clause_ids: set[int]) -> list[ClauseText]:
    """What each clause said last, in the order of the versions and in them."""
    if not clause_ids:
        return []
    found = db.session.scalars(
        select(ClauseText)
        .join(ClauseText.version)
        .where(ClauseText.clause_id.in_(clause_ids), PlanVersion.published_at.is_not(None))
        .options(joinedload(ClauseText.clause))
        .order_by(PlanVersion.position, ClauseText.position)
    )
    return list({text.clause_id: text for text in found}.values())


# ------------------------------------------------------------------ versions


def texts_of(version: PlanVersion) -> list[ClauseText]:
    """The version's clauses in reading order, with their identities."""
    return list(
        db.session.scalars(
            select(ClauseText)
            .where(ClauseText.version_id == version.id)
            .options(joinedload(ClauseText.clause))
            .order_by(ClauseText.position)
        )
    )


def published_versions(plan: Plan) -> list[PlanVersion]:
    """What was ever published of the plan, the oldest first."""
    return list(
        db.session.scalars(
            select(PlanVersion)
            .where(PlanVersion.plan_id == plan.id, PlanVersion.published_at.is_not(None))
            .order_by(PlanVersion.position)
        )
    )


def published_version(plan: Plan, position: int) -> PlanVersion | None:
    """The published version at the place, counted from 1."""
    return next((one for one in published_versions(plan) if one.position == position), None)


def changes_by_version(plan: Plan) -> dict[int, dict[str, int]]:
    """How many clauses each version kept, reworded, … and how many are new ("new"), in two queries."""
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(
            ClauseFate.version_id, ClauseFate.fate, func.count(ClauseFate.old_text_id.distinct())
        )
        .join(PlanVersion, PlanVersion.id == ClauseFate.version_id)
        .where(PlanVersion.plan_id == plan.id, ClauseFate.is_decided)
        .group_by(ClauseFate.version_id, ClauseFate.fate)
    )
    for version_id, fate, count in rows:
        counted[version_id][fate.value] = count
    came = db.session.execute(
        select(ClauseText.version_id, func.count())
        .join(ClauseText.version)
        .outerjoin(ClauseFate, ClauseFate.new_text_id == ClauseText.id)
        .where(PlanVersion.plan_id == plan.id, PlanVersion.position > 1, ClauseFate.id.is_(None))
        .group_by(ClauseText.version_id)
    )
    for version_id, count in came:
        counted[version_id]["new"] = count
    return dict(counted)


def reasons_of(plan: Plan) -> dict[int, str]:
    """Why each version after the first was issued, by its position, where a reason stands."""
    entries = db.session.scalars(
        select(RecordEntry)
        .where(RecordEntry.plan_id == plan.id, RecordEntry.kind == "plan.reissued")
        .options(joinedload(RecordEntry.note))
        .order_by(RecordEntry.id)
    )
    return {
        int(entry.details["version"]): entry.note.body
        for entry in entries
        if entry.note and "version" in entry.details
    }
