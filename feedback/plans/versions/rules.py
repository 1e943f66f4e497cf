"""When a plan may be re-issued, and what must be right before its new version is published."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feedback.errors import N_, RuleBroken
from feedback.plans.rules import Doubt
from models import Plan, PlanState, PlanVersion

_NUMBER = re.compile(r"\s*(\d+)\s*/(.*)")


def check_reissuing(plan: Plan) -> None:
    """Let pass a published plan. Raises RuleBroken for a draft and for what was withdrawn."""
    if plan.state is PlanState.DRAFT:
        raise RuleBroken(N_("Văn bản chưa công bố; xin sửa ngay ở bản soạn."))
    if plan.state is PlanState.WITHDRAWN:
        raise RuleBroken(N_("Văn bản đã thu hồi thì không ban hành lại; xin nạp văn bản mới."))


def is_dated_before(version: PlanVersion, last: PlanVersion) -> bool:
    """Whether the new version was issued on an earlier day than the one in force."""
    if version.issued_on is None or last.issued_on is None:
        return False
    return version.issued_on < last.issued_on


def is_numbered_before(version: PlanVersion, last: PlanVersion) -> bool:
    """Whether it has a lower number of the same series in the same year: 5/KH-SGDĐT after 12."""
    mine, theirs = (_NUMBER.fullmatch(one.number or "") for one in (version, last))
    if not mine or not theirs or mine[2].split() != theirs[2].split():
        return False
    years = {one.issued_on.year if one.issued_on else None for one in (version, last)}
    return len(years) == 1 and int(mine[1]) < int(theirs[1])


def is_older(version: PlanVersion, last: PlanVersion) -> bool:
    """Whether a person must confirm that it is really the newer one, by its day or its number."""
    return is_dated_before(version, last) or is_numbered_before(version, last)


def check_publication(
    version: PlanVersion, last: PlanVersion, doubts: Iterable[Doubt], *,
    left: int, confirmed: bool, knows_it_is_older: bool,
) -> None:  # fmt: skip
    """Let pass a version that may take the place of `last`.

    `left` is how many clauses wait for a person at the matching desk. Raises RuleBroken while any
    does, while something must be corrected, or what had to be confirmed was not.
    """
    doubts = tuple(doubts)
    for doubt in doubts:
        if doubt.must_fix:
            raise RuleBroken(doubt.message, **doubt.params)
    if left:
        raise RuleBroken(N_("Còn %(n)s chỗ phải quyết định khi đối chiếu mục."), n=left)
    if is_older(version, last) and not knows_it_is_older:
        raise RuleBroken(
            N_("Bản này ghi ngày hoặc số trước bản đang hiện hành; xin xác nhận vẫn ban hành.")
        )
    if doubts and not confirmed:
        raise RuleBroken(N_("Còn điểm cần xem lại. Xin sửa, hoặc đánh dấu xác nhận rồi công bố."))
