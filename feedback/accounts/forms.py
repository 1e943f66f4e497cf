"""What a person may send about accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import NumberRange, StopValidation

from feedback import formats, labels
from feedback.accounts import rules
from feedback.fields import DayField, Form, LineField, WordField, at_most, needed, optional
from models import Person, Role, RoleHeld, Unit

MOST_USES = 2000
LONGEST_LOGIN = 120


def an_address(form: Form, field: StringField) -> None:
    """The field holds an e-mail address, or nothing."""
    if field.data:
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError as error:
            raise StopValidation(
                _l("Địa chỉ thư điện tử chưa đúng; xin viết như ten@example.vn.")
            ) from error


def a_login(form: Form, field: StringField) -> None:
    """The field holds an e-mail address or a name one may choose, or nothing."""
    name = rules.login_name_of(field.data or "")
    if "@" in name:
        an_address(form, field)
    elif name and not rules.is_chosen_name(name):
        raise StopValidation(
            _l("Tên đăng nhập gồm 3 đến 40 chữ cái không dấu, chữ số, dấu chấm hoặc gạch ngang.")
        )


class SecretField(PasswordField):
    """A password, kept exactly as typed and never sent back."""

    data: Any  # text once the validators have passed


class CountField(IntegerField):
    """A whole number."""

    data: Any  # a number once the validators have passed


class SignInForm(Form):
    name = LineField(
        _l("Tên đăng nhập hoặc địa chỉ thư điện tử"),
        validators=[needed(_l("Xin ghi tên đăng nhập."))],
    )
    password = SecretField(
        _l("Mật khẩu"), validators=[needed(_l("Xin ghi mật khẩu, hoặc nhận mã qua thư."))]
    )


class AskCodeForm(Form):
    name = LineField(
        _l("Tên đăng nhập hoặc địa chỉ thư điện tử"),
        validators=[needed(_l("Xin ghi tên đăng nhập hoặc địa chỉ thư."))],
    )


class CodeForm(Form):
    code = LineField(
        _l("Mã gồm 8 chữ số trong thư"), validators=[needed(_l("Xin ghi mã trong thư."))]
    )


class ProfileForm(Form):
    display_name = LineField(
        _l("Tên hiển thị"),
        description=_l("Có thể dùng cách gọi như “Phụ huynh lớp 10A”; không bắt buộc ghi họ tên."),
        validators=[needed(), at_most(80)],
    )
    language = SelectField(
        _l("Ngôn ngữ trên trang và trong thư"),
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
    )


class EmailForm(Form):
    email = LineField(
        _l("Địa chỉ thư điện tử"),
        description=_l("Để nhận thông báo và mã đăng nhập. Để trống nếu không muốn nhận thư."),
        validators=[optional(), an_address, at_most(LONGEST_LOGIN)],
    )
    password = SecretField(_l("Mật khẩu hiện tại"), validators=[optional()])


class PasswordForm(Form):
    old_password = SecretField(_l("Mật khẩu hiện tại"), validators=[optional()])
    new_password = SecretField(
        _l("Mật khẩu mới"),
        description=_l("Ít nhất 10 ký tự; một câu ngắn dễ nhớ là tốt nhất."),
        validators=[needed()],
    )


class InvitationForm(Form):
    """`role` and `unit` offer what the hat worn may give; see `offer`."""

    unit = SelectField(_l("Vào đơn vị"), validators=[needed()])
    role = WordField(_l("Vai trò"), Role, validators=[needed(_l("Xin chọn vai trò."))])
    title = LineField(
        _l("Cách gọi trên trang"),
        description=_l("Ví dụ: Phụ huynh lớp 10A. Để trống thì dùng tên vai trò."),
        validators=[optional(), at_most(80)],
    )
    uses = CountField(
        _l("Số người dùng được mã"),
        validators=[needed(), NumberRange(1, MOST_USES, _l("Xin ghi số từ 1 đến 2000."))],
        default=1,
    )
    expires_on = DayField(
        _l("Mã dùng được đến hết ngày"), validators=[needed(_l("Xin chọn ngày."))]
    )
    role_ends_on = DayField(_l("Ngày cuối cùng của vai trò"), validators=[optional()])

    def offer(self, units: list[Unit], roles: list[Role], today: date) -> None:
        """Let `units` and `roles` be chosen; say what an empty end means `today`."""
        self.unit.choices = [(unit.key, unit.name) for unit in units]
        self.role.choices = [(role, labels.label(role)) for role in roles]
        self.role_ends_on.description = end_hint(today)


class GrantForm(Form):
    unit = SelectField(_l("Đơn vị"), validators=[needed()])
    role = WordField(_l("Vai trò"), Role, validators=[needed(_l("Xin chọn vai trò."))])
    title = LineField(_l("Cách gọi trên trang"), validators=[optional(), at_most(80)])
    ends_on = DayField(_l("Ngày cuối cùng của vai trò"), validators=[optional()])

    def offer(self, units: list[Unit], roles: list[Role], today: date) -> None:
        """Let `units` and `roles` be chosen; say what an empty end means `today`."""
        self.unit.choices = [(unit.key, unit.name) for unit in units]
        self.role.choices = [(role, labels.label(role)) for role in roles]
        self.ends_on.description = end_hint(today)


class EndRoleForm(Form):
    hat = SelectField(_l("Vai trò"), coerce=int, validators=[needed(_l("Xin chọn vai trò."))])
    last_day = DayField(
        _l("Ngày cuối cùng còn hiệu lực"),
        description=_l("Vai trò còn dùng được đến hết ngày này; chọn hôm qua để dừng ngay."),
        validators=[needed(_l("Xin chọn ngày."))],
    )

    def offer(self, hats: Iterable[RoleHeld]) -> None:
        """Let one of `hats` be chosen."""
        self.hat.choices = [(hat.id, formats.hat_words(hat)) for hat in hats]


class CodeEntryForm(Form):
    code = LineField(
        _l("Mã mời"),
        description=_l("Mã gồm sáu nhóm chữ và số, in trên giấy mời hoặc nằm sau mã QR."),
        validators=[needed(_l("Xin ghi mã mời."))],
    )


class JoinForm(Form):
    display_name = LineField(
        _l("Tên hiển thị"),
        description=_l("Có thể dùng cách gọi như “Phụ huynh lớp 10A”; không bắt buộc ghi họ tên."),
        validators=[needed(), at_most(80)],
    )
    login = LineField(
        _l("Địa chỉ thư điện tử hoặc tên đăng nhập tự chọn"),
        description=_l("Để trống thì hệ thống đặt một tên đăng nhập và cho ông/bà biết."),
        validators=[optional(), a_login, at_most(LONGEST_LOGIN)],
    )
    password = SecretField(
        _l("Mật khẩu"),
        description=_l("Ít nhất 10 ký tự; một câu ngắn dễ nhớ là tốt nhất."),
        validators=[needed(_l("Xin đặt mật khẩu."))],
    )


class DeputyForm(Form):
    person = SelectField(_l("Người được ủy quyền"), validators=[needed(_l("Xin chọn người."))])
    starts_on = DayField(_l("Từ ngày"), validators=[needed(_l("Xin chọn ngày."))])
    ends_on = DayField(_l("Đến hết ngày"), validators=[needed(_l("Xin chọn ngày."))])

    def offer(self, people: list[Person]) -> None:
        """Let one of `people` be chosen."""
        self.person.choices = [(person.key, person.display_name) for person in people]


def roles_offered(hat: RoleHeld, units: list[Unit]) -> list[Role]:
    """The roles that the wearer of `hat` may give at one of `units`, in order, each once."""
    return list({role: None for unit in units for role in rules.roles_to_give(hat.role, unit)})


def end_hint(today: date) -> str:
    """What leaving the end of a role empty means: the school year's end, or no end."""
    hint: str = gettext(
        "Để trống thì vai trò của cha mẹ học sinh kết thúc ngày %(day)s cùng năm học (đổi ngày theo khung năm học nếu cần), vai trò khác không có ngày kết thúc.",
        day=formats.day(rules.school_year_end(today)),
    )
    return hint
