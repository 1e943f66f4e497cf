"""Telling the sender what happens to a comment, and how such news reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedback import notices, outbox
from feedback.comments import identities
from feedback.errors import N_
from feedback.notices import NoticeKind
from models import Appearance, Case

MAIL = "sender"  # templates/emails/sender.txt

# The number stands in public beside the text, so a mail about a sealed comment tells none.
SEALED_SENTENCE = N_("Ý kiến ông/bà đã gửi có bước mới")

# Neither the text nor the clause is named: the mail may be read over a shoulder.
NOTICES: dict[str, NoticeKind] = {
    "sender.received": NoticeKind(N_("Đã nhận ý kiến số %(number)s của ông/bà"), MAIL),
    "sender.taken_in": NoticeKind(N_("Ý kiến số %(number)s đã được tiếp nhận"), MAIL),
    "sender.reclassified": NoticeKind(
        N_("Ý kiến số %(number)s đã được chuyển sang loại phù hợp hơn"), MAIL
    ),
    "sender.held": NoticeKind(
        N_("Ý kiến số %(number)s đang được tạm giữ; ông/bà có thể sửa và gửi lại"), MAIL
    ),
    "sender.published": NoticeKind(N_("Ý kiến số %(number)s đã được hiện công khai"), MAIL),
    "sender.details_requested": NoticeKind(
        N_("Ý kiến số %(number)s cần ông/bà bổ sung thông tin"), MAIL
    ),
    "sender.returned": NoticeKind(N_("Ý kiến số %(number)s được trả lại kèm hướng dẫn"), MAIL),
    "sender.transferred": NoticeKind(
        N_("Ý kiến số %(number)s đã được chuyển đến cơ quan có thẩm quyền"), MAIL
    ),
    "sender.archived": NoticeKind(N_("Ý kiến số %(number)s được lưu, không xử lý tiếp"), MAIL),
    "sender.routed": NoticeKind(N_("Ý kiến số %(number)s đã có đơn vị chủ trì xử lý"), MAIL),
    "sender.extended": NoticeKind(
        N_("Thời hạn trả lời ý kiến số %(number)s được gia hạn đến ngày %(due)s"), MAIL
    ),
    "sender.made_complex": NoticeKind(
        N_("Ý kiến số %(number)s có nội dung phức tạp nên hạn trả lời nay là %(due)s"), MAIL
    ),
    "sender.unpublished": NoticeKind(N_("Ý kiến số %(number)s không còn hiện công khai"), MAIL),
    "sender.due_moved": NoticeKind(
        N_("Lịch làm việc thay đổi nên hạn trả lời ý kiến số %(number)s nay là %(due)s"), MAIL
    ),
    "sender.overdue": NoticeKind(N_("Ý kiến số %(number)s đã quá hạn trả lời"), MAIL),
    "sender.answered": NoticeKind(N_("Ý kiến số %(number)s đã được trả lời"), MAIL),
    "sender.reopened": NoticeKind(N_("Ý kiến số %(number)s đã được mở lại"), MAIL),
    "sender.commitment_reported": NoticeKind(
        N_("Có báo cáo về cam kết trong trả lời ý kiến số %(number)s"), MAIL
    ),
    "sender.commitment_broken": NoticeKind(
        N_("Đơn vị chưa thực hiện đúng ngày cam kết trong trả lời ý kiến số %(number)s"), MAIL
    ),
    "sender.released": NoticeKind(
        N_("Ý kiến số %(number)s không phải đi đường khác: mọi việc trở lại như trước"), MAIL
    ),
    "sender.clause_changed": NoticeKind(
        N_("Văn bản đã được ban hành lại; mục nêu trong ý kiến số %(number)s có thay đổi"), MAIL
    ),
    "sender.taken_out": NoticeKind(
        N_("Ý kiến số %(number)s được chuyển đi theo đường khác; xin xem trang theo dõi"), MAIL
    ),
}


def tell_sender(
    case: Case, kind: str, *, now: datetime, details: dict[str, Any] | None = None
) -> None:
    """Tell the sender of the case's comment about a step, as "held" or "answered".

    `kind` is a word of NOTICES without "sender.". One with an account finds it among the notices
    and gets a mail. Under seal, or without account, only an address typed with the comment gets
    one, so that neither a row nor a mailbox joins the person to the case. Tells once for each
    revision of the case.
    """
    comment = case.comment
    whole_kind = f"sender.{kind}"
    event_key = f"{whole_kind}:{case.key}:{case.revision}"
    person = comment.sender
    if person is not None and comment.appearance is not Appearance.SEALED:
        notices.tell([person], whole_kind, event_key=event_key, now=now, case=case, details=details)
    if identities.can_be_told(comment):
        outbox.put(
            event_key,
            MAIL,
            to=comment,
            now=now,
            case=case,
            details={"notice_kind": whole_kind} | (details or {}),
        )
