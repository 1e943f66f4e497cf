"""The importer: a plan's file into its head, clauses and tasks, with what a person should check.

Pure: no database, no request, no clock. Any bytes give a ReadDocument or UnreadableDocument.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from feedback.errors import N_
from feedback.plans.reading.clauses import read_clauses, tree_of
from feedback.plans.reading.dates import Known
from feedback.plans.reading.encoding import modernised
from feedback.plans.reading.formats import lines_in
from feedback.plans.reading.frame import framed
from feedback.plans.reading.header import Head, read_head, signer_name
from feedback.plans.reading.model import (
    ClauseKind,
    DocumentHead,
    Due,
    Line,
    ReadClause,
    ReadDocument,
    ReadTask,
    ReadWarning,
    UnreadableDocument,
)
from feedback.plans.reading.numbering_doubts import numbering_doubts
from feedback.plans.reading.paragraphs import paragraphs_of
from feedback.plans.reading.shape_doubts import composition_doubt, shape_doubts
from feedback.plans.reading.tasks import drafts_in, read_tasks

__all__ = [
    "ClauseKind", "DocumentHead", "Due", "ReadClause", "ReadDocument", "ReadTask", "ReadWarning",
    "UnreadableDocument", "as_json", "read_document", "read_lines",
]  # fmt: skip

MOST_CLAUSES = 10_000
MOST_WARNINGS = 200

_WITHOUT_ORDERS = (
    "Báo cáo", "Quy chế", "Qui chế", "Quy định", "Qui định", "Nội quy", "Quy ước", "Hương ước",
    "Điều lệ", "Biên bản", "Tờ trình",
)  # fmt: skip
_SCHOOL_YEAR = re.compile(r"năm\s+học\s+(\d{4})\s*[-–]\s*\d{4}", re.IGNORECASE)


def read_document(data: bytes, filename: str) -> ReadDocument:
    """What the file says; its first bytes, then the ending of `filename` tell how it is read.

    Raises UnreadableDocument, with a message for the person who sent the file, for any other
    kind, for an empty, damaged, dangerous or oversized file.
    """
    read = read_lines(lines_in(data, filename))
    return replace(read, warnings=(*composition_doubt(data), *read.warnings))


def read_lines(lines: list[Line]) -> ReadDocument:
    """What the lines of a document say. Raises UnreadableDocument when there are none, or too many."""
    lines = [line for line in lines if any(letter.isalnum() for letter in line.text)]
    if not lines:
        raise UnreadableDocument(N_("Tệp không có chữ nào. Hãy kiểm tra lại tệp rồi tải lên."))
    lines, doubts = modernised(lines)
    paragraphs = paragraphs_of(lines)
    if len(paragraphs) > MOST_CLAUSES:
        message = N_("Văn bản có hơn %(most)s đoạn, quá dài đối với một kế hoạch.")
        raise UnreadableDocument(message, most=MOST_CLAUSES)
    frame = framed(paragraphs)
    head = read_head(frame)
    root = tree_of(frame.body, head.opening)
    drafts = drafts_in(root)
    positions, clauses = read_clauses(root)
    doubts += shape_doubts(lines, [*frame.opening, *frame.body])
    doubts += [*head.warnings, *numbering_doubts(root, positions)]
    tasks, time_doubts = read_tasks(drafts, positions, clauses, _known(head))
    warnings = _limited([*doubts, *time_doubts])
    return ReadDocument(
        head.document, tuple(clauses), tuple(tasks), tuple(warnings), _source(lines)
    )


def _source(lines: list[Line]) -> tuple[str, ...]:
    """The lines of the source by their numbers; several of one number on lines of their own."""
    texts: list[list[str]] = [[] for _ in range(max(line.number for line in lines))]
    for line in lines:
        texts[line.number - 1].append(line.text)
    return tuple("\n".join(text) for text in texts)


def _limited(warnings: list[ReadWarning]) -> list[ReadWarning]:
    """At most 200 warnings: nobody reads more, and a hostile file could make thousands."""
    if len(warnings) <= MOST_WARNINGS:
        return warnings
    message = N_("Còn %(more)s điều cần kiểm tra nữa không ghi hết ở đây.")
    more = {"more": str(len(warnings) - MOST_WARNINGS)}
    return [*warnings[:MOST_WARNINGS], ReadWarning("more_warnings", message, "", more)]


def _known(head: Head) -> Known:
    found = _SCHOOL_YEAR.search(head.document.title or "")
    issued = head.document.issued_on or head.month
    orders = head.document.type not in _WITHOUT_ORDERS
    return Known(issued, int(found[1]) if found else None, orders)


def as_json(read: ReadDocument) -> dict[str, Any]:
    """What was read, for `flask plans inspect --json`: unknown is null, days are ISO."""
    head = read.document
    return {
        "document": {
            "type": head.type,
            "number": head.number,
            "issued_on": head.issued_on.isoformat() if head.issued_on else None,
            "place": head.place,
            "issuer": head.issuer,
            "title": head.title,
            "legal_bases": list(head.legal_bases),
            "signer": signer_name(head),
            "recipients": list(head.recipients),
        },
        "clauses": [
            {
                "label": clause.label,
                "depth": clause.depth,
                "heading": clause.heading,
                "text": clause.text,
            }
            for clause in read.clauses
        ],
        "tasks": [_task_as_json(task) for task in read.tasks],
        "warnings": [
            {"code": warning.code, "message": str(warning), "place": warning.place}
            for warning in read.warnings
        ],
    }


def _task_as_json(task: ReadTask) -> dict[str, Any]:
    due = task.due
    return {
        "clause": task.clause,
        "lead": list(task.lead),
        "supporting": list(task.supporting),
        "time_text": task.time_text,
        "due": due
        and {
            "from": due.start.isoformat() if due.start else None,
            "to": due.end.isoformat() if due.end else None,
            "repeats": due.repeats,
        },
        "deliverable": task.deliverable,
    }
