"""Units from a table: every row read and checked before any is stored."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlite_utils.utils import RowError, rows_from_file

from feedback import labels
from feedback.errors import N_, RuleBroken
from feedback.organisation import actions, queries, rules
from feedback.organisation.actions import By, UnitFacts
from feedback.richtext import clean_text
from feedback.search import fold
from models import LineKind, Unit, UnitKind, db

# The heads of the columns as people write them, without regard to case and accents.
COLUMNS = {
    "name": "Tên",
    "short_name": "Tên ngắn",
    "abbreviation": "Viết tắt",
    "kind": "Loại",
    "starts_on": "Ngày thành lập",
    "ends_on": "Ngày kết thúc",
    "email": "Thư điện tử",
    "reception": "Tiếp công dân",
    "administrative": "Thuộc",
    "professional": "Hướng dẫn chuyên môn",
    "mass": "Tổ chức cấp trên",
    "former_names": "Tên cũ",
}
NEEDED = ("name", "kind")
LINES = {kind.value: kind for kind in LineKind}
_DAYS = ("%d/%m/%Y", "%Y-%m-%d")
_SHORT_KINDS = {
    "phong": UnitKind.DIVISION,
    "van phong": UnitKind.OFFICE,
    "mat tran": UnitKind.FRONT,
    "doan": UnitKind.YOUTH,
    "hoi phu nu": UnitKind.WOMEN,
    "ban dai dien": UnitKind.PARENTS_BOARD,
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: its number in the file (the head is 1), and what to do."""

    row: int
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitRow:
    """One unit as the table gives it; the units above it by their names."""

    number: int
    facts: UnitFacts
    uppers: Mapping[LineKind, str]
    former_names: tuple[str, ...]


@dataclass
class Reading:
    """What a table holds: the rows that can be stored, and what is wrong with the others."""

    rows: list[UnitRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What an import did: the units entered, and the names that were known already."""

    added: list[Unit]
    skipped: list[str]


def template() -> str:
    """An empty table: the heads alone, for what stands below them is imported as units."""
    return ",".join(COLUMNS.values()) + "\n"


def read_units(file: BinaryIO) -> Reading:
    """The rows of a CSV or TSV file in UTF-8; nothing is guessed to be a number.

    Raises RuleBroken when it is no table or lacks a needed column.
    """
    try:
        # sqlite-utils turns "01" into 1 only when asked to detect types, which this is not.
        found, _ = rows_from_file(file, encoding="utf-8-sig")
        raw = list(found)
    except (csv.Error, UnicodeDecodeError, RowError, ValueError) as error:
        raise RuleBroken(
            N_("Không đọc được bảng. Xin lưu tệp dạng CSV, mã UTF-8, dòng đầu là tên cột.")
        ) from error
    heads = {fold(head): name for name, head in COLUMNS.items()}
    missing = [COLUMNS[name] for name in NEEDED if raw and not _has(raw[0], COLUMNS[name])]
    if missing or not raw:
        raise RuleBroken(
            N_("Bảng trống hoặc thiếu cột: %(columns)s."), columns=", ".join(missing) or "–"
        )
    reading = Reading()
    for number, row in enumerate(raw, start=2):
        cells = {
            heads[fold(str(head))]: clean_text(str(value or ""))
            for head, value in row.items()
            if head is not None and fold(str(head)) in heads
        }
        if any(cells.values()):
            _read_row(number, cells, reading)
    _find_repeated(reading)
    return reading


def check_uppers(reading: Reading, on: date) -> list[Problem]:
    """What is wrong with the units above: a name that neither the table nor the product knows."""
    inside = {fold(row.facts.name) for row in reading.rows}
    wanted = [
        (row.number, name)
        for row in reading.rows
        for name in row.uppers.values()
        if fold(name) not in inside
    ]
    resolved = queries.resolve_unit_names([name for _, name in wanted], on)
    return [
        Problem(
            number,
            N_("không biết đơn vị cấp trên “%(name)s”; gần giống: %(like)s"),
            {"name": name, "like": "; ".join(unit.name for unit in one.suggestions) or "–"},
        )
        for (number, name), one in zip(wanted, resolved, strict=True)
        if len(one.units) != 1
    ]


def store_units(reading: Reading, *, by: By, now: datetime, today: date) -> Outcome:
    """Enter every unit that is not known yet, then the lines between them, recorded.

    Raises RuleBroken, with the row's number, when a row cannot be stored; the caller undoes
    all of them.
    """
    known = _known_units(reading, today)
    fresh = [row for row in reading.rows if fold(row.facts.name) not in known]
    added = {fold(row.facts.name): _store(row, by, now) for row in fresh}
    inside = known | added
    for row in fresh:
        for kind, name in row.uppers.items():
            upper = inside.get(fold(name)) or queries.resolve_unit_names([name], today)[0].units[0]
            lower = added[fold(row.facts.name)]
            with _naming_row(row.number):
                actions.place_under(lower, upper, kind, starts_on=None, by=by, now=now)
            db.session.flush()
    skipped = [row.facts.name for row in reading.rows if row not in fresh]
    return Outcome(list(added.values()), skipped)


def _known_units(reading: Reading, today: date) -> dict[str, Unit]:
    """The units that rows of the table mean and that are there already, by folded names."""
    named: dict[str, list[Unit]] = defaultdict(list)
    for unit in db.session.scalars(select(Unit).order_by(Unit.id)):
        named[fold(unit.name)].append(unit)
    known = {}
    for row in reading.rows:
        name = fold(row.facts.name)
        for unit in named[name]:
            if rules.is_same_unit(unit, name, row.facts, today):
                known[name] = unit
    return known


@contextmanager
def _naming_row(number: int) -> Iterator[None]:
    """Puts the row's number before what a rule says."""
    try:
        yield
    except RuleBroken as error:
        raise RuleBroken(N_("Dòng %(row)s: %(reason)s"), row=number, reason=str(error)) from error


def _store(row: UnitRow, by: By, now: datetime) -> Unit:
    with _naming_row(row.number):
        unit = actions.add_unit(row.facts, by=by, now=now)
        for name in row.former_names:
            actions.add_name(unit, name, by=by, now=now)
    return unit


def _has(row: Mapping[str, Any], head: str) -> bool:
    return any(fold(str(given)) == fold(head) for given in row)


def _read_row(number: int, cells: Mapping[str, str], reading: Reading) -> None:
    problems = [
        Problem(number, N_("cột “%(column)s” còn trống"), {"column": COLUMNS[name]})
        for name in NEEDED
        if not cells.get(name)
    ]
    kind = kind_named(cells.get("kind", ""))
    if cells.get("kind") and kind is None:
        problems.append(Problem(number, N_("không biết loại “%(kind)s”"), {"kind": cells["kind"]}))
    days: dict[str, date | None] = {}
    for name in ("starts_on", "ends_on"):
        days[name] = _day(cells.get(name, ""))
        if cells.get(name) and days[name] is None:
            problems.append(
                Problem(
                    number,
                    N_("ngày “%(day)s” chưa đúng, xin viết như 30/11/2026"),
                    {"day": cells[name]},
                )
            )
    if problems or kind is None:
        reading.problems.extend(problems)
        return
    reading.rows.append(_row(number, cells, kind, days))


def _row(
    number: int, cells: Mapping[str, str], kind: UnitKind, days: Mapping[str, date | None]
) -> UnitRow:
    facts = UnitFacts(
        name=" ".join(cells["name"].split()),
        kind=kind,
        short_name=cells.get("short_name", ""),
        abbreviation=cells.get("abbreviation"),
        starts_on=days["starts_on"],
        ends_on=days["ends_on"],
        email=cells.get("email"),
        reception=cells.get("reception"),
    )
    former = tuple(
        part.strip() for part in cells.get("former_names", "").split(";") if part.strip()
    )
    uppers = {kind: cells[word] for word, kind in LINES.items() if cells.get(word)}
    return UnitRow(number, facts, uppers, former)


def kind_named(word: str) -> UnitKind | None:
    """The kind that a cell means: "school", "Trường, trung tâm", "trường"; None for another."""
    folded = fold(word)
    known = dict(_SHORT_KINDS)
    for kind in UnitKind:
        label = labels.LABELS[labels.name_of(kind)]
        known.update({fold(part): kind for part in (kind.value, label, *label.split(","))})
    return known.get(folded)


def _day(typed: str) -> date | None:
    for pattern in _DAYS:
        try:
            return datetime.strptime(typed.strip(), pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _find_repeated(reading: Reading) -> None:
    seen: dict[str, int] = {}
    for row in reading.rows:
        first = seen.setdefault(fold(row.facts.name), row.number)
        if first != row.number:
            reading.problems.append(
                Problem(row.number, N_("trùng tên với dòng %(row)s"), {"row": first})
            )


def problems_in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by row."""
    return sorted(problems, key=lambda problem: (problem.row, problem.message))
