"""What people send when they publish a plan, keep it public, and take it back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField
from wtforms.validators import NumberRange

from feedback import clock, labels
from feedback.fields import (
    DayField,
    Form,
    TextField,
    WordRadioField,
    at_most,
    needed,
    optional,
)
from feedback.plans.actions import Opening
from feedback.plans.rules import ONLY_TO_READ, likely_year
from models import Audience, Plan, PlanKind, UnitKind

YES, NO = "yes", "no"
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class PublishForm(Form):
    """For whom, whether opinions are taken, from when until when."""

    audience = WordRadioField(
        _l("Ai được đọc và góp ý"),
        Audience,
        validators=[needed(_l("Xin chọn ai được đọc và góp ý."))],
    )
    opinions = RadioField(
        _l("Có lấy ý kiến không"),
        choices=[(YES, _l("Lấy ý kiến")), (NO, _l("Không lấy ý kiến, đăng để biết"))],
        validators=[optional()],
    )
    opens_on = DayField(
        _l("Nhận ý kiến từ ngày"),
        validators=[optional()],
        description=_l("Để trống: ngay khi công bố."),
    )
    closes_on = DayField(
        _l("Đến hết ngày"),
        validators=[optional()],
        description=_l("Để trống: nhận ý kiến trong suốt thời gian thực hiện."),
    )
    for_year = IntegerField(
        _l("Kế hoạch của năm"),
        validators=[
            needed(),
            NumberRange(EARLIEST_YEAR, LATEST_YEAR, _l("Năm chưa đúng; xin viết như 2026.")),
        ],
    )
    asks_acknowledgement = BooleanField(
        _l("Đề nghị cán bộ, giáo viên, nhân viên của đơn vị xác nhận đã đọc")
    )
    confirmed = BooleanField(_l("Tôi đã xem các điểm trên và vẫn công bố"))

    @classmethod
    def for_plan(cls, plan: Plan, today: date) -> PublishForm:
        """The form with what this kind of document usually needs, and nothing it cannot have."""
        takes = NO if plan.kind in ONLY_TO_READ else YES
        year = likely_year(plan.current_version, today)
        # What a school writes may be for its parents alone: it says so itself, nothing is preset.
        audience = None if plan.unit.kind is UnitKind.SCHOOL else Audience.PUBLIC
        form = cls(data={"opinions": takes, "for_year": year, "audience": audience})
        form.opinions.data = form.opinions.data or takes
        offer_audiences(form.audience, plan)
        if plan.kind is not PlanKind.DEMOCRACY_PLAN:
            del form.for_year
        elif form.is_submitted() and not form.for_year.raw_data:
            form.for_year.data, form.for_year.raw_data = year, [str(year)]
        if plan.kind is PlanKind.DRAFT:
            del form.opinions
            form.closes_on.validators = [
                needed(_l("Dự thảo lấy ý kiến phải có ngày kết thúc; xin chọn một ngày."))
            ]
            form.closes_on.flags.required = True
            form.closes_on.description = _l("Ý kiến gửi sau ngày này được ghi là đến muộn.")
        return form

    def opening(self) -> Opening:
        """What was sent."""
        takes = "opinions" not in self or self.opinions.data == YES
        return Opening(
            self.audience.data,
            first_moment(self.opens_on.data) if takes else None,
            moment_after(self.closes_on.data) if takes else None,
            takes_opinions=takes,
            for_year=self.for_year.data if "for_year" in self else None,
            asks_acknowledgement=self.asks_acknowledgement.data,
        )


class AudienceForm(Form):
    """Another audience of a published plan, and why."""

    audience = WordRadioField(_l("Ai được đọc và góp ý"), Audience, validators=[needed()])
    reason = TextField(
        _l("Lý do"),
        validators=[needed(), at_most(2000)],
        description=_l("Lý do được ghi vào nhật ký của văn bản."),
    )


class PutOffForm(Form):
    """A later end of the round, and why."""

    seen = HiddenField()
    closes_on = DayField(
        _l("Nhận ý kiến đến hết ngày"), validators=[needed(_l("Xin chọn ngày kết thúc mới."))]
    )
    reason = TextField(
        _l("Lý do kéo dài"),
        validators=[needed(_l("Xin ghi lý do để người đọc biết.")), at_most(2000)],
        description=_l("Lý do này hiện ở đầu văn bản cho mọi người đọc."),
    )


class EndForm(Form):
    """Why the round ends before its time."""

    seen = HiddenField()
    end_reason = TextField(
        _l("Lý do kết thúc"),
        validators=[needed(_l("Xin ghi lý do để người đọc biết.")), at_most(2000)],
        description=_l("Lý do này hiện ở đầu văn bản cho mọi người đọc."),
    )


class RoundForm(Form):
    """Another round."""

    opens_on = DayField(
        _l("Nhận ý kiến từ ngày"),
        validators=[optional()],
        description=_l("Để trống: ngay bây giờ."),
    )
    closes_on = DayField(
        _l("Đến hết ngày"),
        validators=[optional()],
        description=_l("Để trống: nhận ý kiến trong suốt thời gian thực hiện."),
    )


class WithdrawForm(Form):
    """Why a plan is taken back."""

    reason = TextField(
        _l("Lý do thu hồi"),
        validators=[needed(_l("Xin ghi lý do thu hồi để người đọc biết.")), at_most(2000)],
        description=_l("Lý do này hiện ở đầu văn bản cho mọi người đọc."),
    )
    cuts_posting_short = BooleanField(
        _l("Tôi biết văn bản chưa niêm yết đủ số ngày và vẫn thu hồi")
    )


def offer_audiences(field: WordRadioField, plan: Plan) -> None:
    """Leave out the parents of what is no school."""
    possible = [
        one
        for one in Audience
        if one is not Audience.SCHOOL_PARENTS or plan.unit.kind is UnitKind.SCHOOL
    ]
    field.choices = [(one, labels.label(one)) for one in possible]


def first_moment(day: date | None) -> datetime | None:
    """The first moment of a day in Vietnam, or None."""
    return datetime.combine(day, time.min, clock.LOCAL) if day else None


def moment_after(day: date | None) -> datetime | None:
    """The first moment after a day in Vietnam, or None."""
    return first_moment(day + timedelta(days=1)) if day else None
