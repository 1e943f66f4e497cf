"""Which names could make a visitor look like an office, and which are people's own."""

from __future__ import annotations

import pytest

from feedback.official_names import OfficialName, check_private

UNITS = ("Trường THPT Bình Minh", "Xã Kiến An", "Kiến An", "Phòng Tổ chức cán bộ")


@pytest.mark.parametrize(
    "name",
    [
        "Sở Giáo dục và Đào tạo (trả lời chính thức)",
        "Giám đốc Sở",
        "GIÁM  ĐỐC",
        "giam doc",
        "Giám doc",
        "Gíam đốc",
        "Phó-Giám-đốc Nguyễn Văn A",
        "Trưởng phòng",
        "Hiệu trưởng Trần Thị B",
        "Chánh Văn phòng",
        "Trường THPT Bình Minh",
        "truong thpt binh minh",
        "Đại diện xã Kiến An",
        "Phòng Tổ chức cán bộ",
        "Gi\u0430m d\u043ec",  # two letters are Cyrillic
    ],
)
def test_a_name_of_an_office_is_refused_however_it_is_written(name: str) -> None:
    with pytest.raises(OfficialName):
        check_private(name, UNITS)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Phụ huynh lớp 10A",
        "Trương Phong",
        "Nguyễn Kiến An",
        "Trần Bi Thu",
        "Cha mẹ học sinh lớp 6A, Trường THCS khác",
        "Lê Chủ",
        "김민수",
    ],
)
def test_a_persons_own_name_passes(name: str) -> None:
    check_private(name, UNITS)
