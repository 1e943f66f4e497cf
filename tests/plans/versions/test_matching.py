"""Which clause of a re-issued text is which: certain where it cannot be wrong, else asked."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.versions.judge import judged
from bench.versions.scripts import SCRIPTS, edited
from bench.versions.texts import STYLES, Style, a_text
from feedback.plans.versions.likeness import Vocabulary
from feedback.plans.versions.matching import Matching, match
from feedback.plans.versions.structure import Pairing, Passage, Side
from models import Fate

FIRST = "Tổ chức hội nghị nhà giáo và người lao động ngay từ đầu năm học tại mọi đơn vị."
SECOND = "Công khai các khoản thu, chi ngoài ngân sách trên bảng tin của nhà trường."
THIRD = "Rà soát quy trình xử lý đơn thư kiến nghị, phản ánh của cha mẹ học sinh."
REPORT = "Báo cáo kết quả về Sở theo quy định."


def passages(*texts: str, labels: Sequence[str] = ()) -> list[Passage]:
    """Points 1, 2, … under a section each, in the order given; "> " begins one that lies deeper."""
    found: list[Passage] = []
    for place, text in enumerate(texts):
        is_deeper = text.startswith("> ")
        parent = next((n for n in range(place - 1, -1, -1) if found[n].depth == 1), None)
        label = labels[place] if labels else str(place + 1)
        words = text.removeprefix("> ")
        found.append(
            Passage(
                str(place), label, label, "", words, 2 if is_deeper else 1,
                parent if is_deeper else None,
            )
        )  # fmt: skip
    return found


def matched(old: Sequence[str], new: Sequence[str]) -> Matching:
    return match(passages(*old), passages(*new))


def certain(matching: Matching) -> dict[int, tuple[int, ...]]:
    return {place: one.new for place, one in enumerate(matching.old) if one.is_certain}


def test_equal_texts_are_one_wherever_they_stand() -> None:
    told = matched([FIRST, SECOND, THIRD], [THIRD, FIRST, SECOND])

    assert certain(told) == {0: (1,), 1: (2,), 2: (0,)}
    assert [one.fate for one in told.old].count(Fate.MOVED) == 1


def test_another_number_alone_is_a_renumbering() -> None:
    old, new = passages(FIRST, SECOND), passages(FIRST, SECOND, labels=["5", "6"])

    told = match(old, new)

    assert [(one.fate, one.is_certain) for one in told.old] == [(Fate.RENUMBERED, True)] * 2


def test_a_few_other_words_in_place_need_nobody() -> None:
    told = matched([FIRST, SECOND, THIRD], [FIRST, SECOND.replace("bảng tin", "cổng tin"), THIRD])

    assert told.old[1].fate is Fate.REWORDED
    assert told.old[1].is_certain


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # another number
        ("Hoàn thành việc rà soát quy chế chi tiêu trước ngày 15/6 hằng năm tại đơn vị.",
         "Hoàn thành việc rà soát quy chế chi tiêu trước ngày 20/12 hằng năm tại đơn vị."),
        # another unit
        ("Giao cho Trường Bến Đá chủ trì tập huấn về đối thoại cho cán bộ các cụm trường.",
         "Giao cho Trường Cầu Mây chủ trì tập huấn về đối thoại cho cán bộ các cụm trường."),
        # the opposite
        ("Các khoản vận động tài trợ được giao chỉ tiêu bình quân cho từng lớp trong trường.",
         "Các khoản vận động tài trợ không được giao chỉ tiêu bình quân cho từng lớp trong trường."),
        # a short bullet
        ("Họp báo cáo hằng tháng.", "Họp báo cáo hằng quý."),
        # another matter in the same sentence
        ("Kiểm tra bữa ăn bán trú và nước uống của học sinh theo từng cụm trường mỗi học kỳ.",
         "Kiểm tra việc dạy thêm ngoài nhà trường của giáo viên theo từng cụm trường mỗi học kỳ."),
    ],
)  # fmt: skip
def test_what_may_be_another_clause_waits_for_a_person(before: str, after: str) -> None:
    told = matched([FIRST, before, SECOND], [FIRST, after, SECOND])

    assert not told.old[1].is_certain


def test_what_many_clauses_say_is_told_apart_by_where_it_stands() -> None:
    old = [FIRST, f"> {REPORT}", SECOND, f"> {REPORT}", THIRD, f"> {REPORT}"]

    told = matched(old, [old[0], old[1], old[4], old[5], old[2], old[3]])

    assert certain(told) == {0: (0,), 1: (1,), 2: (4,), 3: (5,), 4: (2,), 5: (3,)}


def test_of_equal_twins_nobody_is_sure_which_one_was_taken_out() -> None:
    old = [FIRST, f"> {REPORT}", f"> {REPORT}", SECOND]

    told = matched(old, [FIRST, f"> {REPORT}", SECOND])

    assert {1, 2}.isdisjoint(certain(told))


def test_a_split_is_guessed_and_asked() -> None:
    told = matched([FIRST, f"{SECOND} {THIRD}"], [FIRST, SECOND, THIRD])

    assert told.old[1].fate is Fate.SPLIT
    assert told.old[1].new == (1, 2)
    assert not told.old[1].is_certain


def test_a_merger_is_guessed_and_asked() -> None:
    told = matched([FIRST, SECOND, THIRD], [FIRST, f"{SECOND} {THIRD}"])

    assert [one.fate for one in told.old[1:]] == [Fate.MERGED, Fate.MERGED]
    assert [one.new for one in told.old[1:]] == [(1,), (1,)]
    assert not any(one.is_certain for one in told.old[1:])


def test_what_has_nothing_like_it_is_surely_removed_or_new() -> None:
    told = matched([FIRST, SECOND], [FIRST, "Lắp thêm đèn đường gần cổng."])

    assert (told.old[1].fate, told.old[1].is_certain) == (Fate.REMOVED, True)
    assert told.new[1].is_certain


def test_what_a_person_said_is_not_asked_again() -> None:
    old, new = passages(FIRST, SECOND), passages(FIRST, "Lắp thêm đèn đường gần cổng.")

    told = match(old, new, {1: (1,)})

    assert certain(told) == {0: (0,), 1: (1,)}


def test_a_clause_that_moved_is_found_though_something_like_it_took_its_place() -> None:
    about = "Giao Trường Bến Đá chủ trì tập huấn về đối thoại cho cán bộ các cụm trường ven sông."

    told = matched(
        [FIRST, about, SECOND, THIRD],
        [FIRST, about.replace("Bến Đá", "Cầu Mây"), SECOND, THIRD, about],
    )

    assert certain(told)[1] == (4,)


def test_a_heading_under_another_name_in_the_same_place_is_asked_about() -> None:
    told = matched([FIRST, "Phòng Kế hoạch", SECOND], [FIRST, "Đơn vị Hợp Nhất", SECOND])

    assert not told.old[1].is_certain
    assert not told.new[1].is_certain


def test_another_unit_at_the_head_of_a_sentence_is_asked_about() -> None:
    before = f"{FIRST} Văn phòng Sở tham mưu ban hành quy chế chi tiêu nội bộ."

    told = matched([before, THIRD], [before.replace("Văn phòng", "Thanh tra"), THIRD])

    assert not told.old[0].is_certain


def test_of_what_many_lists_say_each_reworded_one_stays_in_its_list() -> None:
    old = [FIRST, f"> {REPORT}", SECOND, f"> {REPORT}", THIRD, f"> {REPORT}"]

    told = matched(old, [*old[:3], f"> {REPORT.replace('quả', 'quả chung')}", *old[4:]])

    assert certain(told)[3] == (3,)


def test_an_outermost_clause_lies_under_nothing_that_is_unknown() -> None:
    words = Vocabulary()
    old, new = passages(FIRST, f"> {REPORT}", SECOND), passages(SECOND, REPORT, THIRD)

    evidence = Pairing(Side(old, words), Side(new, words)).evidence(1, 1)

    assert not evidence.is_there


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    clauses=st.integers(5, 60),
    style=st.sampled_from(STYLES),
    script=st.sampled_from(sorted(SCRIPTS)),
)
def test_nothing_certain_is_ever_wrong(seed: int, clauses: int, style: Style, script: str) -> None:
    chance = Random(seed)
    small = Style(clauses, style.boilerplate, style.families, style.bullets, rows=style.rows)

    score = judged(edited(a_text(small, chance), script, chance))

    assert score.wrong == []
