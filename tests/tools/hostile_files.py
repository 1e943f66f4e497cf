"""Files as people and attackers send them, made on the spot."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from docx import Document
from docx.shared import Mm
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, PngImagePlugin

# A word that stands in every hidden corner of the files below and must stand in none after.
TELLTALE = "Tran-Bi-Mat"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def a_picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any
) -> bytes:
    target = BytesIO()
    Image.new(mode, size, "teal" if mode.startswith("RGB") else 1).save(target, kind, **options)
    return target.getvalue()


def exif_with_place(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = TELLTALE
    exif[0x013B] = TELLTALE
    exif.get_ifd(0x8825).update({1: "N", 2: (20.0, 51.0, 30.0), 3: "E", 4: (106.0, 41.0, 2.0)})
    return exif.tobytes()


def a_photo_with_place(orientation: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    return a_picture(
        "JPEG",
        size,
        exif=exif_with_place(orientation),
        comment=TELLTALE.encode(),
        xmp=f"<x:xmpmeta>{TELLTALE}</x:xmpmeta>".encode(),
    )


def a_png_that_claims_to_be(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 5000)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def a_pdf(pages: int = 1, encryption: pikepdf.Encryption | None = None) -> bytes:
    """Ordinary pages, nothing hidden."""
    with Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(200, 200))
        return _written(pdf, encryption)


def _written(pdf: Pdf, encryption: pikepdf.Encryption | None = None) -> bytes:
    target = BytesIO()
    # Readable inside, so that a test can search the original for the telltale, too.
    pdf.save(
        target,
        encryption=encryption or False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
    )
    return target.getvalue()


def a_pdf_full_of_secrets() -> bytes:
    """A page with a photo, links, a note, a form field; scripts, files, author everywhere."""
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        page = pdf.pages[0].obj
        page.Resources = Dictionary(XObject=Dictionary(Im0=_photo_in(pdf, [Name.DCTDecode])))
        page.Resources.XObject.Im1 = _photo_in(pdf, [Name.FlateDecode, Name.DCTDecode])
        page.Contents = Stream(pdf, b"q 60 0 0 40 10 10 cm /Im0 Do Q")
        page.PieceInfo = Dictionary(Maker=Dictionary(LastModified=TELLTALE))
        page.HienTruong = TELLTALE
        page.AA = Dictionary(O=_script())
        page.Annots = Array(_annotations(pdf))
        _fill_catalogue(pdf)
        pdf.attachments["luong.txt"] = pikepdf.AttachedFileSpec(pdf, TELLTALE.encode())
        pdf.docinfo["/Author"] = TELLTALE
        pdf.docinfo["/PhongBan"] = TELLTALE
        pdf.docinfo["/Producer"] = TELLTALE
        pdf.docinfo["/CreationDate"] = "D:20260105080000+07'00'"
        with pdf.open_metadata() as xmp:
            xmp["dc:creator"] = [TELLTALE]
        return _written(pdf)


def _photo_in(pdf: Pdf, filters: list[Name]) -> pikepdf.Object:
    raw = a_photo_with_place()
    content = zlib.compress(raw) if len(filters) > 1 else raw
    photo = Stream(pdf, b"")
    photo.write(content, filter=Array(filters))
    for key, value in {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": 60,
        "/Height": 40,
        "/ColorSpace": Name.DeviceRGB,
        "/BitsPerComponent": 8,
        "/PTEX.FileName": TELLTALE,
    }.items():
        photo[key] = value
    return pdf.make_indirect(photo)


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=f"app.alert('{TELLTALE}')")


def _annotations(pdf: Pdf) -> list[pikepdf.Object]:
    def link(action: Dictionary) -> Dictionary:
        return Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 20, 20], A=action, T=TELLTALE
        )

    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Text,
        Rect=[30, 30, 50, 50],
        Contents="Xin xem lai muc nay",
        T=TELLTALE,
        M="D:20260105080000+07'00'",
        NM=TELLTALE,
    )
    inside = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], Contents=TELLTALE
    )
    good = link(Dictionary(S=Name.URI, URI="https://example.org/", Next=_script()))
    bad = link(_script())
    launch = link(Dictionary(S=Name.Launch, F=f"C:\\{TELLTALE}.exe"))
    return [pdf.make_indirect(one) for one in (good, bad, launch, note, inside, _field(pdf))]


def _field(pdf: Pdf) -> Dictionary:
    appearance = Stream(pdf, b"0 0 1 rg 0 0 80 20 re f")
    appearance["/Type"] = Name.XObject
    appearance["/Subtype"] = Name.Form
    appearance["/BBox"] = Array([0, 0, 80, 20])
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Btn,
        T=TELLTALE,
        TU=TELLTALE,
        Rect=[100, 100, 180, 120],
        F=4,
        AP=Dictionary(N=pdf.make_indirect(appearance)),
        A=_script(),
    )


def _fill_catalogue(pdf: Pdf) -> None:
    page = pdf.pages[0].obj
    pdf.Root.OpenAction = _script()
    pdf.Root.AcroForm = Dictionary(Fields=Array([page.Annots[5]]), XFA=TELLTALE)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[TELLTALE, _script()]))
    pdf.Root.URI = Dictionary(Base=TELLTALE)
    pdf.Root.Perms = Dictionary(DocMDP=TELLTALE)
    pdf.Root.Outlines = pdf.make_indirect(
        Dictionary(Type=Name.Outlines, First=Dictionary(Title="Muc I", A=_script()), Count=1)
    )


def a_docx(text: str = "Tôi đề nghị làm rõ mục II.4.a") -> bytes:
    target = BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(target)
    return target.getvalue()


def a_docx_full_of_secrets() -> bytes:
    """Author, company, tracked changes, comments, session marks, a photo with its place."""
    document = Document()
    document.core_properties.author = TELLTALE
    document.core_properties.last_modified_by = TELLTALE
    document.core_properties.comments = TELLTALE
    document.add_paragraph("Tôi đề nghị làm rõ mục II.4.a")
    document.add_picture(BytesIO(a_photo_with_place()), width=Mm(30))
    document.add_picture(BytesIO(a_png_with_secrets()), width=Mm(30))
    target = BytesIO()
    document.save(target)
    return rebuilt(target.getvalue(), replace=_spoil, add=_SECRET_PARTS)


def a_png_with_secrets() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", TELLTALE)
    notes.add_itxt("XML:com.adobe.xmp", TELLTALE)
    return a_picture("PNG", pnginfo=notes, exif=exif_with_place())


_SECRET_PARTS = {
    "docProps/app.xml": f"<Properties><Company>{TELLTALE}</Company></Properties>".encode(),
    "docProps/custom.xml": f"<Properties>{TELLTALE}</Properties>".encode(),
    "docProps/thumbnail.jpeg": a_photo_with_place(),
    "customXml/item1.xml": f"<item>{TELLTALE}</item>".encode(),
    "word/people.xml": f"<people>{TELLTALE}</people>".encode(),
    "word/embeddings/oleObject1.bin": TELLTALE.encode(),
    "word/comments.xml": (
        f'<w:comments xmlns:w="{_WORD}">'
        f'<w:comment w:id="0" w:author="{TELLTALE}" w:date="2026-01-05T08:00:00Z" w:initials="TBM">'
        "<w:p><w:r><w:t>Câu này chưa rõ</w:t></w:r></w:p></w:comment></w:comments>"
    ).encode(),
}


def _spoil(name: str, content: bytes) -> bytes:
    text = content.decode("utf-8", "surrogateescape")
    if name == "word/document.xml":
        change = f'w:author="{TELLTALE}" w:date="2026-01-05T08:00:00Z"'
        text = text.replace(
            "<w:sectPr",
            f'<w:p w:rsidR="00AB12CD"><w:ins w:id="1" {change}><w:r><w:t>thêm vào</w:t></w:r></w:ins>'
            f'<w:del w:id="2" {change}><w:r><w:delText>bỏ đi</w:delText></w:r></w:del>'
            f'<w:ins w:id="3" w:author="{TELLTALE}-2"><w:r><w:t>người khác</w:t></w:r></w:ins>'
            f'<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"'
            f' xmlns:r="{_OFFICE}" r:id="rIdOle"/></w:object></w:r>'
            f'<w:hyperlink xmlns:r="{_OFFICE}" r:id="rIdFile"><w:r><w:t>chữ của liên kết</w:t>'
            "</w:r></w:hyperlink></w:p><w:sectPr",
            1,
        )
        text = text.replace('descr=""', "").replace(
            "<pic:cNvPr ", f'<pic:cNvPr descr="C:\\Users\\{TELLTALE}\\anh.jpg" '
        )
    if name == "word/_rels/document.xml.rels":
        text = text.replace("</Relationships>", _secret_links() + "</Relationships>")
    if name == "word/settings.xml":
        text = text.replace("</w:settings>", _secret_settings() + "</w:settings>")
    if name == "[Content_Types].xml":
        text = text.replace(
            "</Types>",
            '<Default Extension="bin" ContentType="application/octet-stream"/>'
            '<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.wordprocessingml.comments+xml"/></Types>',
        )
    return text.encode("utf-8", "surrogateescape")


def _secret_links() -> str:
    def link(key: str, kind: str, target: str, mode: str = "") -> str:
        return f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'

    outside = ' TargetMode="External"'
    return (
        link("rIdOle", "oleObject", "embeddings/oleObject1.bin")
        + link("rIdPeople", "people", "people.xml")
        + link("rIdNotes", "comments", "comments.xml")
        + link("rIdFile", "hyperlink", f"file:///C:/Users/{TELLTALE}/x.docx", outside)
        + link("rIdSpy", "image", f"https://example.org/{TELLTALE}.png", outside)
        + link("rIdWeb", "hyperlink", "https://example.org/", outside)
    )


def _secret_settings() -> str:
    return (
        '<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
        f'<w:docVars><w:docVar w:name="a" w:val="{TELLTALE}"/></w:docVars>'
        f'<w:attachedTemplate xmlns:r="{_OFFICE}" r:id="rId1"/>'
    )


def rebuilt(
    data: bytes,
    replace: Any = lambda name, content: content,
    add: dict[str, bytes] | None = None,
) -> bytes:
    """The same ZIP with each entry passed through `replace` and some entries added."""
    entries: dict[str, bytes] = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            entries[name] = replace(name, archive.read(name))
    return a_zip({**entries, **(add or {})})


def a_zip(entries: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def everything_in_zip(data: bytes) -> bytes:
    """All names and all unpacked contents, one after the other, to search in."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())


def everything_in_pdf(data: bytes) -> bytes:
    """The raw file and all its objects and streams, unpacked as far as qpdf can."""
    with Pdf.open(BytesIO(data)) as pdf:
        target = BytesIO()
        pdf.save(target, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return data + target.getvalue()
