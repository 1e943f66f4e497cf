"""PDF files made by hand: what stands where on which page, so that a test says exactly that."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT = 85.0, 538.0
LETTER = 0.5  # of the size: how wide every letter is

# Letters are written as their number in Unicode, which the file says of itself.
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Own def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0020> <FFFF> <0020> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


@dataclass(frozen=True)
class Said:
    """Words at `x` and `y` points from the left and the top of the page."""

    x: float
    y: float
    words: str
    size: float = 14.0
    bold: bool = False


@dataclass(frozen=True)
class Drawn:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


def paragraph(y: float, *lines: str, x: float = LEFT, bold: bool = False) -> list[Said]:
    """Lines under each other, as far apart as Word sets them."""
    return [Said(x, y + 20 * at, line, bold=bold) for at, line in enumerate(lines)]


def full(words: str) -> str:
    """`words` made as long as a full line, so that what follows goes on with it."""
    room = int((RIGHT - LEFT) / (14 * LETTER))
    filling = " và các đơn vị thuộc Sở" * 5
    return (words + filling)[: room - 1].rstrip() + "a"


def grid(x: Sequence[float], y: Sequence[float]) -> list[Drawn]:
    """All borders of a table with columns at `x` and rows at `y`."""
    upright = [Drawn(one, y[0], one, y[-1]) for one in x]
    return [*upright, *(Drawn(x[0], one, x[-1], one) for one in y)]


def pdf_file(*pages: Sequence[Said | Drawn], **options: object) -> bytes:
    """A PDF of these pages; `options` go to pikepdf's save, `encryption` among them."""
    pdf = pikepdf.new()
    fonts = Dictionary(F1=_font(pdf, "Times-Roman"), F2=_font(pdf, "Times-Bold"))
    for things in pages:
        page = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        page.obj.Resources = Dictionary(Font=fonts)
        page.obj.Contents = pdf.make_stream("\n".join(map(_written, things)).encode())
    file = io.BytesIO()
    pdf.save(file, **options)  # type: ignore[arg-type]
    return file.getvalue()


def _written(thing: Said | Drawn) -> str:
    if isinstance(thing, Drawn):
        return f"{thing.x1} {HEIGHT - thing.y1} m {thing.x2} {HEIGHT - thing.y2} l S"
    font = "F2" if thing.bold else "F1"
    codes = "".join(f"{ord(letter):04X}" for letter in thing.words)
    return f"BT /{font} {thing.size} Tf {thing.x} {HEIGHT - thing.y} Td <{codes}> Tj ET"


def _font(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name(f"/{name}"), Flags=4, ItalicAngle=0, Ascent=750,
        Descent=-250, CapHeight=700, StemV=80, FontBBox=Array([0, -250, 1000, 750]),
    )  # fmt: skip
    inner = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name(f"/{name}"), DW=int(1000 * LETTER),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{name}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(inner)]),
            ToUnicode=pdf.make_stream(_TO_UNICODE),
        )
    )
