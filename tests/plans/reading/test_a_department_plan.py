"""A plan of the Department with all its habits: blank number, mixed labels, a cut sentence."""

from __future__ import annotations

from datetime import date

import pytest

from feedback.plans.reading import Due, ReadDocument, as_json
from tests.plans.reading.reading import clause, codes, labels, read_fixture, task

GROUP = "Các phòng, đơn vị thuộc và trực thuộc Sở"


@pytest.fixture(scope="module")
def plan() -> ReadDocument:
    return read_fixture("ke-hoach-so.txt")


def test_the_head_has_what_is_printed_and_nothing_else(plan):
    head = plan.document

    assert (head.type, head.number, head.issued_on) == ("Kế hoạch", None, None)
    assert (head.place, head.issued_on_text) == ("Hải Phòng", "ngày tháng 02 năm 2026")
    assert head.title is not None
    assert head.title.startswith("Đẩy mạnh việc lắng nghe")
    assert head.title.endswith("ngày 10/12/2025")


def test_a_cited_directive_lends_its_number_to_nobody(plan):
    printed = as_json(plan)

    assert printed["document"]["number"] is None
    assert any("21-CT/TU" in basis for basis in printed["document"]["legal_bases"])


def test_blanks_are_told(plan):
    assert codes(plan) == {"blank_number", "blank_day", "issuer_from_opening", "sentence_joined"}


def test_the_issuer_is_taken_from_the_opening_when_the_head_names_none(plan):
    assert plan.document.issuer == "Sở Giáo dục và Đào tạo"


def test_legal_bases_come_one_by_one_and_the_rest_stays_an_opening(plan):
    assert plan.document.legal_bases == (
        "Thực hiện Chỉ thị số 21-CT/TU ngày 10/12/2025 của Ban Thường vụ Thành ủy",
        "Kế hoạch số 11/KH-UBND ngày 20/01/2026 của Ủy ban nhân dân thành phố (gửi kèm theo)",
    )
    assert clause(plan, "Lời mở đầu").text == (
        "Sở Giáo dục và Đào tạo xây dựng Kế hoạch lắng nghe ý kiến, cụ thể như sau:"
    )


def test_recipients_and_signature_are_no_clauses(plan):
    assert plan.document.recipients == ("Giám đốc Sở", "Các trường THPT", "Lưu: VT")
    assert plan.document.signer == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Họ Và Tên")
    assert as_json(plan)["document"]["signer"] == "Họ Và Tên"


def test_every_clause_is_cited_as_on_paper(plan):
    assert (
        labels(plan)
        == (
            "I I.1 I.2 II II.1 II.2 II.2.a II.2.b II.2.c II.3 II.3.a II.3.b II.3.c II.4 II.4.a II.4.b "
            "II.5 II.5.a II.5.b II.5.c II.6 II.6.a II.6.b II.6.c III III.1 III.2"
        ).split()
    )


def test_a_bullet_with_content_is_a_clause_of_its_own(plan):
    second = clause(plan, "I.1 gạch đầu dòng 2")

    assert (second.label, second.printed, second.depth) == ("", "-", 3)
    assert second.text == "Người gửi biết ý kiến của mình đang ở đâu."
    assert second.parent == clause(plan, "I.1").position


def test_labelled_bullets_stay_as_lines_of_their_clause(plan):
    assert clause(plan, "II.1").text.splitlines() == [
        "- Cơ quan, đơn vị thực hiện: Các phòng, đơn vị thuộc và trực thuộc Sở.",
        "- Cơ quan, đơn vị phối hợp: Văn phòng.",
        "- Hình thức: Họp lớp, bảng tin, trang thông tin điện tử.",
        "- Thời gian thực hiện: Quý I và Quý II năm 2026.",
    ]


def test_a_sentence_cut_by_a_blank_line_is_whole_again(plan):
    text = clause(plan, "II.4.a").text

    assert "nếp làm việc và là thước đo" in text
    assert "“dân biết, dân bàn”" in text


def test_the_closing_words_stay(plan):
    assert clause(plan, "Lời kết").text.endswith("phản ánh về Văn phòng Sở./.")


@pytest.mark.parametrize(
    ("reference", "lead", "supporting", "due"),
    [
        # several labels for the owner
        ("II.1", [GROUP], ["Văn phòng"], Due(date(2026, 1, 1), date(2026, 6, 30))),
        ("II.2", ["Phòng Pháp chế"], [GROUP], Due(date(2026, 6, 1), date(2026, 6, 30))),
        ("II.3", ["Các trường trung học phổ thông"], [], Due(date(2026, 1, 1), date(2026, 12, 31))),
        # the owners stand in sentences below their label
        (
            "II.4",
            ["Cơ quan Sở", "các đơn vị trực thuộc Sở", GROUP],
            [],
            Due(date(2026, 1, 1), None, "yearly"),
        ),
        # a duty inside a sentence, due every year
        (
            "II.4.a gạch đầu dòng 1",
            ["cơ quan Sở", "các đơn vị trực thuộc Sở"],
            [],
            Due(date(2026, 1, 1), date(2026, 3, 31), "yearly"),
        ),
        # two names, one of them a group
        (
            "II.5",
            ["Phòng Tổ chức cán bộ"],
            ["Sở Nội vụ", "các phòng, đơn vị thuộc và trực thuộc Sở"],
            Due(None, None, "yearly"),
        ),
        # the heading names who takes part
        ("II.6", [GROUP], ["các đoàn thể trong ngành"], Due(None, date(2026, 9, 15))),
    ],
)
def test_tasks_are_read_as_printed(plan, reference, lead, supporting, due):
    read = task(plan, reference)

    assert [*read.lead] == lead
    assert [*read.supporting] == supporting
    assert read.due == due


def test_there_are_no_other_tasks(plan):
    assert len(plan.tasks) == 7


def test_what_is_to_come_out_is_kept(plan):
    assert task(plan, "II.1").form == "Họp lớp, bảng tin, trang thông tin điện tử"
    assert task(plan, "II.3").deliverable == "Quy chế được công khai tại trường"
    assert task(plan, "II.4.a gạch đầu dòng 1").deliverable == "Kế hoạch lắng nghe ý kiến"


def test_the_printed_shape_is_the_promised_one(plan):
    printed = as_json(plan)

    assert list(printed) == ["document", "clauses", "tasks", "warnings"]
    assert list(printed["document"]) == (
        "type number issued_on place issuer title legal_bases signer recipients".split()
    )
    assert list(printed["clauses"][0]) == ["label", "depth", "heading", "text"]
    assert printed["tasks"][1] == {
        "clause": "II.2",
        "lead": ["Phòng Pháp chế"],
        "supporting": [GROUP],
        "time_text": "Tháng 6 năm 2026",
        "due": {"from": "2026-06-01", "to": "2026-06-30", "repeats": None},
        "deliverable": None,
    }
