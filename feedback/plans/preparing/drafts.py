"""A version in the making: what was read becomes rows, which are found, ordered and erased here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, false, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from feedback import codes
from feedback.plans import rules
from feedback.plans.reading.model import ReadClause, ReadDocument, ReadTask, ReadWarning
from feedback.search import folded_clause
from models import (
    Clause,
    ClauseFate,
    ClauseText,
    DocumentUpload,
    DraftStep,
    Plan,
    PlanVersion,
    Task,
    TaskUnit,
    VersionSource,
    db,
)

BETWEEN_NAMES = ";"
WITHOUT_LOADED = {"synchronize_session": False}  # what is loaded is set right by hand


# ------------------------------------------------------------------ from the reading to rows


def version_from(
    read: ReadDocument, plan: Plan, source: tuple[str, str], now: datetime,
    *, position: int = 1, is_current: bool = True,
) -> PlanVersion:  # fmt: skip
    """A version in the making with its clauses, tasks and source lines, added to the session.

    `source` is the file's name and the SHA-256 of its bytes. The plan's first version is current
    from the start; of a later one `position` is the last one's and one, and it is not current.
    """
    version = PlanVersion(
        plan=plan,
        position=position,
        is_current=is_current,
        source_name=source[0],
        source_sha256=source[1],
        created_at=now,
        revision=0,
        **_head_of(read),
    )
    db.session.add(version)
    texts = [_clause_row(clause, version) for clause in read.clauses]
    db.session.add_all(texts)
    set_parents(texts)
    version.warnings = [_warning_row(warning, read, texts) for warning in read.warnings]
    for task in read.tasks:
        db.session.add(_task_row(task, texts[task.position]))
    if read.source:
        db.session.add(VersionSource(version=version, lines=list(read.source)))
    return version


def _head_of(read: ReadDocument) -> dict[str, object]:
    head = read.document
    return {
        "type_name": head.type,
        "number": head.number or head.number_text,
        "issued_on": head.issued_on,
        "issued_on_text": head.issued_on_text,
        "place": head.place,
        "issuer": head.issuer,
        "superior": head.superior,
        "title": head.title or "",
        "legal_bases": list(head.legal_bases),
        "signer": list(head.signer),
        "recipients": list(head.recipients),
    }


def _warning_row(
    warning: ReadWarning, read: ReadDocument, texts: Sequence[ClauseText]
) -> dict[str, object]:
    position = warning.position
    if position is None and warning.place:
        named = (
            one.position for one in read.clauses if warning.place in (one.label, one.reference)
        )
        position = next(named, None)
    return {
        "code": warning.code,
        "message": warning.message,
        "params": dict(warning.params),
        "place": warning.place,
        "clause": "" if position is None else texts[position].clause.key,
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
        annex=clause.annex,
        cells=_cells_of(clause) or None,
        source_from=clause.source_from,
        source_to=clause.source_to,
        folded=folded_text(clause.label, clause.heading, clause.text),
    )


def _cells_of(clause: ReadClause) -> list[dict[str, object]]:
    return [
        {"text": one.text, "columns": one.columns, "rows": one.rows, "is_head": one.is_head}
        for one in clause.cells
    ]


def folded_text(label: str, heading: str, body: str) -> str:
    """A clause's words as they are searched."""
    return folded_clause(label, heading, body)


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


def join_names(names: Sequence[str]) -> str:
    """Printed names as one text: "Văn phòng Sở; Thanh tra Sở"."""
    return f"{BETWEEN_NAMES} ".join(names)


def split_names(text: str) -> list[str]:
    """The printed names in a task's text."""
    return [name.strip() for name in text.split(BETWEEN_NAMES) if name.strip()]


# ------------------------------------------------------------------ finding and ordering


def version_to_correct(plan: Plan) -> PlanVersion | None:
    """The plan's version in the making as it stands now, held until the commit."""
    return db.session.scalars(
        select(PlanVersion)
        .where(
            PlanVersion.plan_id == plan.id,
            PlanVersion.published_at.is_(None),
            PlanVersion.given_up_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def clause_in(version: PlanVersion, clause_key: str) -> ClauseText | None:
    """What the clause says in this version; None when it has no such clause."""
    return db.session.scalars(
        select(ClauseText)
        .join(ClauseText.clause)
        .where(Clause.key == clause_key, ClauseText.version_id == version.id)
        .options(
            joinedload(ClauseText.clause),
            joinedload(ClauseText.version),
            joinedload(ClauseText.task).selectinload(Task.units).joinedload(TaskUnit.unit),
        )
    ).first()


def key_behind(text: ClauseText) -> str | None:
    """The key of the clause that comes next in reading order; None for the last."""
    following = (ClauseText.version_id == text.version_id, ClauseText.position > text.position)
    query = select(Clause.key).join(ClauseText, ClauseText.clause_id == Clause.id)
    return db.session.scalars(
        query.where(*following).order_by(ClauseText.position).limit(1)
    ).first()


def source_of(version: PlanVersion) -> list[str]:
    """The lines of the file that the version was read from; [] when they were not kept."""
    kept = db.session.get(VersionSource, version.id)
    return [str(line) for line in kept.lines] if kept else []


def set_parents(texts: Sequence[ClauseText]) -> None:
    """Let each clause know the one it lies under, from the depths in reading order."""
    parents = rules.parents_by_depth([text.depth for text in texts])
    for text, parent in zip(texts, parents, strict=True):
        above = None if parent is None else texts[parent]
        if text.parent is not above:
            text.parent = above


def put_in_order(texts: Sequence[ClauseText]) -> None:
    """Let the clauses of a version stand in the order given, each under the one it lies in."""
    db.session.flush()
    in_version = ClauseText.version_id == texts[0].version_id if texts else false()
    # Two steps, because no two clauses of a version may hold one position even for a moment; by
    # stretches that move together, because a long plan has thousands.
    for first, last, by in _moved_stretches([text.position for text in texts]):
        stretch = update(ClauseText).where(in_version, ClauseText.position.between(first, last))
        db.session.execute(
            stretch.values(position=-1 - by - ClauseText.position), execution_options=WITHOUT_LOADED
        )
    back = update(ClauseText).where(in_version, ClauseText.position < 0)
    db.session.execute(
        back.values(position=-1 - ClauseText.position), execution_options=WITHOUT_LOADED
    )
    for place, text in enumerate(texts):
        set_committed_value(text, "position", place)
    set_parents(texts)
    db.session.flush()


def _moved_stretches(positions: Sequence[int]) -> list[tuple[int, int, int]]:
    """The old positions, listed in the new order, as (first, last, by how many they move)."""
    stretches: list[tuple[int, int, int]] = []
    for place, old in enumerate(positions):
        by = place - old
        if by and stretches and stretches[-1][1:] == (old - 1, by):
            stretches[-1] = (stretches[-1][0], old, by)
        elif by:
            stretches.append((old, old, by))
    return stretches


# ------------------------------------------------------------------ erasing


def delete_text(text: ClauseText) -> None:
    """Take one clause out of a version in the making, with what was found out about it.

    Nobody has spoken on it yet; what lay under it must lie elsewhere before.
    """
    clause = text.clause
    db.session.execute(delete(ClauseFate).where(ClauseFate.new_text_id == text.id))
    db.session.delete(text)
    db.session.flush()
    db.session.delete(clause)


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
    numbers = [version.id for version in versions]
    db.session.execute(delete(Clause).where(Clause.plan_id == plan.id))
    db.session.execute(delete(DraftStep).where(DraftStep.version_id.in_(numbers)))
    db.session.execute(delete(VersionSource).where(VersionSource.version_id.in_(numbers)))
    read = update(DocumentUpload).where(DocumentUpload.version_id.in_(numbers))
    db.session.execute(read.values(version_id=None))
    db.session.execute(delete(PlanVersion).where(PlanVersion.plan_id == plan.id))
    plan.title = plan.folded = ""
