"""Bringing plans in from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.plans.commands import inspect_plan
from models import Audience, Plan, PlanState, UnitKind, db
from tests import builders

TEXT = """TRƯỜNG THPT HẢI ĐÔNG
Số: 12/KH-THPT
Hải Đông, ngày 05 tháng 9 năm 2026
KẾ HOẠCH
Thực hiện dân chủ trong trường học
I. NHIỆM VỤ
1. Công khai thu chi
- Đơn vị chủ trì: Văn phòng Sở.
- Thời gian hoàn thành: Tháng 6 năm 2027.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_inspect_prints_what_is_read_and_needs_no_database(file: Path) -> None:
    answer = CliRunner().invoke(inspect_plan, [str(file), "--json"])

    read = json.loads(answer.output)
    assert set(read) == {"document", "clauses", "tasks", "warnings"}
    assert set(read["document"]) == {
        "type", "number", "issued_on", "place", "issuer", "title", "legal_bases", "signer",
        "recipients",
    }  # fmt: skip
    assert read["document"]["issued_on"] == "2026-09-05"
    assert set(read["clauses"][0]) == {"label", "depth", "heading", "text"}
    assert read["tasks"] == [
        {
            "clause": "I.1",
            "lead": ["Văn phòng Sở"],
            "supporting": [],
            "time_text": "Tháng 6 năm 2027",
            "due": {"from": "2027-06-01", "to": "2027-06-30", "repeats": None},
            "deliverable": None,
        }
    ]


def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.pdf"
    path.write_bytes(b"%PDF-1.7")

    answer = CliRunner().invoke(inspect_plan, [str(path), "--json"])

    assert answer.exit_code == 1
    assert "Tệp PDF bị hỏng" in answer.output


def test_import_keeps_a_draft_for_a_person_to_check(
    app: Flask, session: Session, file: Path
) -> None:
    builders.a_unit("Trường THPT Hải Đông")
    session.commit()

    answer = app.test_cli_runner().invoke(
        args=["plans", "import", str(file), "--unit", "truong thpt hai dong"]
    )

    plan = db.session.scalars(select(Plan)).one()
    assert answer.exit_code == 0, answer.output
    assert plan.state is PlanState.DRAFT
    assert f"/plans/{plan.key}/preview" in answer.output


def test_import_publishes_at_once_when_told(app: Flask, session: Session, file: Path) -> None:
    unit = builders.a_unit("Trường THPT Hải Đông")
    builders.a_unit("Văn phòng Sở", UnitKind.OFFICE)
    session.commit()

    app.test_cli_runner().invoke(
        args=[
            "plans", "import", str(file), "--unit", unit.key, "--kind", "democracy_plan",
            "--publish", "--audience", "school_parents",
        ]
    )  # fmt: skip

    plan = db.session.scalars(select(Plan)).one()
    assert plan.state is PlanState.PUBLISHED
    assert plan.audience is Audience.SCHOOL_PARENTS


def test_import_names_what_was_read_from_the_same_file_and_goes_on_only_when_told(
    app: Flask, session: Session, file: Path
) -> None:
    unit = builders.a_unit("Trường THPT Hải Đông")
    session.commit()
    words = ["plans", "import", str(file), "--unit", unit.key]

    _, told, again = (
        app.test_cli_runner().invoke(args=[*words, *more]) for more in ([], [], ["--again"])
    )

    first, _second = db.session.scalars(select(Plan).order_by(Plan.id))
    assert told.exit_code == 1
    assert f"/plans/{first.key}/preview: Trường THPT Hải Đông, Đang soạn" in told.output
    assert "--again" in told.output
    assert again.exit_code == 0


def test_import_for_an_unknown_unit_stores_nothing_and_names_the_like(
    app: Flask, session: Session, file: Path
) -> None:
    builders.a_unit("Trường THPT Hải Đông")
    session.commit()

    answer = app.test_cli_runner().invoke(
        args=["plans", "import", str(file), "--unit", "Trường THPT Hải Đôg"]
    )

    assert answer.exit_code == 1
    assert "Trường THPT Hải Đông" in answer.output
    assert db.session.scalar(select(func.count(Plan.id))) == 0


def test_a_document_that_inflates_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.docx"
    with ZipFile(path, "w", 8) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_000)

    answer = CliRunner().invoke(inspect_plan, [str(path)])

    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
