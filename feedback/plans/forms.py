"""What people may send about plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.widgets import HiddenInput

from feedback import clock, labels
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
from feedback.plans.corrections import DEEPEST, Duty, Head, Wording
from feedback.plans.drafts import BETWEEN_NAMES, Naming, join_names, split_names
from models import Audience, ClauseText, Part, Plan, PlanKind, PlanVersion, Task, Unit

MOST_PASTED = 400_000
MOST_IN_A_CLAUSE = 50_000
DRAFT_KINDS = (
    PlanKind.PLAN,
    PlanKind.DEMOCRACY_PLAN,
    PlanKind.REGULATION,
    PlanKind.DRAFT,
    PlanKind.REPORT,
)
PART_NAMES = {Part.LEAD: "lead", Part.SUPPORTING: "supporting"}
PASTED_NAME = "van-ban-dan.txt"


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
    file = FileField(
        _l("Tệp văn bản"),
        validators=[optional()],
        description=_l(
            "Tệp .docx (tối đa 10 MB), .txt hoặc .md (tối đa 5 MB). Số tự động của Word được giữ nguyên."
        ),
    )
    pasted = TextField(
        _l("Hoặc dán nội dung vào đây"), validators=[optional(), at_most(MOST_PASTED)]
    )

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the person choose among `units`; the first is chosen beforehand."""
        self.unit.choices = [(unit.key, unit.name) for unit in units]
        # One of the two is needed, so neither is called optional.
        self.file.flags.required = self.pasted.flags.required = True

    def content(self) -> tuple[bytes, str] | None:
        """The bytes and name of what was sent; None when nothing was."""
        if self.file.data and self.file.data.filename:
            return self.file.data.read(), self.file.data.filename
        if self.pasted.data:
            return self.pasted.data.encode(), PASTED_NAME
        return None


class CorrectionForm(Form):
    """What every correction carries: the draft's revision as the person saw it."""

    revision = IntegerField(widget=HiddenInput())

    def seen(self) -> int:
        """The revision that the person saw; one that no draft has when none was sent."""
        return -1 if self.revision.data is None else self.revision.data


class HeadForm(CorrectionForm):
    """The printed head and foot of the document."""

    kind = WordField(_l("Loại văn bản"), PlanKind, validators=[needed()])
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
    def filled(cls, plan: Plan, version: PlanVersion) -> HeadForm:
        """The form with what the draft holds."""
        return cls(
            data={
                "revision": plan.revision,
                "kind": plan.kind,
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
        choices=[(depth, str(depth)) for depth in range(1, DEEPEST + 1)],
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
    lead_choose = SelectField(_l("Đơn vị cho tên chưa nhận ra"), validators=[optional()])
    lead_keep = SelectMultipleField(_l("Đơn vị đã chọn"), coerce=int)
    supporting_text = TextField(_l("Phối hợp, như in"), validators=[optional(), at_most(4000)])
    supporting_choose = SelectField(_l("Đơn vị cho tên chưa nhận ra"), validators=[optional()])
    supporting_keep = SelectMultipleField(_l("Đơn vị đã chọn"), coerce=int)
    time_text = LineField(_l("Thời gian, như in"), validators=[optional(), at_most(500)])
    due_from = DayField(_l("Từ ngày"), validators=[optional()])
    due_to = DayField(_l("Hạn"), validators=[optional()])
    repeats = BooleanField(_l("Lặp lại hằng năm"))
    deliverable = TextField(_l("Kết quả"), validators=[optional(), at_most(4000)])

    @classmethod
    def filled(cls, plan: Plan, text: ClauseText) -> ClauseForm:
        """The form with what the draft holds."""
        return cls(
            data={
                "revision": plan.revision,
                "label": text.label,
                "depth": text.depth,
                "heading": text.heading,
                "body": text.body,
            }
            | (_task_data(text.task) if text.task else {})
        )

    def offer(self, namings: dict[Part, Naming], units: Sequence[Unit]) -> None:
        """Let the person choose a unit for each unknown name: likely ones first, then `units`."""
        for part, name in PART_NAMES.items():
            naming = namings.get(part, Naming([]))
            likely = [unit for one in naming.unknown for unit in one.suggestions]
            every = {unit.key: unit.name for unit in [*likely, *units]}
            getattr(self, f"{name}_choose").choices = [("", gettext("Chưa chọn")), *every.items()]
            keep = getattr(self, f"{name}_keep")
            keep.choices = [(unit.id, unit.name) for unit in naming.chosen]
            if not self.is_submitted():
                keep.data = [unit.id for unit in naming.chosen]

    def wording(self) -> Wording:
        """What was sent about the clause."""
        return Wording(
            label=self.label.data,
            depth=self.depth.data,
            heading=" ".join(self.heading.data.split()),
            body=self.body.data,
        )

    def duty(self, chosen: dict[Part, Unit | None]) -> Duty:
        """What was sent about its task; `chosen` are the units behind the choices."""
        return Duty(
            lead_text=join_names(split_names(_joined(self.lead_text.data))),
            supporting_text=join_names(split_names(_joined(self.supporting_text.data))),
            time_text=self.time_text.data,
            due_from=self.due_from.data,
            due_to=self.due_to.data,
            repeats="yearly" if self.repeats.data else None,
            deliverable=self.deliverable.data,
            chosen=chosen,
            kept={part: frozenset(self[f"{name}_keep"].data) for part, name in PART_NAMES.items()},
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
    """A correction that needs no words: adding or removing a clause."""


class PublishForm(Form):
    """For whom, and from when until when."""

    audience = WordRadioField(
        _l("Ai được đọc và góp ý"), Audience, validators=[needed()], default=Audience.PUBLIC
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
    confirmed = BooleanField(_l("Tôi đã xem các điểm trên và vẫn công bố"))

    def leave_out(self, audience: Audience) -> None:
        """Do not offer `audience` to this plan."""
        left = [(one, labels.label(one)) for one in Audience if one is not audience]
        self.audience.choices = left

    def opens_at(self) -> datetime | None:
        """The first moment of the first day, or None."""
        return _midnight(self.opens_on.data)

    def closes_at(self) -> datetime | None:
        """The first moment after the last day, or None."""
        last: date | None = self.closes_on.data
        return _midnight(last + timedelta(days=1)) if last else None


class WithdrawForm(Form):
    """Why a plan is taken back."""

    reason = TextField(
        _l("Lý do thu hồi"),
        validators=[needed(_l("Xin ghi lý do thu hồi để người đọc biết.")), at_most(2000)],
        description=_l("Lý do này hiện ở đầu văn bản cho mọi người đọc."),
    )


def _task_data(task: Task) -> dict[str, Any]:
    return {
        "lead_text": task.lead_text,
        "supporting_text": task.supporting_text,
        "time_text": task.time_text,
        "due_from": task.due_from,
        "due_to": task.due_to,
        "repeats": bool(task.repeats),
        "deliverable": task.deliverable,
    }


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, clock.LOCAL) if day else None


def _joined(text: str) -> str:
    return text.replace("\n", BETWEEN_NAMES)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
