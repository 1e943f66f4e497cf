"""How the record's entries of triage read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

CONCERN = "case.concern_"  # how kinds begin that say whom a case concerns

EVENTS: dict[str, Event] = {
    "case.received": Event(N_("Gửi ý kiến; hạn trả lời %(due_on)s")),
    "case.corrected": Event(N_("Sửa nội dung ý kiến")),
    "case.withdrawn": Event(N_("Rút ý kiến")),
    "case.resent": Event(N_("Sửa và gửi lại ý kiến bị tạm giữ")),
    "case.details_added": Event(
        N_("Bổ sung thông tin; hạn trả lời nay là %(due_on)s (đã chờ %(days)s ngày)"),
        shows_note=False,
    ),
    "case.taken_in": Event(N_("Tiếp nhận, loại “%(kind_word)s”")),
    "case.reclassified": Event(
        N_("Đổi loại từ “%(old_word)s” thành “%(new_word)s”"), note_is_public=False
    ),
    "case.concern_set": Event(N_("Ghi nhận đơn vị liên quan: %(concerned_unit)s"), public=False),
    "case.concern_set_person": Event(N_("Ghi nhận một người liên quan, %(at_unit)s"), public=False),
    "case.concern_is_nobody": Event(
        N_("Xác định không liên quan đến ai làm việc với hệ thống này"), public=False
    ),
    "case.moved": Event(N_("Chuyển nơi tiếp nhận đến %(to_unit)s")),
    "case.published": Event(N_("Cho hiện công khai")),
    "case.unpublished": Event(N_("Thôi hiện công khai: %(reason_word)s"), note_is_public=False),
    "case.kept_back": Event(N_("Xử lý mà chưa công khai: %(reason_word)s"), note_is_public=False),
    "case.held": Event(N_("Tạm giữ, chưa công khai: %(reason_word)s"), note_is_public=False),
    "case.details_requested": Event(
        N_("Yêu cầu người gửi bổ sung thông tin"), note_is_public=False
    ),
    "case.returned": Event(N_("Trả lại kèm hướng dẫn"), note_is_public=False),
    "case.archived": Event(N_("Lưu, không xử lý tiếp: %(reason_word)s"), note_is_public=False),
    "case.transferred": Event(N_("Chuyển cơ quan khác có thẩm quyền"), note_is_public=False),
    "case.routed": Event(N_("Chuyển %(lead_unit)s chủ trì; hạn của đơn vị %(unit_due_on)s")),
    "case.routed_with_support": Event(
        N_(
            "Chuyển %(lead_unit)s chủ trì, %(supporting_units)s phối hợp;"
            " hạn của đơn vị %(unit_due_on)s"
        )
    ),
    "case.fell_to_superior": Event(
        N_("%(named_unit)s chưa có người trả lời nên việc chuyển lên %(lead_unit)s")
    ),
    "case.handed_on": Event(
        N_(
            "%(old_unit)s không còn hoạt động hoặc không còn người trả lời; %(new_unit)s chủ trì tiếp"
        )
    ),
    "case.came_back": Event(
        N_(
            "%(old_unit)s không còn hoạt động hoặc không còn người trả lời;"
            " hồ sơ trở về %(new_unit)s để giao lại"
        )
    ),
    "case.intake_handed_on": Event(
        N_("%(old_unit)s không còn hoạt động; %(new_unit)s tiếp nhận thay")
    ),
    "case.support_handed_on": Event(
        N_("%(new_unit)s phối hợp thay %(old_unit)s, nơi không còn hoạt động hoặc không còn người")
    ),
    "case.made_complex": Event(
        N_("Xác định nội dung phức tạp; hạn trả lời từ %(old_due_on)s thành %(due_on)s"),
        note_is_public=False,
    ),
    "case.taken_back": Event(N_("Rút lại bước vừa làm (%(old_word)s) để xử lý lại")),
    "case.extension_asked": Event(
        N_("Đề nghị gia hạn từ %(old_due_on)s đến %(due_on)s"), public=False
    ),
    "case.extended": Event(N_("Gia hạn từ %(old_due_on)s đến %(due_on)s")),
    # The date promised to the sender did not move, so the public is shown nothing.
    "case.unit_extended": Event(
        N_(
            "Gia hạn riêng của đơn vị từ %(old_due_on)s đến %(due_on)s;"
            " hạn trả lời người gửi không đổi"
        ),
        public=False,
    ),
    "case.extension_lapsed": Event(
        N_("Đề nghị gia hạn đến %(due_on)s hết hiệu lực vì hồ sơ đã chuyển bước"), public=False
    ),
    "case.extension_refused": Event(N_("Không đồng ý gia hạn; giữ hạn %(due_on)s"), public=False),
    "case.calendar_moved_due": Event(
        N_("Lịch làm việc thay đổi; hạn trả lời từ %(old_due_on)s thành %(due_on)s")
    ),
    "case.calendar_moved_unit_due": Event(
        N_("Lịch làm việc thay đổi; hạn của đơn vị từ %(old_due_on)s thành %(due_on)s"),
        public=False,
    ),
    "case.fell_overdue": Event(N_("Quá hạn trả lời (hạn %(due_on)s)")),
    "case.quarantined": Event(N_("Chuyển sang lối riêng"), public=False),
    "case.quarantine_read": Event(N_("Mở xem hồ sơ ở lối riêng"), public=False),
    "case.released": Event(N_("Đưa hồ sơ trở lại xử lý thông thường"), public=False),
    "case.taken_out": Event(N_("Đã chuyển ra ngoài hệ thống"), public=False),
    "calendar.day_set": Event(N_("Đặt ngày %(day_on)s trong lịch: %(kind_word)s"), public=True),
    "calendar.day_removed": Event(N_("Bỏ ngày %(day_on)s khỏi lịch"), public=True),
    "clock.limit_set": Event(
        N_("Đặt thời hạn “%(event_word)s”: %(amount)s %(day_word)s từ %(from_on)s"), public=True
    ),
}
