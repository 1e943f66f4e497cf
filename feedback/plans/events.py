"""How the record's entries of plans read."""

from __future__ import annotations

from feedback.errors import N_
from feedback.record import Event

EVENTS: dict[str, Event] = {
    "plan.brought_in": Event(N_("Nạp văn bản để soạn"), public=False),
    "plan.version_brought_in": Event(N_("Nạp phiên bản mới để soạn"), public=False),
    "plan.corrected": Event(N_("Sửa bản soạn"), public=False),
    "plan.reshaped": Event(N_("Xếp lại các mục của bản soạn"), public=False),
    "plan.step_undone": Event(N_("Hoàn tác ở bản soạn"), public=False),
    "plan.discarded": Event(N_("Bỏ bản soạn"), public=False),
    "plan.published": Event(N_("Công bố văn bản, người đọc: %(audience_word)s")),
    "plan.consultation_begun": Event(N_("Mở đợt lấy ý kiến mới từ ngày %(opens_on)s")),
    "plan.consultation_put_off": Event(
        N_("Kéo dài đợt lấy ý kiến từ ngày %(old_on)s đến ngày %(closes_on)s")
    ),
    "plan.consultation_ended": Event(N_("Kết thúc sớm đợt lấy ý kiến")),
    "plan.consultation_dropped": Event(N_("Bỏ đợt lấy ý kiến chưa mở")),
    "plan.audience_changed": Event(N_("Đổi người đọc từ “%(old_word)s” thành “%(audience_word)s”")),
    "plan.posting_cut_short": Event(
        N_("Thu hồi khi mới niêm yết %(days)s trên %(of_days)s ngày phải niêm yết")
    ),
    "plan.acknowledgement_asked": Event(
        N_("Đề nghị cán bộ, giáo viên, nhân viên xác nhận đã đọc"), public=False
    ),
    "plan.acknowledged": Event(N_("Xác nhận đã đọc"), public=False),
    "plan.acknowledgement_ended": Event(
        N_("Thôi đề nghị cán bộ, giáo viên, nhân viên xác nhận đã đọc"), public=False
    ),
    "plan.acknowledgement_reminded": Event(
        N_("Nhắc %(count)s người chưa xác nhận đã đọc"), public=False
    ),
    "plan.reissue_begun": Event(N_("Bắt đầu soạn bản thứ %(version)s"), public=False),
    "plan.matching_decided": Event(N_("Quyết định khi đối chiếu mục"), public=False),
    "plan.matching_confirmed": Event(
        N_("Xác nhận %(n)s chỗ cùng lúc khi đối chiếu mục"), public=False
    ),
    "plan.reissue_given_up": Event(N_("Bỏ bản thứ %(version)s đang soạn"), public=False),
    "plan.reissued": Event(N_("Ban hành lại: bản thứ %(version)s")),
    "plan.withdrawn": Event(N_("Thu hồi văn bản")),
    "plan.link_made": Event(N_("Tạo liên kết cho cha mẹ học sinh"), public=False),
    "plan.link_renewed": Event(
        N_("Tạo liên kết mới cho cha mẹ học sinh, thay liên kết trước"), public=False
    ),
    "plan.link_revoked": Event(N_("Thu hồi liên kết cho cha mẹ học sinh"), public=False),
}
