"""How the record's entries of accounts read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

EVENTS: dict[str, Event] = {
    "invitation.made": Event(
        N_("Tạo mã mời với vai trò %(role_word)s tại %(at_unit)s, dùng %(uses)s lần"), public=False
    ),
    "invitation.revoked": Event(N_("Thu hồi mã mời vào %(at_unit)s"), public=False),
    "role.granted": Event(N_("Trao vai trò %(role_word)s tại %(at_unit)s"), public=False),
    "role.accepted": Event(
        N_("Nhận vai trò %(role_word)s tại %(at_unit)s bằng mã mời"), public=False
    ),
    "role.ended": Event(
        N_("Kết thúc vai trò %(role_word)s tại %(at_unit)s, dùng đến hết %(ends_on)s"),
        public=False,
    ),
    "account.closed": Event(N_("Đóng một tài khoản"), public=False),
    "deputy.named": Event(
        N_("Ủy quyền ký thay người đứng đầu %(at_unit)s từ %(starts_on)s đến hết %(ends_on)s"),
        public=False,
    ),
    "deputy.ended": Event(N_("Chấm dứt ủy quyền ký thay tại %(at_unit)s"), public=False),
}
