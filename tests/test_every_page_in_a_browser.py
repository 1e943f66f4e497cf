"""What is true of every public page when a phone shows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.page_list import public_addresses

# Where a finger must land: at least 44 px high. Links inside a sentence are read, not aimed at.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, summary, select, textarea, nav a, a.button, input:not([type=hidden])")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 1)
  .filter(e => !(["radio", "checkbox"].includes(e.type)))
  .filter(e => e.getBoundingClientRect().height < 43.5)
  .map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 30)}`)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_public_page_can_be_used_by_everybody(
    app: Flask,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    theme: str,
) -> None:
    page = open_page(color_scheme=theme)
    faults = {}

    for address in [*public_addresses(app), "/no-such-page"]:
        answer = page.goto(address)
        found = [] if answer and answer.status in (200, 404) else ["does not answer"]
        found += [*axe(page), *page.evaluate(SMALL_TARGETS)]
        if page.evaluate(SIDEWAYS) > 0:
            found.append("is wider than the phone")
        faults[address] = found

    assert {address: found for address, found in faults.items() if found} == {}


def test_every_public_page_is_whole_without_its_script(
    app: Flask, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=False)

    for address in public_addresses(app):
        answer = page.goto(address)

        assert answer is not None
        assert answer.ok, address
        assert page.locator("h1").is_visible(), address
