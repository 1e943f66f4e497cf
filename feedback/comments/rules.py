"""What may be said, when, by whom, and how its sender appears."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from feedback.errors import N_, RuleBroken
from models import Appearance, Comment, CommentKind, Plan, PlanState, Role

LONGEST_TEXT = 5000  # characters, counted after cleaning
MOST_FILES = 3
FEWEST_TO_HIDE_AMONG = 5  # people who hold the same role at the same unit
SHOWN_ALIKE = 3

# They need a signed letter, and a denunciation may not be stored at all: they leave by their
# exit, a page of guidance (Luật Khiếu nại, Đ.8; Luật Tố cáo 25/2018, Đ.22).
EXITS = frozenset({CommentKind.COMPLAINT, CommentKind.DENUNCIATION})
ORDINARY_KINDS = (
    CommentKind.SUGGESTION,
    CommentKind.REFLECTION,
    CommentKind.PETITION,
    CommentKind.QUESTION,
)
FAMILY = frozenset({Role.PARENT, Role.PARENTS_BOARD})
# Those who carry plans out, and so may meet what stands in the way.
CARRYING_OUT = (
    Role.STAFF,
    Role.OFFICER,
    Role.HEAD,
    Role.MODERATOR,
    Role.OFFICE,
    Role.PERSONNEL,
    Role.LEADERSHIP,
)
ONE_OF_A_KIND = frozenset({Role.HEAD, Role.LEADERSHIP})

# What a visitor without account may say of themselves. The words are kept with the comment.
VISITOR_ROLES = {
    "": N_("Không nêu"),
    "parent": N_("Cha mẹ học sinh"),
    "staff": N_("Giáo viên, nhân viên"),
    "learner": N_("Người học"),
    "citizen": N_("Người dân"),
    "organisation": N_("Tổ chức"),
}
SAID_OF_ONESELF, NOT_CHECKED = N_("tự khai"), N_("chưa xác minh")
UNNAMED_LABEL = N_("Người gửi không nêu vai trò")
_REACHES_SOMEBODY = (
    re.compile(r"(?<![\d/])(?:\+?84|0)(?:[ .-]?\d){9,10}(?!\d)"),
    re.compile(r"(?<!\d)\d{12}(?!\d)"),
    re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE),
)
SEALED_LABEL = N_("Người gửi giữ kín danh tính")


def leaves_by_exit(kind: str) -> bool:
    """Whether what was chosen is a complaint or a denunciation, so that no text may be taken."""
    return kind in EXITS


def kinds_offered(role: Role | None) -> tuple[CommentKind, ...]:
    """The kinds one may choose from; an obstacle is met by those who carry the plan out."""
    return (*ORDINARY_KINDS, CommentKind.OBSTACLE) if role in CARRYING_OUT else ORDINARY_KINDS


def check_text(text: str) -> None:
    """Let pass a cleaned text. Raises RuleBroken when it is empty or above 5,000 characters."""
    if not text:
        raise RuleBroken(N_("Ông/bà chưa viết nội dung ý kiến."))
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(
            N_(
                "Nội dung dài %(length)s ký tự, quá mức %(most)s ký tự. Xin rút gọn, hoặc gửi thành"
                " hai ý kiến. Nội dung đã viết vẫn còn nguyên bên dưới."
            ),
            length=len(text),
            most=LONGEST_TEXT,
        )


def check_plan_takes(plan: Plan, now: datetime, *, is_obstacle: bool = False) -> None:
    """Let pass a plan that was published and open at some time before `now` (UTC).

    What arrives after the closing is kept, so a closed plan passes: see `arrives_late`. Raises
    RuleBroken for a plan not published, withdrawn, not yet open, or only to be read; what stands
    in the way of carrying it out (`is_obstacle`) may be said of that one, too.
    """
    if plan.state is not PlanState.PUBLISHED:
        raise RuleBroken(N_("Văn bản này không còn lấy ý kiến vì đã được thu hồi."))
    if plan.is_only_to_read and not is_obstacle:
        raise RuleBroken(N_("Văn bản này đăng để biết, không lấy ý kiến."))
    if plan.opens_at is not None and now < plan.opens_at:
        raise RuleBroken(N_("Chưa đến thời gian lấy ý kiến về văn bản này."))


def arrives_late(plan: Plan, now: datetime) -> bool:
    """Whether the time for opinions on the plan has passed at `now` (UTC)."""
    return plan.closes_at is not None and now >= plan.closes_at


def names_one_person(role: Role, holders: int) -> bool:
    """Whether role and unit alone tell who speaks; `holders` people hold that role there."""
    return role in ONE_OF_A_KIND or holders < FEWEST_TO_HIDE_AMONG


def visitor_label(word: str) -> str:
    """How a visitor without account is shown; one who chose nothing says nothing of themselves."""
    if word not in VISITOR_ROLES or not word:
        return UNNAMED_LABEL
    return f"{VISITOR_ROLES[word]} ({SAID_OF_ONESELF})"


def looks_like_personal_data(text: str) -> bool:
    """Whether a Vietnamese telephone number, an identity number or an e-mail address stands in it.

    A hint for the one who publishes, not a judgement: it knows no names and may err.
    """
    return any(pattern.search(text) for pattern in _REACHES_SOMEBODY)


def is_readable(comment: Comment) -> bool:
    """Whether the public reads its words, and not only its kind and the answer."""
    return is_shown(comment) and comment.public_text != ""


def is_shown(comment: Comment) -> bool:
    """Whether the public reads the comment now."""
    return comment.published_at is not None and comment.withdrawn_at is None


def shown_name(comment: Comment) -> str | None:
    """The sender's name, when the sender wants it shown; None otherwise."""
    if comment.appearance is not Appearance.NAME:
        return None
    return comment.sender.display_name if comment.sender else comment.sender_name


def shown_text(comment: Comment) -> str:
    """What the public reads: the text itself, or what a moderator left of it."""
    return comment.body if comment.public_text is None else comment.public_text


def file_names(sent_as: Sequence[tuple[str, str]], appearance: Appearance) -> Sequence[str]:
    """Under what names the files (name, media type) are kept, in the same order.

    People name files after themselves, so the name stays only where the sender's own is shown;
    otherwise `anh-1.png`, `tai-lieu-1.pdf`.
    """
    if appearance is Appearance.NAME:
        return [name for name, _ in sent_as]
    counted: Counter[str] = Counter()
    names = []
    for name, media_type in sent_as:
        word = "anh" if media_type.startswith("image/") else "tai-lieu"
        counted[word] += 1
        names.append(f"{word}-{counted[word]}.{name.rpartition('.')[2].lower()}")
    return names
