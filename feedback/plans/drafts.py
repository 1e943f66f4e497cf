"""A plan in the making: what was read becomes rows, and which units its tasks mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, select

from feedback import codes
from feedback.organisation import queries as organisation
from feedback.organisation.naming import Resolved
from feedback.plans import rules
from feedback.plans.reading.model import ReadClause, ReadDocument, ReadTask, ReadWarning
from feedback.search import fold
from models import Clause, ClauseText, Part, Plan, PlanVersion, Task, TaskUnit, Unit, db

BETWEEN_NAMES = ";"


@dataclass
class Naming:
    """How a task names the units of one part: each printed name, and units chosen by hand."""

    names: list[Resolved]
    chosen: list[Unit] = field(default_factory=list)

    @property
    def unknown(self) -> list[Resolved]:
        """The names that nobody knows, less as many as units were chosen by hand."""
        missing = [name for name in self.names if not name.units]
        return missing[len(self.chosen) :]


# ------------------------------------------------------------------ from the reading to rows


def version_from(
    read: ReadDocument, plan: Plan, source: tuple[str, str], now: datetime
) -> PlanVersion:
    """The plan's first version with its clauses and tasks, added to the session.

    `source` is the file's name and the SHA-256 of its bytes.
    """
    head = read.document
    version = PlanVersion(
        plan=plan,
        position=1,
        is_current=True,
        type_name=head.type,
        number=head.number or head.number_text,
        issued_on=head.issued_on,
        issued_on_text=head.issued_on_text,
        place=head.place,
        issuer=head.issuer,
        superior=head.superior,
        title=head.title or "",
        legal_bases=list(head.legal_bases),
        signer=list(head.signer),
        recipients=list(head.recipients),
        warnings=[],
        source_name=source[0],
        source_sha256=source[1],
        created_at=now,
    )
    db.session.add(version)
    texts = [_clause_row(clause, version) for clause in read.clauses]
    db.session.add_all(texts)
    set_parents(texts)
    places = {
        clause.label or clause.reference: text.clause.key
        for clause, text in zip(read.clauses, texts, strict=True)
    }
    version.warnings = [_warning_row(warning, places) for warning in read.warnings]
    for task in read.tasks:
        db.session.add(_task_row(task, texts[task.position]))
    return version


def _warning_row(warning: ReadWarning, places: Mapping[str, str]) -> dict[str, object]:
    return {
        "code": warning.code,
        "message": warning.message,
        "params": dict(warning.params),
        "place": warning.place,
        "clause": places.get(warning.place, ""),
    }


def _clause_row(clause: ReadClause, version: PlanVersion) -> ClauseText:
    return ClauseText(
        version=version,
        clause=Clause(key=codes.new_key(), plan=version.plan),
        position=clause.position,
        depth=clause.depth,
        label=clause.label,
        printed=clause.printed,
        heading=clause.heading,
        body=clause.text,
        kind=clause.kind.value,
        folded=folded_text(clause.label, clause.heading, clause.text),
    )


def folded_text(label: str, heading: str, body: str) -> str:
    """A clause's words as they are searched."""
    return fold(f"{label} {heading} {body}")


def _task_row(task: ReadTask, text: ClauseText) -> Task:
    return Task(
        clause_text=text,
        lead_text=join_names(task.lead),
        supporting_text=join_names(task.supporting),
        time_text=task.time_text or "",
        due_from=task.due.start if task.due else None,
        due_to=task.due.end if task.due else None,
        repeats=task.due.repeats if task.due else None,
        deliverable=task.deliverable or "",
        form=task.form or "",
    )


def set_parents(texts: Sequence[ClauseText]) -> None:
    """Let each clause know the one it lies under, from the depths in reading order."""
    parents = rules.parents_by_depth([text.depth for text in texts])
    for text, parent in zip(texts, parents, strict=True):
        text.parent = None if parent is None else texts[parent]


def join_names(names: Sequence[str]) -> str:
    """Printed names as one text: "Văn phòng Sở; Thanh tra Sở"."""
    return f"{BETWEEN_NAMES} ".join(names)


def split_names(text: str) -> list[str]:
    """The printed names in a task's text."""
    return [name.strip() for name in text.split(BETWEEN_NAMES) if name.strip()]


def erase(plan: Plan) -> None:
    """Delete every text of a draft, its clauses and its tasks; the plan's row stays, without title.

    Nobody has spoken on a draft, so nothing else refers to its clauses.
    """
    versions = db.session.scalars(select(PlanVersion).where(PlanVersion.plan_id == plan.id)).all()
    texts = [text for version in versions for text in version.texts]
    for text in texts:
        text.parent = None
    db.session.flush()
    for text in texts:
        db.session.delete(text)
    db.session.flush()
    db.session.execute(delete(Clause).where(Clause.plan_id == plan.id))
    db.session.execute(delete(PlanVersion).where(PlanVersion.plan_id == plan.id))
    plan.title = plan.folded = ""


# ------------------------------------------------------------------ which units are meant


def printed_names(task: Task, part: Part) -> list[str]:
    """The names that the task prints for one part."""
    return split_names(task.lead_text if part is Part.LEAD else task.supporting_text)


def namings_of(texts: Sequence[ClauseText], on: date) -> dict[tuple[int, Part], Naming]:
    """How every task among the clauses names its units on `on`, by task and part."""
    wanted = [
        (text.task, part, names)
        for text in texts
        if text.task
        for part in Part
        if (names := printed_names(text.task, part))
    ]
    every_name = sorted({name for _, _, names in wanted for name in names})
    known = dict(zip(every_name, organisation.resolve_unit_names(every_name, on), strict=True))
    return {
        (task.id, part): _naming(task, part, [known[name] for name in names])
        for task, part, names in wanted
    }


def _naming(task: Task, part: Part, names: list[Resolved]) -> Naming:
    meant = {unit.id for name in names for unit in name.units}
    named = [row for row in task.units if row.part is part and not row.through_group]
    return Naming(names, [row.unit for row in named if row.unit_id not in meant])


def drop_units(task: Task, part: Part, keep: Collection[int]) -> None:
    """Forget which units the task names for one part, but for the chosen ones in `keep`."""
    task.units[:] = [row for row in task.units if row.part is not part or row.unit_id in keep]
    db.session.flush()


def choose_unit(task: Task, part: Part, unit: Unit) -> None:
    """Let a unit stand for a printed name that nobody knows."""
    if all(row.unit_id != unit.id for row in task.units if row.part is part):
        task.units.append(TaskUnit(unit=unit, part=part, through_group=False))


def name_units(texts: Sequence[ClauseText], on: date) -> None:
    """Write which units each task names on `on`, groups as their members of that day.

    Units chosen by hand stay.
    """
    for text in texts:
        if text.task:
            text.task.units[:] = [row for row in text.task.units if not row.through_group]
    db.session.flush()
    namings = namings_of(texts, on)
    for text in texts:
        for part in Part:
            naming = namings.get((text.task.id, part)) if text.task else None
            if text.task and naming:
                _add_units(text.task, part, naming)
    db.session.flush()


def _add_units(task: Task, part: Part, naming: Naming) -> None:
    there = {row.unit_id for row in task.units if row.part is part}
    for by_group in (False, True):  # a unit named itself is not only one of a group
        for name in naming.names:
            for unit in name.units if name.through_group is by_group else ():
                if unit.id not in there:
                    there.add(unit.id)
                    row = TaskUnit(unit=unit, part=part, through_group=by_group)
                    task.units.append(row)
