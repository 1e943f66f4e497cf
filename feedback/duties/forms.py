"""What people may send about duties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields import IntegerField
from wtforms.validators import NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from feedback import labels
from feedback.duties import rules
from feedback.duties.mottos import Carried
from feedback.duties.shown import name_of
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
from feedback.organisation.queries import in_order
from feedback.paging import row_number
from models import ClauseText, DutyState, Motto, Unit

FILES_HINT = _l("Tối đa %(most)s tệp PDF, Word hoặc ảnh, mỗi tệp đến 10 MB.", most=rules.MOST_FILES)


class StepForm(Form):
    """A step without words; `revision` is the thing as the page showed it."""

    revision = HiddenField()

    @property
    def seen(self) -> int | None:
        """The revision that the page showed; None when the field was lost."""
        return row_number(self.revision.data)


class ReportForm(StepForm):
    """How far the unit is, in words and with files."""

    state = WordRadioField(
        _l("Tình trạng"),
        [DutyState.IN_PROGRESS, DutyState.DONE, DutyState.NOT_DONE],
        none_text=_l("Giữ nguyên tình trạng, chỉ bổ sung minh chứng"),
        validators=[optional()],
        default="",
    )
    happened_on = DayField(_l("Ngày thực hiện"), validators=[needed()])
    body = TextField(
        _l("Kết quả, việc đã làm"),
        description=_l("Ghi ngắn gọn: đã làm gì, kết quả thế nào; chưa làm được thì vì sao."),
        validators=[optional(), at_most(rules.LONGEST_TEXT)],
    )
    files = FilesField(
        _l("Tệp minh chứng"),
        most=rules.MOST_FILES,
        description=FILES_HINT,
        validators=[optional()],
    )


class DisseminationForm(StepForm):
    """One meeting, notice or lesson by which a plan was made known."""

    day = DayField(_l("Ngày tổ chức"), validators=[needed()])
    form = LineField(
        _l("Hình thức"),
        description=_l("Ví dụ: hội nghị, họp hội đồng, bảng tin, tin nhắn."),
        validators=[needed(), at_most(rules.LONGEST_LINE)],
    )
    addressees = LineField(
        _l("Đối tượng"),
        description=_l("Ví dụ: cán bộ, giáo viên; cha mẹ học sinh khối 10."),
        validators=[needed(), at_most(rules.LONGEST_LINE)],
    )
    head_count = IntegerField(
        _l("Số người"),
        validators=[
            needed(_l("Xin ghi số người dự hoặc số người được phổ biến.")),
            NumberRange(0, rules.MOST_HEADS, _l("Số người chưa hợp lý; xin xem lại.")),
        ],
    )
    note = TextField(_l("Nội dung chính"), validators=[optional(), at_most(rules.LONGEST_TEXT)])
    papers = FilesField(
        _l("Tệp kèm theo"),
        most=rules.MOST_FILES,
        description=FILES_HINT,
        validators=[optional()],
    )


class TakeBackForm(StepForm):
    """Why an entry is taken back."""

    reason = LineField(_l("Lý do rút lại"), validators=[needed(), at_most(rules.LONGEST_LINE)])


class RemindForm(Form):
    """Which units are reminded, and with what words."""

    duties = SelectMultipleField(
        _l("Đơn vị được đôn đốc"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[needed(_l("Xin chọn ít nhất một đơn vị."))],
        validate_choice=False,
    )
    words = TextField(
        _l("Lời đôn đốc"),
        description=_l("Hiện ở trang nhiệm vụ của từng đơn vị được chọn."),
        validators=[optional(), at_most(rules.LONGEST_TEXT)],
    )


class HandOnForm(StepForm):
    """Which unit goes on with a duty."""

    unit = SelectField(_l("Đơn vị thực hiện tiếp"), validators=[needed(_l("Xin chọn đơn vị."))])

    def offer(self, units: Iterable[Unit]) -> None:
        """Fill in the units that may be chosen."""
        found = in_order(list(units))
        self.unit.choices = [("", _l("Chọn đơn vị")), *((unit.key, unit.name) for unit in found)]


def _clauses(motto: Motto) -> SelectMultipleField:
    return SelectMultipleField(
        labels.LABELS[labels.name_of(motto)],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        validators=[optional()],
    )


def _one_more() -> SelectField:
    return SelectField(_l("Thêm mục khác"), validate_choice=False, validators=[optional()])


class MottosForm(Form):
    """Which clauses carry each of the six mottos."""

    know, more_know = _clauses(Motto.KNOW), _one_more()
    discuss, more_discuss = _clauses(Motto.DISCUSS), _one_more()
    do, more_do = _clauses(Motto.DO), _one_more()
    check, more_check = _clauses(Motto.CHECK), _one_more()
    oversee, more_oversee = _clauses(Motto.OVERSEE), _one_more()
    benefit, more_benefit = _clauses(Motto.BENEFIT), _one_more()

    def offer(
        self, texts: Iterable[ClauseText], carried: Carried, hints: Mapping[Motto, list[ClauseText]]
    ) -> None:
        """Tick the clauses that carry each motto, offer those that may, and all others."""
        every = [(text.clause.key, name_of(text)) for text in texts if text.label]
        for motto in Motto:
            field = cast(SelectMultipleField, self[motto.value])
            more = cast(SelectField, self[f"more_{motto.value}"])
            field.label.text = labels.label(motto)
            found, likely = carried.clauses[motto], hints.get(motto, [])
            field.choices = [(text.clause.key, name_of(text)) for text in (*found, *likely)]
            field.data = [text.clause.key for text in found]
            more.choices = [("", gettext("Không thêm")), *every]

    def chosen(self) -> dict[Motto, set[str]]:
        """The keys of the clauses chosen for each motto."""
        return {
            motto: {*(self[motto.value].data or ()), self[f"more_{motto.value}"].data or ""} - {""}
            for motto in Motto
        }
