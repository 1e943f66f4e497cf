"""How the record's entries of responses read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

EVENTS: dict[str, Event] = {
    "case.taken_up": Event(N_("Đã đọc, bắt đầu xử lý")),
    "case.note_written": Event(N_("Ghi trao đổi nội bộ"), public=False),
    "case.input_given": Event(N_("Gửi ý kiến phối hợp"), public=False),
    # What the sender wrote was read by no moderator: the unit reads it, the public does not.
    "case.reopened": Event(
        N_("Yêu cầu xem lại trả lời; hạn trả lời mới %(due_on)s"), shows_note=False
    ),
    "case.closed": Event(N_("Kết thúc hồ sơ")),
    "answer.saved": Event(N_("Soạn dự thảo trả lời"), public=False),
    "answer.submitted": Event(N_("Trình duyệt dự thảo trả lời: %(decision_word)s"), public=False),
    "answer.recalled": Event(N_("Rút bản trình để soạn tiếp"), public=False),
    "answer.sent_back": Event(N_("Trả lại dự thảo để soạn lại"), public=False),
    "answer.published": Event(N_("Phê duyệt và ban hành trả lời: %(decision_word)s")),
    "answer.published_alone": Event(
        N_("Soạn, phê duyệt và ban hành trả lời (đơn vị chỉ có một người xử lý): %(decision_word)s")
    ),
    "answer.published_on_paper": Event(
        N_("Xác nhận và công khai trả lời đã ký trên giấy: %(decision_word)s")
    ),
    "answer.rated_content": Event(N_("Đánh giá trả lời: hài lòng"), public=False),
    "answer.rated_not_content": Event(N_("Đánh giá trả lời: chưa hài lòng"), public=False),
    # It names no case: an anonymous rating is known in totals only.
    "answer.rated_anonymously": Event(N_("Có một đánh giá ẩn danh"), public=False),
    "commitment.handed_on": Event(
        N_("%(old_unit)s không còn thực hiện được cam kết; %(new_unit)s thực hiện tiếp")
    ),
    "commitment.kept": Event(N_("%(promising_unit)s báo cáo đã thực hiện cam kết")),
    "commitment.not_yet": Event(N_("%(promising_unit)s báo cáo chưa thực hiện xong cam kết")),
    "commitment.put_off": Event(
        N_(
            "%(promising_unit)s báo cáo chưa thực hiện xong cam kết hạn %(due_on)s,"
            " hẹn lại ngày %(until_on)s"
        )
    ),
    "commitment.broken": Event(
        N_("%(promising_unit)s quá hạn %(due_on)s mà chưa thực hiện cam kết")
    ),
}
