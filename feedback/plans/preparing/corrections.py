"""Putting a version in the making right before it is published: its head, its clauses, its tasks.

Every act carries the version's revision as the person saw it, and keeps a step to undo it by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from feedback import formats, record
from feedback.clock import day_of
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.plans import queries, rules, titles
from feedback.plans.preparing import drafts, namings, undoing
from feedback.richtext import excerpt
from feedback.search import fold
from models import Actor, ClauseText, Part, Plan, PlanKind, PlanVersion, RoleHeld, Task, Unit, db

DEEPEST = 9
LONGEST_PLACE = 40
By = RoleHeld | Actor


@dataclass(frozen=True)
class Head:
    """The printed head and foot as a person put them right; blank is what is not printed."""

    kind: PlanKind | None  # None leaves it as it is
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
    """A clause's task as a person put it right; names are separated by semicolons."""

    lead_text: str
    supporting_text: str
    time_text: str
    due_from: date | None
    due_to: date | None
    repeats: str | None
    deliverable: str
    form: str

    @property
    def is_empty(self) -> bool:
        """Whether it orders nothing, so that the clause has no task."""
        named = self.lead_text or self.supporting_text
        return not (named or self.time_text or self.deliverable or self.form)


# ------------------------------------------------------------------ holding the version


def claim(plan: Plan, revision: int) -> PlanVersion:
    """The version in the making, held until the commit, when it still is as the person saw it.

    Raises Overtaken when somebody else corrected it meanwhile, RuleBroken once it is published.
    """
    version = drafts.version_to_correct(plan)
    if version is None:
        raise RuleBroken(N_("Văn bản đã công bố; lời văn không sửa được nữa."))
    if version.revision != revision:
        raise _overtaken(plan, version)
    version.revision += 1
    return version


def place_of(text: ClauseText) -> str:
    """How a clause is called in a sentence: its label, or how its text begins."""
    return text.label or excerpt(text.heading or text.body, LONGEST_PLACE)


def write_act(
    version: PlanVersion, kind: str, text: ClauseText | None, *, by: By, now: datetime
) -> None:
    """Put an act at the desk on record; `kind` is "plan.corrected" or "plan.reshaped"."""
    key = text.clause.key if text else ""
    record.write(kind, by=by, at=now, plan=version.plan, clause=key)


def _overtaken(plan: Plan, version: PlanVersion) -> Overtaken:
    last = queries.last_act_on(plan)
    if last is None or last.role_held is None:
        return Overtaken(N_("Văn bản vừa được người khác sửa. Xin xem bản mới rồi lưu lại."))
    text = drafts.clause_in(version, last.details.get("clause", ""))
    return Overtaken(
        N_(
            "Văn bản vừa được sửa (%(who)s, %(when)s, %(where)s). "
            "Nội dung đang nhập vẫn còn trong ô; xin đối chiếu rồi lưu lại."
        ),
        who=formats.hat_words(last.role_held, last.unit),
        when=formats.moment(last.at),
        where=(place_of(text) if text else "") or "–",
    )


# ------------------------------------------------------------------ head


def correct_head(
    plan: Plan, head: Head, *, revision: int, by: By, now: datetime, visit: str = ""
) -> PlanVersion:
    """Put the head right; a blank number and day stay blank as on paper.

    Of a plan already published the list goes on saying what is in force.
    """
    version = claim(plan, revision)
    before = undoing.seen_head(version)
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
    if version.is_current:
        plan.kind = head.kind or plan.kind
        list_anew(version)
    if undoing.keep_step(version, "head", before, visit=visit, by=by, now=now):
        write_act(version, "plan.corrected", None, by=by, now=now)
    return version


def list_anew(version: PlanVersion) -> None:
    """Let lists show a draft's plan under the title and number that it has now."""
    plan = version.plan
    plan.title = titles.listed_title(version, queries.clauses_of(version))
    plan.folded = fold(f"{version.title} {version.number or ''}")


# ------------------------------------------------------------------ clauses and tasks


def correct_clause(
    plan: Plan, text: ClauseText, wording: Wording, duty: Duty,
    *, revision: int, by: By, now: datetime, visit: str = "",
) -> PlanVersion:  # fmt: skip
    """Put one clause and its task right, and look up the units it names."""
    version = claim(plan, revision)
    before, place = undoing.seen([], [text]), place_of(text)
    if text.body.split() != wording.body.split():
        text.cells = None  # its text is no longer what stands in the table's cells
    text.label, text.heading, text.body = wording.label, wording.heading, wording.body
    text.folded = drafts.folded_text(text.label, text.heading, text.body)
    if text.depth != wording.depth:
        text.depth = wording.depth
        drafts.set_parents(queries.clauses_of(version))
    _correct_task(text, duty)
    namings.name_units([text], day_of_issue(version, now))
    key = text.clause.key
    if undoing.keep_step(
        version, "worded", before, about=key, place=place, visit=visit, by=by, now=now
    ):
        write_act(version, "plan.corrected", text, by=by, now=now)
    return version


def _correct_task(text: ClauseText, duty: Duty) -> None:
    if duty.is_empty:
        text.task = None
        return
    task = text.task
    if task is None:
        task = text.task = Task()
    task.lead_text, task.supporting_text = duty.lead_text, duty.supporting_text
    task.time_text, task.deliverable, task.form = duty.time_text, duty.deliverable, duty.form
    task.due_from, task.due_to, task.repeats = duty.due_from, duty.due_to, duty.repeats
    db.session.flush()


def choose_unit(
    plan: Plan, name: str, unit: Unit | None, *, revision: int, by: By, now: datetime
) -> int:
    """Let a unit stand for a printed name wherever the version prints it: how many tasks do.

    With `unit` None nobody stands for it any more.
    """
    version = claim(plan, revision)
    texts = queries.clauses_of(version)
    naming = [
        text
        for text in texts
        if text.task and any(name in namings.printed_names(text.task, part) for part in Part)
    ]
    before = undoing.seen([], naming, ("task",))
    for text in naming:
        for part in Part:
            if text.task:
                namings.choose_unit(text.task, part, name, unit)
    namings.name_units(naming, day_of_issue(version, now))
    undoing.keep_step(version, undoing.NAMED, before, place=name, by=by, now=now)
    write_act(version, "plan.corrected", None, by=by, now=now)
    return len(naming)


def look_at(
    plan: Plan, mark: str, clause_key: str, *, revision: int, by: By, now: datetime
) -> PlanVersion:
    """Mark a doubt about a clause, or the head for an empty key, as looked at: it may stand."""
    version = claim(plan, revision)
    text = drafts.clause_in(version, clause_key)
    place = place_of(text) if text else ""
    undoing.keep_look(version, mark, about=clause_key, place=place, by=by, now=now)
    write_act(version, "plan.corrected", None, by=by, now=now)
    return version


def day_of_issue(version: PlanVersion, now: datetime) -> date:
    """The day on which the version's names mean whom they mean."""
    return version.issued_on or day_of(now)


# ------------------------------------------------------------------ giving a draft up


def discard(plan: Plan, *, revision: int, by: By, now: datetime) -> None:
    """Give up a draft that was never published: its text is deleted, that it was given up stays.

    Raises RuleBroken once it is published, Overtaken when somebody corrected it meanwhile.
    """
    rules.check_discarding(plan)
    claim(plan, revision)
    drafts.erase(plan)
    plan.discarded_at = now
    record.write("plan.discarded", by=by, at=now, plan=plan)
