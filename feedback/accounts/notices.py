"""How the notices of accounts read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.notices import NoticeKind

NOTICES: dict[str, NoticeKind] = {
    "role.granted": NoticeKind(
        N_("Ông/bà vừa được trao thêm một vai trò; chọn vai trò ở trang Tài khoản.")
    ),
    "role.confidential_given": NoticeKind(
        N_(
            "Vai trò cán bộ được giao tiếp nhận tố cáo tại %(unit)s vừa được trao cho một tài khoản."
            " Nếu ông/bà không biết việc này, xin hỏi lại ngay."
        )
    ),
    "role.leadership_given": NoticeKind(
        N_(
            "Vai trò lãnh đạo tại %(unit)s vừa được trao cho một tài khoản."
            " Nếu ông/bà không biết việc này, xin hỏi lại ngay."
        )
    ),
    "role.ended": NoticeKind(N_("Một vai trò của ông/bà vừa được ghi ngày kết thúc.")),
    "deputy.named": NoticeKind(N_("Ông/bà được ủy quyền ký thay người đứng đầu đơn vị.")),
    "deputy.ended": NoticeKind(N_("Việc ủy quyền ký thay cho ông/bà đã chấm dứt.")),
}
