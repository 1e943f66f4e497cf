"""What a person says at the matching desk: which clause is which, what was split, merged, removed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select

from feedback import formats, record
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.plans.versions import fates, matching
from feedback.plans.versions.fates import ONE_TO_ONE
from models import ClauseArrival, ClauseFate, ClauseText, Fate, PlanVersion, RoleHeld, db

NOTHING_SEEN = ""


class Decision(StrEnum):
    """What may be said of a clause."""

    SAME = "same"  # cùng một mục
    SPLIT = "split"  # tách
    MERGED = "merged"  # gộp
    REMOVED = "removed"  # bỏ
    NEW = "new"  # thêm


@dataclass(frozen=True)
class Said:
    """What a person said of a clause: which other clauses it is about, and what they had seen."""

    decision: Decision
    others: tuple[ClauseText, ...]
    seen: str


def decide(
    version: PlanVersion, text: ClauseText, said: Said, *, by: RoleHeld, now: datetime
) -> None:
    """Keep what a person said of an old clause, or of a new one to which nothing leads.

    Raises RuleBroken when the clauses chosen do not fit what was said, or lead elsewhere already;
    Overtaken when somebody decided meanwhile.
    """
    is_old = text.version_id != version.id
    others, seen = said.others, said.seen
    if said.decision is Decision.SAME:
        other = _only(others)
        old, new = (text, other) if is_old else (other, text)
        if not is_old:
            seen = _mark_of_old(version, old)
        decide_same(version, old, new, seen=seen, by=by, now=now)
    elif said.decision is Decision.SPLIT and is_old:
        decide_split(version, text, others, seen=seen, by=by, now=now)
    elif said.decision is Decision.MERGED and is_old:
        decide_merged(version, text, _only(others), seen=seen, by=by, now=now)
    elif said.decision is Decision.REMOVED and is_old:
        decide_removed(version, text, seen=seen, by=by, now=now)
    elif said.decision is Decision.NEW and not is_old:
        decide_new(version, text, seen=seen, by=by, now=now)
    else:
        raise RuleBroken(N_("Xin chọn một trong các cách quyết định."))
    _write(version, text, by, now)


def _only(others: Sequence[ClauseText]) -> ClauseText:
    if len(others) != 1:
        raise RuleBroken(N_("Xin chọn đúng một mục ở bên kia."))
    return others[0]


def _mark_of_old(version: PlanVersion, old: ClauseText) -> str:
    return mark_of(next(iter(_of_old(version, old.id)), None))


def _write(version: PlanVersion, text: ClauseText, by: RoleHeld, now: datetime) -> None:
    # What was said is certain now, and by it others may be: the next look matches anew.
    version.matched_as = None
    record.write("plan.matching_decided", by=by, at=now, plan=version.plan, clause=text.clause.key)
    db.session.flush()


def mark_of(decided: ClauseFate | ClauseArrival | None) -> str:
    """What tells one decision on a clause from the next; a form carries it back."""
    at = decided.decided_at if decided else None
    return at.isoformat() if at else NOTHING_SEEN


def decide_same(
    version: PlanVersion,
    old: ClauseText,
    new: ClauseText,
    *,
    seen: str,
    by: RoleHeld,
    now: datetime,
) -> None:
    """The old clause is the new one: its identity goes on, whatever its words and place.

    Raises RuleBroken when another old clause leads there, Overtaken when somebody decided
    meanwhile.
    """
    rows = _claimed(version, old, seen)
    _check_free(version, old, [new])
    fate, likeness = _fate_of_pair(version, old, new)
    _replace(version, old, rows, [(new, fate)], likeness, by=by, now=now)


def decide_split(
    version: PlanVersion, old: ClauseText, parts: Sequence[ClauseText], *,
    seen: str, by: RoleHeld, now: datetime,
) -> None:  # fmt: skip
    """The old clause was split into these. Raises RuleBroken for fewer than two, or when another
    old clause leads to one of them; Overtaken as `decide_same`.
    """
    if len(parts) < 2:
        raise RuleBroken(N_("Xin chọn từ hai mục mới trở lên mà mục cũ được tách thành."))
    rows = _claimed(version, old, seen)
    _check_free(version, old, parts)
    wanted = [(part, Fate.SPLIT) for part in parts]
    _replace(version, old, rows, wanted, 0, by=by, now=now)


def decide_merged(
    version: PlanVersion, old: ClauseText, into: ClauseText, *,
    seen: str, by: RoleHeld, now: datetime,
) -> None:  # fmt: skip
    """The old clause was merged into the new one, with what was said or guessed to be merged there.

    Raises RuleBroken when the new one is part of a split; Overtaken as `decide_same`.
    """
    rows = _claimed(version, old, seen)
    others = [one for one in _leading_to(version, [into]) if one.old_text_id != old.id]
    for one in others:
        if one.fate is Fate.SPLIT:
            raise RuleBroken(N_("Mục mới này là một phần của mục khác đã được tách."))
        # Who says so was told with what it is merged; what was guessed otherwise waits for its own.
        if one.is_decided or one.fate is Fate.MERGED:
            one.is_decided, one.decided_by, one.decided_at = True, by, now
        one.fate = Fate.MERGED
    _replace(version, old, rows, [(into, Fate.MERGED)], 0, by=by, now=now)


def decide_removed(
    version: PlanVersion, old: ClauseText, *, seen: str, by: RoleHeld, now: datetime
) -> None:
    """The old clause stands nowhere any more. Raises Overtaken as `decide_same`."""
    _replace(version, old, _claimed(version, old, seen), [], 0, by=by, now=now)


def decide_new(
    version: PlanVersion, new: ClauseText, *, seen: str, by: RoleHeld, now: datetime
) -> None:
    """The new clause comes from no older one.

    Raises RuleBroken when an old one leads there: that is decided at the old one. Overtaken as
    `decide_same`.
    """
    row = db.session.get(ClauseArrival, new.id)
    if row is None:
        raise RuleBroken(N_("Đã có mục cũ nối với mục này; xin sửa ở mục cũ đó."))
    if mark_of(row) != seen:
        raise _overtaken(row)
    row.is_decided, row.decided_by, row.decided_at = True, by, now
    db.session.flush()


def undo_decision(version: PlanVersion, text: ClauseText, *, by: RoleHeld, now: datetime) -> None:
    """Forget what people decided about an old or a new clause, and about those that one word
    merged with it; what nothing else settles is asked anew.

    The version counts as not matched, so that the next look finds anew what is left open.
    """
    rows = _of_old(version, text.id)
    together = {(one.new_text_id, one.decided_at) for one in rows if one.fate is Fate.MERGED}
    numbers = {
        one.old_text_id
        for one in fates.fates_of(version)
        if (one.new_text_id, one.decided_at) in together
    } | {one.old_text_id for one in rows}
    mine = (ClauseFate.version_id == version.id, ClauseFate.old_text_id.in_(numbers))
    db.session.execute(delete(ClauseFate).where(*mine))
    for number in sorted(numbers):
        waiting = ClauseFate(
            version_id=version.id, old_text_id=number, fate=Fate.REMOVED, is_decided=False,
            likeness=0,
        )  # fmt: skip
        db.session.add(waiting)
    db.session.execute(delete(ClauseArrival).where(ClauseArrival.text_id == text.id))
    _write(version, text, by, now)


def confirm_all(
    version: PlanVersion, old: Collection[int], new: Collection[int], *, by: RoleHeld, now: datetime
) -> int:
    """Confirm the guesses about these old texts and that these new ones are new, by row numbers.

    How many were confirmed; what was decided meanwhile is passed over.
    """
    rows: list[ClauseFate | ClauseArrival] = [
        one for one in fates.fates_of(version) if one.old_text_id in old and not one.is_decided
    ]
    rows += [one for one in fates.arrivals_of(version) if one.text_id in new and not one.is_decided]
    for row in rows:
        row.is_decided, row.decided_by, row.decided_at = True, by, now
    if rows:
        version.matched_as = None
        record.write("plan.matching_confirmed", by=by, at=now, plan=version.plan, n=len(rows))
    db.session.flush()
    return len(rows)


# ------------------------------------------------------------------ steps


def _claimed(version: PlanVersion, old: ClauseText, seen: str) -> list[ClauseFate]:
    rows = list(
        db.session.scalars(
            select(ClauseFate).where(
                ClauseFate.version_id == version.id, ClauseFate.old_text_id == old.id
            )
        )
    )
    if rows and mark_of(rows[0]) != seen:
        raise _overtaken(rows[0])
    return rows


def _overtaken(row: ClauseFate | ClauseArrival) -> Overtaken:
    if row.decided_by is None or row.decided_at is None:
        return Overtaken(N_("Chỗ này vừa được đối chiếu lại. Xin xem rồi quyết định lại."))
    return Overtaken(
        N_("Chỗ này vừa được quyết định (%(who)s, %(when)s). Xin xem rồi sửa nếu cần."),
        who=formats.hat_words(row.decided_by, row.decided_by.unit),
        when=formats.moment(row.decided_at),
    )


def _leading_to(version: PlanVersion, texts: Iterable[ClauseText]) -> list[ClauseFate]:
    numbers = [text.id for text in texts]
    return list(
        db.session.scalars(
            select(ClauseFate).where(
                ClauseFate.version_id == version.id, ClauseFate.new_text_id.in_(numbers)
            )
        )
    )


def _check_free(version: PlanVersion, old: ClauseText, targets: Sequence[ClauseText]) -> None:
    """Let pass when nothing decided leads there; a guess that did loses its aim."""
    others = [one for one in _leading_to(version, targets) if one.old_text_id != old.id]
    for one in others:
        if one.is_decided:
            raise RuleBroken(
                N_("Mục cũ %(place)s đã nối với mục này. Xin chọn “gộp vào”, hoặc sửa ở mục kia."),
                place=one.old_text.label or one.old_text.printed or "–",
            )
    for one in others:
        siblings = [row for row in _of_old(version, one.old_text_id) if row is not one]
        if siblings:
            db.session.delete(one)
        else:
            one.fate, one.new_text, one.likeness = Fate.REMOVED, None, 0
    db.session.flush()


def _of_old(version: PlanVersion, number: int) -> list[ClauseFate]:
    return [one for one in fates.fates_of(version) if one.old_text_id == number]


def _replace(
    version: PlanVersion, old: ClauseText, rows: Sequence[ClauseFate],
    wanted: Sequence[tuple[ClauseText, Fate]], likeness: int, *, by: RoleHeld, now: datetime,
) -> None:  # fmt: skip
    before = {one.new_text_id for one in rows} - {None}
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    nowhere: list[tuple[ClauseText | None, Fate]] = [(None, Fate.REMOVED)]
    for target, fate in [*wanted] or nowhere:
        db.session.add(
            ClauseFate(
                version_id=version.id,
                old_text_id=old.id,
                new_text_id=target.id if target else None,
                fate=fate,
                is_decided=True,
                likeness=likeness,
                decided_by=by,
                decided_at=now,
            )
        )
    db.session.flush()
    taken = {target.id for target, _ in wanted}
    _forget_arrivals(taken)
    _open_arrivals(version, {number for number in before if number is not None} - taken)


def _forget_arrivals(numbers: Collection[int]) -> None:
    db.session.execute(delete(ClauseArrival).where(ClauseArrival.text_id.in_(numbers)))


def _open_arrivals(version: PlanVersion, numbers: Collection[int]) -> None:
    """A new clause to which nothing leads any more is perhaps new: a person says so."""
    led_to = select(ClauseFate.new_text_id).where(
        ClauseFate.version_id == version.id, ClauseFate.new_text_id.in_(numbers)
    )
    for number in sorted(set(numbers) - set(db.session.scalars(led_to))):
        db.session.add(ClauseArrival(text_id=number, version_id=version.id, is_decided=False))
    db.session.flush()


def _fate_of_pair(version: PlanVersion, old: ClauseText, new: ClauseText) -> tuple[Fate, int]:
    """How a pair reads, from what is decided about the clauses above it."""
    above = {
        one.old_text_id: one.new_text_id
        for one in fates.fates_of(version)
        if one.fate in ONE_TO_ONE
    }
    is_in_place = above.get(old.parent_id or 0) == new.parent_id
    mine, theirs = fates.passages_of([old]), fates.passages_of([new])
    told = matching.match(mine, theirs, {0: (0,)}).old[0]
    if told.fate in (Fate.KEPT, Fate.RENUMBERED) and not is_in_place:
        return Fate.MOVED, told.likeness
    return told.fate, told.likeness
