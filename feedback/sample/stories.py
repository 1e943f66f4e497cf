"""What people of the sample city said and what became of it, done by the product's own acts.

Every step of every story is an act under somebody's hat at its own time; all of them are
done in the order of time, so that arrival numbers and registers read as in a real house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback import attachments
from feedback.comments import actions as comments
from feedback.comments.actions import Said
from feedback.comments.identities import Keys
from feedback.obstacles.raising import Obstacle, raise_obstacle
from feedback.organisation import queries as organisation
from feedback.plans import queries as plans
from feedback.responses import actions as responses
from feedback.responses.actions import Drafted, Promise
from feedback.responses.queries import published_answers_of
from feedback.sample import papers
from feedback.sample.city import People, Units, hat_of
from feedback.sample.days import Days
from feedback.sample.plans import Plans
from feedback.triage import actions as triage
from feedback.triage import quarantine
from feedback.triage.extensions import ask_extension, decide_extension
from feedback.triage.intake import open_case
from feedback.triage.routing import Routing, route
from feedback.triage.sender import withdraw_comment
from models import (
    Appearance,
    ArchiveReason,
    Case,
    CaseState,
    ClauseText,
    ClockEvent,
    CommentKind,
    Decision,
    HoldReason,
    Person,
    Role,
    RoleHeld,
    Unit,
    db,
)

VISITORS = {
    "Người dân": "citizen",
    "Giáo viên": "staff",
}
# What is made public on routing: a reflection or petition needs a summary, the text itself is
# in the sample free of personal data.
SUMMARISED = (CommentKind.REFLECTION, CommentKind.PETITION)
WHY_COMPLEX = "Việc này cần nhiều đơn vị cùng xem xét và rà lại số liệu nên cần thời gian dài hơn."


@dataclass(frozen=True)
class World:
    """All that a story may speak of."""

    units: Units
    people: People
    plans: Plans
    days: Days
    keys: Keys
    files: Path  # where the contents of files lie


@dataclass(frozen=True)
class Step:
    """One act of a story: whose, when and what."""

    slug: str
    at: datetime
    act: Callable[[datetime], None]


class Story:
    """One comment and its case; `steps` are what happens to it, in order."""

    def __init__(self, row: dict[str, Any], world: World, place: int) -> None:
        self.row, self.world, self.place = row, world, place
        self.case: Case | None = None

    def steps(self) -> Iterator[Step]:
        """Every act with its time; later acts of one day come some minutes after earlier ones."""
        row = self.row
        if row["kind"] == CommentKind.OBSTACLE:
            yield self._step(row["days_ago"], 0, self._raise)
            return
        yield self._step(row["days_ago"], 0, self._send)
        acts = self._acts()
        for order, (name, working_days) in enumerate(row["steps"].items(), start=1):
            if name in acts:
                yield self._step(working_days, order, acts[name])
            if name == "routed":
                yield from self._in_between(order)
        if "answered" in row["steps"]:
            yield from self._commitments(len(row["steps"]))

    def _acts(self) -> dict[str, Callable[[datetime], None]]:
        return {
            "held": self._hold,
            "details_requested": self._request_details,
            "returned": self._return,
            "archived": self._archive,
            "transferred": self._transfer,
            "routed": self._route,
            "drafted": self._draft,
            "started": self._start,
            "submitted": self._submit,
            "answered": self._approve,
            "rated": self._rate,
            "reopened": self._reopen,
            "closed": self._close,
            "withdrawn": self._withdraw,
            "taken_out": self._take_out,
            "received": self._receive,
        }

    def _in_between(self, order: int) -> Iterator[Step]:
        for given in self.row["inputs"]:
            yield self._step(given["days_ago"], order + 1, self._giver(given))
        extension = self.row["extension"]
        if extension:
            yield self._step(extension["days_ago"], order + 1, self._extend)

    def _commitments(self, order: int) -> Iterator[Step]:
        for place, promise in enumerate(self.row["answer"]["commitments"]):
            if promise["state"] == "kept":
                days_ago = max(0, -promise["due_in"])
                yield self._step(days_ago, order + 1, self._keeper(place, promise))

    def _step(self, working_days: int, order: int, act: Callable[[datetime], None]) -> Step:
        at = self.world.days.ago(working_days, minute=order * 20 + self.place % 20)
        return Step(self.row["slug"], at, act)

    # ---------------------------------------------------------------- the sender

    def _send(self, now: datetime) -> None:
        row, world = self.row, self.world
        plan = world.plans[row["plan"]]
        concerned = world.units.get(row["concerns"] or "")
        said = Said(
            body=row["body"],
            kind=CommentKind(row["kind"]),
            appearance=Appearance(row["appearance"]),
            visitor_role=VISITORS.get(row["sender_label"] or "", "parent"),
            concerns=concerned.name if concerned else "",
            token=row["slug"],
        )
        posted = comments.post_comment(
            plan, self._clause_text(), said=said, sender=self._sender(), keys=world.keys, now=now
        )
        self.case = open_case(posted.comment, now=now)

    def _raise(self, now: datetime) -> None:
        row, world = self.row, self.world
        sender = self._sender()
        assert isinstance(sender, RoleHeld)  # an obstacle is brought up by somebody at work
        raised = raise_obstacle(
            world.plans[row["plan"]],
            self._clause_text(),
            Obstacle(row["body"], token=row["slug"]),
            by=sender,
            keys=world.keys,
            now=now,
        )
        self.case = raised.case

    def _sender(self) -> RoleHeld | Person | None:
        row = self.row
        if row["sender"] is None:
            return None
        return hat_of(self.world.people[row["sender"]], unit=self.world.units[row["sender_unit"]])

    def _clause_text(self) -> ClauseText:
        version = self.world.plans[self.row["plan"]].current_version
        label = self.row["clause"]
        return next(text for text in plans.clauses_of(version) if text.label == label)

    def _withdraw(self, now: datetime) -> None:
        withdraw_comment(self.the_case(), now=now)

    def _rate(self, now: datetime) -> None:
        rating = self.row["rating"]
        responses.rate_answer(
            published_answers_of(self.the_case())[-1],
            answers_the_question=rating["answers_the_question"],
            is_satisfied=rating["is_satisfied"],
            is_anonymous=rating["is_anonymous"],
            now=now,
        )

    def _reopen(self, now: datetime) -> None:
        responses.reopen_case(self.the_case(), self.row["reopening"]["reason"], now=now)

    def _close(self, now: datetime) -> None:
        # A sender who is content and says so openly has closed the case already.
        if self.the_case().state is not CaseState.CLOSED:
            responses.close_case(self.the_case(), now=now)

    # ---------------------------------------------------------------- the records office

    def _receive(self, now: datetime) -> None:
        if "withdrawn" not in self.row["steps"]:
            triage.classify(
                self.the_case(), self.the_case().kind, reason="", by=self._clerk(), now=now
            )

    def _hold(self, now: datetime) -> None:
        reason = HoldReason(self.row["reason"])
        triage.hold(self.the_case(), reason, note=self.row["note"], by=self._clerk(), now=now)

    def _request_details(self, now: datetime) -> None:
        triage.request_details(self.the_case(), note=self.row["note"], by=self._clerk(), now=now)

    def _return(self, now: datetime) -> None:
        triage.return_with_guidance(
            self.the_case(),
            guidance=self.row["note"],
            as_complaint=self.row["is_complaint"],
            by=self._clerk(),
            now=now,
        )

    def _archive(self, now: datetime) -> None:
        reason = ArchiveReason(self.row["reason"])
        triage.archive(self.the_case(), reason, note=self.row["note"], by=self._clerk(), now=now)

    def _transfer(self, now: datetime) -> None:
        receiver = self.world.units[self.row["transferred_to"]].name
        triage.transfer(self.the_case(), receiver, note=self.row["note"], by=self._clerk(), now=now)

    def _take_out(self, now: datetime) -> None:
        quarantine.quarantine(self.the_case(), by=self._clerk(), now=now)
        officer = hat_of(self.world.people["bao-mat"], Role.CONFIDENTIAL)
        quarantine.read_quarantined(self.the_case(), by=officer, now=now)
        quarantine.confirm_taken_out(self.the_case(), by=officer, now=now)

    def _route(self, now: datetime) -> None:
        units, row = self.world.units, self.row
        kind = self.the_case().kind
        routing = Routing(
            lead=units[row["lead"]],
            supporting=tuple(units[slug] for slug in row["supporting"]),
            is_complex=row["complex"],
            complex_reason=WHY_COMPLEX,
            publish=True,
            summary=row["body"] if kind in SUMMARISED else "",
        )
        case = self.the_case()
        route(case, routing, by=self._clerk(), now=now)
        for number in range(row["supports"]):
            comments.count_support(case.comment, f"{row['slug']}:{number}", now=now)

    # ---------------------------------------------------------------- the lead unit

    def _start(self, now: datetime) -> None:
        responses.take_up(self.the_case(), by=self._officer(), now=now)

    def _draft(self, now: datetime) -> None:
        answer = self.row["answer"]
        drafted = Drafted(
            decision=Decision(answer["decision"]),
            explanation=answer["explanation"],
            promises=tuple(self._promise(each) for each in answer["commitments"]),
        )
        responses.save_draft(self.the_case(), drafted, by=self._officer(), now=now)

    def _promise(self, row: dict[str, Any]) -> Promise:
        due_on = self.world.days.ahead(row["due_in"])
        return Promise(self.world.units[row["unit"]], row["what"], due_on)

    def _submit(self, now: datetime) -> None:
        if self.row["answer"]["on_paper"]:
            paper = papers.signed_paper(self.row["answer"], signed_on=now.date())
            attachments.store(self.world.files, paper.scan)
            responses.enter_paper_answer(self.the_case(), paper, by=self._officer(), now=now)
        else:
            responses.submit_answer(self.the_case(), by=self._officer(), now=now)

    def _approve(self, now: datetime) -> None:
        responses.approve_answer(self.the_case(), by=self._head(), now=now)

    def _giver(self, given: dict[str, Any]) -> Callable[[datetime], None]:
        def give(now: datetime) -> None:
            hat = self._hat_at(self.world.units[given["unit"]], Role.OFFICER, Role.HEAD, now=now)
            responses.give_input(self.the_case(), given["text"], by=hat, now=now)

        return give

    def _extend(self, now: datetime) -> None:
        told, case = self.row["extension"], self.the_case()
        clock = next(each for each in case.clocks if each.event == ClockEvent.UNIT_ANSWER)
        later = self.world.days.after(clock.due_on, told["days"])
        asked = ask_extension(case, later, reason=told["reason"], by=self._officer(), now=now)
        decide_extension(asked, approve=True, by=self._clerk(), now=now)

    def _keeper(self, place: int, promise: dict[str, Any]) -> Callable[[datetime], None]:
        def keep(now: datetime) -> None:
            commitment = published_answers_of(self.the_case())[-1].commitments[place]
            hat = self._hat_at(commitment.unit, Role.OFFICER, Role.HEAD, now=now)
            words = promise["evidence"]
            responses.report_commitment(commitment, kept=True, words=words, by=hat, now=now)

        return keep

    # ---------------------------------------------------------------- who

    def the_case(self) -> Case:
        """The case the opinion became; only once it was sent."""
        assert self.case is not None
        return self.case

    def _clerk(self) -> RoleHeld:
        intake = self.the_case().intake_unit
        assert intake is not None
        return self._hat_at(intake, Role.MODERATOR, Role.OFFICE)

    def _officer(self) -> RoleHeld:
        return self._hat_at(self._lead(), Role.OFFICER, Role.HEAD)

    def _head(self) -> RoleHeld:
        return self._hat_at(self._lead(), Role.HEAD, Role.LEADERSHIP)

    def _lead(self) -> Unit:
        lead = self.the_case().lead_unit
        assert lead is not None
        return lead

    def _hat_at(self, unit: Unit, *roles: Role, now: datetime | None = None) -> RoleHeld:
        on = (now or self.world.days.ago(0)).date()
        for role in roles:
            hats = organisation.active_hats(unit, [role], on)
            if hats:
                return hats[0]
        raise LookupError(f"nobody at {unit.name} holds any of {roles}")


def tell(
    rows: Iterable[dict[str, Any]], world: World, between: Iterable[Step] = ()
) -> dict[str, Story]:
    """Do every act of every story, and those `between`, in the order of time; stories by slug."""
    stories = [Story(row, world, place) for place, row in enumerate(rows)]
    steps = [*between, *(step for story in stories for step in story.steps())]
    for step in sorted(steps, key=lambda step: step.at):
        try:
            step.act(step.at)
        except Exception as error:
            error.add_note(f"in the story {step.slug}, {step.act}")
            raise
        db.session.flush()
    return {story.row["slug"]: story for story in stories}
