"""What a person says at the matching desk, and what follows from it for the other clauses."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.errors import Overtaken, RuleBroken
from feedback.plans.versions import deciding, fates
from feedback.plans.versions.deciding import Decision, Said
from feedback.plans.versions.desk import Desk, desk_of
from models import ClauseText, Fate, Plan, PlanVersion, Role, RoleHeld, db
from tests.builders import NOW, a_hat, a_new_version, a_plan
from tests.statements import statements

FIRST = "Tổ chức hội nghị người lao động vào đầu năm học."
SECOND = "Niêm yết các khoản thu chi của nhà trường."


class Making:
    """A plan of a few clauses, its new version in the making, and who decides."""

    def __init__(self, plan: Plan, version: PlanVersion) -> None:
        self.plan, self.version = plan, version
        self.hat: RoleHeld = a_hat(role=Role.MODERATOR, unit=plan.unit)
        self.old = list(plan.current_version.texts)
        self.new = list(version.texts)
        self.match()

    def match(self) -> None:
        db.session.flush()
        fates.keep(self.version, fates.prepare(self.plan.current_version, self.version))

    def say(
        self, text: ClauseText, decision: Decision, *others: ClauseText, seen: str = ""
    ) -> None:
        said = Said(decision, others, seen)
        deciding.decide(self.version, text, said, by=self.hat, now=NOW)

    def desk(self) -> Desk:
        return desk_of(self.plan, self.version)

    def fate(self, text: ClauseText) -> Fate | None:
        item = self.desk().item(text.clause.key)
        assert item is not None
        return item.fate


@pytest.fixture
def making(session: Session) -> Making:
    """I.1 and I.2 stand merged in the new I.1, but hard to tell; the new I.2 says something else."""
    plan = a_plan(labels=("I", "I.1", "I.2"))
    plan.current_version.texts[1].body = FIRST
    plan.current_version.texts[2].body = SECOND
    version = a_new_version(plan)
    version.texts[1].body = f"{FIRST} {SECOND}"
    version.texts[2].body = "Lắp đèn đường trước cổng."
    return Making(plan, version)


def test_all_that_is_merged_into_a_clause_is_called_merged(making: Making) -> None:
    making.say(making.old[1], Decision.SAME, making.new[1])

    making.say(making.old[2], Decision.MERGED, making.new[1])

    assert making.fate(making.old[1]) is Fate.MERGED
    assert making.fate(making.old[2]) is Fate.MERGED


def test_two_old_clauses_cannot_both_be_one_new_one(making: Making) -> None:
    making.say(making.old[1], Decision.SAME, making.new[1])

    with pytest.raises(RuleBroken, match="đã nối"):
        making.say(making.old[2], Decision.SAME, making.new[1])


def test_a_guess_that_led_where_a_person_points_is_asked_anew(making: Making) -> None:
    making.say(making.old[2], Decision.SAME, making.new[1])

    item = making.desk().item(making.old[1].clause.key)
    assert item is not None
    assert (item.new, item.is_decided) == ((), False)


def test_a_new_clause_may_continue_an_old_one(making: Making) -> None:
    making.say(making.old[2], Decision.REMOVED)
    making.match()

    making.say(making.new[2], Decision.SAME, making.old[2])

    assert making.fate(making.old[2]) is Fate.REWORDED


def test_decisions_stay_when_the_text_is_corrected_and_matched_anew(making: Making) -> None:
    making.say(making.old[2], Decision.SAME, making.new[2])
    making.new[0].heading = "Tên khác"

    making.match()

    item = making.desk().item(making.old[2].clause.key)
    assert item is not None
    assert (item.new, item.decided_by) == ((making.new[2],), making.hat)


def test_what_does_not_fit_is_refused(making: Making) -> None:
    wrong = [(Decision.SAME, 0), (Decision.SAME, 2), (Decision.SPLIT, 1), (Decision.NEW, 0)]

    for decision, count in wrong:
        with pytest.raises(RuleBroken):
            making.say(making.old[1], decision, *making.new[1 : 1 + count])


def test_a_decision_is_not_overwritten_unseen(making: Making) -> None:
    making.say(making.old[2], Decision.REMOVED)

    with pytest.raises(Overtaken):
        making.say(making.old[2], Decision.SAME, making.new[2])


def test_the_desk_asks_the_database_no_more_for_many_clauses(session: Session) -> None:
    counts = []
    for size in (3, 40):
        plan = a_plan(labels=[f"{number}" for number in range(1, size)])
        made = Making(plan, a_new_version(plan))
        session.expire_all()
        with statements() as asked:
            made.desk()
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_what_was_guessed_to_be_merged_together_is_decided_together_and_named(
    making: Making,
) -> None:
    into = making.new[1]
    for old in making.old[1:]:
        (row,) = [one for one in fates.fates_of(making.version) if one.old_text_id == old.id]
        row.fate, row.new_text, row.is_decided = Fate.MERGED, into, False
    db.session.flush()
    asked = making.desk().item(making.old[1].clause.key)
    assert asked is not None

    making.say(making.old[1], Decision.MERGED, into)
    making.match()

    assert asked.partners == (making.old[2],)
    assert [making.fate(old) for old in making.old[1:]] == [Fate.MERGED, Fate.MERGED]
    deciding.undo_decision(making.version, making.old[1], by=making.hat, now=NOW)
    making.match()
    assert {making.old[1], making.old[2]} <= {item.text for item in making.desk().doubts}


def test_deciding_one_clause_never_settles_another_that_waits_as_removed(making: Making) -> None:
    for old in making.old[1:]:
        (row,) = [one for one in fates.fates_of(making.version) if one.old_text_id == old.id]
        row.is_decided = False
    making.new[2].label, making.new[2].heading = "I.9", "Tên khác hẳn"
    db.session.flush()

    making.say(making.old[1], Decision.SAME, making.new[1])
    making.match()

    item = making.desk().item(making.old[2].clause.key)
    assert item is not None
    assert not item.is_decided


def test_one_number_and_heading_with_another_body_is_asked(making: Making) -> None:
    making.new[1].body = FIRST
    making.new[2].body = "Đường dây nóng hoạt động suốt ngày đêm tại quầy lễ tân."
    making.match()

    now = making.desk().item(making.old[2].clause.key)
    assert now is not None
    assert (now.new, now.is_decided) == ((making.new[2],), False)
