"""What people may send about answers and promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from feedback import labels
from feedback.fields import (
    DayField,
    FilesField,
    Form,
    LineField,
    TextField,
    WordRadioField,
    at_most,
    needed,
    optional,
)
from feedback.organisation.queries import unit_by_key
from feedback.paging import row_number
from feedback.responses import rules
from feedback.responses.rules import Drafted, Promise
from models import Answer, Attachment, Case, Decision, Unit

KEPT, NOT_YET = "kept", "not-yet"


class NeededWithin:
    """Marks a field that is needed once its group or its act is; the form says when."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Let everything pass: an empty group is left out."""


class ActForm(Form):
    """An act without words; `revision` is the case as the page showed it."""

    revision = HiddenField()

    @property
    def seen(self) -> int | None:
        """The revision of the case that the page showed; None when the field was lost."""
        return row_number(self.revision.data)


class NoteForm(Form):
    """An internal note, or the input of a supporting unit."""

    text = TextField(_l("Nội dung"), validators=[needed(), at_most(rules.LONGEST_NOTE)])


class ReasonForm(ActForm):
    """Why a draft goes back to its writers."""

    reason = TextField(_l("Lý do trả lại"), validators=[needed(), at_most(rules.LONGEST_NOTE)])


class PromiseEntry(wtforms.Form):
    """One line of the promises in an answer; empty as long as nothing is promised."""

    what = LineField(_l("Việc sẽ làm"), validators=[NeededWithin(), at_most(rules.LONGEST_PROMISE)])
    unit = SelectField(_l("Đơn vị thực hiện"), validate_choice=False)
    due_on = DayField(_l("Xong trước ngày"), validators=[NeededWithin()])

    def validate_due_on(self, field: Any) -> None:
        """A promise has a day."""
        if self.what.data and field.data is None:
            raise ValidationError(gettext("Xin nêu ngày hoàn thành."))

    def validate_what(self, field: Any) -> None:
        """A day alone promises nothing."""
        if self.due_on.data and not field.data:
            raise ValidationError(gettext("Xin nêu việc sẽ làm."))

    def validate_unit(self, field: Any) -> None:
        """A promise is made by one of the units offered."""
        if self.what.data and field.data not in [key for key, _ in field.choices or ()]:
            raise ValidationError(gettext("Xin chọn đơn vị thực hiện."))


class AnswerForm(ActForm):
    """The draft of an answer; `act` is the button pressed, "save" or "submit"."""

    act = HiddenField()
    decision = WordRadioField(
        _l("Kết quả"), tuple(Decision), validators=[needed(_l("Xin chọn kết quả trả lời."))]
    )
    explanation = TextField(
        _l("Nội dung trả lời, giải trình"),
        description=_l(
            "Trả lời đúng điều được hỏi ngay câu đầu; phần nào chưa tiếp thu thì nêu rõ vì sao."
        ),
        validators=[NeededWithin(), at_most(rules.LONGEST_EXPLANATION)],
    )
    promises = FieldList(
        FormField(PromiseEntry),
        label=_l("Cam kết"),
        min_entries=rules.MOST_PROMISES,
        max_entries=rules.MOST_PROMISES,
    )
    kept_files = SelectMultipleField(
        _l("Tệp đã kèm (bỏ chọn để gỡ)"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[optional()],
        validate_choice=False,
    )
    files = FilesField(_l("Kèm thêm tệp"), most=rules.MOST_FILES, validators=[optional()])

    def validate_explanation(self, field: Any) -> None:
        """A draft may wait for its words; what is submitted may not."""
        if self.submits and not (field.data or "").strip():
            raise ValidationError(gettext("Xin viết nội dung giải trình trước khi trình duyệt."))

    @property
    def submits(self) -> bool:
        """Whether the answer is to be submitted, and not only kept."""
        return bool(self.act.data == "submit")

    def offer(self, case: Case, units: Sequence[Unit], kept: Sequence[Attachment]) -> None:
        """Fill in what may be decided, who may promise, and the files that are there."""
        decisions = rules.decisions_for(case.kind)
        self.decision.choices = [(each, labels.label(each)) for each in decisions]
        if len(decisions) == 1:
            self.decision.data = self.decision.data or decisions[0]
        for entry in self.promises:
            entry.form.unit.choices = [(unit.key, unit.short_name) for unit in units]
        self.kept_files.choices = [(file.key, file.name) for file in kept]

    def drafted(self, files: Sequence[Any]) -> Drafted:
        """What was written, with the cleaned `files`."""
        return Drafted(
            decision=self.decision.data,
            explanation=self.explanation.data or "",
            promises=tuple(_promise(entry.form) for entry in self.promises if entry.what.data),
            files=tuple(files),
            kept_files=frozenset(self.kept_files.data or ()),
        )


class PaperForm(ActForm):
    """An answer that was signed on paper."""

    number = LineField(
        _l("Số, ký hiệu văn bản"),
        description=_l("Đúng như in trên văn bản, ví dụ 125/SGDĐT-VP."),
        validators=[needed(), at_most(rules.LONGEST_NUMBER)],
    )
    signed_on = DayField(_l("Ngày ký"), validators=[needed()])
    decision = WordRadioField(
        _l("Kết quả"), tuple(Decision), validators=[needed(_l("Xin chọn kết quả trả lời."))]
    )
    summary = TextField(
        _l("Tóm tắt nội dung trả lời, giải trình"),
        validators=[needed(), at_most(rules.LONGEST_EXPLANATION)],
    )
    # The scan is what proves the signature.
    scan = FileField(
        _l("Bản chụp văn bản (PDF hoặc ảnh)"),
        validators=[needed(_l("Xin chọn bản chụp văn bản đã ký."))],
    )

    def offer(self, case: Case) -> None:
        """Fill in what may be decided."""
        decisions = rules.decisions_for(case.kind)
        self.decision.choices = [(each, labels.label(each)) for each in decisions]


class ExtensionForm(ActForm):
    """A later date and why."""

    new_due_on = DayField(_l("Xin gia hạn đến ngày"), validators=[needed()])
    reason = TextField(
        _l("Lý do"),
        description=_l("Người gửi đọc được lý do khi việc gia hạn được đồng ý."),
        validators=[needed(), at_most(rules.LONGEST_NOTE)],
    )


class PromiseReportForm(Form):
    """What became of a promise."""

    outcome = RadioField(
        _l("Kết quả"),
        choices=lambda: [
            (KEPT, gettext("Đã thực hiện xong")),
            (NOT_YET, gettext("Chưa thực hiện xong")),
        ],
        validators=[needed(_l("Xin chọn một kết quả."))],
    )
    words = TextField(
        _l("Kết quả cụ thể, nơi kiểm chứng; hoặc lý do chưa xong"),
        validators=[needed(), at_most(rules.LONGEST_NOTE)],
    )
    until = DayField(
        _l("Hẹn lại ngày"),
        description=_l("Chỉ khi chưa xong. Ngày đã cam kết vẫn được giữ để đối chiếu."),
        validators=[optional()],
    )


def filled_from(answer: Answer | None, case: Case) -> dict[str, Any]:
    """The values of the form for a draft that was kept before, or for none yet."""
    if answer is None:
        return {"revision": case.revision}
    return {
        "revision": case.revision,
        "decision": answer.decision,
        "explanation": answer.explanation,
        "promises": [
            {"what": each.promise, "unit": each.unit.key, "due_on": each.due_on}
            for each in answer.commitments
        ],
        "kept_files": [file.key for file in answer.attachments],
    }


def _promise(entry: Any) -> Promise:
    unit = unit_by_key(entry.unit.data or "")
    assert unit is not None  # what the form let pass was among the units offered
    due_on: date = entry.due_on.data
    return Promise(unit, entry.what.data, due_on)
