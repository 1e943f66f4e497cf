"""What a unit may answer, who may approve it, and what the sender may do with the answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.attachments import CleanFile
from feedback.errors import N_, RuleBroken
from models import (
    Answer,
    AnswerState,
    Case,
    CaseState,
    CommentKind,
    Commitment,
    CommitmentState,
    Decision,
    Role,
    Unit,
)

LONGEST_EXPLANATION = 10_000  # characters, counted after cleaning
LONGEST_PROMISE = 500
LONGEST_NOTE = 5_000
LONGEST_NUMBER = 60
MOST_PROMISES = 5
MOST_FILES = 5
# An answer that nobody reopened for so long is taken as final. The law gives no number: the
# house gives the sender a month to say that the question was not answered.
DAYS_UNTIL_CLOSED = timedelta(days=30)
FEWEST_RATINGS = 5  # totals below would point at one sender

DRAFTING = frozenset({Role.OFFICER, Role.HEAD})
TO_DO = frozenset({CaseState.ROUTED, CaseState.IN_PROGRESS})
AT_UNIT = TO_DO | {CaseState.SUBMITTED}
ANSWERED = frozenset({CaseState.ANSWERED, CaseState.CLOSED})

# A question asks for no acceptance; what was reported may be explained or acted upon.
_DECISIONS = {
    CommentKind.QUESTION: (Decision.EXPLAINED,),
    CommentKind.REFLECTION: (
        Decision.EXPLAINED,
        Decision.ACCEPTED,
        Decision.PARTLY_ACCEPTED,
        Decision.NOT_ACCEPTED,
    ),
    CommentKind.OBSTACLE: (
        Decision.ACCEPTED,
        Decision.PARTLY_ACCEPTED,
        Decision.NOT_ACCEPTED,
        Decision.EXPLAINED,
    ),
}
_USUAL = (Decision.ACCEPTED, Decision.PARTLY_ACCEPTED, Decision.NOT_ACCEPTED)


@dataclass(frozen=True)
class Promise:
    """What a unit will do, and by when."""

    unit: Unit
    what: str
    due_on: date


@dataclass(frozen=True)
class Drafted:
    """What an answer says. `kept_files` are keys of files sent earlier that stay; None: all."""

    decision: Decision
    explanation: str
    promises: tuple[Promise, ...] = ()
    files: tuple[CleanFile, ...] = ()
    kept_files: frozenset[str] | None = None


@dataclass(frozen=True)
class Paper:
    """An answer that was signed on paper: its number, its day and the scan."""

    number: str
    signed_on: date
    decision: Decision
    summary: str
    scan: CleanFile


def decisions_for(kind: CommentKind) -> tuple[Decision, ...]:
    """What may be decided about a case of this legal kind, the usual one first."""
    return _DECISIONS.get(kind, _USUAL)


def check_may_draft(case: Case) -> None:
    """Let pass a case that its unit is working on. Raises RuleBroken for any other."""
    if case.state is CaseState.SUBMITTED:
        raise RuleBroken(N_("Dự thảo đã trình duyệt; xin rút bản trình trước khi sửa."))
    if case.state not in TO_DO:
        raise RuleBroken(N_("Hồ sơ này không ở bước soạn trả lời."))


def check_wording(case: Case, drafted: Drafted, today: date, units: Collection[int]) -> None:
    """Let pass what a draft may say; `units` are those that may promise something.

    An explanation may still be missing; see `check_complete`. Raises RuleBroken otherwise.
    """
    if drafted.decision not in decisions_for(case.kind):
        raise RuleBroken(N_("Kết quả này không hợp với loại ý kiến."))
    if len(drafted.explanation) > LONGEST_EXPLANATION:
        raise RuleBroken(
            N_("Nội dung trả lời dài quá %(most)s ký tự; xin rút gọn hoặc đính kèm tệp."),
            most=LONGEST_EXPLANATION,
        )
    if len(drafted.promises) > MOST_PROMISES:
        raise RuleBroken(N_("Mỗi trả lời nêu tối đa %(most)s cam kết."), most=MOST_PROMISES)
    for promise in drafted.promises:
        _check_promise(promise, today, units)


def check_complete(explanation: str) -> None:
    """Let pass an answer that explains itself. Raises RuleBroken for one without a word.

    Whatever is not accepted must be explained (Luật THDC 10/2022, Đ.55); so is the rest here.
    """
    if not explanation.strip():
        raise RuleBroken(N_("Xin viết nội dung giải trình trước khi trình duyệt."))


def check_paper(paper: Paper, today: date) -> None:
    """Let pass an answer signed on paper. Raises RuleBroken without number or with a later day."""
    if not paper.number:
        raise RuleBroken(N_("Xin ghi số, ký hiệu của văn bản đã ký."))
    if paper.signed_on > today:
        raise RuleBroken(N_("Ngày ký văn bản không thể sau hôm nay."))
    check_complete(paper.summary)


def check_reason(reason: str) -> None:
    """Let pass a reason. Raises RuleBroken when it is empty."""
    if not reason.strip():
        raise RuleBroken(N_("Xin nêu lý do."))


def check_note(text: str) -> None:
    """Let pass a note. Raises RuleBroken when it is empty or above 5,000 characters."""
    if not text.strip():
        raise RuleBroken(N_("Xin viết nội dung."))
    if len(text) > LONGEST_NOTE:
        raise RuleBroken(N_("Nội dung dài quá %(most)s ký tự; xin rút gọn."), most=LONGEST_NOTE)


def may_approve_own(*, is_paper: bool, others_who_could_draft: int) -> bool:
    """Whether somebody may approve what they drafted themselves.

    Two pairs of eyes see every answer, except where the unit has no second pair: then its
    head may draft and approve alone, and the record says so. What was signed on paper carries
    its signature already; whoever entered it may confirm it.
    """
    return is_paper or others_who_could_draft == 0


def check_may_rate(answer: Answer, *, is_rated: bool) -> None:
    """Let pass the first rating of a published answer. Raises RuleBroken for any other."""
    if answer.state is not AnswerState.PUBLISHED:
        raise RuleBroken(N_("Chưa có trả lời để đánh giá."))
    if is_rated:
        raise RuleBroken(N_("Trả lời này đã được đánh giá. Xin cảm ơn ông/bà."))


def may_reopen(case: Case) -> bool:
    """Whether the sender may ask for a second look: once, while the case is answered."""
    return case.state is CaseState.ANSWERED and case.reopened_at is None


def check_may_reopen(case: Case, reason: str) -> None:
    """Let pass the one reopening. Raises RuleBroken a second time, too late, or without reason."""
    if case.reopened_at is not None:
        raise RuleBroken(N_("Mỗi ý kiến được mở lại một lần; ý kiến này đã được mở lại."))
    if case.state is not CaseState.ANSWERED:
        raise RuleBroken(N_("Chỉ mở lại được ý kiến đã trả lời và chưa kết thúc."))
    if not reason.strip():
        raise RuleBroken(N_("Xin nêu lý do để đơn vị xem lại đúng điều ông/bà chưa hài lòng."))


def check_may_report(commitment: Commitment, *, kept: bool, words: str) -> None:
    """Let pass a report on a promise: evidence when kept, a reason when not yet.

    Raises RuleBroken without words, or when it was reported as kept already.
    """
    if commitment.state is CommitmentState.KEPT:
        raise RuleBroken(N_("Cam kết này đã được báo cáo là thực hiện xong."))
    if not words.strip():
        raise RuleBroken(
            N_("Xin nêu kết quả và nơi có thể kiểm chứng.") if kept else N_("Xin nêu lý do.")
        )


def check_new_day(until: date | None, today: date, *, kept: bool) -> None:
    """Let pass the day for which an unkept promise is put off. Raises RuleBroken for a past one."""
    if until is not None and (kept or until < today):
        raise RuleBroken(N_("Ngày hẹn lại chỉ nêu khi chưa thực hiện xong, và phải từ hôm nay."))


def is_broken(commitment: Commitment, today: date) -> bool:
    """Whether the promised day has passed and nothing was reported as done."""
    return commitment.state is not CommitmentState.KEPT and commitment.due_on < today


def _check_promise(promise: Promise, today: date, units: Collection[int]) -> None:
    if not promise.what.strip():
        raise RuleBroken(N_("Mỗi cam kết cần nêu rõ việc sẽ làm."))
    if len(promise.what) > LONGEST_PROMISE:
        raise RuleBroken(N_("Mỗi cam kết dài tối đa %(most)s ký tự."), most=LONGEST_PROMISE)
    if promise.due_on < today:
        raise RuleBroken(N_("Ngày hoàn thành cam kết không thể là ngày đã qua."))
    if promise.unit.id not in units:
        raise RuleBroken(
            N_("%(unit)s không chủ trì, không phối hợp nên không thể nhận cam kết ở đây."),
            unit=promise.unit.name,
        )
