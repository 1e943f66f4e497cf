"""Scanned pages into lines by tesseract, where it is installed with its Vietnamese data: a draft."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from PIL import Image

from feedback.errors import N_
from feedback.plans.reading.model import Line, ReadWarning, UnreadableDocument
from feedback.plans.reading.pdf_furniture import without_furniture
from feedback.plans.reading.pdf_layout import PageRows, rows_of
from feedback.plans.reading.pdf_page import Piece
from feedback.plans.reading.pdf_text import open_pdf, written_lines

MOST_PAGES = 20  # a page takes three to five seconds
_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_MOST_PIXELS = 12_000_000  # A3 at 200 dots to the inch
_LEAST_SURE = 20  # of 100: less is dirt on the glass
_WIDE_GAP = 1.5  # heights of a line between two words
_COLUMNS = 12
_TOO_LONG = N_(
    "Tệp PDF là ảnh quét dài %(pages)s trang; chỉ nhận dạng chữ được đến %(most)s trang. Hãy gửi tệp"
    " Word gốc, hoặc tách tệp ra."
)

RECOGNISED = ReadWarning(
    "recognised",
    N_("Văn bản được đọc bằng nhận dạng chữ từ ảnh quét, cần soát kỹ từng chữ và từng số."),
    "",
)


@cache
def is_possible() -> bool:
    """Whether tesseract is here and knows Vietnamese."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    told = subprocess.run(  # noqa: S603 - a program of the system, without words of others
        [program, "--list-langs"], capture_output=True, text=True, check=False
    )
    return "vie" in told.stdout.split()


def recognised_lines(data: bytes) -> list[Line]:
    """What tesseract makes out on the pages of a scanned PDF of at most 20 pages.

    Runs inside the process that reads, under its bounds. Raises UnreadableDocument.
    """
    document = open_pdf(data)
    if len(document) > MOST_PAGES:
        raise UnreadableDocument(_TOO_LONG, pages=len(document), most=MOST_PAGES)
    pages = []
    for at in range(len(document)):
        page = document[at]
        wide, high = page.get_size()
        scale = _DOTS_PER_INCH / _POINTS_PER_INCH
        scale = min(scale, (_MOST_PIXELS / max(wide * high, 1)) ** 0.5)
        picture = page.render(scale=scale, grayscale=True).to_pil()
        pieces = _pieces(_asked(picture))
        pages.append(PageRows(float(picture.width), float(picture.height), rows_of(pieces, at)))
        page.close()
    without_furniture(pages)
    return written_lines(pages)


def _asked(picture: Image.Image) -> str:
    """What tesseract tells of a picture: a line for each word, with its place."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    program = shutil.which("tesseract") or ""
    words = [program, "-", "-", "-l", "vie", "--psm", "3", "--dpi", str(_DOTS_PER_INCH), "tsv"]
    told = subprocess.run(  # noqa: S603 - the picture goes through the pipe, nothing in the words
        words, input=file.getvalue(), capture_output=True, check=True
    )
    return told.stdout.decode("utf-8", "replace")


def _pieces(told: str) -> Iterator[Piece]:
    """The words of each printed line, in pieces where they stand far apart."""
    base = size = 0.0
    open_piece: Piece | None = None
    for row in told.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != _COLUMNS:
            continue
        left, top, wide, high = map(float, cells[6:10])
        if cells[0] == "4":  # a line: its words follow
            base, size = top + high, high
            if open_piece:
                yield open_piece
            open_piece = None
        elif cells[0] == "5" and cells[11].strip() and float(cells[10]) >= _LEAST_SURE:
            place = (left, left + wide)
            word = Piece(cells[11].strip(), *place, base, size, is_bold=False, words=(place,))
            if open_piece and word.left - open_piece.right <= _WIDE_GAP * size:
                text, words = f"{open_piece.text} {word.text}", (*open_piece.words, place)
                word = replace(word, text=text, left=open_piece.left, words=words)
            elif open_piece:
                yield open_piece
            open_piece = word
    if open_piece:
        yield open_piece
