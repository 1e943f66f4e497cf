"""Putting a draft right before it is published: its head, its clauses, its tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from feedback import codes, formats, record
from feedback.clock import day_of
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.plans import drafts, queries, rules, titles
from feedback.search import fold
from models import (
    Actor,
    Clause,
    ClauseText,
    Part,
    Plan,
    PlanKind,
    PlanState,
    RoleHeld,
    Task,
    Unit,
    db,
)

DEEPEST = 9


@dataclass(frozen=True)
class Head:
    """The printed head and foot as a person put them right; blank is what is not printed."""

    kind: PlanKind
    type_name: str
    number: str
    issued_on: date | None
    place: str
    issuer: str
    superior: str
    title: str
    legal_bases: list[str]
    recipients: list[str]
    signer: list[str]


@dataclass(frozen=True)
class Wording:
    """A clause as a person put it right."""

    label: str
    depth: int
    heading: str
    body: str


@dataclass(frozen=True)
class Duty:
    """A clause's task as a person put it right; names are separated by semicolons.

    `chosen` and `kept` are the units that stand for names nobody knows: one newly chosen for
    each part, and those chosen before.
    """

    lead_text: str
    supporting_text: str
    time_text: str
    due_from: date | None
    due_to: date | None
    repeats: str | None
    deliverable: str
    chosen: dict[Part, Unit | None]
    kept: dict[Part, frozenset[int]]

    @property
    def is_empty(self) -> bool:
        """Whether it orders nothing, so that the clause has no task."""
        return not (self.lead_text or self.supporting_text or self.time_text or self.deliverable)


def correct_head(
    plan: Plan, head: Head, *, revision: int, by: RoleHeld | Actor, now: datetime
) -> None:
    """Put the head of a draft right; a blank number and day stay blank as on paper."""
    claim(plan, revision)
    version = plan.current_version
    plan.kind = head.kind
    plan.folded = fold(f"{head.title} {head.number}")
    version.type_name = head.type_name or None
    version.number = head.number or None
    if head.issued_on != version.issued_on:
        version.issued_on, version.issued_on_text = head.issued_on, None
    version.place = head.place or None
    version.issuer = head.issuer or None
    version.superior = head.superior or None
    version.title = head.title
    version.legal_bases = list(head.legal_bases)
    version.recipients = list(head.recipients)
    version.signer = list(head.signer)
    plan.title = titles.listed_title(version, queries.clauses_of(version))
    _write(plan, None, by, now)


def correct_clause(
    plan: Plan, text: ClauseText, wording: Wording, duty: Duty,
    *, revision: int, by: RoleHeld | Actor, now: datetime,
) -> None:  # fmt: skip
    """Put one clause of a draft and its task right, and look up the units it names."""
    claim(plan, revision)
    text.label, text.heading, text.body = wording.label, wording.heading, wording.body
    text.folded = drafts.folded_text(text.label, text.heading, text.body)
    if text.depth != wording.depth:
        text.depth = wording.depth
        drafts.set_parents(queries.clauses_of(text.version))
    _correct_task(text, duty, text.version.issued_on or day_of(now))
    _write(plan, text, by, now)


def add_clause(
    plan: Plan, after: ClauseText | None, *, revision: int, by: RoleHeld | Actor, now: datetime
) -> ClauseText:
    """A new empty clause behind `after`, as deep as it; at the very front when None."""
    claim(plan, revision)
    version = plan.current_version
    texts = queries.clauses_of(version)
    added = ClauseText(
        version=version,
        clause=Clause(key=codes.new_key(), plan=plan),
        position=len(texts),
        depth=after.depth if after else 1,
        label="",
        printed="",
        heading="",
        body="",
    )
    db.session.add(added)
    texts.insert(after.position + 1 if after else 0, added)
    _put_in_order(texts)
    _write(plan, added, by, now)
    return added


def remove_clause(
    plan: Plan, text: ClauseText, *, revision: int, by: RoleHeld | Actor, now: datetime
) -> None:
    """Take a clause out of a draft; what lay inside it stays, under the clause above."""
    claim(plan, revision)
    texts = [one for one in queries.clauses_of(text.version) if one.id != text.id]
    for one in texts:
        if one.parent_id == text.id:
            one.parent = text.parent
    db.session.flush()
    clause = text.clause
    db.session.delete(text)
    db.session.flush()
    db.session.delete(clause)
    _put_in_order(texts)
    _write(plan, None, by, now)


def discard(plan: Plan, *, revision: int, by: RoleHeld | Actor, now: datetime) -> None:
    """Give up a draft that was never published: its text is deleted, that it was given up stays.

    Raises RuleBroken once it is published, Overtaken when somebody corrected it meanwhile.
    """
    rules.check_discarding(plan)
    claim(plan, revision)
    drafts.erase(plan)
    plan.discarded_at = now
    record.write("plan.discarded", by=by, at=now, plan=plan)


def claim(plan: Plan, revision: int) -> None:
    """Make sure that the draft is still as the person saw it, and hold it until the commit.

    Raises Overtaken when somebody else corrected it meanwhile, RuleBroken once it is published.
    """
    db.session.refresh(plan, ["state", "revision"], with_for_update=True)
    if plan.state is not PlanState.DRAFT:
        raise RuleBroken(N_("Văn bản đã công bố; lời văn không sửa được nữa."))
    if plan.revision != revision:
        raise _overtaken(plan)
    plan.revision += 1


def _overtaken(plan: Plan) -> Overtaken:
    last = queries.last_act_on(plan)
    if last is None or last.role_held is None:
        return Overtaken(N_("Văn bản vừa được người khác sửa. Xin xem bản mới rồi lưu lại."))
    return Overtaken(
        N_(
            "Văn bản vừa được sửa (%(who)s, %(when)s, %(where)s). "
            "Nội dung đang nhập vẫn còn trong ô; xin đối chiếu rồi lưu lại."
        ),
        who=formats.hat_words(last.role_held, last.unit),
        when=formats.moment(last.at),
        where=queries.label_of_clause(plan, last.details.get("clause", "")) or "–",
    )


def _correct_task(text: ClauseText, duty: Duty, on: date) -> None:
    if duty.is_empty:
        text.task = None
        return
    task = text.task
    if task is None:
        task = Task(clause_text=text, form="")
        db.session.add(task)
    task.lead_text, task.supporting_text = duty.lead_text, duty.supporting_text
    task.time_text, task.deliverable = duty.time_text, duty.deliverable
    task.due_from, task.due_to, task.repeats = duty.due_from, duty.due_to, duty.repeats
    db.session.flush()
    for part in Part:
        drafts.drop_units(task, part, duty.kept[part])
        unit = duty.chosen[part]
        if unit is not None:
            drafts.choose_unit(task, part, unit)
    drafts.name_units([text], on)


def _put_in_order(texts: list[ClauseText]) -> None:
    # Two steps, because no two clauses of a version may hold one position even for a moment.
    for place, text in enumerate(texts):
        text.position = -1 - place
    db.session.flush()
    for place, text in enumerate(texts):
        text.position = place
    drafts.set_parents(texts)
    db.session.flush()


def _write(plan: Plan, text: ClauseText | None, by: RoleHeld | Actor, now: datetime) -> None:
    record.write("plan.corrected", by=by, at=now, plan=plan, clause=text.clause.key if text else "")
