"""What the style-guide page shows that a template cannot make: forms and a QR code."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from feedback.fields import DayField, FilesField, Form, LineField, TextField, at_most, needed
from feedback.qr import qr_of

KINDS = [
    ("suggestion", "Góp ý về lời văn hoặc cách làm của mục này"),
    ("reflection", "Phản ánh một việc đã xảy ra ở trường, ở đơn vị"),
    ("complaint", "Khiếu nại quyết định ảnh hưởng đến quyền của tôi"),
]
MOTTOS = [("know", "Dân biết"), ("discuss", "Dân bàn"), ("check", "Dân kiểm tra")]
UNITS = [("", "Chưa chọn"), ("office", "Văn phòng Sở"), ("personnel", "Phòng Tổ chức cán bộ")]


class EveryField(Form):
    """One field of every kind, with long Vietnamese words."""

    kind = RadioField(
        "Ông/bà muốn gửi điều gì?", choices=KINDS, validators=[needed("Xin chọn một loại.")]
    )
    body = TextField(
        "Nội dung ý kiến",
        description="Không viết tên học sinh hoặc số điện thoại của người khác.",
        validators=[needed("Xin viết nội dung ý kiến."), at_most(5000)],
    )
    mottos = SelectMultipleField(
        "Liên quan đến phương châm nào",
        choices=MOTTOS,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    name = LineField("Họ và tên", description="Chỉ cần khi ông/bà muốn hiện tên.")
    unit = SelectField("Đơn vị ông/bà muốn được trả lời", choices=UNITS)
    due = DayField("Hạn trả lời", description="Ví dụ: 30/11/2026")
    files = FilesField(
        "Tệp kèm theo", most=3, description="Ảnh, PDF hoặc Word; tối đa 3 tệp, mỗi tệp 10 MB."
    )
    consent = BooleanField(
        "Tôi đồng ý hiện tên cùng ý kiến này", validators=[needed("Xin đánh dấu nếu đồng ý.")]
    )


def specimens() -> dict[str, Any]:
    """The variables of the style-guide page: an empty form, a refused one, and a QR code."""
    return {
        "empty": EveryField(formdata=None, prefix="empty-", kind="suggestion"),
        "refused": _refused_form(),
        "qr": qr_of("https://gop-y.example/track#7QK4M2ZD0XW9HB3T5VRC8NPE6Y"),
    }


def _refused_form() -> EveryField:
    form = EveryField(formdata=None, prefix="refused-", name="Cha mẹ học sinh lớp 10A", unit="")
    form.validate()
    return form
