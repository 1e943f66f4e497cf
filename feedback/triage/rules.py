"""What may be done with a case, in which state, by whom; and what the public is shown of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback.errors import N_, RuleBroken
from models import (
    ArchiveReason,
    Case,
    CaseState,
    Comment,
    CommentKind,
    HoldReason,
    Role,
    RoleHeld,
    Unit,
)

MOST_ASKED = 2  # how often a sender may be asked for details about one case
ORDINARY_PLACES = 500_000  # ordinary numbers stay below, sealed items are drawn from above


class Act(StrEnum):
    """Something that is done with a case during triage."""

    CLASSIFY = "classify"
    CONCERN = "concern"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    HOLD = "hold"
    REQUEST_DETAILS = "request_details"
    RETURN = "return_with_guidance"
    ARCHIVE = "archive"
    TRANSFER = "transfer"
    ROUTE = "route"
    TAKE_BACK = "take_back"
    QUARANTINE = "quarantine"
    RELEASE = "release"
    TAKE_OUT = "confirm_taken_out"
    EXTEND = "ask_extension"
    CORRECT = "correct_comment"
    WITHDRAW = "withdraw_comment"
    RESEND = "resend_held"
    ADD_DETAILS = "add_details"


WAITING = frozenset({CaseState.NEW, CaseState.RECEIVED})
AT_UNIT = frozenset({CaseState.ROUTED, CaseState.IN_PROGRESS, CaseState.SUBMITTED})
WITH_SENDER = frozenset({CaseState.DETAILS_REQUESTED, CaseState.HELD})
OPEN = WAITING | AT_UNIT | WITH_SENDER
ENDED_AT_INTAKE = frozenset({CaseState.RETURNED, CaseState.TRANSFERRED, CaseState.ARCHIVED})
DONE = ENDED_AT_INTAKE | {CaseState.ANSWERED, CaseState.CLOSED, CaseState.WITHDRAWN}
HIDDEN = frozenset({CaseState.QUARANTINED, CaseState.TAKEN_OUT})

FROM: dict[Act, frozenset[CaseState]] = {
    Act.CLASSIFY: WAITING | {CaseState.HELD, CaseState.DETAILS_REQUESTED},
    Act.CONCERN: OPEN,
    Act.PUBLISH: WAITING | AT_UNIT | {CaseState.ANSWERED, CaseState.CLOSED},
    Act.UNPUBLISH: OPEN | DONE - {CaseState.WITHDRAWN},
    Act.HOLD: WAITING | {CaseState.DETAILS_REQUESTED},
    Act.REQUEST_DETAILS: WAITING,
    Act.RETURN: WAITING | WITH_SENDER,
    Act.ARCHIVE: WAITING | WITH_SENDER,
    Act.TRANSFER: WAITING,  # so it happens once for the same content
    Act.ROUTE: WAITING | {CaseState.ROUTED, CaseState.IN_PROGRESS},
    Act.TAKE_BACK: ENDED_AT_INTAKE | WITH_SENDER | {CaseState.ROUTED},
    Act.QUARANTINE: OPEN | DONE,
    Act.RELEASE: frozenset({CaseState.QUARANTINED}),
    Act.TAKE_OUT: frozenset({CaseState.QUARANTINED}),
    Act.EXTEND: AT_UNIT,
    Act.CORRECT: frozenset({CaseState.NEW}),
    Act.WITHDRAW: WITH_SENDER | {CaseState.NEW},
    Act.RESEND: frozenset({CaseState.HELD}),
    Act.ADD_DETAILS: frozenset({CaseState.DETAILS_REQUESTED}),
}

# Who works at the intake of a unit. Where no office can receive (the office itself is
# concerned), the leadership of the unit above does.
MODERATING = frozenset({Role.MODERATOR, Role.OFFICE, Role.LEADERSHIP})
# Hats under which somebody handles opinions; whoever wears one at the unit concerned stays out.
HANDLING = frozenset(
    {
        Role.STAFF,
        Role.OFFICER,
        Role.HEAD,
        Role.MODERATOR,
        Role.OFFICE,
        Role.PERSONNEL,
        Role.CONFIDENTIAL,
        Role.LEADERSHIP,
    }
)
HEADING = frozenset({Role.HEAD, Role.LEADERSHIP})
# Within a limit of their own their senders hear whether they are taken up at all.
OWED_WORD = frozenset({CommentKind.REFLECTION, CommentKind.PETITION})
# The public reads these as they are; of the others a summary, or only kind and answer.
BODY_IS_PUBLIC = frozenset({CommentKind.SUGGESTION, CommentKind.QUESTION})
LEAVE_BY_EXIT = frozenset({CommentKind.COMPLAINT, CommentKind.DENUNCIATION})
KINDS_A_MODERATOR_MAY_SET = (
    CommentKind.SUGGESTION,
    CommentKind.REFLECTION,
    CommentKind.PETITION,
    CommentKind.QUESTION,
    CommentKind.OBSTACLE,
)


def may(act: Act, state: CaseState) -> bool:
    """Whether the act fits a case in this state."""
    return state in FROM[act]


def check(act: Act, state: CaseState) -> None:
    """Let pass an act that fits the state. Raises RuleBroken for any other."""
    if not may(act, state):
        raise RuleBroken(N_("Ở bước xử lý hiện nay của hồ sơ không làm được việc này."))


def public_state(state: CaseState) -> str:
    """What everybody may know: "received", "processing", "answered" or "closed"."""
    if state in AT_UNIT:
        return "processing"
    if state is CaseState.ANSWERED:
        return "answered"
    return "received" if state in OPEN else "closed"


@dataclass(frozen=True)
class Concern:
    """Whom a case concerns, and which units stand under that unit, itself included.

    It concerns its sender too: by row number, under seal by the owner tag alone.
    """

    unit_id: int | None
    person_id: int | None
    under: frozenset[int] = frozenset()
    has_superior: bool = True
    sender_id: int | None = None
    sealed_tag: str | None = None


@dataclass(frozen=True)
class Handler:
    """Somebody about to see a case: the person and the (role, unit) pairs that count today.

    `owner_tag` is by what their sealed comments are known. Who only watches handles nothing,
    and may watch over what they sent themselves.
    """

    person_id: int
    hats: tuple[tuple[Role, int], ...]
    owner_tag: str = ""
    only_watches: bool = False


def is_excluded(handler: Handler, concern: Concern) -> bool:
    """Whether somebody must not see or handle a case because it concerns them.

    Nobody moderates, answers or approves what they sent, what concerns themselves, the unit
    they work at, or a unit over it (Luật THDC 10/2022, Đ.9). Where the unit concerned has nobody above it, its
    own hats alone are excluded: otherwise nobody could receive the case.
    """
    if concern.person_id is not None and concern.person_id == handler.person_id:
        return True
    if not handler.only_watches and _sent_it(handler, concern):
        return True
    if concern.unit_id is None:
        return False
    barred = concern.under if concern.has_superior else {concern.unit_id}
    return any(unit_id in barred for _, unit_id in handler.hats)


def _sent_it(handler: Handler, concern: Concern) -> bool:
    if concern.sender_id is not None and concern.sender_id == handler.person_id:
        return True
    return concern.sealed_tag is not None and concern.sealed_tag == handler.owner_tag


def number_text(year: int, place: int) -> str:
    """How a case is called in public: "2026-000123"."""
    return f"{year}-{place:06d}"


def public_text(kind: CommentKind, summary: str) -> str | None:
    """What the public reads instead of the body: None lets the body itself be read.

    Of a reflection or petition the public reads a summary without personal data; "" when the
    moderator gave none, so that only kind and answer show.
    """
    if summary:
        return summary
    return None if kind in BODY_IS_PUBLIC else ""


def check_publication(comment: Comment, kind: CommentKind) -> None:
    """Let pass what the public may see. Raises RuleBroken for what came late or is no such kind."""
    if comment.arrived_late:
        raise RuleBroken(
            N_("Ý kiến đến sau khi hết hạn lấy ý kiến: vẫn được xử lý nhưng không công khai.")
        )
    if kind in LEAVE_BY_EXIT:
        raise RuleBroken(N_("Nội dung khiếu nại, tố cáo không được công khai."))


def check_extension(old: date, new: date, today: date) -> None:
    """Let pass a new date that is later and asked for in time.

    Raises RuleBroken when it is not later than `old`, or when `old` has passed: the sender
    must hear before the old date.
    """
    if new <= old:
        raise RuleBroken(N_("Hạn mới phải sau hạn cũ."))
    if today > old:
        raise RuleBroken(N_("Hạn cũ đã qua nên không gia hạn được nữa."))


def check_may_be_complex(due_on: date, today: date) -> None:
    """Let pass the longer limit for complex matters while the date promised has not passed.

    Raises RuleBroken afterwards: a longer limit must not hide that an answer is late.
    """
    if today > due_on:
        raise RuleBroken(
            N_(
                "Hạn trả lời đã qua nên không dùng được thời hạn cho nội dung phức tạp nữa. Xin bỏ"
                " chọn mục này, chuyển xử lý ngay và ghi rõ cho đơn vị cần trả lời sớm; hồ sơ vẫn"
                " được tính là quá hạn."
            )
        )


def check_keeping_back(reason: HoldReason | None, *, publish: bool) -> None:
    """Raises RuleBroken when an opinion shall be hidden for no reason, or shown despite one."""
    if publish and reason is not None:
        raise RuleBroken(
            N_(
                "Vừa chọn “Cho hiện công khai” vừa chọn lý do chưa công khai. Xin bỏ chọn một trong"
                " hai."
            )
        )
    if not publish and reason is None:
        raise RuleBroken(
            N_(
                "Ý kiến chỉ được giữ chưa công khai vì một trong sáu lý do đã công bố. Xin chọn lý"
                " do, hoặc chọn lại “Cho hiện công khai”."
            )
        )


def check_may_ask(times_asked: int) -> None:
    """Raises RuleBroken when the sender was asked for details twice already."""
    if times_asked >= MOST_ASKED:
        raise RuleBroken(
            N_(
                "Đã hai lần yêu cầu người gửi bổ sung. Xin xử lý theo những gì đã có: chuyển đơn"
                " vị, trả lại kèm hướng dẫn hoặc lưu."
            )
        )


def check_archiving(reason: ArchiveReason, state: CaseState, times_asked: int) -> None:
    """Raises RuleBroken when the sender is said to have given no details, but was not asked."""
    asked = state is CaseState.DETAILS_REQUESTED or times_asked > 0
    if reason is ArchiveReason.NO_DETAILS and not asked:
        raise RuleBroken(N_("Chưa yêu cầu người gửi bổ sung nên không lưu vì lý do này được."))


def check_unit_due(unit_due_on: date, due_on: date | None, today: date) -> None:
    """Let pass a date for the unit between today and the date promised to the sender.

    Once that date has passed, any day from today on will do. Raises RuleBroken otherwise.
    """
    if unit_due_on < today:
        raise RuleBroken(N_("Hạn của đơn vị không thể là ngày đã qua."))
    if due_on is not None and unit_due_on > due_on >= today:
        raise RuleBroken(N_("Hạn của đơn vị phải nằm trong hạn trả lời người gửi."))


def check_belongs(person: RoleHeld | None, unit: Unit | None) -> None:
    """Raises RuleBroken for a person who is named with a unit where they have no role."""
    if person is not None and unit is not None and person.unit_id != unit.id:
        raise RuleBroken(
            N_("Người được chọn không thuộc %(unit)s; xin chọn lại người hoặc đơn vị."),
            unit=unit.name,
        )


def check_concern_settled(case: Case) -> None:
    """Raises RuleBroken while nobody has said who it is that the sender named."""
    if case.concern_is_open:
        raise RuleBroken(
            N_(
                "Người gửi ghi ý kiến liên quan đến một người mà hệ thống chưa nhận ra. Trước khi"
                " chuyển, xin ghi ở “Ý kiến liên quan đến ai” đó là đơn vị nào, người nào, hoặc"
                " không phải ai làm việc với hệ thống này."
            )
        )


def check_may_be_answered(kind: CommentKind) -> None:
    """Raises RuleBroken for what the law lets nobody settle by an ordinary answer."""
    if kind in LEAVE_BY_EXIT:
        raise RuleBroken(N_("Khiếu nại, tố cáo có đường riêng, không chuyển xử lý như ý kiến."))


def check_supporting(lead_id: int, supporting_ids: Collection[int]) -> None:
    """Raises RuleBroken when the lead unit is asked to support itself."""
    if lead_id in supporting_ids:
        raise RuleBroken(N_("Đơn vị chủ trì không thể đồng thời là đơn vị phối hợp."))
