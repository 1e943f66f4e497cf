"""A comment arrives: its number, who receives it, its clock."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from feedback.errors import RuleBroken
from feedback.triage.intake import open_case
from models import Appearance, CaseState, CommentKind, Role, UnitKind
from tests.builders import (
    NOW,
    a_case,
    a_comment,
    a_department,
    a_hat,
    a_plan,
    a_unit,
)


def test_a_comment_becomes_a_case_with_a_number_and_a_date(session: Session) -> None:
    case = a_case()

    assert case.number == "2026-000001"
    assert case.state is CaseState.NEW
    # Seven working days, no calendar entered: Mon 23/11 is the first, Tue 1/12 the seventh.
    assert case.due_on == date(2026, 12, 1)
    assert case.holder_unit is case.intake_unit


@pytest.mark.postgres_too
def test_numbers_run_on(session: Session) -> None:
    numbers = [a_case().number for _ in range(3)]

    assert numbers == ["2026-000001", "2026-000002", "2026-000003"]


def test_the_number_of_a_sealed_comment_says_nothing_about_when_it_came(session: Session) -> None:
    sealed = [
        a_case(a_comment(appearance=Appearance.SEALED)).number.removeprefix("2026-")
        for _ in range(5)
    ]

    assert all(500_000 <= int(number) <= 999_999 for number in sealed)
    assert sealed != sorted(sealed) or len(set(sealed)) == 5
    assert a_case().number == "2026-000001"


@pytest.mark.parametrize("kind", [CommentKind.COMPLAINT, CommentKind.DENUNCIATION])
def test_what_leaves_by_an_exit_is_never_received_here(session: Session, kind: CommentKind) -> None:
    comment = a_comment()
    comment.kind, comment.body = kind, ""

    with pytest.raises(RuleBroken):
        open_case(comment, now=NOW)


def test_the_office_of_the_department_receives_for_a_school_without_moderator(
    session: Session,
) -> None:
    department, office = a_department()
    school = a_unit(under=department)
    a_hat(role=Role.MODERATOR, unit=office)

    case = a_case(a_comment(a_plan(school).current_version.texts[0]))

    assert case.intake_unit is office


def test_what_concerns_a_school_is_received_by_its_superior(session: Session) -> None:
    department, office = a_department()
    school = a_unit("Trường THPT Biển Xanh", under=department)
    for unit in (school, office):
        a_hat(role=Role.MODERATOR, unit=unit)
    text = a_plan(school).current_version.texts[0]

    ordinary = a_case(a_comment(text))
    about_the_school = a_case(a_comment(text, concerns_text="Trường THPT Biển Xanh"))
    about_somebody = a_case(a_comment(text, concerns_text="thầy hiệu trưởng"))

    assert ordinary.intake_unit is school
    assert about_the_school.concerns_unit is school
    assert about_the_school.intake_unit is office
    assert about_somebody.intake_unit is office


def test_what_concerns_the_office_is_received_by_the_leadership(session: Session) -> None:
    department, office = a_department()
    a_hat(role=Role.MODERATOR, unit=office)
    a_hat(role=Role.LEADERSHIP, unit=department)
    text = a_plan(department).current_version.texts[0]

    case = a_case(a_comment(text, concerns_text="Văn phòng Sở"))

    assert case.intake_unit is department


def test_an_obstacle_goes_to_the_departments_office(session: Session) -> None:
    department, office = a_department()
    school = a_unit(under=department, kind=UnitKind.SCHOOL)
    for unit in (school, office):
        a_hat(role=Role.MODERATOR, unit=unit)

    text = a_plan(school).current_version.texts[0]
    case = a_case(a_comment(text, kind=CommentKind.OBSTACLE))

    assert case.intake_unit is office
