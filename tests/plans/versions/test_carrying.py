"""What people settled in the text in force is not asked again of the next version."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.clock import day_of
from feedback.duties.foreseeing import Foreseen, foresee
from feedback.duties.opening import open_duties
from feedback.plans import queries
from feedback.plans.preparing import doubts, namings, undoing
from feedback.plans.rules import Doubt
from feedback.plans.versions import fates
from models import Actor, Part, Plan, PlanVersion, Role, Task, TaskUnit, Unit
from tests.builders import NOW, a_hat, a_new_version, a_plan, a_task, a_unit, issued, wear
from tests.checked_client import CheckedClient

LABELS = ("I", "I.1", "I.2")
PRINTED = "Ban Phụ trách"


def with_a_name_chosen(unit: Unit) -> Plan:
    """A plan that gives I.1 to a name nobody knows, for which a person chose `unit`."""
    plan = a_plan(labels=LABELS)
    task = a_task(plan.current_version.texts[1], lead_text=PRINTED, time_text="Tháng 9")
    namings.choose_unit(task, Part.LEAD, PRINTED, unit)
    a_task(plan.current_version.texts[2], lead_text="Tổ Giúp việc")
    open_duties(plan, by=Actor.SYSTEM, now=NOW)
    return plan


def as_if_read_from_a_file(plan: Plan) -> PlanVersion:
    version = a_new_version(plan)
    for text in version.texts:
        if text.task is not None:
            text.task.units[:] = []
    undoing.forget_carried_looks(version)
    return version


def match(version: PlanVersion) -> None:
    fates.keep(version, fates.prepare(version.plan.current_version, version))


def remarks(version: PlanVersion) -> list[Doubt]:
    texts = queries.clauses_of(version)
    return doubts.doubts_about(version, texts, namings.namings_of(texts, day_of(NOW)))


def lead_units(task: Task | None) -> list[TaskUnit]:
    return [row for row in task.units if row.part is Part.LEAD] if task else []


def test_a_unit_chosen_for_a_printed_name_stays_chosen_and_its_duty_goes_on(
    session: Session,
) -> None:
    unit = a_unit("Phòng Giáo dục Trung học")
    plan = with_a_name_chosen(unit)
    version = as_if_read_from_a_file(plan)

    before = foresee(version, {}, today=day_of(NOW))
    match(version)
    after = foresee(version, fates.identities_of(version), today=day_of(NOW))
    issued(plan)
    opened = open_duties(plan, by=Actor.SYSTEM, now=NOW)

    assert [row.unit for row in lead_units(version.texts[1].task)] == [unit]
    assert before == Foreseen(begun=0, ended=1)
    assert after == Foreseen(begun=0, ended=0)
    assert (opened.opened, opened.ended) == (0, 0)


def test_the_page_of_publication_says_how_many_duties_end_and_begin(
    client: CheckedClient, session: Session
) -> None:
    plan = with_a_name_chosen(a_unit("Phòng Giáo dục Trung học"))
    version = a_new_version(plan)
    assert version.texts[1].task is not None
    version.texts[1].task.lead_text, version.texts[1].task.units[:] = "Tổ Khác", []
    match(version)
    wear(client, a_hat(role=Role.MODERATOR, unit=plan.unit))
    session.commit()

    page = client.get(f"/plans/{plan.key}/reissue/publish").text

    assert "1 nhiệm vụ kết thúc (không còn giao), 0 nhiệm vụ mới" in page


def test_a_choice_that_somebody_took_back_in_the_new_version_stays_taken_back(
    session: Session,
) -> None:
    plan = with_a_name_chosen(a_unit("Phòng Giáo dục Trung học"))
    version = as_if_read_from_a_file(plan)
    seen = undoing.Seen([], {})
    undoing.keep_step(version, undoing.NAMED, seen, place=PRINTED, by=Actor.SYSTEM, now=NOW)

    match(version)

    assert not lead_units(version.texts[1].task)


def test_what_was_looked_at_is_not_asked_again_through_two_new_versions(session: Session) -> None:
    plan = with_a_name_chosen(a_unit("Phòng Giáo dục Trung học"))
    (open_one,) = remarks(plan.current_version)
    undoing.keep_look(
        plan.current_version, open_one.mark, about="", place="", by=Actor.SYSTEM, now=NOW
    )

    copied = a_new_version(plan)
    told_of_copy = remarks(copied)
    issued(plan)
    read = as_if_read_from_a_file(plan)
    told_before = remarks(read)
    match(read)

    assert told_of_copy == []
    assert undoing.last_step(copied) is None
    assert len(told_before) == 2
    assert remarks(read) == []
