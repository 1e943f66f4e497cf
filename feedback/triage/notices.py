"""How the notices of triage read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.notices import NoticeKind

NOTICES: dict[str, NoticeKind] = {
    "triage.routed": NoticeKind(
        N_("Hồ sơ số %(number)s được chuyển đến đơn vị ông/bà chủ trì, hạn %(due)s")
    ),
    "triage.asked_to_support": NoticeKind(
        N_("Đơn vị ông/bà được đề nghị phối hợp xử lý hồ sơ số %(number)s, hạn %(due)s")
    ),
    "triage.taken_back": NoticeKind(
        N_("Hồ sơ số %(number)s đã được nơi tiếp nhận rút lại để xử lý lại")
    ),
    "triage.moved": NoticeKind(N_("Hồ sơ số %(number)s được chuyển đến bộ phận ông/bà tiếp nhận")),
    "triage.handed_on": NoticeKind(
        N_("Hồ sơ số %(number)s của %(old)s nay do %(new)s tiếp tục, hạn trả lời %(due)s")
    ),
    "triage.details_added": NoticeKind(
        N_("Người gửi đã bổ sung thông tin cho hồ sơ số %(number)s")
    ),
    "triage.resent": NoticeKind(
        N_("Người gửi đã sửa và gửi lại ý kiến bị tạm giữ, hồ sơ số %(number)s")
    ),
    "triage.quarantined": NoticeKind(
        N_("Có hồ sơ ở lối riêng chờ ông/bà nhận bàn giao"),
    ),
    "triage.extension_asked": NoticeKind(
        N_("Có đề nghị gia hạn hồ sơ số %(number)s đến %(due)s chờ quyết định")
    ),
    "triage.extension_approved": NoticeKind(N_("Hồ sơ số %(number)s được gia hạn đến %(due)s")),
    "triage.extension_refused": NoticeKind(
        N_("Đề nghị gia hạn hồ sơ số %(number)s không được đồng ý; hạn vẫn là %(due)s")
    ),
    "triage.due_soon": NoticeKind(N_("Hồ sơ số %(number)s sắp đến hạn: %(due)s")),
    "triage.overdue": NoticeKind(N_("Hồ sơ số %(number)s đã quá hạn %(due)s")),
    "triage.due_soon_word": NoticeKind(
        N_(
            "Hồ sơ số %(number)s: chậm nhất %(due)s phải báo người gửi đã thụ lý hay không; xin"
            " chuyển xử lý, trả lại, chuyển cơ quan khác hoặc lưu"
        )
    ),
    "triage.overdue_word": NoticeKind(
        N_("Hồ sơ số %(number)s đã quá hạn %(due)s báo người gửi đã thụ lý hay không")
    ),
    "triage.sender_silent": NoticeKind(
        N_(
            "Hồ sơ số %(number)s chờ người gửi từ %(since)s mà chưa có trả lời; xin xử lý theo"
            " những gì đã có"
        )
    ),
    "triage.clause_changed": NoticeKind(
        N_("%(unit)s đã ban hành lại %(title)s; mục mà ông/bà góp ý có thay đổi")
    ),
    "triage.reissued": NoticeKind(
        N_(
            "%(unit)s đã ban hành lại %(title)s; hồ sơ về các mục thay đổi vẫn xử lý tiếp, hạn"
            " giữ nguyên"
        )
    ),
    "triage.due_moved": NoticeKind(
        N_("Lịch làm việc thay đổi: hạn của hồ sơ số %(number)s nay là %(due)s")
    ),
}
