"""How the notices of plans read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.notices import NoticeKind

# The document is not named: a mail may be read over a shoulder, and an audience may be narrowed.
# Only whom a unit asks to read is told what: they work there.
NOTICES: dict[str, NoticeKind] = {
    "plans.read": NoticeKind(N_("Đã đọc xong văn bản ông/bà nạp; mời xem lại bản soạn")),
    "plans.unreadable": NoticeKind(
        N_("Không đọc được văn bản ông/bà nạp; xin xem lý do và nạp lại")
    ),
    "plans.consultation_opened": NoticeKind(
        N_("%(unit)s mở đợt lấy ý kiến về một văn bản, nhận ý kiến đến hết ngày %(until)s")
    ),
    "plans.consultation_opened_for_good": NoticeKind(N_("%(unit)s lấy ý kiến về một văn bản")),
    "plans.consultation_closing": NoticeKind(
        N_("Sắp hết thời gian lấy ý kiến về văn bản của %(unit)s: nhận đến hết ngày %(until)s")
    ),
    "plans.consultation_closed": NoticeKind(
        N_(
            "Đợt lấy ý kiến về văn bản của %(unit)s kết thúc ngày %(until)s;"
            " việc tiếp theo là tổng hợp, tiếp thu, giải trình"
        )
    ),
    "plans.publication_due_soon": NoticeKind(
        N_("Văn bản của %(unit)s đã ký, phải công khai chậm nhất ngày %(due)s")
    ),
    "plans.publication_overdue": NoticeKind(
        N_("Văn bản của %(unit)s đã quá hạn công khai (hạn ngày %(due)s)")
    ),
    "plans.acknowledgement_asked": NoticeKind(
        N_("%(unit)s đề nghị ông/bà đọc và xác nhận đã đọc: %(title)s")
    ),
}
