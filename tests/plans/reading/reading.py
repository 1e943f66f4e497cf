"""Short ways to read a text and to look at what was read."""

from __future__ import annotations

import textwrap
from pathlib import Path

from feedback.plans.reading import ReadClause, ReadDocument, ReadTask, read_document

FIXTURES = Path(__file__).parent / "fixtures"

HEAD = """
TRƯỜNG THPT SỐ MỘT
Số: 12/KH-THPT
Hải Phòng, ngày 05 tháng 9 năm 2026
KẾ HOẠCH
Thực hiện dân chủ trong trường học
"""


def read(body: str) -> ReadDocument:
    """`body` read under a plain title block of 5/9/2026."""
    return read_document((HEAD + textwrap.dedent(body)).encode(), "plan.txt")


def read_alone(text: str) -> ReadDocument:
    return read_document(textwrap.dedent(text).encode(), "plan.txt")


def read_fixture(name: str) -> ReadDocument:
    return read_document((FIXTURES / name).read_bytes(), name)


def labels(document: ReadDocument) -> list[str]:
    return [clause.label for clause in document.clauses if clause.label]


def clause(document: ReadDocument, reference: str) -> ReadClause:
    return next(clause for clause in document.clauses if clause.reference == reference)


def task(document: ReadDocument, reference: str) -> ReadTask:
    return next(task for task in document.tasks if task.clause == reference)


def codes(document: ReadDocument) -> set[str]:
    return {warning.code for warning in document.warnings}


def places(document: ReadDocument, code: str) -> list[str]:
    return [warning.place for warning in document.warnings if warning.code == code]
