"""Text typed in TCVN3 or VNI: read where it is certain, told in any case."""

from __future__ import annotations

import pytest

from feedback.plans.reading import read_document
from tests.plans.reading.reading import codes, labels, places, read

TCVN3 = """
    KÕ HO¹CH
    Thùc hiÖn d©n chñ ë tr\xadêng häc
    I. MôC §ÝCH
    1. L¾ng nghe ý kiÕn cña cha mÑ häc sinh.
    2. C«ng khai, kÞp thêi.
"""
VNI = """
    KEÁ HOAÏCH
    Thöïc hieän daân chuû ôû tröôøng hoïc
    I. MUÏC ÑÍCH
    1. Laéng nghe yù kieán cuûa cha meï hoïc sinh.
    2. Coâng khai, kòp thôøi.
"""


@pytest.mark.parametrize("text", [TCVN3, VNI])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_document_in_an_old_encoding_is_read_in_todays_letters_and_told(text, encoding):
    document = read_document(text.encode(encoding), "plan.txt")

    assert document.document.type == "Kế hoạch"
    assert document.document.title == "Thực hiện dân chủ ở trường học"
    assert [clause.text for clause in document.clauses if clause.label.startswith("I.")] == [
        "Lắng nghe ý kiến của cha mẹ học sinh.", "Công khai, kịp thời.",
    ]  # fmt: skip
    assert places(document, "converted_encoding") == ["dòng 2"]


def test_old_letters_among_new_ones_are_left_as_they_are_and_told():
    document = read("""
        1. Nhà trường lắng nghe ý kiến.
        2. Thùc hiÖn d©n chñ.
    """)

    assert labels(document) == ["1", "2"]
    assert "Thùc hiÖn" in document.clauses[1].text
    assert "legacy_encoding" in codes(document)


def test_soft_hyphens_of_a_new_text_are_dropped():
    assert read("1. Việc\xad một.").clauses[0].text == "Việc một."
