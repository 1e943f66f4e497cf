"""A Department in which there can be three times as much of everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from feedback import codes, notices
from feedback.accounts import actions as accounts
from feedback.comments import receipts
from feedback.comments.identities import Keys
from feedback.duties import actions as duties
from feedback.duties import regulations, reviews
from feedback.duties.actions import Entered
from feedback.duties.regulations import Written
from feedback.duties.reviews import Reviewed
from feedback.obstacles import actions as obstacles
from feedback.obstacles.actions import Obstacle
from feedback.plans import actions as plans
from feedback.plans.rounds import acknowledgements, consultations
from feedback.responses import actions as responses
from feedback.responses.rules import Drafted, Promise
from feedback.triage import actions as triage
from feedback.triage import defaults, quarantine
from feedback.triage.extensions import ask_extension
from feedback.triage.routing import Routing, route
from models import (
    Appearance,
    ArchiveReason,
    Attachment,
    Audience,
    Case,
    CaseGroup,
    Commitment,
    CommitmentState,
    Decision,
    Duty,
    DutyEntryKind,
    DutyState,
    HoldReason,
    Person,
    Plan,
    PlanKind,
    PlanState,
    Role,
    RoleHeld,
    Unit,
    UnitKind,
    db,
)
from tests import builders
from tests.builders import NOW, TODAY

LATER = date(2026, 12, 15)


@dataclass
class Department:
    """A Department with one hat of every role; `grow` adds one more of whatever a list shows."""

    keys: Keys
    unit: Unit
    office: Unit
    division: Unit
    plan: Plan
    for_parents: Plan
    group: CaseGroup
    duty: Duty
    hats: dict[Role, RoleHeld]
    size: int = 0
    newest: dict[Role, RoleHeld] = field(default_factory=dict)

    def grow(self) -> None:
        """One more school with its people, its plans, and cases of theirs in every state."""
        self.size += 1
        new = builders.a_unit(f"Trường THPT số {self.size}", under=self.unit)
        roles = (Role.HEAD, Role.OFFICER, Role.STAFF, Role.PARENT)
        self.newest = {role: builders.a_hat(role=role, unit=new) for role in roles}
        self._add_to_units(new)
        self._add_plans(new)
        self._add_duties(new)
        for sender in (self.hats[Role.PARENT], self.newest[Role.PARENT]):
            self._add_received(sender)
            self._add_answered(sender, new)
        self._add_obstacles()
        for hat in self.hats.values():
            tell_again(hat.person, self.size)

    def _add_to_units(self, new: Unit) -> None:
        builders.a_former_name(new, f"{new.name} cũ", f"ten cu {self.size}")
        builders.a_succession(builders.a_unit(ends_on=date(2025, 6, 30)), new)
        builders.a_mandate(self.hats[Role.MONITOR].unit, new)
        builders.a_group(new, f"Nhóm {self.size}", UnitKind.SCHOOL)
        for unit in (self.office, self.division, self.unit):
            builders.a_deputyship(builders.a_person(Role.STAFF, unit), unit)
        for unit in (self.office, self.division, new):
            accounts.invite(
                Role.STAFF,
                unit,
                title=None,
                uses=1,
                expires_at=NOW + timedelta(days=9),
                role_ends_on=None,
                by=self.hats[Role.ADMINISTRATOR],
                hash_key=self.keys.hash_key,
                now=NOW,
            )

    def _add_plans(self, new: Unit) -> None:
        for unit in (new, self.office, self.division, self.unit):
            builders.a_plan(unit)
            builders.a_plan(unit, state=PlanState.DRAFT).current_version.issued_on = TODAY
        text = builders.a_clause(self.plan, f"I.1.{self.size}")
        builders.a_task(text, new, supporting=self.division)
        by = self.hats[Role.MODERATOR]
        plans.make_link(self.for_parents, key=self.keys.hash_key, by=by, now=NOW)
        self._add_round(by)
        reader = builders.a_hat(role=Role.STAFF, unit=self.unit)
        acknowledgements.acknowledge(self.plan, position=1, by=reader, now=NOW)

    def _add_round(self, by: RoleHeld) -> None:
        ends = NOW + timedelta(days=9)
        begun = consultations.begin_first_round(self.plan, None, ends, now=NOW)
        db.session.flush()
        consultations.put_off_closing(
            self.plan,
            ends + timedelta(days=9),
            "Nhiều người hỏi.",
            seen=consultations.mark_of(begun),
            by=by,
            now=NOW,
        )

    def _add_duties(self, new: Unit) -> None:
        clerk, officer = self.hats[Role.MODERATOR], self.hats[Role.OFFICER]
        text = builders.a_clause(self.plan, f"II.{self.size}")
        builders.a_task(text, self.division, due_to=LATER)
        duties.open_duties(self.plan, by=clerk, now=NOW)
        owed = db.session.scalars(db.select(Duty).where(Duty.clause_id == text.clause_id)).one()
        duties.remind([owed], "Xin báo cáo.", by=self.hats[Role.PERSONNEL], now=NOW)
        entered = Entered(DutyEntryKind.PROGRESS, TODAY, "Đang làm.", DutyState.IN_PROGRESS)
        for each in db.session.scalars(db.select(Duty)):
            if each.holder_unit_id == self.division.id:
                duties.report(each, entered, by=officer, now=NOW)
        told = Entered(DutyEntryKind.DISSEMINATION, TODAY, form="Họp", head_count=9)
        duties.report(self.duty, told, by=officer, now=NOW)
        yearly = builders.a_plan(new, kind=PlanKind.DEMOCRACY_PLAN)
        reviewed = Reviewed("Quy định", "", "", None, "", None, yearly)
        reviews.enter(self.division, reviewed, by=officer, now=NOW)
        written = Written("Quy chế", draft_plan=self.plan)
        made = regulations.begin(self.division, written, by=officer, now=NOW)
        regulations.advance(made, by=officer, now=NOW)

    def _add_received(self, sender: RoleHeld) -> None:
        clerk = self.hats[Role.MODERATOR]
        self._case(sender)
        self._case(sender).due_on = TODAY
        triage.hold(self._case(sender), HoldReason.SPAM, note="Trùng.", by=clerk, now=NOW)
        triage.request_details(self._case(sender), note="Xin nói rõ.", by=clerk, now=NOW)
        triage.archive(
            self._case(sender), ArchiveReason.INFORMATION, note="Không rõ việc.", by=clerk, now=NOW
        )
        quarantine.quarantine(self._case(sender), by=clerk, now=NOW)

    def _add_answered(self, sender: RoleHeld, new: Unit) -> None:
        officer, head = self.hats[Role.OFFICER], self.hats[Role.HEAD]
        self._routed(sender, self.division, new)
        extended = self._routed(sender, self.division, new)
        ask_extension(extended, LATER, reason="Chờ số liệu.", by=officer, now=NOW)
        self._submitted(sender, new)
        answered = self._submitted(sender, new)
        responses.approve_answer(answered, by=head, now=NOW)
        db.session.flush()
        kept = db.session.scalars(db.select(Commitment).order_by(Commitment.id.desc())).first()
        assert kept is not None
        kept.state, kept.evidence = CommitmentState.KEPT, "Đã niêm yết."
        # The division supports the new school: once it is still asked, once it has said its word.
        self._routed(sender, new, self.division)
        helped = self._routed(sender, new, self.division)
        responses.give_input(helped, "Đồng ý.", by=officer, now=NOW)

    def _case(self, sender: RoleHeld) -> Case:
        comment = builders.a_comment(
            self.plan.current_version.texts[0],
            sender=sender.person,
            sender_role=sender,
            for_unit=sender.unit,
            appearance=Appearance.NAME,
        )
        file = Attachment(key=codes.new_key(), name="anh.png", media_type="image/png", size=1)
        file.comment, file.sha256 = comment, "0" * 64
        return builders.a_case(comment, intake_unit=self.office, holder_unit=self.office)

    def _routed(self, sender: RoleHeld, lead: Unit, helper: Unit) -> Case:
        case = self._case(sender)
        routing = Routing(lead, (helper,), publish=True, summary="Tóm tắt.")
        route(case, routing, by=self.hats[Role.MODERATOR], now=NOW)
        return case

    def _submitted(self, sender: RoleHeld, helper: Unit) -> Case:
        case = self._routed(sender, self.division, helper)
        promised = (Promise(self.division, "Niêm yết.", LATER), Promise(helper, "Gửi.", LATER))
        drafted = Drafted(Decision.ACCEPTED, "Tiếp thu.", promised)
        responses.submit_answer(case, drafted, by=self.hats[Role.OFFICER], now=NOW)
        return case

    def _add_obstacles(self) -> None:
        clerk, director = self.hats[Role.MODERATOR], self.hats[Role.LEADERSHIP]
        self._obstacle()
        obstacles.add_to_group(self.group, self._obstacle(), by=clerk, now=NOW)
        for far in range(4):
            group = gathered([self._obstacle()], clerk)
            if far > 0:
                obstacles.submit_group(group, by=clerk, now=NOW)
            if far > 1:
                obstacles.decide(group, "Đồng ý.", by=director, now=NOW)
            if far > 2:
                obstacles.answer_group(group, Decision.ACCEPTED, "Dùng một mẫu.", by=clerk, now=NOW)

    def _obstacle(self) -> Case:
        return an_obstacle(self.plan, self.newest[Role.STAFF], self.keys)


def a_department(keys: Keys) -> Department:
    """The smallest one: its office and a division, somebody in every role, a plan, a group."""
    defaults.seed(NOW)
    unit, office = builders.a_department()
    division = builders.a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION, under=unit)
    board = builders.a_unit("Mặt trận Tổ quốc", UnitKind.FRONT)
    school = builders.a_unit("Trường THPT Mẫu", under=unit)
    parents = builders.a_unit("Ban đại diện", UnitKind.PARENTS_BOARD, under=school)
    at = {
        Role.PARENT: school,
        Role.PARENTS_BOARD: parents,
        Role.MODERATOR: office,
        Role.OFFICE: office,
        Role.MONITOR: board,
        Role.CONFIDENTIAL: unit,
        Role.LEADERSHIP: unit,
        Role.ADMINISTRATOR: unit,
    }
    hats = {role: builders.a_hat(role=role, unit=at.get(role, division)) for role in Role}
    builders.a_mandate(board, division)
    builders.a_mandate(parents, division)
    plan = builders.a_plan(unit, title="Kế hoạch của Sở", asks_acknowledgement=True)
    for_parents = builders.a_plan(office, audience=Audience.SCHOOL_PARENTS)
    group = gathered([an_obstacle(plan, hats[Role.STAFF], keys)], hats[Role.MODERATOR])
    builders.a_task(builders.a_clause(plan, "III"), division, due_to=LATER)
    duties.open_duties(plan, by=hats[Role.MODERATOR], now=NOW)
    duty = db.session.scalars(db.select(Duty)).one()
    return Department(keys, unit, office, division, plan, for_parents, group, duty, hats)


def an_obstacle(plan: Plan, by: RoleHeld, keys: Keys) -> Case:
    """One that has just come."""
    obstacle = Obstacle("Ba biểu mẫu trùng nhau.", token=receipts.new_send_token())
    text = plan.current_version.texts[0]
    return obstacles.raise_obstacle(plan, text, obstacle, by=by, keys=keys, now=NOW).case


def gathered(cases: list[Case], by: RoleHeld) -> CaseGroup:
    """A new group."""
    return obstacles.gather(cases, title="Biểu mẫu", summary="Xin một mẫu.", by=by, now=NOW)


def tell_again(person: Person, number: int) -> None:
    """One more notice, about a case of its own."""
    case = db.session.scalars(db.select(Case).order_by(Case.id.desc())).first()
    key = f"told:{person.key}:{number}"
    notices.tell([person], "triage.moved", event_key=key, now=NOW, case=case)
