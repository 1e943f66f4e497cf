"""Comments and their cases as the public and the sender read them: finished texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from feedback import formats
from feedback.clock import day_of
from feedback.counted_days import step_words, weekday_and_day
from feedback.deadlines import (
    Limit,
    WorkCalendar,
    compute,
    in_office_hours,
    working_days_between,
)
from feedback.errors import N_
from feedback.labels import label
from models import (
    Case,
    CaseState,
    Clock,
    ClockEvent,
    CommentKind,
    DayUnit,
    Extension,
    Unit,
)

WORKING = frozenset({CaseState.ROUTED, CaseState.IN_PROGRESS, CaseState.SUBMITTED})
WAITING_FOR_SENDER = {CaseState.HELD: "held", CaseState.DETAILS_REQUESTED: "turn"}
ENDED = frozenset(
    {
        CaseState.RETURNED,
        CaseState.TRANSFERRED,
        CaseState.ARCHIVED,
        CaseState.CLOSED,
        CaseState.WITHDRAWN,
        CaseState.QUARANTINED,
        CaseState.TAKEN_OUT,
    }
)
TO_THE_SENDER = (ClockEvent.ANSWER, ClockEvent.ANSWER_COMPLEX)

# What follows from each choice, said before anything is written.
KIND_HINTS = {
    CommentKind.SUGGESTION: N_(
        "Về lời văn, cách làm nêu ở đây. Được trả lời tiếp thu hay không, vì sao."
    ),
    CommentKind.REFLECTION: N_("Về việc đã hoặc đang xảy ra. Đơn vị phụ trách xem xét và báo lại."),
    CommentKind.PETITION: N_(
        "Đề nghị làm hoặc thay đổi một việc. Được trả lời có làm không, bao giờ."
    ),
    CommentKind.QUESTION: N_("Điều cần được giải thích cho rõ. Được giải đáp."),
    CommentKind.OBSTACLE: N_(
        "Điều cản trở việc thực hiện kế hoạch ở đơn vị. Văn phòng Sở tổng hợp, trình giải quyết."
    ),
}


@dataclass(frozen=True)
class ShownState:
    """The arguments of the macro state_line."""

    kind: str
    word: str
    parts: list[str]
    due_text: str
    explanation: list[str] | None


def public_state(case: Case, today: date, calendar: WorkCalendar) -> ShownState:
    """How the handling stands, for everybody: four words, who holds it, until when."""
    if case.state in WORKING:
        return _running(case, "working", _("Đang xử lý"), today, calendar)
    if case.state is CaseState.ANSWERED:
        return ShownState("answered", _("Đã trả lời"), _answered_parts(case), "", None)
    if case.state in ENDED:
        return ShownState("closed", _("Kết thúc"), _answered_parts(case), "", None)
    return _running(case, "received", _("Đã tiếp nhận"), today, calendar)


def sender_state(case: Case, today: date, calendar: WorkCalendar, *, explained: bool) -> ShownState:
    """The same for the sender: every step by its own word, and if `explained` how the date
    was computed.
    """
    if case.state is CaseState.ANSWERED or case.state in ENDED:
        kind = "answered" if case.state is CaseState.ANSWERED else "closed"
        return ShownState(kind, label(case.state), _answered_parts(case), "", None)
    if case.state in WAITING_FOR_SENDER:
        return _waiting_for_sender(case)
    kind = "working" if case.state in WORKING else "received"
    shown = _running(case, kind, label(case.state), today, calendar)
    explanation = how_computed(case.clocks, calendar) if shown.due_text and explained else None
    return ShownState(shown.kind, shown.word, shown.parts, shown.due_text, explanation)


def _waiting_for_sender(case: Case) -> ShownState:
    """What was overdue when it went to the sender stays so; else the days waited are added."""
    if case.due_on and case.stopped_on and case.due_on < case.stopped_on:
        waiting = _("chờ ông/bà; đã quá hạn từ trước lúc hỏi, hạn không lùi")
        due_text = _("hạn %(day)s", day=formats.day(case.due_on))
        return ShownState("late", label(case.state), [waiting], due_text, None)
    waiting = _("chờ ông/bà; hạn trả lời lùi theo số ngày làm việc chờ")
    return ShownState(WAITING_FOR_SENDER[case.state], label(case.state), [waiting], "", None)


def how_computed(clocks: Iterable[Clock], calendar: WorkCalendar) -> list[str] | None:
    """Each day that led to the date promised to the sender; None when nothing was promised."""
    promised = [clock for clock in clocks if clock.event in TO_THE_SENDER]
    if not promised:
        return None
    return steps_of(promised[-1], calendar)


def steps_of(clock: Clock, calendar: WorkCalendar) -> list[str]:
    """How the date of one clock came about, a sentence for the start and one for each day."""
    limit = Limit(clock.amount + clock.paused_days, clock.day_unit, clock.basis)
    computed = compute(clock.starts_on, limit, calendar)
    first = _(
        "Nhận %(day)s; ngày nhận không tính. Thời hạn %(amount)s %(unit)s (%(basis)s).",
        day=weekday_and_day(clock.starts_on),
        amount=clock.amount,
        unit=label(clock.day_unit),
        basis=_(clock.basis),
    )
    days = [step_words(step) for step in computed.steps]
    return [first, *_paused(clock), *days, *_extended(clock.extensions)]


def next_steps(
    case: Case, *, received_at: datetime, hours: str, calendar: WorkCalendar
) -> list[str]:
    """What happens after sending, and by what date, in sentences for the receipt."""
    steps = []
    if not in_office_hours(received_at, hours, calendar):
        steps.append(_outside_hours(received_at, calendar))
    if case.intake_unit is not None:
        steps.append(
            _(
                "%(unit)s xem ý kiến và chuyển đến đơn vị phụ trách.",
                unit=case.intake_unit.name,
            )
        )
    word_due = informed_by(case)
    if word_due is not None:
        steps.append(word_due)
    if case.due_on is not None:
        steps.append(_("Ông/bà được trả lời chậm nhất ngày %(day)s.", day=formats.day(case.due_on)))
    steps.append(_("Khi chưa có ai xử lý, ông/bà sửa hoặc rút được ý kiến ở trang theo dõi."))
    return steps


def _outside_hours(received_at: datetime, calendar: WorkCalendar) -> str:
    day, when = day_of(received_at), formats.moment(received_at)
    if calendar.is_working(day):
        return _(
            "Ý kiến đến ngoài giờ làm việc: đã được ghi nhận lúc %(when)s và được xem từ buổi"
            " làm việc tới. Thời hạn vẫn tính từ ngày nhận.",
            when=when,
        )
    why = calendar.note(day)
    return _(
        "Hôm nay là %(day)s: ý kiến đã được ghi nhận lúc %(when)s và được xem từ ngày làm việc"
        " tới. Thời hạn vẫn tính từ ngày nhận.",
        day=_("ngày nghỉ (%(why)s)", why=why) if why else _("ngày nghỉ"),
        when=when,
    )


def informed_by(case: Case) -> str | None:
    """By when the sender hears whether it is taken up; None where that is not owed (any more)."""
    for clock in case.clocks:
        if clock.event is ClockEvent.INFORM and clock.ended_on is None:
            return _(
                "Chậm nhất ngày %(day)s ông/bà được báo đã thụ lý hay không (%(basis)s).",
                day=formats.day(clock.due_on),
                basis=clock.basis,
            )
    return None


def reception_of(units: Iterable[Unit]) -> list[Unit]:
    """The units whose place and hours of reception are known, each once, in the order given."""
    return [unit for unit in dict.fromkeys(units) if unit.reception]


def _running(case: Case, kind: str, word: str, today: date, calendar: WorkCalendar) -> ShownState:
    parts = []
    if case.holder_unit is not None:
        parts.append(_("%(unit)s đang giữ", unit=case.holder_unit.name))
    if case.due_on is None:
        return ShownState(kind, word, parts, "", None)
    counted = case.stopped_on or today
    left = working_days_between(counted, case.due_on, calendar)
    late = counted > case.due_on
    parts.append(_time_left(left, late=late))
    due_text = _("hạn %(day)s", day=formats.day(case.due_on))
    return ShownState("late" if late else kind, word, parts, due_text, None)


def _time_left(left: int, *, late: bool) -> str:
    if late:
        return _("quá hạn %(days)s", days=formats.working_days(max(1, -left)))
    if left == 0:
        return _("đến hạn hôm nay")
    return _("còn %(days)s", days=formats.working_days(left))


def _answered_parts(case: Case) -> list[str]:
    if case.answered_at is None:
        return []
    parts = [_("ngày %(day)s", day=formats.day(day_of(case.answered_at)))]
    if case.answered_on_time is False:
        parts.append(_("quá hạn"))
    return parts


def _paused(clock: Clock) -> list[str]:
    if not clock.paused_days:
        return []
    return [
        _("Cộng %(n)s ngày làm việc chờ người gửi bổ sung, sửa lại.", n=clock.paused_days)
        if clock.day_unit is DayUnit.WORKING
        else _("Cộng %(n)s ngày chờ người gửi bổ sung, sửa lại.", n=clock.paused_days)
    ]


def _extended(extensions: Sequence[Extension]) -> list[str]:
    return [
        _("Gia hạn đến %(day)s.", day=weekday_and_day(extension.new_due_on))
        for extension in extensions
        if extension.approved
    ]
