"""How the notices of responses read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.notices import NoticeKind

NOTICES: dict[str, NoticeKind] = {
    "answer.submitted": NoticeKind(N_("Dự thảo trả lời hồ sơ số %(number)s chờ ông/bà phê duyệt")),
    "answer.sent_back": NoticeKind(
        N_("Dự thảo trả lời hồ sơ số %(number)s được trả lại kèm lý do")
    ),
    "answer.input_given": NoticeKind(N_("Đã có ý kiến phối hợp cho hồ sơ số %(number)s")),
    "case.reopened": NoticeKind(
        N_("Người gửi chưa hài lòng và yêu cầu xem lại trả lời hồ sơ số %(number)s")
    ),
    "commitment.due_soon": NoticeKind(
        N_("Cam kết trong trả lời hồ sơ số %(number)s sắp đến ngày hứa: %(due)s")
    ),
    "commitment.handed_on": NoticeKind(
        N_("Cam kết trong trả lời hồ sơ số %(number)s nay do %(new)s thực hiện, ngày hứa %(due)s")
    ),
    "commitment.broken": NoticeKind(
        N_("Cam kết trong trả lời hồ sơ số %(number)s đã quá ngày hứa %(due)s; xin báo cáo kết quả")
    ),
    "commitment.broken_below": NoticeKind(
        N_("%(unit)s đã quá ngày hứa %(due)s trong trả lời hồ sơ số %(number)s")
    ),
}
