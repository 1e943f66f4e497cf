"""The road of an obstacle: who takes which step, and how far a group has come.

Vướng mắc → Văn phòng Sở → tổng hợp → Giám đốc xem xét, giải quyết → trả lời: the closing duty
of the Department's own plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedback.comments.rules import CARRYING_OUT
from feedback.errors import N_, RuleBroken
from feedback.search import near_duplicates
from models import Case, CaseGroup, CaseState, CommentKind, Role

RAISING = CARRYING_OUT
GATHERING = frozenset({Role.MODERATOR, Role.OFFICE})
LONGEST_TITLE = 200
LONGEST_TEXT = 5_000
# Two people who meet the same obstacle use fewer of the same words than two who agree.
LIKELY_THE_SAME = 70.0
WAITING = frozenset({CaseState.NEW, CaseState.RECEIVED})


class Stage(StrEnum):
    """How far a group has come."""

    GATHERED = "gathered"
    SUBMITTED = "submitted"
    DECIDED = "decided"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Step:
    """One step of the road and when it was taken; None while it is still ahead."""

    words: str
    at: datetime | None


def stage_of(group: CaseGroup) -> Stage:
    """The last step that the group has taken."""
    if group.answered_at is not None:
        return Stage.ANSWERED
    if group.decided_at is not None:
        return Stage.DECIDED
    return Stage.GATHERED if group.submitted_at is None else Stage.SUBMITTED


def steps_of(received_at: datetime, group: CaseGroup | None) -> tuple[Step, ...]:
    """The five steps everybody who asked can follow, with the moment of each one taken."""
    return (
        Step(N_("Đã gửi"), received_at),
        Step(N_("Văn phòng Sở tổng hợp"), group.gathered_at if group else None),
        Step(N_("Trình Giám đốc"), group.submitted_at if group else None),
        Step(N_("Giám đốc quyết định"), group.decided_at if group else None),
        Step(N_("Trả lời"), group.answered_at if group else None),
    )


def waits_to_be_gathered(case: Case, office_id: int) -> bool:
    """Whether the office has still to gather the case: newly come, or asked for once more."""
    if case.kind is not CommentKind.OBSTACLE or case.intake_unit_id != office_id:
        return False
    if case.state in WAITING:
        return case.group_id is None
    return case.state is CaseState.IN_PROGRESS and case.lead_unit_id == office_id


def check_gathers(role: Role, unit_id: int, office_id: int | None) -> None:
    """Let pass the office that gathers. Raises RuleBroken for everybody else."""
    if role not in GATHERING or unit_id != office_id:
        raise RuleBroken(N_("Việc này do Văn phòng Sở thực hiện."))


def check_gatherable(case: Case, office_id: int) -> None:
    """Let pass a case that waits to be gathered. Raises RuleBroken for any other."""
    if not waits_to_be_gathered(case, office_id):
        raise RuleBroken(
            N_("Hồ sơ số %(number)s không còn chờ tổng hợp; xin tải lại trang."),
            number=case.number,
        )


def check_wording(title: str, summary: str) -> None:
    """Let pass the name of a group and what the Director is asked. Raises RuleBroken otherwise."""
    if not title.strip():
        raise RuleBroken(N_("Xin đặt tên cho nhóm vướng mắc."))
    if len(title) > LONGEST_TITLE or len(summary) > LONGEST_TEXT:
        raise RuleBroken(N_("Nội dung dài quá mức; xin rút gọn."))


def check_stage(group: CaseGroup, *wanted: Stage) -> None:
    """Let pass a group at one of these stages. Raises RuleBroken for any other."""
    if stage_of(group) not in wanted:
        raise RuleBroken(N_("Nhóm vướng mắc này đã qua hoặc chưa đến bước ấy."))


def check_may_submit(group: CaseGroup, members: int) -> None:
    """Let pass a group with cases and a summary. Raises RuleBroken otherwise."""
    check_stage(group, Stage.GATHERED)
    if members == 0:
        raise RuleBroken(N_("Nhóm chưa có vướng mắc nào để trình."))
    if not group.summary.strip():
        raise RuleBroken(N_("Xin viết tóm tắt và điều đề nghị Giám đốc quyết định."))


def check_text(text: str) -> None:
    """Let pass a decision, reason or answer. Raises RuleBroken when empty or too long."""
    if not text.strip():
        raise RuleBroken(N_("Xin viết nội dung."))
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(N_("Nội dung dài quá %(most)s ký tự; xin rút gọn."), most=LONGEST_TEXT)


def alike_sets(texts: Sequence[tuple[int, str]]) -> list[list[int]]:
    """Sets of two or more texts (id, text) that seem to say the same, in the order given.

    A text belongs to the first set in which anything is like it.
    """
    sets: list[list[int]] = []
    by_id = dict(texts)
    for number, text in texts:
        home = next((one for one in sets if _is_like(text, one, by_id)), None)
        if home is None:
            sets.append([number])
        else:
            home.append(number)
    return [one for one in sets if len(one) > 1]


def _is_like(text: str, numbers: list[int], by_id: dict[int, str]) -> bool:
    candidates = [(number, by_id[number]) for number in numbers]
    return bool(near_duplicates(text, candidates, 1, LIKELY_THE_SAME))
