"""The client that checks pages finds every fault it promises to find."""

from __future__ import annotations

import pytest

from tests.checked_client import faults

PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Kế hoạch – Góp ý</title></head>
<body><main><h1>Kế hoạch</h1>{}</main></body></html>"""


def test_a_good_page_has_no_fault() -> None:
    form = '<form><label for="a">Họ tên</label><input id="a" name="a"><button>Gửi</button></form>'

    assert faults(PAGE.format(form)) == []


def test_a_good_piece_of_a_page_has_no_fault() -> None:
    assert faults('<div><label>Nội dung <textarea name="b"></textarea></label></div>') == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        # It would be closed by the browser somewhere else than meant.
        ("<p><div>x</div></p>", "unexpected-end-tag"),
        ("<table><p>x</p></table>", "table-voodoo"),
        ("<h1>Hai</h1>", "has 2 h1"),
        ("<main></main>", "exactly one main"),
        ('<p id="a"></p><p id="a"></p>', "the id a stands 2 times"),
        ('<p id="a b"></p>', "is no name"),
        ('<p aria-describedby="x"></p>', "points to nothing"),
        ('<input name="a">', "input 'a' has no label"),
        ('<label for="a"></label><select id="a" name="a"></select>', "select 'a' has no label"),
        ('<button type="button"><svg></svg></button>', "a button says nothing"),
        ('<a href="/"></a>', "a a says nothing"),
        ('<p style="color: red">x</p>', "inline style"),
        ("<script>alert(1)</script>", "inline script"),
        ('<p onclick="x()">x</p>', "inline script in onclick"),
        ('<a href="javascript:x()">x</a>', "href is a script"),
        ('<img src="/x.png">', "has no alt"),
        ("<p>Còn %(n)s ngày</p>", "shows %(n)s"),
    ],
)
def test_a_fault_in_the_body_is_found(body: str, fault: str) -> None:
    found = faults(PAGE.format(body))

    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<title>Kế hoạch", "<title>Trang", "does not begin with the h1"),
        ('<html lang="vi">', "<html>", "does not say its language"),
        ("<h1>Kế hoạch</h1>", "", "has 0 h1"),
        ("<!doctype html>", "", "expected-doctype"),
    ],
)
def test_a_fault_in_the_frame_is_found(before: str, after: str, fault: str) -> None:
    found = faults(PAGE.format("").replace(before, after))

    assert any(fault in line for line in found), found
