"""What people may send to the register of reviewed documents and the library of regulations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from feedback.duties import rules
from feedback.duties.forms import StepForm
from feedback.duties.regulations import Written
from feedback.duties.reviews import Reviewed
from feedback.duties.shown import name_of
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
from models import (
    ClauseText,
    Duty,
    Plan,
    Regulation,
    RegulationStage,
    ReviewedDocument,
    ReviewProposal,
    ReviewState,
    Unit,
)


class EntryForm(StepForm):
    """What entries of both registers have: whose they are, and which duty they serve."""

    unit = SelectField(_l("Đơn vị"), validators=[needed()])
    duty = SelectField(
        _l("Nhiệm vụ liên quan"),
        description=_l("Việc trong kế hoạch mà dòng này thực hiện."),
        validators=[optional()],
        validate_choice=False,
    )

    def offer(
        self,
        units: Sequence[Unit],
        duties: Iterable[Duty],
        texts: Mapping[int, ClauseText],
        plans: Mapping[str, Sequence[Plan]],
    ) -> None:
        """Fill in the units, the duties, and the plans that each field may link to."""
        self.unit.choices = [(unit.key, unit.name) for unit in units]
        self.duty.choices = [
            ("", gettext("Không gắn với nhiệm vụ nào")),
            *((duty.key, name_of(texts.get(duty.clause_id))) for duty in duties),
        ]
        for name, offered in plans.items():
            field = self[name]
            assert isinstance(field, SelectField)
            field.choices = [
                ("", gettext("Không có")),
                *((plan.key, plan.title) for plan in offered),
            ]


class ReviewForm(EntryForm):
    """A document that was reviewed, what was found, and what is proposed."""

    name = LineField(_l("Tên văn bản"), validators=[needed(), at_most(rules.LONGEST_LINE)])
    number = LineField(
        _l("Số, ký hiệu"),
        description=_l("Đúng như in trên văn bản, ví dụ 15/2021/QĐ-UBND."),
        validators=[optional(), at_most(80)],
    )
    issuer = LineField(_l("Cơ quan ban hành"), validators=[optional(), at_most(rules.LONGEST_LINE)])
    issued_on = DayField(_l("Ngày ban hành"), validators=[optional()])
    finding = TextField(
        _l("Kết quả rà soát"),
        description=_l("Điểm còn phù hợp, điểm chồng chéo, lạc hậu, căn cứ đã thay đổi."),
        validators=[optional(), at_most(rules.LONGEST_TEXT)],
    )
    proposal = WordRadioField(
        _l("Đề xuất"),
        ReviewProposal,
        none_text=_l("Chưa đề xuất"),
        validators=[optional()],
        default="",
    )
    plan = SelectField(
        _l("Văn bản đang lấy ý kiến ở đây"),
        description=_l("Chọn để đếm ý kiến đã nhận về văn bản này."),
        validators=[optional()],
        validate_choice=False,
    )

    def reviewed(self, plan: Plan | None, duty: Duty | None) -> Reviewed:
        """What the form says, once it is valid."""
        return Reviewed(
            self.name.data,
            self.number.data or "",
            self.issuer.data or "",
            self.issued_on.data,
            self.finding.data or "",
            self.proposal.data or None,
            plan,
            duty,
        )

    @staticmethod
    def values_of(review: ReviewedDocument) -> dict[str, object]:
        """An entry as the form shows it."""
        return {
            "revision": review.revision,
            "unit": review.unit.key,
            "duty": review.duty.key if review.duty else "",
            "name": review.name,
            "number": review.number,
            "issuer": review.issuer,
            "issued_on": review.issued_on,
            "finding": review.finding,
            "proposal": review.proposal,
            "plan": review.plan.key if review.plan else "",
        }


class ReviewStateForm(StepForm):
    """How far a proposal is."""

    state = WordField(_l("Trạng thái"), ReviewState, validators=[needed()])


class ReviewFilter(Form):
    """Narrows the register."""

    class Meta:
        csrf = False

    q = LineField(_l("Tìm trong tên, số văn bản"))
    unit = SelectField(_l("Đơn vị rà soát"), validators=[optional()], validate_choice=False)
    proposal = WordField(_l("Đề xuất"), ReviewProposal, none_text=_l("Mọi đề xuất"))
    state = WordField(_l("Trạng thái"), ReviewState, none_text=_l("Mọi trạng thái"))


class RegulationForm(EntryForm):
    """A regulation with its draft, its explanation, its issue."""

    title = LineField(
        _l("Tên quy chế, quy định"), validators=[needed(), at_most(rules.LONGEST_LINE)]
    )
    draft_plan = SelectField(
        _l("Dự thảo lấy ý kiến"),
        description=_l("Dự thảo đã công bố ở đây; ý kiến được đếm theo văn bản này."),
        validators=[optional()],
        validate_choice=False,
    )
    explanation = TextField(
        _l("Tiếp thu, giải trình"),
        description=_l("Tóm tắt đã tiếp thu gì, không tiếp thu gì và vì sao."),
        validators=[optional(), at_most(rules.LONGEST_TEXT)],
    )
    number = LineField(
        _l("Số, ký hiệu"),
        description=_l("Do văn thư cấp; để trống khi chưa có."),
        validators=[optional(), at_most(80)],
    )
    issued_on = DayField(_l("Ngày ban hành"), validators=[optional()])
    issued_plan = SelectField(
        _l("Văn bản đã ban hành"), validators=[optional()], validate_choice=False
    )

    def written(
        self, draft_plan: Plan | None, issued_plan: Plan | None, duty: Duty | None
    ) -> Written:
        """What the form says, once it is valid."""
        return Written(
            self.title.data,
            self.explanation.data or "",
            self.number.data or "",
            self.issued_on.data,
            draft_plan,
            issued_plan,
            duty,
        )

    @staticmethod
    def values_of(regulation: Regulation) -> dict[str, object]:
        """A regulation as the form shows it."""
        draft, issued = regulation.draft_plan, regulation.issued_plan
        return {
            "revision": regulation.revision,
            "unit": regulation.unit.key,
            "duty": regulation.duty.key if regulation.duty else "",
            "title": regulation.title,
            "draft_plan": draft.key if draft else "",
            "explanation": regulation.explanation,
            "number": regulation.number,
            "issued_on": regulation.issued_on,
            "issued_plan": issued.key if issued else "",
        }


class SendBackForm(StepForm):
    """Why a regulation goes back one stage."""

    reason = LineField(
        _l("Lý do trở lại bước trước"), validators=[needed(), at_most(rules.LONGEST_LINE)]
    )


class RegulationFilter(Form):
    """Narrows the library."""

    class Meta:
        csrf = False

    q = LineField(_l("Tìm trong tên, số văn bản"))
    unit = SelectField(_l("Đơn vị"), validators=[optional()], validate_choice=False)
    stage = WordField(_l("Bước"), RegulationStage, none_text=_l("Mọi bước"))
