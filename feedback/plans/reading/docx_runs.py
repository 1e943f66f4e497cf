"""The words of a Word paragraph, run by run, as its reader sees them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from feedback.errors import N_
from feedback.plans.reading.docx_styles import ON, Styles, W
from feedback.plans.reading.model import UnreadableDocument

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
GONE = frozenset({W + "del", W + "moveFrom", _MC + "Fallback"})
NO_TEXT = frozenset(
    {W + "pPr", W + "rPr", W + "instrText", W + "delText", W + "sectPr", W + "tblPr", W + "sdtPr"}
)
_SIGNS = {
    W + "tab": " ", W + "ptab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-",
    W + "sym": "• ",
}  # fmt: skip
_TEXT_BOX = W + "txbxContent"
_DEEPEST = 100  # nested elements; Word itself nests a dozen


def check_depth(depth: int, deepest: int = _DEEPEST) -> None:
    """Raises UnreadableDocument for elements nested deeper than any program nests them."""
    if depth > deepest:
        raise UnreadableDocument(
            N_("Tệp Word lồng quá nhiều lớp nên không đọc được. Hãy lưu lại rồi tải lên.")
        )


def pieces_of(
    parent: Element, styles: Styles, paragraph_style: str | None
) -> Iterator[tuple[str, bool]]:
    """What the runs below `parent` say, each with whether it is bold.

    Not the text of text boxes, fields' codes, hidden text, and what a form asks to fill in.
    """
    yield from _pieces(parent, styles, paragraph_style, 0)


def _pieces(
    parent: Element, styles: Styles, style: str | None, depth: int
) -> Iterator[tuple[str, bool]]:
    check_depth(depth)
    for child in parent:
        if child.tag == W + "r":
            yield from _run(child, styles, style, depth + 1)
        elif child.tag == _MATH + "t":
            yield child.text or "", False
        elif child.tag in GONE or child.tag in NO_TEXT or child.tag == _TEXT_BOX:
            continue
        elif not _is_placeholder(child):
            yield from _pieces(child, styles, style, depth + 1)


def _run(run: Element, styles: Styles, style: str | None, depth: int) -> Iterator[tuple[str, bool]]:
    properties = run.find(W + "rPr")
    if styles.looks(properties, style, "vanish"):
        return
    text = _text(run, depth)
    if text:
        in_capitals = styles.looks(properties, style, "caps")
        yield text.upper() if in_capitals else text, styles.looks(properties, style, "b")


def _text(parent: Element, depth: int) -> str:
    check_depth(depth)
    said: list[str] = []
    for child in parent:
        if child.tag == W + "t":
            said.append(child.text or "")
        elif child.tag in _SIGNS:
            said.append(_SIGNS[child.tag])
        elif child.tag not in GONE and child.tag not in NO_TEXT and child.tag != _TEXT_BOX:
            said.append(_text(child, depth + 1))
    return "".join(said)


def _is_placeholder(element: Element) -> bool:
    """Whether a content control still shows what to fill in ("Bấm vào đây để nhập")."""
    shown = element.find(f"{W}sdtPr/{W}showingPlcHdr")
    return shown is not None and shown.get(W + "val", "1") in ON


def text_boxes(parent: Element, depth: int) -> Iterator[Element]:
    """The contents of the text boxes anchored in `parent`."""
    check_depth(depth)
    for child in parent:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag not in GONE and child.tag not in NO_TEXT:
            yield from text_boxes(child, depth + 1)
