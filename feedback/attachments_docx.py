"""Word files: built anew from the parts that make the page, anonymous in every part."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from feedback.archives import checked_archive, read_entry
from feedback.attachments_docx_parts import (
    clean_part,
    clean_picture_part,
    drop_references,
    parsed,
    written,
)
from feedback.attachments_kinds import Kind, Reason, Refused

_CONTENT_TYPES = "[Content_Types].xml"
_TYPES_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_OFFICE_TYPES = "application/vnd.openxmlformats-officedocument."
_MAIN_TYPES = {
    _OFFICE_TYPES + "wordprocessingml.document.main+xml": Kind.WORD,
    _OFFICE_TYPES + "spreadsheetml.sheet.main+xml": Kind.EXCEL,
    _OFFICE_TYPES + "presentationml.presentation.main+xml": Kind.POWERPOINT,
}
_MACRO_MARKS = ("macroenabled", "vbaproject", "vbadata")
_KEPT_PARTS = re.compile(
    r"word/(document\d*|styles|settings|fontTable|numbering|footnotes|endnotes|comments"
    r"|commentsExtended|header\d*|footer\d*|stylesWithEffects)\.xml"
    r"|word/(theme|charts|diagrams)/[\w-]+\.xml"
    r"|(word/)?media/[\w-]+\.(?i:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)"
)
_SAFE_ADDRESSES = ("http://", "https://", "mailto:")
# Moments of the original say when its author worked; every entry gets the same one.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass
class _Package:
    """The parts of a Word file by name, their content types, and where the text stands."""

    parts: dict[str, bytes]
    types: dict[str, str]
    main: str
    kept: dict[str, bytes] = field(default_factory=dict)


def clean_docx(data: bytes) -> bytes:
    """The same Word text without properties, revision marks' owners, thumbnails, embedded files.

    Tracked changes and comments stay, by "Tác giả 1", "Tác giả 2"…; pictures lose their EXIF;
    addresses that Word would fetch by itself are cut. Raises Refused for macros, passwords,
    inflating archives, damage, and for a ZIP that is something else (its kind is told).
    """
    with checked_archive(data) as archive:
        package = _package_in(archive)
    for name, content in package.parts.items():
        if _KEPT_PARTS.fullmatch(name):
            package.kept[name] = _cleaned(name, content)
    for name in list(package.kept):
        _clean_relationships(package, name)
    return _packed(package)


def _package_in(archive: zipfile.ZipFile) -> _Package:
    names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    if _CONTENT_TYPES not in names:
        kind = Kind.OPEN_DOCUMENT if "META-INF/manifest.xml" in names else Kind.ZIP
        raise Refused(Reason.UNSUPPORTED, kind)
    types, defaults = _declared_types(parsed(read_entry(archive, _CONTENT_TYPES)))
    marks = " ".join([*types.values(), *defaults.values(), *names]).lower()
    if any(mark in marks for mark in _MACRO_MARKS):
        raise Refused(Reason.MACROS, Kind.WORD_WITH_MACROS)
    main = _main_part(types)
    if main not in names or not _KEPT_PARTS.fullmatch(main):
        raise Refused(Reason.DAMAGED, Kind.WORD)
    wanted = [name for name in names if name.startswith(("word/", "media/"))]
    return _Package({name: read_entry(archive, name) for name in wanted}, types, main)


def _declared_types(root: etree._Element) -> tuple[dict[str, str], dict[str, str]]:
    types = {
        str(one.get("PartName", "")).lstrip("/"): str(one.get("ContentType", ""))
        for one in root.iter(_TYPES_NAMESPACE + "Override")
    }
    defaults = {
        str(one.get("Extension", "")).lower(): str(one.get("ContentType", ""))
        for one in root.iter(_TYPES_NAMESPACE + "Default")
    }
    return types, defaults


def _main_part(types: dict[str, str]) -> str:
    for name, content_type in types.items():
        kind = _MAIN_TYPES.get(content_type)
        if kind is Kind.WORD:
            return name
        if kind:
            raise Refused(Reason.UNSUPPORTED, kind)
    raise Refused(Reason.UNSUPPORTED, Kind.ZIP)


def _cleaned(name: str, content: bytes) -> bytes:
    if "media/" in name:
        return clean_picture_part(content)
    root = parsed(content)
    clean_part(root)
    return written(root)


def _clean_relationships(package: _Package, name: str) -> None:
    """Keeps the links of one part that lead to kept parts or to ordinary addresses."""
    folder, _, file = name.rpartition("/")
    source = f"{folder}/_rels/{file}.rels"
    if source not in package.parts:
        return
    root = parsed(package.parts[source])
    dropped = set()
    for relationship in list(root):
        if not _leads_to_something_kept(relationship, folder, package):
            dropped.add(str(relationship.get("Id")))
            root.remove(relationship)
    if dropped:
        part = parsed(package.kept[name])
        drop_references(part, dropped)
        package.kept[name] = written(part)
    package.kept[source] = written(root)


def _leads_to_something_kept(relationship: etree._Element, folder: str, package: _Package) -> bool:
    target = str(relationship.get("Target", ""))
    if relationship.get("TargetMode") == "External":
        # Only what a reader clicks; a picture or template by address would report the reading.
        is_clicked = str(relationship.get("Type", "")).endswith("/hyperlink")
        return is_clicked and target.lower().startswith(_SAFE_ADDRESSES)
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path) in package.kept


def _packed(package: _Package) -> bytes:
    parts = {
        _CONTENT_TYPES: _content_types(package),
        "_rels/.rels": _root_relationship(package.main),
        **dict(sorted(package.kept.items())),
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _NO_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def _content_types(package: _Package) -> bytes:
    root = etree.Element(_TYPES_NAMESPACE + "Types", nsmap={None: _TYPES_NAMESPACE.strip("{}")})
    endings = {"rels": _RELATIONSHIPS_TYPE, "xml": "application/xml", **_PICTURE_TYPES}
    for ending, content_type in endings.items():
        etree.SubElement(
            root, _TYPES_NAMESPACE + "Default", Extension=ending, ContentType=content_type
        )
    for name in sorted(package.kept):
        if name in package.types:
            etree.SubElement(
                root,
                _TYPES_NAMESPACE + "Override",
                PartName="/" + name,
                ContentType=package.types[name],
            )
    return written(root)


_PICTURE_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "svg": "image/svg+xml",
}


def _root_relationship(main: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    root = etree.Element(f"{{{namespace}}}Relationships", nsmap={None: namespace})
    etree.SubElement(
        root,
        f"{{{namespace}}}Relationship",
        Id="rId1",
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
        Target=main,
    )
    return written(root)
