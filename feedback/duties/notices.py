"""How the notices of duties read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.notices import NoticeKind

NOTICES: dict[str, NoticeKind] = {
    "duty.assigned": NoticeKind(
        N_("Đơn vị của ông/bà được giao nhiệm vụ trong một văn bản mới công bố")
    ),
    "duty.reminded": NoticeKind(
        N_("Đôn đốc: xin báo cáo việc thực hiện nhiệm vụ ở mục %(label)s, hạn %(due)s")
    ),
    "duty.reminded_undated": NoticeKind(
        N_("Đôn đốc: xin báo cáo việc thực hiện nhiệm vụ ở mục %(label)s")
    ),
    "duty.reminded_of_several": NoticeKind(
        N_("Đôn đốc: xin báo cáo việc thực hiện %(count)s nhiệm vụ trong văn bản của %(unit)s")
    ),
    "duty.due_soon": NoticeKind(N_("Nhiệm vụ ở mục %(label)s sắp đến hạn: %(due)s")),
    "duty.overdue": NoticeKind(
        N_("Nhiệm vụ ở mục %(label)s đã quá hạn %(due)s; xin báo cáo kết quả")
    ),
    "duty.overdue_below": NoticeKind(
        N_("Có đơn vị chưa hoàn thành nhiệm vụ ở mục %(label)s, hạn %(due)s")
    ),
    "duty.handed_on": NoticeKind(
        N_("Nhiệm vụ ở mục %(label)s nay do đơn vị của ông/bà thực hiện, hạn %(due)s")
    ),
    "duty.handed_on_undated": NoticeKind(
        N_("Nhiệm vụ ở mục %(label)s nay do đơn vị của ông/bà thực hiện")
    ),
    "duty.yearly_plan_reminded": NoticeKind(
        N_("Đôn đốc: xin ban hành kế hoạch thực hiện dân chủ ở cơ sở năm %(year)s, hạn %(due)s")
    ),
}
