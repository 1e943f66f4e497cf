from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from feedback.errors import RuleBroken
from feedback.organisation import importing, queries
from models import Unit, UnitKind, db
from tests.builders import TODAY, a_department

HEAD = "Tên,Viết tắt,Loại,Ngày thành lập,Thuộc,Hướng dẫn chuyên môn,Tên cũ\n"


def read(text):
    return importing.read_units(io.BytesIO(text.encode("utf-8-sig")))


@pytest.fixture
def import_file(app, tmp_path):
    """Runs `flask units import` on a table with the usual head."""

    def run(rows):
        file = tmp_path / "units.csv"
        file.write_text(HEAD + rows, encoding="utf-8")
        return app.test_cli_runner().invoke(args=["units", "import", str(file)])

    return run


@pytest.mark.parametrize(
    "head", [HEAD, HEAD.upper(), "ten,viet tat,loai,ngay thanh lap,thuoc,x,y\n"]
)
def test_the_heads_are_known_without_case_and_accents(head):
    reading = read(head + "Trường THPT 01,01,Trường,05/09/1978,Sở,,\n")

    row = reading.rows[0]
    assert (row.facts.name, row.facts.kind) == ("Trường THPT 01", UnitKind.SCHOOL)
    assert row.facts.starts_on == date(1978, 9, 5)


def test_a_number_with_a_leading_zero_stays_as_written():
    assert read(HEAD + "Trường 01,01,Trường,,,,\n").rows[0].facts.abbreviation == "01"


def test_every_wrong_row_is_reported_with_its_number():
    reading = read(
        HEAD
        + ",,Trường,,,,\n"  # no name
        + "Trường A,,nhà máy,,,,\n"  # no such kind
        + "Trường B,,Trường,31/02/2026,,,\n"  # no such day
        + "Trường C,,Trường,,,,\n"
        + "trường c,,Trường,,,,\n"  # twice
    )

    assert [problem.row for problem in reading.problems] == [2, 3, 4, 6]


@pytest.mark.parametrize("text", ["", "\x00\x01", "Họ và tên\nTrường A\n"])
def test_what_is_no_such_table_is_refused(text):
    with pytest.raises(RuleBroken):
        read(text)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("school", UnitKind.SCHOOL),
        ("trung tâm", UnitKind.SCHOOL),
        ("Phường", UnitKind.COMMUNE),
        ("phòng", UnitKind.DIVISION),
        ("công đoàn", UnitKind.UNION),
        ("nhà máy", None),
    ],
)
def test_a_kind_is_known_by_the_words_people_use(word, kind):
    assert importing.kind_named(word) is kind


def test_a_table_brings_units_their_lines_and_former_names(session, import_file):
    department, _ = a_department()
    db.session.commit()

    ran = import_file(
        "Trường Tiểu học A,,Trường,,Phường B,Sở Giáo dục và Đào tạo,Trường Tiểu học C; Trường D\n"
        "Phường B,,Phường,,,,\n"
    )

    school = queries.resolve_unit_names(["Trường D"], TODAY)[0].units[0]
    assert ran.exit_code == 0, ran.output
    assert queries.superior_of(school, TODAY) != department
    assert school.id in queries.unit_ids_under(department, TODAY)


def test_nothing_is_stored_while_one_row_is_wrong(session, import_file):
    a_department()
    db.session.commit()

    ran = import_file("Trường A,,Trường,,Sở,,\nTrường B,,Trường,,Không Có Đâu,,\n")

    assert ran.exit_code != 0
    assert "Dòng 3" in ran.output
    assert db.session.scalar(select(func.count(Unit.id))) == 2


def test_a_second_import_keeps_what_is_there(session, import_file):
    a_department()
    db.session.commit()
    import_file("Trường A,,Trường,,Sở,,\n")

    ran = import_file("Trường A,,Trường,,Sở,,\nTrường B,,Trường,,Sở,,\n")

    assert "Đã thêm 1 đơn vị, giữ nguyên 1." in ran.output


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ("Thanh tra Sở,Phòng,,30/06/2025,,\n", 1),  # the same file again
        ("Thanh tra Sở,Phòng,01/02/2003,,,\n", 1),  # known by its first day
        ("Thanh tra Sở,Phòng,,,,\n", 1),  # nothing says that it is another one
        ("Thanh tra Sở,Phòng,,31/12/2002,,\n", 2),  # one that bore the name before
        ("Thanh tra Sở,Phòng,01/01/2026,,,\n", 2),  # one that bears it again
    ],
)
def test_an_ended_unit_is_entered_once(session, app, tmp_path, rows, count):
    a_department()
    db.session.commit()
    head = "Tên,Loại,Ngày thành lập,Ngày kết thúc,Thuộc,Tên cũ\n"
    file = tmp_path / "units.csv"
    for text in ("Thanh tra Sở,Phòng,01/02/2003,30/06/2025,,\n", rows):
        file.write_text(head + text, encoding="utf-8")
        ran = app.test_cli_runner().invoke(args=["units", "import", str(file)])

    assert ran.exit_code == 0, ran.output
    named = select(func.count(Unit.id)).where(Unit.name == "Thanh tra Sở")
    assert db.session.scalar(named) == count


def test_the_template_has_every_head_and_no_unit_that_would_be_imported():
    heads, *rows = importing.template().splitlines()

    assert heads.split(",") == list(importing.COLUMNS.values())
    assert rows == []
