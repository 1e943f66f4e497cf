"""The six mottos of a yearly plan, and who owes one."""

from __future__ import annotations

from datetime import date

import pytest

from feedback.duties import mottos, yearly
from feedback.duties.yearly import Show
from feedback.plans.queries import Reader
from models import LineKind, Motto, PlanKind, Role, UnitKind
from tests import builders
from tests.builders import NOW, TODAY
from tests.duties.conftest import Work

DUE = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1. Dân biết: những điều nhà trường công khai", {Motto.KNOW}),
        # said once for both
        ("Dân kiểm tra, giám sát", {Motto.CHECK, Motto.OVERSEE}),
        ("dân bàn và dân làm", {Motto.DISCUSS, Motto.DO}),
        ("DAN THU HUONG", {Motto.BENEFIT}),
        # the slogan alone is no content
        ("dân biết, dân bàn, dân làm, dân kiểm tra, dân giám sát, dân thụ hưởng", set()),
        # the words without the people
        ("Kiểm tra hồ sơ; nhân dân làm đường", {Motto.DO}),
        ("Ban đại diện kiểm tra", set()),
    ],
)
def test_a_motto_is_found_by_its_words(text: str, named: set[Motto]) -> None:
    assert mottos.mottos_in(text) == named


def test_a_person_corrects_what_was_found_and_the_missing_are_named(work: Work) -> None:
    plan = builders.a_plan(work.first, kind=PlanKind.DEMOCRACY_PLAN, labels=())
    know = builders.a_clause(plan, "1", heading="Dân biết")
    public = builders.a_clause(plan, "2", heading="Niêm yết, công khai")
    version = plan.current_version
    mottos.keep_found(version)

    found = mottos.carried_by(version)
    mottos.confirm(
        version,
        {Motto.KNOW: {public.clause.key}, Motto.DO: {know.clause.key}},
        by=work.officer,
        now=NOW,
    )
    said = mottos.carried_by(version)

    assert found.clauses[Motto.KNOW] == [know]
    assert not found.is_confirmed
    assert len(found.missing) == 5
    assert said.is_confirmed
    assert (said.clauses[Motto.KNOW], said.clauses[Motto.DO]) == ([public], [know])
    assert said.missing == [Motto.DISCUSS, Motto.CHECK, Motto.OVERSEE, Motto.BENEFIT]
    known_then = mottos.compare(found, said)[0]
    assert [likeness for _, likeness in known_then.now] == ["none"]


def test_the_department_and_what_belongs_to_it_owe_a_plan_and_divisions_do_not(
    work: Work,
) -> None:
    builders.a_unit("Phòng Chính trị", UnitKind.DIVISION, under=work.department)
    guided = builders.a_unit("Trường THCS Xã")
    builders.a_line(work.department, guided, LineKind.PROFESSIONAL)
    builders.a_unit("Trường Mới", under=work.department, starts_on=date(2026, 8, 1))
    reader = Reader((work.personnel,), frozenset(), TODAY)
    issued = builders.a_plan(work.first, kind=PlanKind.DEMOCRACY_PLAN, for_year=2026)
    issued.current_version.issued_on = date(2026, 3, 20)
    late = builders.a_plan(work.second, kind=PlanKind.DEMOCRACY_PLAN)  # published in November

    rows = yearly.owed_for(2026, DUE, reader)

    assert [(row.unit, row.plan, row.was_on_time) for row in rows] == [
        (work.department, None, None),
        (work.second, late, False),
        (work.first, issued, True),
    ]
    assert [row.unit for row in yearly.narrowed(rows, Show.MISSING)] == [work.department]
    missing = yearly.narrowed(rows, Show.MISSING)
    assert yearly.remind(missing, "Xin gửi.", 2026, by=work.personnel, now=NOW) == 1
    assert yearly.remind(missing, "", 2026, by=work.personnel, now=NOW) == 0
    assert yearly.remind(missing, "", 2027, by=work.personnel, now=NOW) == 1
    assert yearly.reminders_of([work.department], 2026)[work.department.key].note is not None
    assert yearly.units_reminded_by(builders.a_hat(role=Role.HEAD, unit=work.first), TODAY) == set()


def test_a_motto_under_the_same_heading_in_other_words_was_reworded(work: Work) -> None:
    bodies = {
        2025: "Niêm yết thực đơn bữa ăn bán trú ở bảng tin mỗi thứ Hai hằng tuần.",
        2026: "Trường đăng dự toán, quyết toán kinh phí lên cổng thông tin sau từng học kỳ.",
    }
    carried = []
    for year, body in bodies.items():
        plan = builders.a_plan(
            work.first, kind=PlanKind.DEMOCRACY_PLAN, for_year=year, title=f"Năm {year}", labels=()
        )
        builders.a_clause(plan, "II.1", heading="Nội dung dân biết", body=body)
        carried.append(mottos.carried_by(plan.current_version))

    known = mottos.compare(*carried)[0]

    assert [likeness for _, likeness in (*known.then, *known.now)] == ["reworded", "reworded"]
