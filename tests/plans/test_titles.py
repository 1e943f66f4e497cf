"""A title in capitals does not shout in lists, and no name in it is misspelt."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.plans.titles import in_sentence_case
from models import Role, UnitKind
from tests import builders
from tests.checked_client import CheckedClient

DOCUMENT = [
    "Căn cứ Chỉ thị số 15-CT/TU của Ban Thường vụ Thành ủy về thực hiện dân chủ ở cơ sở.",
    "Các trường học công khai thu, chi; UBND xã và Trường THPT Hải Đông thực hiện.",
    "II. NHIỆM VỤ, GIẢI PHÁP",
    "Trong năm học, trường nào cũng thực hiện dân chủ trong học kỳ II; trong năm có sơ kết.",
]


@pytest.mark.parametrize(
    ("title", "listed"),
    [
        ("THỰC HIỆN CHỈ THỊ SỐ 15-CT/TU", "Thực hiện Chỉ thị số 15-CT/TU"),
        ("CÔNG KHAI THU, CHI, HỌC KỲ II", "Công khai thu, chi, học kỳ II"),
        ("DÂN CHỦ TRONG TRƯỜNG THPT HẢI ĐÔNG", "Dân chủ trong Trường THPT Hải Đông"),
        ("UBND XÃ THỰC HIỆN DÂN CHỦ", "UBND xã thực hiện dân chủ"),
        ("Thực hiện dân chủ ở UBND", "Thực hiện dân chủ ở UBND"),  # not in capitals
        ("GIẢI PHÁP DÂN CHỦ", "GIẢI PHÁP DÂN CHỦ"),  # the text says it in capitals alone
        ("DÂN CHỦ Ở XÃ KIẾN AN", "DÂN CHỦ Ở XÃ KIẾN AN"),  # a name it does not know
        ("DÂN CHỦ Ở XÃ CÔNG THU", "DÂN CHỦ Ở XÃ CÔNG THU"),  # a name of words that it knows
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_title_in_capitals_is_listed_as_the_document_writes_its_words(
    title: str, listed: str
) -> None:
    assert in_sentence_case(title, DOCUMENT) == listed


def test_a_plan_titled_in_capitals_is_calm_in_lists_and_keeps_them_on_its_own_head(
    client: CheckedClient, session: Session
) -> None:
    department, office = builders.a_department()
    builders.a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION, under=department)
    builders.wear(client, builders.a_hat(role=Role.MODERATOR, unit=office))
    text = "KẾ HOẠCH\nTHỰC HIỆN DÂN CHỦ\nI. MỤC ĐÍCH\nĐể mọi người thực hiện dân chủ.\n"
    sent = {"unit": department.key, "kind": "plan", "pasted": text}
    progress = client.post("/plans/new", data=sent).location
    key = client.get(progress).location.split("/")[2]

    client.post(f"/plans/{key}/publish", data={"audience": "public", "confirmed": "y"})

    page = client.get(f"/plans/{key}").text
    assert ">Thực hiện dân chủ</a>" in client.get("/plans").text
    assert "<title>Kế hoạch Thực hiện dân chủ" in page
    assert 'official-capitals">Thực hiện dân chủ<' in page
