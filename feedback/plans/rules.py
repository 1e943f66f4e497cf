"""Who may read a plan, when it takes comments, and what must be right before it is published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from feedback.errors import N_, RuleBroken
from models import (
    Audience,
    Consultation,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
    Role,
    Unit,
    UnitKind,
)

FAMILY = frozenset({Role.PARENT, Role.PARENTS_BOARD})
STAFF = frozenset(Role) - FAMILY - {Role.MONITOR}
# They answer for units below theirs, or watch units by mandate, so they read what those publish.
REACHING = STAFF - {Role.STAFF, Role.CONFIDENTIAL} | {Role.MONITOR}
PREPARING = frozenset({Role.MODERATOR, Role.OFFICER, Role.HEAD, Role.OFFICE, Role.ADMINISTRATOR})
AUDIENCE_ROLES = {
    Audience.UNIT_STAFF: STAFF,
    Audience.SCHOOL_PARENTS: STAFF | FAMILY,
}
LETTER_NAMES = str.maketrans({"đ": "dd", "Đ": "DD"})


class RoundState(StrEnum):
    """How a round of opinions stands."""

    WAITING = "waiting"  # chưa mở
    OPEN = "open"  # đang mở
    CLOSED = "closed"  # hết hạn
    ENDED = "ended"  # kết thúc sớm
    DROPPED = "dropped"  # bỏ trước khi mở


OVER = frozenset({RoundState.CLOSED, RoundState.ENDED, RoundState.DROPPED})


# What is reported is over: nobody is asked beforehand, unless the unit wants it.
ONLY_TO_READ = frozenset({PlanKind.REPORT})
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True)
class Seat:
    """One hat as these rules see it.

    `home` are the units it belongs to, `reach` those it reads beyond them when its role
    answers for others or watches them, `drafting` those whose plans it may prepare.
    """

    role: Role
    home: frozenset[int]
    reach: frozenset[int] = frozenset()
    drafting: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Doubt:
    """Something to look at before publishing; `must_fix` ones forbid it, others ask to confirm."""

    message: str  # its places are filled from `params`
    must_fix: bool
    params: Mapping[str, str] = field(default_factory=dict)
    clause_key: str = ""
    place: str = ""  # the clause's label, where the message does not say it
    field: str = ""  # the field of the head's or the clause's form where it can be put right

    @property
    def mark(self) -> str:
        """What tells this doubt from others as long as what it is about stays as it is."""
        said = [
            self.clause_key,
            self.message,
            *(f"{k}={v}" for k, v in sorted(self.params.items())),
        ]
        return sha256("\n".join(said).encode()).hexdigest()[:24]


def readable_units(audience: Audience, seats: Iterable[Seat]) -> frozenset[int] | None:
    """The units whose published plans for `audience` these seats may read; None: every unit's.

    What is published inside an agency is for those it concerns (Luật THDC 10/2022, Đ.46).
    """
    seats = tuple(seats)
    if audience is Audience.PUBLIC:
        return None
    if audience is Audience.SECTOR:
        works_here = any(seat.role in STAFF or seat.role is Role.MONITOR for seat in seats)
        return None if works_here else frozenset()
    units: set[int] = set()
    for seat in seats:
        if seat.role in AUDIENCE_ROLES[audience]:
            units |= seat.home
        if seat.role in REACHING:
            units |= seat.reach
    return frozenset(units)


def may_read(plan: Plan, seats: Iterable[Seat], linked_plan_ids: frozenset[int]) -> bool:
    """Whether a plan may be read: published or withdrawn, and meant for one of the seats.

    A link that the school shared opens the one plan it was made for.
    """
    if plan.state is PlanState.DRAFT:
        return False
    if plan.audience is Audience.SCHOOL_PARENTS and plan.id in linked_plan_ids:
        return True
    units = readable_units(plan.audience, seats)
    return units is None or plan.unit_id in units


def may_prepare(unit_id: int, seat: Seat) -> bool:
    """Whether the seat may bring in, correct, publish and withdraw plans of the unit."""
    return seat.role in PREPARING and unit_id in seat.drafting


def takes_comments(plan: Plan, now: datetime) -> bool:
    """Whether the plan takes comments at `now` (UTC): published, open, not yet closed."""
    if plan.state is not PlanState.PUBLISHED or plan.is_only_to_read:
        return False
    has_opened = plan.opens_at is None or plan.opens_at <= now
    return has_opened and (plan.closes_at is None or now < plan.closes_at)


def next_change(plan: Plan, now: datetime) -> datetime | None:
    """When the page will look different though nobody acts: the opening or the closing."""
    ahead = [at for at in (plan.opens_at, plan.closes_at) if at is not None and at > now]
    return min(ahead, default=None)


def duplicate_labels(labels: Iterable[str]) -> list[str]:
    """The labels that stand more than once, in the order met."""
    return [label for label, count in Counter(filter(None, labels)).items() if count > 1]


def anchors(labels_and_keys: Sequence[tuple[str, str]]) -> list[str]:
    """The place of each clause on the plan's page: "muc-II-4-a", of one without label by its key.

    A label that stands twice gets its key behind it. đ is written as on a Telex keyboard, so
    that "đ" and "d" differ and the address stays plain.
    """
    doubled = set(duplicate_labels(label for label, _ in labels_and_keys))
    return [anchor_of(label, key, is_doubled=label in doubled) for label, key in labels_and_keys]


def addressed_label(label: str, annex: str, annexes: Sequence[str]) -> str:
    """The label in a clause's address: labels count anew in each of the `annexes`, in their order."""
    return f"pl{annexes.index(annex) + 1} {label}" if annex and label else label


def anchor_of(label: str, key: str, *, is_doubled: bool) -> str:
    """The place of one clause on the plan's page; see `anchors`."""
    plain = _plain(label)
    if not plain:
        return f"muc-{key}"
    return f"muc-{plain}-{key}" if is_doubled else f"muc-{plain}"


def _plain(label: str) -> str:
    spelled = label.translate(LETTER_NAMES)
    words = "".join(one if one.isascii() and one.isalnum() else " " for one in spelled).split()
    return "-".join(words)


def parents_by_depth(depths: Sequence[int]) -> list[int | None]:
    """For each clause in reading order the index of the one it lies under, None for outermost."""
    open_ones: list[int] = []
    parents: list[int | None] = []
    for index, depth in enumerate(depths):
        while open_ones and depths[open_ones[-1]] >= depth:
            open_ones.pop()
        parents.append(open_ones[-1] if open_ones else None)
        open_ones.append(index)
    return parents


def is_spoken_on(
    label: str, heading: str, depth: int, *, others_have_labels: bool, is_task_row: bool = False
) -> bool:
    """Whether people comment on the clause itself, and not on the one it lies under.

    Dashes and loose paragraphs are part of what surrounds them, unless the plan numbers
    nothing at all: then its outermost paragraphs are its clauses. A row of a table that orders
    something is spoken on like a numbered task.
    """
    return bool(label or heading or is_task_row) or (depth == 1 and not others_have_labels)


def check_publication(
    plan: Plan, doubts: Iterable[Doubt], *, opens_at: datetime | None, closes_at: datetime | None,
    confirmed: bool, now: datetime, takes_opinions: bool = True,
) -> None:  # fmt: skip
    """Let pass what may be published at `now` (UTC).

    Raises RuleBroken when the plan is not a draft, something must be corrected first, doubts
    were not confirmed, or the consultation would end before it begins or before now. A draft for
    opinions must take them, and until a day that everybody knows.
    """
    if plan.state is not PlanState.DRAFT:
        raise RuleBroken(N_("Văn bản này đã được công bố; không công bố lần nữa."))
    doubts = tuple(doubts)
    for doubt in doubts:
        if doubt.must_fix:
            raise RuleBroken(doubt.message, **doubt.params)
    if doubts and not confirmed:
        raise RuleBroken(N_("Còn điểm cần xem lại. Xin sửa, hoặc đánh dấu xác nhận rồi công bố."))
    if plan.kind is PlanKind.DRAFT and not (takes_opinions and closes_at):
        raise RuleBroken(N_("Dự thảo đưa ra để lấy ý kiến: xin chọn ngày kết thúc lấy ý kiến."))
    _check_ends_ahead(opens_at, closes_at, now)


def likely_year(version: PlanVersion, today: date) -> int:
    """The year a yearly plan is for: as its title says, else that of its day, else this one."""
    named = _YEAR.search(version.title)
    return int(named[0]) if named else (version.issued_on or today).year


def check_audience(audience: Audience, unit: Unit) -> None:
    """Let pass an audience that the unit's documents may have.

    Raises RuleBroken when it is for parents and the unit is no school.
    """
    if audience is Audience.SCHOOL_PARENTS and unit.kind is not UnitKind.SCHOOL:
        raise RuleBroken(N_("Chỉ văn bản của trường mới chọn người đọc là cha mẹ học sinh."))


def check_discarding(plan: Plan) -> None:
    """Let pass a draft. Raises RuleBroken for what was ever published: that is withdrawn."""
    if plan.state is not PlanState.DRAFT:
        raise RuleBroken(N_("Văn bản đã công bố thì không bỏ được; chỉ thu hồi được."))


def check_withdrawal(plan: Plan, reason: str) -> None:
    """Let pass what may be withdrawn. Raises RuleBroken unless published and a reason is given."""
    if plan.state is not PlanState.PUBLISHED:
        raise RuleBroken(N_("Chỉ thu hồi được văn bản đang công bố."))
    if not reason.strip():
        raise RuleBroken(N_("Xin ghi lý do thu hồi để người đọc biết."))


# ------------------------------------------------------------------ rounds of opinions


def state_of_round(one: Consultation, now: datetime) -> RoundState:
    """How the round stands at `now` (UTC)."""
    if one.ended_at is not None:
        return RoundState.DROPPED if one.ended_at < one.opens_at else RoundState.ENDED
    if now < one.opens_at:
        return RoundState.WAITING
    return RoundState.CLOSED if one.closes_at and one.closes_at <= now else RoundState.OPEN


def check_is_public_text(plan: Plan) -> None:
    """Let pass a published plan. Raises RuleBroken for a draft and for what was withdrawn."""
    if plan.state is not PlanState.PUBLISHED:
        raise RuleBroken(N_("Việc này chỉ làm được với văn bản đang công bố."))


def check_reason(reason: str) -> None:
    """Let pass a reason. Raises RuleBroken for an empty one."""
    if not reason.strip():
        raise RuleBroken(N_("Xin ghi lý do để người đọc biết."))


def check_new_round(
    plan: Plan, before: RoundState | None, *, opens_at: datetime, closes_at: datetime | None,
    now: datetime,
) -> None:  # fmt: skip
    """Let pass another round of a published plan; `before` is how the latest one stands.

    Raises RuleBroken while that one runs or waits, or when the new one would be over before it
    began. A draft for opinions needs a day of closing.
    """
    check_is_public_text(plan)
    if before is not None and before not in OVER:
        raise RuleBroken(N_("Đợt lấy ý kiến trước chưa kết thúc; xin kết thúc rồi mở đợt mới."))
    if plan.kind is PlanKind.DRAFT and closes_at is None:
        raise RuleBroken(N_("Dự thảo đưa ra để lấy ý kiến: xin chọn ngày kết thúc lấy ý kiến."))
    _check_ends_ahead(opens_at, closes_at, now)


def check_later_closing(one: Consultation, closes_at: datetime, reason: str, now: datetime) -> None:
    """Let pass a later end of a round that has one.

    Raises RuleBroken without a reason, for a round without end, and for an end not after the
    old one or not ahead of `now` (UTC).
    """
    check_reason(reason)
    if one.closes_at is None:
        raise RuleBroken(N_("Đợt này không có ngày kết thúc nên không cần kéo dài."))
    if closes_at <= max(one.closes_at, now):
        raise RuleBroken(N_("Ngày kết thúc mới phải ở sau ngày kết thúc cũ và sau hôm nay."))


def _check_ends_ahead(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> None:
    if closes_at is not None and closes_at <= max(now, opens_at or now):
        raise RuleBroken(N_("Ngày kết thúc lấy ý kiến phải ở sau hôm nay và sau ngày bắt đầu."))
