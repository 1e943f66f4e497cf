"""Pieces of text on pages into printed lines, columns and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from feedback.plans.reading.ends import is_office
from feedback.plans.reading.labels import marker_of
from feedback.plans.reading.paragraphs import document_type, is_head_piece
from feedback.plans.reading.pdf_page import Piece
from feedback.plans.reading.pdf_tables import Table

_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_SENTENCE_END = re.compile(r"[.;:!?…/]['\"”’)]*\Z")
_BEFORE_NUMBER = re.compile(
    r"(?:\b(?:số|khoản|điểm|[Đđ]iều|mục|Mục|tại|ngày|tháng|năm|từ|đến|và|của|trước)|,)\Z"
)
_LONGEST_ABBREVIATION = 20
_SAME_PLACE = 2.0  # points
_SPACE = 0.2  # of the height of a letter: between two words
_INDENT = 5.0
_SOME = 0.25  # of the lines
_LEAST_WIDE = 0.8  # of the page: NĐ 30/2020, Phụ lục I leaves 15 to 20 mm at the right
_FEW = 5  # lines
_LEAST_SPACE = 2.5  # points of space between two paragraphs
_APART = 1.7  # usual distances between two lines


@dataclass
class Row:
    """A printed line: its pieces from left to right, at `base` from the top of its page."""

    pieces: list[Piece]
    page: int

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @property
    def base(self) -> float:
        return self.pieces[0].base

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)

    @property
    def is_bold(self) -> bool:
        return all(piece.is_bold for piece in self.pieces)

    @property
    def first_word(self) -> float:
        """How wide the first word is, in points."""
        left, right = self.pieces[0].words[0]
        return right - left


@dataclass
class PageRows:
    """What one page holds, without what repeats on every page."""

    width: float
    height: float
    rows: list[Row]
    tables: list[Table] = field(default_factory=list)
    has_pictures: bool = False


@dataclass
class Paragraph:
    """Printed lines that are one paragraph."""

    rows: list[Row]

    @property
    def text(self) -> str:
        """The lines joined; a word divided at the end of a line is whole again."""
        text = ""
        for row in self.rows:
            if text.endswith("\u00ad"):
                text = text[:-1] + row.text
            elif text.endswith("-") and text[-2:-1].isalnum() and row.text[0].isalnum():
                text += row.text
            else:
                text = f"{text} {row.text}" if text else row.text
        return text

    @property
    def is_bold(self) -> bool:
        return all(row.is_bold for row in self.rows)


def rows_of(pieces: Iterable[Piece], page: int) -> list[Row]:
    """The pieces of a page as printed lines, from the top."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda one: one.base):
        if rows and piece.base - rows[-1].base <= 0.4 * max(piece.size, rows[-1].size):
            rows[-1].pieces.append(piece)
        else:
            rows.append(Row([piece], page))
    for row in rows:
        row.pieces.sort(key=lambda one: one.left)
    return rows


# ------------------------------------------------------------------ paragraphs


@dataclass(frozen=True)
class Setting:
    """How the body is set: where full lines end and begin, and how far lines stand apart.

    `indents` says that paragraphs begin further in than they go on; lines of one paragraph are at
    most `pitch` apart, in points.
    """

    left: float
    right: float
    distance: float
    indents: bool
    pitch: float


def settings_of(pages: Sequence[PageRows]) -> dict[int, Setting]:
    """How the pages of each width are set: an annex may stand on sheets turned sideways."""
    widths = {round(page.width) for page in pages}
    return {
        wide: _setting_of([one for one in pages if round(one.width) == wide]) for wide in widths
    }


def _setting_of(pages: Sequence[PageRows]) -> Setting:
    """The usual edges and distance of the lines of the pages."""
    rows = [row for page in pages for row in page.rows]
    if not rows:
        return Setting(0.0, 0.0, 0.0, indents=False, pitch=0.0)
    rights = sorted(row.right for row in rows)
    right = rights[int(len(rights) * 0.97)] if len(rights) > 4 else rights[-1]
    # On a page of short lines none is full.
    right = max(right, _LEAST_WIDE * max(page.width for page in pages))
    wide = [row.left for row in rows if row.right > right - 4 * row.size] or [rows[0].left]
    gaps = [
        below.base - above.base
        for page in pages
        for above, below in pairwise(page.rows)
        if below.base - above.base < 4 * above.size
    ]
    lefts = sorted(row.left for row in rows)
    # The last line of a paragraph is short, but it begins where full ones go on.
    shared = [one for one, next_one in pairwise(lefts) if next_one - one < 0.5]
    left = min([*wide, *shared])
    at_left = sum(1 for row in rows if row.left < left + _INDENT)
    indents = _SOME <= at_left / len(rows) <= 1 - _SOME
    distance = median(gaps) if gaps else 0.0
    return Setting(left, right, distance, indents, _pitch(pages, right, distance))


def _pitch(pages: Sequence[PageRows], right: float, distance: float) -> float:
    """How far lines of one paragraph stand apart, as those show that surely go on."""
    surely = sorted(
        below.base - above.base
        for page in pages
        for above, below in pairwise(page.rows)
        if above.right > right - 2 * above.size
        and below.text[0].islower()
        and not marker_of(below.text)
        and below.base - above.base < _APART * distance
    )
    few = len(surely) < _FEW
    return _APART * distance if few else surely[int(0.9 * len(surely))] + _LEAST_SPACE


def goes_on(paragraph: Paragraph, row: Row, setting: Setting) -> bool:
    """Whether `row` is the next line of the paragraph, broken where the page was full."""
    last, first = paragraph.rows[-1], paragraph.rows[0]
    if last.page == row.page and row.base - last.base > min(
        _APART * setting.distance, setting.pitch
    ):
        return False
    ended = bool(_SENTENCE_END.search(last.text[-6:]))
    slack = _SAME_PLACE if ended else _INDENT
    if _divides_state_name(last.text, row.text):
        return True
    if not _was_full(last, row, setting, slack) or last.is_bold != row.is_bold:
        return False
    if _changes_voice(last, row) or _stands_alone(row.text) or _signs(last, row, setting):
        return False
    second = paragraph.rows[1] if len(paragraph.rows) > 1 else None
    if second is not None and row.left > second.left + _INDENT:
        return False
    if marker_of(row.text):
        hangs = second is not None and abs(row.left - second.left) < _SAME_PLACE
        cited = hangs or row.left < first.left - _INDENT or _BEFORE_NUMBER.search(last.text)
        return not ended and bool(cited)
    indented = first.left > setting.left + _INDENT and abs(row.left - first.left) < _SAME_PLACE
    begins = second is None and indented and row.text[0].isupper()
    return not (begins and (ended or setting.indents))


def _changes_voice(last: Row, row: Row) -> bool:
    """Whether a heading in capitals ends or begins between the two lines."""
    if _is_shouted(last):
        return not _is_shouted(row) and not " ".join(row.text.split()[:2]).isupper()
    return _is_shouted(row) and not last.text.split()[-1].isupper()


def _is_shouted(row: Row) -> bool:
    """Whether the line is a heading in capitals, and not only an abbreviation."""
    return len(row.text) > _LONGEST_ABBREVIATION and row.text.isupper()


def _divides_state_name(last: str, text: str) -> bool:
    """Whether the name of the state, in the middle of a line of text, is cut by the line's end."""
    words = _STATE.split()
    return any(
        last.endswith(" " + " ".join(words[:at])) and text.startswith(" ".join(words[at:]))
        for at in range(1, len(words))
    )


def _signs(last: Row, row: Row, setting: Setting) -> bool:
    """Whether the line names an office in a signature that stands at the right."""
    middle = (setting.left + setting.right) / 2
    return is_office(row.text) and min(last.left, row.left) > middle - 3 * row.size


def _stands_alone(text: str) -> bool:
    return bool(is_head_piece(text) or document_type(text.rstrip(" :")))


def _was_full(last: Row, row: Row, setting: Setting, slack: float) -> bool:
    """Whether the first word of `row` found no more room on the line before, give or take `slack`."""
    return last.right + row.first_word + _SPACE * row.size > setting.right - slack
