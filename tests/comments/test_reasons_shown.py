"""Why an opinion is not shown, archived or takes longer: the sender reads it, in known words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedback import record
from feedback.errors import RuleBroken
from feedback.triage import actions
from feedback.triage.actions import Routing
from models import ArchiveReason, Case, CommentKind, HoldReason
from tests.builders import NOW, wear
from tests.checked_client import CheckedClient
from tests.comments.conftest import open_on
from tests.triage.conftest import House, house

__all__ = ["house"]
NOTE = "Có tên và lớp của một em học sinh."


def kept_back(house: House, reason: HoldReason | None, note: str = NOTE) -> Routing:
    """To the division, not shown in public."""
    return Routing(house.division, publish=False, keep_back_for=reason, keep_back_note=note)


def page_of(client: CheckedClient, case: Case) -> str:
    """What the sender reads."""
    open_on(client, case.comment)
    return client.get(f"/track/{case.comment.key}").text


def test_nothing_is_kept_from_the_public_but_for_one_of_six_reasons(house: House) -> None:
    case = house.case()
    unsaid = kept_back(house, HoldReason.INSULT, " ")

    with pytest.raises(RuleBroken, match="một trong sáu lý do"):
        actions.route(case, kept_back(house, None), by=house.moderator, now=NOW)
    with pytest.raises(RuleBroken):
        actions.route(case, unsaid, by=house.moderator, now=NOW)


def test_an_opinion_is_not_shown_by_mistake_when_a_reason_against_it_was_chosen(
    house: House,
) -> None:
    case = house.case()
    both = Routing(house.division, publish=True, keep_back_for=HoldReason.SECRET)

    with pytest.raises(RuleBroken, match="một trong hai"):
        actions.route(case, both, by=house.moderator, now=NOW)


def test_the_sender_reads_why_an_opinion_is_handled_but_not_shown(
    client: CheckedClient, house: House
) -> None:
    case = house.case()
    routing = kept_back(house, HoldReason.PERSONAL_DATA)
    actions.route(case, routing, by=house.moderator, now=NOW)

    page = page_of(client, case)

    assert "Chưa công khai vì: Có dữ liệu cá nhân của người khác" in page
    assert NOTE in page
    public = record.timeline_of_case(case, public_only=True)
    assert NOTE not in {row.why for row in public}


def test_a_box_unticked_without_reason_comes_back_saying_so(
    client: CheckedClient, house: House
) -> None:
    case = house.case()
    wear(client, house.moderator)

    answer = client.post(
        f"/queue/{case.key}/route",
        data={"route-revision": "0", "route-lead": house.division.name},
    )

    assert answer.status_code == 422
    assert "một trong sáu lý do" in answer.text


def test_what_was_shown_is_taken_off_for_one_of_the_same_reasons(
    client: CheckedClient, house: House
) -> None:
    case = house.case()
    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)
    actions.unpublish(case, HoldReason.SECRET, note=NOTE, by=house.moderator, now=NOW)

    page = page_of(client, case)

    assert "Chưa công khai vì: Có nội dung thuộc bí mật nhà nước" in page


def test_the_sender_of_a_report_without_summary_reads_that_only_its_kind_is_shown(
    client: CheckedClient, house: House
) -> None:
    case = house.case(kind=CommentKind.REFLECTION)
    actions.route(case, Routing(house.division), by=house.moderator, now=NOW)

    page = page_of(client, case)

    assert "nguyên văn không hiện công khai" in page


def test_the_sender_reads_by_when_word_on_taking_up_is_owed(
    client: CheckedClient, house: House
) -> None:
    case = house.case(kind=CommentKind.PETITION)

    page = page_of(client, case)

    assert "Chậm nhất ngày 07/12/2026 ông/bà được báo đã thụ lý hay không" in page


DOINGS: list[tuple[str, Callable[[House, Case], None]]] = [
    (
        "Đã ghi nhận lời khen.",
        lambda house, case: actions.archive(
            case,
            ArchiveReason.INFORMATION,
            note="Đã ghi nhận lời khen.",
            by=house.moderator,
            now=NOW,
        ),
    ),
    (
        "Xin hỏi Ủy ban nhân dân phường.",
        lambda house, case: actions.return_with_guidance(
            case, guidance="Xin hỏi Ủy ban nhân dân phường.", by=house.moderator, now=NOW
        ),
    ),
]


@pytest.mark.parametrize(("words", "do"), DOINGS, ids=["archived", "returned"])
def test_what_the_intake_says_on_ending_a_case_is_read_by_its_sender(
    client: CheckedClient, house: House, words: str, do: Callable[[House, Case], None]
) -> None:
    case = house.case()
    do(house, case)

    page = page_of(client, case)

    assert words in page


def test_missing_details_are_no_reason_before_anybody_asked_for_them(house: House) -> None:
    case, reason = house.case(), ArchiveReason.NO_DETAILS

    with pytest.raises(RuleBroken, match="Chưa yêu cầu"):
        actions.archive(case, reason, note="Không rõ nơi.", by=house.moderator, now=NOW)
