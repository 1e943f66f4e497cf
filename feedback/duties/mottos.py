"""The six mottos of a yearly democracy plan: which clauses carry each, and which are missing.

Found by their words first; a person then confirms or corrects.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from feedback import record
from feedback.errors import N_, RuleBroken
from feedback.plans.actions import touch
from feedback.search import fold, near_duplicates
from models import (
    ClauseText,
    Motto,
    MottoCarried,
    PlanKind,
    PlanState,
    PlanVersion,
    RecordEntry,
    RoleHeld,
    db,
)

_VERBS = {
    Motto.KNOW: "biet",
    Motto.DISCUSS: "ban",
    Motto.DO: "lam",
    Motto.CHECK: "kiem tra",
    Motto.OVERSEE: "giam sat",
    Motto.BENEFIT: "thu huong",
}
_VERB = "|".join(_VERBS.values())
# "dân kiểm tra, giám sát" names two: once said, "dân" holds for what follows at once.
_NAMED = re.compile(rf"\bdan (?:{_VERB})(?: (?:va )?(?:dan )?(?:{_VERB}))*\b")
_EACH_VERB = re.compile(rf"\b(?:{_VERB})\b")
# Who writes all of them in one clause writes the slogan, and has not said how.
_SLOGAN = 5
# What a clause on the matter speaks of, though it does not say the motto.
_HINTS = {
    Motto.KNOW: ("cong khai", "niem yet", "thong tin cho", "pho bien"),
    Motto.DISCUSS: ("lay y kien", "thao luan", "doi thoai", "gop y", "hoi nghi"),
    Motto.DO: ("to chuc thuc hien", "tham gia thuc hien", "dong gop"),
    Motto.CHECK: ("kiem tra",),
    Motto.OVERSEE: ("giam sat", "thanh tra nhan dan"),
    Motto.BENEFIT: ("thu huong", "quyen loi", "che do", "cham lo", "doi song"),
}
_SAME = 70.0
_SAME_NAME = 85.0


@dataclass(frozen=True)
class Carried:
    """The clauses that carry each motto, in the order of the mottos; confirmed by a person or not."""

    clauses: Mapping[Motto, Sequence[ClauseText]]
    is_confirmed: bool

    @property
    def missing(self) -> list[Motto]:
        """The mottos that no clause carries, in their order."""
        return [motto for motto in Motto if not self.clauses[motto]]


class Likeness(StrEnum):
    """How the plan of another year has a clause."""

    SAME = "same"  # nearly in the same words
    REWORDED = "reworded"  # under the same heading, in other words
    NONE = "none"


@dataclass(frozen=True)
class Compared:
    """One motto in two years: the clauses then and now, each with how the other year has it."""

    motto: Motto
    then: Sequence[tuple[ClauseText, Likeness]]
    now: Sequence[tuple[ClauseText, Likeness]]


def mottos_in(text: str) -> frozenset[Motto]:
    """The mottos that a text names; none when it only recites all of them.

    >>> sorted(mottos_in("3. Dân kiểm tra, giám sát"))
    [<Motto.CHECK: 'check'>, <Motto.OVERSEE: 'oversee'>]
    """
    named = " | ".join(found[0] for found in _NAMED.finditer(fold(text)))
    verbs = set(_EACH_VERB.findall(named))
    mottos = frozenset(motto for motto, verb in _VERBS.items() if verb in verbs)
    return frozenset() if len(mottos) >= _SLOGAN else mottos


def hinted_in(text: str) -> frozenset[Motto]:
    """The mottos that a text may mean though it does not name them."""
    folded = f" {fold(text)} "
    return frozenset(
        motto for motto, hints in _HINTS.items() if any(f" {hint} " in folded for hint in hints)
    )


def carried_by(version: PlanVersion) -> Carried:
    """Which clauses of the version carry each motto: as a person said, else by their words."""
    texts = texts_of(version)
    is_confirmed = _is_confirmed(version)
    rows = db.session.execute(
        select(MottoCarried.motto, MottoCarried.clause_text_id).where(
            MottoCarried.clause_text_id.in_([text.id for text in texts])
        )
    ).all()
    kept = {(motto, text_id) for motto, text_id in rows}
    if not kept and not is_confirmed:
        kept = {(motto, text.id) for text in texts for motto in mottos_in(_words(text))}
    found = {motto: [text for text in texts if (motto, text.id) in kept] for motto in Motto}
    return Carried(found, is_confirmed)


def hints_for(version: PlanVersion, carried: Carried) -> dict[Motto, list[ClauseText]]:
    """For each motto that no clause carries, up to five clauses that may."""
    texts = texts_of(version)
    return {
        motto: [text for text in texts if motto in hinted_in(_words(text))][:5]
        for motto in carried.missing
    }


def confirm(
    version: PlanVersion,
    chosen: Mapping[Motto, Collection[str]],
    *,
    by: RoleHeld,
    now: datetime,
) -> None:
    """Keep which clauses, by key, a person says carry each motto; what was kept before goes.

    Raises RuleBroken when the plan is not a yearly democracy plan.
    """
    plan = version.plan
    if plan.kind is not PlanKind.DEMOCRACY_PLAN:
        raise RuleBroken(N_("Chỉ kế hoạch thực hiện dân chủ hằng năm mới xét sáu phương châm."))
    _forget(version)
    for motto in Motto:
        for text in texts_of(version):
            if text.clause.key in chosen.get(motto, ()):
                row = MottoCarried(clause_text_id=text.id, motto=motto, confirmed_by_id=by.id)
                db.session.add(row)
    count = sum(bool(chosen.get(motto)) for motto in Motto)
    record.write(
        "mottos.confirmed", by=by, at=now, plan=plan, version=version.position, count=count
    )
    if plan.state is not PlanState.DRAFT:
        touch(plan)
    db.session.flush()


def keep_found(version: PlanVersion) -> None:
    """Keep what was found by words when nobody has confirmed it: what readers see stays so.

    What a person said of a clause of the version before holds on for that clause. Done once for
    a version of a yearly democracy plan; for any other plan nothing is done.
    """
    if version.plan.kind is not PlanKind.DEMOCRACY_PLAN or _is_confirmed(version):
        return
    texts = texts_of(version)
    inside = [text.id for text in texts]
    kept = select(MottoCarried.id).where(MottoCarried.clause_text_id.in_(inside)).limit(1)
    if db.session.scalar(kept) is None:
        before = _said_before(version)
        for text in texts:
            said = before.get(text.clause_id)
            found = sorted(mottos_in(_words(text)) if said is None else said)
            db.session.add_all(MottoCarried(clause_text_id=text.id, motto=one) for one in found)
        db.session.flush()


def compare(then: Carried, now: Carried) -> list[Compared]:
    """Motto by motto the clauses of two years, with how the other year has each."""
    return [
        Compared(
            motto,
            _with_likes(then.clauses[motto], now.clauses[motto]),
            _with_likes(now.clauses[motto], then.clauses[motto]),
        )
        for motto in Motto
    ]


def _with_likes(
    texts: Sequence[ClauseText], others: Sequence[ClauseText]
) -> list[tuple[ClauseText, Likeness]]:
    known = [(other.id, _words(other)) for other in others]
    names = [(other.id, other.heading) for other in others if other.heading]
    return [(text, _likeness(text, known, names)) for text in texts]


def _likeness(
    text: ClauseText, known: Sequence[tuple[int, str]], names: Sequence[tuple[int, str]]
) -> Likeness:
    if near_duplicates(_words(text), known, 1, _SAME):
        return Likeness.SAME
    is_named = bool(text.heading) and bool(near_duplicates(text.heading, names, 1, _SAME_NAME))
    return Likeness.REWORDED if is_named else Likeness.NONE


def texts_of(version: PlanVersion) -> list[ClauseText]:
    """The clauses of the version in reading order."""
    return list(
        db.session.scalars(
            select(ClauseText)
            .where(ClauseText.version_id == version.id)
            .options(joinedload(ClauseText.clause), joinedload(ClauseText.task))
            .order_by(ClauseText.position)
        )
    )


def _words(text: ClauseText) -> str:
    return f"{text.heading} {text.body}"


def _forget(version: PlanVersion) -> None:
    inside = select(ClauseText.id).where(ClauseText.version_id == version.id)
    db.session.execute(delete(MottoCarried).where(MottoCarried.clause_text_id.in_(inside)))


def _said_before(version: PlanVersion) -> dict[int, set[Motto]]:
    """The mottos of each clause of the version before, by clause, when a person confirmed them."""
    last = db.session.scalars(
        select(PlanVersion)
        .where(
            PlanVersion.plan_id == version.plan_id,
            PlanVersion.position < version.position,
            PlanVersion.published_at.is_not(None),
        )
        .order_by(PlanVersion.position.desc())
    ).first()
    if last is None or not _is_confirmed(last):
        return {}
    said: dict[int, set[Motto]] = {text.clause_id: set() for text in texts_of(last)}
    for motto, texts in carried_by(last).clauses.items():
        for text in texts:
            said[text.clause_id].add(motto)
    return said


def _is_confirmed(version: PlanVersion) -> bool:
    rows = db.session.scalars(
        select(RecordEntry.details).where(
            RecordEntry.plan_id == version.plan_id, RecordEntry.kind == "mottos.confirmed"
        )
    )
    return any(details.get("version") == version.position for details in rows)
