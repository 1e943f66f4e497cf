from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.search import fold, near_duplicates, vietnamese_sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hằng năm", "hàng năm"),
        ("hòa bình", "hoà bình"),
        ("Uỷ ban", "ủy ban"),
        ("kỳ họp", "kì họp"),
        ("lý do", "lí do"),
        ("mỹ thuật", "mĩ thuật"),
        ("quý III", "quí iii"),
        ("tỷ lệ", "tỉ lệ"),
        ("y tế", "i tế"),
        ("chữ ký", "chữ kí"),
        # The crossed D of Vietnamese, the Icelandic one of old fonts, and none.
        ("Đảng ủy", "Ðảng ủy"),
        ("đồng ý", "dong y"),
        ("Số: 05/KH-SGDĐT", "so 05 kh sgddt"),
        ("dân chủ", unicodedata.normalize("NFD", "dân chủ")),
        ("  phụ\u00a0huynh,\n học sinh ", "phu huynh hoc sinh"),
        ("１２ trường", "12 truong"),
    ],
)
def test_what_people_mean_by_the_same_word_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("tay", "tai"), ("thúy", "thúi"), ("quyết", "quiết"), ("hay", "hai")]
)
def test_y_and_i_stay_apart_where_they_sound_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aàảãáạăằâấđeêìoôơờuưyỳỷỹýỵbcdghklmnpqrstvx ĐÂ,.1"))
def test_vietnamese_folds_to_plain_letters_digits_and_single_spaces(text: str) -> None:
    folded = fold(text)

    assert folded.isascii()
    assert folded == " ".join(folded.split())
    assert folded == folded.lower()


WATER = "Đề nghị nhà trường công khai khoản thu tiền nước uống"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WATER, "de nghi nha truong cong khai khoan thu tien nuoc uong"),
        (WATER, "Nhà trường nên công khai các khoản thu tiền nước uống của học sinh"),
        (WATER, "Đề nghị công khai tiền nước uống"),
        ("Tháng 6 là quá gấp, đề nghị lùi đến quý III", "Đề nghị lùi đến quý III, tháng 6 gấp quá"),
        ("Đồng ý", "đồng ý."),
    ],
)
def test_the_same_opinion_in_other_words_is_found(one: str, other: str) -> None:
    assert [found for found, _ in near_duplicates(one, [(7, other)])] == [7]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # All words of the short one stand in the long one, and yet it says far more.
        ("Đồng ý", "Tôi đồng ý với mục này nhưng đề nghị bổ sung thời hạn cho từng đơn vị"),
        ("Đồng ý", "Không đồng ý"),
        ("Không rõ", "Không rõ hạn"),
        (WATER, "Đề nghị nhà trường công khai thực đơn bữa ăn bán trú hằng tuần"),
        (WATER, "Đề nghị nhà trường sửa nhà vệ sinh"),
        # One word makes it the opposite.
        ("Tôi không đồng ý với mục này vì thời hạn", "Tôi đồng ý với mục này vì thời hạn"),
        ("", ""),
        ("…", "!!!"),
    ],
)
def test_another_opinion_is_not_taken_for_the_same(one: str, other: str) -> None:
    assert near_duplicates(one, [(7, other)]) == []


def test_the_most_alike_come_first_and_no_more_than_asked() -> None:
    others = [(3, WATER), (1, WATER), (2, WATER + " của lớp"), (4, "Việc khác hẳn")]

    assert [found for found, _ in near_duplicates(WATER, others, limit=3)] == [1, 3, 2]
    assert near_duplicates(WATER, others, limit=2)[0] == (1, 100.0)


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_between_none_and_all(one: str, other: str) -> None:
    for _, score in near_duplicates(one, [(1, other)], threshold=0):
        assert 0 <= score <= 100.0001


def test_names_sort_by_the_vietnamese_alphabet_then_by_tone() -> None:
    # Tones decide only where all letters agree, so Đà Nẵng follows every bare "đa".
    expected = (
        "An|Ăn|Ân|Ban|Da|Đa|Đá|Đạ|Đà Nẵng|Ga|Hà Nội|Hải Phòng|Ma|Mà|Mả|Mã|Má|Mạ|Oa|Ôa|Ơa|Ua|Ưa"
    ).split("|")

    assert sorted(set(expected), key=vietnamese_sort_key) == expected


def test_classes_sort_by_their_number() -> None:
    expected = ["Lớp 1", "Lớp 9A", "Lớp 10A", "Lớp 10B", "Lớp 100"]

    assert sorted(set(expected), key=vietnamese_sort_key) == expected


@given(st.text(max_size=40))
def test_a_sort_key_orders_alike_in_every_collation(text: str) -> None:
    key = vietnamese_sort_key(text)

    assert all(one in "0123456789abcdefghijklmnopqrstuvwxyz" for one in key)
    assert key == vietnamese_sort_key(unicodedata.normalize("NFD", text))
