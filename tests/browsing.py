"""A real Chromium for the tests, and what it must never see on our pages."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from tests.parts import missing

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The first two: as root, and without a screen. The others: it talks to nobody but our pages.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 10_000  # milliseconds
PHONE = {"width": 360, "height": 740}
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

VIOLATIONS = "async options => (await axe.run(options)).violations"
COLOURS = ("color-contrast", "link-in-text-block")


def chromium() -> str:
    """The Chromium to drive: the one CHROMIUM names, or one that is installed."""
    found = [path for path in map(shutil.which, PROGRAMS) if path]
    named = os.environ.get("CHROMIUM")
    if not named and not found:
        missing("a Chromium (apt install chromium, or CHROMIUM=/path)")
    return named or found[0]


@contextmanager
def open_browser(program: str) -> Iterator[Browser]:
    """One browser, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serve(app: Flask, port: int) -> Iterator[str]:
    """The address at which `app` answers on the loopback, from threads of its own."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def pages_of(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens pages, each as a reader of its own, on a phone unless told otherwise.

    `color_scheme="dark"`, `java_script_enabled=False`, `viewport=…` and the like are passed on.
    At the end no page may have logged an error: a refused inline style or script is one.
    """
    contexts, complaints = [], []

    def heard(message: ConsoleMessage) -> None:
        # An answer of 404 is logged as a failed load; pages may ask for what is not there.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def open_page(**options: Any) -> Page:
        options = {"locale": "vi-VN", "viewport": PHONE, "base_url": address} | options
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()
    assert not complaints, complaints


def accessibility_faults(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page as it stands: one line for each rule broken, with the places.

    `rules` are those to check; all of them when empty.
    """
    options = AXE | {"runOnly": list(rules)} if rules else AXE
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    violations = page.evaluate(VIOLATIONS, options)
    return [
        f"{rule['id']}: {rule['help']} – "
        + "; ".join(" ".join(map(str, node["target"])) for node in rule["nodes"][:5])
        for rule in violations
    ]


def accessibility_faults_in_both_themes(page: Page) -> list[str]:
    """What axe finds in the light, and wrong colours in the dark: colours are all that changes."""
    found = accessibility_faults(page)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {fault}" for fault in accessibility_faults(page, rules=COLOURS)]
    page.emulate_media(color_scheme="light")
    return found
