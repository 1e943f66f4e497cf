"""What people may send about obstacles."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from feedback.comments.rules import LONGEST_TEXT, MOST_FILES
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
from feedback.obstacles import rules
from feedback.paging import row_number
from feedback.responses.rules import decisions_for
from models import ClauseText, CommentKind, Decision

WHOLE_PLAN = ""


class RaiseForm(Form):
    """What stands in the way, and of which clause."""

    token = HiddenField()
    clause = SelectField(_l("Vướng ở mục nào"), validate_choice=False)
    body = TextField(
        _l("Vướng mắc"),
        description=_l(
            "Nêu việc phải làm, điều cản trở, đã thử cách nào và đề nghị Sở giải quyết điều gì."
        ),
        validators=[needed(_l("Xin viết nội dung vướng mắc.")), at_most(LONGEST_TEXT)],
    )
    files = FilesField(_l("Tệp kèm theo"), most=MOST_FILES, validators=[optional()])

    def offer(self, clauses: Sequence[ClauseText]) -> None:
        """Fill in the clauses of the plan."""
        self.clause.choices = [
            (WHOLE_PLAN, gettext("Cả văn bản")),
            *((text.clause.key, _name_of(text)) for text in clauses if text.label),
        ]


class StepForm(Form):
    """A step without words; `revision` is the group as the page showed it."""

    revision = HiddenField()

    @property
    def seen(self) -> int | None:
        """The revision of the group that the page showed; None when the field was lost."""
        return row_number(self.revision.data)


class GroupForm(StepForm):
    """The name of a group and what the Director is asked."""

    title = LineField(_l("Tên nhóm vướng mắc"), validators=[needed(), at_most(rules.LONGEST_TITLE)])
    summary = TextField(
        _l("Tóm tắt, điều đề nghị Giám đốc quyết định"),
        description=_l("Viết sau cũng được, nhưng phải có trước khi trình."),
        validators=[optional(), at_most(rules.LONGEST_TEXT)],
    )


class GatherForm(GroupForm):
    """Which obstacles are the same."""

    cases = SelectMultipleField(
        _l("Chọn những vướng mắc giống nhau"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[needed(_l("Xin chọn ít nhất một vướng mắc."))],
        validate_choice=False,
    )


class MemberForm(StepForm):
    """One obstacle that goes into a group or out of it."""

    case = HiddenField(validators=[needed()])


class DecisionForm(StepForm):
    """What the Director decides, or why a group goes back."""

    text = TextField(
        _l("Quyết định của Giám đốc"), validators=[needed(), at_most(rules.LONGEST_TEXT)]
    )


class SendBackForm(StepForm):
    """Why a group goes back to the office."""

    reason = TextField(_l("Lý do trả lại"), validators=[needed(), at_most(rules.LONGEST_TEXT)])


class AnswerAllForm(StepForm):
    """The one answer to everybody who asked."""

    outcome = WordRadioField(
        _l("Kết quả"),
        decisions_for(CommentKind.OBSTACLE),
        validators=[needed(_l("Xin chọn kết quả trả lời."))],
    )
    explanation = TextField(
        _l("Nội dung trả lời chung"),
        description=_l("Theo đúng quyết định của Giám đốc; gửi đến mọi nơi đã hỏi."),
        validators=[needed(), at_most(rules.LONGEST_TEXT)],
    )

    def outcome_chosen(self) -> Decision:
        """The decision, once the form is valid."""
        return Decision(self.outcome.data)


def _name_of(text: ClauseText) -> str:
    words = text.heading or text.body
    short = words if len(words) <= 90 else words[:89].rstrip() + "…"
    return f"{text.label}. {short}"
