"""How the record's entries of obstacles read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

EVENTS: dict[str, Event] = {
    "obstacle.gathered": Event(N_("Tổng hợp vào nhóm vướng mắc giống nhau")),
    "obstacle.ungathered": Event(N_("Đưa ra khỏi nhóm vướng mắc")),
    "obstacle.group_described": Event(N_("Viết lại tóm tắt của nhóm vướng mắc"), public=False),
    "obstacle.submitted": Event(N_("Trình Giám đốc xem xét; %(to_unit)s giữ hồ sơ")),
    "obstacle.sent_back": Event(N_("Trả lại để tổng hợp thêm"), public=False),
    "obstacle.decided": Event(N_("Giám đốc đã quyết định; chuyển Văn phòng Sở trả lời")),
    "obstacle.answered": Event(N_("Trả lời chung cho các đơn vị đã hỏi: %(decision_word)s")),
}
