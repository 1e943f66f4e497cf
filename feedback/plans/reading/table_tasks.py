"""Tables that share out work: each row under heads like "Chủ trì" and "Thời gian" is a task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.plans.reading.model import ClauseKind, ReadClause
from feedback.plans.reading.names import names_in
from feedback.plans.reading.tables import Grid, is_head_row
from feedback.plans.reading.task_labels import Role, labelled_parts

_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        ("work", r"(?:tên\s+)?(?:nội dung|nhiệm vụ|công việc|hoạt động|việc|chỉ tiêu|đầu việc)"),
        (
            "other",
            r"ghi chú|địa điểm|kinh phí|đơn vị tính|căn cứ|họ (?:và )?tên|chức vụ|số tiền|số lượng",
        ),
        (Role.time, r"(?:thời gian|thời hạn|thời điểm|tiến độ|hạn|hoàn thành|ngày|tháng|tuần)\b"),
        (Role.deliverable, r"kết quả|sản phẩm|đầu ra"),
        (Role.form, r"hình thức|phương thức|cách thức"),
        ("both", r".*chủ trì.*phối hợp"),
        (Role.supporting, r".*phối hợp"),
        (
            Role.lead,
            r"(?!.*\bđược\b)(?:.*(?:chủ trì|phụ trách|chịu trách nhiệm|đầu mối|tham mưu|thực hiện|đảm nhiệm)"
            r"|(?:đơn vị|cơ quan|bộ phận|phân công|cá nhân|lực lượng)\b|người$)",
        ),
    )
)
_NOTHING = re.compile(r"[\s\-–—…._/0]*$")
_WITH = re.compile(r"[;,.(]?\s*\(?(?:[Pp]hối hợp|\bPH\b)\s*(?:với|cùng)?\s*:?\s*")
_ITEMS = re.compile(r"(?:^|\s)[-–+•]\s+(?=\S)")


_CHAPTERS = (ClauseKind.part, ClauseKind.section, ClauseKind.article, ClauseKind.annex)


@dataclass
class Row:
    """What one row says of its task, by role and as printed."""

    clause: ReadClause
    values: dict[Role, list[str]] = field(default_factory=dict)


def rows_with_tasks(clauses: list[ReadClause]) -> Iterator[Row]:
    """The rows that name who, or when, under heads that say so.

    Heads hold until another table or chapter: a title row inside a table ends nothing.
    """
    heads: dict[int, str] = {}
    grid, width, before = Grid(), 0, -1
    for clause in clauses:
        if clause.kind in _CHAPTERS:
            heads = {}
        if clause.kind is not ClauseKind.row or not clause.cells:
            continue
        columns_wide = sum(cell.columns for cell in clause.cells)
        if is_head_row(clause.cells):
            continued = bool(heads) and before == clause.position - 1
            grid, width = (grid, width) if continued else (Grid(), columns_wide)
            heads = _heads(grid.lay(clause.cells), heads if continued else {})
            before = clause.position
        elif heads and before != clause.position - 1 and columns_wide != width:
            heads = {}  # another table, which prints no heads
        elif row := _row(clause, grid.lay(clause.cells), heads):
            yield row
        before = clause.position


def _heads(columns: dict[int, str], above: dict[int, str]) -> dict[int, str]:
    """What each column holds; a second row of heads tells more of what the first spans."""
    heads = dict(above)
    for column, text in columns.items():
        role = next((role for role, pattern in _HEADS if pattern.match(text.strip())), "")
        if role:
            heads[column] = role
    return heads


def _row(clause: ReadClause, columns: dict[int, str], heads: dict[int, str]) -> Row | None:
    roles = set(heads.values())
    if not roles & {Role.lead, Role.time, "both"} or not roles & {"work", Role.lead, "both"}:
        return None
    if "work" in roles and not any(columns.get(at) for at, role in heads.items() if role == "work"):
        return None
    row = Row(clause)
    # A cell over all columns is a title inside the table: it names no unit.
    seen = {
        (role, columns.get(at, "").strip())
        for at, one in heads.items()
        if one == "work"
        for role in roles
    }
    for column, role in heads.items():
        text = columns.get(column, "").strip()
        if _NOTHING.match(text) or (role, text) in seen:
            continue
        seen.add((role, text))
        for told, values in _told(role, text):
            row.values.setdefault(told, []).extend(values)
    return row if {Role.lead, Role.time, Role.supporting} & row.values.keys() else None


def _told(role: str, text: str) -> Iterator[tuple[Role, list[str]]]:
    labelled = labelled_parts(text)
    if labelled:
        for told, value in labelled:
            yield told, _names(value) if told in (Role.lead, Role.supporting) else [value]
    elif role in ("both", Role.lead):
        lead, *supporting = _WITH.split(text, maxsplit=1)
        yield Role.lead, _names(lead)
        yield from ((Role.supporting, _names(names.rstrip(") "))) for names in supporting)
    elif role == Role.supporting:
        yield Role.supporting, _names(text)
    elif role in (Role.time, Role.deliverable, Role.form):
        yield Role(role), [text.strip(" .;")]


def _names(text: str) -> list[str]:
    items = _ITEMS.split(text) if _ITEMS.match(text) else [text]
    return [name for item in items for name in names_in(item)]
