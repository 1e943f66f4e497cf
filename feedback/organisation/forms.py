"""What an administrator may send about units."""

from __future__ import annotations

from collections.abc import Iterable

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from feedback import labels
from feedback.fields import (
    DayField,
    Form,
    LineField,
    TextField,
    WordField,
    at_most,
    needed,
    optional,
)
from feedback.organisation.actions import UnitFacts
from models import LineKind, SuccessionKind, Unit, UnitKind


def an_address(form: Form, field: StringField) -> None:
    """The field holds an e-mail address, or nothing."""
    try:
        validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError as error:
        raise StopValidation(
            _l("Địa chỉ thư điện tử chưa đúng; xin viết như ten@example.vn.")
        ) from error


def unit_choices(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """The units for a selection, in the order given, nothing chosen at first."""
    return [("", "–"), *((unit.key, unit.name) for unit in units)]


class UnitForm(Form):
    name = LineField(_l("Tên đầy đủ"), validators=[needed(), at_most(200)])
    short_name = LineField(
        _l("Tên ngắn"),
        description=_l("Dùng trong danh sách; để trống thì dùng tên đầy đủ."),
        validators=[optional(), at_most(80)],
    )
    abbreviation = LineField(
        _l("Chữ viết tắt"),
        description=_l("Như trong số ký hiệu văn bản, ví dụ SGDĐT."),
        validators=[optional(), at_most(30)],
    )
    kind = WordField(_l("Loại đơn vị"), UnitKind, validators=[needed(_l("Xin chọn loại."))])
    starts_on = DayField(_l("Ngày thành lập"), validators=[optional()])
    ends_on = DayField(
        _l("Ngày cuối cùng hoạt động"),
        description=_l("Chỉ ghi khi đơn vị đã hoặc sắp kết thúc hoạt động."),
        validators=[optional()],
    )
    email = LineField(
        _l("Địa chỉ thư điện tử của đơn vị"), validators=[optional(), an_address, at_most(120)]
    )
    reception = TextField(
        _l("Nơi và lịch tiếp công dân"),
        description=_l(
            "Địa chỉ, ngày giờ, điện thoại, giấy tờ cần mang. Hiện trên trang hướng dẫn khiếu nại, tố cáo."
        ),
        validators=[optional(), at_most(2000)],
    )

    def facts(self) -> UnitFacts:
        """What was entered."""
        return UnitFacts(
            name=self.name.data,
            kind=self.kind.data,
            short_name=self.short_name.data,
            abbreviation=self.abbreviation.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            email=self.email.data,
            reception=self.reception.data,
        )


class NameForm(Form):
    other_name = LineField(
        _l("Tên gọi khác"),
        description=_l("Tên cũ hoặc cách gọi trong văn bản, để nhận ra đơn vị trong kế hoạch."),
        validators=[needed(), at_most(200)],
    )


class LineForm(Form):
    upper = SelectField(_l("Thuộc đơn vị"), validators=[needed(_l("Xin chọn đơn vị."))])
    line = WordField(_l("Tuyến"), LineKind, validators=[needed()])
    line_starts_on = DayField(_l("Từ ngày"), validators=[optional()])

    def offer(self, units: Iterable[Unit]) -> None:
        """Let one of `units` be chosen."""
        self.upper.choices = unit_choices(units)


class SuccessorForm(Form):
    successor = SelectField(_l("Đơn vị kế thừa"), validators=[needed(_l("Xin chọn đơn vị."))])
    succession = WordField(_l("Hình thức"), SuccessionKind, validators=[needed()])
    happened_on = DayField(
        _l("Từ ngày"),
        description=_l("Đơn vị cũ kết thúc hoạt động vào hôm trước ngày này."),
        validators=[needed(_l("Xin chọn ngày."))],
    )

    def offer(self, units: Iterable[Unit]) -> None:
        """Let one of `units` be chosen."""
        self.successor.choices = unit_choices(units)


class GroupForm(Form):
    name = LineField(
        _l("Tên nhóm như trong văn bản"),
        description=_l("Ví dụ: Các phòng, đơn vị thuộc và trực thuộc Sở."),
        validators=[needed(), at_most(200)],
    )
    under = SelectField(_l("Các đơn vị dưới"), validators=[needed(_l("Xin chọn đơn vị."))])
    kinds = SelectMultipleField(
        _l("Gồm các loại"),
        coerce=UnitKind,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[needed(_l("Xin chọn ít nhất một loại."))],
    )
    lines = SelectMultipleField(
        _l("Theo tuyến"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        coerce=LineKind,
        validators=[needed(_l("Xin chọn ít nhất một tuyến."))],
        description=_l("“Trực thuộc” là tuyến quản lý hành chính."),
    )

    def offer(self, units: Iterable[Unit]) -> None:
        """Let a unit, kinds of units and kinds of lines be chosen."""
        self.under.choices = unit_choices(units)
        self.kinds.choices = [(kind, labels.label(kind)) for kind in UnitKind]
        self.lines.choices = [(line, labels.label(line)) for line in LineKind]


class MandateForm(Form):
    body = SelectField(_l("Tổ chức giám sát"), validators=[needed(_l("Xin chọn tổ chức."))])
    unit = SelectField(_l("Đơn vị được giám sát"), validators=[needed(_l("Xin chọn đơn vị."))])
    includes_below = BooleanField(_l("Gồm cả các đơn vị bên dưới"))
    starts_on = DayField(_l("Từ ngày"), validators=[needed(_l("Xin chọn ngày."))])
    ends_on = DayField(_l("Đến hết ngày"), validators=[optional()])
    basis = LineField(
        _l("Căn cứ"),
        description=_l("Chương trình giám sát, quy chế phối hợp hoặc văn bản giao nhiệm vụ."),
        validators=[needed(), at_most(300)],
    )

    def offer(self, bodies: Iterable[Unit], units: Iterable[Unit]) -> None:
        """Let one of `bodies` and one of `units` be chosen."""
        self.body.choices = unit_choices(bodies)
        self.unit.choices = unit_choices(units)


class EndMandateForm(Form):
    last_day = DayField(_l("Ngày cuối cùng"), validators=[needed(_l("Xin chọn ngày."))])
