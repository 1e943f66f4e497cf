"""PDF files: rewritten with what a reader sees and nothing that tells of, or acts for, its maker.

What belongs is listed for the catalogue, pages, annotations and actions; elsewhere, where the
format is too wide for a list, what does not belong is listed.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from feedback.attachments_kinds import Kind, Reason, Refused
from feedback.attachments_pictures import without_jpeg_metadata

_END_MARK = b"%%EOF"
_CATALOGUE = frozenset(
    "/Type /Pages /PageLabels /PageMode /PageLayout /Lang /Dests /Names /Outlines /OCProperties"
    " /StructTreeRoot /MarkInfo".split()
)
_PAGE = frozenset(
    "/Type /Parent /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents /Rotate"
    " /Group /Annots /Tabs /UserUnit /StructParents".split()
)
_ANNOTATION = frozenset(
    "/Type /Subtype /Rect /Contents /P /AP /AS /Border /C /CA /F /H /Dest /A /QuadPoints /DA /Q"
    " /DS /BS /BE /IC /L /LE /LL /LLE /CL /RD /Vertices /InkList /Name /Open /Popup /Parent /IRT"
    " /RT /StructParent /OC /Sy /Lang".split()
)
_ANNOTATION_KINDS = frozenset(
    "/Link /Text /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline"
    " /Squiggly /StrikeOut /Stamp /Caret /Ink /Popup".split()
)
_DROPPED_ANYWHERE = frozenset(
    "/AA /AcroForm /AF /Author /Collection /CreationDate /Creator /CreatorInfo /DSS /EF"
    " /EmbeddedFiles /JavaScript /JS /LastModified /Metadata /ModDate /OpenAction /OPI /Perms"
    " /PieceInfo /Producer /SpiderInfo /Thumb /URLS /User /XFA".split()
)
_ADDRESS_SCHEMES = ("http:", "https:", "mailto:")
_JPX_START = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_DROPPED_JPX_BOXES = {b"uuid", b"xml ", b"uinf"}


def clean_pdf(data: bytes) -> bytes:
    """The same pages without author, dates, XMP, scripts, actions and embedded files.

    Filled form fields become part of the page. Links to web pages and inside the document,
    outlines, layers, the reading structure and margin notes (without their authors) stay.
    Raises Refused when a password is needed or the file is damaged or cut short.
    """
    if _END_MARK not in data[-4096:].rstrip(b"\x00\r\n\t ")[-1100:]:
        raise Refused(Reason.DAMAGED, Kind.PDF)
    try:
        with Pdf.open(BytesIO(data)) as pdf:
            return _rewritten(pdf)
    except pikepdf.PasswordError as error:
        raise Refused(Reason.ENCRYPTED, Kind.PDF) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise Refused(Reason.DAMAGED, Kind.PDF) from error


def _rewritten(pdf: Pdf) -> bytes:
    if not len(pdf.pages):
        raise Refused(Reason.DAMAGED, Kind.PDF)
    _draw_form_fields(pdf)
    for key in list(pdf.trailer.keys()):
        # The identifier goes, too: it names the original and every copy made from it.
        if key in ("/Info", "/ID"):
            del pdf.trailer[key]
    _keep_only(pdf.Root, _CATALOGUE)
    if "/Names" in pdf.Root:
        _keep_only(pdf.Root.Names, frozenset({"/Dests"}))
    for page in pdf.pages:
        _keep_only(page.obj, _PAGE)
        _clean_annotations(page.obj)
    for thing in _everything(pdf):
        _scrub(thing)
    target = BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        encryption=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return target.getvalue()


def _draw_form_fields(pdf: Pdf) -> None:
    """Turns form fields into page content; margin notes wait aside, so that they stay notes."""
    if "/AcroForm" not in pdf.Root:
        return
    aside = []
    for page in pdf.pages:
        annotations = list(_annotations_of(page.obj))
        aside.append([one for one in annotations if one.get("/Subtype") != Name.Widget])
        page.obj.Annots = Array([one for one in annotations if one.get("/Subtype") == Name.Widget])
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    for page, notes in zip(pdf.pages, aside, strict=True):
        page.obj.Annots = Array(notes)


def _annotations_of(page: Object) -> Iterator[Object]:
    listed = page.get("/Annots")
    if isinstance(listed, Array):
        for one in list(listed):
            if isinstance(one, Dictionary):
                yield one


def _clean_annotations(page: Object) -> None:
    kept = [one for one in _annotations_of(page) if str(one.get("/Subtype")) in _ANNOTATION_KINDS]
    for one in kept:
        _keep_only(one, _ANNOTATION)
    if kept:
        page.Annots = Array(kept)
    elif "/Annots" in page:
        del page["/Annots"]


def _keep_only(thing: Object, allowed: frozenset[str]) -> None:
    for key in list(thing.keys()):
        if key not in allowed:
            del thing[key]


def _everything(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary and stream of the file, those written inside others included."""
    waiting: list[Object] = [pdf.trailer, *pdf.objects]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Dictionary | Stream):
            yield thing
            inside = [thing[key] for key in list(thing.keys())]
        elif isinstance(thing, Array):
            inside = list(thing)
        else:
            continue
        # What is indirect stands in pdf.objects and comes by itself; so this ends.
        waiting += [one for one in inside if isinstance(one, Object) and not one.is_indirect]


def _scrub(thing: Object) -> None:
    for key in list(thing.keys()):
        if key in _DROPPED_ANYWHERE or key.startswith("/PTEX"):
            del thing[key]
    action = thing.get("/A")
    if isinstance(action, Dictionary) and "/S" in action:
        _clean_action(thing, action)
    if isinstance(thing, Stream):
        _clean_stream(thing)


def _clean_action(owner: Object, action: Object) -> None:
    """Keeps jumps inside the document and ordinary addresses, without what would follow them."""
    kind = str(action.get("/S"))
    address = str(action.get("/URI", "")).strip().lower()
    if kind == "/GoTo" or (kind == "/URI" and address.startswith(_ADDRESS_SCHEMES)):
        _keep_only(action, frozenset({"/Type", "/S", "/D", "/SD", "/URI"}))
    else:
        del owner["/A"]


def _clean_stream(stream: Stream) -> None:
    """Takes place and camera out of pictures that were put into the file as they were."""
    filters = _as_list(stream.get("/Filter"))
    if not filters or filters[-1] not in _EMBEDDED_PICTURES:
        return
    parameters = _as_list(stream.get("/DecodeParms"))
    outer = filters[:-1]
    if outer:
        stream.Filter = Array(outer)
        stream.DecodeParms = Array([*parameters[: len(outer)]])
        picture = stream.read_bytes()
    else:
        picture = stream.read_raw_bytes()
    last = parameters[-1] if len(parameters) == len(filters) else None
    stream.write(
        _EMBEDDED_PICTURES[filters[-1]](picture),
        filter=Array([filters[-1]]),
        decode_parms=Array([last]) if isinstance(last, Dictionary) else None,
    )


def _as_list(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _without_jpx_metadata(data: bytes) -> bytes:
    """The same JPEG 2000 without XML and UUID boxes; a bare code stream has none."""
    if not data.startswith(_JPX_START):
        return data
    kept, at = bytearray(), 0
    while at + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if length == 1:
            (length,) = struct.unpack(">Q", data[at + 8 : at + 16].rjust(8, b"\x00"))
        end = len(data) if length == 0 else at + max(length, 8)
        if name not in _DROPPED_JPX_BOXES:
            kept += data[at:end]
        at = end
    return bytes(kept)


_EMBEDDED_PICTURES: dict[Object, Callable[[bytes], bytes]] = {
    Name.DCTDecode: without_jpeg_metadata,
    Name.JPXDecode: _without_jpx_metadata,
}
