"""Every page of the product and who may use it, read from the application itself.

`python -m tests.page_list` prints docs/pages.md; a test keeps the file true.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from flask import Flask

from app import create_app
from feedback.access import Access, declared
from tests.databases import settings_inside

# They answer programs: no page, so nothing of what a page must have.
FOR_MACHINES = {"/healthz", "/feed.atom", "/robots.txt", "/sitemap.xml"}
HEAD = """# Mọi trang và ai được dùng

Tệp này do `make pages` viết từ chính mã nguồn; một phép thử giữ cho nó luôn đúng. "everybody": mọi người; "signed in": người có tài khoản; còn lại là vai trò phải đang đội. Ai thấy *điều gì* trên trang do `scope` của từng phần quyết định; điều không được thấy trả lời 404.
"""


@dataclass(frozen=True)
class Address:
    """One address of a page, with the methods it answers and what it demands."""

    path: str
    methods: tuple[str, ...]
    endpoint: str
    access: Access | None
    purpose: str

    @property
    def slice(self) -> str:
        """The capability the page belongs to."""
        return self.endpoint.partition(".")[0]


def addresses(app: Flask) -> list[Address]:
    """Every address of `app` but those of its plain files, in the order of slice and path."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        view = app.view_functions[rule.endpoint]
        methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        purpose = (view.__doc__ or "").strip().partition("\n")[0]
        found.append(Address(rule.rule, methods, rule.endpoint, declared(view), purpose))
    return sorted(found, key=lambda address: (address.slice, address.path, address.methods))


def public_addresses(app: Flask) -> list[str]:
    """The pages that everybody may open and that need nothing to be there."""
    return [
        address.path
        for address in addresses(app)
        if address.access
        and not address.access.needs_account
        and "GET" in address.methods
        and "<" not in address.path
        and address.path not in FOR_MACHINES
    ]


def as_markdown(found: list[Address]) -> str:
    """The text of docs/pages.md."""
    return HEAD + "".join(_sections(found))


def _sections(found: list[Address]) -> Iterator[str]:
    for name, pages in groupby(found, key=lambda address: address.slice):
        yield f"\n## {name}\n\n| address | methods | who | what |\n|---|---|---|---|\n"
        for page in pages:
            who = page.access.words if page.access else "nobody"
            methods = ", ".join(page.methods)
            yield f"| `{page.path}` | {methods} | {who} | {page.purpose} |\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        product = create_app(settings_inside(place, f"sqlite:///{place / 'empty.db'}"))
        print(as_markdown(addresses(product)), end="")
