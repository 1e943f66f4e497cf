"""How the record's entries of organisation read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

EVENTS: dict[str, Event] = {
    "unit.added": Event(N_("Thêm đơn vị %(about_unit)s"), public=False),
    "unit.changed": Event(N_("Sửa thông tin đơn vị %(about_unit)s"), public=False),
    "unit.named": Event(N_("Ghi thêm tên gọi của %(about_unit)s"), public=False),
    "unit.unnamed": Event(N_("Bỏ một tên gọi của %(about_unit)s"), public=False),
    "unit.placed": Event(
        N_("Đặt %(about_unit)s dưới %(upper_unit)s, tuyến %(line_word)s"), public=False
    ),
    "unit.taken_from": Event(
        N_("Kết thúc tuyến %(line_word)s giữa %(about_unit)s và %(upper_unit)s"), public=False
    ),
    "unit.succeeded": Event(
        N_("Ghi %(successor_unit)s kế thừa %(about_unit)s từ %(happened_on)s"), public=False
    ),
    "unit.not_succeeded": Event(
        N_("Bỏ ghi %(successor_unit)s kế thừa %(about_unit)s"), public=False
    ),
    "unit_group.added": Event(N_("Thêm nhóm đơn vị thuộc %(about_unit)s"), public=False),
    "unit_group.removed": Event(N_("Bỏ nhóm đơn vị thuộc %(about_unit)s"), public=False),
    "mandate.given": Event(
        N_("Giao %(body_unit)s giám sát %(about_unit)s từ %(starts_on)s"), public=False
    ),
    "mandate.ended": Event(
        N_("Kết thúc việc %(body_unit)s giám sát %(about_unit)s, đến hết %(ends_on)s"),
        public=False,
    ),
}
