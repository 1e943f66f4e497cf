"""How hats and ends of times read."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

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
    ],
)
def test_what_role_and_unit_both_say_is_read_once(app: Flask, kept: str, read: str) -> None:
    with app.test_request_context():
        assert formats.sender_words(kept) == read


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
