"""Tables that leave the house have names that say what they are."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

from werkzeug.http import parse_options_header

from feedback import tables


def test_a_table_is_named_after_what_it_holds_and_its_day() -> None:
    header = tables.as_attachment("Ý kiến THPT Hải Đông", date(2026, 11, 24), "xlsx")

    kind, options = parse_options_header(header)
    assert kind == "attachment"
    assert 'filename="y-kien-thpt-hai-dong-2026-11-24.xlsx"' in header
    assert options["filename"] == "Ý kiến THPT Hải Đông 2026-11-24.xlsx"  # what browsers take


def test_no_name_breaks_out_of_its_header_or_folder() -> None:
    header = tables.as_attachment('Ý kiến ../"x"\r\nSet-Cookie: a', date(2026, 11, 24), "csv")

    full = unquote(header.split("UTF-8''")[1])
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert "/" not in full
    assert ":" not in full
