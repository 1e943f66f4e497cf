"""How the record's entries of plans read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

EVENTS: dict[str, Event] = {
    "plan.brought_in": Event(N_("Nạp văn bản để soạn"), public=False),
    "plan.corrected": Event(N_("Sửa bản soạn"), public=False),
    "plan.discarded": Event(N_("Bỏ bản soạn"), public=False),
    "plan.published": Event(N_("Công bố văn bản, người đọc: %(audience_word)s")),
    "plan.withdrawn": Event(N_("Thu hồi văn bản")),
    "plan.link_made": Event(N_("Tạo liên kết cho cha mẹ học sinh"), public=False),
    "plan.link_revoked": Event(N_("Thu hồi liên kết cho cha mẹ học sinh"), public=False),
}
