"""How the notices of obstacles read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.notices import NoticeKind

NOTICES: dict[str, NoticeKind] = {
    "obstacle.raised": NoticeKind(N_("Có vướng mắc mới số %(number)s chờ tổng hợp")),
    "obstacle.submitted": NoticeKind(
        N_("Nhóm vướng mắc có hồ sơ số %(number)s chờ ông/bà quyết định")
    ),
    "obstacle.sent_back": NoticeKind(
        N_("Nhóm vướng mắc có hồ sơ số %(number)s được trả lại để tổng hợp thêm")
    ),
    "obstacle.decided": NoticeKind(
        N_("Giám đốc đã quyết định nhóm vướng mắc có hồ sơ số %(number)s; xin trả lời các đơn vị")
    ),
}
