"""What a visitor or a person with an account may send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from feedback import labels, pages
from feedback.comments import rules
from feedback.errors import RuleBroken
from feedback.fields import (
    FilesField,
    Form,
    LineField,
    TextField,
    WordRadioField,
    at_most,
    needed,
    optional,
)
from models import Appearance, CommentKind, RoleHeld, Unit

_LOOKS_LIKE_AN_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def _is_address(form: Form, field: LineField) -> None:
    if not _LOOKS_LIKE_AN_ADDRESS.fullmatch(field.data):
        raise ValidationError(_l("Địa chỉ thư điện tử chưa đúng; xin viết như ten@example.vn."))


def _text_fits(form: Form, field: TextField) -> None:
    try:
        rules.check_text(field.data)
    except RuleBroken as error:
        raise ValidationError(pages.shown(error)) from error


class CommentForm(Form):
    """What one says about a clause; everything but the text has a default."""

    kind = WordRadioField(_l("Ông/bà muốn làm gì?"), CommentKind, default=CommentKind.SUGGESTION)
    body = TextField(
        _l("Nội dung"),
        validators=[needed(_l("Ông/bà chưa viết nội dung ý kiến.")), _text_fits],
        render_kw={"data-counter": rules.LONGEST_TEXT},
    )
    appearance = WordRadioField(_l("Ông/bà hiện ra thế nào?"), Appearance, default=Appearance.ROLE)
    hat = SelectField(_l("Ông/bà nói với tư cách"), coerce=str, validate_choice=True)
    visitor_role = RadioField(_l("Ông/bà là"), default="")
    school = SelectField(_l("Ý kiến về trường nào"), coerce=str)
    name = LineField(_l("Tên hiện cùng ý kiến"), validators=[at_most(120)])
    email = LineField(
        _l("Thư điện tử để nhận tin"),
        validators=[optional(), at_most(254), _is_address],
        description=_l(
            "Chỉ dùng để báo các bước xử lý của ý kiến này; được mã hóa, không ai đọc được khi"
            " xử lý. Điền vào ô này là đồng ý cho dùng vào việc đó."
        ),
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    concerns = LineField(
        _l("Ý kiến liên quan đến ai"),
        validators=[optional(), at_most(200)],
        description=_l(
            "Nếu nói về một người hay một bộ phận, xin ghi chức danh kèm tên đơn vị, ví dụ “Hiệu"
            " trưởng Trường …”. Nhận ra đơn vị nào thì đơn vị ấy không thấy, không xử lý ý kiến"
            " này; chưa nhận ra thì nơi tiếp nhận phải xác định là ai rồi mới được chuyển. Chỉ nơi"
            " tiếp nhận đọc ô này."
        ),
    )
    files = FilesField(
        _l("Tệp kèm theo"),
        most=rules.MOST_FILES,
        description=_l(
            "Tối đa 3 tệp ảnh, PDF hoặc Word (.docx), mỗi tệp 10 MB. Thông tin ẩn trong tệp (nơi"
            " chụp, tên tác giả) được gỡ bỏ; tên tệp được thay bằng tên chung, trừ khi ông/bà"
            " chọn hiện tên."
        ),
        render_kw={"accept": ".jpg,.jpeg,.png,.webp,.pdf,.docx"},
    )
    token = HiddenField()
    seen = HiddenField()  # the version that was read when the form was opened
    honeypot = StringField(
        _l("Ô để trống"),
        description=_l("Xin đừng điền: ô này chỉ để nhận ra máy gửi thư rác."),
        render_kw={"autocomplete": "off", "tabindex": "-1"},
    )

    def offer(
        self, kinds: Sequence[CommentKind], hats: Sequence[RoleHeld], schools: Sequence[Unit]
    ) -> None:
        """Set what there is to choose from for this person and this plan."""
        self.kind.choices = [(kind, labels.label(kind)) for kind in kinds]
        self.hat.choices = [
            (str(hat.id), f"{labels.label(hat.role)}, {hat.unit.short_name}") for hat in hats
        ]
        if not hats:
            del self.hat
            self.visitor_role.choices = [
                (word, gettext(words)) for word, words in rules.VISITOR_ROLES.items()
            ]
        else:
            del self.visitor_role
        if schools:
            none = ("", gettext("Không nói về trường nào"))
            self.school.choices = [none, *((unit.key, unit.name) for unit in schools)]
        else:
            del self.school

    def validate_honeypot(self, field: StringField) -> None:
        """Refuse what a machine filled in; a person is told, and nothing typed is lost."""
        if field.data:
            raise ValidationError(_l("Xin để trống ô “Ô để trống” rồi gửi lại."))


class TrackForm(Form):
    """The secret code of a receipt."""

    secret = LineField(
        _l("Mã bí mật trên giấy biên nhận"),
        validators=[needed(_l("Xin nhập mã bí mật.")), at_most(100)],
        description=_l(
            "26 chữ và số cùng một ký tự kiểm tra; chữ hoa, chữ thường, dấu cách đều được."
        ),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class TextForm(Form):
    """A text from the sender about a comment sent earlier."""

    body = TextField(
        _l("Nội dung"),
        validators=[needed(_l("Xin viết nội dung.")), _text_fits],
        render_kw={"data-counter": rules.LONGEST_TEXT},
    )


class WithdrawForm(Form):
    """The sender takes the comment back; there is nothing to fill in."""


class RatingForm(Form):
    """Two questions about an answer (NĐ 224/2026, Đ.10: anonymous rating must be possible)."""

    answers_the_question = RadioField(
        _l("Trả lời có đúng điều ông/bà nêu không?"),
        choices=[("yes", _l("Có")), ("no", _l("Không"))],
        validators=[needed(_l("Xin chọn một câu trả lời."))],
    )
    is_satisfied = RadioField(
        _l("Ông/bà có hài lòng với kết quả không?"),
        choices=[("yes", _l("Hài lòng")), ("no", _l("Chưa hài lòng"))],
        validators=[needed(_l("Xin chọn một câu trả lời."))],
    )
    is_anonymous = BooleanField(
        _l("Đánh giá ẩn danh"),
        default=True,
        description=_l("Đơn vị chỉ thấy đánh giá này trong số tổng hợp."),
    )


def kind_sent(typed: Any) -> str:
    """The kind that a form names, before anything else of it is read."""
    return typed if typed in {kind.value for kind in CommentKind} else ""
