"""Which letters are marked in a text as found, and which part of it is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.excerpts import Piece, excerpt, marked, wanted, written_alike

LETTERS = "aàảãáạăâđeêioôơuưyAĐ bcmnt.,;-(“½²\u0301\u0323\u0302\u00ad😀"


def shown(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        # without marks everything that is alike is meant
        ("dan ban", "Dân bàn, dẫn bản, dan bán.", "[Dân bàn, dẫn bản, dan bán]."),
        # with marks only what is spelled so, where there is such
        ("bàn", "Bàn, bản và bán.", "[Bàn], bản và bán."),
        ("bàn", "Bản và bán.", "[Bản] và [bán]."),
        # tone on another letter, y for i
        ("hoà kỳ", "Hòa bình mỗi kì.", "[Hòa] bình mỗi [kì]."),
        ("thuy duong", "Xã Thuỷ Đường", "Xã [Thuỷ Đường]"),
        # whole words only
        ("an", "Ban an toàn", "Ban [an] toàn"),
        ("05 kh", "Số 05/KH-SGDĐT", "Số [05/KH]-SGDĐT"),
        ("x", "", ""),
    ],
)
def test_found_words_are_marked_as_written(typed: str, text: str, expected: str) -> None:
    assert shown(marked(text, wanted(typed))) == expected


def test_letters_written_in_parts_keep_their_marks() -> None:
    text = unicodedata.normalize("NFD", "Để dân bàn đã.")

    pieces = marked(text, wanted("dan ban"))

    assert [piece.text for piece in pieces if piece.is_found] == [
        unicodedata.normalize("NFD", "dân bàn")
    ]


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(LETTERS, max_size=60), typed=st.text(LETTERS, max_size=12), size=st.integers(1, 60)
)
def test_no_letter_is_ever_cut_from_its_marks(text: str, typed: str, size: int) -> None:
    whole, part = marked(text, wanted(typed)), excerpt(text, wanted(typed), size)

    assert "".join(piece.text for piece in whole) == text
    begun = [*whole[1:], *part[1:]]
    assert not [one for one in begun if unicodedata.category(one.text[0]).startswith("M")]


def test_the_part_shown_is_where_the_words_stand_together() -> None:
    text = (
        "Dân chủ. " + "Một câu dài không có gì. " * 20 + "Nơi đây để dân bàn việc. " + "Hết. " * 40
    )

    part = shown(excerpt(text, wanted("dân bàn"), 80))

    assert (part[:2], part[-2:]) == ("… ", " …")
    assert "[dân bàn]" in part
    assert len(part) < 110


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    assert shown(excerpt("Một câu khá dài ở đây.", wanted("khong"), 10)) == "Một câu …"
    assert shown(excerpt("Ngắn.", wanted("khong"), 10)) == "Ngắn."


def test_a_text_of_one_endless_word_is_cut_too() -> None:
    assert len(shown(excerpt("a" * 50_000, wanted("b"), 80))) < 90


def test_only_words_typed_with_marks_must_be_written_so() -> None:
    assert written_alike(wanted("dan bàn"), "Dân bàn")
    assert not written_alike(wanted("dan bàn"), "Dân bản")
    assert written_alike(wanted("dan ban"), "Dẫn bản")
