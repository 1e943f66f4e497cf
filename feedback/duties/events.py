"""How the record's entries of duties and their registers read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

EVENTS: dict[str, Event] = {
    "duties.opened": Event(N_("Giao %(count)s nhiệm vụ cho các đơn vị")),
    "duties.ended": Event(N_("Thôi giao %(count)s nhiệm vụ theo văn bản mới")),
    "duties.moved": Event(N_("Đổi hạn của %(count)s nhiệm vụ theo văn bản mới")),
    "duty.reported": Event(N_("Báo cáo: %(state_word)s"), public=False),
    "duty.entered": Event(N_("Ghi thêm: %(kind_word)s"), public=False),
    "duty.taken_back": Event(N_("Rút lại một mục đã báo cáo"), public=False),
    "duty.reminded": Event(N_("Đôn đốc"), public=False),
    "duty.handed_on": Event(N_("Chuyển từ %(old_unit)s sang %(new_unit)s")),
    "mottos.confirmed": Event(N_("Xác nhận các mục thể hiện sáu phương châm"), public=False),
    "yearly_plan.reminded": Event(
        N_("Đôn đốc %(owing_unit)s ban hành kế hoạch dân chủ năm %(year)s"), public=False
    ),
    "review.entered": Event(N_("Đưa văn bản vào sổ rà soát")),
    "review.changed": Event(N_("Sửa nội dung rà soát")),
    "review.state": Event(N_("Chuyển trạng thái: %(state_word)s")),
    "regulation.entered": Event(N_("Bắt đầu soạn thảo")),
    "regulation.changed": Event(N_("Sửa thông tin")),
    "regulation.advanced": Event(N_("Chuyển sang bước: %(stage_word)s")),
    "regulation.sent_back": Event(N_("Trở lại bước: %(stage_word)s")),
}
