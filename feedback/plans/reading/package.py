"""A Word package, its directory checked before anything in it is opened; XML read without tricks."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from feedback.archives import checked_archive, read_entry
from feedback.attachments_kinds import Reason, Refused
from feedback.errors import N_
from feedback.plans.reading.model import UnreadableDocument

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_PART_BYTES = 20 * 1024 * 1024  # of XML; about 2,000 pages of text

_MACRO_MARKS = ("vbaproject", "vbadata", "macrosheets")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"

# "Strict Open XML" says the same in another namespace.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_DAMAGED = N_("Tệp Word bị hỏng hoặc không phải tệp .docx. Hãy mở bằng Word, lưu lại rồi tải lên.")
_MESSAGES = {
    Reason.ENCRYPTED: N_("Tệp Word có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên."),
    Reason.MACROS: N_("Tệp Word có macro. Hãy lưu lại dạng .docx thường rồi tải lên."),
    Reason.INFLATES: N_("Tệp Word giải nén ra quá lớn nên không đọc. Hãy tách bớt hình ảnh, phụ lục."),
    Reason.TOO_BIG: N_("Tệp Word lớn hơn 20 MB. Hãy bỏ bớt hình ảnh rồi tải lên lại."),
    Reason.OLD_OFFICE: N_("Tệp Word đời cũ (.doc) hoặc có mật khẩu. Hãy lưu lại dạng .docx."),
}  # fmt: skip


@dataclass(frozen=True)
class Package:
    """The parts of a Word file that carry text and numbers."""

    document: Element
    numbering: Element | None
    styles: Element | None


def open_package(data: bytes) -> Package:
    """The parts of the .docx in `data`.

    At most 20 MB packed and 100 MB unpacked, 2,000 entries, 100 times inflated, no macros and no
    password. Raises UnreadableDocument with a message that says what to do.
    """
    try:
        _check_size(data)
        archive = checked_archive(data)
        _check_entries(archive)
        name = _main_part(archive)
        document = _part(archive, name)
        if document is None:
            raise Refused(Reason.DAMAGED)
        folder = name.rpartition("/")[0]
        return Package(
            document,
            _part(archive, f"{folder}/numbering.xml"),
            _part(archive, f"{folder}/styles.xml"),
        )
    except Refused as refusal:
        raise UnreadableDocument(_MESSAGES.get(refusal.reason, _DAMAGED)) from refusal


def _check_size(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise Refused(Reason.TOO_BIG)
    if data.startswith(_OLD_OFFICE):
        raise Refused(Reason.OLD_OFFICE)


def _check_entries(archive: zipfile.ZipFile) -> None:
    if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
        raise Refused(Reason.INFLATES)
    names = [entry.filename.lower() for entry in archive.infolist()]
    if any(mark in name for name in names for mark in _MACRO_MARKS):
        raise Refused(Reason.MACROS)


def _main_part(archive: zipfile.ZipFile) -> str:
    """Where the text stands: Word for the web calls it document2.xml now and then."""
    relations = _part(archive, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return (relation.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    try:
        size = archive.getinfo(name).file_size
    except KeyError:
        return None
    if size > MOST_PART_BYTES:
        raise Refused(Reason.INFLATES)
    try:
        content = read_entry(archive, name).replace(_STRICT, _USUAL)
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        # ValueError and LookupError: an encoding that the XML names and nobody knows.
        raise Refused(Reason.DAMAGED) from error
    return root
