from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from feedback.richtext import (
    TAGS,
    clean_text,
    excerpt,
    kept_html,
    richtext,
    text_to_html,
    to_markup,
)

dangerous = st.lists(
    st.sampled_from(
        '<script> </script> <img src=x onerror=alert(1)> <a href="javascript:x"> <svg/onload=x>'
        " <math><mi> <style> \" ' > < & &lt; &#60; javascript: http:// https://x.vn/?a=<b> \n \n\n"
        " <!-- --> ]]> \x00 \u202e <p> </p> <plaintext> <noscript> data:text/html,x onclick=x".split(
            " "
        )
    )
).map(" ".join)


class _Seen(HTMLParser):
    """Collects every tag and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def seen_in(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return seen


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        (unicodedata.normalize("NFD", "Đề nghị"), "Đề nghị"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("một\u2028hai\x85ba", "một\nhai\nba"),
        ("a\tb\u00a0c\u3000d", "a b c d"),
        ("a\x00\x07\x1bb", "ab"),
        ("ẩn\u200b\u200d\ufeff\u00ad đi", "ẩn đi"),
        ("tiền \u202etheo\u202c \u2066lén\u2069", "tiền theo lén"),
        ("riêng\ue000\U000f0000 tư\ufdd0\uffff", "riêng tư"),
        ("thẻ\U000e0041 ẩn", "thẻ ẩn"),
        ("dòng một   \n  dòng hai  ", "dòng một\n  dòng hai"),
        ("một\n\n\n\n\n\nhai", "một\n\n\nhai"),
        ("một\n \n \n \n \nhai", "một\n\n\nhai"),
        ("\n\n \u200b\u3164 \n", ""),
        # A tower of marks keeps three, so that it does not cover its neighbours.
        ("x" + "\u0334" * 50, "x" + "\u0334" * 3),
        # Three marks on one letter is what Vietnamese in parts may carry.
        ("o\u031b\u0323", "ợ"),
    ],
)
def test_typed_text_is_stored_clean(raw: str, cleaned: str) -> None:
    assert clean_text(raw) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean_text(raw)

    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_only_what_shows_is_left(raw: str) -> None:
    hidden = {"Cc", "Cf", "Co", "Cs"}

    assert not any(unicodedata.category(one) in hidden and one != "\n" for one in clean_text(raw))


def test_text_becomes_paragraphs_lines_and_links() -> None:
    html = text_to_html("Một\nhai\n\nXem https://example.org/a?b=1&c=2.")

    assert html == (
        "<p>Một<br>hai</p><p>Xem "
        '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener ugc">'
        "https://example.org/a?b=1&amp;c=2</a>.</p>"
    )


@pytest.mark.parametrize(
    "text", ["Đề nghị.vn làm rõ", "thu@example.org", "javascript:alert(1)", "ftp://example.org"]
)
def test_only_full_web_addresses_become_links(text: str) -> None:
    assert "<a" not in text_to_html(text)


def test_typed_markup_is_shown_as_typed() -> None:
    assert text_to_html("<b>1 < 2 & 3</b>") == "<p>&lt;b&gt;1 &lt; 2 &amp; 3&lt;/b&gt;</p>"


@given(st.one_of(st.text(), dangerous))
def test_text_never_becomes_anything_but_paragraphs_lines_and_links(text: str) -> None:
    seen = seen_in(text_to_html(text))

    assert seen.tags <= {"p", "br", "a"}
    for tag, name, value in seen.attributes:
        assert (tag, name) in {("a", "href"), ("a", "rel")}
        assert name == "rel" or re.match("https?://", value, re.IGNORECASE)


@given(dangerous)
def test_kept_html_is_cleaned_once_more_whatever_was_stored(html: str) -> None:
    seen = seen_in(str(to_markup(html)))

    assert seen.tags <= TAGS
    for tag, name, value in seen.attributes:
        assert not name.startswith("on")
        assert name != "style"
        assert (tag, name) != ("a", "href") or re.match("https?://", value, re.IGNORECASE)


@given(st.text())
def test_what_the_gates_let_through_once_they_let_through_unchanged(text: str) -> None:
    html = text_to_html(text)

    assert str(to_markup(html)) == html


def test_tables_lists_and_differences_pass_and_foreign_parts_do_not() -> None:
    html = (
        '<table><tbody><tr><td colspan="2">ô</td></tr></tbody></table>'
        '<ol start="3"><li><ins>thêm</ins> <del>bớt</del></li></ol>'
    )

    assert str(kept_html(html)) == html
    assert str(kept_html('<p class="x" style="color:red">a<img src="x"></p>')) == "<p>a</p>"
    assert str(kept_html("<script>x()</script><p>b</p>")) == "<p>b</p>"


def test_filters_give_what_a_template_trusts() -> None:
    assert isinstance(richtext("a"), Markup)
    assert isinstance(kept_html("<p>a</p>"), Markup)
    assert richtext("<i>") == Markup("<p>&lt;i&gt;</p>")


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("ngắn", 10, "ngắn"),
        ("Đề nghị làm rõ thời hạn", 16, "Đề nghị làm rõ…"),
        ("Đề nghị làm rõ, thời hạn", 17, "Đề nghị làm rõ…"),
        ("một\n\nhai", 20, "một hai"),
        ("Đề nghị làm", 8, "Đề nghị…"),
        ("x" * 50, 10, "x" * 9 + "…"),
        ("dài", 1, "…"),
        ("dài", 0, ""),
    ],
)
def test_an_excerpt_ends_between_words(text: str, length: int, shown: str) -> None:
    assert excerpt(text, length) == shown


@given(st.text(), st.integers(min_value=0, max_value=60))
def test_an_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(excerpt(text, length)) <= length
