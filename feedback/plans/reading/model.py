"""What a document says, as read: its head, its clauses, its tasks, and what the reading doubts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from feedback.errors import UserError


class UnreadableDocument(UserError):
    """The file cannot be read as a document; the message says what to send instead."""


class ClauseKind(StrEnum):
    """What a clause is on paper."""

    opening = "opening"  # what stands between the legal bases and the first clause
    part = "part"  # phần, chương, mục, phụ lục
    article = "article"  # Điều
    section = "section"  # I., A.
    point = "point"  # 1., 1.1., a), (1)
    bullet = "bullet"  # -, +, *
    paragraph = "paragraph"  # a paragraph of its own between or after bullets
    row = "row"  # a row of a table
    annex = "annex"  # a document issued with this one, under its own title
    closing = "closing"  # what stands after the last clause


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's row: how many columns and rows it covers, and whether it heads them."""

    text: str
    columns: int = 1
    rows: int = 1
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the source; `number` is its line there, counted from 1.

    `begins_anew` marks the first line after a signature: it continues no clause. A row of a table
    has `cells`, and its text is theirs. `outline` is the heading's level (1 for the highest) and
    `is_bold` says that all of it is bold, where the format knows; None and False where not.
    `until` is the last line of the source where several made one paragraph, 0 where one did.
    """

    text: str
    number: int
    is_row: bool = False
    begins_anew: bool = False
    cells: tuple[Cell, ...] = ()
    outline: int | None = None
    is_bold: bool = False
    until: int = 0

    @property
    def last(self) -> int:
        """The last line of the source that this paragraph took."""
        return max(self.number, self.until)


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something a person should check; `message` has places filled from `params`.

    `place` is the label of a clause, or the line of the source ("dòng 12"), or empty. `position`
    is that clause's own: labels may stand several times.
    """

    code: str
    message: str
    place: str
    params: Mapping[str, str] = field(default_factory=dict)
    position: int | None = None

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """The title block and the signature; None or empty is what the document does not print.

    `signer` holds the lines of the signature block, the name last. `issued_on_text` keeps the
    printed date where the day is blank and `issued_on` therefore None; `number_text` in the same
    way the sign ("/KH-SGDĐT") where its number is blank.
    """

    type: str | None = None
    number: str | None = None
    number_text: str | None = None
    issued_on: date | None = None
    issued_on_text: str | None = None
    place: str | None = None
    issuer: str | None = None
    superior: str | None = None
    title: str | None = None
    legal_bases: tuple[str, ...] = ()
    signer: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadClause:
    """One clause. `label` is how it is cited ("II.4.a"), empty for a bullet or a paragraph.

    `reference` cites every clause, bullets too ("I.1 gạch đầu dòng 2"). `parent` and `position`
    are indices in reading order, from 0; `depth` is 1 for the outermost. `text` is plain, its
    paragraphs on lines of their own. `annex` names the document issued with this one in which the
    clause stands, empty in the first; labels count anew there. `source_from` and `source_to` are
    the first and last line of the source, counted from 1.
    """

    label: str
    printed: str
    depth: int
    heading: str
    text: str
    parent: int | None
    position: int
    kind: ClauseKind
    reference: str
    annex: str = ""
    cells: tuple[Cell, ...] = ()
    source_from: int | None = None
    source_to: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The days a task is given, ends included; None is open.

    `repeats`: None, "yearly" (`end` is the day of the first year) or "constant" (thường xuyên, hằng
    tháng, hằng quý: without a day of its own).
    """

    start: date | None
    end: date | None
    repeats: str | None = None


@dataclass(frozen=True, slots=True)
class ReadTask:
    """What a clause orders: names as printed. `position` is the clause's own position."""

    clause: str
    position: int
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    time_text: str | None
    due: Due | None
    deliverable: str | None
    form: str | None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """All that was read from one file; `source` holds its lines, for looking beside the result."""

    document: DocumentHead
    clauses: tuple[ReadClause, ...]
    tasks: tuple[ReadTask, ...]
    warnings: tuple[ReadWarning, ...]
    source: tuple[str, ...] = ()
