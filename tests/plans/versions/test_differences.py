"""What readers are told of two wordings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.plans.versions.differences import Change, Piece, is_reworded, word_differences

SAME, REMOVED, ADDED = Change.SAME, Change.REMOVED, Change.ADDED


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # Nothing changed: one piece.
        ("Báo cáo trước ngày 15/6.", "Báo cáo trước ngày 15/6.", [(SAME, "Báo cáo trước ngày 15/6.")]),
        # A word in the middle.
        (
            "Các trường báo cáo hằng quý về Văn phòng Sở.",
            "Các trường báo cáo hằng tháng về Văn phòng Sở.",
            [
                (SAME, "Các trường báo cáo hằng "),
                (REMOVED, "quý "),
                (ADDED, "tháng "),
                (SAME, "về Văn phòng Sở."),
            ],
        ),
        # Two changes with one word between them are told as one.
        (
            "Phòng chuyên môn chủ trì thực hiện và gửi kết quả.",
            "Phòng tổ chức chủ động thực hiện và gửi kết quả.",
            [
                (SAME, "Phòng "),
                (REMOVED, "chuyên môn chủ trì "),
                (ADDED, "tổ chức chủ động "),
                (SAME, "thực hiện và gửi kết quả."),
            ],
        ),
        # All new, all gone.
        ("", "Một mục thêm vào.", [(ADDED, "Một mục thêm vào.")]),
        ("Một mục bị bỏ.", "", [(REMOVED, "Một mục bị bỏ.")]),
        ("", "", []),
    ],
)  # fmt: skip
def test_the_words_added_and_taken_out_are_told(
    old: str, new: str, told: list[tuple[Change, str]]
) -> None:
    assert word_differences(old, new) == [Piece(change, text) for change, text in told]


WORDS = st.lists(st.sampled_from("dân biết bàn làm kiểm tra giám sát, .".split()), max_size=30)


@settings(max_examples=100, deadline=None)
@given(WORDS, WORDS)
def test_nothing_of_either_wording_is_lost(old: list[str], new: list[str]) -> None:
    pieces = word_differences(" ".join(old), " ".join(new))

    before = "".join(piece.text for piece in pieces if piece.change is not ADDED)
    after = "".join(piece.text for piece in pieces if piece.change is not REMOVED)
    assert (before.split(), after.split()) == (old, new)


def test_spaces_alone_are_no_rewording() -> None:
    assert not is_reworded("Dân biết,\ndân bàn", "Dân  biết, dân bàn")
    assert is_reworded("Dân biết", "Dân bàn")


def test_a_clause_of_fifty_thousand_characters_is_compared() -> None:
    old = " ".join(f"Câu thứ {number} nói về việc công khai." for number in range(1_500))

    pieces = word_differences(old, old.replace("Câu thứ 700 nói", "Câu thứ 700 viết"))

    assert [piece.text.strip() for piece in pieces if piece.change is ADDED] == [
        "Câu thứ 700 viết về việc công khai."
    ]
