"""What stands on one page of a PDF: pieces of text with their places, and the rules of tables.

Places are in points, from the left and from the top of the page as it is looked at.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

MOST_CHARACTERS = 200_000  # on one page
_MOST_PATHS = 20_000  # on one page; a drawing has more, a table never
_MOST_POINTS = 2_000  # in one path
_THIN = 3.0  # points: a rectangle no thicker than this is a rule
_SHORTEST_RULE = 6.0
_LINE = 1.1  # sizes of a font that letters with all their marks are high
_BOLD_FROM = 600
_WIDE_GAP = 1.1  # heights of a letter between two pieces
_WIDE_GAP_WITH_SPACE = 2.0  # the same where a space is written: justified words stand far apart
_SPACE = 0.12  # heights of a letter between two words, at the least
_FEW_GAPS = 6  # among which the middle one may be a space
_SAME_LINE = 0.45
_MOSTLY = 0.7
_HYPHENS = ("\x02", "\ufffe")  # how the library tells a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters in one row without a wide gap; `base` is where they stand, `size` how high they are.

    `words` says from where to where each word of `text` goes.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    words: tuple[tuple[float, float], ...]

    def cut(self, walls: Sequence[float]) -> list[Piece]:
        """The piece cut between its words where a wall goes through it."""
        parts: list[list[int]] = []
        column = None
        for at, (left, right) in enumerate(self.words):
            middle = (left + right) / 2
            stands = sum(wall <= middle for wall in walls)
            if stands != column:
                parts.append([])
            parts[-1].append(at)
            column = stands
        said = self.text.split(" ")
        return [
            replace(
                self,
                text=" ".join(said[part[0] : part[-1] + 1]),
                left=self.words[part[0]][0],
                right=self.words[part[-1]][1],
                words=self.words[part[0] : part[-1] + 1],
            )
            for part in parts
        ]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from `start` to `end`, upright at x = `at` or level at y = `at`."""

    at: float
    start: float
    end: float
    is_upright: bool


class PageReader:
    """Reads one page; `turned` coordinates make a page that is shown sideways upright."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._turn = page.get_rotation() // 90 % 4
        left, bottom, right, top = page.get_bbox()
        self._box = (left, bottom, right, top)
        wide, high = right - left, top - bottom
        self.width, self.height = (high, wide) if self._turn % 2 else (wide, high)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        places = ((x - left, top - y), (y - bottom, x - left), (right - x, y - bottom),
                  (top - y, right - x))  # fmt: skip
        return places[self._turn]

    def has_pictures(self) -> bool:
        """Whether any picture is on the page, as on every scanned one."""
        wanted = (pdfium_c.FPDF_PAGEOBJ_IMAGE,)
        return any(True for _ in self._page.get_objects(filter=wanted, max_depth=3))

    def rules(self) -> list[Rule]:
        """The straight lines that may be borders of tables."""
        rules: list[Rule] = []
        wanted = (pdfium_c.FPDF_PAGEOBJ_PATH,)
        for at, path in enumerate(self._page.get_objects(filter=wanted, max_depth=1)):
            if at >= _MOST_PATHS:
                break
            rules.extend(self._rules_of(path))
        return rules

    def _rules_of(self, path: pdfium.PdfObject) -> Iterator[Rule]:
        left, bottom, right, top = path.get_bounds()
        thin = right - left <= _THIN or top - bottom <= _THIN
        if thin:
            yield from self._rule((left, bottom), (right, top))
            return
        fill, is_stroked = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDFPath_GetDrawMode(path.raw, fill, is_stroked)
        if not is_stroked.value or pdfium_c.FPDFPath_CountSegments(path.raw) > _MOST_POINTS:
            return
        for one, other in self._edges(path):
            yield from self._rule(one, other)

    def _edges(
        self, path: pdfium.PdfObject
    ) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
        matrix = path.get_matrix()
        x, y = ctypes.c_float(), ctypes.c_float()
        first = before = (0.0, 0.0)
        for at in range(pdfium_c.FPDFPath_CountSegments(path.raw)):
            segment = pdfium_c.FPDFPath_GetPathSegment(path.raw, at)
            pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
                first = point
            else:
                yield before, point
            before = point
            if pdfium_c.FPDFPathSegment_GetClose(segment):
                yield point, first

    def _rule(self, one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
        (x1, y1), (x2, y2) = self._place(*one), self._place(*other)
        wide, high = abs(x2 - x1), abs(y2 - y1)
        if wide <= _THIN and high >= _SHORTEST_RULE:
            yield Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2), is_upright=True)
        elif high <= _THIN and wide >= _SHORTEST_RULE:
            yield Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2), is_upright=False)

    def pieces(self, walls: list[Rule]) -> list[Piece]:
        """The text from the top, each line from left to right; no piece goes through a wall.

        Letters are put in order by where they stand: a font without a letter of ours makes the
        writer set that letter after all others.
        """
        text = self._page.get_textpage()
        try:
            lines = _lines_of(self._glyphs(text))
            return [
                piece
                for line in lines
                for piece in _pieces_of(line, walls, lambda at: _is_bold(text, at))
            ]
        finally:
            text.close()

    def _glyphs(self, text: pdfium.PdfTextPage) -> list[_Glyph]:
        box, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        glyphs: list[_Glyph] = []
        for at in range(min(text.count_chars(), MOST_CHARACTERS)):
            letter = chr(pdfium_c.FPDFText_GetUnicode(text.raw, at))
            if letter in _HYPHENS:
                letter = "-"
            if letter in "\r\n\x00" or pdfium_c.FPDFText_IsGenerated(text.raw, at):
                continue
            if unicodedata.combining(letter) and glyphs:
                glyphs[-1].letter += letter
                continue
            pdfium_c.FPDFText_GetLooseCharBox(text.raw, at, box)
            pdfium_c.FPDFText_GetCharOrigin(text.raw, at, x, y)
            x1, _ = self._place(box.left, box.top)
            x2, _ = self._place(box.right, box.bottom)
            base = self._place(x.value, y.value)[1]
            size = _LINE * _size_of(text, at, matrix)
            glyphs.append(_Glyph(letter, min(x1, x2), max(x1, x2), base, size, at))
        return glyphs


@dataclass(slots=True)
class _Glyph:
    letter: str
    left: float
    right: float
    base: float
    size: float
    at: int  # in the text of the page


def _lines_of(glyphs: list[_Glyph]) -> list[list[_Glyph]]:
    """The letters by the line on which they stand, from the top, each line from the left."""
    lines: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: one.base):
        if lines and glyph.base - lines[-1][0].base <= _SAME_LINE * max(
            glyph.size, lines[-1][0].size
        ):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for line in lines:
        line.sort(key=lambda one: one.left)
    return lines


def _pieces_of(
    line: list[_Glyph], walls: list[Rule], is_bold: Callable[[int], bool]
) -> Iterator[Piece]:
    gaps = [after.left - before.right for before, after in pairwise(line)]
    # Above nothing where letters are set apart.
    usual = max(0.0, median(gaps) if len(gaps) > _FEW_GAPS else min(gaps, default=0.0))
    run: list[_Glyph] = []
    words: list[int] = []  # where each word begins in the run
    spaced = False
    for glyph in line:
        if glyph.letter.isspace():
            spaced = True
            continue
        before = run[-1] if run else None
        if before and glyph.letter == before.letter and glyph.left - before.left < 1:
            continue  # drawn twice to look bold
        gap = glyph.left - before.right if before else 0.0
        if before and (_is_wide(gap, glyph.size, spaced) or _is_walled(before, glyph, walls)):
            yield _piece(run, words, is_bold)
            run, words, before = [], [], None
        if before is None or spaced or gap > usual + _SPACE * glyph.size:
            words.append(len(run))
        run.append(glyph)
        spaced = False
    if run:
        yield _piece(run, words, is_bold)


def _is_wide(gap: float, size: float, spaced: bool) -> bool:
    return gap > (_WIDE_GAP_WITH_SPACE if spaced else _WIDE_GAP) * size


def _is_walled(before: _Glyph, glyph: _Glyph, walls: list[Rule]) -> bool:
    middle = glyph.base - 0.3 * glyph.size
    return any(
        wall.start <= middle <= wall.end and before.right - 2 <= wall.at <= glyph.left + 2
        for wall in walls
    )


def _piece(run: list[_Glyph], words: list[int], is_bold: Callable[[int], bool]) -> Piece:
    ends = [*words[1:], len(run)]
    said = [
        "".join(glyph.letter for glyph in run[start:end])
        for start, end in zip(words, ends, strict=True)
    ]
    places = [
        (run[start].left, max(glyph.right for glyph in run[start:end]))
        for start, end in zip(words, ends, strict=True)
    ]
    bold = sum(is_bold(run[start].at) for start in words)
    return Piece(
        " ".join(said),
        run[0].left,
        max(glyph.right for glyph in run),
        run[0].base,
        max(glyph.size for glyph in run),
        # A letter from another font may not be bold in a word that is.
        bold >= _MOSTLY * len(words),
        tuple(places),
    )


def _size_of(text: pdfium.PdfTextPage, at: int, matrix: pdfium_c.FS_MATRIX) -> float:
    """The size of a letter's font in points; the box of a letter is lower for some writers."""
    pdfium_c.FPDFText_GetMatrix(text.raw, at, matrix)
    return float(pdfium_c.FPDFText_GetFontSize(text.raw, at)) * hypot(matrix.c, matrix.d)


def _is_bold(text: pdfium.PdfTextPage, at: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(text.raw, at) >= _BOLD_FROM:
        return True
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(text.raw, at, name, 128, flags)
    return b"bold" in name.value.lower()
