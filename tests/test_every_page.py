"""What is true of every page, whatever it is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.laws import LADDER
from tests.page_list import addresses, as_markdown

ROOT = Path(__file__).parent.parent
# What a word of an address may be: lower case, words joined by hyphens; or a place for a value.
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.([a-z]+|<[^>]+>))?|<[^>]+>(\.[a-z]+)?")


def test_every_page_declares_who_may_use_it(app: Flask) -> None:
    undeclared = [address.endpoint for address in addresses(app) if address.access is None]

    assert not undeclared


def test_a_page_that_declares_nobody_is_refused(app: Flask) -> None:
    app.add_url_rule("/undeclared", "undeclared", lambda: "seen")

    answer = app.test_client().get("/undeclared")

    assert answer.status_code == 403


def test_every_page_belongs_to_a_capability(app: Flask) -> None:
    strangers = [address.endpoint for address in addresses(app) if address.slice not in LADDER]

    assert not strangers


def test_every_address_is_written_in_small_words_with_hyphens(app: Flask) -> None:
    odd = [
        address.path
        for address in addresses(app)
        if not all(KEBAB.fullmatch(word) for word in address.path.strip("/").split("/") if word)
    ]

    assert not odd


def test_an_address_that_answers_get_changes_nothing_and_one_that_posts_has_its_own(
    app: Flask,
) -> None:
    both = [a.endpoint for a in addresses(app) if {"GET", "POST"} <= set(a.methods)]

    assert not both


def test_every_page_says_in_a_sentence_what_it_is_for(app: Flask) -> None:
    silent = [address.endpoint for address in addresses(app) if not address.purpose]

    assert not silent


def test_the_list_of_pages_is_true(app: Flask) -> None:
    file = ROOT / "docs/pages.md"

    assert file.exists(), "docs/pages.md is missing: make pages"
    assert file.read_text(encoding="utf-8") == as_markdown(addresses(app)), "make pages"


@pytest.mark.parametrize("address", ["/no-such-page", "/plans/no-such-plan"])
def test_an_unknown_address_gets_a_page_that_helps(app: Flask, address: str) -> None:
    answer = app.test_client().get(address)

    assert answer.status_code == 404
    assert 'href="/"' in answer.text
