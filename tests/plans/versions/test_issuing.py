"""Issuing a plan anew: what goes on, what is led on, what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.errors import Overtaken, RuleBroken
from feedback.plans import queries
from feedback.plans.versions import deciding, fates, issuing
from feedback.plans.versions.lineage import texts_of
from models import Actor, Clause, ClauseFate, ClauseText, Fate, Plan, PlanState, PlanVersion, Role
from tests.builders import (
    NOW,
    a_case,
    a_comment,
    a_hat,
    a_new_version,
    a_plan,
    a_second_version,
    a_task,
    a_unit,
    issued,
)

LABELS = ("I", "I.1", "I.2", "II", "II.1")
LATER = NOW + timedelta(days=30)


def keys_by_label(plan: Plan) -> dict[str, str]:
    return {text.label: text.clause.key for text in texts_of(plan.current_version)}


@pytest.mark.postgres_too
def test_a_clause_keeps_its_identity_through_new_words_and_a_new_number(session: Session) -> None:
    plan = a_plan(labels=LABELS)
    before = keys_by_label(plan)
    version = a_new_version(plan)
    for text in version.texts:
        text.label = text.label.replace("II", "III")
    version.texts[1].body = "Nội dung mục I.1 nói rõ hơn trước."

    issued(plan, at=LATER)

    after = keys_by_label(plan)
    assert after["I.1"] == before["I.1"]
    assert after["III.1"] == before["II.1"]
    assert plan.current_version.position == 2
    assert plan.current_version.published_at == LATER
    assert plan.version_in_the_making is None


def test_an_open_case_goes_on_with_its_clock_and_the_counts_of_its_clause(session: Session) -> None:
    plan = a_plan(labels=LABELS)
    case = a_case(a_comment(plan.current_version.texts[1]))
    clause = plan.current_version.texts[1].clause
    clause.received_count = 1
    due = case.due_on

    a_second_version(plan, at=LATER, muc_I_1="Nội dung mục I.1 đã được viết lại.")

    session.refresh(case)
    text = queries.clause_of(plan, clause.key)
    assert case.due_on == due
    assert text is not None
    assert text.clause.received_count == 1
    assert case.comment.clause_text
    assert case.comment.clause_text.body == "Nội dung mục I.1."


def test_a_clause_taken_out_is_led_nowhere_and_its_words_stay(session: Session) -> None:
    plan = a_plan(labels=LABELS)
    gone = plan.current_version.texts[2]

    a_second_version(plan, at=LATER, muc_I_2="")

    fate = session.scalars(select(ClauseFate).where(ClauseFate.old_text_id == gone.id)).one()
    assert fate.fate is Fate.REMOVED
    assert gone.body == "Nội dung mục I.2."
    assert queries.clause_of(plan, gone.clause.key) is None


def test_no_clause_without_text_is_left_behind(session: Session) -> None:
    plan = a_plan(labels=LABELS)

    a_second_version(plan, at=LATER, muc_I_1="Hoàn toàn khác hẳn những gì từng viết ở đây.")

    used = {text.clause_id for version in (1, 2) for text in _texts(session, plan, version)}
    assert {one.id for one in session.scalars(select(Clause))} == used


def _texts(session: Session, plan: Plan, position: int) -> list[ClauseText]:
    wanted = (PlanVersion.plan_id == plan.id, PlanVersion.position == position)
    return list(session.scalars(select(ClauseText).join(ClauseText.version).where(*wanted)))


def test_a_task_is_copied_with_its_units(session: Session) -> None:
    unit = a_unit("Phòng Giáo dục Trung học")
    plan = a_plan(labels=LABELS)
    a_task(plan.current_version.texts[1], unit, time_text="Tháng 9")

    version = a_new_version(plan)

    task = version.texts[1].task
    assert task is not None
    assert task.time_text == "Tháng 9"
    assert [row.unit for row in task.units] == [unit]


def test_two_people_cannot_issue_anew_at_once_and_the_second_hears_who_is_at_it(
    session: Session,
) -> None:
    plan = a_plan(labels=LABELS)
    first = a_hat(role=Role.MODERATOR, unit=plan.unit)
    issuing.begin_copy(plan, by=first, now=NOW)

    with pytest.raises(Overtaken) as refused:
        issuing.begin_copy(plan, by=a_hat(role=Role.HEAD, unit=plan.unit), now=NOW)

    assert plan.unit.short_name in str(refused.value.params["who"])


def test_a_version_given_up_leaves_the_text_in_force_and_lets_another_begin(
    session: Session,
) -> None:
    plan = a_plan(labels=LABELS)
    version = a_new_version(plan)
    fates.keep(version, fates.prepare(plan.current_version, version))

    issuing.give_up(plan, by=Actor.SYSTEM, now=NOW)

    assert plan.version_in_the_making is None
    assert len(texts_of(plan.current_version)) == len(LABELS)
    assert len(list(session.scalars(select(Clause)))) == len(LABELS)
    assert a_new_version(plan).position == 3


def test_only_what_is_in_force_is_issued_anew(session: Session) -> None:
    for state in (PlanState.DRAFT, PlanState.WITHDRAWN):
        plan = a_plan(state=state)
        with pytest.raises(RuleBroken):
            issuing.begin_copy(plan, by=Actor.SYSTEM, now=NOW)


def test_nothing_is_published_while_a_clause_waits_for_a_person(session: Session) -> None:
    plan = a_plan(labels=LABELS)
    version = a_new_version(plan)
    version.texts[1].body = "Nội dung khác, gần giống mục I.1 mà thôi."
    fates.keep(version, fates.prepare(plan.current_version, version))

    assert fates.doubts_left(version) > 0
    with pytest.raises(RuleBroken, match="phải quyết định"):
        issuing.issue(plan, confirmed=True, by=Actor.SYSTEM, now=NOW)


def test_nothing_is_published_that_was_corrected_since_it_was_matched(session: Session) -> None:
    plan = a_plan(labels=LABELS)
    version = a_new_version(plan)
    fates.keep(version, fates.prepare(plan.current_version, version))
    version.texts[1].body = "Nội dung khác."
    session.flush()

    with pytest.raises(RuleBroken, match="vừa được sửa"):
        issuing.issue(plan, confirmed=True, by=Actor.SYSTEM, now=NOW)


def test_a_version_dated_before_the_last_must_be_confirmed(session: Session) -> None:
    plan = a_plan(labels=LABELS)
    plan.current_version.issued_on = date(2026, 3, 1)
    version = a_new_version(plan)
    version.issued_on = date(2026, 2, 1)
    fates.keep(version, fates.prepare(plan.current_version, version))

    with pytest.raises(RuleBroken, match="ngày hoặc số trước"):
        issuing.issue(plan, confirmed=True, by=Actor.SYSTEM, now=NOW)


def test_a_split_clause_leads_to_its_parts_which_are_new_clauses(session: Session) -> None:
    plan = a_plan(labels=LABELS)
    old = plan.current_version.texts[1]
    version = a_new_version(plan)
    parts = [version.texts[1], version.texts[2]]
    hat = a_hat(role=Role.MODERATOR, unit=plan.unit)
    parts[0].body, parts[1].body = "Nội dung thứ nhất của mục.", "Nội dung thứ hai của mục."
    session.flush()
    fates.keep(version, fates.prepare(plan.current_version, version))
    second = plan.current_version.texts[2]
    deciding.decide_removed(version, second, seen="", by=hat, now=NOW)
    deciding.decide_split(version, old, parts, seen="", by=hat, now=NOW)

    issued(plan, at=LATER)

    led = session.scalars(select(ClauseFate).where(ClauseFate.old_text_id == old.id)).all()
    assert {one.fate for one in led} == {Fate.SPLIT}
    assert {one.new_text_id for one in led} == {part.id for part in parts}
    assert old.clause_id not in {part.clause_id for part in parts}
