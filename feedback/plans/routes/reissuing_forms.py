"""What people may send when they issue a plan anew."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField

from feedback.fields import Form, TextField, at_most, optional
from feedback.plans.forms import FILE_HINT, MOST_PASTED, PASTED_NAME
from feedback.plans.reading.formats import ACCEPTED

LONGEST_REASON = 2000


class NewFileForm(Form):
    """The document that is issued in place of the one in force, as a file or as pasted text."""

    file = FileField(_l("Tệp của bản mới"), validators=[optional()], description=FILE_HINT)
    pasted = TextField(
        _l("Hoặc dán nội dung vào đây"), validators=[optional(), at_most(MOST_PASTED)]
    )

    accepted = ",".join(ACCEPTED)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # One of the two is needed, so neither is called optional.
        self.file.flags.required = self.pasted.flags.required = True

    def content(self) -> tuple[bytes, str] | None:
        """The bytes and name of what was sent; None when nothing was."""
        if self.file.data and self.file.data.filename:
            return self.file.data.read(), self.file.data.filename
        if self.pasted.data:
            return self.pasted.data.encode(), PASTED_NAME
        return None


class IssueForm(Form):
    """Why the plan is issued anew, and what the person confirms."""

    reason = TextField(
        _l("Lý do ban hành lại"),
        validators=[optional(), at_most(LONGEST_REASON)],
        description=_l("Người đọc thấy lý do này ở trang các bản đã công bố."),
    )
    knows_it_is_older = BooleanField(_l("Tôi biết bản này ghi ngày hoặc số trước và vẫn ban hành"))
    confirmed = BooleanField(_l("Tôi đã xem các điểm trên và vẫn công bố"))

    def answers(self) -> dict[str, Any]:
        """What was sent, as `issuing.issue` takes it."""
        return {
            "reason": self.reason.data or "",
            "knows_it_is_older": self.knows_it_is_older.data,
            "confirmed": self.confirmed.data,
        }
