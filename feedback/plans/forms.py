"""What people may send about plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.widgets import HiddenInput

from feedback import codes
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
from feedback.plans.preparing.corrections import DEEPEST, Duty, Head, Wording
from feedback.plans.preparing.drafts import BETWEEN_NAMES, join_names, split_names
from feedback.plans.reading.formats import ACCEPTED
from models import ClauseText, DocumentUpload, PlanKind, PlanVersion, Task, Unit

MOST_PASTED = 400_000
MOST_IN_A_CLAUSE = 50_000
DRAFT_KINDS = (
    PlanKind.PLAN,
    PlanKind.DEMOCRACY_PLAN,
    PlanKind.REGULATION,
    PlanKind.DRAFT,
    PlanKind.REPORT,
    PlanKind.LEGAL_DOCUMENT,
)
REPEATS = [
    ("", _l("Không lặp lại")),
    ("yearly", _l("Hằng năm")),
    ("constant", _l("Thường xuyên")),
]
PASTED_NAME = "van-ban-dan.txt"
FILE_HINT = _l(
    "Word (.docx, .doc), PDF, .odt, .rtf, .html, .md hoặc .txt; tối đa 20 MB, 300 trang. Số tự"
    " động của Word được giữ nguyên."
)


class FilterForm(Form):
    """Narrows the list of plans."""

    class Meta:
        csrf = False

    q = LineField(
        _l("Tìm trong tên văn bản"), description=_l("Viết có dấu hay không dấu đều được.")
    )
    unit = SelectField(_l("Đơn vị ban hành"), validators=[optional()], validate_choice=False)
    kind = SelectField(_l("Loại văn bản"), validators=[optional()], validate_choice=False)
    open = BooleanField(_l("Chỉ văn bản đang nhận ý kiến"))


class UploadForm(Form):
    """A document to bring in, as a file or as pasted text."""

    unit = SelectField(_l("Đơn vị ban hành"), validators=[needed()])
    kind = WordRadioField(
        _l("Loại văn bản"), DRAFT_KINDS, validators=[needed()], default=PlanKind.PLAN
    )
    file = FileField(_l("Tệp văn bản"), validators=[optional()], description=FILE_HINT)
    pasted = TextField(
        _l("Hoặc dán nội dung vào đây"), validators=[optional(), at_most(MOST_PASTED)]
    )
    accepted = ",".join(ACCEPTED)

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the person choose among `units`; the first is chosen beforehand."""
        self.unit.choices = [(unit.key, unit.name) for unit in units]
        # One of the two is needed, so neither is called optional.
        self.file.flags.required = self.pasted.flags.required = True

    def choose_again(self, upload: DocumentUpload, pasted: str) -> None:
        """Fill in what was chosen for an upload that could not be read."""
        self.unit.data, self.kind.data, self.pasted.data = upload.unit.key, upload.kind, pasted

    def content(self) -> tuple[bytes, str] | None:
        """The bytes and name of what was sent; None when nothing was."""
        if self.file.data and self.file.data.filename:
            return self.file.data.read(), self.file.data.filename
        if self.pasted.data:
            return self.pasted.data.encode(), PASTED_NAME
        return None


class CorrectionForm(Form):
    """What every correction carries: the version's revision as the person saw it.

    `visit` is of one showing of the page, so that what is saved while typing is one step to undo.
    """

    revision = IntegerField(widget=HiddenInput())
    visit = HiddenField()

    def seen(self) -> int:
        """The revision that the person saw; one that no version has when none was sent."""
        return -1 if self.revision.data is None else self.revision.data

    def visit_sent(self) -> str:
        """Of which showing of the page this is; empty when it does not say."""
        return str(self.visit.data or "")[:16]


class HeadForm(CorrectionForm):
    """The printed head and foot of the document."""

    kind = WordField(_l("Loại văn bản"), PlanKind, validators=[optional()])
    type_name = LineField(_l("Tên loại, như in"), validators=[optional(), at_most(200)])
    title = TextField(_l("Trích yếu"), validators=[needed(), at_most(2000)])
    number = LineField(
        _l("Số, ký hiệu"),
        validators=[optional(), at_most(100)],
        description=_l("Chưa có số thì để như bản in: /KH-SGDĐT."),
    )
    issued_on = DayField(_l("Ngày ban hành"), validators=[optional()])
    place = LineField(_l("Nơi ban hành"), validators=[optional(), at_most(200)])
    superior = LineField(_l("Cơ quan chủ quản"), validators=[optional(), at_most(300)])
    issuer = LineField(_l("Cơ quan ban hành"), validators=[optional(), at_most(300)])
    legal_bases = TextField(
        _l("Căn cứ"),
        validators=[optional(), at_most(20_000)],
        description=_l("Mỗi căn cứ một dòng."),
    )
    recipients = TextField(
        _l("Nơi nhận"),
        validators=[optional(), at_most(10_000)],
        description=_l("Mỗi nơi một dòng."),
    )
    signer = TextField(
        _l("Khối chữ ký"),
        validators=[optional(), at_most(2000)],
        description=_l("Mỗi dòng như in: quyền hạn, chức vụ, họ tên."),
    )

    @classmethod
    def filled(cls, version: PlanVersion) -> HeadForm:
        """The form with what the version holds."""
        return cls(
            data={
                "revision": version.revision,
                "visit": codes.new_key(),
                "kind": version.plan.kind,
                "type_name": version.type_name,
                "title": version.title,
                "number": version.number,
                "issued_on": version.issued_on,
                "place": version.place,
                "superior": version.superior,
                "issuer": version.issuer,
                "legal_bases": "\n".join(version.legal_bases),
                "recipients": "\n".join(version.recipients),
                "signer": "\n".join(version.signer),
            }
        )

    def head(self) -> Head:
        """What was sent."""
        return Head(
            kind=self.kind.data,
            type_name=self.type_name.data,
            number=self.number.data,
            issued_on=self.issued_on.data,
            place=self.place.data,
            issuer=self.issuer.data,
            superior=self.superior.data,
            title=" ".join(self.title.data.split()),
            legal_bases=_lines(self.legal_bases.data),
            recipients=_lines(self.recipients.data),
            signer=_lines(self.signer.data),
        )


class ClauseForm(CorrectionForm):
    """One clause and its task. Names of units are separated by semicolons."""

    label = LineField(
        _l("Nhãn để trích dẫn"),
        validators=[optional(), at_most(60)],
        description=_l("Như II.4.a. Gạch đầu dòng thì để trống."),
    )
    depth = SelectField(
        _l("Cấp"),
        coerce=int,
        choices=lambda: [(depth, str(depth)) for depth in range(1, DEEPEST + 1)],
        validators=[needed()],
        description=_l("1 là cấp ngoài cùng."),
    )
    heading = TextField(_l("Tên mục"), validators=[optional(), at_most(2000)])
    body = TextField(
        _l("Nội dung"),
        validators=[optional(), at_most(MOST_IN_A_CLAUSE)],
        description=_l("Mỗi đoạn một dòng."),
    )
    lead_text = TextField(
        _l("Chủ trì, như in"),
        validators=[optional(), at_most(4000)],
        description=_l("Nhiều đơn vị thì cách nhau bằng dấu chấm phẩy."),
    )
    supporting_text = TextField(_l("Phối hợp, như in"), validators=[optional(), at_most(4000)])
    time_text = LineField(_l("Thời gian, như in"), validators=[optional(), at_most(500)])
    due_from = DayField(_l("Từ ngày"), validators=[optional()])
    due_to = DayField(_l("Hạn"), validators=[optional()])
    repeats = SelectField(_l("Lặp lại"), choices=lambda: REPEATS, validators=[optional()])
    deliverable = TextField(_l("Kết quả"), validators=[optional(), at_most(4000)])
    form = LineField(_l("Hình thức"), validators=[optional(), at_most(500)])

    @classmethod
    def filled(cls, text: ClauseText) -> ClauseForm:
        """The form with what the version holds."""
        return cls(
            data={
                "revision": text.version.revision,
                "visit": codes.new_key(),
                "label": text.label,
                "depth": text.depth,
                "heading": text.heading,
                "body": text.body,
            }
            | (_task_data(text.task) if text.task else {})
        )

    def wording(self) -> Wording:
        """What was sent about the clause."""
        return Wording(
            label=self.label.data,
            depth=self.depth.data,
            heading=" ".join(self.heading.data.split()),
            body=self.body.data,
        )

    def duty(self) -> Duty:
        """What was sent about its task."""
        return Duty(
            lead_text=join_names(split_names(_joined(self.lead_text.data))),
            supporting_text=join_names(split_names(_joined(self.supporting_text.data))),
            time_text=self.time_text.data,
            due_from=self.due_from.data,
            due_to=self.due_to.data,
            repeats=self.repeats.data or None,
            deliverable=self.deliverable.data,
            form=self.form.data,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: the task may not end before it begins."""
        valid: bool = super().validate(extra_validators)
        first, last = self.due_from.data, self.due_to.data
        if first and last and last < first:
            self.add_error("due_to", gettext("Hạn phải ở sau ngày bắt đầu."))
            return False
        return valid


class StepForm(CorrectionForm):
    """An act at the desk that needs no words; `at` is the clause at which the person was.

    `place` is where a clause is split, counted in characters, and `mark` the doubt looked at.
    """

    at = HiddenField()
    place = IntegerField(validators=[optional()])
    mark = HiddenField()


class NameForm(CorrectionForm):
    """For whom a printed name stands: a unit suggested, or the `other` typed by its name.

    `searched` was typed before, and the units offered now were found by it. With `anew` whoever stands for it is forgotten, so that it is asked again.
    """

    at = HiddenField()
    name = LineField(validators=[needed(), at_most(4000)])
    unit = HiddenField()
    other = LineField(validators=[optional(), at_most(400)])
    searched = HiddenField()
    remember = BooleanField()
    anew = BooleanField()


def _task_data(task: Task) -> dict[str, Any]:
    return {
        "lead_text": task.lead_text,
        "supporting_text": task.supporting_text,
        "time_text": task.time_text,
        "due_from": task.due_from,
        "due_to": task.due_to,
        "repeats": task.repeats or "",
        "deliverable": task.deliverable,
        "form": task.form,
    }


def _joined(text: str) -> str:
    return text.replace("\n", BETWEEN_NAMES)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
