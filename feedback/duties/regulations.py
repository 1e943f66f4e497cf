"""The library of regulations: from draft over opinions and explanation to issue and publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload

from feedback import codes, record
from feedback.clock import day_of
from feedback.duties import queries, registers
from feedback.errors import N_, RuleBroken
from feedback.paging import Page, cut
from feedback.plans import queries as plans
from feedback.plans.queries import Reader
from feedback.search import fold, words_typed
from models import (
    Duty,
    Note,
    NoteKind,
    Plan,
    PlanState,
    Regulation,
    RegulationStage,
    Role,
    RoleHeld,
    Unit,
    db,
)

ROWS_ON_A_PAGE = 40
OUT = (RegulationStage.ISSUED, RegulationStage.PUBLISHED)
STAGES = tuple(RegulationStage)


@dataclass(frozen=True)
class Written:
    """What is entered of a regulation; the number is the records office's, never made up."""

    title: str
    explanation: str = ""
    number: str = ""
    issued_on: date | None = None
    draft_plan: Plan | None = None
    issued_plan: Plan | None = None
    duty: Duty | None = None


@dataclass(frozen=True)
class Wanted:
    """What the library is narrowed to."""

    words: str = ""
    unit_id: int | None = None
    stage: RegulationStage | None = None


def scope(reader: Reader) -> ColumnElement[bool]:
    """Restricts a query on Regulation: what is issued is for everybody, the rest for the sector.

    One whose text is published for fewer is told of to those who read that text, to its unit
    and to those above it.
    """
    works_here = registers.works_in_the_sector(reader.hats)
    stages = true() if works_here else Regulation.stage.in_(OUT)
    hats = [hat for hat in reader.hats if hat.role is not Role.PARENTS_BOARD]
    is_theirs = Regulation.unit_id.in_(queries.unit_ids_seen(hats, reader.on))
    readable = select(Plan.id).where(or_(Plan.state == PlanState.DRAFT, plans.scope(reader)))
    texts = [Regulation.draft_plan_id, Regulation.issued_plan_id]
    is_for_them = and_(*(or_(one.is_(None), one.in_(readable)) for one in texts))
    return and_(stages, or_(is_theirs, is_for_them))


def regulations_for(
    reader: Reader, wanted: Wanted, after: str | None, *, size: int = ROWS_ON_A_PAGE
) -> Page[Regulation]:
    """The library as the reader may see it, newest entry first."""
    query = _whole().where(scope(reader), *_narrowed(wanted))
    if after:
        last = select(Regulation.id).where(Regulation.key == after).scalar_subquery()
        query = query.where(Regulation.id < last)
    found = db.session.scalars(query.order_by(Regulation.id.desc()).limit(size + 1)).all()
    return cut(found, size, lambda row: row.key)


def regulation_for(reader: Reader, key: str) -> Regulation | None:
    """One regulation, when the reader may see it."""
    return db.session.scalars(_whole().where(Regulation.key == key, scope(reader))).first()


def units_in_library(reader: Reader) -> list[Unit]:
    """The units with a regulation that the reader may see."""
    numbers = select(Regulation.unit_id).where(scope(reader))
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(numbers)).order_by(Unit.name)))


def next_stage(stage: RegulationStage) -> RegulationStage | None:
    """The stage after this one; None after the last."""
    place = STAGES.index(stage) + 1
    return STAGES[place] if place < len(STAGES) else None


def begin(unit: Unit, written: Written, *, by: RoleHeld, now: datetime) -> Regulation:
    """Begin a regulation of the unit at its draft. Raises RuleBroken for another unit's."""
    _check_title(written)
    regulation = Regulation(
        key=codes.new_key(),
        unit=unit,
        unit_id=unit.id,
        stage=RegulationStage.DRAFTING,
        made_at=now,
        changed_at=now,
        revision=0,
        **_values(written),
    )
    registers.check_may_write(regulation, by, day_of(now))
    db.session.add(regulation)
    db.session.flush()
    record.write("regulation.entered", by=by, at=now, unit=unit, subject=regulation.key)
    return regulation


def change(
    regulation: Regulation,
    written: Written,
    *,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Correct what is entered; what its stage needs may not go."""
    registers.lock(regulation, revision)
    registers.check_may_write(regulation, by, day_of(now))
    _check_title(written)
    changed = registers.changes(regulation, _values(written))
    if not changed:
        return
    _check_stage(regulation.stage, written, day_of(now))
    for name, value in changed.items():
        setattr(regulation, name, value)
    _touch(regulation, now)
    record.write(
        "regulation.changed",
        by=by,
        at=now,
        unit=regulation.unit,
        subject=regulation.key,
        parts=sorted(set(changed) - {"folded"}),
    )


def lacking(regulation: Regulation, today: date) -> RuleBroken | None:
    """What the next stage asks for and is not entered yet; None when the way is free."""
    stage = next_stage(regulation.stage)
    try:
        if stage is not None:
            _check_stage(stage, _as_written(regulation), today)
    except RuleBroken as error:
        return error
    return None


def advance(
    regulation: Regulation, *, by: RoleHeld, now: datetime, revision: int | None = None
) -> None:
    """Go on to the next stage. Raises RuleBroken while something for it is missing."""
    registers.lock(regulation, revision)
    registers.check_may_write(regulation, by, day_of(now))
    stage = next_stage(regulation.stage)
    if stage is None:
        raise RuleBroken(N_("Văn bản đã ở bước cuối."))
    _check_stage(stage, _as_written(regulation), day_of(now))
    regulation.stage = stage
    _touch(regulation, now)
    record.write(
        "regulation.advanced",
        by=by,
        at=now,
        unit=regulation.unit,
        subject=regulation.key,
        stage_word=stage,
    )


def send_back(
    regulation: Regulation,
    reason: str,
    *,
    by: RoleHeld,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Go back one stage, with a reason. Raises RuleBroken at the first, or without a reason."""
    registers.lock(regulation, revision)
    registers.check_may_write(regulation, by, day_of(now))
    place = STAGES.index(regulation.stage)
    if place == 0:
        raise RuleBroken(N_("Văn bản đang ở bước đầu."))
    if not reason.strip():
        raise RuleBroken(N_("Xin ghi lý do trở lại bước trước."))
    regulation.stage = STAGES[place - 1]
    _touch(regulation, now)
    note = Note(kind=NoteKind.REASON, body=reason, unit_id=by.unit_id, written_at=now)
    db.session.add(note)
    record.write(
        "regulation.sent_back",
        by=by,
        at=now,
        unit=regulation.unit,
        subject=regulation.key,
        note=note,
        stage_word=regulation.stage,
    )


def _check_title(written: Written) -> None:
    if not written.title.strip():
        raise RuleBroken(N_("Xin ghi tên quy chế, quy định."))


def _check_stage(stage: RegulationStage, written: Written, today: date) -> None:
    """Let pass what the stage asks for. Raises RuleBroken naming what is missing."""
    place = STAGES.index(stage)
    if stage is RegulationStage.CONSULTING and not _is_out(written.draft_plan):
        raise RuleBroken(N_("Xin chọn dự thảo đã công bố để lấy ý kiến."))
    if place >= STAGES.index(RegulationStage.ISSUED):
        if not written.explanation.strip():
            raise RuleBroken(N_("Xin ghi tóm tắt việc tiếp thu, giải trình ý kiến."))
        if written.issued_on is None or written.issued_on > today:
            raise RuleBroken(N_("Xin ghi ngày ban hành; ngày này không ở sau hôm nay."))
    if stage is RegulationStage.PUBLISHED and not _is_out(written.issued_plan):
        raise RuleBroken(N_("Xin chọn văn bản ban hành đã công bố ở đây."))


def _is_out(plan: Plan | None) -> bool:
    return plan is not None and plan.state is not PlanState.DRAFT


def _as_written(regulation: Regulation) -> Written:
    return Written(
        regulation.title,
        regulation.explanation,
        regulation.number,
        regulation.issued_on,
        regulation.draft_plan,
        regulation.issued_plan,
        regulation.duty,
    )


def _values(written: Written) -> dict[str, object]:
    return {
        "title": written.title,
        "folded": fold(f"{written.title} {written.number}"),
        "explanation": written.explanation,
        "number": written.number,
        "issued_on": written.issued_on,
        "draft_plan_id": written.draft_plan.id if written.draft_plan else None,
        "issued_plan_id": written.issued_plan.id if written.issued_plan else None,
        "duty_id": written.duty.id if written.duty else None,
    }


def _touch(regulation: Regulation, now: datetime) -> None:
    regulation.changed_at = now
    regulation.revision += 1
    db.session.flush()
    db.session.refresh(regulation, ["draft_plan", "issued_plan", "duty"])


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Regulation.folded.contains(word, autoescape=True) for word in words_typed(wanted.words)
    ]
    if wanted.unit_id is not None:
        conditions.append(Regulation.unit_id == wanted.unit_id)
    if wanted.stage is not None:
        conditions.append(Regulation.stage == wanted.stage)
    return conditions


def _whole() -> Select[Regulation]:
    return select(Regulation).options(
        joinedload(Regulation.unit),
        joinedload(Regulation.draft_plan),
        joinedload(Regulation.issued_plan),
        joinedload(Regulation.duty).joinedload(Duty.plan),
    )
