"""What stands above a document: what it is, for whom, how long it takes opinions, how public it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from feedback import formats, labels
from feedback.clock import day_of
from feedback.counted_days import step_words, weekday_and_day
from feedback.deadlines import Computation
from feedback.errors import N_
from feedback.plans import rules, shown
from feedback.plans.rounds import publication
from feedback.plans.rounds.publication import Rulebook
from feedback.plans.rules import RoundState
from models import Consultation, DayUnit, Plan, PlanVersion


@dataclass(frozen=True)
class CountedLine:
    """A sentence with a date in it, and how the date was counted."""

    text: str
    steps: list[str]
    is_late: bool = False


@dataclass(frozen=True)
class ShownWindow:
    """The lines above a document."""

    what: str
    news: list[str]
    publication: CountedLine | None
    posting: CountedLine | None


@dataclass(frozen=True)
class ShownRound:
    """One round of opinions in the list of all."""

    name: str
    when: str
    mark: str
    word: str
    news: list[str]


ROUND_WORDS = {
    RoundState.WAITING: ("received", N_("Chưa mở")),
    RoundState.OPEN: ("turn", N_("Đang nhận ý kiến")),
    RoundState.CLOSED: ("closed", N_("Đã hết thời gian")),
    RoundState.ENDED: ("closed", N_("Đã kết thúc sớm")),
    RoundState.DROPPED: ("closed", N_("Đã bỏ, không mở")),
}


def shown_window(
    plan: Plan, rounds: Sequence[Consultation], rulebook: Rulebook, now: datetime
) -> ShownWindow:
    """The lines above a published plan; `rounds` are its rounds, the latest first."""
    version, today = plan.current_version, day_of(now)
    present = next((one for one in rounds if not _is_dropped(one, now)), None)
    return ShownWindow(
        what=what_it_is(plan),
        news=round_news(present, now) if present else [],
        publication=publication_line(version, rulebook),
        posting=posting_line(plan, today, rulebook),
    )


def what_it_is(plan: Plan) -> str:
    """ "Kế hoạch thực hiện dân chủ ở cơ sở năm 2026 · người đọc: Mọi người"."""
    who = labels.label(plan.audience)
    return _("%(kind)s · người đọc: %(who)s", kind=shown.kind_words(plan), who=who)


def shown_rounds(rounds: Sequence[Consultation], now: datetime) -> list[ShownRound]:
    """All rounds for those who prepare the plan, the latest first."""
    listed = []
    for number, one in zip(range(len(rounds), 0, -1), rounds, strict=True):
        mark, word = ROUND_WORDS[rules.state_of_round(one, now)]
        listed.append(
            ShownRound(
                name=_("Đợt %(n)s", n=number),
                when=_span(one),
                mark=mark,
                word=_(word),
                news=round_news(one, now),
            )
        )
    return listed


def round_news(one: Consultation, now: datetime) -> list[str]:
    """What changed in the round since it was announced: each later end, an early one, and why."""
    news = [
        _(
            "Kéo dài đến hết ngày %(day)s vì: %(reason)s",
            day=formats.day(formats.last_day(row.new_closes_at)),
            reason=row.reason.body or _("(lý do đã được gỡ)"),
        )
        for row in one.postponements
    ]
    if one.ended_at is not None:
        words = (
            _("Bỏ ngày %(day)s, trước khi mở, vì: %(reason)s")
            if _is_dropped(one, now)
            else _("Kết thúc sớm ngày %(day)s vì: %(reason)s")
        )
        reason = one.end_reason.body if one.end_reason else ""
        news.append(
            words
            % {
                "day": formats.day_of_moment(one.ended_at),
                "reason": reason or _("(lý do đã được gỡ)"),
            }
        )
    return news


def publication_line(version: PlanVersion, rulebook: Rulebook) -> CountedLine | None:
    """When the text was decided on, by when it had to be public, and when it was."""
    plan = version.plan
    if plan.kind not in publication.DECISIONS or version.published_at is None:
        return None
    public_on = formats.day_of_moment(version.published_at)
    if version.issued_on is None:
        return CountedLine(
            _("Công khai ngày %(day)s; bản in chưa ghi ngày ký nên không tính hạn.", day=public_on),
            [],
        )
    if version.publish_due_on is None:
        return None
    due = publication.due_of(version, plan.kind, rulebook)
    verdict = _("đúng hạn") if version.published_on_time else _("quá hạn")
    return CountedLine(
        _(
            "Ký ngày %(signed)s, phải công khai chậm nhất ngày %(due)s; đã công khai ngày"
            " %(public)s – %(verdict)s",
            signed=formats.day(version.issued_on),
            due=formats.day(version.publish_due_on),
            public=public_on,
            verdict=verdict,
        ),
        _steps(due, version.publish_due_on) if due else [],
        is_late=version.published_on_time is False,
    )


def posting_line(plan: Plan, today: date, rulebook: Rulebook) -> CountedLine | None:
    """How many of its days the text has been posted."""
    posting = publication.posting_of(plan.current_version, today, rulebook)
    if posting is None:
        return None
    if posting.is_over:
        return CountedLine(
            _("Đã niêm yết đủ %(of)s ngày", of=posting.of_days), _steps(posting.computation)
        )
    if plan.withdrawn_at:
        text = _("Thu hồi khi mới niêm yết %(n)s/%(of)s ngày", n=posting.days, of=posting.of_days)
        return CountedLine(text, _steps(posting.computation), is_late=True)
    return CountedLine(
        _(
            "Đã niêm yết %(n)s/%(of)s ngày, giữ đến hết ngày %(until)s",
            n=posting.days,
            of=posting.of_days,
            until=formats.day(posting.until),
        ),
        _steps(posting.computation, posting.until),
    )


def owed_lines(plans: Sequence[Plan], rulebook: Rulebook, today: date) -> dict[int, CountedLine]:
    """What each plan's text in the making owes, by the plan's row number."""
    owed = {plan.id: publication.owed_of(plan, today, rulebook) for plan in plans}
    return {number: owed_line(one) for number, one in owed.items() if one}


def owed_line(owed: publication.Owed) -> CountedLine:
    """By when a decided text that is not public yet must be."""
    due = formats.day(owed.due.due_on)
    signed = formats.day(owed.due.starts_on)
    text = (
        _("Ký ngày %(signed)s, đã quá hạn công khai (hạn ngày %(due)s)", signed=signed, due=due)
        if owed.is_late
        else _("Ký ngày %(signed)s, phải công khai chậm nhất ngày %(due)s", signed=signed, due=due)
    )
    return CountedLine(text, _steps(owed.due), owed.is_late)


def _steps(computed: Computation, frozen: date | None = None) -> list[str]:
    """How the date came about; a frozen one that the calendar left behind says so."""
    limit = computed.limit
    first = _(
        "Tính từ %(day)s; ngày ấy không tính. Thời hạn %(amount)s %(unit)s (%(basis)s).",
        day=weekday_and_day(computed.starts_on),
        amount=limit.amount,
        unit=labels.label(limit.day_unit),
        basis=_(limit.basis),
    )
    steps = [first, *_days(computed)]
    if frozen is not None and frozen != computed.due_on:
        steps.append(
            _("Ngày đã chốt khi công bố là %(day)s; sau đó lịch hoặc mức thời hạn có thay đổi.",
              day=formats.day(frozen))
        )  # fmt: skip
    return steps


def _days(computed: Computation) -> list[str]:
    """A sentence for each day; days that are counted one and all are one sentence together."""
    if computed.limit.day_unit is DayUnit.WORKING:
        return [step_words(step) for step in computed.steps]
    counted = [step.day for step in computed.steps if step.count is not None]
    together = _(
        "Đếm liên tục, kể cả ngày nghỉ: từ %(first)s đến %(last)s.",
        first=weekday_and_day(counted[0]),
        last=weekday_and_day(counted[-1]),
    )
    return [together, *(step_words(step) for step in computed.steps if step.count is None)]


def _span(one: Consultation) -> str:
    start = formats.since(one.opens_at)
    if one.closes_at is None:
        return _("từ %(start)s, không có ngày kết thúc", start=start)
    return _("từ %(start)s đến %(end)s", start=start, end=formats.until(one.closes_at))


def _is_dropped(one: Consultation, now: datetime) -> bool:
    return rules.state_of_round(one, now) is RoundState.DROPPED
