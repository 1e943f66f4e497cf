"""How hats and ends of times read."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from feedback import formats
from feedback.clock import LOCAL


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("Phụ huynh, THPT Mẫu", "Phụ huynh, THPT Mẫu"),
        ("Chánh Văn phòng, Văn phòng Sở", "Chánh Văn phòng Sở"),  # said once
        ("Trưởng phòng, Phòng TCCB", "Trưởng phòng TCCB"),  # whatever the capitals
        ("Ban đại diện, THPT Mẫu có Ban đại diện", "Ban đại diện, THPT Mẫu có Ban đại diện"),
        ("Người dân (tự khai), Phường Mẫu", "Người dân (tự khai), Phường Mẫu"),
        ("Người dân", "Người dân"),
        ("Cán bộ, giáo viên, nhân viên, THPT Mẫu", "Cán bộ, giáo viên, nhân viên, THPT Mẫu"),
    ],
)
def test_what_role_and_unit_both_say_is_read_once(app: Flask, kept: str, read: str) -> None:
    with app.test_request_context():
        assert formats.sender_words(kept) == read


@pytest.mark.parametrize(
    ("kept", "role"),
    [
        ("Cán bộ, giáo viên, nhân viên, THPT Mẫu", "Cán bộ, giáo viên, nhân viên"),
        ("Giáo viên, nhân viên (tự khai), THPT Mẫu", "Giáo viên, nhân viên"),
        ("Cha mẹ học sinh, THPT Mẫu", "Cha mẹ học sinh"),
    ],
)
def test_a_role_is_read_in_the_readers_language_its_unit_as_it_is(
    app: Flask, kept: str, role: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}), force_locale("en"):
        read = formats.sender_words(kept)

    assert role not in read
    assert read.endswith(", THPT Mẫu")


@pytest.mark.parametrize(
    ("end", "read"),
    [
        (datetime(2026, 12, 11, tzinfo=LOCAL), "hết ngày 10/12/2026"),
        (datetime(2026, 12, 10, 17, 0, tzinfo=LOCAL), "17:00, 10/12/2026"),
    ],
)
def test_a_time_that_ends_with_a_day_names_that_day(app: Flask, end: datetime, read: str) -> None:
    with app.test_request_context():
        assert formats.until(end) == read
