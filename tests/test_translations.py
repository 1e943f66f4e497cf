"""Vietnamese is written first; the English beside it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask

from tests.checked_client import CheckedClient
from tests.page_list import public_addresses

ROOT = Path(__file__).parent.parent
KEYWORDS = parse_keywords(["_l", "N_", "lazy_pgettext:1c,2"])
ONLY_VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ]|[\u1ea0-\u1ef9]")
# A Vietnamese reader must find the own language and a letter of one's own country.
STAYS = ("Tiếng Việt", "SGDĐT", "Người được giao tiếp nhận đơn tố cáo")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en")


def written() -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Every message of the product, as the collecting command finds it: words and context."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, **KEYWORDS}
    wanted = {"app.py", "models.py", "feedback", "templates"}
    for place in sorted(wanted):
        folder = ROOT / place
        found = extract_from_dir(
            ROOT if folder.is_file() else folder,
            [(pattern.removeprefix(f"{place}/"), method) for pattern, method in methods],
            {pattern.removeprefix(f"{place}/"): values for pattern, values in options.items()},
            keywords,
        )
        for name, _line, words, _comments, context in found:
            if folder.is_dir() or name == place:
                yield words, context


def is_whole(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all([message.string] if isinstance(message.string, str) else message.string or [""])


def test_no_message_lacks_its_english(english: Catalog) -> None:
    messages = set(written())

    missing = [words for words, context in messages if not is_whole(english.get(words, context))]

    assert len(messages) > 1500
    assert not missing


def test_no_english_is_a_guess_or_stands_for_nothing(english: Catalog) -> None:
    used = {
        (words if isinstance(words, str) else words[0], context) for words, context in written()
    }

    idle = [
        message.id
        for message in english
        if message.id
        and (message.id if isinstance(message.id, str) else message.id[0], message.context)
        not in used
    ]

    assert not idle
    assert not [message.id for message in english if message.id and message.fuzzy]


def test_the_english_is_given_what_the_vietnamese_is_given(english: Catalog) -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)s|\{\w*\}|<[^>]+>", text))

    different = [
        message.id
        for message in english
        if isinstance(message.id, str) and message.id
        if places(message.id) != places(str(message.string))
    ]

    assert not different


def test_no_vietnamese_is_left_in_the_english(english: Catalog) -> None:
    left = [
        message.string
        for message in english
        if message.id and ONLY_VIETNAMESE.search(str(message.string))
    ]

    assert [text for text in left if not any(word in str(text) for word in STAYS)] == []


def test_a_public_page_asked_for_in_english_is_in_english(
    app: Flask, client: CheckedClient
) -> None:
    client.get("/language/en")

    found = {}
    for address in set(public_addresses(app)) - {"/style-guide"}:  # its specimens are documents
        text = client.get(address, follow_redirects=True).text
        for word in STAYS:
            text = text.replace(word, "")
        left = [line.strip() for line in text.splitlines() if ONLY_VIETNAMESE.search(line)]
        if left:
            found[address] = left[:3]

    assert not found
