"""What a moderator, a confidential officer or an administrator may send."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from feedback.deadlines import LONGEST
from feedback.fields import (
    DayField,
    Form,
    LineField,
    TextField,
    WordField,
    WordRadioField,
    at_most,
    needed,
    optional,
)
from feedback.formats import hat_words
from feedback.paging import row_number
from feedback.triage import rules
from models import ArchiveReason, DayKind, DayUnit, HoldReason, RoleHeld

LONGEST_NOTE = 2000
NOTE_NEEDED = _l("Xin ghi vài dòng để người gửi hiểu.")


class ActForm(Form):
    """An act on a case: it carries which state of the case the person saw."""

    revision = HiddenField()

    @property
    def seen(self) -> int:
        """The revision of the case that the form was shown with; -1, which no case has, else."""
        shown = row_number(self.revision.data)
        return -1 if shown is None else shown


class AcceptForm(ActForm):
    """One key: route as suggested. `lead` is what was suggested when the page was shown."""

    lead = HiddenField()


class RouteForm(ActForm):
    """Route by hand, filled in with what the plan itself says."""

    lead = LineField(
        _l("Đơn vị chủ trì"),
        validators=[needed(_l("Xin ghi đơn vị chủ trì.")), at_most(200)],
        render_kw={"list": "unit-names", "autocomplete": "off"},
    )
    supporting = TextField(
        _l("Đơn vị phối hợp"),
        validators=[at_most(2000)],
        description=_l("Mỗi đơn vị một dòng."),
    )
    is_complex = BooleanField(_l("Nội dung phức tạp: dùng thời hạn dài hơn, người gửi được báo"))
    complex_reason = TextField(
        _l("Vì sao phức tạp"),
        validators=[at_most(LONGEST_NOTE)],
        description=_l(
            "Ghi khi chọn mục trên; người gửi đọc được. Chỉ dùng được khi hạn trả lời chưa qua;"
            " thời hạn vẫn tính từ ngày nhận."
        ),
    )
    unit_due_on = DayField(
        _l("Hạn của đơn vị"),
        validators=[optional()],
        description=_l("Để trống thì tính theo bảng thời hạn."),
    )
    publish = BooleanField(_l("Cho hiện công khai"), default=True)
    summary = TextField(
        _l("Bản tóm tắt công khai"),
        validators=[at_most(LONGEST_NOTE)],
        description=_l(
            "Không nêu dữ liệu cá nhân. Phản ánh, kiến nghị không có tóm tắt thì chỉ hiện loại"
            " và câu trả lời; góp ý, câu hỏi không có tóm tắt thì hiện nguyên văn."
        ),
    )

    keep_back_for = WordField(
        _l("Nếu chưa công khai: lý do"),
        HoldReason,
        none_text=_l("Không, cho hiện công khai"),
    )
    keep_back_note = TextField(
        _l("Lời giải thích cho người gửi"),
        validators=[at_most(LONGEST_NOTE)],
        description=_l("Cần có khi chưa công khai. Người gửi thấy lý do và lời giải thích này."),
    )


class ClassifyForm(ActForm):
    """The legal kind, with a reason when it changes."""

    kind = WordField(_l("Loại ý kiến"), rules.KINDS_A_MODERATOR_MAY_SET)
    reason = TextField(
        _l("Lý do đổi loại"),
        validators=[at_most(LONGEST_NOTE)],
        description=_l("Người gửi đọc được. Không đổi loại thì để trống."),
    )


class ConcernForm(ActForm):
    """Whose people must not handle the case: a unit's, one person, or nobody's here."""

    unit = LineField(
        _l("Đơn vị mà ý kiến liên quan đến"),
        validators=[at_most(200)],
        description=_l(
            "Người làm việc ở đơn vị này không còn thấy, không xử lý ý kiến; ở các đơn vị dưới nó"
            " cũng vậy, trừ khi đó là Sở."
        ),
        render_kw={"list": "unit-names", "autocomplete": "off"},
    )
    person = SelectField(
        _l("Chỉ một người của đơn vị"),
        coerce=str,
        validate_choice=False,
        description=_l(
            "Chọn người thì chỉ người đó đứng ngoài; nếu người đó đứng đầu đơn vị thì cả đơn vị"
            " đứng ngoài. Chưa có người cần chọn: ghi đơn vị và bấm “Ghi nhận” trước."
        ),
    )
    is_nobody = BooleanField(_l("Không nói đến ai làm việc với hệ thống này"))

    def offer(self, people: Sequence[RoleHeld]) -> None:
        """Set whom there is to choose from: hats under which somebody handles opinions."""
        named = [(str(hat.id), f"{hat.person.display_name} ({hat_words(hat)})") for hat in people]
        self.person.choices = [("", _("Cả đơn vị")), *named]


class HoldForm(ActForm):
    """Why a comment is not shown yet."""

    reason = WordRadioField(
        _l("Lý do tạm giữ"), HoldReason, validators=[InputRequired(_l("Xin chọn một lý do."))]
    )
    note = TextField(
        _l("Lời giải thích cho người gửi"),
        validators=[needed(NOTE_NEEDED), at_most(LONGEST_NOTE)],
    )


class ArchiveForm(ActForm):
    """Why a comment is kept without further handling."""

    reason = WordRadioField(
        _l("Lý do lưu"), ArchiveReason, validators=[InputRequired(_l("Xin chọn một lý do."))]
    )
    note = TextField(
        _l("Lời giải thích cho người gửi"),
        validators=[needed(NOTE_NEEDED), at_most(LONGEST_NOTE)],
    )


class NoteForm(ActForm):
    """An act that needs nothing but some lines to the sender."""

    note = TextField(
        _l("Lời nhắn cho người gửi"), validators=[needed(NOTE_NEEDED), at_most(LONGEST_NOTE)]
    )


class GuidanceForm(NoteForm):
    """What is given back, with word on where it can be settled."""

    as_complaint = BooleanField(
        _l("Nội dung là khiếu nại: hướng dẫn gửi đơn có chữ ký, không công khai")
    )


class TransferForm(ActForm):
    """Which other body receives it."""

    receiver = LineField(
        _l("Cơ quan nhận"), validators=[needed(_l("Xin ghi tên cơ quan nhận.")), at_most(200)]
    )
    note = TextField(_l("Lời nhắn cho người gửi"), validators=[at_most(LONGEST_NOTE)])


class PublishForm(ActForm):
    """What the public reads."""

    summary = TextField(
        _l("Bản tóm tắt công khai"),
        validators=[at_most(LONGEST_NOTE)],
        description=_l("Để trống: góp ý, câu hỏi hiện nguyên văn; loại khác chỉ hiện loại."),
    )


class DecisionForm(ActForm):
    """Whether a later date is granted."""

    decision = HiddenField()


class RegisterForm(Form):
    """Which days the register shows."""

    class Meta(Form.Meta):
        csrf = False  # It changes nothing and its address may be kept.

    first = DayField(_l("Từ ngày"), validators=[optional()])
    last = DayField(_l("Đến ngày"), validators=[optional()])


class LimitForm(Form):
    """A new row of the table of limits; the old one ends the day before."""

    amount = IntegerField(
        _l("Thời hạn"),
        validators=[
            InputRequired(_l("Xin ghi số ngày.")),
            NumberRange(1, LONGEST, _l("Số ngày phải từ 1 đến %(max)d.")),
        ],
    )
    day_unit = WordField(_l("Tính theo"), DayUnit)
    basis = LineField(
        _l("Căn cứ"),
        validators=[needed(_l("Xin ghi văn bản, điều khoản hoặc quy chế.")), at_most(300)],
    )
    to_check = BooleanField(_l("Cần đối chiếu văn bản gốc"))
    valid_from = DayField(_l("Áp dụng từ ngày"), validators=[needed()])


class CalendarForm(Form):
    """A day off, or a weekend day that is worked."""

    day = DayField(_l("Ngày"), validators=[needed()])
    kind = WordRadioField(_l("Là ngày"), DayKind, default=DayKind.OFF)
    note = LineField(
        _l("Ghi chú"), validators=[needed(_l("Xin ghi tên ngày nghỉ hoặc lý do.")), at_most(200)]
    )
    source = LineField(
        _l("Nguồn"),
        validators=[needed(_l("Xin ghi thông báo, văn bản làm căn cứ.")), at_most(200)],
    )
    estimated = BooleanField(_l("Dự kiến, chưa có thông báo chính thức"))
