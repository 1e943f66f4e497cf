"""A test client that checks every page it is given, so that no test has to.

Its faults are those a reader would meet: invalid HTML, a title that does not begin with the
heading, a field nobody named, an id twice, a style or script that the page's own policy refuses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextvars import Context
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models import db

NAMED_BY_THEMSELVES = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns")
# The parser is older than these, which HTML has since allowed.
NOT_WRONG = {"unexpected-end-tag-search", "unexpected-start-tag-search"}


class CheckedClient(FlaskClient):
    """A visitor whose every page is checked on arrival."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """The answer; AssertionError when its page has a fault.

        What the test itself has written is stored first, and the request runs in a context of
        its own: it sees neither the test's transaction nor its signed-in person.
        """
        if has_app_context():
            db.session.commit()
        answer = Context().run(super().open, *args, **kwargs)
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            found = faults(answer.text)
            assert not found, f"{answer.request.path}: " + "; ".join(found)
        return answer


def faults(html: str) -> list[str]:
    """What is wrong with a page, or with a piece that a script puts into one."""
    whole = html.lstrip()[:9].lower() == "<!doctype" or "<html" in html[:200].lower()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html) if whole else parser.parseFragment(html)
    return [
        *_parse_errors(parser, whole),
        *(_heading_faults(tree) if whole else ()),
        *_id_faults(tree),
        *_field_faults(tree),
        *_policy_faults(tree),
        *_text_faults(tree),
    ]


def _parse_errors(parser: Any, whole: bool) -> Iterator[str]:
    for (line, _), code, data in parser.errors:
        name = f"{code}-{data.get('name', '')}" if data else code
        if name not in NOT_WRONG and (whole or code != "expected-doctype-but-got-start-tag"):
            yield f"line {line}: {name}"


def _heading_faults(tree: Element) -> Iterator[str]:
    headings = [_words(heading) for heading in tree.iter("h1")]
    titles = [_words(title) for title in tree.iter("title")][:1]
    if len(headings) != 1:
        yield f"has {len(headings)} h1: {headings}"
    elif not headings[0] or not titles or not titles[0].startswith(headings[0]):
        yield f"the title {titles} does not begin with the h1 {headings[0]!r}"
    if len(list(tree.iter("main"))) != 1:
        yield "has not exactly one main"
    if tree.get("lang") not in {"vi", "en"}:
        yield "does not say its language"


def _id_faults(tree: Element) -> Iterator[str]:
    ids = Counter(element.attrib["id"] for element in tree.iter() if "id" in element.attrib)
    for name, count in ids.items():
        if count > 1:
            yield f"the id {name} stands {count} times"
        if not name or re.search(r"\s", name):
            yield f"the id {name!r} is no name"
    for element in tree.iter():
        for attribute in REFERENCES:
            for name in element.get(attribute, "").split():
                if name not in ids:
                    yield f'{element.tag} {attribute}="{name}" points to nothing'


def _field_faults(tree: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in tree.iter("label") if _words(label)}
    inside = {id(child) for label in tree.iter("label") if _words(label) for child in label.iter()}
    for field in _all(tree, "input", "select", "textarea"):
        if field.tag == "input" and field.get("type") in NAMED_BY_THEMSELVES:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        if not (named or field.get("id") in labelled or id(field) in inside):
            yield f"{field.tag} {field.get('name')!r} has no label"
    for button in _all(tree, "button", "a"):
        empty = not (_words(button) or button.get("aria-label") or button.get("aria-labelledby"))
        pictures = [i.get("alt") for i in button.iter("img") if i.get("alt")]
        if empty and not pictures and (button.tag == "button" or button.get("href")):
            yield f"a {button.tag} says nothing ({button.get('class')})"


def _policy_faults(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        if "style" in element.attrib or element.tag == "style":
            yield f"{element.tag} has an inline style"
        if element.tag == "script" and "src" not in element.attrib:
            yield "has an inline script"
        for name, value in element.attrib.items():
            if str(name).startswith("on"):
                yield f"{element.tag} has an inline script in {name}"
            if value.strip().lower().startswith("javascript:"):
                yield f"{element.tag} {name} is a script"
        if element.tag == "img" and "alt" not in element.attrib:
            yield f"the picture {element.get('src')} has no alt"


def _text_faults(tree: Element) -> Iterator[str]:
    # A place in a message that nothing was put into.
    for place in re.findall(r"%\(\w+\)s", "".join(tree.itertext())):
        yield f"shows {place}"


def _all(tree: Element, *tags: str) -> Iterator[Element]:
    return (element for element in tree.iter() if element.tag in tags)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
