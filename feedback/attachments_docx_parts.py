"""The parts of a Word file, one by one: who wrote, when, and on which machine is taken out."""

from __future__ import annotations

import re
from io import BytesIO

from lxml import etree
from PIL import Image

from feedback.attachments_kinds import Kind, Reason, Refused, kind_of
from feedback.attachments_pictures import STRIPPERS

_RELATIONSHIP_NAMESPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_WORD_NAMESPACES = ("wordprocessingml", "/office/word/")
_DROPPED_ATTRIBUTES = {"date", "dateUtc", "initials", "userId", "providerId", "lastEdited"}
_DROPPED_ELEMENTS = {
    "docVars",
    "docId",
    "attachedTemplate",
    "mailMerge",
    "documentProtection",
    "writeProtection",
    "readModeInkLockDown",
    "saveThroughXslt",
    "dataBinding",
    "smartTagPr",
    "customXmlPr",
    "proofErr",
    # In pictures drawn as SVG:
    "metadata",
    "script",
    "foreignObject",
}
_KEEPS_ITS_TEXT = {"hyperlink", "hlinkClick", "hlinkHover"}
_METAFILE_STARTS = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00")
# Fields by which Word runs a program or fetches an address when the file is opened or printed.
_REACHING_FIELDS = re.compile(
    r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE
)
_PATH = re.compile(r"^(?:[A-Za-z]:\\|\\\\|file:).*[\\/]")


def parsed(content: bytes) -> etree._Element:
    """The XML of one part, without comments and instructions; raises Refused.

    Nothing outside is loaded, no entity is expanded, and a document type is refused, because
    no Word file has one and every attack on XML readers begins there.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(Reason.DAMAGED, Kind.WORD) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(Reason.DAMAGED, Kind.WORD)
    return root


def written(root: etree._Element) -> bytes:
    """The part as Word expects it: UTF-8, declared, standalone."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def clean_part(root: etree._Element) -> None:
    """Takes out of one part the names, moments, machine paths and session marks, in place.

    Authors are numbered in the order they appear, so that a discussion in the margin can still
    be followed.
    """
    authors: dict[str, str] = {}
    for element in list(root.iter(etree.Element)):
        label = etree.QName(element).localname
        if label in _DROPPED_ELEMENTS or label.startswith("rsid"):
            _remove(element)
            continue
        for name in list(element.attrib):
            _clean_attribute(element, str(name), authors)
    _quiet_fields(root)


def _quiet_fields(root: etree._Element) -> None:
    """Empties the field commands of a part if one of them reaches outside; results stay as text.

    All of them, because one command may be cut into pieces that look harmless by themselves.
    """
    pieces = [one for one in root.iter(etree.Element) if etree.QName(one).localname == "instrText"]
    if _REACHING_FIELDS.search("".join(piece.text or "" for piece in pieces)):
        for piece in pieces:
            piece.text = ""
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if etree.QName(name).localname == "instr" and _REACHING_FIELDS.search(value):
                element.set(name, "")


def _clean_attribute(element: etree._Element, name: str, authors: dict[str, str]) -> None:
    label = etree.QName(name)
    value = str(element.get(name, ""))
    if any(word in (label.namespace or "") for word in _WORD_NAMESPACES):
        if label.localname == "author":
            element.set(name, authors.setdefault(value, f"Tác giả {len(authors) + 1}"))
        elif label.localname in _DROPPED_ATTRIBUTES or label.localname.startswith("rsid"):
            del element.attrib[name]
    elif _PATH.match(value):
        # Word writes the full path of an inserted picture beside it: the account's name shows.
        element.set(name, _PATH.sub("", value))
    elif label.localname.lower().startswith("on") and "svg" in str(element.tag):
        del element.attrib[name]


def drop_references(root: etree._Element, dropped: set[str]) -> None:
    """Takes out what pointed at parts that are gone; a link keeps its words.

    An element that points nowhere makes Word call the whole file damaged.
    """
    for element in list(root.iter(etree.Element)):
        for name, value in list(element.attrib.items()):
            if value not in dropped or etree.QName(name).namespace not in _RELATIONSHIP_NAMESPACES:
                continue
            if etree.QName(element).localname in _KEEPS_ITS_TEXT:
                del element.attrib[name]
            else:
                _remove(element)
                break


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        # What follows the element inside its parent hangs on it and would go with it.
        before = element.getprevious()
        if element.tail and before is not None:
            before.tail = (before.tail or "") + element.tail
        elif element.tail:
            parent.text = (parent.text or "") + element.tail
        parent.remove(element)


def clean_picture_part(content: bytes) -> bytes:
    """A picture of the file without what its camera or program wrote into it.

    Drawings that cannot carry such notes (EMF, WMF, BMP) stay as they are; a picture that does
    not read as what it claims to be becomes empty.
    """
    kind = kind_of(content)
    if kind in STRIPPERS:
        return STRIPPERS[kind](content)
    if kind in (Kind.GIF, Kind.TIFF):
        return _redrawn(content, kind)
    if kind is Kind.SVG:
        root = parsed(content)
        clean_part(root)
        return written(root)
    is_metafile = content[40:44] == b" EMF" or content.startswith(_METAFILE_STARTS)
    return content if kind is Kind.BMP or is_metafile else b""


def _redrawn(content: bytes, kind: Kind) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=[kind.name]) as picture:
            picture.load()
            pixels = picture.convert("RGBA" if kind is Kind.TIFF else picture.mode)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    pixels.info.clear()
    target = BytesIO()
    pixels.save(target, kind.name)
    return target.getvalue()
